"""Countries, regions and organisations that the comments name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import tables
from textmine.report import blocks
from textmine.report.facts import ALL, Facts, Slice
from textmine.report.model import MapBlock, NoteBlock, Paragraph, Section, TableBlock

if TYPE_CHECKING:
    from textmine.report.model import Block, Cell, Figure
    from textmine.report.quoting import Quotes

__all__ = ["place_sections"]

_ROLES = (("target", "Target"), ("partner", "Partner"), ("home", "Home"), ("other", "Other"), ("any", "In any role"))
_FEW = 10  # organisations that are listed whoever names them, chosen so that they are read at a glance
_INDENT = "\u2003"
_ADD_UP = (
    "Regions: respondents who name, in this role, a country of the region, the region itself or a part of it, each "
    "counted once a region. One can name several, and blocs overlap: rows do not add up. Behind each: how many name "
    "what. Members of the EU are those on the date of the survey, of other blocs those of the end of 2025."
)
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
            _map(facts, target, items, "Target countries on the map"),
            blocks.table(facts, target, items, ("countries", "Target countries", "Country")),
            *blocks.quote_blocks(facts, quotes, target, items[:5]),
        ]
    roles = [(role, name) for role, name in _ROLES if _named(facts, role)]
    if roles:
        made.append(_roles(facts, roles))
    rolled = [(role, name) for role, name in _ROLES[:2] if facts.figures(Slice("area", role=role))]
    made += [block for role, name in rolled or [("any", "Named")] for block in _areas(facts, role, name)]
    region = Slice("region", role="any")
    if facts.figures(region):
        made.append(blocks.table(facts, region, blocks.ranked(facts, region), ("countries", "Regions", "Region")))
    return made


def _map(facts: Facts, part: Slice, items: list[str], caption: str) -> MapBlock:
    figures = facts.figures(part)
    return MapBlock(caption, tuple((item, facts.label(part, item), figures[item]) for item in items))


def _areas(facts: Facts, role: str, name: str) -> list[Block]:
    """Countries rolled up: the regions with their parts, and blocs that gather several countries."""
    part, known = Slice("area", role=role), facts.areas
    found = [item for item in blocks.ranked(facts, part) if item in known and facts.figures(part)[item].count]
    regions: dict[str, str] = {}
    for item in (item for item in found if known[item].level == "region"):
        inside = [other for other in found if known[other].level == "subregion"]
        regions |= {item: ""} | {other: _INDENT for other in inside if known[other].countries < known[item].countries}
    blocs = {item: "" for item in found if known[item].level == "bloc" and len(_behind(facts, role, item)[0]) > 1}
    made: list[Block] = [
        _rolled(facts, part, items, f"{name} countries by {what}")
        for what, items in (("region", regions), ("bloc", blocs))
        if items
    ]
    return [*made, NoteBlock(_ADD_UP)] if made else []


def _rolled(facts: Facts, part: Slice, items: dict[str, str], caption: str) -> TableBlock:
    """A row an area, each with its indent, the countries behind it, and the regions named as such."""
    made = blocks.table(facts, part, list(items), ("countries", caption, "Region"))
    rows = []
    for (item, indent), cells in zip(items.items(), made.rows, strict=True):
        behind = ("; ".join(names) or "\u2013" for names in _behind(facts, part.role, item))
        rows.append((f"{indent}{cells[0]}", *cells[1:], *behind))
    return replace(made, columns=(*made.columns, "Countries behind it", "Named as a region"), rows=tuple(rows))


def _behind(facts: Facts, role: str, item: str) -> tuple[list[str], list[str]]:
    """The countries of an area, and the regions in it, that respondents name: ``Japan 7``."""
    area = facts.areas[item]
    found = []
    for kind, names in (("country", area.countries), ("region", area.named)):
        part = Slice(kind, role=role)
        figures = facts.figures(part)
        named = [name for name in blocks.ranked(facts, part, sorted(names)) if figures[name].count]
        found.append([f"{facts.label(part, name)}\u00a0{figures[name].count}" for name in named])
    return found[0], found[1]


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
