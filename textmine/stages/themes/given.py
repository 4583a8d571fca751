"""What the questionnaire gives: options to tick, which are themes, and fields for statements or facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.codebook import Theme
from textmine.stages.themes.words import identifier

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["of_options", "statements"]

_TICKED = ("multiple", "multiple_comments")
_LISTS = ("texts", "array_text")
_WORD = r"[^\W\d_]+"
_SHORT_TEXT = "S"  # as LimeSurvey calls it
_STATEMENT = 4  # words


def of_options(questions: pd.DataFrame, options: pd.DataFrame) -> tuple[Theme, ...]:
    """The options of the multiple-choice questions as themes, in the order of the questionnaire.

    A wording that several questions offer is one theme, because a comment says the same to all of
    them. The open "Other" is none, nor is what a question on personal data offers.
    """
    asked = questions[questions["kind"].isin(_TICKED) & ~questions["personal"]].sort_values("position")
    ticks = options[(options["axis"] == "option") & ~options["is_other"]].sort_values("position")
    themes: dict[str, Theme] = {}
    taken: set[str] = set()
    for question in asked["question_id"]:
        own = ticks[ticks["question_id"] == question]
        for option, text in zip(own["option_id"], own["text"], strict=True):
            if text.strip() and text.casefold() not in themes:
                theme = Theme(id=identifier(f"{question} {option}", taken), label=text)
                taken.add(theme.id)
                themes[text.casefold()] = theme
    return tuple(themes.values())


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
    words = texts.set_index("comment_id")["text"].str.count(_WORD).reindex(asked["comment_id"]).to_numpy()
    fact = asked["question_id"].isin(fields) & asked["kind"].eq("free_text") & (words < _STATEMENT)
    return set(asked.loc[~fact, "comment_id"])
