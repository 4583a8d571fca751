"""The themes that are given: those of a codebook that people accepted, or the options of the questionnaire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.codebook import FOUND, Theme
from textmine.wordings import identifier

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["accepted", "of_options"]

_TICKED = ("multiple", "multiple_comments")


def accepted(themes: tuple[Theme, ...]) -> tuple[Theme, ...]:
    """The themes of a codebook without those that the machine found and nobody has given a kind."""
    kept = [theme for theme in themes if theme.kind != FOUND]
    ids = {theme.id for theme in kept}
    return tuple(theme if theme.parent in ids else replace(theme, parent="") for theme in kept)


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
