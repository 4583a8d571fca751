"""A LimeSurvey export without its structure: questions and their kinds from headings and values.

Wordings are not known, so the code of a question stands for its wording, and nothing is merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.kinds import MOST_OPTIONS, kind_of
from textmine.stages.read.model import OTHER, Binding, Item, Question, Role, Structure
from textmine.stages.read.platforms.limesurvey.headings import CODE, is_meta, is_timing
from textmine.stages.read.words import tick_words
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["infer"]

_TICKED = frozenset({"Y", "N", "N/A"})
_SCALES = {"": "", "1": "0", "2": "1"}
"""What stands behind a row of a dual array, and the number of its scale in the tables."""


@dataclass(frozen=True)
class _Cell:
    """A column taken apart: ``Q[item]`` or ``Q[item][scale]``."""

    column: int
    heading: str
    question: str
    item: str
    scale: str


def infer(title: str, headings: Sequence[str], profile: Profile) -> tuple[Structure, list[Binding]]:
    """Questions, and the bindings of their columns, in the order of the export."""
    groups: dict[str, list[_Cell]] = {}
    parts = [CODE.fullmatch(heading) for heading in headings]
    codes = {part[1] for part, heading in zip(parts, headings, strict=True) if part and not is_meta(heading)}
    seen: set[str] = set()
    for column, (heading, part) in enumerate(zip(headings, parts, strict=True)):
        if part is None or is_meta(heading) or heading in seen or is_timing(heading, headings, codes):
            continue
        seen.add(heading)
        groups.setdefault(part[1], []).append(_Cell(column, heading, part[1], part[2] or "", part[3] or ""))
    questions, bindings = [], []
    for code, cells in groups.items():
        question, bound = _question(code, cells, profile)
        questions.append(question)
        bindings += bound
    return Structure(title, (), tuple(questions)), bindings


def _question(code: str, cells: list[_Cell], profile: Profile) -> tuple[Question, list[Binding]]:
    items = {cell.item for cell in cells}
    if any(cell.scale for cell in cells):
        return _array(code, cells, profile)
    if "" in items or items <= {OTHER, "comment"}:
        return _single(code, cells, profile)
    if _has_boxes(items):
        return _ticks(code, cells, "multiple_comments")
    plain = [cell for cell in cells if cell.item != OTHER]
    words = tick_words()
    states = profile.seen(cell.column for cell in plain)
    if plain and states and {words.get(value) for value in states} <= _TICKED and not states & {"0", "1", "2"}:
        other_is_tick = profile.seen(cell.column for cell in cells) <= words.keys()
        return _ticks(code, cells, "multiple", other=not other_is_tick)
    return _array(code, cells, profile)


def _has_boxes(items: set[str]) -> bool:
    """Whether there is a comment box beside an option, or there are nothing but such boxes."""
    boxes = {item for item in items if item.endswith("comment") and item != "comment"}
    return any(item.removesuffix("comment") in items for item in boxes) or boxes == items


def _bind(cell: _Cell, role: Role, *, row: str = "", option: str = "") -> Binding:
    return Binding(cell.column, cell.heading, role, cell.question, row, option, asked=cell.question)


def _new(code: str, kind: str, options: Sequence[str] = (), rows: Sequence[str] = ()) -> Question:
    words = {OTHER: "Other", "Y": "Yes", "N": "No"} if kind == "yes_no" else {OTHER: "Other"}
    choices = tuple(Item(option, {"": words.get(option, option)}, is_other=option == OTHER) for option in options)
    return Question(code, kind, {}, {}, "", choices, tuple(Item(row, {"": row}) for row in rows))


def _ticks(code: str, cells: list[_Cell], kind: str, *, other: bool = True) -> tuple[Question, list[Binding]]:
    items = {cell.item for cell in cells}
    bindings = []
    for cell in cells:
        option = cell.item.removesuffix("comment")
        box = cell.item != option and (option in items or kind == "multiple_comments")
        option = option if box else cell.item
        is_other = other and option == OTHER
        role: Role = "other_text" if is_other else "tick"
        if box:
            role = "other_comment" if is_other else "option_comment"
        bindings.append(_bind(cell, role, option=option))
    options = tuple(dict.fromkeys(binding.option for binding in bindings))
    return _new(code, kind, options), bindings


def _single(code: str, cells: list[_Cell], profile: Profile) -> tuple[Question, list[Binding]]:
    roles: dict[str, Role] = {OTHER: "other_text", "comment": "question_comment"}
    main = [cell.column for cell in cells if not cell.item]
    kind = kind_of(main, profile)
    if len(cells) > len(main):
        kind = "single_comment" if any(cell.item == "comment" for cell in cells) else "single"
    options: list[str] = []
    if kind in {"single", "single_comment"}:
        options = sorted(profile.seen(main) - {"-oth-"}, key=natural_key)
    if kind == "yes_no":
        options = ["Y", "N"]
    if any(cell.item == OTHER for cell in cells):
        options.append(OTHER)
    bindings = [
        _bind(cell, roles[cell.item], option=OTHER if cell.item == OTHER else "")
        if cell.item in roles
        else _bind(cell, "text" if kind == "text" else "value", row=cell.item)
        for cell in cells
    ]
    return _new(code, kind, options), bindings


def _array(code: str, cells: list[_Cell], profile: Profile) -> tuple[Question, list[Binding]]:
    kind = {"text": "texts", "number": "array"}.get(kind_of([cell.column for cell in cells], profile), "array")
    role: Role = "text" if kind == "texts" else "value"
    if pairs := _pairs(cells):
        kind = "array_text" if kind == "texts" else "array_number"
        rows, columns = (tuple(dict.fromkeys(pair[i] for pair in pairs if pair[i])) for i in (0, 1))
        bound = [_bind(cell, role, row=row, option=column) for cell, (row, column) in zip(cells, pairs, strict=True)]
        return _new(code, kind, columns, rows), bound
    values = profile.seen(cell.column for cell in cells) if kind == "array" else set()
    if len(values) > MOST_OPTIONS:
        kind, values = "numbers", set()
    bound = [_bind(cell, role, row=cell.item, option=_SCALES[cell.scale]) for cell in cells]
    return _new(code, kind, sorted(values, key=natural_key), tuple(dict.fromkeys(cell.item for cell in cells))), bound


def _pairs(cells: list[_Cell]) -> list[tuple[str, str]]:
    """Row and column of each cell of a two-dimensional array; empty when it is none."""
    if not {cell.scale for cell in cells} <= _SCALES.keys():
        return [(cell.item, cell.scale) for cell in cells]
    if any(cell.scale or cell.item.count("_") != 1 for cell in cells):
        return []
    pairs = [(row, column) for row, _, column in (cell.item.partition("_") for cell in cells)]
    return pairs if len({row for row, _ in pairs}) < len(pairs) else []
