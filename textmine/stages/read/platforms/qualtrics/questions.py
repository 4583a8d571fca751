"""The questions of a Qualtrics export: columns and structure, given or inferred, put together."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.build import Choice, Questionnaire
from textmine.stages.read.model import OTHER, Binding, Cell, Item, Question, Reader, Structure
from textmine.stages.read.platforms.qualtrics.infer import code_of, infer
from textmine.stages.read.split import Parts, classify_tight, tally
from textmine.stages.read.words import is_other
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from textmine.stages.read.build import Split, Wording
    from textmine.stages.read.model import Grid
    from textmine.stages.read.platforms.qualtrics.columns import Column
    from textmine.stages.read.platforms.qualtrics.qsf import Asked, Qsf
    from textmine.stages.read.scan import Profile

__all__ = ["Found", "questions"]

_UNANSWERED = "-99"
"""What stands in a cell that was seen and left empty, where whoever exported asked for it."""

_FIGURES = re.compile(r"\d+(?:,\d+)*")
_JOINS = re.compile(r",(?=\S)")

_Loops = dict[str, list["Column"]]


@dataclass(frozen=True)
class Found:
    """The questions that columns hold.

    Attributes:
        structure: The questions.
        bindings: What the columns hold.
        notes: What a human should know.
    """

    structure: Structure
    bindings: tuple[Binding, ...]
    notes: tuple[str, ...]


def questions(grid: Grid, columns: Sequence[Column], profile: Profile, qsf: Qsf | None, title: str) -> Found:
    """Put the questions together.

    Args:
        grid: The records.
        columns: The columns that hold answers.
        profile: What the columns hold.
        qsf: The structure, where there is one.
        title: Title of the survey, where there is none.

    Raises:
        TextmineError: the structure is of another survey.
    """
    marked = _marked(columns, profile)
    cleaned = replace(profile, values=tuple(values - {_UNANSWERED} for values in profile.values))
    made = Questionnaire(grid.headings, cleaned if marked else profile)
    groups = _grouped(columns)
    known = {asked: _known(asked, loops, qsf) for asked, loops in groups.items()}
    if qsf and columns and not any(known.values()):
        raise TextmineError(
            f"No column of {grid.path.name} is a question of the structure {qsf.title!r}.",
            expected="the export and the structure of one survey",
            hint="Give the .qsf of this survey, or none.",
        )
    joined = _learned(grid, [column for column in columns if known[column.question] is None], cleaned)
    asked_by_code: dict[str, Asked] = {}
    records: dict[str, tuple[str, int]] = {}
    for name, loops in groups.items():
        every = [column for loop in loops.values() for column in loop]
        asked = known[name] or infer(next(iter(loops.values())), every, cleaned)
        if asked.kind == "not asked":
            continue
        code = name if asked.code in asked_by_code else asked.code
        asked_by_code[code] = asked
        for number, (loop, cells) in enumerate(loops.items(), start=1):
            own = code if len(loops) == 1 else f"{loop}_{code}"
            if own != code:
                records[own] = (code, number)
            _add(made, replace(asked, code=own), cells, joined)
    base = made.structure(qsf.title if qsf else title, qsf.languages if qsf else ())
    structure, bindings = _as_records(base, made.bindings, records)
    told = tuple(
        replace(q, conditional=asked_by_code[q.code].conditional, email=asked_by_code[q.code].email)
        if q.code in asked_by_code
        else q
        for q in structure.questions
    )
    kinds = {question.code: question.kind for question in told}
    read = tuple(replace(b, reader=_reader(b, kinds[b.question])) for b in bindings) if marked else tuple(bindings)
    return Found(replace(structure, questions=told), read, tuple(_notes(grid, joined, records, marked=marked)))


def _notes(
    grid: Grid, joined: Mapping[int, Split], records: Mapping[str, tuple[str, int]], *, marked: bool
) -> Iterable[str]:
    if joined:
        names = ", ".join(grid.headings[place] for place in joined)
        yield f"Cells that join several answers by commas were taken apart by options learned from them: {names}."
    if records:
        names = ", ".join(dict.fromkeys(code for code, _ in records.values()))
        yield f"Questions that are asked in loops are read as records of one question: {names}."
    if marked:
        yield f"{_UNANSWERED} is read as seen and not answered, and an empty cell as never shown."


def _marked(columns: Sequence[Column], profile: Profile) -> bool:
    """Whether what was seen and left empty is marked: in more than one column, or in one of texts."""
    with_mark = [profile.values[column.position] for column in columns]
    with_mark = [values for values in with_mark if _UNANSWERED in values]
    return len(with_mark) > 1 or any(not value.lstrip("-").isdigit() for values in with_mark for value in values)


def _grouped(columns: Sequence[Column]) -> dict[str, _Loops]:
    groups: dict[str, _Loops] = {}
    for column in columns:
        groups.setdefault(column.question, {}).setdefault(column.loop, []).append(column)
    return groups


def _known(name: str, loops: _Loops, qsf: Qsf | None) -> Asked | None:
    """What the structure says of a question; columns without ids are known by their names."""
    if qsf is None:
        return None
    code = code_of(next(iter(loops.values())))
    found = qsf.questions.get(name) or next((asked for asked in qsf.questions.values() if asked.code == code), None)
    return found if found and found.kind else None


def _learned(grid: Grid, columns: Sequence[Column], profile: Profile) -> dict[int, Split]:
    """The columns whose cells join several answers, with the options learned from them."""
    asked = [column.position for column in columns if not column.part]
    found: dict[int, Split] = {}
    for place, cells in tally(
        grid, [place for place in asked if any(map(_JOINS.search, profile.values[place]))]
    ).items():
        del cells[_UNANSWERED]
        if all(map(_FIGURES.fullmatch, cells)):
            codes = {code for cell in cells for code in cell.split(",")}
            found[place] = Parts(",", sorted(codes, key=natural_key))
            continue
        answers, split = classify_tight(cells, ",")
        if answers.kind == "joined":
            found[place] = split
    return found


def _add(made: Questionnaire, asked: Asked, columns: Sequence[Column], joined: Mapping[int, Split]) -> None:
    """Add a question to the questionnaire."""
    main = next((column.position for column in columns if column.part in {"", "text"}), None)
    items = {column.item: column.position for column in columns if column.part == "item"}
    boxes = {column.item: column.position for column in columns if column.part == "box"}
    cells = {(column.item, column.option): column.position for column in columns if column.part in {"cell", "group"}}
    ranks = {(column.item, column.option): column.position for column in columns if column.part == "rank"}
    text, section, code = asked.texts, {"": asked.section}, asked.code
    if cells or ranks:
        rows = {number: _label(asked.items, number) for number, _ in (cells or ranks)}
        names = {number: _label(asked.answers, number) for _, number in (cells or ranks)}
        kind = "array_text" if asked.kind == "array_text" else "array_number"
        read = _placed if asked.kind == "ticks" else None
        if cells:
            made.table(text, rows, names, cells, kind=kind, code=code, section=section, boxes=boxes, read=read)
        if ranks:
            told = {language: f"{wording} (rank)" for language, wording in text.items()}
            made.table(told, rows, names, ranks, kind="array_number", code=f"{code}_rank", section=section)
    elif main is not None and (main in joined or asked.kind == "multiple"):
        _joined(made, asked, main, boxes, joined.get(main))
    elif main is not None:
        _one(made, asked, main, boxes)
    elif asked.kind in {"multiple", "single"} or not items:
        choices = _choices(asked, [*items, *(number for number in boxes if number not in items)], boxes)
        made.several(
            text, [replace(choice, tick=items.get(number)) for number, choice in choices.items()],
            code=code, section=section, read=_ticked,
        )  # fmt: skip
    else:
        _rows(made, asked, items, boxes)


def _choices(asked: Asked, numbers: Collection[str], boxes: Mapping[str, int]) -> dict[str, Choice]:
    """The options of a question with several answers, in the order in which they are shown."""
    order = [number for number in asked.items if number in numbers]
    order += [number for number in numbers if number not in asked.items]
    other = _other({number: asked.items.get(number, {}) for number in order if number in boxes})
    return {
        number: Choice(
            _label(asked.items, number), box=boxes.get(number), is_other=number == other, code=number,
            said=asked.said.get(number, ()),
        )
        for number in order
    }  # fmt: skip


def _joined(made: Questionnaire, asked: Asked, column: int, boxes: Mapping[str, int], learned: Split | None) -> None:
    """Add a question with several answers that are joined in one cell."""
    if learned is None:
        choices = _choices(asked, asked.items, boxes)
        split: Split = Parts(",", [said for choice in choices.values() for said in choice.said])
    else:
        numbers = {_label_of(asked.items, label): label for label in learned.options}
        known = replace(asked, items={number: {"": label} for number, label in numbers.items()}, said={})
        boxes = {number if number in numbers else asked.items[number][""]: box for number, box in boxes.items()}
        choices = {
            number: replace(choice, code="") if number == _said(choice.label) and not number.isdigit() else choice
            for number, choice in _choices(known, [*numbers, *(n for n in boxes if n not in numbers)], boxes).items()
        }
        split = learned
    made.joined(
        asked.texts, column, split, code=asked.code, section={"": asked.section}, choices=[*choices.values()]
    )  # fmt: skip


def _label_of(items: Mapping[str, Mapping[str, str]], label: str) -> str:
    """The number of the item with a label; the label itself where there is none."""
    return next((number for number, wording in items.items() if label in wording.values()), label)


def _said(wording: Wording) -> str:
    return wording if isinstance(wording, str) else next(iter(wording.values()), "")


def _one(made: Questionnaire, asked: Asked, column: int, boxes: Mapping[str, int]) -> None:
    """Add a question with one answer."""
    if asked.kind != "single":
        kind = asked.kind if asked.kind in {"text", "number", "date", "yes_no"} else "text"
        made.one(asked.texts, column, code=asked.code, kind=kind, section={"": asked.section})
        return
    answers = dict(asked.answers)
    numbers = {}
    for number in boxes:
        label = _said(asked.items.get(number, {}))
        numbers[number] = number if number in answers else _label_of(answers, label)
        answers.setdefault(numbers[number], {"": label or number})
    other = _other({numbers[number]: answers[numbers[number]] for number in boxes})
    by_code = {numbers[number]: box for number, box in boxes.items()}
    codes = {number: OTHER if number == other else number for number in answers}
    other_box = by_code.pop(other, None)
    made.one(
        asked.texts, column, code=asked.code, kind="single", section={"": asked.section}, other=other_box,
        choices=[(codes[number], wording) for number, wording in answers.items()], boxes=by_code,
        said={said: codes[number] for number, each in asked.said.items() for said in reversed(each)},
    )  # fmt: skip


def _rows(made: Questionnaire, asked: Asked, items: Mapping[str, int], boxes: Mapping[str, int]) -> None:
    """Add a question with a row for each item."""
    order = sorted(items, key=list(asked.items).index) if items.keys() <= asked.items.keys() else [*items]
    rows = [(_label(asked.items, number), items[number]) for number in order]
    notes = {items[number]: box for number, box in boxes.items() if number in items}
    kind, answers = asked.kind, asked.answers
    said = {said: number for number, each in asked.said.items() for said in reversed(each)}
    if kind == "ranks":
        answers, said = {str(n): {"": str(n)} for n in range(1, len(items) + 1)}, {}
    made.grid(
        asked.texts, rows, code=asked.code, kind=kind if kind in {"texts", "numbers"} else "array",
        choices=[*answers.items()], said=said, boxes=notes, section={"": asked.section},
    )  # fmt: skip


def _label(wordings: Mapping[str, Mapping[str, str]], number: str) -> Mapping[str, str]:
    """The wording of an option or row; its number where it has none."""
    wording = wordings.get(number, {})
    return wording if any(wording.values()) else {"": number}


def _other(wordings: Mapping[str, Mapping[str, str]]) -> str:
    """The number of the open option among those with a text box."""
    return next((n for n, wording in wordings.items() if any(map(is_other, wording.values()))), "")


def _ticked(cell: Cell, label: str) -> Cell:
    if not cell or not cell.strip():
        return cell and ""
    return "N" if cell.strip() in {"0", _UNANSWERED} and cell.strip() != label else "Y"


def _placed(cell: Cell, label: str) -> Cell:
    return {"Y": "1", "N": ""}.get(_ticked(cell, label) or "", cell and "")


def _as_records(
    base: Structure, bindings: Sequence[Binding], records: Mapping[str, tuple[str, int]]
) -> tuple[Structure, list[Binding]]:
    """The loops of a question as records of it."""
    found: dict[str, Question] = {}
    options: dict[str, dict[str, Item]] = defaultdict(dict)
    for question in base.questions:
        code, record = records.get(question.code, (question.code, 0))
        options[code] |= {item.code: item for item in question.options if item.code not in options[code]}
        found.setdefault(code, replace(question, code=code))
        found[code] = replace(found[code], records=max(record, found[code].records))
    merged = tuple(replace(question, options=tuple(options[code].values())) for code, question in found.items())
    bound = [
        replace(b, question=records[b.asked][0], record=str(records[b.asked][1])) if b.asked in records else b
        for b in bindings
    ]
    order = {code: position for position, code in enumerate(found)}
    bound.sort(key=lambda binding: order[binding.question])
    return replace(base, questions=merged), bound


def _reader(binding: Binding, kind: str) -> Reader:
    """The reader of a column of an export that marks what was seen and left empty.

    In a column of its own an empty cell was never shown; among boxes to tick nobody knows.
    """
    exact = binding.role in {"value", "text"} and kind != "array_number"
    return Reader(functools.partial(_seen, binding=binding, exact=exact), exact)


def _seen(cell: Cell, *, binding: Binding, exact: bool) -> Cell:
    if cell == _UNANSWERED:
        return "N" if binding.role == "tick" else ""
    return None if exact and not cell else binding.reader.read(cell)
