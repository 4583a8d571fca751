"""Columns whose headings have a common stem and that hold one question: its ticks, its rows, an answer and its text.

Headings are "Stem - option", "Stem [option]", "Stem: option", "Stem (option)", "Stem option" where cells repeat the
option, or the same over and over with the option in the cells alone. Headings alone prove nothing: what the cells
hold decides, and where it does not, each column stays a question of its own.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmine.stages.read.model import plain
from textmine.stages.read.questions.kinds import MOST_OPTIONS, kind_of
from textmine.stages.read.words import is_other, tick_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["Stem", "stems"]

_MARK = re.compile(r"\s[-\u2013\u2014|]\s|:\s*|[?.]\s+|(?:(?<!\s)\s+)?[\[(](?=[^\[\]()]*[\])]$)")
"""What stands between stem and option; a bracket only where it closes at the end."""

_AROUND = " -\u2013\u2014:|[("
"""What is neither of the stem nor of the option, where they meet."""

_SIGNS = frozenset({"x", "\u2713", "\u2714", "\u2611", "1", "true", "checked", "selected", "ticked"})
_FEWEST_SIGNS = 3
"""Columns with a sign each from which on they are ticks; of those with their own wording two are enough."""

_GIVEN = 3
"""Times that an option is ticked on average from which on cells under one heading are ticks and no texts."""

_LANGUAGES = 3
"""Values of a tick that was given in several languages."""

_SCALE = re.compile(r"\d|10")


@dataclass(frozen=True)
class Stem:
    """One question, or a column of its own.

    Attributes:
        text: Its wording.
        columns: Label and column of each, the label "" for the answer itself; a box stands behind its tick.
        kind: Several answers, a table of answers, or one answer, with its text if there are more columns.
        ticks: The columns that are ticks.
    """

    text: str
    columns: tuple[tuple[str, int], ...]
    kind: Literal["several", "table", "one"] = "one"
    ticks: frozenset[int] = frozenset()

    @property
    def first(self) -> int:
        """The first of its columns."""
        return min(column for _, column in self.columns)


def stems(headings: Sequence[str], profile: Profile) -> Iterator[Stem]:
    """The questions of a table, in the order of their first columns; each column is in one.

    Args:
        headings: The headings of the table, which can repeat.
        profile: What its columns hold.
    """
    table = _Table(headings, profile)
    column = 0
    while column < len(headings):
        found = table.question(column)
        yield found
        mine = {each for _, each in found.columns}
        column = max(mine) + 1
        yield from (table.alone(each) for each in range(min(mine), column) if each not in mine)


class _Table:
    def __init__(self, headings: Sequence[str], profile: Profile) -> None:
        self._profile = profile
        self._texts = [plain(heading) or heading for heading in headings]
        self._values = [frozenset(map(plain, values)) for values in profile.values]
        self._kind = functools.cache(lambda column: kind_of([column], profile))

    def alone(self, column: int) -> Stem:
        return Stem(self._texts[column], (("", column),))

    def question(self, column: int) -> Stem:
        """The question that begins with a column."""
        for end in self._ends(column):
            run = self._run(column, self._texts[column][:end])
            if len(run) > 1 and (found := self._several(run, end) or self._scale(run, end)):
                return found
        return self._repeated(column) or self._with_text(column) or self.alone(column)

    def _ends(self, column: int) -> Iterator[int]:
        """Where the stem of a heading may end, first before what its cells repeat."""
        text = self._texts[column]
        said = next(iter(self._values[column]), "") if len(self._values[column]) == 1 else ""
        if 0 < len(said) < len(text) and text.casefold().endswith(said.casefold()):
            yield len(text) - len(said)
        yield from reversed([match.end() for match in _MARK.finditer(text) if match.end() < len(text)])

    def _run(self, column: int, stem: str) -> list[tuple[str, int]]:
        """Label and column of the headings that go on with the stem, from a column on."""
        bare = stem.rstrip(_AROUND)
        found: list[tuple[str, int]] = []
        if not any(map(str.isalnum, bare)):
            return found
        for each in range(column, len(self._texts)):
            rest = self._texts[each].removeprefix(bare)
            if rest == self._texts[each] or not rest.strip(_AROUND) or (bare[-1].isalnum() and rest[0].isalnum()):
                break
            label = rest.lstrip(_AROUND)
            bracketed = rest.strip()[0] in "[(" and rest[-1] in "])" and len(rest) - len(label) > 0
            found.append((label[:-1] if bracketed else label, each))
        return found

    def _several(self, run: Sequence[tuple[str, int]], end: int) -> Stem | None:
        """Ticks with their boxes: each tick column holds its own wording, or all of them one sign."""
        own = {column for label, column in run if any(_says(value, label) for value in self._values[column])}
        sure = {column for column in own if len(self._values[column]) == 1}
        ticks = {column for column in own if len(self._values[column]) <= _LANGUAGES}
        if len(sure) < 2:  # noqa: PLR2004 - one column alone is no list
            ticks = self._signs(run)
        return self._question(run, end, ticks) if ticks else None

    def _signs(self, run: Sequence[tuple[str, int]]) -> set[int]:
        """The columns that hold one sign, the same in all."""
        said = {column: min(self._values[column]) for _, column in run if len(self._values[column]) == 1}
        first = next((value for value in said.values() if _is_sign(value)), "")
        ticks = {column for column, value in said.items() if value == first}
        return ticks if first and len(ticks) >= _FEWEST_SIGNS else set()

    def _question(self, run: Sequence[tuple[str, int]], end: int, ticks: set[int]) -> Stem | None:
        named = {label for label, column in run if column in ticks}
        boxes, kept, behind = set[str](), list[tuple[str, int]](), False
        for label, column in run:
            empty = not self._values[column]
            opens = is_other(label) and self._kind(column) == "text" and not behind
            if column in ticks or (empty and label not in named and not behind):
                kept.append((label, column))
            elif not empty and label not in boxes and (label in named or opens):
                boxes.add(label)
                kept.append((label, column))
            else:
                behind = behind or column > max(ticks)
        inside = kept[-1][1] - run[0][1] + 1
        if kept[0] != run[0] or 2 * len(ticks) < inside - len(kept) + len(ticks):
            return None
        placed = sorted(kept, key=lambda each: (_place(each, kept), each[1] not in ticks))
        return Stem(_stem(self._texts[run[0][1]][:end]), tuple(placed), "several", frozenset(ticks))

    def _scale(self, run: Sequence[tuple[str, int]], end: int) -> Stem | None:
        """Rows whose cells come from one small set, most of which each of them uses."""
        rows: list[tuple[str, int]] = []
        seen = set[str]()
        for label, column in run:
            values = self._values[column]
            if len(values) < 2 or len(seen | values) > MOST_OPTIONS or label in dict(rows):  # noqa: PLR2004
                break
            rows.append((label, column))
            seen |= values
        if len(rows) < 2 or any(2 * len(self._values[column]) <= len(seen) for _, column in rows):  # noqa: PLR2004
            return None
        kinds = {self._kind(column) for _, column in rows}
        if not (all(map(_SCALE.fullmatch, seen)) or kinds in ({"single"}, {"yes_no"})):
            return None
        return Stem(_stem(self._texts[run[0][1]][:end]), tuple(rows), "table")

    def _repeated(self, column: int) -> Stem | None:
        """Ticks under one heading, whose options stand in the cells alone, and the text of the last."""
        text = self._texts[column]
        run = [*itertools.takewhile(lambda each: self._texts[each] == text, range(column, len(self._texts)))]
        single = [*itertools.takewhile(lambda each: len(self._values[each]) == 1, run)]
        labels = [min(self._values[each]) for each in single]
        often = sum(self._profile.filled[each] for each in single) >= _GIVEN * len(single)
        if len(single) < 2 or len({*labels}) < len(labels) or any(map(_is_sign, labels)) or not often:  # noqa: PLR2004
            return None
        columns = [*zip(labels, single, strict=True)]
        after = run[len(single) : len(single) + 1]
        if is_other(labels[-1]) and after and self._kind(after[0]) == "text":
            columns.append((labels[-1], after[0]))
        return Stem(text, tuple(columns), "several", frozenset(single))

    def _with_text(self, column: int) -> Stem | None:
        """An answer, and behind it the text that one of the answers asks for."""
        text = self._texts[column]
        if self._kind(column) not in {"single", "yes_no"} or len(self._values[column]) < 2:  # noqa: PLR2004
            return None
        columns = [("", column)]
        for label, each in self._run(column + 1, text):
            named = label in self._values[column] or is_other(label)
            if not named or not self._values[each] or self._kind(each) != "text" or label in dict(columns):
                break
            columns.append((label, each))
        return Stem(text, tuple(columns)) if len(columns) > 1 else None


def _says(value: str, label: str) -> bool:
    """Whether a cell repeats the option above it: all of it, or its beginning ("Other" of "Other: which?") or end."""
    said, whole = value.casefold().rstrip(" :."), label.casefold().rstrip(" :.")
    if said == whole or not said or said.isdecimal():
        return said == whole != ""
    before, after = whole.removesuffix(said), whole.removeprefix(said)
    return (before != whole and not before[-1].isalnum()) or (after != whole and not after[0].isalnum())


def _is_sign(value: str) -> bool:
    return value.casefold() in _SIGNS or tick_words().get(value) == "Y"


def _place(each: tuple[str, int], among: Sequence[tuple[str, int]]) -> int:
    """Where an option stands: with the first of its columns."""
    return next(column for label, column in among if label == each[0])


def _stem(text: str) -> str:
    return text.rstrip(_AROUND)
