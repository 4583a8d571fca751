"""The answers to a question that are no ticks: a table, a table of an array, or a line of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables
from textmine.report import blocks
from textmine.report.facts import ALL, Facts, Question, Slice
from textmine.report.measures import measured
from textmine.report.model import NoteBlock, Paragraph, TableBlock
from textmine.report.quoting import place_of

if TYPE_CHECKING:
    from textmine.report.model import Block, Cell

__all__ = ["answer_blocks"]

_COLUMNS = 8  # answers of an array that fit side by side on a portrait page
_RANKS = "Rank 1 is the best place."


def answer_blocks(facts: Facts, question: Question) -> list[Block]:
    """What was answered: numbers and dates in a line, else a table with a row an answer or a row of an array."""
    parts = _parts(facts, question)
    lines = [measured(question.kind, facts.figures(part)) for part in parts]
    if parts and all(lines):
        return [_line(_row(facts, question, part), line) for part, line in zip(parts, lines, strict=True)]
    made: list[Block] = []
    caption = f"Answers: {question.heading}"
    whole = [part for part in parts if not part.row]
    for part in whole:
        answers = sorted(facts.figures(part), key=lambda item: facts.place(part, item))
        made.append(blocks.table(facts, part, answers, ("answers", caption, "Answer")))
    rows = parts[len(whole) :]
    if rows:
        made.append(_array(facts, question, rows, caption))
        made += [NoteBlock(_RANKS)] if question.kind == "ranking" else []
    return made


def _line(row: str, words: str) -> Paragraph:
    return Paragraph(f"{row}: {words}", "finding") if row else Paragraph(words)


def _parts(facts: Facts, question: Question) -> list[Slice]:
    """The slices of the answers to a question: as a whole, then by row, in the order of the questionnaire."""
    name = question.question_id
    rows = facts.answered_rows.get(name, set())
    columns = [] if question.kind == "array" else facts.options(name)  # scales are no options
    axes = (facts.options(name, "row"), columns)

    def place(row: str) -> list[tuple[int, object]]:
        codes = zip(row.split("|"), axes, strict=False)
        return [(order.index(code) if code in order else len(order), tables.natural_key(code)) for code, order in codes]

    return [Slice("value", name, row=row) for row in sorted(rows, key=lambda row: (row != "", place(row)))]


def _row(facts: Facts, question: Question, part: Slice) -> str:
    """What to call a row: its wording, with that of the column where an array has several."""
    row, _, column = part.row.partition("|")
    return f"Rank {row}" if question.kind == "ranking" else place_of(facts, question, row, column)


def _array(facts: Facts, question: Question, parts: list[Slice], caption: str) -> TableBlock:
    """A row for each row, with a column an answer when they are few, else with a row for each answer."""
    first = "Rank" if question.kind == "ranking" else "Row"
    codes = {code for part in parts for code in facts.figures(part)}
    ordered = sorted(codes, key=lambda code: facts.place(parts[0], code))
    rows: list[tuple[Cell, ...]] = []
    if len(codes) <= _COLUMNS:
        for part in parts:
            cells = (blocks.row(facts, part, [ALL], code)[0] for code in ordered)
            rows.append((_row(facts, question, part), *cells))
        columns = (first, *(facts.label(parts[0], code) for code in ordered))
        return TableBlock(caption, columns, tuple(rows), "answers")
    groups = [ALL, *(group for group in facts.groups if any(facts.figures(part, group) for part in parts))]
    for part in parts:
        answers = [code for code in ordered if code in facts.figures(part)]
        label = _row(facts, question, part)
        rows += [(label, facts.label(part, code), *blocks.row(facts, part, groups, code)) for code in answers]
    return TableBlock(caption, (first, "Answer", *map(facts.heading, groups)), tuple(rows), "answers")
