"""What figures can be broken down by: closed questions, and columns of the participant table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.headings import META, meta
from textmine.stages.read.model import Attribute, Binding, Question, Reader, Structure
from textmine.stages.read.personal import is_personal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["column_attributes", "personal_columns", "question_attributes"]

_MOST_OPTIONS = 12
"""Options up to which a closed question is an attribute: more groups than that are too small to compare."""

_GROUPING = {"L", "!", "G", "Y", ""}


def question_attributes(
    structure: Structure, bound: Sequence[tuple[Binding, Reader]], named: Mapping[str, str]
) -> Iterator[Attribute]:
    """The closed questions with few options, and the questions that are named.

    Args:
        structure: The questions, those on personal data marked.
        bound: The columns of questions with their readers.
        named: What the settings say, by the id of the question that it names.

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
                f"The question {named[question.code]!r} cannot be an attribute.",
                expected="a question with one answer for each respondent that does not ask for personal data",
            )


def _groups(question: Question) -> bool:
    """Whether a question is an attribute without being named."""
    closed = question.kind in {"single", "yes_no"} and question.native_type in _GROUPING
    return closed and len(question.options) <= _MOST_OPTIONS


def personal_columns(headings: Sequence[str], described: Mapping[str, str], profile: Profile) -> list[str]:
    """The headings of the participant attributes that are personal data.

    Args:
        headings: The headings of the export.
        described: Descriptions of the participant attributes, which may stand as headings.
        profile: What the columns hold.
    """
    return [
        binding.heading
        for binding in meta(headings, set(described.values()))
        if binding.role == "attribute"
        and is_personal(described.get(binding.heading) or binding.heading, profile.values[binding.column])
    ]


def column_attributes(
    headings: Sequence[str],
    described: Collection[str],
    named: Collection[str],
    hidden: set[str],
    codes: Collection[str],
) -> Iterator[Attribute]:
    """The participant attributes, and the columns that are named.

    Args:
        headings: The headings of the export.
        described: Descriptions of the participant attributes, which may stand as headings.
        named: Headings that the settings name.
        hidden: Headings of the columns that are personal data.
        codes: Codes of the questions, for the message.

    Raises:
        TextmineError: a named column is not there, or is personal or technical.
    """
    for name in named:
        if name in hidden or META.get(name, "") is None:
            raise TextmineError(
                f"The column {name!r} cannot be an attribute.", hint="It is personal or technical; leave it out."
            )
        if name not in headings:
            columns = {heading for heading in headings if "[" not in heading and META.get(heading, "") is not None}
            raise TextmineError(f"There is no attribute {name!r}.", hint=nearest(name, {*codes, *columns - hidden}))
    for binding in meta(headings, {*described, *named}):
        if binding.role == "attribute" and binding.heading not in hidden:
            yield Attribute(binding.heading, binding.column, Reader(lambda cell: cell, exact=False), {})
