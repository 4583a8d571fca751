"""Who counts: the groups of respondents, and out of whom each figure is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TICKS", "answered", "groups", "survey_base"]

TICKS = frozenset({"multiple", "multiple_comments"})
"""The kinds of questions with several answers."""


def groups(respondents: pd.DataFrame, attributes: pd.DataFrame, by: tuple[str, ...]) -> pd.DataFrame:
    """Each respondent in each group: columns respondent_id, by, group.

    Everybody is in the group of all (by and group empty); a respondent without the attribute is in
    no group of it.
    """
    import pandas as pd

    everybody = pd.DataFrame({"respondent_id": respondents["respondent_id"], "by": "", "group": ""})
    parts = attributes[attributes["attribute"].isin(by)]
    named = pd.DataFrame({"respondent_id": parts["respondent_id"], "by": parts["attribute"], "group": parts["value"]})
    return pd.concat([everybody, named], ignore_index=True)


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
    filled = answers["value"].notna() | answers["selected"].to_numpy(dtype=bool, na_value=False)
    left = pd.concat([answers.loc[filled, key], comments[key]])
    submitted = set(respondents.loc[respondents["complete"].to_numpy(dtype=bool, na_value=False), "respondent_id"])
    ticks = questions[questions["kind"].isin(TICKS) & (questions["records"] == 0)]
    certain = answers["question_id"].isin(set(ticks.loc[~ticks["conditional"], "question_id"]))
    shown = answers["shown"].fillna(certain).astype(bool) & answers["question_id"].isin(set(ticks["question_id"]))
    seen = answers.loc[shown & answers["respondent_id"].isin(submitted), key]
    return pd.concat([left, seen]).drop_duplicates(ignore_index=True)


def survey_base(respondents: pd.DataFrame, who: pd.DataFrame) -> frozenset[str]:
    """The respondents that figures over the whole survey are taken from.

    Those who submitted; where the export has no such information, those who left any answer.
    """
    complete = respondents["complete"]
    if complete.notna().any():
        return frozenset(respondents.loc[complete.to_numpy(dtype=bool, na_value=False), "respondent_id"])
    return frozenset(who["respondent_id"])
