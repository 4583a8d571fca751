"""What figures can be broken down by: closed questions, and columns of the participant table."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.model import Attribute, Binding, Question, Reader, Structure, Understood

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from textmine.stages.read.model import Cell

__all__ = ["FILE", "column_attributes", "constant", "question_attributes"]

FILE = "file"
"""The attribute that says in which of several files a response is: the name of the file without its ending."""

_MOST_OPTIONS = 12
"""Options up to which a closed question is an attribute: more groups than that are too small to compare."""

_NOT_GROUPING = {"5", "I"}
"""Closed questions of LimeSurvey that are no attributes: five points, the language."""


def question_attributes(
    structure: Structure, bindings: Sequence[Binding], named: Mapping[str, str]
) -> Iterator[Attribute]:
    """The closed questions with few options, and the questions that are named.

    Args:
        structure: The questions, those on personal data marked.
        bindings: The columns of questions.
        named: What the settings say, by the id of the question that it names.

    Raises:
        TextmineError: a named question is personal, or has not one answer for each respondent.
    """
    for question in structure.questions:
        if question.code not in named and not _groups(question):
            continue
        cells = [b for b in bindings if b.question == question.code and b.role in {"value", "text"}]
        if len(cells) == 1 and cells[0].record == "0" and not question.personal:
            labels = {item.code: structure.text(item.texts, item.code) for item in question.options}
            yield Attribute(question.code, cells[0].column, cells[0].reader, labels)
        elif question.code in named:
            raise TextmineError(
                f"The question {named[question.code]!r} cannot be an attribute.",
                expected="a question with one answer for each respondent that does not ask for personal data",
            )


def _groups(question: Question) -> bool:
    """Whether a question is an attribute without being named."""
    closed = question.kind in {"single", "yes_no"} and question.native_type not in _NOT_GROUPING
    return closed and len(question.options) <= _MOST_OPTIONS


def column_attributes(
    headings: Sequence[str], understood: Understood, named: Collection[str], hidden: Collection[str]
) -> Iterator[Attribute]:
    """The columns that the platform gives as attributes, and those that are named.

    Args:
        headings: The headings of the export, each once.
        understood: What its columns hold.
        named: Headings that the settings name.
        hidden: Headings of columns that cannot be attributes: personal or technical.

    Raises:
        TextmineError: a named column is not there, or cannot be an attribute.
    """
    columns = {heading: column for heading, column in understood.attributes.items() if heading not in hidden}
    for name in named:
        if name in hidden:
            raise TextmineError(
                f"The column {name!r} cannot be an attribute.", hint="It is personal or technical; leave it out."
            )
        if name not in headings:
            codes = {question.code for question in understood.structure.questions}
            plain = {heading for heading in headings if "[" not in heading}
            offered = [*(q.code for q in understood.structure.questions if _groups(q) and not q.personal), *columns]
            hint = nearest(name, {*codes, *plain} - {*hidden}, first=offered)
            raise TextmineError(f"There is no attribute {name!r}.", hint=hint)
        columns[name] = headings.index(name)
    for name, column in columns.items():
        yield Attribute(name, column, Reader(), {})


def constant(name: str, value: str) -> Attribute:
    """An attribute that is the same for all respondents of a file, whatever stands in its columns."""
    return Attribute(name, 0, Reader(functools.partial(_always, value)), {})


def _always(value: str, cell: Cell) -> Cell:
    del cell
    return value
