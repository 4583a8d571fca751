"""Sentences to quote: whole segments, one a respondent, the surest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["pick"]

_GOOD_LENGTH = (40, 300)  # characters: shorter says little out of context, longer is not read


def pick(candidates: pd.DataFrame, most: int) -> pd.DataFrame:
    """The best quotes for each item of each question.

    Args:
        candidates: Columns question_id, kind, item_id, score, respondent_id, comment_id, start, end.
        most: How many to keep for an item.

    Returns:
        The table `quotes`: segments of a quotable length first, then the higher score, then the
        order of the export; a respondent is quoted once for an item.
    """
    length = candidates["end"] - candidates["start"]
    item = ["question_id", "kind", "item_id"]
    best = candidates.assign(odd=~length.between(*_GOOD_LENGTH)).sort_values(
        ["odd", "score"], ascending=[True, False], kind="stable"
    )
    best = best.drop_duplicates([*item, "respondent_id"])
    best = best.assign(rank=best.groupby(item, sort=False).cumcount() + 1)
    best = best[best["rank"] <= most].sort_values([*item, "rank"], kind="stable")
    return tables.typed("quotes", best)
