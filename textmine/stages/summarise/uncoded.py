"""Comments and codings -> uncoded: why a comment has no code, and how many have none.

The reasons are kept apart, as they ask for different things: nothing for `nothing_said`, a look at
the place pointed to for `elsewhere`, a new code for `no_code`, a decision for `unsure`. That a comment
is not about its question is known only where the comment says so, by pointing to another answer or
to a document; one that strays from the question without saying so is in `no_code`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables
from textmine.rows import among, counted
from textmine.stages.summarise.events import ITEM

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd

__all__ = ["outcomes", "uncoded", "uncoded_counts"]

_BY_STATUS = {
    "blank": "nothing_said",
    "no_answer": "nothing_said",
    "unreadable": "nothing_said",
    "see_other": "elsewhere",
}
_OUTCOMES = ("coded", "nothing_said", "elsewhere", "no_code", "unsure")


def outcomes(
    comments: pd.DataFrame, codings: pd.DataFrame, asides: pd.DataFrame, stated: Collection[str]
) -> pd.DataFrame:
    """What became of each comment that could be coded: columns comment_id, question_id, respondent_id and outcome.

    Args:
        comments: The table `comments`, with the status of each text.
        codings: The table `codings`.
        asides: The table `asides`: a code that is set aside does not count.
        stated: The comments in which respondents state something in their own words: what a question
            on personal data, or a field for a name, a place or a date holds is not to be coded.
    """
    decided = {
        "yes": set(counted(codings, asides)["comment_id"]),
        "review": set(codings.loc[codings["decision"] == "review", "comment_id"]),
    }
    could = comments[among(comments["comment_id"], stated)]
    ids = could["comment_id"]
    outcome = could["status"].map(_BY_STATUS).fillna("no_code")
    outcome = outcome.mask(outcome.eq("no_code") & among(ids, decided["review"]), "unsure")
    outcome = outcome.mask(among(ids, decided["yes"]), "coded")
    return could[["comment_id", "question_id", "respondent_id"]].assign(outcome=outcome)


def uncoded(found: pd.DataFrame) -> pd.DataFrame:
    """The table `uncoded`, from `outcomes`."""
    without = found[found["outcome"] != "coded"]
    return tables.typed("uncoded", without.rename(columns={"outcome": "reason"}))


def uncoded_counts(found: pd.DataFrame) -> pd.DataFrame:
    """How many comments there are of each outcome, by question and over all: figures of kind "coding".

    Returns:
        The columns of `counts` up to base, without the figures of groups.
    """
    import pandas as pd

    whole = pd.concat([found, found.assign(question_id="")])
    whole = whole.rename(columns={"outcome": "item_id"})
    sizes = whole.groupby(["question_id", "item_id"], sort=False, as_index=False).agg(count=("comment_id", "size"))
    bases = whole.groupby("question_id", sort=False, as_index=False).agg(base=("comment_id", "size"))
    cells = bases.merge(pd.DataFrame({"item_id": _OUTCOMES}, dtype="str"), how="cross")
    cells = cells.merge(sizes, on=["question_id", "item_id"], how="left").fillna({"count": 0})
    cells = cells.assign(option_id="", kind="coding", role="", by="", group="", unit="comment")
    return cells[[*ITEM[:-1], "by", "group", "unit", "count", "base"]]
