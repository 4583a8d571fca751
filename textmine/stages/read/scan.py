"""The first pass over a grid: what must be known of all records before the first can be read."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textmine.stages.read.model import Cell, Grid, Meta, Row

__all__ = ["Profile", "records_of", "scan"]

_DISTINCT = 500
"""Distinct values kept for each column: more than any list of answers has (countries: 250)."""

_LONGEST = 300
"""Characters kept of each: more than any label has."""

_CELLS = 20_000
"""Cells that are looked at together: as many as the cache of a processor holds."""

_RECORDS = 50
"""Records that are looked at together at least, however wide they are."""

_DIGITS = 4000
"""Digits that Python makes a number of; it refuses more than 4300."""

_EMPTY: tuple[Cell, ...] = ("", None)


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
    seen = [_Seen() for _ in grid.headings]
    ids: list[str] = []
    records = nameless = 0
    rows = records_of(grid, respondent)
    while batch := list(itertools.islice(rows, max(_RECORDS, _CELLS // max(1, len(seen))))):
        columns = list(zip(*(row.cells for row in batch), strict=True))
        for known, column in zip(seen, columns, strict=True):
            known.add(column)
        if respondent is not None:
            found = [respondent.read(cell) or "" for cell in columns[respondent.column]]
            nameless = nameless or next((row.line for row, key in zip(batch, found, strict=True) if not key), 0)
            ids += found
        records += len(batch)
    _check(grid, records, nameless, empty=not any(known.filled for known in seen))
    in_order = _ascending(ids)
    if not in_order:
        _unique(grid, ids)
    starts = set[str]().union(*(known.starts for known in seen))
    return Profile(
        records, in_order, tuple(frozenset(known.values) for known in seen), tuple(known.filled for known in seen),
        "'=" in starts and not any(start.startswith("=") for start in starts),
    )  # fmt: skip


def records_of(grid: Grid, respondent: Meta | None) -> Iterator[Row]:
    """The records of a grid; where each has an id, a row without anything is none."""
    return grid.rows() if respondent is None else (row for row in grid.rows() if any(row.cells))


class _Seen:
    """What a column held so far; its cells are added many at a time."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.starts: set[str] = set()
        self.filled = 0

    def add(self, cells: tuple[Cell, ...]) -> None:
        """Note some cells."""
        distinct = dict.fromkeys(cells)  # in the order of the file
        self.filled += len(cells) - sum(cells.count(empty) for empty in _EMPTY if empty in distinct)
        new = [cell for cell in distinct if cell and cell not in self.values]
        starts = {cell[:2] for cell in new}
        self.starts |= starts
        if len(self.values) >= _DISTINCT:
            self.values |= {start for start in starts if len(start) == 1}
            return
        for cell in new:
            if len(self.values) < _DISTINCT or len(cell) == 1:
                self.values.add(cell[:_LONGEST])


def _check(grid: Grid, records: int, nameless: int, *, empty: bool) -> None:
    if empty and records <= 1:  # LimeSurvey writes one empty record when there is none
        raise TextmineError(
            f"{grid.path.name} has headings but no answers.",
            expected="at least one record",
            hint="Export the survey with completed and partial responses.",
        )
    if nameless:
        raise TextmineError(
            f"{grid.path.name}, line {nameless}: the record has no id.",
            expected="an id in every record",
            hint="Export the survey again, or remove the record.",
        )


def _unique(grid: Grid, ids: list[str]) -> None:
    twice = sorted((key for key, n in Counter(ids).items() if n > 1), key=natural_key)
    if not twice:
        return
    more = f" and {len(twice) - 5} more" if len(twice) > 5 else ""  # noqa: PLR2004 - five are enough to find them
    raise TextmineError(
        f"{grid.path.name} has more than one record with the id {', '.join(twice[:5])}{more}.",
        expected="each id once",
        hint="Were two exports put together? Run each on its own, or renumber the ids.",
    )


def _ascending(ids: list[str]) -> bool:
    """Whether each id comes after the one before, in their natural order; then none is there twice."""
    if all(key.isdecimal() and len(key) <= _DIGITS for key in ids):  # which is faster to compare
        return all(before < after for before, after in itertools.pairwise(map(int, ids)))
    return all(before < after for before, after in itertools.pairwise(map(natural_key, ids)))
