"""comments, texts -> duplicates.

Respondents who say the same in the same words. Nobody is left out of a count for it: two people who
both write "lack of staff" both count. Reports can show both numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["duplicates"]


def duplicates(comments: pd.DataFrame, texts: pd.DataFrame) -> pd.DataFrame:
    """Group the comments of different respondents whose words are the same.

    Args:
        comments: The columns comment_id and respondent_id of the table `comments`.
        texts: The columns comment_id and key of the table `texts`, in the same order.

    Returns:
        The table `duplicates`: a row for each comment that shares its words with another
        respondent's, with the number of distinct respondents in its group.
    """
    said = comments[["comment_id", "respondent_id"]].assign(key=texts["key"].to_numpy())
    said = said[said["key"] != ""]
    groups = said.groupby("key", sort=False)
    said = said.assign(
        group_id=groups["comment_id"].transform("first"),
        size=groups["respondent_id"].transform("nunique"),
        kind="exact",
    )
    return tables.typed("duplicates", said[said["size"] > 1])
