"""counts, themes -> comparisons: where groups differ by more than chance.

A family is what a reader looks through at once for differences: the options of one question, or the
themes of one question or of the whole survey, by one attribute. P-values are corrected within it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textmine import stats, tables
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["CORRECTIONS", "compare"]

CORRECTIONS = {"holm": stats.holm, "benjamini-hochberg": stats.benjamini_hochberg}
_LEVEL = 0.05  # of the corrected p-value below which a difference stands
_FAMILY = ["question_id", "kind", "by"]


def compare(counts: pd.DataFrame, themes: pd.DataFrame, correction: str) -> pd.DataFrame:
    """The table `comparisons`.

    Compared are options ticked, and themes that a person named and that hold no others. What nobody
    or everybody said cannot differ and is not compared.

    Args:
        counts: The table `counts`.
        themes: The table `themes`.
        correction: One of `CORRECTIONS`.

    Raises:
        TextmineError: there is no such correction.
    """
    if correction not in CORRECTIONS:
        raise TextmineError(
            f"summarise.correction is {correction!r}.", expected=f"one of: {', '.join(sorted(CORRECTIONS))}"
        )
    named = themes[(themes["origin"] != "emergent") & ~themes["theme_id"].isin(set(themes["parent"]))]
    wanted = counts["kind"].eq("tick") | (counts["kind"].eq("theme") & counts["item_id"].isin(set(named["theme_id"])))
    figures = counts[wanted & counts["by"].ne("") & counts["unit"].eq("respondent") & counts["base"].gt(0)]
    rows: list[dict[str, object]] = []
    for family, part in figures.groupby(_FAMILY, sort=False):
        compared = list(_compared(part))
        adjusted = CORRECTIONS[correction]([p for _, p, _ in compared])
        rows += [
            dict(zip(_FAMILY, family, strict=True))
            | columns
            | {"p": p, "test": test, "adjusted": value, "correction": correction}
            | {"family": len(compared), "differs": value < _LEVEL}
            for (columns, p, test), value in zip(compared, adjusted, strict=True)
        ]
    return tables.frame("comparisons", rows)


def _compared(family: pd.DataFrame) -> Iterator[tuple[dict[str, object], float, str]]:
    """For each item that can differ: what is compared, the p-value and the test."""
    for item, figures in family.groupby("item_id", sort=False):
        part = figures.sort_values("group", key=lambda names: names.map(tables.natural_key))
        names, counts, bases = part["group"].tolist(), part["count"].tolist(), part["base"].tolist()
        if len(names) == 1 or sum(counts) in {0, sum(bases)}:
            continue
        found: tuple[float | None, ...] = (None, None, None)
        if len(names) == 2:  # noqa: PLR2004  a difference is one of two
            found = stats.newcombe((counts[0], bases[0]), (counts[1], bases[1]))
        columns = {
            "item_id": item,
            "groups": json.dumps(list(zip(names, counts, bases, strict=True)), ensure_ascii=False),
        } | dict(zip(("difference", "low", "high"), found, strict=True))
        yield columns, *stats.independence(counts, bases)
