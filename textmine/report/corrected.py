"""The shares of the themes, corrected by a random sample that people coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock
from textmine.report.words import percent, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from textmine.report.facts import Facts

__all__ = ["corrected_sections"]

_HEADING = "Shares corrected by people"
_NOTE = (
    "The machine coded everybody; people coded the sample without seeing its codes. Corrected: the share expected had "
    "people coded everybody; the interval covers the errors of the machine and the chance of the draw."
)
_TOO_FEW = "A corrected share is given from ten respondents of the draw who were coded in full."


def corrected_sections(facts: Facts) -> Iterator[Section]:
    """The share of each theme by the machine and corrected, where a random sample was coded; the largest first."""
    table = facts.table("prevalence")
    rows = table[(table["unit"] == "respondent") & table["theme_id"].isin(set(facts.themes))]
    if rows.empty:
        return
    best = rows.loc[rows["sample"].idxmax()]
    lead = (
        f"{plural(int(best['frame']), 'respondent')} state something; people coded {best['sample']} of the first "
        f"{best['drawn']} in random order. Shares are of {plural(int(best['base']), 'respondent')}."
    )
    given = rows[rows["share"].notna() & (rows["share"].gt(0) | rows["machine"].gt(0))]
    if given.empty:
        yield Section("themes-corrected", _HEADING, 2, (Paragraph(lead), NoteBlock(_TOO_FEW)))
        return
    given = given.sort_values("share", ascending=False, kind="stable")
    lines = tuple(_line(facts, row) for _, row in given.iterrows())
    columns = ("Theme", "By the machine alone", "Corrected", "95\u00a0% interval", "Coded by people")
    table_block = TableBlock("Shares of themes, corrected by a sample that people coded", columns, lines, "themes")
    yield Section("themes-corrected", _HEADING, 2, (Paragraph(lead), table_block, NoteBlock(_NOTE)))


def _line(facts: Facts, row: pd.Series) -> tuple[str, ...]:
    shares = (percent(row["machine"]), percent(row["share"]), f"{percent(row['low'])} to {percent(row['high'])}")
    return (facts.themes[row["theme_id"]].label, *shares, f"{row['sample']} of {row['drawn']}")
