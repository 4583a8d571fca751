"""SurveyMonkey: questions over blocks of columns, their options in a second row of headings or behind a dash."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import Headed, first_rows
from textmine.stages.read.model import Meta, Understood, plain
from textmine.stages.read.personal import is_personal
from textmine.stages.read.questions.blocks import Block
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.kinds import MOST_OPTIONS
from textmine.stages.read.sniff import sheet
from textmine.stages.read.understand import names, note
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Cell, Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "surveymonkey"
STRUCTURE = ""

_TITLE_ROWS = 5
"""Rows among which the headings stand: a title may stand above them."""

_ID_WITHIN = 5
"""Columns among which the id of the respondent stands."""

_NUMBERED = re.compile(r"(Q?\d+)[ ._](\d{1,9})\s*[-\u2013\u2014:.]\s*")
"""The numbers of question and column that some put before the question, where it is repeated above each column."""

_LISTED = re.compile(r"Q?\d+[.)] ")
"""The number of a question, where it alone is repeated before each option."""


def recognise(head: Head) -> str:
    """What shows that a file is an export of SurveyMonkey."""
    if head.kind in {"text", "book"} and _headings_row(head.rows) is not None:
        return "a column Respondent ID among the first"
    return ""


def is_structure(head: Head) -> bool:  # noqa: ARG001 - SurveyMonkey has none
    """Whether a file is a structure without answers: SurveyMonkey gives none."""
    return False


@dataclass(frozen=True)
class _Above:
    """What stands above a column: the number of its question from left to right, its wording, its own label."""

    number: int
    question: str
    label: str = ""


@dataclass(frozen=True)
class Opened:
    """An export whose headings are known.

    Attributes:
        grid: Its cells.
        format: surveymonkey-csv or surveymonkey-xlsx ..., with -flat where there is one row of headings.
        above: What stands above each column.
    """

    grid: Grid
    format: str
    above: tuple[_Above, ...]

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The columns of the id, the last answer and the language.

        The export does not say who finished: a survey that was given up has an end date too.
        """
        roles = {self._role(column): column for column in reversed(range(self._first))}
        found: dict[str, Meta] = {role: Meta(roles[role]) for role in ("id", "submitted", "language") if role in roles}
        if "submitted" in found:
            found["finished"] = Meta(roles["submitted"], _given_up)
        return found

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - of the protocol
        """Block by block, each question with the columns under it."""
        questionnaire, unread = Questionnaire(self.grid.headings, profile), set[int]()
        for text, columns in self._blocks():
            block = Block(text, columns, profile)
            block.ask(questionnaire)
            unread |= block.unread
        attributes, personal = self._attributes(profile)
        headings = names(self.grid.headings)
        return Understood(
            questionnaire.structure(self.grid.path.stem),
            tuple(questionnaire.bindings),
            {headings[column]: column for column in attributes},
            frozenset(personal),
            frozenset({*range(self._first)} - attributes - personal),
            notes=(
                *note(
                    "left out: empty, or a recoding of the column before",
                    [headings[column] for column in sorted(unread)],
                ),
                "The export does not say who answered to the end.",
            ),
        )

    @property
    def _first(self) -> int:
        """The first column of a question: behind the last in the row of columns of the platform."""
        column = next((column for column in range(len(self.above)) if self._role(column) == "id"), -1) + 1
        while column < len(self.above) and self._role(column):
            column += 1
        return column

    def _role(self, column: int) -> str:
        if self._label(column):
            return ""
        return role_of(re.sub(r" \d+$", "", self.above[column].question), NAME)

    def _attributes(self, profile: Profile) -> tuple[set[int], set[int]]:
        """The columns that say something of respondents, and those with personal data."""
        attributes, personal = set[int](), set[int]()
        for column in range(self._first):
            role, heading, values = self._role(column), self.above[column].question, profile.values[column]
            if role == "personal" or (role in {"", "attribute"} and is_personal(heading, values)):
                personal.add(column)
            elif role in {"", "attribute"} and 0 < len(values) <= MOST_OPTIONS:
                attributes.add(column)
        return attributes, personal

    def _blocks(self) -> Iterator[tuple[str, list[tuple[str, int]]]]:
        """Each question with the labels of its columns."""
        columns = range(self._first, len(self.above))
        for _, block in itertools.groupby(columns, key=lambda column: self.above[column].number):
            found = [(self._label(column), column) for column in block]
            yield plain(self.above[found[0][1]].question), found

    def _label(self, column: int) -> str:
        above = self.above[column]
        return "" if above.label == above.question or role_of(above.label, NAME) == "answer" else above.label


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - of the protocol
    """Open a CSV file or a workbook.

    Raises:
        TextmineError: no column has the ids of respondents.
    """
    cells = sheet(head, settings.encoding)
    rows = first_rows(cells, _TITLE_ROWS + 1)
    above = _headings_row(rows)
    if above is None:
        raise TextmineError(
            f"{head.path.name} has no column Respondent ID.",
            expected="an export of single responses, as SurveyMonkey writes it (Export all > All responses data)",
        )
    below = rows[above + 1] if above + 1 < len(rows) else ()
    two = _continues(rows[above], below)
    headings = _expanded(rows[above], below) if two else _flat(rows[above])
    grid = Headed(cells, list(map(_heading, headings)), skip=above + 1 + two, blank=False)
    return Opened(grid, f"{NAME}-{head.form}{'' if two else '-flat'}", tuple(headings))


def _headings_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows has the headings."""
    for number, row in enumerate(rows[:_TITLE_ROWS]):
        if any(role_of(cell, NAME) == "id" for cell in row[:_ID_WITHIN]):
            return number
    return None


def _continues(above: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a second row of headings follows: the id has none there, or the same again."""
    if len(above) != len(below):
        return False
    column = next(column for column, cell in enumerate(above) if role_of(cell, NAME) == "id")
    return not below[column].strip() or below[column] == above[column]


def _expanded(above: Sequence[str], below: Sequence[str]) -> list[_Above]:
    """The question stands above its first column, or above each; the label below."""
    found = [_Above(0, "")]
    for cell, label in zip(above, below, strict=True):
        numbered = _NUMBERED.match(cell)
        question = cell[numbered.end() :] if numbered else cell
        first = int(numbered[2]) <= 1 if numbered else role_of(label, NAME) == "answer"
        if cell.strip() and (first or question != found[-1].question):
            found.append(_Above(found[-1].number + 1, question, label))
        else:
            found.append(replace(found[-1], label=label))
    return found[1:]


def _flat(headings: Sequence[str]) -> list[_Above]:
    """Question and label in one heading, "Question - Label": what neighbours share is the question."""
    found: list[_Above] = []
    while len(found) < len(headings):
        start = len(found)
        for question in _beginnings(headings[start]):
            end = start + 1
            while end < len(headings) and headings[end].startswith(question):
                end += 1
            if end > start + 1:
                text = question.removesuffix(" - ")
                found += [_Above(start, text, heading[len(question) :]) for heading in headings[start:end]]
                break
        else:
            found.append(_Above(start, headings[start]))
    return found


def _beginnings(heading: str) -> Iterator[str]:
    """What a heading may share with those of other options, the longest first."""
    for dash in reversed([match.end() for match in re.finditer(" - ", heading)]):
        yield heading[:dash]
    if listed := _LISTED.match(heading):
        yield listed[0]


def _heading(above: _Above) -> str:
    question, label = plain(above.question), plain(above.label)
    return question if label in {"", question} or role_of(label, NAME) == "answer" else f"{question} - {label}"


def _given_up(cell: Cell) -> Cell:
    """Without an end date it was given up; with one, nobody knows."""
    return "" if cell else "N"
