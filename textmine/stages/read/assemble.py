"""Bindings and cells to tables: the one place where answers and comments are made, for every platform."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Plan", "assemble", "option_table", "plan", "question_table"]

_ONE_VALUE = {"single", "single_comment"}
_COMMENT: dict[Role, str] = {
    "option_comment": "option_comment", "other_text": "other_text", "other_comment": "other_comment",
    "question_comment": "question_comment", "text": "free_text",
}  # fmt: skip


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

    The work goes by column: a reader is asked once for each distinct cell of a column.

    Args:
        records: What to do with each, the id of its respondent and its cells, in the order of the tables.

    Raises:
        TextmineError: a weight is no number from 0 up.
    """
    import pandas as pd

    taken = list(records)
    files = {id(plan): plan for plan, _, _ in taken}
    parts = [
        _of_file(plan, *zip(*((key, row) for each, key, row in taken if each is plan), strict=True))
        for plan in files.values()
    ]
    if len(parts) == 1:
        return parts[0]
    position = {key: number for number, (_, key, _) in enumerate(taken)}
    whole = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    return {
        name: data.iloc[data["respondent_id"].map(position).argsort(kind="stable")].reset_index(drop=True)
        for name, data in whole.items()
    }


def _of_file(plan: Plan, respondents: Sequence[str], records: Sequence[Row]) -> dict[str, pd.DataFrame]:
    """The tables of some records of one file."""
    import pandas as pd

    columns = _Columns(records)
    ids = pd.array(respondents, dtype="str")
    told = [columns.read(binding.column, binding.reader.read) for binding in plan.bindings]
    found = {
        "respondents": {"respondent_id": ids, **_respondents(plan, columns, records)},
        "attributes": _attributes(plan, columns, ids),
        "answers": _answers(plan, told, ids),
        "comments": _comments(plan, told, ids, records),
    }
    return {name: _frame(name, data) for name, data in found.items()}


def _frame(name: str, data: Mapping[str, Any]) -> pd.DataFrame:
    import pandas as pd

    declared = tables.TABLES[name].columns
    return pd.DataFrame(
        {column.name: pd.array(data[column.name], dtype=column.dtype) for column in declared}, copy=False
    )


class _Told:
    """What a column says: its distinct cells as they are read, and which of them each record has."""

    def __init__(self, cells: list[Cell], which: NDArray[np.intp]) -> None:
        self.cells, self.which = cells, which

    def each(self, of: Callable[[Cell], object], dtype: type = object) -> NDArray[Any]:
        """Something of the cell of each record, (n_records,); it is asked of each distinct cell once."""
        import numpy as np

        told: NDArray[Any] = np.array([of(cell) for cell in self.cells], dtype=dtype)
        return told[self.which]


class _Columns:
    """The cells of some records, column by column."""

    def __init__(self, records: Sequence[Row]) -> None:
        self._columns = list(zip(*(record.cells for record in records), strict=True))
        self._distinct: dict[int, tuple[Mapping[Cell, int], NDArray[np.intp]]] = {}

    def read(self, column: int, read: Callable[[Cell], Cell]) -> _Told:
        """A column, as a function reads it."""
        if column not in self._distinct:
            self._distinct[column] = _numbered(self._columns[column])
        places, which = self._distinct[column]
        return _Told(list(map(read, places)), which)


def _numbered(cells: tuple[Cell, ...]) -> tuple[Mapping[Cell, int], NDArray[np.intp]]:
    """The distinct cells with their numbers, and the number of each cell."""
    import numpy as np

    places = defaultdict[Cell, int](itertools.count().__next__)
    which = np.fromiter(map(places.__getitem__, cells), dtype=np.intp, count=len(cells))
    return places, which


def _texts(columns: Sequence[_Told | None], size: int) -> tuple[Any, NDArray[np.intp]]:
    """The texts of some columns: all that there are, and which of them each record has.

    Returns:
        The texts, and a number for each column and record, (n_columns, n_records), -1 where there is no text.
    """
    import numpy as np
    import pandas as pd

    texts: list[str] = []
    places = np.full((len(columns), size), -1)
    for place, told in enumerate(columns):
        if told is not None:
            numbers = [number if cell else -1 for number, cell in enumerate(told.cells, start=len(texts))]
            places[place] = np.array(numbers)[told.which]
            texts += [cell or "" for cell in told.cells]
    return pd.array(texts, dtype="str"), places


def _respondents(plan: Plan, columns: _Columns, records: Sequence[Row]) -> dict[str, Any]:
    def each(role: str, of: Callable[[str], object]) -> NDArray[Any] | None:
        if role not in plan.meta:
            return None
        meta = plan.meta[role]
        return columns.read(meta.column, meta.read).each(lambda cell: of(cell or ""))

    nothing = [None] * len(records)
    submitted = each("submitted", lambda cell: cell or None)
    complete = each("finished", {"Y": True, "N": False}.get)
    if complete is None and submitted is not None:
        complete = each("submitted", bool)
    language = each("language", iso639)
    weight = plan.meta.get("weight")
    return {
        "submitted": nothing if submitted is None else submitted,
        "complete": nothing if complete is None else complete,
        "start_language": [plan.language] * len(records) if language is None else language,
        "weight": [weight_of(record, weight.column) if weight else 1.0 for record in records],
        "source_row": [record.number for record in records],
    }


def _attributes(plan: Plan, columns: _Columns, ids: Any) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    def labelled(attribute: Attribute, cell: Cell) -> Cell:
        value = attribute.reader.read(cell)
        return attribute.labels.get(value, value) if value else None

    told = [columns.read(each.column, functools.partial(labelled, each)) for each in plan.attributes]
    labels, places = _texts(told, len(ids))
    whose, which = np.nonzero(places.T >= 0)
    names = pd.array([attribute.name for attribute in plan.attributes], dtype="str")
    return {
        "respondent_id": ids.take(whose),
        "attribute": names.take(which),
        "value": labels.take(places[which, whose]),
    }


def _answers(plan: Plan, told: Sequence[_Told], ids: Any) -> dict[str, Any]:
    import numpy as np

    size, slots = len(ids), plan.slots
    keys = (*(slot.key for slot in slots), *plan.absent)
    states = np.array([_states(one, exact=b.reader.exact) for one, b in zip(told, plan.bindings, strict=True)])
    asked = {code: states[list(indices)].max(axis=0) for code, indices in plan.asked.items()}
    shown, selected = np.zeros((2, len(keys), size), dtype=np.int8)
    shown[len(slots) :] = _NO
    for place, slot in enumerate(slots):
        own = states[list(slot.cells)].max(axis=0)
        shown[place] = np.where(own == _UNKNOWN, asked[slot.asked], own)
        if slot.tick is not None:
            selected[place] = told[slot.tick].each(lambda cell: _YES if cell == "Y" else _NO, np.int8)
        elif slot.other is not None:
            selected[place] = told[slot.other].each(lambda cell: _YES if cell else _NO, np.int8)
    selected[shown == _NO] = _UNKNOWN
    spoken = [None if slot.value is None else told[slot.value] for slot in slots]
    texts, values = _texts([*spoken, *[None] * len(plan.absent)], size)
    return {
        "respondent_id": ids.take(np.repeat(np.arange(size), len(keys))),
        **_keys(keys, size),
        "shown": _three_valued(shown),
        "selected": _three_valued(selected),
        "value": texts.take(values.T.ravel(), allow_fill=True),
    }


@functools.lru_cache(maxsize=1)  # all batches but the last are of one size
def _keys(keys: tuple[tuple[str, ...], ...], size: int) -> dict[str, Any]:
    """The keys of the answers of some respondents, without theirs."""
    import numpy as np
    import pandas as pd

    places = np.tile(np.arange(len(keys)), size)
    names = ("question_id", "record_id", "row_id", "option_id")
    parts = {name: [key[number] for key in keys] for number, name in enumerate(names)}
    return {name: pd.array(part, dtype="str").take(places) for name, part in parts.items()}


_UNKNOWN, _NO, _YES = 0, 1, 2
"""Three-valued: of several cells the highest counts, as one that was shown tells that its question was."""


def _states(told: _Told, *, exact: bool) -> NDArray[np.int8]:
    """Was the cell of each record shown: yes, no, or nobody knows."""
    import numpy as np

    empty = _YES if exact else _UNKNOWN
    return told.each(lambda cell: _NO if cell is None else _YES if cell else empty, np.int8)


def _three_valued(states: NDArray[np.int8]) -> Any:
    """States (n_slots, n_records) as a column, record by record."""
    import pandas as pd

    flat = states.T.ravel()
    return pd.arrays.BooleanArray(flat == _YES, flat == _UNKNOWN)


def _comments(plan: Plan, told: Sequence[_Told], ids: Any, records: Sequence[Row]) -> dict[str, Any]:
    import numpy as np
    import pandas as pd

    texts, places = _texts([told[index] for index, _, _ in plan.comments], len(ids))
    whose, which = np.nonzero(places.T >= 0)
    columns = [b.column for _, b, _ in plan.comments]

    def of_column(of: Callable[[Binding, str], str]) -> Any:
        return pd.array([of(b, tail) for _, b, tail in plan.comments], dtype="str").take(which)

    people = ids.take(whose)
    return {
        "comment_id": people + of_column(lambda _, tail: f":{tail}"),
        "respondent_id": people,
        "question_id": of_column(lambda b, _: b.question),
        "record_id": of_column(lambda b, _: b.record),
        "row_id": of_column(lambda b, _: b.row),
        "option_id": of_column(lambda b, _: b.option),
        "kind": of_column(lambda b, _: _COMMENT[b.role]),
        "raw": texts.take(places[which, whose]),
        "source_file": of_column(lambda *_: plan.file),
        "source_row": _rows(records, columns)[whose, which],
        "source_column": of_column(lambda b, _: b.source or b.heading),
    }


def _rows(records: Sequence[Row], columns: Sequence[int]) -> NDArray[np.int64]:
    """The row of each cell as a spreadsheet shows it, (n_records, n_columns)."""
    import numpy as np

    if any(record.numbers for record in records):
        cells = [[record.numbers[c] if record.numbers else record.number for c in columns] for record in records]
        return np.array(cells, dtype=np.int64)
    numbers = np.array([[record.number] for record in records], dtype=np.int64)
    return np.broadcast_to(numbers, (len(records), len(columns)))


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
