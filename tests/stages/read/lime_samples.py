"""An invented survey of a park as LimeSurvey exports it in every form; the structure is in English and German."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import lime_writer
import pandas as pd
from answered import workbook
from lime import Q, build_csv, build_lsa, build_lss, question
from lime_writer import Form
from own_eyes import Rows

ASKED = [
    question("HELP", "P", "What would help you most?", subs={"SQ1": "Benches", "SQ2": "Shade in summer"}, other="Y"),
    question("PAY", "Y", "Would you pay for it?"),
    question("FIRST", "O", "Which should come first of all?", answers={"A1": "Benches", "A2": "Shade in summer"}),
    question("WHEN", "M", "When do you come to the park?", subs={"D": "During the week", "W": "At the weekend"}),
    question("WHY", "T", "Anything else that we should know?"),
]
GERMAN = {
    "What would help you most?": "Was würde Ihnen am meisten helfen?", "Benches": "Bänke zum Sitzen",
    "Shade in summer": "Schatten im Sommer", "Would you pay for it?": "Würden Sie dafür bezahlen?",
    "Which should come first of all?": "Was sollte als Erstes kommen?", "During the week": "Unter der Woche",
    "When do you come to the park?": "Wann kommen Sie in den Park?", "At the weekend": "Am Wochenende",
    "Anything else that we should know?": "Was sollten wir sonst noch wissen?", "Response ID": "Antwort ID",
    "Date submitted": "Datum Abgeschickt", "Start language": "Start-Sprache", "Comment": "Kommentar",
    "Other comment": "Anderer Kommentar", "Other": "Sonstiges",
}  # fmt: skip
CODES = [column.code for column in lime_writer.columns(ASKED)]
_SAID: list[tuple[str | None, ...]] = [
    ("Y", "near the pond", "", "trees, please", "lamps", "at night", "Y", "A2", "first of all shade", "Y", "", "=1+1"),
    ("", "", "", "", "", "", None, None, None, None, None, None),
    ("", "", "Y", "", "", "", "N", "A1", "", "", "Y", ""),
]
RESPONSES = [
    {"id": str(n), "submitdate": f"2026-03-0{n} 10:00:00", "startlanguage": "en", **dict(zip(CODES, said, strict=True))}
    for n, said in enumerate(_SAID, start=1)
]


def _bilingual(asked: Q) -> Q:
    def both(text: str) -> dict[str, str]:
        return {"en": text, "de": GERMAN[text]}

    parts = {name: {code: both(text) for code, text in asked[name].items()} for name in ("subs", "answers")
             if name in asked}  # fmt: skip
    return asked | {"text": both(asked["text"])} | parts


def lss(path: Path) -> Path:
    """The structure in two languages."""
    path = path.with_name("structure.lss")
    path.write_bytes(build_lss([_bilingual(asked) for asked in ASKED], ("en", "de")))
    return path


def _rows(form: Form) -> list[list[str]]:
    return [lime_writer.headings(ASKED, form), *lime_writer.records(ASKED, RESPONSES, form)]


def as_csv(form: Form) -> Callable[[Path], Path]:
    """Write a CSV."""

    def write(path: Path) -> Path:
        path.write_bytes(lime_writer.to_csv(ASKED, RESPONSES, form))
        return path

    return write


def converted(path: Path) -> Path:
    """Y and N as 1 and 2, the latter in empty boxes of comments too."""
    headings, *records = _rows(Form())
    boxes = [column.holds in {"tick", "yes_no"} or "[" in column.code for column in lime_writer.columns(ASKED)]
    for record, response in zip(records, RESPONSES, strict=True):
        for place, code in enumerate(CODES):
            said = response[code]
            if boxes[place] and said in {"Y", "N", ""}:
                record[place + len(lime_writer.META)] = "1" if said == "Y" else "2"
    path.write_bytes(build_csv(headings, records))
    return path


def as_json(form: Form) -> Callable[[Path], Path]:
    """Write JSON, which has null for what was not shown where its text would be empty."""

    def write(path: Path) -> Path:
        headings, *records = _rows(form)
        made = [dict(zip(headings, record, strict=True)) for record in records]
        for record, response in zip(made, RESPONSES, strict=True):
            cells = zip(headings[len(lime_writer.META) :], CODES, strict=True)
            record |= {heading: None for heading, code in cells if response[code] is None and record[heading] == ""}
        path.write_text(json.dumps({"responses": made}), encoding="utf-8")
        return path

    return write


def as_book(form: Form) -> Callable[[Path], Path]:
    """Write a workbook."""

    def write(path: Path) -> Path:
        # A text that begins with = is written as a formula, with another = before it.
        return workbook(path, [["=" + cell if cell.startswith("=") else cell for cell in row] for row in _rows(form)])

    return write


def _fields() -> list[str]:
    """The names of the columns in the database."""
    numbers = {asked["code"]: n for n, asked in enumerate(ASKED, start=1)}
    return [f"9X1X{numbers[column.question['code']]}{column.item}" for column in lime_writer.columns(ASKED)]


def as_vv(path: Path) -> Path:
    """Write a VV file."""
    path.write_bytes(lime_writer.to_vv(ASKED, RESPONSES))
    return path


def as_vv_fields(path: Path) -> Path:
    """Write a VV file of version 1, with the names of the columns in the database."""
    first, _, *lines = lime_writer.to_vv(ASKED, RESPONSES).decode().splitlines()
    path.write_text("\n".join([first, "\t".join([*lime_writer.META, *_fields()]), *lines, ""]), encoding="utf-8")
    return path


def archive(path: Path) -> Path:
    """Write an archive."""
    cells = [[response[name] for name in (*lime_writer.META, *CODES)] for response in RESPONSES]
    return build_lsa(path, lss(path).read_bytes(), [*lime_writer.META, *_fields()], cells)


def codes_of_archive(rows: Rows) -> list[str]:
    """The codes that the fields of an archive stand for."""
    codes = dict(zip(_fields(), CODES, strict=True))
    return [codes.get(field, field) for field in rows[0]]


def as_sav(path: Path) -> Path:
    """Write a data file as the plug-in for SPSS does, option before question in the labels."""

    import pyreadstat

    headings, *records = _rows(Form("emcode"))
    labels = [column.question["text"] for column in lime_writer.columns(ASKED)]
    for place, column in enumerate(lime_writer.columns(ASKED)):
        labels[place] = "".join(f"[{label}] " for label in reversed(column.labels)) + labels[place]
    ticks = {heading: {"Y": "Yes", "0": "Not selected"} for heading in headings if heading.endswith(("SQ1", "SQ2"))}
    pyreadstat.write_sav(
        pd.DataFrame(records, columns=headings), str(path), column_labels=[*[""] * len(lime_writer.META), *labels],
        variable_value_labels={**ticks, "FIRST": ASKED[2]["answers"]},
    )  # fmt: skip
    return path


def languages(form: Form) -> Callable[[Path], list[Path]]:
    """Write a CSV, and another with the answers of others in German."""

    def write(path: Path) -> list[Path]:
        headings, *records = _rows(form)
        if form.headings == "full":
            headings = [re.sub(r"[^\[\]]+(?<! )", lambda part: GERMAN[part[0]], heading) for heading in headings]
        german = path.with_name("german.csv")
        german.write_bytes(build_csv(headings, [[f"1{record[0]}", record[1], "de", *record[3:]] for record in records]))
        return [as_csv(form)(path), german]

    return write
