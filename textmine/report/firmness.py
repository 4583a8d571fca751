"""How firm figures are: the ranks of themes when respondents change, and what the silent could add."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.report.model import NoteBlock, TableBlock
from textmine.report.words import percent
from textmine.stages.summarise.robust import TOP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.report.facts import Facts, Slice
    from textmine.report.model import Block, Cell

__all__ = ["firmness_blocks", "with_bounds"]

_NOTE = (
    "Rank 1 is raised by most of {peers:,} themes of the kind; equal counts share a rank. In brackets the 95 % "
    "interval over surveys drawn from the respondents of this one, as they would vary with other respondents; first "
    "{top}: in how many of these surveys it is among them. One left out: its ranks when each respondent in turn is "
    "left out. By one: how many of the comments on it the respondent with most of them wrote."
)
_INVITED = " Of all invited: how many it would be if none, and if all, of those who did not answer raised it too."


def firmness_blocks(facts: Facts, part: Slice, items: Sequence[str], caption: str) -> list[Block]:
    """A table of how firmly themes keep their rank, beside that of their figures.

    Args:
        facts: The run.
        part: The themes over the whole survey.
        items: Themes of one kind that hold no others, the most frequent first.
        caption: What the themes are.
    """
    held = {row.theme_id: row for row in facts.table("robustness").itertuples()}
    known = [item for item in items if item in held]
    if not known:
        return []
    rows: list[tuple[Cell, ...]] = []
    for item in known:
        row = held[item]
        rows.append(
            (
                facts.label(part, item),
                facts.figures(part)[item],
                f"{row.rank} ({_range(row.rank_low, row.rank_high)})",
                _range(row.best_without_one, row.worst_without_one),
                percent(row.top),
                f"{row.by_one} of {row.comments}",
            )
        )
    columns = ("Theme", "All", "Rank", "One left out", f"First {TOP}", "By one")
    made = with_bounds(
        facts, TableBlock(f"How firm the order is: {caption}", columns, tuple(rows), "themes"), part, known
    )
    note = _NOTE.format(peers=held[known[0]].peers, top=TOP) + (_INVITED if len(made.columns) > len(columns) else "")
    return [made, NoteBlock(note)]


def with_bounds(facts: Facts, table: TableBlock, part: Slice, items: Sequence[str]) -> TableBlock:
    """A table with a row an item, and a last column of what the figures could be among all who were invited.

    The table as it is where it is not known how many were invited, or not all of them were asked.
    """
    invited = facts.base("invited")
    cells = [facts.bounds(part, item) for item in items]
    if invited is None or not all(cells):
        return table
    rows = tuple((*row, cell) for row, cell in zip(table.rows, cells, strict=True))
    return replace(table, columns=(*table.columns, f"Of all {invited.count:,} invited"), rows=rows)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"
