"""An invented survey of a town library as a REDCap project: its dictionary, and exports in several manners."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

HEADINGS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip

API = {
    "Variable / Field Name": "field_name", "Form Name": "form_name", "Section Header": "section_header",
    "Field Type": "field_type", "Field Label": "field_label",
    "Choices, Calculations, OR Slider Labels": "select_choices_or_calculations",
    "Text Validation Type OR Show Slider Number": "text_validation_type_or_show_slider_number",
    "Identifier?": "identifier", "Branching Logic (Show field only if...)": "branching_logic",
    "Matrix Group Name": "matrix_group_name",
}  # fmt: skip
"""The headings that differ where a dictionary comes through the interface."""


def field(name: str, kind: str, label: str, choices: str = "", form: str = "visit", **more: str) -> dict[str, str]:
    """A row of the dictionary; `more` has header, validation, identifier, condition and matrix."""
    names = {
        "header": HEADINGS[2], "validation": HEADINGS[7], "identifier": HEADINGS[10], "condition": HEADINGS[11],
        "matrix": HEADINGS[15],
    }  # fmt: skip
    row = dict(zip(HEADINGS[:6], (name, form, "", kind, label, choices), strict=True))
    return row | {names[key]: value for key, value in more.items()}


SERVICES = "1, Books | 2, Rooms, quiet ones | -1, Other"

FIELDS = (
    field("card", "text", "Number of the card"),
    field("reader", "text", "Who are you?", identifier="y"),
    field("mail", "text", "Where do we write to?", validation="email"),
    field("services", "checkbox", "<b>What</b> do you come for?", SERVICES, header="About your visit"),
    field("rooms_why", "notes", "Why the rooms?", condition="[services(2)] = '1'"),
    field("services_else", "text", "What else?", condition='[services(-1)]="1"'),
    field("often", "radio", "How often do you come?", "a, Every week | b, Every month | c, Other (please say)"),
    field("often_else", "text", "How often else?", condition="[often] = 'c'"),
    field("member", "yesno", "Are you a member?"),
    field("since", "text", "Since when?", validation="date_ymd", condition="[member] = '1' and [often] <> 'c'"),
    field("staff", "radio", "Staff", "1, Good | 2, Bad", matrix="good", header="How do you find ..."),
    field("hours", "radio", "Opening hours", "1, Good | 2, Bad", matrix="good"),
    field("age", "text", "How old are you?"),
    field("score", "calc", "Score", "[age] * 2"),
    field("wish", "notes", "What do you wish for?", form="end"),
)

PEOPLE: tuple[dict[str, str], ...] = (
    {
        "card": "1", "reader": "Ada", "mail": "a@example.org", "services": "2 -1", "rooms_why": "Quiet,\nand warm",
        "services_else": "the piano", "often": "c", "often_else": "twice a year", "member": "1", "since": "2020-01-02",
        "staff": "1", "hours": "2", "age": "41", "score": "82", "wish": "a café",
    },
    {"card": "2", "services": "1", "often": "a", "member": "0", "age": "7", "wish": "N/A"},
    {"card": "3"},
)  # fmt: skip

_CHOICES = {"services": {"1": "Books", "2": "Rooms, quiet ones", "-1": "Other"}}
_LABELS = {
    "often": {"a": "Every week", "b": "Every month", "c": "Other (please say)"}, "member": {"1": "Yes", "0": "No"},
    "staff": {"1": "Good", "2": "Bad"}, "hours": {"1": "Good", "2": "Bad"},
}  # fmt: skip


def write(file: Path, rows: Iterable[Iterable[str]]) -> Path:
    """A CSV as the platform writes it."""
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


def dictionary(
    file: Path, fields: Iterable[Mapping[str, str]] = FIELDS, names: Mapping[str, str] | None = None
) -> Path:
    """A dictionary, with other headings where `names` has them."""
    headings = [(names or {}).get(heading, heading) for heading in HEADINGS]
    return write(file, [headings, *([row.get(heading, "") for heading in HEADINGS] for row in fields)])


def raw(people: Iterable[Mapping[str, str]] = PEOPLE) -> list[list[str]]:
    """An export of raw data, without rows of other events."""
    headings = ["card", "redcap_survey_identifier", "redcap_data_access_group", "visit_timestamp"]
    for row in FIELDS[1:]:
        name = row[HEADINGS[0]]
        codes = [code.replace("-", "_") for code in _CHOICES.get(name, ())]
        headings += [f"{name}___{code}" for code in codes] or [name]
        headings += ["visit_complete"] if name == "score" else []
    rows = []
    for person in people:
        cells = {"redcap_data_access_group": "north", "visit_timestamp": "2026-02-01 10:00:00", "visit_complete": "2"}
        if person == {"card": "3"}:
            cells |= {"visit_timestamp": "[not completed]", "visit_complete": "0"}
        ticked = person.get("services", "").split()
        boxes = {f"services___{code.replace('-', '_')}": str(int(code in ticked)) for code in _CHOICES["services"]}
        rows.append([{**cells, **boxes, **person, "end_complete": "0"}.get(h, "") for h in [*headings, "end_complete"]])
    return [[*headings, "end_complete"], *rows]


def labelled(people: Iterable[Mapping[str, str]] = PEOPLE) -> list[list[str]]:
    """The same with labels in headings and cells."""
    headings, *rows = raw(people)
    own = {
        "redcap_survey_identifier": "Survey Identifier", "redcap_data_access_group": "Data Access Group",
        "visit_timestamp": "Survey Timestamp", "visit_complete": "Complete?", "end_complete": "Complete?",
    }  # fmt: skip
    labels = {row[HEADINGS[0]]: row[HEADINGS[4]].replace("<b>", "").replace("</b>", "") for row in FIELDS}
    boxes = {
        f"services___{code.replace('-', '_')}": f"{labels['services']} (choice={label})"
        for code, label in _CHOICES["services"].items()
    }
    said = {**labels, **own, **boxes}

    def cell(heading: str, value: str) -> str:
        if heading in boxes:
            return {"1": "Checked", "0": "Unchecked"}[value]
        return _LABELS.get(heading, {}).get(value, value)

    return [
        [said[heading] for heading in headings],
        *([cell(heading, value) for heading, value in zip(headings, row, strict=True)] for row in rows),
    ]
