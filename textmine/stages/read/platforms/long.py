"""A long table: a row for each respondent and option, or question, under headings that say so."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.long import Key, Long
from textmine.stages.read.model import Cell, Meta, Row, Understood
from textmine.stages.read.platforms import table
from textmine.stages.read.questions.build import Choice, Questionnaire, ticked
from textmine.stages.read.understand import note
from textmine.stages.read.words import is_other

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "is_structure", "open_export", "recognise"]

NAME = "long"
STRUCTURE = ""

_NEEDED = ("respondent", "question")
_ANSWERS = ("selected", "value", "comment")
_WHO = ("submitted", "language")
_KNOWN = (*_NEEDED, "row", "option", *_ANSWERS, *_WHO)

_PLACE = ("question", "row", "option")
_CODE = re.compile(r"[\w.-]{1,20}")
"""A question that is named by its code, not by its wording."""

_At = Mapping[str, int]
"""The columns of a table by what they hold."""


def recognise(head: Head) -> str:
    """What shows that a file is a long table: its headings."""
    if head.kind not in table.KINDS or not head.rows:
        return ""
    at = _columns(head.rows[0])
    if not at.keys() >= {*_NEEDED} or not at.keys() & {"option", *_ANSWERS}:
        return ""
    return f"the headings {', '.join(head.rows[0][column] for column in sorted(at.values()))}"


def is_structure(head: Head) -> bool:
    """Whether a file is a structure; a long table has none."""
    del head
    return False


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """The columns whose names are known, with or without "_id" behind."""
    said = [heading.strip().casefold().removesuffix("_id") for heading in headings]
    return {name: said.index(name) for name in _KNOWN if name in said}


@dataclass(frozen=True)
class _Opened:
    """A long table, its rows put together to one record for each respondent."""

    grid: Long
    format: str
    at: _At
    unread: Sequence[str]

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The respondent, and where they are told the date and the language."""
        places = {key: column for column, key in enumerate(self.grid.keys)}
        return {"id": Meta(0)} | {role: Meta(places[role,]) for role in _WHO if (role,) in places}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """The questions, in the order in which they are met."""
        del settings
        questions = Questionnaire(self.grid.headings, profile)
        asked: dict[str, dict[Key, int]] = {}
        for column, key in enumerate(self.grid.keys):
            if len(key) > 1:
                asked.setdefault(key[0], {})[key[1:]] = column
        coded = all(_CODE.fullmatch(text) for text in asked)
        for text, cells in asked.items():
            _ask(questions, text, text if coded else "", cells)
            _ask_apart(questions, text, cells, coded=coded)
        used = {binding.column for binding in questions.bindings}
        lost = [c for cells in asked.values() for c in cells.values() if c not in used]
        notes = note("not known and not read", self.unread)
        notes += note("beside others of their question and not read", [self.grid.headings[column] for column in lost])
        if "selected" not in self.at and "option" in self.at:
            notes.append("There is no column 'selected': an option counts as ticked where it is named.")
        return Understood(questions.structure(self.grid.path.stem), tuple(questions.bindings), notes=tuple(notes))


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> _Opened:
    """Open a long table: text with separators, the first sheet of a workbook, or parquet.

    Raises:
        TextmineError: it is none of these, or headings that it needs are missing.
    """
    opened = table.open_table(head, structure, settings)
    grid = opened.grid
    at = _columns(grid.headings)
    if missing := [name for name in _NEEDED if name not in at]:
        raise TextmineError(
            f"{head.path.name} has no column {missing[0]!r}.",
            expected=f"a long table with the headings {', '.join(_KNOWN)}, as far as they apply",
            hint="Rename its headings; or say --format table where each respondent has one row.",
        )
    fields = [name for name in _ANSWERS if name in at]
    if "selected" not in at and "option" in at:
        fields.append("option")

    def place(row: Row) -> Iterator[tuple[Key, int]]:
        question, line, option = ((row.cells[at[name]] or "").strip() if name in at else "" for name in _PLACE)
        for name in fields if question else ():
            if row.cells[at[name]] and (name != "selected" or option):
                yield (question, line, option, name), at[name]
        for role in _WHO:
            if role in at:
                yield (role,), at[role]

    unread = [heading for column, heading in enumerate(grid.headings) if column not in at.values()]
    long = Long(grid, at["respondent"], place, heading=lambda key: " / ".join(filter(None, key)))
    return _Opened(long, opened.format.replace(table.NAME, NAME), at, unread)


def _ask(questions: Questionnaire, text: str, code: str, cells: Mapping[Key, int]) -> None:
    """Add a question from its cells, by row, option and field."""
    options = list(dict.fromkeys(option for _, option, _ in cells if option))
    rows = list(dict.fromkeys(row for row, _, _ in cells if row))
    comments = {row: cells[row, "", "comment"] for row in rows if (row, "", "comment") in cells}
    if options and rows and all(row for row, option, _ in cells if option):
        ticks = {
            (row, option): column
            for row, option in itertools.product(rows, options)
            if (column := cells.get((row, option, "selected"), cells.get((row, option, "option")))) is not None
        }
        named = ({row: row for row in rows}, {option: option for option in options})
        questions.table(text, *named, ticks, kind="array_number", code=code, boxes=comments, read=_placed)
    elif options:
        choices = [
            Choice(
                option, cells.get(("", option, "selected"), cells.get(("", option, "option"))),
                cells.get(("", option, "comment")), is_other=is_other(option),
            )
            for option in options
        ]  # fmt: skip
        questions.several(text, choices, code=code, comment=cells.get(("", "", "comment")))
    elif values := [(row, cells[row, "", "value"]) for row in rows if (row, "", "value") in cells]:
        boxes = {column: comments[row] for row, column in values if row in comments}
        questions.grid(text, values, code=code, boxes=boxes)
    elif rows:
        questions.grid(text, [*comments.items()], code=code, kind="texts")
    else:
        answer, comment = cells.get(("", "", "value")), cells.get(("", "", "comment"))
        if answer is not None:
            questions.one(text, answer, code=code, comment=comment)
        elif comment is not None:
            questions.one(text, comment, code=code, kind="text")


def _ask_apart(questions: Questionnaire, text: str, cells: Mapping[Key, int], *, coded: bool) -> None:
    """Add comments that have no place in their question, such as on a cell of a table, as questions of their own."""
    used = {binding.column for binding in questions.bindings}
    for (row, option, field), column in cells.items():
        if field == "comment" and column not in used:
            of = [part for part in (text, row, option) if part]
            questions.one(" \u2013 ".join(of), column, kind="text", code="_".join((*of, field)) if coded else "")


def _placed(cell: Cell, label: str) -> Cell:
    """A tick in a table: 1, or "" where it was not ticked."""
    return {"Y": "1", "N": ""}.get(ticked(cell, label) or "", cell and "")
