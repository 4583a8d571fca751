"""An invented survey of a town library as KoboToolbox and ODK would hold it: its form, and exports in every manner."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Texts = tuple[str, str]  # English, German

LANGUAGES = ("English (en)", "German (de)")
GROUP = ("visit", ("Your visit", "Ihr Besuch"))

LISTS: dict[str, dict[str, Texts]] = {
    "services": {
        "books": ("Books", "Bücher"),
        "rooms": ("Reading rooms (quiet; upstairs)", "Lesesäle (still; oben)"),
        "talks": ("Talks / readings", "Vorträge / Lesungen"),
    },
    "channel": {"poster": ("A poster", "Ein Plakat"), "friend": ("A friend", "Freunde")},
    "often": {
        "weekly": ("Every week", "Jede Woche"),
        "monthly": ("Every month", "Jeden Monat"),
        "else": ("Other, namely", "Sonstiges, nämlich"),
    },
    "yes_no": {"1": ("Yes", "Ja"), "2": ("No", "Nein")},
}


@dataclass(frozen=True)
class Line:
    """A line of the form: type, name, label and condition."""

    type: str
    name: str
    label: Texts = ("", "")
    relevant: str = ""

    @property
    def choices(self) -> str:
        """The name of the list of its choices, "" when it has none."""
        parts = self.type.split()
        return parts[1] if len(parts) > 1 else ""


FORM = (
    Line("start", "start"),
    Line("deviceid", "tablet"),
    Line("begin_group", GROUP[0], GROUP[1]),
    Line("select_multiple services", "services", ("What do you come for?", "Wofür kommen Sie?")),
    Line("text", "rooms_why", ("Why the reading rooms?", "Warum die Lesesäle?"), "selected(${services}, 'rooms')"),
    Line("text", "talks_why", ("Why the talks?", "Warum die Vorträge?"), '(selected(${services},"talks"))'),
    Line("select_multiple channel or_other", "channel", ("How did you hear of us?", "Wie erfuhren Sie von uns?")),
    Line("select_one often", "often", ("How often do you come?", "Wie oft kommen Sie?")),
    Line("text", "often_else", ("How often else?", "Wie oft sonst?"), "${often} = 'else'"),
    Line("select_one yes_no", "member", ("Are you a member?", "Sind Sie Mitglied?")),
    Line("text", "member_good", ("What is good about it?", "Was ist gut daran?"), "${member} = '1'"),
    Line("end_group", ""),
    Line("rank services", "best", ("Put them in order", "Bringen Sie sie in eine Reihenfolge")),
    Line("integer", "age", ("How old are you?", "Wie alt sind Sie?")),
    Line("note", "thanks", ("Thank you", "Danke")),
    Line("geopoint", "home", ("Where do you live?", "Wo wohnen Sie?")),
    Line("text", "wish", ("What do you wish for?", "Was wünschen Sie sich?")),
)

OTHER = Line("text", "channel_other")

PEOPLE: tuple[dict[str, str], ...] = (
    {
        "services": "books rooms", "rooms_why": 'Quiet,\nand "warm"; really.', "channel": "poster other",
        "channel_other": "the radio", "often": "else", "often_else": "twice a year", "member": "1",
        "member_good": "no fees", "best": "talks books rooms", "age": "41", "home": "50.1 6.2 0 5", "wish": "=1+1",
        "tablet": "t-17", "start": "2026-02-01T10:00:00.000+01:00",
    },
    {"services": "talks", "talks_why": "good à l’oral", "often": "weekly", "member": "2", "wish": "Später schließen"},
    {},
)  # fmt: skip


def questions() -> list[tuple[Line, tuple[Line, ...]]]:
    """The questions of an export, each with the groups around it; a text of an open option follows its question."""
    found, groups = list[tuple[Line, tuple[Line, ...]]](), tuple[Line, ...]()
    for line in FORM:
        if line.type == "begin_group":
            groups = (*groups, line)
        elif line.type == "end_group":
            groups = groups[:-1]
        elif line.type not in {"start", "note"}:
            found.append((line, groups))
            if line.type.endswith("or_other"):
                found.append((OTHER, groups))
    return found


def said(name: str, texts: Texts, style: str) -> str:
    """A name or label, as the style of the headings has it."""
    return name if style == "xml" else texts[("en", "de").index(style)] or name


def table(
    style: str = "xml", several: str = "both", *, groups: bool = False, separator: str = "/"
) -> tuple[list[str], list[list[str]]]:
    """Headings and rows as KoboToolbox writes them.

    Args:
        style: xml (names), en or de (labels).
        several: both, summary or details: questions with several answers in one column, one each, or both.
        groups: Whether headings begin with the names of groups.
        separator: What stands between groups.
    """
    columns: list[tuple[str, Any]] = [("start", lambda person: person.get("start", ""))]
    for line, around in questions():
        path = [said(step.name, step.label, style) for step in around] if groups else []
        heading = separator.join([*path, said(line.name, line.label, style)])
        many = line.type.startswith("select_multiple")
        if not many or several != "details":
            columns.append((heading, lambda person, line=line: _joined(line, person.get(line.name, ""), style)))
        if many and several != "summary":
            columns += [
                (
                    f"{heading}/{said(code, texts, style)}",
                    lambda person, line=line, code=code: _tick(line, code, person),
                )
                for code, texts in _choices(line).items()
            ]
    headings = [heading for heading, _ in columns] + ["_id", "_uuid", "_submission_time", "_submitted_by", "_index"]
    rows = [
        [read(person) for _, read in columns] + [str(100 + n), f"u{n}", f"2026-02-0{n}T12:00:00", "clerk", str(n)]
        for n, person in enumerate(PEOPLE, start=1)
    ]
    return headings, rows


def _choices(line: Line) -> dict[str, Texts]:
    choices = LISTS.get(line.choices, {})
    return {**choices, "other": ("", "")} if line.type.endswith("or_other") else choices


def _joined(line: Line, value: str, style: str) -> str:
    choices = _choices(line)
    return " ".join(said(code, choices[code], style) for code in value.split()) if choices else value


def _tick(line: Line, code: str, person: dict[str, str]) -> str:
    value = person.get(line.name, "")
    return str(int(code in value.split())) if value else ""


def write_csv(file: Path, headings: list[str], rows: list[list[str]], separator: str = ";") -> Path:
    """A CSV as the platform writes it."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
    return file


def write_book(file: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook with these sheets."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value, cell.data_type = value, "s" if isinstance(value, str) else "n"
    book.save(file)
    return file


def write_json(file: Path) -> Path:
    """The submissions as the interface of KoboToolbox gives them: keys with groups, what is empty left out."""
    records = []
    for n, person in enumerate(PEOPLE, start=1):
        paths = {line.name: "/".join([*(step.name for step in around), line.name]) for line, around in questions()}
        own = {"_id": 100 + n, "_uuid": f"u{n}", "_submission_time": f"2026-02-0{n}T12:00:00", "_submitted_by": None}
        records.append({**own, "_attachments": [], **{paths.get(name, name): value for name, value in person.items()}})
    file.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return file


def write_form(file: Path, lines: tuple[Line, ...] = FORM) -> Path:
    """The form as XLSForm (.xlsx), or as the JSON in which KoboToolbox keeps it."""
    choices = [(name, code, texts) for name, listed in LISTS.items() for code, texts in listed.items()]
    if file.suffix == ".json":
        content = {
            "survey": [
                {"type": line.type, "name": line.name, "label": list(line.label), "relevant": line.relevant}
                for line in lines
            ],
            "choices": [{"list_name": name, "name": code, "label": list(texts)} for name, code, texts in choices],
            "translations": list(LANGUAGES),
        }
        file.write_text(json.dumps({"content": content}, ensure_ascii=False), encoding="utf-8")
        return file
    labels = [f"label::{language}" for language in LANGUAGES]
    return write_book(
        file,
        survey=[["type", "name", *labels, "relevant"], *([x.type, x.name, *x.label, x.relevant] for x in lines)],
        choices=[["list_name", "name", *labels], *([name, code, *texts] for name, code, texts in choices)],
        settings=[["form_title", "default_language"], ["Library", LANGUAGES[0]]],
    )
