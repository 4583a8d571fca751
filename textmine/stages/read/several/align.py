"""Files whose questions were found from their headings: which of their columns are the same.

Columns are the same by their heading, or by their position where the headings are in another language.
Their values are then looked at together, so that a question has one kind and one list of options.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.model import iso639
from textmine.stages.read.several.recode import Aligned, recoded
from textmine.stages.read.showing import showing
from textmine.stages.read.understand import Part, note, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from textmine.stages.read.model import Opened, Row
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["by_columns", "strangers"]

_SURE = 0.95
"""Probability from which the language of headings is believed."""

_IN_WORDS = {"single", "single_comment", "array", "ranking"}
"""Kinds of closed questions whose answers can be words."""

_LETTERS = 40
"""Letters of headings from which their language is asked for; of fewer it cannot be told."""


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
    return recoded([_without(each, secret) for each in aligned]), notes


def _align(parts: Sequence[Part]) -> tuple[list[Aligned], list[str]]:
    """What the columns of each part are called in the first part that has them."""
    found = [Aligned(parts[0], parts[0].headings)]
    notes = []
    for part in parts[1:]:
        if any(_alike(each.part, part) for each in found):
            found.append(Aligned(part, part.headings))
            continue
        reasons = [_why_not(each.part, part) for each in found]
        if "" not in reasons:
            common = len(_asked(parts[0]) & _asked(part))
            raise strangers(parts[0], part, f"{common} of their questions have the same heading, and {reasons[0]}")
        number = reasons.index("")
        like = found[number]
        language = _language(like.part)
        found[number] = replace(like, part=replace(like.part, language=language))
        found.append(Aligned(replace(part, language=_language(part)), like.columns))
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

    def __init__(self, aligned: Aligned, others: Sequence[Aligned]) -> None:
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


def _opened(aligned: Aligned, others: Sequence[Aligned]) -> Opened:
    """An export that shows the cells of all files to a platform that learns options from them."""
    opened = aligned.part.opened
    if hasattr(opened.grid, "sources"):  # it is put together from rows of a file; its options are not learned
        return opened
    shown: Opened = showing(opened, _Joint(aligned, others))
    return shown


def _together(aligned: Aligned, others: Iterable[Aligned], add: Callable[[int, int], int]) -> Profile:
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


def _apart(aligned: Sequence[Aligned]) -> list[str]:
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


def _without(aligned: Aligned, secret: Collection[str]) -> Aligned:
    """A part without the columns that are personal in any part: a heading may be known for it in one language only."""
    found = aligned.part.understood
    hidden = frozenset(column for column, name in enumerate(aligned.columns) if name in secret)
    bindings = tuple(b for b in found.bindings if b.column not in hidden)
    gone = {b.question for b in found.bindings} - {b.question for b in bindings}
    questions = tuple(q for q in found.structure.questions if q.code not in gone)
    structure = replace(found.structure, questions=questions)
    made = replace(found, structure=structure, bindings=bindings, personal=found.personal | hidden)
    return replace(aligned, part=replace(aligned.part, understood=made))
