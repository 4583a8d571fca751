"""Several files of one survey as one: its language versions, or what several collectors gathered.

Where the platform gives a structure, its codes say which question is which. Where questions were found
from headings, the columns do (`align`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textmine.errors import TextmineError
from textmine.stages.read.model import Item, Question, Structure
from textmine.stages.read.several.align import by_columns, strangers
from textmine.stages.read.several.recode import reworded
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.understand import Part

__all__ = ["combine"]

_RICHER = {frozenset(("multiple", "multiple_comments")): "multiple_comments",
           frozenset(("single", "single_comment")): "single_comment"}  # fmt: skip
"""Kind of a question that has comment boxes in some files only."""

_Coded = TypeVar("_Coded", Item, Question)


def combine(
    parts: Sequence[Part], settings: ReadSettings, heard: Collection[int] | None = None
) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """The parts with one structure, and notes on what differs.

    Args:
        parts: The files; the wordings and the order of the first come first.
        settings: How to read.
        heard: Positions of the parts that do not merely say again what another one says, whose values tell
            kinds and options; None while that is not known.

    Raises:
        TextmineError: the files are not of one survey, or it cannot be told how they belong together.
    """
    if len(parts) == 1:
        return tuple(parts), ()
    inferred = {part.understood.inferred for part in parts}
    if len(inferred) > 1:
        bare = ", ".join(part.name for part in parts if part.understood.inferred)
        raise TextmineError(
            f"Some of the files have a structure, but not {bare}.",
            expected="the structure of the survey, for all files or for none",
            hint="Give it with --structure.",
        )
    notes: list[str] = []
    if inferred == {True}:
        parts, notes = by_columns(parts, settings, heard)
    structure = parts[0].understood.structure
    for part in parts[1:]:
        notes += _check_wordings(parts[0], structure, part)
        structure = _united(parts[0], structure, part)
    found = tuple(replace(part, understood=replace(part.understood, structure=structure)) for part in parts)
    return found, (*notes, *_missing(found))


def _check_wordings(first: Part, structure: Structure, part: Part) -> list[str]:
    """A note on questions that are worded differently.

    Raises:
        TextmineError: most of them are, or there is hardly a question in common: these are two surveys.
    """
    before = {question.code: question for question in structure.questions}
    other = part.understood.structure.questions
    common = [(before[question.code], question) for question in other if question.code in before]
    if 2 * len(common) < min(len(before), len(other)):
        raise strangers(first, part, f"{len(common)} questions have the same code")
    differ = [question.code for old, question in common if reworded(old.texts, question.texts)]
    if 2 * len(differ) > len(common):
        raise strangers(first, part, f"{len(differ)} questions of the same code are worded differently")
    said = ", ".join(differ)
    return [f"{part.name}: the wording of {said} differs; that of {first.name} is shown."] if differ else []


def _united(first: Part, structure: Structure, part: Part) -> Structure:
    """A structure with what another part has besides."""
    other = part.understood.structure
    for old, new in ((o, n) for o in structure.questions for n in other.questions if o.code == n.code):
        if old.kind != new.kind and frozenset((old.kind, new.kind)) not in _RICHER:
            raise TextmineError(
                f"The question {new.code} is of the kind {old.kind} in {first.name} and {new.kind} in {part.name}.",
                expected="files of one survey",
                hint="Run each on its own.",
            )
    return replace(
        structure,
        languages=tuple(dict.fromkeys((*structure.languages, *other.languages))),
        questions=_woven(structure.questions, other.questions, _joined),
    )


def _joined(old: Question, new: Question) -> Question:
    return replace(
        old,
        kind=old.kind if old.kind == new.kind else _RICHER.get(frozenset((old.kind, new.kind)), old.kind),
        texts=_texts(old.texts, new.texts),
        section=_texts(old.section, new.section),
        options=_woven(old.options, new.options, _both),
        rows=_woven(old.rows, new.rows, _both),
        conditional=old.conditional or new.conditional,
        email=old.email or new.email,
    )


def _both(old: Item, new: Item) -> Item:
    return replace(old, texts=_texts(old.texts, new.texts), is_other=old.is_other or new.is_other)


def _texts(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    """Wordings in all languages; in one that both have, the old one."""
    return {**old, **{language: text for language, text in new.items() if not old.get(language)}}


def _woven(
    old: Sequence[_Coded], new: Sequence[_Coded], join: Callable[[_Coded, _Coded], _Coded]
) -> tuple[_Coded, ...]:
    """What is in either, by code; what is only in `new` stands behind what it stands behind there."""
    found = {each.code: each for each in old}
    order = list(found)
    place = 0
    for each in new:
        if each.code in found:
            found[each.code] = join(found[each.code], each)
        else:
            found[each.code] = each
            order.insert(place, each.code)
        place = order.index(each.code) + 1
    return tuple(found[code] for code in order)


def _missing(parts: Sequence[Part]) -> list[str]:
    """Notes on the columns that some parts have and others have not."""
    held = [
        {(b.question, b.record, b.row, b.option, b.role): b.heading for b in part.understood.bindings} for part in parts
    ]
    everything = {key: heading for each in reversed(held) for key, heading in each.items()}
    notes = []
    for part, mine in zip(parts, held, strict=True):
        lacking = dict.fromkeys(heading for key, heading in everything.items() if key not in mine)
        said = note("of the other files missing, so that nobody in it counts as asked", lacking)
        notes += [f"{part.name}: {text}" for text in said]
    return notes
