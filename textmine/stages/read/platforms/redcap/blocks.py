"""Records of REDCap with several rows: one for each event, and for each time a form was filled in again."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from textmine.stages.read.cells.long import Key, Long

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textmine.stages.read.model import Grid, Row

__all__ = ["WHOLE", "Block", "Blocks"]

Block = tuple[str, str, str]
"""What a row is of its record: event, instrument and instance, "" where they do not apply."""

WHOLE: Block = ("", "", "")
"""The block of what is said once of a record."""

_ARM = re.compile(r"_arm_\d+$| \(Arm \d+: .*\)$")


class Blocks:
    """The rows of an export put together to records.

    A field that no record has filled in twice is one column, in whichever event it was asked (the arms of a
    study have events of their own); another has a column for each block in which it was filled.

    Args:
        grid: The rows, the first column being the id.
        position: The columns with event, instrument and instance, None where there are none.
        group: The column that is the same in all rows of a record, None where there is none.
        fields: The field of each column; the columns of one are in one place.

    Attributes:
        grid: The records.
        wide: For each column of the rows, its columns in the records by block.
        order: The blocks: by instrument, then events in the order of the file, then instances by number.
    """

    def __init__(
        self, grid: Grid, position: Sequence[int | None], group: int | None, fields: Mapping[int, str]
    ) -> None:
        self.grid, self.order = grid, [WHOLE]
        self.wide: dict[int, dict[Block, int]] = {n: {WHOLE: n} for n in range(len(grid.headings))}
        if all(column is None for column in position):
            return
        rows = _Rows(grid, position, fields)
        places = _Places(position, rows.repeated - {group}, rows.names())
        headings = grid.headings
        self.grid = records = Long(
            grid, 0, places, absent=None, blank=False, heading=lambda key: _heading(headings[int(key[0])], key[1:])
        )
        self.wide = {n: {} for n in range(len(headings))}
        for column, key in enumerate(records.keys):
            of, event, instrument, instance = key or ("0", *WHOLE)
            self.wide[int(of)][event, instrument, instance] = column
        self.order = places.order()

    def columns(self, columns: Iterable[int]) -> frozenset[int]:
        """The columns of the records that some columns of the rows became."""
        return frozenset(wide for column in columns for wide in self.wide[column].values())

    def series(self, blocks: Iterable[Block]) -> list[Block]:
        """The blocks that some are part of: all events, or all instances of the instruments that they are of."""
        instruments = {instrument for _, instrument, _ in blocks}
        return [block for block in self.order if block[1] in instruments]


class _Rows:
    """What the rows of each record are, from a first pass over them.

    Attributes:
        repeated: The columns of the fields that a record has filled in more than one row.
    """

    def __init__(self, grid: Grid, position: Sequence[int | None], fields: Mapping[int, str]) -> None:
        bits = {name: 1 << bit for bit, name in enumerate(dict.fromkeys(fields.values()))}
        filled: dict[str, int] = defaultdict(int)
        self._blocks: dict[str, set[Block]] = defaultdict(set)
        again = 0
        for row in grid.rows():
            who, here = row.cells[0] or "", 0
            for column, name in fields.items():
                if row.cells[column]:
                    here |= bits[name]
            again |= filled[who] & here
            filled[who] |= here
            self._blocks[who].add(_block(row, position))
        self.repeated: set[int | None] = {column for column, name in fields.items() if bits[name] & again}

    def names(self) -> dict[Block, Block]:
        """What blocks are called: without the arm, and instances without the event, where that tells them apart."""
        names = {block: block for blocks in self._blocks.values() for block in blocks}
        for shorter in (_without_arm, _without_event):
            tried = {block: shorter(name) for block, name in names.items()}
            if all(len({tried[block] for block in blocks}) == len(blocks) for blocks in self._blocks.values()):
                names = tried
        return names


class _Places:
    """Where the cells of a row go."""

    def __init__(self, position: Sequence[int | None], repeated: set[int | None], names: Mapping[Block, Block]) -> None:
        self._position, self._repeated, self._names = position, repeated, names
        self._known: dict[Block, tuple[tuple[Key, int], ...]] = {}

    def __call__(self, row: Row) -> tuple[tuple[Key, int], ...]:
        """The key and the column of each cell but the id and those that say what the row is."""
        block = self._names[_block(row, self._position)]
        if block not in self._known:
            columns = [n for n in range(1, len(row.cells)) if n not in self._position]
            self._known[block] = tuple(((str(n), *(block if n in self._repeated else WHOLE)), n) for n in columns)
        return self._known[block]

    def order(self) -> list[Block]:
        """The blocks met."""
        events = {event: n for n, event in enumerate(dict.fromkeys(event for event, _, _ in self._known))}
        return sorted(self._known, key=lambda block: (block[1], events[block[0]], _number(block[2])))


def _block(row: Row, position: Sequence[int | None]) -> Block:
    event, instrument, instance = (row.cells[n] or "" if n is not None else "" for n in position)
    return event, instrument, instance


def _without_arm(block: Block) -> Block:
    return _ARM.sub("", block[0]), block[1], block[2]


def _without_event(block: Block) -> Block:
    return ("", block[1], block[2]) if block[1] else block


def _heading(heading: str, block: Iterable[str]) -> str:
    said = " ".join(part for part in block if part)
    return f"{heading} ({said})" if said else heading


def _number(instance: str) -> int:
    return int(instance) if re.fullmatch(r"\d{1,9}", instance) else 0
