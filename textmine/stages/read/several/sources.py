"""Whose response a record is, where several files hold some: records with the ids that the tables show.

The same response can be in two files (language versions of one LimeSurvey survey are the same responses),
and two people can have the same id (two collectors that both count from 1). What a record holds decides.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.attributes import FILE, constant
from textmine.stages.read.scan import records_of
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from textmine.stages.read.assemble import Plan
    from textmine.stages.read.model import Binding, Grid, Row

    Record = tuple[Plan, str, Row]

__all__ = ["Source", "by_file", "merged", "sources"]

_TELLING = 20
"""Characters of text from which two records that agree are one response; of fewer it may be chance."""

_CHANCE = 20
"""Of so many records that differ one may agree by chance: somebody tried the form, or two wrote in one second."""

_NO_DATE = "1980-01-01"
"""What LimeSurvey writes for a response that was submitted, where it does not store when."""

_SECOND = re.compile(r"\d:\d\d:\d\d")

_NAMED = 5
"""Ids, or columns, that an error names."""


@dataclass(frozen=True)
class Source:
    """The records of one file.

    Attributes:
        plan: What to do with each.
        grid: The cells.
        in_order: Whether they stand in the natural order of their ids.
        prefix: What stands before each id in the tables.
        again: Ids of responses that a file before it holds too, which are not read twice.
    """

    plan: Plan
    grid: Grid
    in_order: bool
    prefix: str = ""
    again: frozenset[str] = field(default=frozenset(), repr=False)

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Each record with the id it has in the file: a number from 1 where there is no column of ids."""
        respondent = self.plan.meta.get("id")
        for number, row in enumerate(records_of(self.grid, respondent), start=1):
            yield (respondent.read(row.cells[respondent.column]) or "") if respondent else str(number), row

    def records(self) -> Iterator[Record]:
        """The records in the natural order of their ids; a file in another order is sorted in memory."""
        rows = self.rows() if self.in_order else iter(sorted(self.rows(), key=lambda each: natural_key(each[0])))
        return ((self.plan, self.prefix + name, row) for name, row in rows if name not in self.again)


def merged(found: Sequence[Source]) -> Iterator[Record]:
    """The records of all files in the natural order of their ids."""
    if len(found) == 1:
        return found[0].records()
    return heapq.merge(*(source.records() for source in found), key=lambda record: natural_key(record[1]))


def sources(found: Sequence[Source]) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The files with ids that are unique over all of them, and notes on what was done for it.

    A response that two files hold is read from the first. Where the ids of different people overlap, all
    ids begin with the name of their file.

    Raises:
        TextmineError: of the ids that two files share, some are one response and some are not.
    """
    if len(found) == 1:
        return tuple(found), ()
    ids = [frozenset(name for name, _ in source.rows()) for source in found]
    counts = Counter(name for each in ids for name in each)
    shared = {name for name, number in counts.items() if number > 1}
    if not shared:
        return tuple(found), ()
    said = _said(found, shared)
    home = list(range(len(found)))  # of each file, the first that holds some of its responses
    apart: list[tuple[int, int]] = []
    for first, other in combinations(range(len(found)), 2):
        both = ids[first] & ids[other]
        if not both:
            continue
        if _same(both, said[first], said[other], (found[first].plan.file, found[other].plan.file)):
            home = [home[first] if group == home[other] else group for group in home]
        else:
            apart.append((first, other))
    torn = next(((first, other) for first, other in apart if home[first] == home[other]), None)
    if torn:
        raise _mixture([found[number].plan.file for number in torn], "a third file says so, and they do not agree")
    return _told(found, ids, home, prefixed=bool(apart))


def by_file(found: Sequence[Source]) -> tuple[Source, ...]:
    """The files with an attribute that says in which of them a response is, by which waves can be compared.

    There is none where files hold the same responses (language versions, a newer export), nor where the survey has an
    attribute of that name.
    """
    known = {attribute.name for source in found for attribute in source.plan.attributes}
    if len(found) == 1 or FILE in known or any(source.again for source in found):
        return tuple(found)
    labels = _labels([source.plan.file for source in found])
    return tuple(
        replace(source, plan=replace(source.plan, attributes=(*source.plan.attributes, constant(FILE, label))))
        for source, label in zip(found, labels, strict=True)
    )


def _told(
    found: Sequence[Source], ids: Sequence[frozenset[str]], home: Sequence[int], *, prefixed: bool
) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    made, notes = [], []
    labels = _labels([source.plan.file for source in found])
    for number, source in enumerate(found):
        before = [ids[other] for other in range(number) if home[other] == home[number]]
        again = ids[number].intersection(frozenset[str]().union(*before))
        made.append(replace(source, again=again, prefix=f"{labels[home[number]]}-" if prefixed else ""))
        if again:
            _check_columns(found[home[number]].plan, source.plan)
            what = "response is" if len(again) == 1 else "responses are"
            notes.append(
                f"{source.plan.file}: {len(again)} {what} also in {found[home[number]].plan.file} and counted once."
            )
    if prefixed:
        numbered = not any("id" in source.plan.meta for source in found)
        why = (
            "The records are numbered in each file"
            if numbered
            else "Different people have the same id in different files"
        )
        notes.append(f"{why}, so ids begin with the name of the file, as in {made[0].prefix}1.")
    return tuple(made), tuple(notes)


def _check_columns(first: Plan, plan: Plan) -> None:
    """What is counted once must not lose what only the second file holds."""
    lost = [plan.bindings[index].heading for slot in plan.slots if slot.key in first.absent for index in slot.cells]
    if lost:
        raise TextmineError(
            f"{plan.file} has responses of {first.file}, and columns that are not there: {', '.join(lost[:_NAMED])}.",
            expected="all columns in the first of the files",
            hint=f"Give {plan.file} first: a response is read from the first file that has it.",
        )


def _labels(names: Sequence[str]) -> list[str]:
    """A short name for each file: without its ending where that is enough."""
    stems = [PurePosixPath(name).stem for name in names]
    whole = [str(PurePosixPath(name).with_suffix("")).replace("/", "-") for name in names]
    return next(
        (found for found in (stems, whole) if len({*found}) == len(found)), [name.replace("/", "-") for name in names]
    )


@dataclass(frozen=True)
class _Content:
    """What a record says, in so far as another file can say it again.

    `second` is when it was submitted, where that is told to the second and of one record only; `telling` says
    that two records that agree are one response; `digest` is of what is the same in each language: date, texts,
    ticks, and which closed questions were answered; `values` is of their answers.
    """

    second: str
    telling: bool
    digest: int
    values: int

    def agrees(self, other: _Content) -> bool | None:
        """Whether two records of one id are one response; None when it cannot be told.

        The same second decides: answers exported as labels need not say what they say as codes.
        """
        if self.second and other.second:
            return self.second == other.second
        if self.digest != other.digest:
            return False
        return True if self.telling else None


def _said(found: Sequence[Source], shared: Collection[str]) -> list[dict[str, _Content]]:
    """What the records say whose ids are in several files, in the columns that all files have."""
    held = [{(b.question, b.record, b.row, b.option, b.role): b for b in s.plan.bindings} for s in found]
    common = [key for key in held[0] if all(key in each for each in held)]
    made = []
    for source, bindings in zip(found, held, strict=True):
        chosen = [bindings[key] for key in common]
        said = {name: _content(source.plan, chosen, row) for name, row in source.rows() if name in shared}
        often = Counter(each.second for each in said.values())
        made.append({n: each if often[each.second] == 1 else replace(each, second="") for n, each in said.items()})
    return made


def _content(plan: Plan, bindings: Sequence[Binding], row: Row) -> _Content:
    submitted = plan.told("submitted", row)
    submitted = "" if submitted.startswith(_NO_DATE) else submitted
    second = submitted if _SECOND.search(submitted) else ""
    cells: list[object] = []
    values: list[str] = []
    letters = 0
    for binding in bindings:
        cell = binding.reader.read(row.cells[binding.column]) or ""
        if binding.role == "tick":
            cells.append(cell == "Y")
        elif binding.role == "value":
            cells.append(bool(cell))
            values.append(cell)
        else:
            cells.append(cell)
            letters += len(cell)
    return _Content(second, letters >= _TELLING, hash((submitted, *cells)), hash(tuple(values)))


def _same(
    both: frozenset[str], first: Mapping[str, _Content], other: Mapping[str, _Content], names: Sequence[str]
) -> bool:
    """Whether the ids that two files share stand for the same responses.

    Raises:
        TextmineError: some do and some do not.
    """
    verdicts = {name: first[name].agrees(other[name]) for name in both}
    agree = [name for name, verdict in verdicts.items() if verdict]
    differ = [name for name, verdict in verdicts.items() if verdict is False]
    if len(agree) * _CHANCE < len(differ):
        return False
    if agree and differ:
        shown = ", ".join(sorted(differ, key=natural_key)[:_NAMED]) + (" ..." if len(differ) > _NAMED else "")
        raise _mixture(names, f"{len(agree)} are the same response in both, {len(differ)} are not: {shown}")
    return bool(agree) or (not differ and all(first[name].values == other[name].values for name in both))


def _mixture(names: Sequence[str], why: str) -> TextmineError:
    return TextmineError(
        f"{' and '.join(names)} have ids in common: {why}.",
        expected="files that hold the same responses, or files that hold different ones",
        hint="Of two exports of one survey give the newer one alone; where two people have one id, renumber a file.",
    )
