"""A workbook (.xlsx, .xls, .ods) as rows of cells, each a text as a person sees it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import as_text
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["BookSheet", "sheet_names"]


class BookSheet:
    """The cells of one sheet of a workbook.

    Text that begins with "=", which LimeSurvey writes as a formula, is kept.

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
            TextmineError: it is no workbook, or is damaged.
        """
        found = _modern(self.path, self._name) if _is_zip_of_excel(self.path) else _older(self.path, self._name)
        for number, cells in enumerate(found, start=1):
            texts = tuple(map(as_text, cells))
            if any(texts):
                yield Row(number, number, texts)


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of the sheets of a workbook; none when it is no workbook."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            return tuple(book.sheet_names)
    except (python_calamine.CalamineError, OSError):
        return ()


def _is_zip_of_excel(path: Path) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def _modern(path: Path, name: str) -> Iterator[list[object]]:
    """The rows of an .xlsx by openpyxl, which keeps the text of formulas."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True)
        sheet = book[name] if name else book.worksheets[0]
        sheet.reset_dimensions()  # what a program wrote there may be wrong
        rows = [[_formula(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        raise _damaged(path) from error
    width = max(map(len, rows), default=0)
    return (row + [None] * (width - len(row)) for row in rows)


def _formula(value: object) -> object:
    return value[1:] if isinstance(value, str) and value.startswith("==") else value


def _older(path: Path, name: str) -> Iterator[list[object]]:
    """The rows of an .xls or .ods."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
            sheet = book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
            return iter([list(row) for row in sheet.to_python(skip_empty_area=False)])
    except (python_calamine.CalamineError, OSError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> TextmineError:
    return TextmineError(
        f"{path.name} is no workbook that can be read.",
        expected="a file .xlsx, .xls or .ods as the survey platform wrote it",
        hint="Export it again; the download may have been cut off.",
    )
