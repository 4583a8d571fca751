"""Report -> a .zip of CSV files: one a table, all its rows, and the verbatims.

UTF-8 with the mark by which Excel knows it; a cell that a spreadsheet would take for a formula has a
' before it. A column of figures becomes a column each for count, base, share and the ends of its interval.
"""

from __future__ import annotations

import csv
import io
import zipfile
from typing import TYPE_CHECKING

from textmine.grids import escaped
from textmine.report.listing import VERBATIM, verbatim_rows
from textmine.report.model import Figure, TableBlock
from textmine.report.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from textmine.report.model import Cell, Report

__all__ = ["write"]

_DATE = (1980, 1, 1, 0, 0, 0)  # fixed, so that bytes are equal
_FIGURE = ("count", "base", "share", "low", "high")


def write(report: Report, path: Path) -> None:
    """Write the tables of the report as CSV files within an archive."""
    contents = [("file", "section", "caption", "rows")]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for section in report.sections:
            for block in section.blocks:
                if isinstance(block, TableBlock):
                    name = f"table-{block.number:02d}-{section.section_id[:40].strip('-')}.csv"
                    _add(archive, name, _rows(block))
                    contents.append((name, section.heading, block.caption, str(len(block.rows))))
        if report.verbatims:
            name = "verbatims.csv"
            _add(archive, name, [(*VERBATIM[:2], *report.by, *VERBATIM[2:]), *verbatim_rows(report)])
            contents.append((name, "", "Every comment", str(len(report.verbatims))))
        _add(archive, "contents.csv", contents)


def _rows(table: TableBlock) -> Iterable[Sequence[str]]:
    """The heading and all rows of a table."""
    figures = [bool(table.figures(index)) for index in range(len(table.columns))]
    heading: list[str] = []
    for name, has_figures in zip(table.columns, figures, strict=True):
        heading += [f"{name}: {part}" for part in _FIGURE] if has_figures else [name]
    yield heading
    for row in table.rows:
        cells: list[str] = []
        for value, has_figures in zip(row, figures, strict=True):
            cells += _figure(value) if has_figures else [str(value)]
        yield cells


def _figure(value: Cell) -> list[str]:
    """The cells of a figure, as precise as it is; of a word among figures it and empty ones."""
    if not isinstance(value, Figure):
        return [value, *[""] * (len(_FIGURE) - 1)]
    numbers = (value.count, value.base, value.share, value.low, value.high)
    return ["" if number is None else repr(number) for number in numbers]


def _add(archive: zipfile.ZipFile, name: str, rows: Iterable[Sequence[str]]) -> None:
    """Put a CSV file into an archive."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([escaped(printable(cell)) for cell in row] for row in rows)
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, text.getvalue().encode("utf-8-sig"))
