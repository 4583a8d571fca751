"""Questions and participant attributes that hold personal data, by their wording, their code or their values."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import reference
from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from textmine.stages.read.model import Question, Structure

__all__ = ["is_personal", "mark", "resolve"]

_OPEN = {"text", "texts", "array_text", "single_comment"}
_FIGURES = {"number", "numbers", "array_number", "date"}
_ASKED_IN_FIGURES = {"phone", "birth"}
_WITH_ITEMS = {"texts", "numbers"}
_EMAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*")


def mark(structure: Structure, named: Collection[str]) -> Structure:
    """The structure with the questions marked that are `named` or recognised as personal.

    Only open questions, numbers and dates are recognised: that somebody has a telephone is no
    personal datum, its number is. The patterns are in data/reference/personal_questions.tsv.
    """
    return replace(
        structure,
        questions=tuple(
            replace(question, personal=question.code in named or _asks(question)) for question in structure.questions
        ),
    )


def resolve(names: Collection[str], ids: Mapping[str, str]) -> set[str]:
    """The ids of the questions that the settings name as personal.

    Args:
        names: What the settings say: codes in the export, or ids.
        ids: The id of each question by its code in the export and by its id.

    Raises:
        TextmineError: there is no such question.
    """
    for name in names:
        if name not in ids:
            raise TextmineError(f"personal: the survey has no question {name!r}.", hint=nearest(name, ids))
    return {ids[name] for name in names}


def is_personal(description: str, values: Collection[str]) -> bool:
    """Whether a participant attribute is personal: by its description, or as most values are e-mail addresses.

    Args:
        description: Its description, or its name where it has none.
        values: Its distinct values.
    """
    said = {description, description.replace("_", " ")}
    if any(pattern.search(text) for _, _, pattern in _rules() for text in said):
        return True
    return 2 * sum(_EMAIL.fullmatch(value) is not None for value in values) > len(values)


@functools.cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Where to look, what is asked there, and the pattern."""
    return tuple(
        (row["where"], row["asks"], re.compile(row["pattern"], re.IGNORECASE))
        for row in reference.rows("personal_questions.tsv")
    )


def _asks(question: Question) -> bool:
    if question.kind not in _OPEN | _FIGURES:
        return False
    said = list(question.texts.values())
    if question.kind in _WITH_ITEMS:
        said += [text for row in question.rows for text in row.texts.values()]
    looked_at = {"wording": said, "figure": said, "code": [question.code]}
    rules = _rules()
    if question.kind in _FIGURES:
        looked_at["wording"] = []
        rules = tuple(rule for rule in rules if rule[1] in _ASKED_IN_FIGURES)
    return question.email or any(pattern.search(text) for where, _, pattern in rules for text in looked_at[where])
