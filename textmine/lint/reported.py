"""What of a chapter still stands as the report has it, with the same numbers or others: paragraphs and tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.lint.words import DIGITS, number
from textmine.report.model import ChartBlock, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import cell, headings, more, of

if TYPE_CHECKING:
    from textmine.lint.document import Passage
    from textmine.report.model import Report

__all__ = ["Kept", "Reported"]

_DIGITS = re.compile(rf"(?<![\w.,/-]){DIGITS}")
_LABEL = re.compile(r"(?:(?<!\s)\s+)?(?:Note|(?:Table|Figure)\s*+\d*+)\s*+:\s*", re.IGNORECASE)
_FEWEST = 2  # words that a paragraph has besides its numbers, to be known again
_SAME = 0.5  # of the rows of a table, to be taken for the same
_BASE = re.compile(r"(?:\(\s*+|(?<![\s(])\s+)?n\s*+=\s*+[\d,]++\s*\)?")


@dataclass(frozen=True)
class Kept:
    """A number that stands where the report has one.

    Args:
        start: First character in the passage, or in the cell.
        end: Character after the last.
        words: The number as written; of a cell with the headings of its row and column.
        right: What the report has there, "" where it is the same.
        where: The section, or the caption of the table.
    """

    start: int
    end: int
    words: str
    right: str
    where: str


@dataclass(frozen=True)
class _Line:
    text: str
    numbers: tuple[str, ...]
    section: str


@dataclass(frozen=True)
class _Table:
    caption: str
    section: str
    columns: tuple[str, ...]
    rows: dict[str, list[tuple[str, ...]]]


class Reported:
    """The report on a run, to be held against a chapter that was made from it."""

    def __init__(self, report: Report) -> None:
        self._lines: dict[str, list[_Line]] = defaultdict(list)
        self._tables: list[_Table] = []
        self._add(report.title, "")
        self._add(report.subtitle, "")
        for section in report.sections:
            self._add(section.heading, section.heading)
            for block in section.blocks:
                if isinstance(block, (Paragraph, NoteBlock)):
                    self._add(block.text, section.heading)
                elif isinstance(block, QuoteBlock) and block.figure is not None:
                    self._add(f"{block.about} {of(block.figure)}", section.heading)
                elif isinstance(block, TableBlock):
                    self._tables.append(_table(block, section.heading))
                    self._add(block.caption, section.heading)
                    self._add(more(block), section.heading)
                elif isinstance(block, ChartBlock):  # where bars are cells of a table
                    for series in block.series:
                        for label, figure in zip(block.categories, series.figures, strict=True):
                            self._add(f"{label} {of(figure)}", section.heading)

    def holds(self, text: str) -> str | None:
        """The section in which the report has a paragraph as it is, None where it has no such paragraph."""
        own = tuple(number for _, _, number in _numbers(text))
        return next((line.section for line in self._lines.get(_mask(text), []) if line.numbers == own), None)

    def changed(self, passage: Passage) -> list[Kept] | None:
        """The numbers of a paragraph that the report has with others; None where it is not clear which it has."""
        numbers = _numbers(passage.text)
        lines = self._lines.get(_mask(passage.text), [])
        if not lines or not numbers:
            return None
        here = [line for line in lines if line.section in (*passage.headings, passage.text)]
        if len({one.numbers for one in here or lines}) > 1:
            return None
        line = (here or lines)[0]
        return [
            Kept(start, end, text, "" if text == right else right, line.section)
            for (start, end, text), right in zip(numbers, line.numbers, strict=True)
        ]

    def table(self, passage: Passage) -> tuple[list[Kept], list[int]]:
        """The numbers of a table that the report has, and the rows that it does not have."""
        body = list(range(1, len(passage.rows)))
        best = self._likest(passage)
        if best is None:
            return [], [0, *body]
        places = _columns(passage.rows[0], best)
        kept = [*_heads(passage.rows[0], best, places)]
        left = []
        for row in body:
            same = _row(passage.rows[row], passage.rows[0], best, places)
            kept += same or []
            left += [row] if same is None else []
        return kept, left

    def _likest(self, passage: Passage) -> _Table | None:
        """The table of the report with the most rows, words of the caption and figures of this one."""
        labels = [_label(row[0]) for row in passage.rows[1:] if row]
        best, found = 0.0, None
        for table in self._tables:
            known = [label for label in labels if label in table.rows]
            if not labels or len(known) < _SAME * len(labels):
                continue
            places = _columns(passage.rows[0], table)
            if not places:
                continue
            cells = [kept for row in passage.rows[1:] for kept in _row(row, passage.rows[0], table, places) or ()]
            equal = sum(not kept.right for kept in cells) / len(cells) if cells else 0.0
            named = table.caption.casefold() in passage.text.casefold() and bool(table.caption)
            score = 2 * len(known) / len(labels) + named + (table.section in passage.headings) + equal
            if score > best:
                best, found = score, table
        return found

    def _add(self, text: str, section: str) -> None:
        bare = re.sub(r"\s+", " ", text).strip()
        if len(re.findall(r"[^\W\d_]+", bare)) >= _FEWEST:
            self._lines[_mask(bare)].append(_Line(bare, tuple(t for _, _, t in _numbers(bare)), section))


def _table(block: TableBlock, section: str) -> _Table:
    bases = [block.base(index) for index in range(len(block.columns))]
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in block.rows:
        cells = tuple(cell(value, base) for value, base in zip(row, bases, strict=True))
        rows[_label(cells[0])].append(cells)
    return _Table(block.caption, section, tuple(headings(block)), rows)


def _columns(heads: Sequence[str], table: _Table) -> dict[int, int]:
    """Columns of a chapter's table to those of the report's with the same heading, or in the same place."""
    known = {_head(name): place for place, name in enumerate(table.columns)}
    places = {place: known[_head(head)] for place, head in enumerate(heads) if place and _head(head) in known}
    if not places and len(heads) == len(table.columns):
        places = {place: place for place in range(1, len(heads))}
    return places


def _heads(heads: Sequence[str], table: _Table, places: dict[int, int]) -> Iterator[Kept]:
    """The bases in the headings of columns."""
    for place, column in places.items():
        yield from _compared(heads[place], table.columns[column], _head(heads[place]) or heads[place], table.caption)


def _row(row: Sequence[str], heads: Sequence[str], table: _Table, places: dict[int, int]) -> list[Kept] | None:
    """The numbers of a row against the row of that name which is most like it; None where there is none."""
    rights = table.rows.get(_label(row[0])) if row else None
    if not rights:
        return None
    compared = [list(_cells(row, heads, right, places, table.caption)) for right in rights]
    return min(compared, key=lambda kept: sum(bool(one.right) for one in kept))


def _cells(
    row: Sequence[str], heads: Sequence[str], right: Sequence[str], places: dict[int, int], caption: str
) -> Iterator[Kept]:
    for place, column in places.items():
        if place < len(row):
            yield from _compared(
                row[place], right[column], f"{row[0].strip()}, {_BASE.sub('', heads[place]).strip()}", caption
            )


def _compared(stated: str, right: str, what: str, caption: str) -> Iterator[Kept]:
    """The numbers of a cell against those of the report's cell."""
    own, true = _numbers(stated), [number(text) for _, _, text in _numbers(right)]
    if not own:
        return
    same = [number(text) for _, _, text in own] == true[: len(own)]
    yield Kept(own[0][0], own[-1][1], f"{what}: {stated.strip()}", "" if same else right or "nothing", caption)


def _head(text: str) -> str:
    return " ".join(_BASE.sub("", text).split()).casefold()


def _label(text: str) -> str:
    return " ".join(re.sub(r"[\u2020*]", "", text).split()).casefold()


def _mask(text: str) -> str:
    """A paragraph without its numbers, and without what formats set differently: brackets, "Table 3:"."""
    bare = re.sub(r"[()]", " ", _DIGITS.sub("#", _LABEL.sub("", text)))
    return " ".join(bare.split()).casefold()


def _numbers(text: str) -> list[tuple[int, int, str]]:
    label = _LABEL.match(text)
    start = label.end() if label else 0
    return [(match.start(), match.end(), match[0]) for match in _DIGITS.finditer(text, start)]
