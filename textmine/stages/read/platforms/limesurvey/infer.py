"""A LimeSurvey export without its structure: questions and their kinds from headings and values.

Wordings are those of the headings; where these are codes, a code stands for its wording. Nothing is merged.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from textmine.stages.read.kinds import MOST_OPTIONS, kind_of
from textmine.stages.read.model import OTHER, Binding, Item, Question, Role, Structure
from textmine.stages.read.platforms.limesurvey.parts import parts
from textmine.stages.read.words import labels, tick_words
from textmine.tables import natural_key
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.stages.read.platforms.limesurvey.naming import Named
    from textmine.stages.read.platforms.limesurvey.parts import Part
    from textmine.stages.read.scan import Profile

__all__ = ["infer"]

_TICKED = frozenset({"Y", "N", "N/A"})
_FIGURES = frozenset({"0", "1", "2"})
_LONGEST_CODE = 5
_SCALES = {"1": "0", "2": "1"}
"""The number of a scale of a dual array in the heading and in the tables."""


def infer(title: str, named: Named, headings: Sequence[str], profile: Profile) -> tuple[Structure, list[Binding]]:
    """Questions, and the bindings of their columns, in the order of the export.

    Args:
        title: Title of the survey.
        named: What the headings say.
        headings: The headings.
        profile: What the columns hold.
    """
    questions, bindings = [], []
    for code, group in itertools.groupby(parts(named), key=lambda part: part.question):
        question, bound = _question(code, list(group), headings, profile)
        questions.append(question)
        bindings += bound
    return Structure(title, (), tuple(questions)), bindings


_Found = tuple[Question, list[Binding]]


def _question(code: str, group: list[Part], headings: Sequence[str], profile: Profile) -> _Found:
    maker = _Maker(code, group, headings, profile)
    items = {part.item for part in group}
    if any(part.scale for part in group):
        return maker.array()
    if "" in items or items <= {OTHER}:
        return maker.single()
    if any(part.box for part in group):
        return maker.ticks("multiple_comments")
    plain = [part for part in group if part.item != OTHER]
    words = tick_words()
    states = profile.seen(part.column for part in plain)
    if plain and states and {words.get(value) for value in states} <= _TICKED and not states & _FIGURES:
        other_is_tick = profile.seen(part.column for part in group) <= words.keys()
        return maker.ticks("multiple", other=not other_is_tick)
    return maker.array()


class _Maker:
    """Makes a question of its columns."""

    def __init__(self, code: str, group: list[Part], headings: Sequence[str], profile: Profile) -> None:
        self._code, self._group, self._headings, self._profile = code, group, headings, profile
        self._text = next((part.text for part in group if part.text), "")

    def _bind(self, part: Part, role: Role, *, row: str = "", option: str = "") -> Binding:
        return Binding(part.column, self._headings[part.column], role, self._code, row, option, asked=self._code)

    def _new(self, kind: str, options: Sequence[Item] = (), rows: Sequence[Item] = ()) -> Question:
        texts = {"": self._text} if self._text else {}
        return Question(self._code, kind, texts, {}, "", tuple(options), tuple(rows))

    def ticks(self, kind: str, *, other: bool = True) -> _Found:
        options: dict[str, Item] = {}
        bindings = []
        for part in self._group:
            is_other = other and part.item == OTHER
            role: Role = "other_text" if is_other else "tick"
            if part.box:
                role = "other_comment" if is_other else "option_comment"
            label = part.label or ("Other" if part.item == OTHER else part.item)
            options.setdefault(part.item, Item(part.item, {"": label}, is_other=part.item == OTHER))
            bindings.append(self._bind(part, role, option=part.item))
        return self._new(kind, [*options.values()]), bindings

    def single(self) -> _Found:
        main = [part.column for part in self._group if not part.item and not part.box]
        others = [part for part in self._group if part.item == OTHER]
        kind = kind_of(main, self._profile)
        if len(self._group) > len(main):
            kind = "single_comment" if any(part.box and not part.item for part in self._group) else "single"
        options: list[Item] = []
        if kind in {"single", "single_comment"}:
            options = _choices(self._profile.seen(main), others=bool(others))
        elif kind == "yes_no":
            options = [Item("Y", {"": "Yes"}), Item("N", {"": "No"})]
        if others and all(item.code != OTHER for item in options):
            options.append(Item(OTHER, {"": others[0].label or "Other"}, is_other=True))
        bindings = []
        for part in self._group:
            role: Role = "text" if kind == "text" else "value"
            if part.item == OTHER:
                role = "other_comment" if part.box else "other_text"
            elif part.box:
                role = "question_comment"
            row = part.item if role in {"text", "value"} else ""
            bindings.append(self._bind(part, role, row=row, option=OTHER if part.item == OTHER else ""))
        return self._new(kind, options), bindings

    def array(self) -> _Found:
        columns = [part.column for part in self._group]
        rows = {part.item: Item(part.item, {"": part.label or part.item}) for part in self._group if part.item}
        kind = {"text": "texts", "number": "array"}.get(kind_of(columns, self._profile), "array")
        shape = self._group[0].shape
        if any(part.scale for part in self._group) and shape != "scale":
            kind = "array_text" if kind == "texts" else "array_number"
            role: Role = "text" if kind == "array_text" else "value"
            across = {
                part.scale: Item(part.scale, {"": part.scale_label or part.scale}) for part in self._group if part.scale
            }
            bound = [self._bind(part, role, row=part.item, option=part.scale) for part in self._group]
            return self._new(kind, [*across.values()], [*rows.values()]), bound
        values = self._profile.seen(columns) if kind == "array" else set[str]()
        if shape == "rank":
            kind, values = "ranking", self._profile.seen(columns)
        elif len(values) > MOST_OPTIONS:
            kind, values = "numbers", set()
        role = "text" if kind == "texts" else "value"
        bound = [self._bind(part, role, row=part.item, option=_SCALES.get(part.scale, "")) for part in self._group]
        return self._new(kind, _choices(values), [*rows.values()]), bound


def _choices(values: set[str], *, others: bool = False) -> list[Item]:
    """The options of a closed question from its answers: codes as they are, labels with a code made of each."""
    open_ = set(labels("other").values()) if others else set[str]()
    labelled = sorted(values - {"-oth-"}, key=natural_key)
    coded = all(map(_is_code, labelled))
    taken, found = {OTHER}, []
    for label in labelled:
        is_other = label in open_
        code = OTHER if is_other else label if coded else identifier(label, taken)
        taken.add(code)
        found.append(Item(code, {"": label}, is_other=is_other))
    return found


def _is_code(value: str) -> bool:
    """Whether an answer may be a code, of which LimeSurvey allows five characters."""
    short = value.isascii() and value.isalnum() and len(value) <= _LONGEST_CODE
    return short and (len(value) == 1 or not value.isalpha() or value.isupper())
