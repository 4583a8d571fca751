"""A LimeSurvey export without its structure: questions and their kinds from headings and values.

Wordings are those of the headings; where these are codes, a code stands for its wording. Nothing is merged.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Binding, Item, Question, Role, Structure
from textmine.stages.read.platforms.limesurvey.parts import parts
from textmine.stages.read.questions.kinds import MOST_OPTIONS, kind_of
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
    for _, group in itertools.groupby(parts(named), key=lambda part: part.question):
        question, bound = _Maker(list(group), named.language, headings, profile).made()
        questions.append(question)
        bindings += bound
    return Structure(title, (named.language,) if named.language else (), tuple(questions)), bindings


_Found = tuple[Question, list[Binding]]


class _Maker:
    """Makes a question of its columns."""

    def __init__(self, group: list[Part], language: str, headings: Sequence[str], profile: Profile) -> None:
        self._code, self._group, self._language = group[0].question, group, language
        self._headings, self._profile = headings, profile

    def made(self) -> _Found:
        """The question and what its columns hold."""
        items = {part.item for part in self._group}
        if any(part.scale for part in self._group):
            return self._array()
        if "" in items or items <= {OTHER}:
            return self._single()
        if any(part.box for part in self._group):
            return self._ticks("multiple_comments")
        words = tick_words()
        states = self._profile.seen(part.column for part in self._group if part.item != OTHER)
        others = self._profile.seen(part.column for part in self._group if part.item == OTHER)
        typed = not others <= words.keys()
        if states and {words.get(value) for value in states} <= _TICKED and (typed or not states & _FIGURES):
            return self._ticks("multiple", other=typed or not others)
        return self._array()

    def _ticks(self, kind: str, *, other: bool = True) -> _Found:
        options: dict[str, Item] = {}
        bindings = []
        for part in self._group:
            is_other = other and part.item == OTHER
            role: Role = "other_text" if is_other else "tick"
            if part.box:
                role = "other_comment" if is_other else "option_comment"
            options.setdefault(part.item, self._item(part.item, part.label))
            bindings.append(self._bind(part, role, option=part.item))
        return self._new(kind, [*options.values()]), bindings

    def _single(self) -> _Found:
        main = [part.column for part in self._group if not part.item and not part.box]
        others = [part for part in self._group if part.item == OTHER]
        kind = kind_of(main, self._profile)
        if len(self._group) > len(main):
            kind = "single_comment" if any(part.box and not part.item for part in self._group) else "single"
        options: list[Item] = []
        if kind in {"single", "single_comment"}:
            options = self._choices(self._profile.seen(main), other=bool(others))
        elif kind == "yes_no":
            options = [self._item("Y", self._word("yes", "Yes")), self._item("N", self._word("no", "No"))]
        if others and all(item.code != OTHER for item in options):
            options.append(self._item(OTHER, others[0].label))
        answer: Role = "text" if kind == "text" else "value"
        bindings = []
        for part in self._group:
            role: Role = "question_comment" if part.box else answer
            if part.item == OTHER:
                role = "other_comment" if part.box else "other_text"
            row = part.item if role == answer else ""
            bindings.append(self._bind(part, role, row=row, option=OTHER if part.item == OTHER else ""))
        return self._new(kind, options), bindings

    def _array(self) -> _Found:
        columns = [part.column for part in self._group]
        rows = {part.item: self._item(part.item, part.label) for part in self._group if part.item}
        across = {part.scale: self._item(part.scale, part.scale_label) for part in self._group if part.scale}
        shape = self._group[0].shape
        kind = {"text": "texts", "number": "array"}.get(kind_of(columns, self._profile), "array")
        role: Role = "text" if kind == "texts" else "value"
        if across and shape != "scale":
            kind = "array_text" if kind == "texts" else "array_number"
            bound = [self._bind(part, role, row=part.item, option=part.scale) for part in self._group]
            return self._new(kind, [*across.values()], [*rows.values()]), bound
        values = self._profile.seen(columns)
        if shape == "rank":
            kind, role = "ranking", "value"
        elif kind == "texts" or len(values) > MOST_OPTIONS:
            kind, values = ("texts" if kind == "texts" else "numbers"), set()
        bound = [self._bind(part, role, row=part.item, option=_SCALES.get(part.scale, "")) for part in self._group]
        return self._new(kind, self._choices(values), [*rows.values()]), bound

    def _choices(self, values: set[str], *, other: bool = False) -> list[Item]:
        """The options of a closed question from its answers: codes as they are, labels with a code made of each."""
        open_ = set(labels("other").values()) if other else set[str]()
        labelled = sorted({" ".join(value.split()) for value in values} - {"-oth-"}, key=natural_key)
        coded = all(map(_is_code, labelled))
        taken, found = {OTHER}, []
        for label in labelled:
            made = label if coded else identifier(label, taken)
            code = OTHER if label in open_ else made
            taken.add(code)
            found.append(self._item(code, label))
        return found

    def _word(self, what: str, default: str) -> str:
        return labels(what).get(self._language, default)

    def _item(self, code: str, label: str) -> Item:
        label = label or (self._word("other", "Other") if code == OTHER else code)
        return Item(code, {self._language: label}, is_other=code == OTHER)

    def _new(self, kind: str, options: Sequence[Item], rows: Sequence[Item] = ()) -> Question:
        text = next((part.text for part in self._group if part.text), "")
        return Question(
            self._code, kind, {self._language: text} if text else {}, {}, "", tuple(options), tuple(rows)
        )  # fmt: skip

    def _bind(self, part: Part, role: Role, *, row: str = "", option: str = "") -> Binding:
        return Binding(part.column, self._headings[part.column], role, self._code, row, option, asked=self._code)


def _is_code(value: str) -> bool:
    """Whether an answer may be a code, of which LimeSurvey allows five characters."""
    short = value.isascii() and value.isalnum() and len(value) <= _LONGEST_CODE
    return short and (len(value) == 1 or not value.isalpha() or value.isupper())
