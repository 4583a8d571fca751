"""What people coded: it stands above the vote of the machine."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["decisions"]


def decisions(labels: pd.DataFrame, segments: pd.DataFrame, theme_ids: list[str]) -> dict[tuple[int, int], str]:
    """(row of the segment, number of the theme) -> what people decided on it.

    A label counts for every segment that its span touches. Labels of other things than these themes
    are left out.

    Returns:
        yes or no where all coders agree, else review.
    """
    numbers = {theme: number for number, theme in enumerate(theme_ids)}
    rows = segments.groupby("comment_id").indices if len(labels) else {}
    said: dict[tuple[int, int], set[str]] = defaultdict(set)
    starts, ends = segments["start"].to_numpy(), segments["end"].to_numpy()
    for label in labels[labels["theme_id"].isin(numbers)].itertuples():
        for row in rows.get(label.comment_id, ()):
            if label.start < ends[row] and label.end > starts[row]:
                said[int(row), numbers[label.theme_id]].add(label.decision)
    return {pair: next(iter(answers)) if len(answers) == 1 else "review" for pair, answers in said.items()}
