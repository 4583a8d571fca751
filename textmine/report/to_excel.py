"""Report -> a workbook: contents, one sheet a topic with all rows, lists of comments, charts that Excel draws.

Every cell of text is written as text, whatever it looks like: a comment that begins with "=" is no
formula. The only formulas are shares, each the count before it by its base. The bytes depend on the
report alone.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.grids import ROWS
from textmine.report import excel_lists
from textmine.report.charts import PALETTE, legend, top
from textmine.report.excel_sheet import LINE, Formats, Link, cut, heads, line, new
from textmine.report.model import ChartBlock, Figure, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import of, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from textmine.report.model import Report

    _Entries = list[tuple[str, TableBlock]]  # tables, each with the heading above it

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
_CONTENTS = (20, 100, 9)  # widths of the columns of the first sheet, in characters
_NO_VERBATIMS = "Comments are not listed: the run has none, or more than a report holds."
_READ_ME = 110  # width of the only column of the second, in characters
_NUMBERS = ("n", "base", "share", "95 % low", "95 % high")
_COUNTS = 3  # the numbers of a sheet without intervals
_WIDEST = 60  # width of a column of titles, in characters, beyond which they wrap
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_OPTIONS |= {"constant_memory": True}  # a row at a time: 100,000 comments do not stay in memory


def write(report: Report, path: Path) -> None:
    """Write the report as a workbook.

    Raises:
        TextmineError: a topic has more rows than a sheet holds.
    """
    import xlsxwriter

    tables = list(_blocks(report, TableBlock))
    topics = {topic: [] for topic in _SHEETS} | {table.topic: [] for _, table in tables}
    for heading, table in tables:
        topics[table.topic].append((heading, table))
    _check_rows(topics.values())
    folder = path.with_name(
        f"{path.name}.rows"
    )  # where rows wait that are not in memory: comments stay beside the file
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        workbook = xlsxwriter.Workbook(str(path), _OPTIONS | {"tmpdir": str(folder)})
        workbook.set_properties({"title": cut(report.title), "author": "textmine", "created": _DATE})
        _sheets(workbook, report, topics)
        workbook.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_rows(topics: Iterable[_Entries]) -> None:
    """Say before the work that a sheet cannot hold a topic.

    Raises:
        TextmineError: its tables have more rows.
    """
    for entries in topics:
        if sum(len(table.rows) for _, table in entries) >= ROWS:
            raise TextmineError(
                f"A workbook cannot hold all rows of {entries[0][1].caption!r}.", hint="write the tables to a file .zip"
            )


def _sheets(workbook: Any, report: Report, topics: Mapping[str, _Entries]) -> None:
    """Write all sheets, and what is where on the first."""
    formats = Formats(workbook)
    contents = new(workbook, "Contents")
    _read_me(workbook, formats, report)
    links = [Link("Read me", "What was found, in words, and how the numbers were made", "Read me")]
    listed: list[Link] = []
    for topic, entries in topics.items():
        if entries:
            name = _SHEETS.get(topic, topic.capitalize())
            begins = _tables(new(workbook, name, heads=2), formats, entries)
            listed += [
                Link(f"Table {table.number}", f"{heading}: {table.caption}", name, row, len(table.rows))
                for (heading, table), row in zip(entries, begins, strict=True)
            ]
            rows = sum(len(table.rows) for _, table in entries)
            links.append(Link(name, f"{plural(len(entries), 'table')}, all rows", name, 0, rows))
    links += excel_lists.write(workbook, formats, report, list(_blocks(report, QuoteBlock)))
    if charts := list(_blocks(report, ChartBlock)):
        _charts(workbook, formats, charts)
        links.append(Link("Charts", "Charts of the report, to be copied", "Charts", 0, len(charts)))
    _contents(contents, formats, report, [links, sorted(listed, key=lambda link: int(link.name.split()[1]))])


def _contents(sheet: Any, formats: Formats, report: Report, parts: Sequence[Sequence[Link]]) -> None:
    """What is where, with links: the sheets, then the tables by their numbers in the other forms of the report."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(_CONTENTS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 2 * LINE)
    sheet.write_string(0, 0, cut(report.title), formats.title)
    sheet.write_string(1, 0, cut(report.subtitle), formats.plain)
    row = 3
    for heading, links in zip(("Sheet", "Table"), parts, strict=True):
        for column, name in enumerate((heading, "Holds", "Rows")):
            sheet.write_string(row, column, name, formats.head)
        for link in links:
            row += 1
            sheet.write_url(row, 0, f"internal:'{link.sheet}'!A{link.row + 1}", formats.link, link.name)
            line(sheet, row, [(1, link.holds, formats.text)], _CONTENTS)
            if link.rows:
                sheet.write_number(row, 2, link.rows, formats.number)
        row += 3
    if not report.verbatims:
        sheet.write_string(row - 1, 0, _NO_VERBATIMS, formats.plain)


def _blocks(report: Report, kind: type) -> Iterator[tuple[str, Any]]:
    """The blocks of a kind, each with the heading of its section, below that of the part it is in."""
    part = ""
    for section in report.sections:
        part = section.heading if section.level == 1 else part
        heading = section.heading if section.level == 1 else f"{part} \u2013 {section.heading}"
        for block in section.blocks:
            if isinstance(block, kind):
                yield heading, block


def _read_me(workbook: Any, formats: Formats, report: Report) -> None:
    """The words of the report that stand by themselves: findings by section, and how the numbers were made."""
    sheet = new(workbook, "Read me")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _READ_ME)
    sheet.set_row(0, 2 * LINE)
    sheet.write_string(0, 0, cut(report.title), formats.title)
    sheet.write_string(1, 0, cut(report.subtitle), formats.soft)
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
    sheet.write_string(row, 0, cut(heading[0]), heading[1])
    for place, (text, look) in enumerate(lines, start=1):
        line(sheet, row + place, [(0, text, look)], [_READ_ME])
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


def _tables(sheet: Any, formats: Formats, entries: _Entries) -> list[int]:
    """The tables of one topic one below the other, with one heading, so that they filter as one list.

    Returns:
        The row at which each begins.
    """
    layout = _layout([table for _, table in entries])
    titles = (_fitting(heading for heading, _ in entries), _fitting(table.caption for _, table in entries))
    widths = (*titles, *(52 for _ in layout.words))
    names = ("Section", "Table", *(column.name for column in layout.words))
    firsts = [layout.at(group, figures=True) for group in layout.groups]
    for group, first in zip(layout.groups, firsts, strict=True):  # row by row: what is above cannot be written later
        sheet.merge_range(0, first, 0, first + len(layout.numbers) - 1, cut(group.name), formats.group)
    heads(sheet, formats.head, 1, zip(names, widths, strict=True))
    for first in firsts:
        for place, name in enumerate(layout.numbers):
            sheet.write_string(1, first + place, name, formats.head_number)
    sheet.set_column(layout.first_group, max(layout.first_group, layout.width - 1), 9.5)
    row, begins = 2, []
    for heading, table in entries:
        begins.append(row)
        columns = [layout.at(c, figures=bool(table.figures(i))) for i, c in enumerate(_named(table))]
        for cells in table.rows:
            placed = list(zip(columns, cells, strict=True))
            words = [(column, value, formats.text) for column, value in placed if isinstance(value, str)]
            origin = [(0, heading, formats.soft), (1, table.caption, formats.soft)]
            line(sheet, row, [*origin, *words], (*widths, *(9 for _ in range(layout.width))))
            for column, value in placed:
                if isinstance(value, Figure):
                    _figure(sheet, formats, (row, column), value)
            row += 1
    sheet.freeze_panes(2, 3)
    sheet.autofilter(1, 0, max(row - 1, 2), layout.width - 1)
    return begins


def _fitting(texts: Iterable[str]) -> float:
    """The width of a column that holds texts of one line; very long ones wrap."""
    return min(_WIDEST, max(map(len, texts)) + 2)


def _figure(sheet: Any, formats: Formats, at: tuple[int, int], figure: Figure) -> None:
    """The five cells of a figure, from row and column `at` on; its share is worked out from the two before it."""
    row, column = at
    sheet.write_number(row, column, figure.count, formats.number)
    sheet.write_number(row, column + 1, figure.base, formats.number)
    for place, share in enumerate((figure.share, figure.low, figure.high), start=2):
        if place == 2 and share is not None and share == figure.count / figure.base:  # noqa: PLR2004 -- the first
            words = f"={_cell(row, column)}/{_cell(row, column + 1)}"
            sheet.write_formula(row, column + 2, words, formats.share, share)
        elif share is not None:
            sheet.write_number(row, column + place, share, formats.share)


def _cell(row: int, column: int) -> str:
    """The name of a cell, such as D3."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    name: str = xl_rowcol_to_cell(row, column)
    return name


def _charts(workbook: Any, formats: Formats, entries: list[tuple[str, ChartBlock]]) -> None:
    """Charts that Excel draws, beside the shares they are drawn from."""
    if not entries:
        return
    sheet = new(workbook, "Charts")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 70)
    row = 0
    for _, chart in entries:
        sheet.write_string(row, 0, cut(chart.caption), formats.section)
        for place, series in enumerate(chart.series, start=1):
            sheet.write_string(row + 1, place, cut(series.name), formats.head)
        for index, category in enumerate(chart.categories):
            sheet.write_string(row + 2 + index, 0, cut(category), formats.text)
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
                "name": cut(legend(series)),
                "categories": ["Charts", first, 0, last, 0],
                "values": ["Charts", first, place, last, place],
                "fill": {"color": f"#{PALETTE[place - 1]}"},
                "gap": 60,
                "data_labels": {
                    "value": True,
                    "font": {"size": 8},
                    "custom": [{"value": cut(of(figure))} for figure in series.figures],
                },
            }
        )
    drawn.set_title({"name": cut(chart.caption), "name_font": {"size": 11}, "overlay": False})
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
