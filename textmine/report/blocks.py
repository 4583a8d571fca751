"""Tables, charts and quotes of figures, made alike for every section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report.facts import ALL, Facts, Group, Slice
from textmine.report.model import Cell, ChartBlock, Figure, Paragraph, QuoteBlock, Series, TableBlock

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from textmine.report.model import Quote, Topic
    from textmine.report.quoting import Quotes

__all__ = ["chart", "findings", "groups_with", "quote_blocks", "ranked", "row", "table"]

BARS = 20  # categories of a chart, chosen so that it fits on one page
_SERIES = 3  # groups that bars can be told apart by
_QUOTED = 5  # subjects of one place that are illustrated by quotes


def ranked(facts: Facts, part: Slice, items: Iterable[str] | None = None) -> list[str]:
    """The items of a slice, the most frequent first, then in the order of the questionnaire."""
    figures = facts.figures(part)
    chosen = figures if items is None else [item for item in items if item in figures]
    return sorted(chosen, key=lambda item: (-figures[item].count, facts.place(part, item)))


def groups_with(facts: Facts, part: Slice) -> list[Group]:
    """All respondents, then the groups for which the slice has figures."""
    return [ALL, *(group for group in facts.groups if facts.figures(part, group))]


def row(facts: Facts, part: Slice, groups: Sequence[Group], item: str) -> tuple[Cell, ...]:
    """The figures of one item, group by group."""
    return tuple(_figure(facts.figures(part, group), item) for group in groups)


def table(facts: Facts, part: Slice, items: Sequence[str], words: tuple[Topic, str, str]) -> TableBlock:
    """A table with a row an item and a column a group; `words` are topic, caption and first heading."""
    topic, caption, heading = words
    groups = groups_with(facts, part)
    return TableBlock(
        caption=caption,
        columns=(heading, *(facts.heading(group) for group in groups)),
        rows=tuple((facts.label(part, item), *row(facts, part, groups, item)) for item in items),
        topic=topic,
    )


def chart(facts: Facts, part: Slice, items: Sequence[str], caption: str) -> ChartBlock:
    """Bars of the items: by the groups of the first attribute when bars can show them, else for all."""
    groups = [group for group in groups_with(facts, part) if group.by == (facts.by or ("",))[0]]
    shown = groups if 1 < len(groups) <= _SERIES else [ALL]
    bars = items[:BARS]
    series = []
    for group in shown:
        figures = [cell for item in bars for cell in row(facts, part, [group], item) if isinstance(cell, Figure)]
        series.append(Series(facts.heading(group), tuple(figures)))
    return ChartBlock(caption, tuple(facts.label(part, item) for item in bars), tuple(series))


def quote_blocks(
    facts: Facts, quotes: Quotes, part: Slice, items: Sequence[str], but_not: Container[Quote] = ()
) -> list[QuoteBlock]:
    """Quotes for the first items that have some, each with its figure; none of `but_not`."""
    found = [(item, quotes.of(part, item, but_not)) for item in items[:_QUOTED]]
    figures = facts.figures(part)
    return [QuoteBlock(facts.label(part, item), texts, figures.get(item)) for item, texts in found if texts]


def findings(facts: Facts, section: str) -> list[Paragraph]:
    """The findings of a section, as points, with the figures that they rest on."""
    rests = zip(facts.findings(section), facts.support(section), strict=True)
    return [Paragraph(sentence, "finding", figures) for sentence, figures in rests]


def _figure(figures: dict[str, Figure], item: str) -> Cell:
    """The figure of an item; none counted reads as 0 of the base that its neighbours share."""
    if item in figures:
        return figures[item]
    neighbour = next(iter(figures.values()), None)
    if neighbour is None:
        return "\u2013"
    return Figure(0, neighbour.base, neighbour.unit, 0.0 if neighbour.base else None, percent=neighbour.percent)
