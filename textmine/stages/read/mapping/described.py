"""What was understood of an export, as the lines of a mapping that would say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.mapping.lines import ColumnLine, QuestionLine, lines
from textmine.stages.read.model import OTHER, Binding, Item, Meta, Question, Role, Structure, Understood

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

__all__ = ["codes", "column_lines", "question_line", "written"]

_WORDS: dict[Role, str] = {
    "tick": "tick", "value": "answer", "text": "text", "option_comment": "comment", "question_comment": "comment",
    "other_text": "other", "other_comment": "other comment",
}  # fmt: skip
_Words = Mapping[str, str]
_JOINED = {"tick", "other_text"}


def written(parts: Sequence[tuple[Sequence[str], Mapping[str, Meta], Understood]], personal: Collection[str]) -> str:
    """The mapping that says what was understood, each line commented out.

    Args:
        parts: For each file of the survey its headings, each once, the columns of who answered, when and in which
            language, and what the others hold. Their structures are the same.
        personal: Codes of the questions on personal data.
    """
    columns = {line.heading: line for part in reversed(parts) for line in column_lines(*part)}
    headings = dict.fromkeys(heading for headings, _, _ in parts for heading in headings)
    structure = parts[0][2].structure
    questions = [question_line(question, structure) for question in structure.questions]
    questions = [replace(line, personal=line.personal or line.code in personal) for line in questions]
    return lines([columns[heading] for heading in headings], questions)


def column_lines(headings: Sequence[str], meta: Mapping[str, Meta], understood: Understood) -> tuple[ColumnLine, ...]:
    """What each column was taken for.

    Args:
        headings: The headings of the export, each once.
        meta: The columns of who answered, when and in which language.
        understood: What the others hold.
    """
    bound: dict[int, list[Binding]] = {}
    for binding in understood.bindings:
        bound.setdefault(binding.column, []).append(binding)
    questions = {question.code: question for question in understood.structure.questions}
    words = {
        code: (_words(question.options, understood.structure), _words(question.rows, understood.structure))
        for code, question in questions.items()
    }
    who = {each.column: role for role, each in reversed([*meta.items()])}
    attributes = {*understood.attributes.values()}
    found = []
    for column, heading in enumerate(headings):
        if column in who:
            found.append(ColumnLine(heading, who[column]))
        elif column in bound:
            code = bound[column][0].question
            found.append(_bound(heading, bound[column], questions[code], words[code]))
        elif column in understood.personal:
            found.append(ColumnLine(heading, "personal"))
        else:
            found.append(ColumnLine(heading, "attribute" if column in attributes else "leave out"))
    return tuple(found)


def _bound(heading: str, bindings: list[Binding], question: Question, words: tuple[_Words, _Words]) -> ColumnLine:
    first = bindings[0]
    if len(bindings) > 1 and {binding.role for binding in bindings} <= _JOINED:
        return ColumnLine(heading, "joined", question.code)
    opens = first.role in {"other_text", "other_comment"}
    options, rows = words
    option = "" if opens else options.get(first.option, first.option)
    return ColumnLine(heading, _WORDS[first.role], question.code, option, rows.get(first.row, first.row))


def question_line(question: Question, structure: Structure) -> QuestionLine:
    """What was found of a question, in the base language."""
    other = next((item for item in question.options if item.is_other and item.code == OTHER), None)
    return QuestionLine(
        question.code,
        structure.text(question.texts, question.code),
        question.kind,
        tuple((item.code, structure.text(item.texts, item.code)) for item in question.options if item is not other),
        tuple((item.code, structure.text(item.texts, item.code)) for item in question.rows),
        structure.text(other.texts, "Other") if other else None,
        question.personal,
    )


def codes(items: Iterable[Item], structure: Structure) -> dict[str, str]:
    """The codes of options or rows by what they can be named by: code or wording, of two with one wording the first."""
    listed = list(items)
    found: dict[str, str] = {}
    for item in listed:
        found.setdefault(structure.text(item.texts, item.code), item.code)
    return found | {item.code: item.code for item in listed}


def _words(items: Sequence[Item], structure: Structure) -> _Words:
    """For each code the wording where it says which option or row it is, else the code."""
    known = codes(items, structure)
    said = {item.code: structure.text(item.texts, item.code) for item in items}
    return {code: label if known[label] == code else code for code, label in said.items()}
