"""The data dictionary of a REDCap project: a table with a row for each field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.model import Item, plain
from textmine.stages.read.questions.fields import Field, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textmine.stages.read.cells.grid import Sheet

__all__ = ["Dictionary", "is_dictionary", "parse", "suffix"]

_NAMES = {
    "name": ("Variable / Field Name", "field_name"),
    "form": ("Form Name", "form_name"),
    "header": ("Section Header", "section_header"),
    "type": ("Field Type", "field_type"),
    "label": ("Field Label", "field_label"),
    "choices": ("Choices, Calculations, OR Slider Labels", "select_choices_or_calculations"),
    "validation": (
        "Text Validation Type OR Show Slider Number", "text_validation_type_or_show_slider_number",
    ),
    "identifier": ("Identifier?", "identifier"),
    "condition": ("Branching Logic (Show field only if...)", "branching_logic"),
    "matrix": ("Matrix Group Name", "matrix_group_name"),
}  # fmt: skip
"""Headings of a dictionary, as it is downloaded and as the interface (API) gives it."""

_KINDS = {
    "notes": "text", "radio": "single", "dropdown": "single", "checkbox": "multiple", "yesno": "single",
    "truefalse": "single", "slider": "number", "file": "file", "signature": "file", "sql": "single",
}  # fmt: skip
_FIXED = {"yesno": (("1", "Yes"), ("0", "No")), "truefalse": (("1", "True"), ("0", "False"))}
_VALIDATED = (("date", "date"), ("time", "date"), ("integer", "number"), ("number", "number"))
_PERSONAL = {"email", "phone", "ssn"}
_CHECKED = re.compile(r"\[(\w+)\((-?\w+)\)\]\s*=\s*(['\"]?)1\3")
_EQUALS = re.compile(r"\[(\w+)\]\s*=\s*(['\"]?)(-?\w+)\2")


@dataclass
class Dictionary:
    """What a dictionary says.

    Attributes:
        first: The name of the first field, the id of the record.
        fields: The questions.
        labels: The label of each field, questions or not.
        personal: Names of the fields that are marked as identifiers, or hold e-mail addresses or telephone numbers.
        unread: Names of the fields that are calculated or that only describe.
        forms: Names of the forms (instruments).
    """

    first: str = ""
    fields: list[Field] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    forms: dict[str, None] = field(default_factory=dict)

    def headings(self, *, labels: bool) -> Iterator[tuple[Place, str]]:
        """What the columns of an export are called: by the names of fields, or by their labels."""
        choices = {each.name: each.choices for each in self.fields if each.kind == "multiple"}
        for name, label in self.labels.items():
            if name not in choices:
                yield (name, ""), label if labels else name
            for item in choices.get(name, ()):
                said = f"{label} (choice={item.texts['']})" if labels else f"{name}___{suffix(item.code)}"
                yield (name, item.code), said


def suffix(code: str) -> str:
    """A code of a choice as it stands behind ___ in a heading: -1 as _1."""
    return re.sub(r"[^a-z0-9_]", "", code.casefold().replace("-", "_"))


def is_dictionary(headings: Sequence[str]) -> bool:
    """Whether headings are those of a dictionary."""
    here = {heading.strip() for heading in headings}
    return all(here & {*_NAMES[column]} for column in ("name", "form", "type", "label"))


def parse(sheet: Sheet) -> Dictionary:
    """Read a dictionary.

    Raises:
        TextmineError: it is none, or has no questions.
    """
    grid = Headed(sheet)
    headings = [heading.strip() for heading in grid.headings]
    if not is_dictionary(headings):
        raise TextmineError(
            f"{sheet.path.name} is no data dictionary of REDCap.",
            expected="a table with the columns Variable / Field Name, Form Name, Field Type and Field Label",
            hint="In REDCap: Designer, Download the current Data Dictionary.",
        )
    where = {column: next((headings.index(n) for n in names if n in headings), -1) for column, names in _NAMES.items()}
    lines = [
        {column: (row.cells[at] or "").strip() if at >= 0 else "" for column, at in where.items()}
        for row in grid.rows()
    ]
    found = _read([line for line in lines if line["name"]])
    if not found.fields:
        raise TextmineError(
            f"{sheet.path.name} is a dictionary without questions.", expected="a field for each question"
        )
    return found


def _read(lines: Sequence[Mapping[str, str]]) -> Dictionary:
    found, form, header, matrices = Dictionary(), "", "", dict[str, str]()
    for line in lines:
        name, kind = line["name"], line["type"].casefold()
        header = plain(line["header"]) or (header if line["form"] == form else "")
        form = line["form"]
        found.forms[form] = None
        found.labels[name] = plain(line["label"]) or name
        if not found.first:
            found.first = name
        elif line["identifier"].casefold() == "y" or line["validation"].casefold() in _PERSONAL:
            found.personal.add(name)
        elif kind in {"calc", "descriptive"}:
            found.unread.add(name)
        else:
            stem = matrices.setdefault(line["matrix"], header) if line["matrix"] else ""
            found.fields.append(_field(line, found.labels[name], stem, header or form.replace("_", " ")))
    return found


def _field(line: Mapping[str, str], label: str, stem: str, section: str) -> Field:
    kind = line["type"].casefold()
    choices = _FIXED.get(kind) or _choices(line["choices"]) if kind != "slider" else ()
    if kind not in _KINDS:
        said = line["validation"].casefold()
        shape = next((kind for start, kind in _VALIDATED if said.startswith(start)), "text")
    else:
        shape = _KINDS[kind]
    return Field(
        line["name"],
        shape,
        {"": f"{stem} \u2013 {label}" if stem else label},
        tuple(Item(code, {"": text}) for code, text in choices) if shape in {"single", "multiple"} else (),
        {"": section},
        kind,
        _opened_by(line["condition"]),
        conditional=bool(line["condition"]),
    )


def _choices(text: str) -> tuple[tuple[str, str], ...]:
    """The code and label of each choice: "1, one | 2, two"; a label may hold commas."""
    pairs = (part.partition(",") for part in text.split("|") if part.strip())
    return tuple((code.strip(), plain(label) or code.strip()) for code, _, label in pairs)


def _opened_by(condition: str) -> tuple[str, str] | None:
    """The field and the choice that a condition consists of; None for any other condition."""
    if found := _CHECKED.fullmatch(condition):
        return found[1], found[2]
    if found := _EQUALS.fullmatch(condition):
        return found[1], found[3]
    return None
