"""Which comments state something: what is coded, by the machine and by people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["statements"]

_LISTS = ("texts", "array_text")
_WORD = r"[^\W\d_]+"
_SHORT_TEXT = "S"  # as LimeSurvey calls it
_STATEMENT = 4  # words


def statements(questions: pd.DataFrame, comments: pd.DataFrame, texts: pd.DataFrame) -> set[str]:
    """The ids of the comments in which respondents state something in their own words.

    Answers to questions on personal data are none, so that no name or address gets into a theme. Nor
    are fewer than four words in a field that by its form asks for a name, a place or a date: an item
    of a list of texts, a cell of a table of texts, a short text in a repeated block. Any other short
    answer counts ("lack of staff").
    """
    about = questions.set_index("question_id")
    asked = comments[~comments["question_id"].isin(about.index[about["personal"]])]
    short = (about["records"] > 0) & (about["native_type"] == _SHORT_TEXT)
    fields = about.index[short | about["kind"].isin(_LISTS)]
    facts = asked.loc[asked["question_id"].isin(fields) & asked["kind"].eq("free_text"), ["comment_id"]]
    told = texts[["comment_id", "text"]].merge(facts, on="comment_id")
    brief = told.loc[told["text"].str.count(_WORD) < _STATEMENT, "comment_id"]
    return {*asked["comment_id"].tolist()} - {*brief.tolist()}
