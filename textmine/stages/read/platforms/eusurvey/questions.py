"""The questions of an EUSurvey export by its structure, from XML."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import OTHER, Structure
from textmine.stages.read.platforms.eusurvey.assigned import Assigned, bare, pairs
from textmine.stages.read.platforms.eusurvey.xml import Place
from textmine.stages.read.questions.build import Choice, Questionnaire
from textmine.stages.read.questions.split import Parts
from textmine.stages.read.words import is_other
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Cell
    from textmine.stages.read.platforms.eusurvey.xml import Element, EuSurvey, Part
    from textmine.stages.read.scan import Profile

__all__ = ["Placed", "add", "locate"]

_TEXTS = {"Free Text", "E-mail", "Regular Expression"}
_KINDS = {"Number": "number", "Date": "date"}
_CLOSED = {"Single Choice", "Multiple Choice"}
_NOT_READ = {"File Upload", "File Download", "Gallery", "Complex Table", "Text", "Image", "Line"}


@dataclass
class Placed:
    """Where the columns of a survey stand.

    Attributes:
        language: The language of the headings.
        columns: The column of each place of the survey.
        options: Of a question with a column for each option, the column of each, by question and option.
    """

    language: str = ""
    columns: dict[Place, int] = field(default_factory=dict)
    options: dict[tuple[str, str], int] = field(default_factory=dict)


def locate(headings: Sequence[str], survey: EuSurvey, path: Path) -> Placed:
    """Find the columns of a sheet by their headings, which are in one of the languages of the survey.

    Raises:
        TextmineError: no heading is a question of the survey.
    """
    best = max((_located(headings, survey, language) for language in survey.languages), key=lambda p: len(p.columns))
    if not best.columns:
        raise TextmineError(
            f"No column of {path.name} is a question of the survey {survey.title!r}.",
            expected="the export and the XML results of one survey",
            hint="Give the XML of this survey, or none.",
        )
    return best


def _located(headings: Sequence[str], survey: EuSurvey, language: str) -> Placed:
    waiting: dict[str, list[Place]] = defaultdict(list)
    for element in survey.questions.values():
        for place in element.places:
            waiting[_key(element.heading(place, language))].append(place)
    found = Placed(language)
    options: dict[str, tuple[str, str]] = {}
    for column, heading in enumerate(headings):
        known = next((key for key in (_key(heading), _key(bare(heading))) if key in options or waiting.get(key)), "")
        if known in options:
            found.options[options.pop(known)] = column
        elif known:
            place = waiting[known].pop(0)
            found.columns[place] = column
            element = survey.questions[place.question]
            several = element.type == "Multiple Choice"
            labels = element.options.values() if several else ()
            options = {_key(option.texts.get(language, "")): (element.key, option.key) for option in labels}
    return found


def _key(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def add(made: Questionnaire, survey: EuSurvey, placed: Placed, profile: Profile, *, ids: bool) -> Structure:
    """Add the questions in the order of the survey, and give its structure.

    Args:
        made: The questionnaire.
        survey: The structure.
        placed: Where its columns stand.
        profile: What they hold.
        ids: Whether cells hold ids of answers, and not their labels.
    """
    maker = _Maker(made, survey, placed, profile, ids=ids)
    for element in survey.questions.values():
        maker.add(element)
    order = tuple(dict.fromkeys((placed.language, *survey.languages)))
    structure = made.structure(survey.title, order if placed.language else survey.languages)
    told = (
        replace(question, conditional=maker.codes[question.code] in maker.opened, email=maker.is_email(question.code))
        for question in structure.questions
    )
    return replace(structure, questions=tuple(told))


class _Maker:
    def __init__(
        self, made: Questionnaire, survey: EuSurvey, placed: Placed, profile: Profile, *, ids: bool
    ) -> None:  # fmt: skip
        self._made, self._survey, self._placed, self._profile, self._ids = made, survey, placed, profile, ids
        self.codes: dict[str, str] = {}
        self.opened = _opened(survey)
        self._comments = _comments(survey, self.opened)

    def is_email(self, code: str) -> bool:
        """Whether a question asks for an e-mail address."""
        return self._survey.questions[self.codes[code]].type == "E-mail"

    def add(self, element: Element) -> None:
        """Add a question that has columns and is no comment on an option of another one."""
        columns = {place: self._placed.columns[place] for place in element.places if place in self._placed.columns}
        own = self._comments.get(element.key)
        if not columns or element.type in _NOT_READ or (own and Place(own[0]) in self._placed.columns):
            return
        taken = self.codes.keys()
        code = element.code if element.code and element.code not in taken else f"Q{len(taken) + 1}"
        self.codes[code] = element.key
        column = next(iter(columns.values()))
        if element.type in _CLOSED:
            self._closed(element, code, column)
        elif element.type == "Ranking":
            self._ranking(element, code, column)
        elif element.rows:
            self._rows(element, code, columns)
        else:
            kind = "text" if element.type in _TEXTS else _KINDS.get(element.type, "")
            self._made.one(element.texts, column, code=code, kind=kind, section=element.section)

    def _closed(self, element: Element, code: str, column: int) -> None:
        choices = self._choices(element)
        boxes = {option for question, option in self._placed.options if question == element.key}
        if boxes:
            ticks = [
                replace(choice, tick=self._placed.options.get((element.key, key))) for key, choice in choices.items()
            ]
            self._made.several(element.texts, ticks, code=code, section=element.section)
        elif element.type == "Multiple Choice":
            split = self._split([column], choices)
            self._made.joined(
                element.texts, column, split, code=code, section=element.section, choices=[*choices.values()]
            )  # fmt: skip
        else:
            other = next((choice.box for choice in choices.values() if choice.is_other), None)
            notes = {c.code: c.box for c in choices.values() if c.box is not None and not c.is_other}
            self._made.one(
                element.texts, column, code=code, kind="single", section=element.section, other=other, boxes=notes,
                choices=[(OTHER if c.is_other else c.code, c.label) for c in choices.values()],
                said=self._said([column], choices),
            )  # fmt: skip

    def _choices(self, element: Element) -> dict[str, Choice]:
        """The options by id, each with the text question that it alone opens."""
        taken, found = {OTHER}, {}
        comments = {option: text for text, (question, option) in self._comments.items() if question == element.key}
        other = ""
        for option in element.options.values():
            text = comments.get(option.key, "")
            box = self._placed.columns.get(Place(text)) if text else None
            if box is not None and not other and any(map(is_other, option.texts.values())):
                other = option.key
            code = option.code or identifier(self._label(option), taken)
            taken.add(code)
            found[option.key] = Choice(
                option.texts, box=box, is_other=option.key == other, code=code, said=self._sayings(option)
            )
        return found

    def _sayings(self, option: Part) -> tuple[str, ...]:
        return (option.key,) if self._ids else tuple(filter(None, option.texts.values()))

    def _label(self, part: Part) -> str:
        return part.texts.get(self._placed.language) or next(filter(None, part.texts.values()), part.key)

    def _split(self, columns: Sequence[int], choices: Mapping[str, Choice]) -> Parts | Assigned:
        """How cells with several answers are taken apart."""
        cells = self._profile.seen(columns)
        known = [said for choice in choices.values() for said in choice.said]
        if not self._ids and cells and all(map(pairs, cells)) and not cells & {*known}:
            return Assigned(cells)
        return Parts(";", known)

    def _said(self, columns: Sequence[int], choices: Mapping[str, Choice]) -> dict[str, str]:
        """The code of each option by what cells say."""
        said = {text: OTHER if c.is_other else c.code for c in choices.values() for text in c.said}
        for cell in self._profile.seen(columns) - said.keys():
            labels = [label for label, _ in pairs(cell) if label in said]
            if labels:
                said[cell] = said[labels[0]]
        return said

    def _ranking(self, element: Element, code: str, column: int) -> None:
        choices = self._choices(element)
        names = {said: key for key, choice in choices.items() for said in (key, *choice.said)}
        items = [(choice.code, choice.label) for choice in choices.values()]
        codes = {key: choice.code for key, choice in choices.items()}
        split = functools.partial(_in_order, parts=Parts(";", [*names]), names=names, codes=codes)
        self._made.ranks(element.texts, column, split, items, code=code, section=element.section)

    def _rows(self, element: Element, code: str, columns: Mapping[Place, int]) -> None:
        taken = set[str]()
        rows = {}
        for row in element.rows.values():
            rows[row.key] = row.code or identifier(self._label(row), taken)
            taken.add(rows[row.key])
        if element.type == "Table":
            names = {option.key: option.code or str(n) for n, option in enumerate(element.options.values(), start=1)}
            self._made.table(
                element.texts, {rows[key]: row.texts for key, row in element.rows.items()},
                {names[key]: option.texts for key, option in element.options.items()},
                {(rows[place.row], names[place.option]): column for place, column in columns.items()},
                kind="array_text", code=code, section=element.section,
            )  # fmt: skip
            return
        choices = self._choices(element)
        if element.several:
            split = self._split([*columns.values()], choices)
            labels = {choice.code: element.options[key].texts for key, choice in choices.items()}
            said = {next(iter(element.options[key].texts.values())): c.said for key, c in choices.items()}
            self._made.table(
                element.texts, {rows[key]: row.texts for key, row in element.rows.items()},
                labels,
                {(rows[place.row], option): column for place, column in columns.items() for option in labels},
                kind="array_number", code=code, section=element.section,
                read=functools.partial(_placed, parts=split, said=said),
            )  # fmt: skip
            return
        self._made.grid(
            element.texts, [(element.rows[place.row].texts, column) for place, column in columns.items()],
            code=code, kind="array", section=element.section,
            choices=[(choice.code, choice.label) for choice in choices.values()],
            said=self._said([*columns.values()], choices),
        )  # fmt: skip


def _opened(survey: EuSurvey) -> dict[str, set[tuple[str, str]]]:
    """For each question that is made visible, by which options of which questions."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for element in survey.questions.values():
        for option in element.options.values():
            for key in option.opens:
                found[key].add((element.key, option.key))
    return found


def _comments(survey: EuSurvey, opened: Mapping[str, set[tuple[str, str]]]) -> dict[str, tuple[str, str]]:
    """The text questions that are boxes of an option: it alone opens them, and no other text question.

    Returns:
        The question and option by the id of the text question.
    """
    found = {}
    for key, by in opened.items():
        text = survey.questions.get(key)
        if text is None or text.type != "Free Text" or len(by) > 1:
            continue
        question, option = next(iter(by))
        asked = survey.questions[question]
        opens = {other for other in asked.options[option].opens if other in survey.questions}
        texts = [other for other in opens if survey.questions[other].type == "Free Text"]
        if asked.type in _CLOSED and len(texts) == 1:
            found[key] = (question, option)
    return found


def _in_order(cell: str, *, parts: Parts, names: Mapping[str, str], codes: Mapping[str, str]) -> list[str]:
    """The codes of the items of a cell, in its order."""
    assigned = [label for label, _ in pairs(cell) if label in names]
    found = assigned or sorted(parts(cell)[0], key=cell.find)
    return [codes[names[said]] for said in found]


def _placed(cell: Cell, label: str, *, parts: Parts | Assigned, said: Mapping[str, tuple[str, ...]]) -> Cell:
    if not cell:
        return cell
    return "1" if {*said[label]} & parts(cell)[0] else ""
