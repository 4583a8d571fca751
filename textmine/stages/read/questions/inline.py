"""Columns that hold a question each, some with several answers in a cell: what forms export."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.questions.split import classify, tally
from textmine.stages.read.understand import names, note
from textmine.wordings import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textmine.stages.read.model import Grid
    from textmine.stages.read.questions.build import Questionnaire
    from textmine.stages.read.questions.split import Answers
    from textmine.stages.read.scan import Profile

__all__ = ["Inline", "Joining", "asked"]

_REPEATING = 0.5
"""Share of the different cells that must have a part in common with another one, for a column to be looked at."""


@dataclass(frozen=True)
class Joining:
    """How a platform joins several answers in a cell.

    Attributes:
        separator: What stands between two answers.
        other_last: Whether the text of the open option stands behind all other answers.
        typed: Whether people type the separator themselves.
        open_ended: Whether the text of the open option stands in the cells at all.
    """

    separator: str
    other_last: bool = False
    typed: bool = False
    open_ended: bool = True


class Inline:
    """The columns of forms, read one by one.

    Args:
        grid: The cells.
        profile: What the columns hold.
        questionnaire: What the questions are added to.
        joining: How several answers are joined in a cell.
    """

    def __init__(self, grid: Grid, profile: Profile, questionnaire: Questionnaire, joining: Joining) -> None:
        self._grid, self._profile, self._questionnaire, self._joining = grid, profile, questionnaire, joining
        self._cells: Mapping[int, Counter[str]] = {}
        self._known: dict[tuple[int, ...], Answers | None] = {}
        self._joined: list[int] = []
        self._doubtful: list[int] = []

    def look_at(self, columns: Iterable[int]) -> None:
        """Read the cells of columns that may join answers; to be called once, before the questions are asked."""
        self._cells = tally(self._grid, [column for column in columns if self._may_be_closed(column)])

    def joins(self, column: int) -> bool:
        """Whether the cells of a column join several answers."""
        found = self._found(column)
        return found is not None and found.kind == "joined"

    def ask(self, text: str, column: int, other: tuple[str, int] | None = None) -> None:
        """Add a question whose answers stand in one column.

        Args:
            text: Its wording.
            column: The column.
            other: Label and column of the text of the open option, where it has one and answers are joined.
        """
        found = self._found(column)
        if found is not None and found.kind == "joined":
            self._joined.append(column)
            if found.is_ranking(self._cells[column]):
                self._questionnaire.ranks(text, column, found.parts.ranks, identifiers(found.parts.options))
            else:
                self._questionnaire.joined(text, column, found.parts, other=other)
        elif self._joining.open_ended and found is not None and found.kind == "closed" and self._is_worded(column):
            self._questionnaire.closed(text, column, found.parts)
        else:
            self._questionnaire.one(text, column)
        if found is not None and found.doubtful:
            self._doubtful.append(column)

    def grid(self, text: str, rows: Sequence[tuple[str, int]]) -> None:
        """Add a question with rows; where several columns can be ticked in a row, each row is a question."""
        found = self._found(*(column for _, column in rows))
        if found is None or found.kind != "joined":
            self._questionnaire.grid(text, rows)
            return
        for label, column in rows:
            self._joined.append(column)
            self._questionnaire.joined(f"{text} [{label}]", column, found.parts)

    def notes(self) -> tuple[str, ...]:
        """What was found, and what is doubtful."""
        headings = names(self._grid.headings)
        by = f'several answers by "{self._joining.separator}"'
        apart = f"whose cells join {by}, the options found from the answers ([questions] of textmine.toml sets others)"
        one = f'that may join {by} and are read as one (if they do: is = "joined" in [columns] of textmine.toml)'
        return (
            *note(apart, [headings[column] for column in self._joined]),
            *note(one, [headings[column] for column in self._doubtful]),
        )

    def _found(self, *columns: int) -> Answers | None:
        """What the cells of some columns are together; None when there are none that may be closed."""
        if columns not in self._known:
            self._known[columns] = self._classified(columns)
        return self._known[columns]

    def _classified(self, columns: Iterable[int]) -> Answers | None:
        cells = sum((self._cells[column] for column in columns if column in self._cells), Counter[str]())
        if not cells:
            return None
        how = self._joining
        return classify(cells, how.separator, other_last=how.other_last, open_ended=how.open_ended, typed=how.typed)

    def _is_worded(self, column: int) -> bool:
        return kind_of([column], self._profile) in {"single", "text"}

    def _may_be_closed(self, column: int) -> bool:
        """Whether the different cells of a column repeat each other in parts; texts do not, and are not held."""
        values = self._profile.values[column]
        if self._profile.is_whole(column) and self._profile.filled[column] >= 2 * len(values):
            return bool(values)
        if any(value.endswith(self._joining.separator) for value in values):
            return True
        parts = {value: {part.strip() for part in value.split(self._joining.separator)} - {""} for value in values}
        often = Counter(part for found in parts.values() for part in found)
        repeated = sum(any(often[part] > 1 for part in found) for found in parts.values())
        return repeated >= _REPEATING * len(values)


def asked(headings: Sequence[str], profile: Profile) -> list[int]:
    """The columns of an export; one with neither heading nor cells is none, as spreadsheets leave them behind."""
    return [column for column, heading in enumerate(headings) if heading.strip() or profile.values[column]]
