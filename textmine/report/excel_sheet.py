"""What the sheets of a workbook have in common: looks of cells, widths, rows as high as their text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textmine.grids import CELL, ROWS
from textmine.report.words import printable

__all__ = ["LINE", "Formats", "Link", "cut", "heads", "line", "lists", "new"]

LINE = 13.5
"""Height of a line, in points."""

_HIGHEST = 409.5  # height of a row, in points, by the limits of Excel
_LONG = CELL // 2  # so many characters always fit: Excel counts those above U+FFFF twice
_CUT = " [... cut: a cell holds no more]"


@dataclass(frozen=True)
class Link:
    """A line of the contents.

    Args:
        name: What it is called.
        holds: What is found there.
        sheet: Name of the sheet.
        row: Row on it, from 0.
        rows: How many rows it has.
    """

    name: str
    holds: str
    sheet: str
    row: int = 0
    rows: int = 0


class Formats:
    """The looks of cells."""

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        head = base | {"bold": True, "bottom": 1, "bottom_color": "#8895A3", "bg_color": "#EEF2F5", "valign": "bottom"}
        self.plain = workbook.add_format(base)
        self.text = workbook.add_format(base | {"text_wrap": True})
        self.number = workbook.add_format(base | {"num_format": "#,##0"})
        self.crossed = workbook.add_format(base | {"num_format": '#,##0;-#,##0;"\u00b7"', "align": "right"})
        self.share = workbook.add_format(base | {"num_format": "0.0 %", "font_color": "#5A6775"})
        self.head = workbook.add_format(head | {"text_wrap": True})
        self.head_number = workbook.add_format(head | {"align": "right"})
        self.head_upright = workbook.add_format(head | {"rotation": 90, "align": "center", "text_wrap": True})
        self.group = workbook.add_format(base | {"bold": True, "align": "center", "font_color": "#0B5A8C"})
        self.title = workbook.add_format(base | {"bold": True, "font_size": 18})
        self.section = workbook.add_format(base | {"bold": True, "font_size": 12})
        self.link = workbook.add_format(base | {"font_color": "#0B5A8C", "underline": 1})
        self.soft = workbook.add_format(base | {"text_wrap": True, "font_color": "#5A6775"})


def new(workbook: Any, name: str, heads: int = 0) -> Any:
    """A sheet that prints in landscape, as wide as the page, its first `heads` rows on every page."""
    from textmine.report.excel_rows import Sheet

    sheet = workbook.add_worksheet(name, Sheet)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if heads:
        sheet.repeat_rows(0, heads - 1)
    return sheet


def line(sheet: Any, row: int, words: Iterable[tuple[int, str, Any]], widths: Sequence[float]) -> None:
    """Write text into a row and make it as high as its text needs: not every program does so by itself."""
    lines = 1
    for column, words_of_cell, look in words:
        if words_of_cell:
            sheet.write_string(row, column, cut(words_of_cell), look)
        if look.text_wrap:
            lines = max(lines, _lines(words_of_cell, widths[column]))
    if lines > 1:
        sheet.set_row(row, _height(lines))


def _lines(text: str, width: float) -> int:
    """How many lines a text needs in a column of this width."""
    wide = int(width * 1.15)
    if len(text) <= wide and "\n" not in text:
        return 1
    return sum(max(1, -(-len(part) // wide)) for part in text.split("\n"))


def _height(lines: int) -> float:
    return min(_HIGHEST, LINE * lines)


def heads(sheet: Any, look: Any, row: int, columns: Iterable[tuple[str, float]]) -> None:
    """Headings of columns of words, and the widths of these columns."""
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, cut(name), look)


def lists(
    workbook: Any,
    formats: Formats,
    name: str,
    columns: Sequence[tuple[str, float, bool]],
    rows: Iterable[Sequence[str]],
) -> Iterator[tuple[str, int]]:
    """Write rows of words as a list that filters, on as many sheets as it needs.

    Args:
        workbook: A workbook of xlsxwriter.
        formats: The looks of its cells.
        name: Name of the sheet; the second is called "name 2".
        columns: Heading, width, and whether it is read: the others say where the words come from.
        rows: A text a column.

    Yields:
        The name of each sheet and how many rows it has.
    """
    looks = [formats.text if is_read else formats.soft for _, _, is_read in columns]
    widths = [width for _, width, _ in columns]
    waiting, number = iter(rows), 0
    row = next(waiting, None)
    while row is not None:
        number += 1
        called = name if number == 1 else f"{name} {number}"
        sheet = new(workbook, called, heads=1)
        heads(sheet, formats.head, 0, ((heading, width) for heading, width, _ in columns))
        place = 0
        while row is not None and place < ROWS:
            place += 1
            if max(map(len, row)) > _LONG:
                line(sheet, place, zip(range(len(row)), row, looks, strict=True), widths)
            else:
                lines = max(map(_lines, row, widths))
                sheet.write_words(place, row, looks, _height(lines) if lines > 1 else None)
            row = next(waiting, None)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, place, len(columns) - 1)
        yield called, place


def cut(text: str) -> str:
    """What a cell can hold of a text; where it is cut it says so."""
    shown = printable(text)
    return shown if len(shown) <= CELL else shown[: CELL - len(_CUT)] + _CUT
