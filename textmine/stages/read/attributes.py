"""What figures can be broken down by: closed questions, and columns of the participant table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.headings import META, meta
from textmine.stages.read.model import Attribute, Binding, Question, Reader, Structure

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

__all__ = ["column_attributes", "question_attributes", "resolve"]

_MOST_OPTIONS = 12
"""Options up to which a closed question is an attribute: more groups than that are too small to compare."""

_GROUPING = {"L", "!", "G", "Y", ""}


def resolve(names: Collection[str], ids: Mapping[str, str], setting: str) -> set[str]:
    """The ids of the questions that a setting names.

    Args:
        names: What the setting says: codes in the export, or ids.
        ids: The id of each question by its code in the export and by its id.
        setting: Name of the setting, for the message.

    Raises:
        TextmineError: there is no such question.
    """
    for name in names:
        if name not in ids:
            raise TextmineError(f"{setting}: the survey has no question {name!r}.", hint=nearest(name, ids))
    return {ids[name] for name in names}


def question_attributes(
    structure: Structure, bound: Sequence[tuple[Binding, Reader]], named: Collection[str]
) -> Iterator[Attribute]:
    """The closed questions with few options, and the questions that are named.

    Raises:
        TextmineError: a named question is personal, or has not one answer for each respondent.
    """
    for question in structure.questions:
        if question.code not in named and not _groups(question):
            continue
        cells = [(b, reader) for b, reader in bound if b.question == question.code and b.role in {"value", "text"}]
        if len(cells) == 1 and cells[0][0].record == "0" and not question.personal:
            labels = {item.code: structure.text(item.texts, item.code) for item in question.options}
            yield Attribute(question.code, cells[0][0].column, cells[0][1], labels)
        elif question.code in named:
            raise TextmineError(
                f"attributes: question {question.code!r} cannot be one.",
                expected="a question with one answer for each respondent that does not ask for personal data",
            )


def _groups(question: Question) -> bool:
    """Whether a question is an attribute without being named."""
    closed = question.kind in {"single", "yes_no"} and question.native_type in _GROUPING
    return closed and len(question.options) <= _MOST_OPTIONS


def column_attributes(
    headings: Sequence[str], described: Collection[str], named: Collection[str], codes: Collection[str]
) -> Iterator[Attribute]:
    """The participant attributes, and the columns that are named.

    Args:
        headings: The headings of the export.
        described: Descriptions of the participant attributes, which may stand as headings.
        named: What the settings name and is no question.
        codes: Codes of the questions, for the message.

    Raises:
        TextmineError: a named column is not there, or is personal or technical.
    """
    for name in named:
        if META.get(name, "") is None:
            raise TextmineError(
                f"attributes: the column {name!r} is not read.", hint="It is personal or technical; leave it out."
            )
        if name not in headings:
            raise TextmineError(
                f"attributes: there is no question or column {name!r}.", hint=nearest(name, {*codes, *headings})
            )
    for binding in meta(headings, {*described, *named}):
        if binding.role == "attribute":
            yield Attribute(binding.heading, binding.column, Reader(lambda cell: cell, exact=False), {})
