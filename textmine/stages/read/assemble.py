"""Bindings and cells to tables: the one place where answers and comments are made, for every platform."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.read.model import (
    OTHER,
    Attribute,
    Binding,
    Cell,
    Item,
    Meta,
    Question,
    Role,
    Row,
    Structure,
    iso639,
)
from textmine.stages.read.weights import weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


__all__ = ["Plan", "assemble", "option_table", "plan", "question_table"]

_ONE_VALUE = {"single", "single_comment"}
_COMMENT: dict[Role, str] = {
    "option_comment": "option_comment", "other_text": "other_text", "other_comment": "other_comment",
    "question_comment": "question_comment", "text": "free_text",
}  # fmt: skip

_NOT_ASKED = (False, None, None)
"""shown, selected and value of an answer whose column the file has not."""

_Column = dict[str, list[object]]


@dataclass(frozen=True)
class _Slot:
    """One row of answers to be: its key, and which bindings speak for it.

    `other` is the text of the open option, whose text is its tick. `value` is None where there is
    none, and for a question on personal data, whose values are not to be counted.
    """

    key: tuple[str, str, str, str]
    asked: str
    cells: tuple[int, ...]
    tick: int | None
    value: int | None
    other: int | None


@dataclass(frozen=True)
class Plan:
    """All that must be known to make the tables of any number of records.

    Attributes:
        file: Name of the export, for the provenance of the comments.
        bindings: The columns of questions, in the order of the questionnaire.
        meta: The columns of "id", "submitted", "finished", "language" and "weight", as far as there are.
        attributes: What figures can be broken down by.
        language: Language in which it was answered, where no column says it.
        absent: Keys of answers that other files of the survey have and this one has not: nobody here was asked.
    """

    file: str
    bindings: tuple[Binding, ...]
    meta: Mapping[str, Meta]
    attributes: tuple[Attribute, ...]
    slots: tuple[_Slot, ...]
    asked: Mapping[str, tuple[int, ...]]
    comments: tuple[tuple[int, Binding, str], ...]
    language: str = "und"
    absent: tuple[tuple[str, str, str, str], ...] = ()

    def told(self, role: str, row: Row) -> str:
        """What a record says in the column of a role, "" where that is empty or there is none."""
        meta = self.meta.get(role)
        return (meta.read(row.cells[meta.column]) or "") if meta else ""


def plan(
    file: str,
    structure: Structure,
    bindings: Sequence[Binding],
    meta: Mapping[str, Meta],
    attributes: Sequence[Attribute],
    language: str = "und",
) -> Plan:
    """Work out once what every record needs.

    Args:
        file: Name of the export, for the provenance of the comments.
        structure: The questions, repeated blocks merged.
        bindings: The columns of questions, in the order of the questionnaire.
        meta: Columns of "id", "submitted", "finished", "language" and "weight".
        attributes: What figures can be broken down by.
        language: Language in which it was answered, where no column says it.
    """
    asked: dict[str, list[int]] = defaultdict(list)
    for index, binding in enumerate(bindings):
        asked[binding.asked].append(index)
    comments = tuple(
        (index, binding, _tail(binding)) for index, binding in enumerate(bindings) if binding.role in _COMMENT
    )
    return Plan(
        file, tuple(bindings), meta, tuple(attributes),
        _slots(structure, bindings), {code: tuple(indices) for code, indices in asked.items()}, comments, language,
    )  # fmt: skip


def _tail(binding: Binding) -> str:
    """The id of a comment without its respondent; parts that do not apply are left out.

    It stays unique: a question either has records or has none, and its columns differ in row,
    option or kind.
    """
    record = binding.record if binding.record != "0" else ""
    parts = (binding.question, record, binding.row, binding.option, _COMMENT[binding.role])
    return ":".join(part for part in parts if part)


def _slots(structure: Structure, bindings: Sequence[Binding]) -> tuple[_Slot, ...]:
    one_value = {question.code for question in structure.questions if question.kind in _ONE_VALUE}
    personal = {question.code for question in structure.questions if question.personal}
    found: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for index, b in enumerate(bindings):
        if b.role == "question_comment" and b.question not in one_value:
            continue  # a comment on a question with several answers is none of them
        option = "" if b.question in one_value else b.option
        found[b.question, b.record, b.row, option].append(index)
    slots = (_slot(key, indices, bindings) for key, indices in found.items())
    return tuple(replace(slot, value=None) if slot.key[0] in personal else slot for slot in slots)


def _slot(key: tuple[str, str, str, str], indices: list[int], bindings: Sequence[Binding]) -> _Slot:
    roles = {bindings[index].role: index for index in indices}
    tick = roles.get("tick")
    other = roles.get("other_text") if key[3] == OTHER and tick is None else None
    return _Slot(key, bindings[indices[0]].asked, tuple(indices), tick, roles.get("value"), other)


def assemble(records: Iterable[tuple[Plan, str, Row]]) -> dict[str, pd.DataFrame]:
    """The tables respondents, attributes, answers and comments of some records.

    Args:
        records: What to do with each, the id of its respondent and its cells, in the order of the tables.

    Raises:
        TextmineError: a weight is no number from 0 up.
    """
    names = ("respondents", "attributes", "answers", "comments")
    columns: dict[str, _Column] = {name: {c: [] for c in tables.TABLES[name].names} for name in names}
    for plan, respondent, row in records:
        _respondent(plan, columns["respondents"], respondent, row)
        _attributes(plan, columns["attributes"], respondent, row)
        cells = [binding.reader.read(row.cells[binding.column]) for binding in plan.bindings]
        _answers(plan, columns["answers"], respondent, cells)
        _comments(plan, columns["comments"], respondent, row, cells)
    return {name: _frame(name, data) for name, data in columns.items()}


def _frame(name: str, data: _Column) -> pd.DataFrame:
    import pandas as pd

    types = {column.name: column.dtype for column in tables.TABLES[name].columns}
    return pd.DataFrame({column: pd.Series(values, dtype=types[column]) for column, values in data.items()})


def _append(data: _Column, *values: object) -> None:
    for column, value in zip(data.values(), values, strict=True):
        column.append(value)


def _respondent(plan: Plan, data: _Column, respondent: str, row: Row) -> None:
    submitted, complete, language = None, None, plan.language
    if "submitted" in plan.meta:
        submitted = plan.told("submitted", row) or None
        complete = submitted is not None
    if "finished" in plan.meta:
        complete = {"Y": True, "N": False}.get(plan.told("finished", row))
    if "language" in plan.meta:
        language = iso639(plan.told("language", row))
    weight = weight_of(row, plan.meta["weight"].column) if "weight" in plan.meta else 1.0
    _append(data, respondent, submitted, complete, language, weight, row.number)


def _attributes(plan: Plan, data: _Column, respondent: str, row: Row) -> None:
    for attribute in plan.attributes:
        if value := attribute.reader.read(row.cells[attribute.column]):
            _append(data, respondent, attribute.name, attribute.labels.get(value, value))


def _answers(plan: Plan, data: _Column, respondent: str, cells: list[Cell]) -> None:
    states = [_state(cell, exact=b.reader.exact) for cell, b in zip(cells, plan.bindings, strict=True)]
    asked = {code: _any_shown([states[index] for index in indices]) for code, indices in plan.asked.items()}
    for slot in plan.slots:
        shown = _shown([states[index] for index in slot.cells], asked=asked[slot.asked])
        selected = None
        if slot.tick is not None:
            selected = cells[slot.tick] == "Y"
        elif slot.other is not None:
            selected = bool(cells[slot.other])
        value = cells[slot.value] or None if slot.value is not None else None
        _append(data, respondent, *slot.key, shown, None if shown is False else selected, value)
    for key in plan.absent:
        _append(data, respondent, *key, *_NOT_ASKED)


def _state(cell: Cell, *, exact: bool) -> bool | None:
    """Was this cell shown: yes, no, or nobody knows."""
    if cell is None:
        return False
    return True if cell or exact else None


def _any_shown(states: list[bool | None]) -> bool | None:
    if True in states:
        return True
    return False if False in states else None


def _shown(states: list[bool | None], *, asked: bool | None) -> bool | None:
    """Was it shown, from its own cells, else from the other cells of its question."""
    own = _any_shown(states)
    return asked if own is None else own


def _comments(plan: Plan, data: _Column, respondent: str, row: Row, cells: list[Cell]) -> None:
    for index, b, tail in plan.comments:
        if raw := cells[index]:
            line = row.numbers[b.column] if row.numbers else row.number
            _append(
                data, f"{respondent}:{tail}", respondent, b.question, b.record, b.row, b.option,
                _COMMENT[b.role], raw, plan.file, line, b.source or b.heading,
            )  # fmt: skip


def question_table(structure: Structure) -> pd.DataFrame:
    """The table of questions."""
    base = structure.languages[:1]
    return tables.frame(
        "questions",
        [
            (
                q.code, structure.text(q.texts, q.code), q.kind, position, iso639(base[0]) if base else "und",
                structure.text(q.section), q.native_type, q.conditional, q.records, q.personal,
            )
            for position, q in enumerate(structure.questions)
        ],
    )  # fmt: skip


def option_table(structure: Structure) -> pd.DataFrame:
    """The table of options: ticks, answers and array columns, then rows and text items."""
    return tables.frame("options", [row for question in structure.questions for row in _options(structure, question)])


def _options(structure: Structure, question: Question) -> list[tuple[object, ...]]:
    def rows(axis: str, items: Sequence[Item]) -> list[tuple[object, ...]]:
        return [
            (question.code, axis, item.code, structure.text(item.texts, item.code), position, item.is_other)
            for position, item in enumerate(items)
        ]

    return rows("option", question.options) + rows("row", question.rows)
