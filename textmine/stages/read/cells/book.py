"""A workbook (.xlsx, .xls, .ods) as rows of cells, each a text as a person sees it.

Its cells are read once and held in memory, which is why it may be only so large.
"""

from __future__ import annotations

import functools
import itertools
import zipfile
from typing import TYPE_CHECKING

from textmine.archives import check_office, opened, part_names, source
from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import as_text
from textmine.stages.read.cells.old_books import cells
from textmine.stages.read.cells.xml import each
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    _Texts = tuple[int, tuple[str, ...]]
    """A row that is not blank: its number, and its cells without the empty ones at the end."""

__all__ = ["BookSheet", "sheet_names"]

_BOOK = "xl/workbook.xml"
_MOST_CELLS = 10_000_000
_MOST_ROWS = 1 << 20  # of any spreadsheet
_LARGEST_OLD = 128 << 20  # bytes of an .xls
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_FAULTS = (KeyError, ValueError, IndexError, TypeError, AttributeError, OSError, zipfile.BadZipFile, SyntaxError)
"""What openpyxl raises on a workbook that no spreadsheet wrote; what is wrong in XML is a SyntaxError in any parser."""


class BookSheet:
    """The cells of one sheet of a workbook.

    Text that begins with "=", which LimeSurvey writes as a formula, is kept; no formula is computed.

    Args:
        path: The workbook.
        name: The sheet; the first one where empty.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        self.path = path
        self._name = name

    def rows(self) -> Iterator[Row]:
        """The rows, blank ones left out, all as wide as the sheet.

        Raises:
            TextmineError: it is no workbook, is damaged, or is too large.
        """
        return (Row(number, number, texts) for number, texts in _level(self._texts))

    def first(self, number: int) -> tuple[tuple[str, ...], ...]:
        """The cells of the first rows, blank ones left out, all as wide as the widest of them; no further row is read.

        Raises:
            TextmineError: as `rows`.
        """
        return tuple(texts for _, texts in _level(list(itertools.islice(self._read(), number))))

    @functools.cached_property
    def _texts(self) -> list[_Texts]:
        return list(self._read())

    def _read(self) -> Iterator[_Texts]:
        _check(self.path)
        found = _modern(self.path, self._name) if _is_modern(self.path) else _older(self.path, self._name)
        held = 0
        for number, row in enumerate(found, start=1):
            texts = list(map(as_text, row))
            while texts and not texts[-1]:
                texts.pop()
            held += len(texts)
            if held > _MOST_CELLS or number > _MOST_ROWS:
                raise _too_large(self.path)
            if texts:
                yield number, tuple(texts)


def _level(found: Sequence[_Texts]) -> Iterator[_Texts]:
    """Rows as wide as the widest of them."""
    width = max((len(texts) for _, texts in found), default=0)
    return ((number, (*texts, *[""] * (width - len(texts)))) for number, texts in found)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of the sheets of a workbook; none when it is no workbook.

    Raises:
        TextmineError: it is too large, or holds what no spreadsheet writes.
    """
    _check(path)
    try:
        if _is_modern(path):
            with opened(path) as archive, archive.open(_BOOK) as file:
                return tuple(sheet.get("name", "") for sheet in each(file, "{*}sheet"))
        return tuple(map(str, next(cells(path, ""), ())))
    except ValueError:
        return ()


def _is_modern(path: Path) -> bool:
    return _BOOK in part_names(path)


def _check(path: Path) -> None:
    """Make sure that a workbook can be given to its reader, which trusts it."""
    names = part_names(path)
    if not names and path.stat().st_size > _LARGEST_OLD:
        raise _too_large(path)
    if names:
        check_office(path)
    if "content.xml" in names:
        _check_repeats(path)


def _check_repeats(path: Path) -> None:
    """Make sure that an .ods does not say of a few cells that they stand there a million times."""
    with opened(path) as archive, archive.open("content.xml") as file:
        height = width = 0
        for row in each(file, f"{_TABLE}table-row"):
            height += int(row.get(f"{_TABLE}number-rows-repeated", "1"))
            column = filled = 0
            for cell in row:
                column += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
                filled = column if len(cell) or len(cell.attrib) > 2 else filled  # noqa: PLR2004 - repeated, style
            width = max(width, filled)
            if filled and height * width > _MOST_CELLS:
                raise _too_large(path)


def _modern(path: Path, name: str) -> Iterator[Iterable[object]]:
    """The rows of an .xlsx by openpyxl, which keeps the text of formulas."""
    import openpyxl

    given = source(path)
    try:
        with path.open("rb") if isinstance(given, str) else given as file:  # of a name, it looks at the ending
            sheets = openpyxl.load_workbook(file, read_only=True)
            sheet = sheets[name] if name else sheets.worksheets[0]
            sheet.reset_dimensions()  # what a program wrote there may be wrong
            for row in sheet.iter_rows(values_only=True):
                yield map(_formula, row)
    except _FAULTS as error:
        raise _damaged(path) from error


def _formula(value: object) -> object:
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

    if isinstance(value, ArrayFormula | DataTableFormula):
        return getattr(value, "text", None)
    return value[1:] if isinstance(value, str) and value.startswith("==") else value


def _older(path: Path, name: str) -> Iterator[Iterable[object]]:
    """The rows of an .xls or .ods."""
    try:
        yield from itertools.islice(cells(path, name), 1, None)
    except ValueError as error:
        raise _damaged(path) from error


def _too_large(path: Path) -> TextmineError:
    return TextmineError(
        f"{path.name} has more than {_MOST_CELLS:,} cells, or more than a workbook can hold.",
        expected="a workbook as a survey platform writes it",
        hint="Export the answers as CSV, which is read in parts.",
    )


def _damaged(path: Path) -> TextmineError:
    return TextmineError(
        f"{path.name} is no workbook that can be read.",
        expected="a file .xlsx, .xls or .ods as the survey platform wrote it",
        hint="Export it again; the download may have been cut off.",
    )
