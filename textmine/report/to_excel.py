"""Report -> a workbook: one sheet a topic with all rows, charts that Excel draws, and the quotes.

Every cell of text is written as text, whatever it looks like: a comment that begins with "=" is no
formula. The bytes depend on the report alone.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.report.charts import PALETTE, legend, top
from textmine.report.model import ChartBlock, Figure, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import of, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from textmine.report.model import Report

__all__ = ["write"]

_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- xlsxwriter takes no zone; fixed, so that bytes are equal
_SHEETS = {
    "response": "Response",
    "ledger": "Ledger",
    "ticks": "Ticks",
    "answers": "Answers",
    "records": "Records",
    "countries": "Countries",
    "organisations": "Organisations",
    "links": "Links",
    "themes": "Themes",
    "differences": "Differences",
    "method": "How made",
}
_CELL = 32_767  # characters a cell holds, by the limits of Excel
_READ_ME = 110  # width of the only column of the first sheet, in characters
_LINE = 13.5  # height of a line, in points
_QUOTE_COLUMNS = (
    ("Section", 34),
    ("About", 34),
    ("Quote", 80),
    ("Respondent", 12),
    ("Group", 18),
    ("Question", 40),
    ("Option", 34),
    ("Language", 10),
)
_WRAPPED = (1, 2)  # columns of quotes that are read; the others say where they come from
_NUMBERS = ("n", "base", "share", "95 % low", "95 % high")
_COUNTS = 3  # the numbers of a sheet without intervals
_WIDEST = 60  # width of a column of titles, in characters, beyond which they wrap
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(report: Report, path: Path) -> None:
    """Write the report as a workbook."""
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
    workbook.set_properties({"title": _text(report.title), "author": "textmine", "created": _DATE})
    formats = _Formats(workbook)
    _read_me(workbook, formats, report)
    for topic, name in _SHEETS.items():
        entries = [(heading, table) for heading, table in _blocks(report, TableBlock) if table.topic == topic]
        if entries:
            _tables(_sheet(workbook, name, heads=2), formats, entries)
    _quotes(workbook, formats, list(_blocks(report, QuoteBlock)))
    _charts(workbook, formats, list(_blocks(report, ChartBlock)))
    workbook.close()


class _Formats:
    """The looks of cells."""

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
        head = base | {"bold": True, "bottom": 1, "bottom_color": "#8895A3", "bg_color": "#EEF2F5", "valign": "bottom"}
        self.text = workbook.add_format(base | {"text_wrap": True})
        self.number = workbook.add_format(base | {"num_format": "#,##0"})
        self.share = workbook.add_format(base | {"num_format": "0.0 %", "font_color": "#5A6775"})
        self.head = workbook.add_format(head | {"text_wrap": True})
        self.head_number = workbook.add_format(head | {"align": "right"})
        self.group = workbook.add_format(base | {"bold": True, "align": "center", "font_color": "#0B5A8C"})
        self.title = workbook.add_format(base | {"bold": True, "font_size": 18})
        self.section = workbook.add_format(base | {"bold": True, "font_size": 12})
        self.origin = workbook.add_format(base | {"text_wrap": True, "font_color": "#5A6775"})
        self.soft = workbook.add_format(base | {"text_wrap": True, "font_color": "#5A6775"})


def _blocks(report: Report, kind: type) -> Iterator[tuple[str, Any]]:
    """The blocks of a kind, each with the heading of its section, below that of the part it is in."""
    part = ""
    for section in report.sections:
        part = section.heading if section.level == 1 else part
        heading = section.heading if section.level == 1 else f"{part} \u2013 {section.heading}"
        for block in section.blocks:
            if isinstance(block, kind):
                yield heading, block


def _sheet(workbook: Any, name: str, heads: int = 0) -> Any:
    """A sheet that prints in landscape, as wide as the page, its first `heads` rows on every page."""
    sheet = workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if heads:
        sheet.repeat_rows(0, heads - 1)
    return sheet


def _line(sheet: Any, row: int, words: Iterable[tuple[int, str, Any]], widths: Sequence[float]) -> None:
    """Write text into a row and make it as high as its text needs: not every program does so by itself."""
    lines = 1
    for column, text, look in words:
        sheet.write_string(row, column, _text(text), look)
        if not look.text_wrap:
            continue
        lines = max(
            lines, *(-(-len(part) // int(widths[column] * 1.15)) for part in text.split("\n")), text.count("\n") + 1
        )
    if lines > 1:
        sheet.set_row(row, _LINE * lines)


def _read_me(workbook: Any, formats: _Formats, report: Report) -> None:
    """The words of the report that stand by themselves: findings by section, and how the numbers were made."""
    sheet = _sheet(workbook, "Read me")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _READ_ME)
    sheet.set_row(0, 2 * _LINE)
    sheet.write_string(0, 0, _text(report.title), formats.title)
    sheet.write_string(1, 0, _text(report.subtitle), formats.soft)
    row = 3
    for section in report.sections:
        words = [block for block in section.blocks if isinstance(block, Paragraph) and block.style != "lead"]
        lines = [(block.text, formats.soft if block.style == "wording" else formats.text) for block in words]
        row = _words(sheet, row, (section.heading, formats.section), lines)
    notes = dict.fromkeys(note.text for _, note in _blocks(report, NoteBlock))
    _words(sheet, row, ("Notes on the tables", formats.section), [(note, formats.text) for note in notes])


def _words(sheet: Any, row: int, heading: tuple[str, Any], lines: Sequence[tuple[str, Any]]) -> int:
    """Write a heading and lines below it, nothing when there are none; the row to go on from."""
    if not lines:
        return row
    sheet.write_string(row, 0, _text(heading[0]), heading[1])
    for place, (text, look) in enumerate(lines, start=1):
        _line(sheet, row + place, [(0, text, look)], [_READ_ME])
    return row + len(lines) + 2


@dataclass(frozen=True)
class _Column:
    """A column of a table on a sheet: its name, and its place among those of the table with this name."""

    name: str
    place: int = 0


_ITEM = _Column("Item")


@dataclass(frozen=True)
class _Layout:
    """Columns of a sheet that holds several tables: the words of all, then the numbers of each group."""

    words: tuple[_Column, ...]
    groups: tuple[_Column, ...]
    numbers: tuple[str, ...]

    def at(self, column: _Column, *, figures: bool) -> int:
        """The first column of the sheet for a column of a table."""
        if figures:
            return self.first_group + len(self.numbers) * self.groups.index(column)
        return 2 + self.words.index(column)

    @property
    def first_group(self) -> int:
        return 2 + len(self.words)

    @property
    def width(self) -> int:
        return self.first_group + len(self.numbers) * len(self.groups)


def _layout(tables: list[TableBlock]) -> _Layout:
    """The first column of every table is "Item"; columns of one name share theirs, but not within a table."""
    words, groups = [_ITEM], list[_Column]()
    for table in tables:
        for index, column in enumerate(_named(table)):
            known = groups if table.figures(index) else words
            if column not in known:
                known.append(column)
    estimated = any(f.low is not None for t in tables for index in range(len(t.columns)) for f in t.figures(index))
    return _Layout(tuple(words), tuple(groups), _NUMBERS if estimated else _NUMBERS[:_COUNTS])


def _named(table: TableBlock) -> list[_Column]:
    """The columns of a table by name and, as two answers may be called the same, by place."""
    seen: Counter[str] = Counter(["Item"])
    named = [_ITEM]
    for name in table.columns[1:]:
        named.append(_Column(name, seen[name]))
        seen[name] += 1
    return named


def _tables(sheet: Any, formats: _Formats, entries: list[tuple[str, TableBlock]]) -> None:
    """The tables of one topic one below the other, with one heading, so that they filter as one list."""
    layout = _layout([table for _, table in entries])
    titles = (_fitting(heading for heading, _ in entries), _fitting(table.caption for _, table in entries))
    widths = (*titles, *(52 for _ in layout.words))
    names = ("Section", "Table", *(column.name for column in layout.words))
    _heads(sheet, formats, 1, zip(names, widths, strict=True))
    for group in layout.groups:
        first = layout.at(group, figures=True)
        sheet.merge_range(0, first, 0, first + len(layout.numbers) - 1, _text(group.name), formats.group)
        for place, name in enumerate(layout.numbers):
            sheet.write_string(1, first + place, name, formats.head_number)
    sheet.set_column(layout.first_group, max(layout.first_group, layout.width - 1), 9.5)
    row = 2
    for heading, table in entries:
        columns = [layout.at(c, figures=bool(table.figures(i))) for i, c in enumerate(_named(table))]
        for cells in table.rows:
            placed = list(zip(columns, cells, strict=True))
            words = [(column, value, formats.text) for column, value in placed if isinstance(value, str)]
            origin = [(0, heading, formats.origin), (1, table.caption, formats.origin)]
            _line(sheet, row, [*origin, *words], (*widths, *(9 for _ in range(layout.width))))
            for column, value in placed:
                if isinstance(value, Figure):
                    _figure(sheet, formats, (row, column), value)
            row += 1
    sheet.freeze_panes(2, 3)
    sheet.autofilter(1, 0, max(row - 1, 2), layout.width - 1)


def _fitting(texts: Iterable[str]) -> float:
    """The width of a column that holds texts of one line; very long ones wrap."""
    return min(_WIDEST, max(map(len, texts)) + 2)


def _heads(sheet: Any, formats: _Formats, row: int, columns: Iterable[tuple[str, float]]) -> None:
    """Headings of columns of words, and the widths of these columns."""
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(row, column, _text(name), formats.head)


def _figure(sheet: Any, formats: _Formats, at: tuple[int, int], figure: Figure) -> None:
    """The five cells of a figure, from row and column `at` on."""
    row, column = at
    sheet.write_number(row, column, figure.count, formats.number)
    sheet.write_number(row, column + 1, figure.base, formats.number)
    for place, share in enumerate((figure.share, figure.low, figure.high), start=2):
        if share is not None:
            sheet.write_number(row, column + place, share, formats.share)


def _quotes(workbook: Any, formats: _Formats, entries: list[tuple[str, QuoteBlock]]) -> None:
    if not entries:
        return
    sheet = _sheet(workbook, "Quotes", heads=1)
    _heads(sheet, formats, 0, _QUOTE_COLUMNS)
    rows = [(heading, block.about, quote) for heading, block in entries for quote in block.quotes]
    for row, (heading, about, quote) in enumerate(rows, start=1):
        origin = (quote.respondent, quote.group, quote.question, quote.option, quote.language)
        texts = enumerate((heading, about, quote.text, *origin))
        words = [(column, text, formats.text if column in _WRAPPED else formats.origin) for column, text in texts]
        _line(sheet, row, words, [width for _, width in _QUOTE_COLUMNS])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(_QUOTE_COLUMNS) - 1)


def _charts(workbook: Any, formats: _Formats, entries: list[tuple[str, ChartBlock]]) -> None:
    """Charts that Excel draws, beside the shares they are drawn from."""
    if not entries:
        return
    sheet = _sheet(workbook, "Charts")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 70)
    row = 0
    for _, chart in entries:
        sheet.write_string(row, 0, _text(chart.caption), formats.section)
        for place, series in enumerate(chart.series, start=1):
            sheet.write_string(row + 1, place, _text(series.name), formats.head)
        for index, category in enumerate(chart.categories):
            sheet.write_string(row + 2 + index, 0, _text(category), formats.text)
            for place, series in enumerate(chart.series, start=1):
                sheet.write_number(row + 2 + index, place, series.figures[index].share or 0.0, formats.share)
        sheet.insert_chart(row, 2 + len(chart.series), _drawn(workbook, chart, row), {"object_position": 3})
        row += max(len(chart.categories) + 4, _height(chart) // 20 + 2)


def _drawn(workbook: Any, chart: ChartBlock, row: int) -> Any:
    """A bar chart of the shares that stand from `row` on; the labels give count and base."""
    drawn = workbook.add_chart({"type": "bar"})
    first, last = row + 2, row + 1 + len(chart.categories)
    for place, series in enumerate(chart.series, start=1):
        drawn.add_series(
            {
                "name": _text(legend(series)),
                "categories": ["Charts", first, 0, last, 0],
                "values": ["Charts", first, place, last, place],
                "fill": {"color": f"#{PALETTE[place - 1]}"},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "font": {"size": 8},
                    "custom": [{"value": _text(of(figure))} for figure in series.figures],
                },
            }
        )
    drawn.set_title({"name": _text(chart.caption), "name_font": {"size": 11}, "overlay": False})
    drawn.set_y_axis({"reverse": True, "num_font": {"size": 8}, "major_tick_mark": "none"})
    drawn.set_x_axis(
        {
            "min": 0,
            "max": top(chart),
            "num_format": "0 %",
            "num_font": {"size": 8},
            "major_gridlines": {"visible": True, "line": {"color": "#D9DFE5"}},
            "label_position": "high",
        }
    )
    drawn.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": {"size": 9}})
    drawn.set_size({"width": 820, "height": _height(chart)})
    return drawn


def _height(chart: ChartBlock) -> int:
    """Height of a chart in pixels; a row of the sheet has 20."""
    return max(220, 90 + len(chart.categories) * (14 + 12 * len(chart.series)))


def _text(text: str) -> str:
    """What a cell can hold of a text."""
    return printable(text)[:_CELL]
