"""The first pass over a grid: what must be known of all records before the first can be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textmine.stages.read.model import Grid, Meta

__all__ = ["Profile", "scan"]

_DISTINCT = 500
"""Distinct values kept for each column: more than any list of answers has (countries: 250)."""

_LONGEST = 300
"""Characters kept of each: more than any label has."""


@dataclass(frozen=True)
class Profile:
    """What the columns hold.

    Attributes:
        records: Number of records.
        in_order: Whether the records stand in the natural order of their ids.
        values: For each column, its first 500 distinct non-empty values, and all of one character: what an
            export may have put into empty boxes is among these.
        filled: For each column, in how many records it is not empty.
        masked: Whether cells that begin with "=" had an apostrophe put before ("mask equations").
    """

    records: int
    in_order: bool
    values: tuple[frozenset[str], ...]
    filled: tuple[int, ...]
    masked: bool

    def seen(self, columns: Iterable[int]) -> set[str]:
        """All values of some columns."""
        return {value for column in columns for value in self.values[column]}

    def is_whole(self, column: int) -> bool:
        """Whether `values` are all that a column holds."""
        return len(self.values[column]) < _DISTINCT

    @staticmethod
    def cut(text: str) -> str:
        """A text as `values` hold it: cut where it is longer."""
        return text[:_LONGEST]


def scan(grid: Grid, respondent: Meta | None) -> Profile:
    """Read through the grid once.

    Args:
        grid: The cells.
        respondent: The column with the id of the respondent; None when there is none.

    Raises:
        TextmineError: there are no records, two share an id, or one has none.
    """
    values: list[set[str]] = [set() for _ in grid.headings]
    filled = [0] * len(grid.headings)
    ids: list[str] = []
    records = empty = 0
    equations = masks = False
    nameless: list[int] = []
    for row in grid.rows():
        records += 1
        blank = True
        for column, cell in enumerate(row.cells):
            if not cell:
                continue
            blank = False
            filled[column] += 1
            if len(values[column]) < _DISTINCT or len(cell) == 1:
                values[column].add(cell[:_LONGEST])
            equations = equations or cell[0] == "="
            masks = masks or cell[:2] == "'="
        empty += blank
        if respondent is not None:
            ids.append(respondent.read(row.cells[respondent.column]) or "")
            nameless += [row.line] if not ids[-1] else []
    _check(grid, records, empty, nameless)
    _unique(grid, ids)
    return Profile(records, _sorted(ids), tuple(map(frozenset, values)), tuple(filled), masks and not equations)


def _check(grid: Grid, records: int, empty: int, nameless: list[int]) -> None:
    if records == empty <= 1:  # LimeSurvey writes one empty record when there is none
        raise TextmineError(
            f"{grid.path.name} has headings but no answers.",
            expected="at least one record",
            hint="Export the survey with completed and partial responses.",
        )
    if nameless:
        raise TextmineError(
            f"{grid.path.name}, line {nameless[0]}: the record has no id.",
            expected="an id in every record",
            hint="Export the survey again, or remove the record.",
        )


def _unique(grid: Grid, ids: list[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    twice = sorted((key for key, n in Counter(ids).items() if n > 1), key=natural_key)
    more = f" and {len(twice) - 5} more" if len(twice) > 5 else ""  # noqa: PLR2004 - five are enough to find them
    raise TextmineError(
        f"{grid.path.name} has more than one record with the id {', '.join(twice[:5])}{more}.",
        expected="each id once",
        hint="Were two exports put together? Run each on its own, or renumber the ids.",
    )


def _sorted(ids: list[str]) -> bool:
    before = natural_key("")
    for key in map(natural_key, ids):
        if key < before:
            return False
        before = key
    return True
