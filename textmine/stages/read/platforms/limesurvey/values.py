"""How the cells of a LimeSurvey export are to be read, and the function that reads each column.

An export may hold codes ("short answers") or labels ("full answers", in one of the languages of the
survey), and may have Y and N replaced by figures. What it is, is found from its values.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Binding, Cell, Question, Reader, Structure, as_it_is, iso639, plain
from textmine.stages.read.words import labels, tick_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["Answers", "answers", "with_readers"]

_NUMBER = re.compile(r"-?\d+\.\d+")
_CHOICES = {"single", "single_comment", "array", "ranking"}
_TICKS = {"multiple", "multiple_comments"}
_EMPTY = (
    "An empty cell may have been left empty or never been shown: where nothing of a question is filled, nobody knows "
    "which. Boxes to tick with No or N/A in them tell it, and so does a survey archive (.lsa)."
)
_REPLACED = "LimeSurvey replaces, in full answers, a comment that equals the code of an answer by its label, as for"
_SHORT = {"Y", "N", "0", "1", "2"}
_BOXES = {"option_comment", "other_text", "other_comment"}


@dataclass(frozen=True)
class Answers:
    """The form of the answers in an export.

    Attributes:
        language: Language of the labels when answers are labels; "" when they are codes.
        negative: What "convert N" wrote for No, and into every empty comment box it converted.
        masked: Whether an apostrophe stands before "=".
        exact: Whether an empty cell was shown; full answers have empty cells for what was not, too.
        notes: What a human should know of it.
    """

    language: str
    negative: frozenset[str]
    masked: bool
    exact: bool
    notes: tuple[str, ...]


def answers(structure: Structure, bindings: Sequence[Binding], profile: Profile, *, exact: bool) -> Answers:
    """Find the form of the answers from the values of the closed questions.

    Args:
        structure: The questions, as in the export.
        bindings: The columns of questions.
        profile: What the columns hold.
        exact: Whether an empty cell and one that was never shown differ in the file.
    """
    kinds = {question.code: question for question in structure.questions}
    ticked = profile.seen(b.column for b in bindings if b.role == "tick")
    closed = [(kinds[b.asked], profile.values[b.column]) for b in bindings if b.role == "value"]
    said = ticked | {value for question, seen in closed if question.kind == "yes_no" for value in seen}
    votes = {language: _votes(language, said, closed) for language in structure.languages}
    best = max(structure.languages, key=lambda language: votes[language], default="")
    language = best if votes.get(best) else ""
    labelled = bool(language or said & (tick_words().keys() - _SHORT))
    negative = frozenset(ticked & {"0", "2", "N"})
    strange = [question for question, seen in closed if _strangers(question, seen, language)]
    notes = [
        *_label_notes(structure, language),
        *([] if exact and not labelled else [_EMPTY]),
        *_negative_note(negative),
        *_list("Boxes with a value that is neither yes nor no are read as ticked", ticked - tick_words().keys()),
        *_list("Some answers are no option of their question and are kept as they stand", {q.code for q in strange}),
    ]
    return Answers(language, negative, profile.masked, exact and not labelled, tuple(notes))


def _list(what: str, names: Collection[str]) -> list[str]:
    return [f"{what}: {', '.join(sorted(names))}."] if names else []


def _negative_note(negative: Collection[str]) -> list[str]:
    said = (
        "Y and N were converted on export, so an unanswered yes/no question reads as No, and a comment counts as empty "
        "that says only"
    )
    return _list(said, negative)


def _label_notes(structure: Structure, language: str) -> list[str]:
    if not language:
        return []
    double = {
        question.code
        for question in structure.questions
        if question.kind in _CHOICES and len(_by_label(question, language)) < len(question.options)
    }
    return [
        f"Answers are labels in language {language!r}, read back as codes.",
        *_list(_REPLACED, {question.code for question in structure.questions if question.kind == "single_comment"}),
        *_list("Two options have the same label, of which the first is taken", double),
    ]


def _strangers(question: Question, seen: Collection[str], language: str) -> bool:
    """Whether a closed question holds answers that are none of its options."""
    if question.kind not in _CHOICES or not question.options:
        return False
    known = {item.code for item in question.options} | _by_label(question, language).keys() | {"-oth-"}
    return any(value not in known and plain(value) not in known for value in seen)


def _votes(language: str, said: set[str], closed: Iterable[tuple[Question, frozenset[str]]]) -> int:
    """How many distinct values are labels in `language` and cannot be codes."""
    iso = iso639(language)
    found = len(said & {labels(word).get(iso) for word in ("yes", "no")})
    for question, seen in closed:
        if question.kind in _CHOICES:
            known = _by_label(question, language)
            codes = {item.code for item in question.options}
            found += sum(1 for value in seen if value not in codes and plain(value) in known)
    return found


def _by_label(question: Question, language: str) -> dict[str, str]:
    """The codes by their label in `language`; of two options with one label the first is meant."""
    found: dict[str, str] = {}
    for item in question.options:
        if label := item.texts.get(language):
            found.setdefault(label, item.code)
    return found


def with_readers(
    structure: Structure, bindings: Sequence[Binding], form: Answers, profile: Profile, *, exact: bool
) -> tuple[Binding, ...]:
    """The bindings with their readers.

    Args:
        structure: The questions, as in the export.
        bindings: The columns of questions.
        form: The form of the answers.
        profile: What the columns hold.
        exact: Whether the export tells an empty cell from one that was never shown.
    """
    questions = {question.code: question for question in structure.questions}
    found = []
    for binding in bindings:
        question = questions[binding.asked]
        boxes = question.kind in _TICKS and (binding.role == "tick" or binding.role in _BOXES)
        wrote = form.negative & profile.values[binding.column] if boxes else frozenset()
        found.append(replace(binding, reader=_reader(question, binding, form, wrote, exact=exact)))
    return tuple(found)


def _reader(question: Question, binding: Binding, form: Answers, wrote: frozenset[str], *, exact: bool) -> Reader:
    """The reader of a column, given the token for No that the export `wrote` into it."""
    if binding.role == "tick":
        return Reader(functools.partial(_tick, converted=bool(wrote)), exact)
    if binding.role == "value":
        return Reader(_value(question, form), exact)
    return Reader(functools.partial(_text, masked=form.masked, empty=wrote), exact or bool(wrote))


def _tick(cell: Cell, *, converted: bool) -> Cell:
    if not cell:
        return None if converted else cell  # "convert N" writes to every box that was shown
    state = tick_words().get(cell.strip(), "Y")
    return None if state == "N/A" else state


def _text(cell: Cell, *, masked: bool, empty: frozenset[str]) -> Cell:
    if empty and (not cell or cell in empty):
        return "" if cell else None
    return cell[1:] if masked and cell and cell.startswith("'=") else cell


def _value(question: Question, form: Answers) -> Callable[[Cell], Cell]:
    if question.kind == "yes_no":
        return _yes_no
    if question.kind in {"number", "numbers", "array_number"}:
        return _number
    if question.kind in _CHOICES:
        codes = {item.code: item.code for item in question.options}
        known = codes | _by_label(question, form.language)
        read = functools.partial(_choice, codes=known | {"-oth-": OTHER})
        return _never_none(read) if form.language and question.kind == "ranking" else read
    return as_it_is


def _never_none(read: Callable[[Cell], Cell]) -> Callable[[Cell], Cell]:
    """A reader of full answers in JSON where null may be an empty cell that was shown, too."""
    return lambda cell: read(cell or "")


def _yes_no(cell: Cell) -> Cell:
    # N/A stands for an unanswered question as well as for one that was not shown
    state = tick_words().get(cell.strip(), cell) if cell else cell
    return "" if state == "N/A" else state


def _number(cell: Cell) -> Cell:
    """A number without the zeros of its database column, as LimeSurvey's own CSV has it."""
    return cell.rstrip("0").rstrip(".") if cell and _NUMBER.fullmatch(cell) else cell


def _choice(cell: Cell, *, codes: Mapping[str, str]) -> Cell:
    if not cell:
        return cell
    return codes.get(cell) or codes.get(plain(cell), cell)
