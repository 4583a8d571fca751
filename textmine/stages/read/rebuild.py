"""A question put together anew from what is left of it and what textmine.toml says of it."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.build import Questionnaire, ticked
from textmine.stages.read.described import code_of
from textmine.stages.read.kinds import kind_of
from textmine.stages.read.mapping import ColumnLine, QuestionLine
from textmine.stages.read.model import OTHER, Binding, Cell, Item, Question, Reader, Role, Structure
from textmine.stages.read.split import Split, learn, separator_of, tally
from textmine.wordings import identifier

if TYPE_CHECKING:
    from textmine.stages.read.model import Grid
    from textmine.stages.read.scan import Profile

__all__ = ["Parts", "rebuilt"]

_ROLES: dict[str, Role] = {
    "tick": "tick", "answer": "value", "text": "text", "other": "other_text", "other comment": "other_comment",
}  # fmt: skip
_TICKS = {"multiple", "multiple_comments"}
_TEXTS = {"text", "texts", "array_text"}
_CLOSED = {"single", "single_comment", "yes_no", "array"}
_COMMENTED = {"single": "single_comment", "yes_no": "single_comment"}


@dataclass(frozen=True)
class Parts:
    """What a question is put together from.

    Attributes:
        code: Its code.
        old: What it was, if it was there.
        kept: What its columns hold of which nothing is said.
        gone: What its other columns held.
        lines: What is said of its columns.
        said: What is said of the question.
    """

    code: str
    old: Question | None
    kept: Sequence[Binding]
    gone: Sequence[Binding]
    lines: Mapping[int, ColumnLine]
    said: QuestionLine | None
