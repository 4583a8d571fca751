"""Countries, regions and organisations that the comments name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import tables
from textmine.report import blocks
from textmine.report.facts import ALL, Facts, Slice
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock

if TYPE_CHECKING:
    from textmine.report.model import Block, Cell, Figure
    from textmine.report.quoting import Quotes

__all__ = ["place_sections"]

_ROLES = (("target", "Target"), ("partner", "Partner"), ("home", "Home"), ("other", "Other"), ("any", "In any role"))
_FEW = 10  # organisations that are listed whoever names them, chosen so that they are read at a glance
_BARS = 12  # countries of the chart; the table has the rest


def place_sections(facts: Facts, quotes: Quotes) -> list[Section]:
    """Countries by role, regions, and organisations; a section without figures is left out."""
    sections = []
    countries = _countries(facts, quotes)
    if countries:
        targets = bool(facts.figures(Slice("country", role="target")))
        heading = "Target countries" if targets else "Countries"
        sections.append(Section("countries", heading, 1, (*blocks.findings(facts, "countries"), *countries)))
    organisations = Slice("organisation", role="any")
    if facts.figures(organisations):
        items = blocks.ranked(facts, organisations)
        made: list[Block] = [
            _organisations(facts, organisations, items),
            NoteBlock("Organisations: respondents who name one in any comment, each counted once."),
            *blocks.quote_blocks(facts, quotes, organisations, items[:3]),
        ]
        sections.append(Section("organisations", "Organisations", 1, tuple(made)))
    return sections


def _organisations(facts: Facts, part: Slice, items: list[str]) -> TableBlock:
    """The organisations; where they are many, a page shows those that several respondents name."""
    made = blocks.table(facts, part, items, ("organisations", "Organisations named", "Organisation"))
    if len(items) <= _FEW:
        return made
    several = sum(facts.figures(part)[item].count > 1 for item in items)
    return replace(made, shown=several, rest="named by one respondent")


def _countries(facts: Facts, quotes: Quotes) -> list[Block]:
    made: list[Block] = []
    target = Slice("country", role="target")
    if facts.figures(target):
        items = blocks.ranked(facts, target)
        made += [
            Paragraph(
                "Countries that respondents say they aim at or work towards, each respondent counted once a country.",
                "lead",
            ),
            blocks.chart(facts, target, items[:_BARS], "Target countries"),
            blocks.table(facts, target, items, ("countries", "Target countries", "Country")),
            *blocks.quote_blocks(facts, quotes, target, items[:5]),
        ]
    roles = [(role, name) for role, name in _ROLES if _named(facts, role)]
    if roles:
        made.append(_roles(facts, roles))
    region = Slice("region", role="any")
    if facts.figures(region):
        made.append(blocks.table(facts, region, blocks.ranked(facts, region), ("countries", "Regions", "Region")))
    return made


def _named(facts: Facts, role: str) -> bool:
    """Whether anybody names a country in this role."""
    return any(figure.count for figure in facts.figures(Slice("country", role=role)).values())


def _roles(facts: Facts, roles: list[tuple[str, str]]) -> TableBlock:
    """Countries by what they are to the respondents."""
    by_role: list[dict[str, Figure]] = [facts.figures(Slice("country", role=role)) for role, _ in roles]
    most: dict[str, int] = {}
    for figures in by_role:
        for item, figure in figures.items():
            most[item] = max(most.get(item, 0), figure.count)
    part = Slice("country")
    ordered = sorted(most, key=lambda item: (-most[item], tables.natural_key(facts.label(part, item))))
    rows: list[tuple[Cell, ...]] = []
    for item in ordered:
        cells = (blocks.row(facts, Slice("country", role=role), [ALL], item)[0] for role, _ in roles)
        rows.append((facts.label(part, item), *cells))
    return TableBlock("Countries by role", ("Country", *(name for _, name in roles)), tuple(rows), "countries")
