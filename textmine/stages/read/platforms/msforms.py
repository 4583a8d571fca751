"""Microsoft Forms: five columns of its own in the language of the account, then one for each question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.model import Meta, Understood, plain
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.inline import Inline, Joining, asked
from textmine.stages.read.sniff import foreign, sheet
from textmine.stages.read.understand import names, note
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "msforms"
STRUCTURE = ""

_ORDER = ("id", "started", "submitted", "personal", "personal")
"""What the first columns are, whatever the language calls them: id, start time, completion time, e-mail, name."""

_TIME = re.compile(r"\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}\.? .*\d{1,2}[:.]\d\d.*")


def recognise(head: Head) -> str:
    """What shows that a file is an export of Microsoft Forms."""
    if head.kind not in {"text", "book"} or not head.rows or len(head.rows[0]) < len(_ORDER):
        return ""
    headings = head.rows[0]
    shown = ", ".join(plain(heading) for heading in headings[:3])
    if all(_is(heading, role) for heading, role in zip(headings, _ORDER[:3], strict=False)):
        return f"the headings {shown}"
    records = [row for row in head.rows[1:] if len(row) == len(headings)]
    numbered = [row[0] for row in records] == [str(number) for number in range(1, len(records) + 1)]
    if _is(headings[0], "id") and records and numbered and all(map(_looks_like_one, records)):
        return f"the headings {shown}, with numbers and times under them"
    return ""


def is_structure(head: Head) -> bool:  # noqa: ARG001 - Microsoft Forms has none
    """Whether a file is a structure without answers: Microsoft Forms gives none."""
    return False


@dataclass(frozen=True)
class Opened:
    """An export."""

    grid: Grid
    format: str

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The id and the time of completion; only those who completed are in it."""
        return {"id": Meta(0), "submitted": Meta(2)}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - of the protocol
        """Column by column."""
        headings = self.grid.headings
        first = _own(headings)
        marks = _marks(headings, first)
        columns = [column for column in asked(headings, profile) if column >= first and column not in marks]
        questionnaire = Questionnaire(headings, profile)
        inline = Inline(self.grid, profile, questionnaire, Joining(";", typed=True))
        inline.look_at(columns)
        for column in columns:
            inline.ask(plain(headings[column]), column)
        personal = {column for column in range(len(_ORDER)) if _ORDER[column] == "personal"}
        named = names(headings)
        return Understood(
            questionnaire.structure(self.grid.path.stem),
            tuple(questionnaire.bindings),
            personal=frozenset(personal),
            technical=frozenset({*range(first), *marks} - personal),
            notes=(
                *inline.notes(),
                *note("of points and feedback of a quiz, which are not read", [named[column] for column in marks]),
            ),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - of the protocol
    """Open a workbook or a CSV file.

    Raises:
        TextmineError: the columns of the platform are missing.
    """
    cells = Headed(sheet(head, settings.encoding), blank=False)
    records = [row for row in head.rows[1:] if len(row) >= len(_ORDER)]
    known = all(_is(heading, role) for heading, role in zip(cells.headings, _ORDER[:3], strict=False))
    if len(cells.headings) < len(_ORDER) or not (known or all(map(_looks_like_one, records))):
        raise foreign(
            head, "Microsoft Forms", "columns for id, start time, completion time, e-mail and name before the questions"
        )
    return Opened(cells, f"{NAME}-{head.form}")


def _is(heading: str, role: str) -> bool:
    return role_of(heading, NAME) == role


def _looks_like_one(record: Sequence[str]) -> bool:
    return all(_TIME.fullmatch(cell.strip()) for cell in record[1:3])


def _own(headings: Sequence[str]) -> int:
    """How many columns of the platform there are: five, and those of changes and marks behind them."""
    first = len(_ORDER)
    while first < len(headings) and _is(headings[first], "technical"):
        first += 1
    return first


def _marks(headings: Sequence[str], first: int) -> list[int]:
    """The columns of points and feedback: "Points - " and the wording of a question, in any language."""
    questions = {plain(heading) for heading in headings[first:]}
    found = []
    for column in range(first, len(headings)):
        before, dash, question = plain(headings[column]).partition(" - ")
        if dash and question in questions and len(before.split()) == 1:
            found.append(column)
    return found
