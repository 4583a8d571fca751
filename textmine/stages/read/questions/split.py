"""Cells that join several answers: take them apart, learn their options, and tell them from other cells.

Several platforms write all answers to a question into one cell, joined by a separator that the
options and the text of the open option may hold themselves. With the options known, `Parts` takes
a cell apart. Without, `learn` finds them from all cells, and `classify` decides what a column is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from textmine.stages.read.words import order_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from textmine.stages.read.model import Grid

__all__ = ["Answers", "Parts", "Tight", "classify", "classify_tight", "learn", "tally"]

_TOGETHER = 0.95
"""Share of the cells with either of two neighbouring fragments that must hold both, for them to be one option."""

_SUPPORT = 5
"""Cells in which they must stand side by side: fewer say nothing."""

_FREQUENT = 0.015
"""Share of the cells from which on a fragment is an option; what is rarer was typed into the open option."""

_CHOSEN = 0.005
"""The same where an answer is the whole cell: people seldom type the same."""

_REPEATED = 2
"""Cells in which an option must be found at least ..."""

_FEW = 20
"""... unless there are fewer cells than this."""

_COVERED = 0.8
"""Share of the cells that must hold an option for the column to be a closed question."""

_COMBINED = 1.5
"""How many times as many different cells as options there must be for the cells to combine them."""

_SEVERAL = 0.05
"""Share of the cells that must hold several options: in a single choice, a few people type more than one."""

_CUT = 0.25
"""Share of the cells that hold a separator that nobody types, from which on it joins answers."""

_RANKED = 3
"""Options that a ranking has at least."""

_JOINED = "\x1f"
"""Stands for a sign that joins answers, where the same sign before a blank is part of an option."""

_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True)
class Parts:
    """How the cells of a question are taken apart whose options are known.

    Attributes:
        separator: What stands between two answers, such as "," or "; "; blanks around an answer do not count.
        options: Labels of the options; they may hold the separator.
    """

    separator: str
    options: Sequence[str]

    def __call__(self, cell: str) -> tuple[frozenset[str], str]:
        """The labels that a cell holds, and what else stands there, joined as it was."""
        found, rest = self.in_order(cell)
        return frozenset(found), rest

    def in_order(self, cell: str) -> tuple[tuple[str, ...], str]:
        """The labels in the order of the cell, the longest that fits first, and what else stands there."""
        pieces = cell.split(self.separator)
        found, rest = list[str](), list[str]()
        at = 0
        while at < len(pieces):
            for end in range(min(len(pieces), at + self._longest), at, -1):
                label = self._labels.get(_plain(self.separator.join(pieces[at:end])))
                if label is not None:
                    found.append(label)
                    at = end
                    break
            else:
                if pieces[at].strip():
                    rest.append(pieces[at])
                at += 1
        return tuple(found), self.separator.join(rest).strip()

    def ranks(self, cell: str) -> tuple[str, ...]:
        """The labels in the order of the cell."""
        return self.in_order(cell)[0]

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {_plain(label): label for label in self.options}

    @cached_property
    def _longest(self) -> int:
        """Pieces of the longest option."""
        return max((label.count(self.separator) + 1 for label in self.options), default=1)


@dataclass(frozen=True)
class Answers:
    """What the cells of a column are.

    Attributes:
        kind: joined (several answers in a cell), closed (one of several options, or the text of an open one) or
            open (texts, or too few cells to tell).
        parts: How a cell is taken apart; of a closed question each cell is one part.
        doubtful: Whether it may be joined all the same: the options decide it, where somebody gives them.
    """

    kind: Literal["joined", "closed", "open"]
    parts: Parts
    doubtful: bool = False

    def is_ranking(self, cells: Iterable[str]) -> bool:
        """Whether every cell holds all options, three or more, in an order of its own."""
        orders = {self.parts.in_order(cell) for cell in cells}
        whole = all(len(found) == len(self.parts.options) and not rest for found, rest in orders)
        return self.kind == "joined" and len(self.parts.options) >= _RANKED and len(orders) > 1 and whole


def tally(grid: Grid, columns: Collection[int]) -> dict[int, Counter[str]]:
    """The different cells of some columns and how often each occurs, empty ones left out.

    All are held in memory: choose columns whose `Profile.values` look like answers to closed questions.
    """
    found: dict[int, Counter[str]] = {column: Counter() for column in columns}
    for row in grid.rows():
        for column, cells in found.items():
            if (cell := row.cells[column]) and (said := cell.strip()):
                cells[said] += 1
    return found


def learn(cells: Mapping[str, int], separator: str, *, other_last: bool = False, open_ended: bool = True) -> Parts:
    """Find the options of a question from cells that join its answers.

    Fragments between separators are put together again where a bracket is open, and where two neighbours
    stand side by side in at least 5 cells and in 95 % of the cells that hold either: an option that holds
    the separator. A fragment of at least 1.5 % of the cells, and 2 of 20 or more, is an option; the others
    are text of the open one. The thresholds were set by hand on 41 joined columns of nine published exports
    (3 to 3,080 respondents) whose ticks were counted by people: in 36 they come out the same to the last one, in
    four an option that one or two people chose is taken for typed or the reverse, one stays in doubt.

    Args:
        cells: The different cells and how often each occurs.
        separator: What stands between two answers.
        other_last: Whether the platform writes the text of the open option behind all others: then a fragment
            in front of an option is an option, where it is found twice.
        open_ended: Whether the text of an open option stands in the cells; if not, each fragment is an option.
    """
    pieces = {cell: _pieces(cell, separator) for cell in cells}
    following = _links(pieces, cells)
    units = {cell: list(_chained(found, following, separator)) for cell, found in pieces.items()}
    often = Counter[str]()
    for cell, found in units.items():
        for unit in set(found):
            often[unit] += cells[cell]
    least = _least(sum(cells.values())) if open_ended else 1
    options = {unit for unit, number in often.items() if number >= least}
    if other_last:
        before = {unit for found in units.values() for unit in _before_the_last(found, options)}
        options |= {unit for unit in before if often[unit] >= _REPEATED}
    return Parts(separator, sorted(options, key=order_of))


def classify(
    cells: Mapping[str, int],
    separator: str,
    *,
    options: Sequence[str] = (),
    other_last: bool = False,
    open_ended: bool = True,
    typed: bool = True,
) -> Answers:
    """Decide what a column is from its cells.

    Cells join answers when all end with the separator, as Microsoft Forms writes them, or when at least 80 % of
    them hold an option as `learn` finds them, 5 % several, and there are half as many combinations again as options
    that are combined: where single options hold the separator, there are no more different cells than options.
    A column that does not join answers is closed when 80 % of its cells are answers that others gave too, else open.

    Args:
        cells: The different cells and how often each occurs.
        separator: What stands between two answers.
        options: The labels of the options, where somebody gives them: then it joins answers.
        other_last: As for `learn`.
        open_ended: As for `learn`.
        typed: Whether people type the separator themselves; one that nobody types joins answers where a quarter
            of the cells hold it.
    """
    if options:
        return Answers("joined", Parts(separator, options))
    total = sum(cells.values())
    parts = learn(cells, separator, other_last=other_last, open_ended=open_ended)
    taken = {cell: parts(cell) for cell in cells}
    covered = sum(cells[cell] for cell, (found, _) in taken.items() if found) >= _COVERED * total
    mixed = {label for found, _ in taken.values() if len(found) > 1 for label in found}
    combinations = len({found for found, rest in taken.values() if found <= mixed and found and not rest})
    several = sum(cells[cell] for cell, (found, _) in taken.items() if len(found) > 1) >= _SEVERAL * total
    if cells and all(cell.endswith(separator) for cell in cells):
        return Answers("joined", parts)
    if mixed and several and covered:
        apart = not typed and sum(cells[cell] for cell in cells if _cut(cell, separator)) >= _CUT * total
        if apart or combinations >= _COMBINED * len(mixed):
            return Answers("joined", parts)
    given = max(_REPEATED, _CHOSEN * total)
    whole = sorted((cell for cell, number in cells.items() if number >= given), key=order_of)
    closed = sum(cells[cell] for cell in whole) >= _COVERED * total > 0
    doubtful = bool(mixed) and several and covered and combinations > len(mixed)
    return Answers("closed" if closed else "open", Parts("\0", whole), doubtful)


@dataclass(frozen=True)
class Tight:
    """How cells are taken apart that are joined by a sign and no blank: "Bus,Yes, often" holds two answers.

    Attributes:
        sign: The sign, such as ",".
        parts: How they are, once `_JOINED` stands for it.
    """

    sign: str
    parts: Parts

    @property
    def options(self) -> list[str]:
        """The labels of the options that cells hold."""
        return [option.replace(_JOINED, self.sign) for option in self.parts.options]

    def __call__(self, cell: str) -> tuple[frozenset[str], str]:
        """The labels that a cell holds, and what else stands there."""
        found, rest = self.parts(_marked(cell, self.sign))
        return frozenset(option.replace(_JOINED, self.sign) for option in found), rest.replace(_JOINED, self.sign)


def classify_tight(cells: Mapping[str, int], sign: str) -> tuple[Answers, Tight]:
    """Decide what a column is whose cells join answers by a sign that no blank follows, and hold no other text.

    Args:
        cells: The different cells and how often each occurs; see `classify`.
        sign: The sign.
    """
    marked = {_marked(cell, sign): number for cell, number in cells.items()}
    return classify(marked, _JOINED, typed=False), Tight(sign, learn(marked, _JOINED, open_ended=False))


def _marked(cell: str, sign: str) -> str:
    return re.sub(rf"{re.escape(sign)}(?=\S)", _JOINED, cell)


def _least(total: int) -> float:
    return max(_REPEATED if total >= _FEW else 1, _FREQUENT * total)


def _cut(cell: str, separator: str) -> bool:
    """Whether a separator stands between two words without a blank, as nobody types it."""
    return any(
        before and after and not after[0].isspace() for before, after in itertools.pairwise(cell.split(separator))
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _pieces(cell: str, separator: str) -> list[str]:
    """The fragments of a cell with their blanks; a separator within brackets does not separate."""
    found: list[str] = []
    start, parts = 0, cell.split(separator)
    while start < len(parts):
        end, piece = start + 1, parts[start]
        while _open(piece) > 0 and end < len(parts):
            piece, end = separator.join((piece, parts[end])), end + 1
        if _open(piece) > 0:  # a bracket that never closes, such as a smiley
            end, piece = start + 1, parts[start]
        if piece.strip():
            found.append(piece)
        start = end
    return found


def _open(text: str) -> int:
    return sum(map(text.count, _OPENING)) - sum(map(text.count, _CLOSING))


def _links(pieces: Mapping[str, Sequence[str]], cells: Mapping[str, int]) -> dict[str, str]:
    """Which fragment follows another nearly always, and stands nearly nowhere else."""
    single, pairs = Counter[str](), Counter[tuple[str, str]]()
    for cell, found in pieces.items():
        said = list(map(_plain, found))
        for piece in set(said):
            single[piece] += cells[cell]
        for pair in set(itertools.pairwise(said)):
            pairs[pair] += cells[cell]
    return {
        left: right
        for (left, right), number in pairs.items()
        if number >= max(_SUPPORT, _TOGETHER * max(single[left], single[right])) and left != right
    }


def _chained(pieces: Sequence[str], following: Mapping[str, str], separator: str) -> Iterator[str]:
    """The fragments, those put together that are one option."""
    chain: list[str] = []
    for piece in pieces:
        if chain and following.get(_plain(chain[-1])) != _plain(piece):
            yield _plain(separator.join(chain))
            chain = []
        chain.append(piece)
    if chain:
        yield _plain(separator.join(chain))


def _before_the_last(units: Sequence[str], options: Collection[str]) -> Iterable[str]:
    """The units of a cell up to the last that is an option."""
    last = max((number for number, unit in enumerate(units) if unit in options), default=0)
    return units[:last]
