"""Files whose questions were found from their headings: which columns are the same, and codes that agree.

Columns are the same by their heading, or by their position where the headings are in another language.
Their values are then looked at together, so that a question has one kind and one list of options.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.cells.long import Long
from textmine.stages.read.model import Reader, iso639
from textmine.stages.read.understand import Part, note, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from textmine.stages.read.model import Binding, Cell, Item, Opened, Question, Row, Structure, Understood
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["by_columns", "reworded", "strangers"]

_SURE = 0.95
"""Probability from which the language of headings is believed."""

_IN_WORDS = {"single", "single_comment", "array", "ranking"}
"""Kinds of closed questions whose answers can be words."""

_LETTERS = 40
"""Letters of headings from which their language is asked for; of fewer it cannot be told."""


@dataclass(frozen=True)
class _Aligned:
    """A part whose columns are called as in the part they were first seen in."""

    part: Part
    columns: tuple[str, ...]

    def bound(self) -> dict[str, list[Binding]]:
        """What each column holds: one answer, or several that are joined in its cells."""
        found: dict[str, list[Binding]] = {}
        for binding in self.part.understood.bindings:
            found.setdefault(self.columns[binding.column], []).append(binding)
        return found


def by_columns(
    parts: Sequence[Part], settings: ReadSettings, heard: Collection[int] | None
) -> tuple[list[Part], list[str]]:
    """The parts with codes as in the first part that has a column, and notes on how they were paired.

    Args:
        parts: The files.
        settings: How to read.
        heard: Positions of the parts whose values tell kinds and options; None for all, where they may say the
            same.

    Raises:
        TextmineError: the files are not of one survey, or it cannot be told which columns belong together.
    """
    aligned, notes = _align(parts)
    values = [each for number, each in enumerate(aligned) if heard is None or number in heard]
    add = max if heard is None else int.__add__
    notes += _apart(values)
    for number, each in enumerate(aligned):
        again = understood(_opened(each, values), _together(each, values, add), settings)
        aligned[number] = replace(each, part=replace(each.part, understood=again))
    secret = {each.columns[column] for each in aligned for column in each.part.understood.personal}
    places: dict[str, list[Binding]] = {}
    questions: dict[str, list[Question]] = {}
    aligned = [replace(each, part=_renamed(_without(each, secret), places, questions)) for each in aligned]
    return [_with_options(each, aligned) for each in aligned], notes


def _align(parts: Sequence[Part]) -> tuple[list[_Aligned], list[str]]:
    """What the columns of each part are called in the first part that has them."""
    found = [_Aligned(parts[0], parts[0].headings)]
    notes = []
    for part in parts[1:]:
        if any(_alike(each.part, part) for each in found):
            found.append(_Aligned(part, part.headings))
            continue
        reasons = [_why_not(each.part, part) for each in found]
        if "" not in reasons:
            common = len(_asked(parts[0]) & _asked(part))
            raise strangers(parts[0], part, f"{common} of their questions have the same heading, and {reasons[0]}")
        number = reasons.index("")
        like = found[number]
        language = _language(like.part)
        found[number] = replace(like, part=replace(like.part, language=language))
        found.append(_Aligned(replace(part, language=_language(part)), like.columns))
        notes.append(
            f"{part.name} has the headings of {like.part.name} in another language ({found[-1].part.language}, "
            f"{language}): its columns are paired with them by position, the first question "
            f"{_first(part)!r} with {_first(like.part)!r}."
        )
    return found, notes


def _first(part: Part) -> str:
    return part.understood.bindings[0].heading


def _asked(part: Part) -> set[str]:
    """The headings of its questions."""
    return {binding.heading for binding in part.understood.bindings}


def _alike(first: Part, part: Part) -> bool:
    """Whether most columns of one are in the other."""
    both = (_asked(first), _asked(part))
    return 2 * len(both[0] & both[1]) >= min(map(len, both)) > 0


def _why_not(first: Part, part: Part) -> str:
    """Why the columns cannot be paired by position; "" where they can."""
    if not first.understood.bindings or not part.understood.bindings:
        return "one has no questions"
    if first.opened.format != part.opened.format:
        return f"one is {first.opened.format} and the other {part.opened.format}"
    wide = len(first.headings), len(part.headings)
    if wide[0] != wide[1]:
        return f"one has {wide[0]} columns and the other {wide[1]}"
    roles = [{role: meta.column for role, meta in each.opened.meta.items()} for each in (first, part)]
    if roles[0] != roles[1]:
        return "ids, dates or languages stand in different columns"
    languages = _language(first), _language(part)
    if "und" in languages or languages[0] == languages[1]:
        return "their headings differ, and it cannot be told that they are in two languages"
    return ""


def _language(part: Part) -> str:
    """The language of the headings, as the platform says or as they read; "und" where it is not sure."""
    if part.understood.structure.languages:
        return iso639(part.understood.structure.languages[0])
    text = ". ".join(binding.heading for binding in part.understood.bindings)
    if sum(map(str.isalpha, text)) < _LETTERS:
        return "und"
    language, probability = _identifier().classify(text)
    return str(language) if probability >= _SURE else "und"


@functools.cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def strangers(first: Part, part: Part, why: str) -> TextmineError:
    """The error for files that are not of one survey."""
    return TextmineError(
        f"{first.name} and {part.name} do not look like one survey: {why}.",
        expected="files with the same headings, or with the same columns in two languages",
        hint="Export both with question codes as headings, give the structure, or run each on its own.",
    )


class _Joint:
    """The cells of several files as one, under the headings of a file and with whatever else it knows."""

    def __init__(self, aligned: _Aligned, others: Sequence[_Aligned]) -> None:
        self._grid, self._columns, self._others = aligned.part.opened.grid, aligned.columns, others

    def __getattr__(self, name: str) -> Any:
        return getattr(self._grid, name)

    def rows(self) -> Iterator[Row]:
        """The records of all files, in the order of the files."""
        for each in self._others:
            places = {name: column for column, name in enumerate(each.columns)}
            wanted = [places.get(name) for name in self._columns]
            for row in each.part.opened.grid.rows():
                cells = tuple("" if column is None else row.cells[column] for column in wanted)
                yield row._replace(cells=cells, numbers=())


def _opened(aligned: _Aligned, others: Sequence[_Aligned]) -> Opened:
    """An export that shows the cells of all files to a platform that learns options from them."""
    opened = aligned.part.opened
    if isinstance(opened.grid, Long):  # it is put together from rows of a file; its options are not learned
        return opened
    shown: Opened = _showing(opened, _Joint(aligned, others))
    return shown


def _showing(opened: Any, grid: _Joint) -> Any:
    """An export, or one that is corrected by the configuration, with other cells."""
    known = {each.name for each in fields(opened)}
    if "grid" in known:
        return replace(opened, grid=grid)
    return replace(opened, opened=_showing(opened.opened, grid)) if "opened" in known else opened


def _together(aligned: _Aligned, others: Iterable[_Aligned], add: Callable[[int, int], int]) -> Profile:
    """What a part's columns hold in all parts that are heard; `add` makes one count of how often they are filled."""
    values: dict[str, frozenset[str]] = {}
    filled: dict[str, int] = {}
    for each in others:
        for name, seen, number in zip(each.columns, each.part.profile.values, each.part.profile.filled, strict=True):
            values[name] = values.get(name, frozenset()) | seen
            filled[name] = add(filled.get(name, 0), number)
    return replace(
        aligned.part.profile,
        values=tuple(values.get(name, frozenset()) for name in aligned.columns),
        filled=tuple(filled.get(name, 0) for name in aligned.columns),
    )


def _apart(aligned: Sequence[_Aligned]) -> list[str]:
    """A note on closed questions whose answers seem to be words of another language in each file."""
    found: dict[str, None] = {}
    for first, other in combinations(aligned, 2):
        values = dict(zip(first.columns, first.part.profile.values, strict=True))
        kinds = {question.code: question.kind for question in other.part.understood.structure.questions}
        for binding in other.part.understood.bindings:
            name, mine = other.columns[binding.column], other.part.profile.values[binding.column]
            before = values.get(name, frozenset())
            several = min(len(before), len(mine)) > 1
            if kinds.get(binding.question) in _IN_WORDS and binding.role == "value" and several and not before & mine:
                found[name] = None
    what = "with other answers in each file: words of two languages are counted apart; export codes to unite them"
    return note(what, found)


def _without(aligned: _Aligned, secret: Collection[str]) -> _Aligned:
    """A part without the columns that are personal in any part: a heading may be known for it in one language only."""
    found = aligned.part.understood
    hidden = frozenset(column for column, name in enumerate(aligned.columns) if name in secret)
    bindings = tuple(b for b in found.bindings if b.column not in hidden)
    gone = {b.question for b in found.bindings} - {b.question for b in bindings}
    questions = tuple(q for q in found.structure.questions if q.code not in gone)
    structure = replace(found.structure, questions=questions)
    made = replace(found, structure=structure, bindings=bindings, personal=found.personal | hidden)
    return replace(aligned, part=replace(aligned.part, understood=made))


def _renamed(aligned: _Aligned, places: dict[str, list[Binding]], questions: dict[str, list[Question]]) -> Part:
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


def _with_options(aligned: _Aligned, others: Iterable[_Aligned]) -> Part:
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
