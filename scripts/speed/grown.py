"""A run grown to any number of comments: the respondents of a small one, many times over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["grown"]

_IDS = ("respondent_id", "comment_id", "segment_id")
_COPIED = (
    "respondents", "attributes", "answers", "comments", "texts", "languages", "segments", "codings", "mentions",
    "redactions", "acts", "asides", "beside",
)  # fmt: skip


def grown(run: Mapping[str, pd.DataFrame], comments: int) -> dict[str, pd.DataFrame]:
    """The tables of a run with each respondent so often that there are this many comments.

    Counts and bases grow with them, so that figures and comments agree; intervals stay those of the
    small run. Links and duplicates are left as they are; no options are proposed.

    Args:
        run: Table name to frame.
        comments: How many comments, at least.
    """
    import pandas as pd

    times = -(-comments // len(run["comments"]))
    made = dict(run)
    for name in _COPIED:
        frame = run[name]
        copies = [
            frame.assign(**{column: frame[column] + f"~{number}" for column in _IDS if column in frame})
            for number in range(times)
        ]
        made[name] = pd.concat(copies, ignore_index=True)
    made["counts"] = run["counts"].assign(count=run["counts"]["count"] * times, base=run["counts"]["base"] * times)
    made["proposals"] = tables.empty("proposals")
    made["quotes"] = run["quotes"].assign(comment_id=run["quotes"]["comment_id"] + "~0")
    return {name: frame for name, frame in made.items() if name in tables.TABLES}
