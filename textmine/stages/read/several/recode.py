"""Files whose columns are paired: codes that stand for the same questions, rows and options in all of them."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from textmine.stages.read.model import Binding, Cell, Item, Question, Structure, Understood
    from textmine.stages.read.understand import Part

__all__ = ["Aligned", "recoded", "reworded"]


@dataclass(frozen=True)
class Aligned:
    """A part whose columns are called as in the part they were first seen in."""

    part: Part
    columns: tuple[str, ...]

    def bound(self) -> dict[str, list[Binding]]:
        """What each column holds: one answer, or several that are joined in its cells."""
        found: dict[str, list[Binding]] = {}
        for binding in self.part.understood.bindings:
            found.setdefault(self.columns[binding.column], []).append(binding)
        return found


def recoded(aligned: Sequence[Aligned]) -> list[Part]:
    """The parts with the codes of the first part that has a column.

    Raises:
        TextmineError: a column belongs to one question here and to another one there.
    """
    places: dict[str, list[Binding]] = {}
    questions: dict[str, list[Question]] = {}
    made = [replace(each, part=_renamed(each, places, questions)) for each in aligned]
    return [_with_options(each, made) for each in made]


def _renamed(aligned: Aligned, places: dict[str, list[Binding]], questions: dict[str, list[Question]]) -> Part:
    """A part with the codes that earlier parts gave to its columns; what is new is added to both dictionaries."""
    part, found = aligned.part, aligned.part.understood
    both = [(mine, places[name]) for name, mine in aligned.bound().items() if name in places]
    codes = _codes(part, both)
    bound = {b.question for b in found.bindings}
    for question in found.structure.questions:
        if question.code not in bound and question.code not in codes.values():
            codes.setdefault(question.code, question.code)  # without columns there is nothing to tell it apart
        codes.setdefault(question.code, _free(question.code, {*questions, *codes.values()}))
    single = [(mine[0], before[0]) for mine, before in both if len(mine) == len(before) == 1]
    options = {(b.question, b.option): before.option for b, before in single}
    rows = {(b.question, b.row): before.row for b, before in single}
    for question in found.structure.questions:
        earlier = questions.get(codes[question.code], [])
        _place(question.code, question.options, [item for each in earlier for item in each.options], options)
        _place(question.code, question.rows, [item for each in earlier for item in each.rows], rows)
    named = [_recoded(question, codes, options, rows) for question in found.structure.questions]
    bindings = tuple(
        replace(
            b, question=codes[b.question], asked=codes.get(b.asked, b.asked),
            option=options.get((b.question, b.option), b.option), row=rows.get((b.question, b.row), b.row),
            reader=_with_codes(b, options),
        )
        for b in found.bindings
    )  # fmt: skip
    made = replace(part, understood=replace(found, structure=_spoken(found, named, part.language), bindings=bindings))
    for name, held in replace(aligned, part=made).bound().items():
        places.setdefault(name, held)
    for question in named:
        questions.setdefault(question.code, []).append(question)
    return made


def _with_options(aligned: Aligned, others: Iterable[Aligned]) -> Part:
    """A part in whose joined cells the options of the other parts can be ticked too: there nobody chose them."""
    part, added = aligned.part, list(aligned.part.understood.bindings)
    for name, mine in aligned.bound().items():
        held = {b.option for b in mine}
        for binding in (b for other in others for b in other.bound().get(name, ()) if len(other.bound()[name]) > 1):
            if binding.option not in held:
                held.add(binding.option)
                reader = Reader(_not_ticked if binding.role == "tick" else _no_text)
                added.append(replace(mine[0], role=binding.role, option=binding.option, reader=reader))
    return replace(part, understood=replace(part.understood, bindings=tuple(added)))


def _not_ticked(cell: Cell) -> Cell:
    return "N" if cell else cell


def _no_text(cell: Cell) -> Cell:
    return cell and ""


def reworded(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether two wordings differ in a language that both have."""
    return any(old[language] != text for language, text in new.items() if text and old.get(language))


def _with_codes(binding: Binding, options: Mapping[tuple[str, str], str]) -> Reader:
    """The reader of a column, which gives the new codes where options have other ones."""
    new = {old: code for (question, old), code in options.items() if question == binding.question and old != code}
    if binding.role != "value" or not new:
        return binding.reader
    return replace(binding.reader, read=functools.partial(_again, read=binding.reader.read, codes=new))


def _again(cell: Cell, *, read: Callable[[Cell], Cell], codes: Mapping[str, str]) -> Cell:
    code = read(cell)
    return codes.get(code, code) if code else code


def _codes(part: Part, both: Iterable[tuple[list[Binding], list[Binding]]]) -> dict[str, str]:
    """The code of each question of a part in the parts before it, from what shared columns hold here and there."""
    codes: dict[str, str] = {}
    for mine, before in both:
        b, old = mine[0], before[0]
        alone = len(mine) == len(before) == 1
        if codes.setdefault(b.question, old.question) != old.question or (alone and b.role != old.role):
            raise TextmineError(
                f"{part.name}: the column {b.heading!r} stands for something else than in the files before it.",
                expected="files of one survey",
                hint="Export them with the same settings, or run each on its own.",
            )
    if len(set(codes.values())) < len(codes):
        raise TextmineError(
            f"{part.name}: two of its questions are one in the files before it.",
            expected="files of one survey",
            hint="Export them with the same settings, or run each on its own.",
        )
    return codes


def _free(code: str, taken: Collection[str]) -> str:
    number, free = 1, code
    while free in taken:
        number += 1
        free = f"{code}_{number}"
    return free


def _place(code: str, items: Iterable[Item], before: Sequence[Item], found: dict[tuple[str, str], str]) -> None:
    """Give the items of a question the codes that parts before gave to their wordings, and to no others."""
    known = {item.code: item.texts for item in before}
    for item in items:
        if (code, item.code) in found:
            continue
        same = next((old.code for old in before if old.texts == item.texts), "")
        other = reworded(known.get(item.code, {}), item.texts)
        found[code, item.code] = same or (_free(item.code, known) if other else item.code)


def _recoded(
    question: Question,
    codes: Mapping[str, str],
    options: Mapping[tuple[str, str], str],
    rows: Mapping[tuple[str, str], str],
) -> Question:
    return replace(
        question,
        code=codes[question.code],
        options=tuple(replace(item, code=options[question.code, item.code]) for item in question.options),
        rows=tuple(replace(item, code=rows[question.code, item.code]) for item in question.rows),
    )


def _spoken(found: Understood, questions: Sequence[Question], language: str) -> Structure:
    """The structure with these questions, its wordings under the language of the headings where that is known."""
    structure = replace(found.structure, questions=tuple(questions))
    if language == "und" or structure.languages:
        return structure

    def said(texts: Mapping[str, str]) -> dict[str, str]:
        return {key or language: text for key, text in texts.items()}

    def items(each: Iterable[Item]) -> tuple[Item, ...]:
        return tuple(replace(item, texts=said(item.texts)) for item in each)

    return replace(
        structure,
        languages=(language,),
        questions=tuple(
            replace(q, texts=said(q.texts), section=said(q.section), options=items(q.options), rows=items(q.rows))
            for q in questions
        ),
    )
