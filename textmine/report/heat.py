"""Themes by the option that they are raised beside: a heat map and its table for each question."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.report import blocks
from textmine.report.facts import Facts, Slice
from textmine.report.model import Figure, HeatBlock, NoteBlock, TableBlock, Where
from textmine.report.quoting import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from textmine.report.model import Block, Section, Verbatim

__all__ = ["with_heat"]

_ROWS, _COLUMNS = 12, 8  # of the picture, chosen so that a portrait page holds it; the table has all
_LEAST = 2  # rows and columns below which a grid shows nothing
_NOTE = (
    "Respondents whose comment beside the option raises the theme, out of those who wrote something beside it. "
    "A comment can raise several themes or none."
)


def with_heat(sections: Sequence[Section], facts: Facts, verbatims: Iterable[Verbatim]) -> list[Section]:
    """The sections, those of questions with options followed by what is said beside which option."""
    raised, wrote = _people(facts, verbatims)
    return [
        replace(section, blocks=(*section.blocks, *_grid(facts, section, raised, wrote))) if section.blocks else section
        for section in sections
    ]


def _people(
    facts: Facts, verbatims: Iterable[Verbatim]
) -> tuple[Mapping[tuple[str, str], set[str]], Mapping[str, set[str]]]:
    """Who raises a theme beside an option, and who wrote something beside it."""
    raised: dict[tuple[str, str], set[str]] = defaultdict(set)
    wrote: dict[str, set[str]] = defaultdict(set)
    for verbatim in verbatims:
        if not verbatim.option or verbatim.status != "ok":
            continue
        wrote[verbatim.option].add(verbatim.respondent)
        for theme in {tag.item_id for tag in verbatim.tags if tag.kind == "theme"}:
            for each in _with_above(facts, theme):
                raised[each, verbatim.option].add(verbatim.respondent)
    return raised, wrote


def _with_above(facts: Facts, theme: str) -> Iterator[str]:
    """A theme and those it belongs to: who raises it raises them."""
    while theme in facts.themes:
        yield theme
        theme = facts.themes[theme].parent


def _grid(
    facts: Facts, section: Section, raised: Mapping[tuple[str, str], set[str]], wrote: Mapping[str, set[str]]
) -> list[Block]:
    name = section.section_id.removeprefix("question-")
    part = Slice("tick", name)
    options = {f"{name}|{code}": code for code in facts.options(name) if f"{name}|{code}" in wrote}
    themes = _themes(
        facts, [theme for theme in facts.themes if any((theme, option) in raised for option in options)], name
    )
    if not facts.figures(part) or len(options) < _LEAST or len(themes) < _LEAST:
        return []
    question = facts.questions[name]
    heads = [place_of(facts, question, "", code) for code in options.values()]
    labels = [facts.themes[theme].label for theme in themes]
    rows = [
        tuple(_figure(facts, Where("theme", theme, name, option=option), raised, wrote) for option in options)
        for theme in themes
    ]
    caption = "Themes by the option they are raised beside"
    table = tuple(
        (label, head, figure)
        for label, row in zip(labels, rows, strict=True)
        for head, figure in sorted(zip(heads, row, strict=True), key=lambda cell: -cell[1].count)
        if figure.count
    )
    picture = _picture(caption, labels, heads, rows)
    return [
        picture,
        TableBlock(caption, ("Theme", "Beside the option", "Respondents"), table, "themes"),
        NoteBlock(_NOTE),
    ]


def _themes(facts: Facts, raised: Iterable[str], question: str) -> list[str]:
    """Themes that hold no other, only those that people named where there are some, the most frequent first."""
    ranked = blocks.ranked(facts, Slice("theme", question), raised)
    above = {facts.themes[theme].parent for theme in ranked}
    found = [theme for theme in ranked if theme not in above]
    named = [theme for theme in found if facts.themes[theme].origin != "emergent"]
    return named if len(named) >= _LEAST else found


def _picture(
    caption: str, labels: Sequence[str], heads: Sequence[str], rows: Sequence[tuple[Figure, ...]]
) -> HeatBlock:
    """The grid cut to what fits: the columns and then the rows with most, in their order."""
    total = [sum(row[at].count for row in rows) for at in range(len(heads))]
    columns = sorted(sorted(range(len(heads)), key=lambda at: -total[at])[:_COLUMNS])
    cut = [(label, tuple(row[at] for at in columns)) for label, row in zip(labels, rows, strict=True)]
    shown = [(label, cells) for label, cells in cut if any(cell.count for cell in cells)][:_ROWS]
    names, cells = zip(*shown, strict=True)
    return HeatBlock(caption, names, tuple(heads[at] for at in columns), cells)


def _figure(
    facts: Facts, where: Where, raised: Mapping[tuple[str, str], set[str]], wrote: Mapping[str, set[str]]
) -> Figure:
    figure = facts.share(len(raised.get((where.item, where.option), ())), len(wrote[where.option]), "respondent")
    return replace(figure, where=where)
