"""Where groups differ by more than chance, after the correction for the number of comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report.facts import Facts, Group, Slice
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock
from textmine.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from textmine.report.model import Block, Cell

__all__ = ["difference_sections"]

_CORRECTIONS = {
    "holm": (
        "Holm\u2019s correction at 5 %: where the groups of a family do not differ at all, chance lets one or more "
        "stand in at most one survey in twenty"
    ),
    "benjamini-hochberg": (
        "the correction of Benjamini and Hochberg at 5 %: of those that stand, no more than one in twenty is expected "
        "to be chance"
    ),
}
_MADE = (
    "Groups were compared {times}, in {families} that are each looked through at once: the options of one question, or "
    "the themes of one question or of the whole survey, by one attribute. {stand} with {correction}."
)
_NOTE = (
    "p: how often chance alone makes groups differ at least so much (Fisher\u2019s exact test; chi-square, or random "
    "tables, where there are too many tables to list). A difference that does not stand may be real: small groups show "
    "large differences only. What nobody or everybody said is not compared."
)


def difference_sections(facts: Facts) -> Iterator[Section]:
    """One section where groups were compared: how often, and a table for each attribute of what stands."""
    table = facts.table("comparisons")
    if table.empty:
        return
    families = len(table[["question_id", "kind", "by"]].drop_duplicates())
    stand = int(table["differs"].sum())
    words = _MADE.format(
        times="once" if len(table) == 1 else f"{len(table):,} times",
        families=f"{families:,} families" if families > 1 else "one family",
        stand=f"{plural(stand, 'difference')} stand{'s' if stand == 1 else ''}" if stand else "No difference stands",
        correction=_CORRECTIONS[table["correction"].iloc[0]],
    )
    made: list[Block] = [Paragraph(words)]
    made += [_table(facts, by, table[table["by"] == by]) for by in facts.by if (table["by"] == by).any()]
    made.append(NoteBlock(_NOTE))
    yield Section("differences", "Differences between groups", 1, tuple(made))


def _table(facts: Facts, by: str, rows: pd.DataFrame) -> TableBlock:
    """The comparisons by one attribute; a page shows those that stand."""
    groups = [group for group in facts.groups if group.by == by]
    ranked = rows.sort_values(["differs", "adjusted", "p"], ascending=[False, True, True], kind="stable")
    cells = tuple(_row(facts, groups, row) for _, row in ranked.iterrows())
    name = facts.questions[by].heading if by in facts.questions else by
    columns = (
        "Question",
        "Option or theme",
        *(facts.heading(group) for group in groups),
        "p",
        "p corrected",
        "Compared at once",
    )
    shown = int(rows["differs"].sum())
    return TableBlock(
        f"Differences by {name}", columns, cells, "differences", shown, "that do not stand after the correction"
    )


def _row(facts: Facts, groups: list[Group], row: pd.Series) -> tuple[Cell, ...]:
    part = Slice(row["kind"], row["question_id"])
    figures = [facts.figures(part, group).get(row["item_id"], "\u2013") for group in groups]
    place = facts.title(facts.questions[row["question_id"]]) if row["question_id"] else "All questions"
    label = facts.label(part, row["item_id"])
    return (place, label, *figures, _chance(row["p"]), _chance(row["adjusted"]), str(row["family"]))


def _chance(value: float) -> str:
    """A p-value; what is small does not read as nothing, nor what is near 5 % as on it."""
    if value < 0.001:  # noqa: PLR2004  as printed
        return "<0.001"
    words = f"{value:.3f}"
    return f"{value:.4f}" if words == "0.050" else words
