"""Sheets for people as grids of cells: read from CSV and Excel files, and written as such.

Text stays text: no cell is a formula to the program that opens the file, whatever a respondent wrote.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from textmine.archives import check_office, part_names
from textmine.errors import TextmineError

__all__ = [
    "CELL",
    "ROWS",
    "SUFFIXES",
    "Formats",
    "check_writable",
    "escaped",
    "printable",
    "read_grid",
    "workbook",
    "write_csv",
]

CELL = 32_767
"""Characters that a cell of Excel holds."""

ROWS = 1_048_575
"""Rows below the heading that a sheet of Excel holds."""

SUFFIXES = (".xlsx", ".csv")

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- xlsxwriter takes no zone; fixed, so that bytes are equal
_BASE = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
# A cell that begins like this is a formula to a spreadsheet that opens a CSV file, the wide signs in some languages.
# Source: OWASP, owasp.org/www-community/attacks/CSV_Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
_ALONE = "-"  # by itself it is a sign that people write, and no formula
# What openpyxl raises on a workbook that no spreadsheet wrote; what is wrong in XML is a SyntaxError in any parser. The
# archive itself is whole by then (`check_office`).
_FAULTS = (SyntaxError, KeyError, ValueError, IndexError, TypeError, AttributeError)


def printable(cell: str) -> str:
    """A text as a cell can hold it: without control characters, cut at the length that Excel allows."""
    return _UNPRINTABLE.sub("", cell)[:CELL]


def escaped(cell: str) -> str:
    """A cell for a CSV file that no spreadsheet takes for a formula; `read_grid` takes the sign away again."""
    return f"'{cell}" if cell.startswith(_FORMULA) and cell != _ALONE else cell


def _bare(cell: str) -> str:
    """A cell of a CSV file as it was before `escaped`."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def check_writable(path: Path, rows: int, what: str) -> None:
    """Say before the work that a sheet cannot be written.

    Raises:
        TextmineError: the suffix is neither .xlsx nor .csv, or a workbook cannot hold so many rows.
    """
    if path.suffix.casefold() not in SUFFIXES:
        raise TextmineError(
            f"A sheet cannot be written to {path.name}.", expected=f"one of the suffixes {', '.join(SUFFIXES)}"
        )
    if path.suffix.casefold() == ".xlsx" and rows > ROWS:
        raise TextmineError(f"A workbook cannot hold {rows} {what}.", hint="write them to a file .csv")


def read_grid(path: Path, writes: str) -> list[list[str]]:
    """The cells of a CSV file, or of the first sheet of a workbook, as texts; all rows as wide as the widest.

    Args:
        path: A file .xlsx or .csv; the separator of a CSV file is the one that its heading has.
        writes: Which command writes such a sheet, for the message of an error.

    Raises:
        TextmineError: the file is missing, has another suffix, or is damaged.
    """
    readers = {".csv": _csv_cells, ".xlsx": _xlsx_cells}
    if path.suffix.casefold() not in readers:
        raise TextmineError(f"{path.name} is no sheet.", expected="a file .xlsx or .csv", hint=writes)
    try:
        grid = readers[path.suffix.casefold()](path, writes)
    except OSError as error:
        raise TextmineError(f"{path} cannot be read: {error.strerror or error}.", hint=writes) from error
    width = max(map(len, grid), default=0)
    return [[*row, *[""] * (width - len(row))] for row in grid]


def write_csv(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Comma-separated, with the mark at its head by which Excel knows UTF-8; the first row is the heading."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([escaped(cell) for cell in row] for row in rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


@contextlib.contextmanager
def workbook(path: Path, title: str) -> Iterator[Formats]:
    """A workbook of xlsxwriter to fill, of the same bytes for the same cells, written when the block ends."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    # The file is opened here, as xlsxwriter looks at the suffix of a name, which may be a temporary one.
    with path.open("wb") as file, xlsxwriter.Workbook(file, {**options, "in_memory": True}) as book:
        book.set_properties({"title": title, "author": "textmine", "created": _DATE})
        yield Formats(book)


class Formats:
    """A workbook with the looks of its cells, each made once.

    Attributes:
        book: The workbook of xlsxwriter.
    """

    def __init__(self, book: Any) -> None:
        self.book = book
        self._made: dict[str, Any] = {}

    def look(self, **wanted: object) -> Any:
        """The format with these properties beside the font."""
        key = repr(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**_BASE, **wanted})
        return self._made[key]

    def lines(self, name: str, text: str) -> None:
        """Add a sheet `name` of words, a line a row."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, 130)
        for row, line in enumerate(text.splitlines()):
            sheet.write_string(row, 0, line, self.look())


def _csv_cells(path: Path, writes: str) -> list[list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise TextmineError(
            f"{path.name} is not UTF-8 text.", hint="save it as 'CSV UTF-8', or as an Excel workbook (.xlsx)"
        ) from error
    separator = max(",;\t", key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise TextmineError(f"{path.name} is no CSV file: {error}.", hint=writes) from error
    return [[_bare(cell) for cell in row] for row in rows]


def _xlsx_cells(path: Path, writes: str) -> list[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    wrong = TextmineError(f"{path.name} is no Excel workbook.", expected="a file .xlsx", hint=writes)
    if path.is_file() and not part_names(path):
        raise wrong
    try:
        check_office(path, writes)
        book = openpyxl.load_workbook(path, read_only=True)
        rows: Iterable[Iterable[object]] = book.worksheets[0].iter_rows(values_only=True)
        grid = [[_text(value) for value in row] for row in rows]
        book.close()
    except (InvalidFileException, *_FAULTS) as error:
        raise wrong from error
    return grid


def _text(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
