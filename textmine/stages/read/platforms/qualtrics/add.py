"""A question of Qualtrics, given or inferred, as its columns go into the questionnaire."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Cell
from textmine.stages.read.platforms.qualtrics.columns import UNANSWERED
from textmine.stages.read.questions.build import Choice
from textmine.stages.read.questions.split import Parts
from textmine.stages.read.words import is_other

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textmine.stages.read.platforms.qualtrics.columns import Column
    from textmine.stages.read.platforms.qualtrics.qsf import Asked
    from textmine.stages.read.questions.build import Questionnaire, Split, Wording

__all__ = ["add"]


def add(made: Questionnaire, asked: Asked, columns: Sequence[Column], joined: Mapping[int, Split]) -> None:
    """Add a question to the questionnaire.

    Args:
        made: The questionnaire.
        asked: What is known of the question.
        columns: Its columns.
        joined: Columns whose cells join several answers, and how they are taken apart.
    """
    answers = [column.position for column in columns if column.part in {"", "text"}]
    main, beside = next(iter(answers), None), answers[1:]
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
            told = {language: wording and f"{wording} (rank)" for language, wording in text.items()}
            made.table(told, rows, names, ranks, kind="array_number", code=f"{code}_rank", section=section)
    elif main is not None and (main in joined or asked.kind == "multiple"):
        _joined(made, asked, main, boxes, joined.get(main))
    elif main is not None:
        _one(made, asked, main, boxes, beside.pop(0) if beside and asked.kind == "single" else None)
    elif asked.kind in {"multiple", "single"} or not items:
        choices = _choices(asked, [*items, *(number for number in boxes if number not in items)], boxes)
        made.several(
            text, [replace(choice, tick=items.get(number)) for number, choice in choices.items()],
            code=code, section=section, read=_ticked,
        )  # fmt: skip
    else:
        _rows(made, asked, items, boxes)
    for column in beside:  # older exports have a text without the number of its option
        made.one(text, column, code=f"{code}_TEXT", kind="text", section=section)


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
        choices = _learned_choices(asked, learned, boxes)
        split = learned
    made.joined(
        asked.texts, column, split, code=asked.code, section={"": asked.section}, choices=[*choices.values()]
    )  # fmt: skip


def _learned_choices(asked: Asked, learned: Split, boxes: Mapping[str, int]) -> dict[str, Choice]:
    """The options that were learned from cells, which say the number or the label of one, and those with a box."""
    items: dict[str, Mapping[str, str]] = {}
    said: dict[str, tuple[str, ...]] = {}
    for option in learned.options:
        number = option if option in asked.items else _label_of(asked.items, option)
        items[number] = asked.items.get(number, {"": option})
        said[number] = (option,)
    for number in boxes:
        items.setdefault(number, asked.items.get(number, {"": number}))
    choices = _choices(replace(asked, items=items, said=said), items, boxes)
    return {n: choice if n.isdigit() else replace(choice, code="") for n, choice in choices.items()}


def _label_of(items: Mapping[str, Mapping[str, str]], label: str) -> str:
    """The number of the item with a label; the label itself where there is none."""
    return next((number for number, wording in items.items() if label in wording.values()), label)


def _said(wording: Wording) -> str:
    return wording if isinstance(wording, str) else next(iter(wording.values()), "")


def _one(
    made: Questionnaire, asked: Asked, column: int, boxes: Mapping[str, int], comment: int | None
) -> None:  # fmt: skip
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
        comment=comment,
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
    return "N" if cell.strip() in {"0", UNANSWERED} and cell.strip() != label else "Y"


def _placed(cell: Cell, label: str) -> Cell:
    return {"Y": "1", "N": ""}.get(_ticked(cell, label) or "", cell and "")
