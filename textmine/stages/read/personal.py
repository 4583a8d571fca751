"""Questions that ask for personal data, by their code, their wording or their validation."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Collection

    from textmine.stages.read.model import Question, Structure

__all__ = ["mark"]

_OPEN = {"text", "texts", "array_text", "single_comment"}


def mark(structure: Structure, named: Collection[str]) -> Structure:
    """The structure with the questions marked that are `named` or recognised as personal.

    Only open questions are recognised: that somebody has a telephone is no personal datum, its
    number is. The patterns are in data/reference/personal_questions.tsv.
    """
    rules = [
        (row["where"], re.compile(row["pattern"], re.IGNORECASE)) for row in reference.rows("personal_questions.tsv")
    ]
    return replace(
        structure,
        questions=tuple(
            replace(question, personal=question.code in named or _asks(question, rules))
            for question in structure.questions
        ),
    )


def _asks(question: Question, rules: list[tuple[str, re.Pattern[str]]]) -> bool:
    if question.kind not in _OPEN:
        return False
    said = list(question.texts.values())
    if question.kind == "texts":
        said += [text for row in question.rows for text in row.texts.values()]
    looked_at = {"wording": said, "code": [question.code]}
    return question.email or any(rule.search(text) for where, rule in rules for text in looked_at[where])
