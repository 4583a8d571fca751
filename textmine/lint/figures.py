"""The figures of a run as items: what is counted, with a figure for each group of respondents."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.report.facts import ALL, Facts, Group, Slice, shorten
from textmine.report.model import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Item", "items"]

_COUNTED = {"base", "tick", "value", "theme", "country", "area", "region", "organisation", "relation"}
_BASES = {"answered": "answered", "complete": "went to the end", "opened": "opened the survey", "invited": "invited"}


@dataclass(frozen=True)
class Item:
    """What is counted, with its figures.

    Args:
        name: What the report calls it.
        kind: As in `counts`; also sum (of the numbers given) and records (of a repeated question).
        question: The question, "" for the whole survey.
        item: Its id in `counts`.
        unit: What is counted.
        where: The question as a reader knows it.
        figures: Group (its heading in the report, "" for all) to figure.
    """

    name: str
    kind: str
    question: str
    item: str
    unit: str
    where: str
    figures: Mapping[str, Figure]

    def says(self, group: str, *, short: bool = False) -> str:
        """The figure in words: ``"SME mentoring", Strand-1: 3 of 14 (B. Activities)``."""
        figure = self.figures[group]
        number = f"{figure.count:,}" if self.kind in {"sum", "records"} else f"{figure.count:,} of {figure.base:,}"
        if short:
            return number
        unit = {"record": " records", "link": " links", "comment": " comments"}.get(self.unit, "")
        among = f", {group}" if group else ""
        where = f" ({self.where})" if self.where else ""
        return f"\u201c{self.name}\u201d{among}: {number}{unit}{where}"


def items(facts: Facts) -> list[Item]:
    """Every figure that the report may print, by what it counts; none of a question on personal data."""
    return [*_Making(facts).items()]


class _Making:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def items(self) -> Iterator[Item]:
        facts = self._facts
        slices: dict[tuple[Slice, str], dict[str, Figure]] = defaultdict(dict)
        for part, group in facts.slices:
            heading = "" if group == ALL else facts.heading(group)
            if group == ALL or group in facts.groups:
                for item, figure in facts.figures(part, group).items():
                    slices[part, item][heading] = figure
        for (part, item), figures in slices.items():
            if part.question in facts.questions and facts.questions[part.question].personal:
                continue
            whole = _with_groups_of_none(figures, self._sizes(part))
            if whole and part.kind in _COUNTED and self._told(part, item):
                yield Item(self._label(part, item), part.kind, part.question, item, part.unit, self._where(part), whole)
        yield from self._of_none()
        yield from self._of_records()
        yield from self._sums()

    def _told(self, part: Slice, item: str) -> bool:
        """Whether people would speak of it: not of a group as an answer, nor of a theme that nobody has named."""
        if part.kind == "theme":
            return item in self._facts.themes and self._facts.themes[item].origin != "emergent"
        return part.kind != "value" or self._facts.label(part, item) not in self._groups

    @functools.cached_property
    def _groups(self) -> dict[str, Group]:
        return {self._facts.heading(group): group for group in self._facts.groups}

    def _sizes(self, part: Slice) -> tuple[tuple[str, int], ...]:
        """The base that each group has in a slice: who is in it and did not name an item counts 0 there."""
        sizes = {}
        for group in (ALL, *self._facts.groups):
            figure = next(iter(self._facts.figures(part, group).values()), None)
            if figure is not None:
                sizes["" if group == ALL else self._facts.heading(group)] = figure.base
        return tuple(sizes.items()) if part.kind != "base" else ()

    def _of_none(self) -> Iterator[Item]:
        """Who answered a question and ticked nothing."""
        for question in self._facts.questions.values():
            figures = {}
            for group in (ALL, *self._facts.groups):
                answered = self._facts.base("answered", question.question_id, group)
                ticked = self._facts.base("ticked", question.question_id, group)
                if answered and ticked and self._facts.base("ticked", question.question_id):
                    heading = "" if group == ALL else self._facts.heading(group)
                    figures[heading] = Figure(answered.count - ticked.count, answered.count)
            if "" in figures and figures[""].count < figures[""].base and not question.personal:
                yield Item(
                    "ticked nothing", "base", question.question_id, "none", "respondent", question.heading, figures
                )

    def _of_records(self) -> Iterator[Item]:
        """How many records a repeated question has."""
        for question in self._facts.questions.values():
            records = [(part, group) for part, group in self._facts.slices if part.question == question.question_id]
            figures: dict[str, int] = {}
            for part, group in records:
                if part.unit == "record" and (group == ALL or group in self._facts.groups):
                    base = next(iter(self._facts.figures(part, group).values())).base
                    heading = "" if group == ALL else self._facts.heading(group)
                    figures[heading] = max(figures.get(heading, 0), base)
            if "" in figures and not question.personal:
                total = figures[""]
                counted = {group: Figure(base, total, "record") for group, base in figures.items()}
                yield Item(question.heading, "records", question.question_id, "", "record", "", counted)

    def _sums(self) -> Iterator[Item]:
        """The sum of the numbers that were given to a question."""
        for question in self._facts.questions.values():
            if question.kind != "number":
                continue
            sums = {}
            for group in (ALL, *self._facts.groups):
                given = self._facts.figures(Slice("value", question.question_id), group)
                if given and all(value.isdecimal() for value in given):
                    total = sum(int(value) * figure.count for value, figure in given.items())
                    sums["" if group == ALL else self._facts.heading(group)] = Figure(total, total)
            if "" in sums:
                yield Item(question.heading, "sum", question.question_id, "", "respondent", "", sums)

    def _label(self, part: Slice, item: str) -> str:
        if part.kind == "base":
            return _BASES.get(item, item)
        if part.kind == "relation":
            return {"detail": "described"}.get(item, item.replace("_", " "))
        label = self._facts.label(part, item)
        if part.kind == "value" and label in {"Yes", "No"}:
            return f"{self._facts.questions[part.question].heading} {label}"
        return label

    def _where(self, part: Slice) -> str:
        question = self._facts.questions.get(part.question)
        role = part.role if part.role not in {"", "any"} else ""
        return ", ".join(word for word in (shorten(self._facts.title(question), 60) if question else "", role) if word)


def _with_groups_of_none(figures: dict[str, Figure], sizes: Sequence[tuple[str, int]]) -> dict[str, Figure]:
    """The figures with 0 for the groups in which nobody names the item."""
    if "" not in figures:
        return {}
    unit = figures[""].unit
    none = {group: Figure(0, base, unit, 0.0 if base else None) for group, base in sizes}
    return {**none, **figures}
