"""Google Forms: a column for each question, several answers joined in its cells."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.cells.grid import Headed, first_rows
from textmine.stages.read.model import Meta, Understood, plain
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.inline import Inline, Joining, asked
from textmine.stages.read.sniff import foreign, sheet
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from textmine.stages.read.model import Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "googleforms"
STRUCTURE = ""

_DATE = re.compile(r"\s*\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\b.*")
_WITH_ZONE = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d:\d\d .*[^\W\d_].*")
"""A time as the form itself writes it: 2026/03/01 10:07:29 AM CET. Its spreadsheet knows no zones."""

_ROW = re.compile(r"(?P<question>.*\S)\s*\[(?P<row>[^\[\]]*)\]", re.DOTALL)

_OWN = 4
"""Columns among which those of the platform stand."""


def recognise(head: Head) -> str:
    """What shows that a file is an export of Google Forms."""
    if head.kind not in {"text", "book"} or not head.rows or role_of(head.rows[0][0], NAME) != "submitted":
        return ""
    if len(head.rows[0]) > 1 and all(_DATE.fullmatch(row[0]) for row in head.rows[1:2]):
        return f"the first heading {head.rows[0][0].strip()}, with times under it"
    return ""


def is_structure(head: Head) -> bool:  # noqa: ARG001 - Google Forms has none
    """Whether a file is a structure without answers: Google Forms gives none."""
    return False


@dataclass(frozen=True)
class Opened:
    """An export, and whether it is the download of the form or its spreadsheet."""

    grid: Grid
    format: str
    separator: str

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The time of the answer; there are no ids."""
        return {"submitted": Meta(0)}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - of the protocol
        """Column by column, those of a grid together."""
        headings = self.grid.headings
        own = {column: role for column, heading in enumerate(headings[:_OWN]) if (role := role_of(heading, NAME))}
        own[0] = "submitted"  # whatever the language calls it
        columns = [column for column in asked(headings, profile) if column not in own]
        questionnaire = Questionnaire(headings, profile)
        joining = Joining(self.separator, other_last=True, typed=self.separator != ";")
        inline = Inline(self.grid, profile, questionnaire, joining)
        inline.look_at(columns)
        for text, rows in _blocks(headings, columns):
            if len(rows) > 1:
                inline.grid(text, rows)
            else:
                inline.ask(plain(headings[rows[0][1]]), rows[0][1])
        return Understood(
            questionnaire.structure(self.grid.path.stem),
            tuple(questionnaire.bindings),
            personal=frozenset(column for column, role in own.items() if role == "personal"),
            technical=frozenset(column for column, role in own.items() if role != "personal"),
            notes=inline.notes(),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - of the protocol
    """Open a CSV file or a workbook.

    Raises:
        TextmineError: no times stand in the first column.
    """
    cells = sheet(head, settings.encoding)
    records = first_rows(cells, 2)[1:]
    if not all(_DATE.fullmatch(row[0]) for row in records):
        raise foreign(head, "Google Forms", "the times of the answers in the first column")
    own = any(_WITH_ZONE.fullmatch(row[0].strip()) for row in records)
    return Opened(Headed(cells, blank=False), f"{NAME}-{head.form}{'' if own else '-sheet'}", ";" if own else ", ")


def _blocks(headings: tuple[str, ...], columns: list[int]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Each question with its rows: neighbours of the same wording before the brackets are a grid."""
    parsed = {column: _ROW.fullmatch(headings[column].strip()) for column in columns}

    def question(column: int) -> tuple[int, str]:
        found = parsed[column]
        return (-1, found["question"]) if found else (column, headings[column])

    for (_, text), block in itertools.groupby(columns, key=question):
        rows = [(plain(found["row"]) if (found := parsed[column]) else "", column) for column in block]
        yield plain(text), rows
