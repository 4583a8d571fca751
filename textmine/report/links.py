"""Who names whom: the links between respondents, and with others that they name beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.report.facts import Facts, Slice
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.report.model import Block, Cell
    from textmine.report.quoting import Quotes

__all__ = ["link_sections"]

_FIGURES = (
    ("detail", "Something is said beyond the name"),
    ("confirmed", "\u2013 by both"),
    ("one_side", "\u2013 by one of the two only"),
    ("one_side_others", "\u2013 of these, with others who did not answer"),
    ("first_contact", "A first contact only"),
    ("no_detail", "Nothing is said beyond the name"),
    ("others", "All with others who did not answer"),
)
_MATRIX = 8  # names up to which a table has a column for each, chosen so that a portrait page holds it
_NOTE = (
    "Two who name each other are one link. A link is confirmed when both say something beyond the name, and more than "
    "that it is a first contact. Others who did not answer are those named where respondents were asked for each other."
)


@dataclass(frozen=True)
class _Side:
    """What one respondent says of another, in one word."""

    names: str
    named: str
    said: str


def link_sections(facts: Facts, quotes: Quotes) -> list[Section]:
    """The section on who names whom; none where nobody does."""
    figures = facts.figures(Slice("relation", unit="link"))
    if not figures:
        return []
    rows: list[tuple[Cell, ...]] = [(label, figures[item]) for item, label in _FIGURES if item in figures]
    links = TableBlock("Links between respondents and with others", ("Links", "Number"), tuple(rows), "links")
    made: list[Block] = [
        Paragraph("Respondents who name each other, or others beside them, in any answer.", "lead"),
        links,
        _who(_sides(facts, quotes)),
        NoteBlock(_NOTE),
    ]
    return [Section("links", "Who names whom", 1, tuple(made))]


def _sides(facts: Facts, quotes: Quotes) -> list[_Side]:
    """What each says of each, under the names that the report gives them."""
    found = []
    for row in facts.table("relations").itertuples():
        respondent = row.named_kind == "respondent"
        named = quotes.respondent(row.named_id) if respondent else facts.label(Slice("organisation"), row.named_id)
        said = "detail" if row.detail else "first contact" if row.first_contact else "name only"
        found.append(_Side(quotes.respondent(row.respondent_id), named, said))
    return sorted(found, key=lambda side: (tables.natural_key(side.names), tables.natural_key(side.named)))


def _who(sides: Sequence[_Side]) -> TableBlock:
    """Who names whom: a column for each name where they are few, else a row for each link."""
    named = sorted({side.named for side in sides}, key=tables.natural_key)
    if len(named) > _MATRIX:
        return _list(sides)
    said = {(side.names, side.named): side.said for side in sides}
    rows = tuple(
        (names, *(said.get((names, each), "\u2013") for each in named))
        for names in dict.fromkeys(side.names for side in sides)
    )
    return TableBlock("Who names whom", ("Respondent", *named), rows, "links")


def _list(sides: Sequence[_Side]) -> TableBlock:
    said = {(side.names, side.named): side.said for side in sides}
    rows: dict[frozenset[str], tuple[Cell, ...]] = {}
    for side in sides:
        back = said.get((side.named, side.names), "\u2013")
        both = "both" if side.said == back == "detail" else "one side" if "detail" in {side.said, back} else "no"
        rows.setdefault(frozenset((side.names, side.named)), (side.names, side.named, side.said, back, both))
    columns = ("Respondent", "Names", "What is said", "What the other says", "Confirmed by")
    return TableBlock("Who names whom", columns, tuple(rows.values()), "links")
