"""Who counts: the groups of respondents, and out of whom each figure is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.figures import SMALL
from textmine.rows import among, filled, submitted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TICKS", "answered", "groups", "survey_base"]

TICKS = frozenset({"multiple", "multiple_comments"})
"""The kinds of questions with several answers."""


def groups(
    respondents: pd.DataFrame, attributes: pd.DataFrame, by: tuple[str, ...], base: frozenset[str], smallest: int
) -> pd.DataFrame:
    """Each respondent in each group: columns respondent_id, by, group.

    Everybody is in the group of all (by and group empty); a respondent without the attribute is in
    no group of it. Groups with too few respondents are one group, together with the next larger ones
    until it is large enough, so that nothing can be found by subtracting the groups that are shown
    from all. An attribute that leaves no two groups is not broken down by.

    Args:
        respondents: The table `respondents`.
        attributes: The table `attributes`.
        by: The attributes to break figures down by.
        base: The respondents that the size of a group is counted in, see `survey_base`.
        smallest: Respondents that a group needs to stand alone.

    Source: the threshold rule, kept by joining categories: Hundepool et al. (2012), Statistical
    Disclosure Control, chapter 5, doi 10.1002/9781118348239.
    """
    import pandas as pd

    everybody = pd.DataFrame({"respondent_id": respondents["respondent_id"], "by": "", "group": ""})
    named = attributes[attributes["attribute"].isin(by)]
    named = named.rename(columns={"attribute": "by", "value": "group"})[list(everybody)]
    parts = [everybody]
    for _, part in named.groupby("by", sort=False):
        counted = among(part["respondent_id"], base)
        sizes = part["group"].where(counted).value_counts().reindex(part["group"].unique(), fill_value=0)
        small = _too_small(sizes.to_dict(), smallest)
        joined = part["group"].mask(part["group"].isin(small), SMALL)
        if len(joined.unique()) > 1 or not small:
            parts.append(part.assign(group=joined))
    return pd.concat(parts, ignore_index=True)


def _too_small(sizes: dict[str, int], smallest: int) -> set[str]:
    """The groups that cannot stand alone, and those that must join them."""
    together, total = set[str](), 0
    for group, size in sorted(sizes.items(), key=lambda entry: (entry[1], entry[0])):
        if size >= smallest and (total >= smallest or not together):
            break
        together.add(group)
        total += size
    return together


def answered(
    questions: pd.DataFrame, respondents: pd.DataFrame, answers: pd.DataFrame, comments: pd.DataFrame
) -> pd.DataFrame:
    """Who answered which question: columns question_id, record_id, respondent_id, each once.

    A respondent answered a question by leaving anything in it (a tick, a value, a comment that is
    not blank). A question with several answers is also answered by submitting the survey with the
    question shown and left empty: ticking none of the options is an answer. Where the export cannot
    tell what was shown, such a question asked of everybody was shown to all who submitted, and one
    asked on a condition, or a repeated block, only to those who left something in it.
    """
    import pandas as pd

    key = ["question_id", "record_id", "respondent_id"]
    left = pd.concat([answers.loc[filled(answers), key], comments[key]])
    whole = submitted(respondents) or frozenset()
    ticks = questions[questions["kind"].isin(TICKS) & (questions["records"] == 0)]
    certain = answers["question_id"].isin(set(ticks.loc[~ticks["conditional"], "question_id"]))
    shown = answers["shown"].fillna(certain).astype(bool) & answers["question_id"].isin(set(ticks["question_id"]))
    seen = answers.loc[shown & among(answers["respondent_id"], whole), key]
    return pd.concat([left, seen]).drop_duplicates(ignore_index=True)


def survey_base(respondents: pd.DataFrame, who: pd.DataFrame) -> frozenset[str]:
    """The respondents that figures over the whole survey are taken from.

    Those who submitted; where the export has no such information, those who left any answer.
    """
    whole = submitted(respondents)
    return frozenset(who["respondent_id"]) if whole is None else whole
