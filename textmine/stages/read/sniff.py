"""Which platform an export comes from, and what it is recognised by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.archives import part_names
from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet, sheet_names
from textmine.stages.read.cells.grid import first_rows
from textmine.stages.read.cells.parquet import ParquetSheet
from textmine.stages.read.cells.statistics import StatSheet
from textmine.stages.read.cells.text import CsvSheet, beginning

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read.cells.grid import Sheet

__all__ = ["Head", "foreign", "head", "sheet"]

_START = 1 << 20
"""Bytes of a file that are looked at."""

_ROWS = 10
_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPSS = (b"$FL2", b"$FL3")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Head:
    """What is seen of a file before it is read.

    Attributes:
        path: The file.
        kind: text (rows of cells), book (workbook), zip, xml, html, json, sav (SPSS), dta (Stata), parquet, or "" for
            a file that is none of them.
        rows: The first rows of a text, of the first sheet of a workbook, or of sav, dta or parquet, where names stand
            above.
        names: The parts of a zip, or the sheets of a workbook.
        start: The beginning of xml, html or json.
    """

    path: Path
    kind: str
    rows: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = ()
    start: str = ""

    @property
    def form(self) -> str:
        """What kind of table it is, by the ending of its name: csv, xlsx ...; csv where it has none."""
        return self.path.suffix.removeprefix(".").casefold() or "csv"


def head(path: Path, encoding: str = "") -> Head:
    """Look at a file.

    Args:
        path: The file.
        encoding: Its encoding, where it is known.
    """
    with path.open("rb") as file:
        data = file.read(_START)
    if data.startswith(_EXCEL):  # asked first: it may end with a zip, of its colours
        return _book(path)
    if data.startswith(_ZIP):
        return _zip(path)
    if kind := _binary(data, path):
        return Head(path, kind, _named(path, kind))
    start, rows = beginning(data, encoding)
    if kind := _markup(start.lstrip("\ufeff \t\r\n")):
        return Head(path, kind, start=start)
    return Head(path, "text" if start.strip() else "", tuple(rows))


def foreign(head: Head, platform: str, expected: str) -> TextmineError:
    """The error for a file that cannot be an export of the platform that it is said to be of."""
    return TextmineError(f"{head.path.name} is not as {platform} writes it.", expected=expected)


def sheet(head: Head, encoding: str = "") -> Sheet:
    """All cells of a text, or of the first sheet of a workbook.

    Raises:
        TextmineError: it is neither, or is damaged.
    """
    return BookSheet(head.path) if head.kind == "book" else CsvSheet(head.path, encoding)


def _binary(data: bytes, path: Path) -> str:
    if data.startswith(_SPSS):
        return "sav"
    if data.startswith(b"<stata_dta>") or (path.suffix.casefold() == ".dta" and data[:1] in {b"q", b"r", b"s"}):
        return "dta"
    return "parquet" if data.startswith(b"PAR1") else ""


def _zip(path: Path) -> Head:
    names = part_names(path)
    if "xl/workbook.xml" in names or {"content.xml", "mimetype"} <= {*names}:
        return _book(path)
    return Head(path, "zip", names=names)


def _book(path: Path) -> Head:
    names = sheet_names(path)
    return Head(path, "book", BookSheet(path).first(_ROWS) if names else (), names)


def _named(path: Path, kind: str) -> tuple[tuple[str, ...], ...]:
    """The first rows of a data file; none when it is damaged, or when what reads it is missing."""
    try:
        return first_rows(ParquetSheet(path) if kind == "parquet" else StatSheet(path), _ROWS)
    except TextmineError:
        return ()


def _markup(start: str) -> str:
    """The kind of a text that is no table: xml, html or json."""
    low = start[:200].casefold()
    if low.startswith(("<!doctype html", "<html", "<meta", "<style")):
        return "html"
    if low.startswith("<"):
        return "xml"
    return "json" if low.startswith("{") or (low[:1] == "[" and low[1:].lstrip()[:1] in {"{", "[", "]"}) else ""
