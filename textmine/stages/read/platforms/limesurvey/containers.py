"""The files in which LimeSurvey writes responses: CSV, VV, JSON, workbook, SPSS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.statistics import StatSheet
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.platforms.limesurvey.json_export import JsonGrid
from textmine.stages.read.platforms.limesurvey.vv import VvGrid, is_vv

if TYPE_CHECKING:
    from textmine.stages.read.cells.statistics import Variables
    from textmine.stages.read.model import Grid
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["Contents", "contents"]

_MOST_COLUMNS = 255
"""Columns after which RemoteControl stops to write a workbook."""

_NUMBERS = (
    "A workbook holds answers in figures as numbers: the zeros in front of a code or a telephone number, and line "
    "breaks other than LF, are lost."
)
_CUT = (
    f"The workbook has exactly {_MOST_COLUMNS} columns, where LimeSurvey stops when a workbook is exported by "
    "RemoteControl: columns may be missing; export CSV to be sure."
)
_TRIMMED = "A VV file holds texts without the blanks at their ends: a comment of nothing but blanks counts as empty."
_PADDED = (
    "A file of SPSS keeps no blanks at the end of a text, so that a comment of nothing but blanks counts as empty, and "
    "the wording of a question only as far as 256 bytes go."
)
_OVERWRITTEN = (
    "In JSON, of two columns with the same heading the later one replaces the other when LimeSurvey writes it: columns "
    "may be missing where wordings are the headings; export with question codes to be sure."
)


@dataclass(frozen=True)
class Contents:
    """The cells of an export, what holds them, and what that cannot hold.

    Attributes:
        grid: The cells.
        form: csv, vv, json, xlsx or sav.
        notes: What is lost by this form, whatever its headings are.
        by_wording: What is lost, besides, where wordings are the headings.
        variables: What a data file says of its variables; None in any other form.
    """

    grid: Grid
    form: str
    notes: tuple[str, ...] = ()
    by_wording: tuple[str, ...] = ()
    variables: Variables | None = None


def contents(head: Head, settings: ReadSettings) -> Contents:
    """Open what holds the responses.

    Raises:
        TextmineError: it is damaged, or nothing that LimeSurvey writes responses to.
    """
    path = head.path
    if head.kind == "json":
        return Contents(JsonGrid(path), "json", by_wording=(_OVERWRITTEN,))
    if head.kind == "book":
        grid = Headed(BookSheet(path))
        return Contents(grid, "xlsx", (_NUMBERS, _CUT) if len(grid.headings) == _MOST_COLUMNS else (_NUMBERS,))
    if head.kind == "sav":
        sheet = StatSheet(path, settings.encoding)
        return Contents(Headed(sheet), "sav", (_PADDED,), variables=sheet.variables)
    if head.kind in {"text", ""}:
        if is_vv(head.rows):
            return Contents(VvGrid(path, settings.encoding), "vv", (_TRIMMED,))
        return Contents(Headed(CsvSheet(path, settings.encoding)), "csv")
    raise TextmineError(
        f"{path.name} is nothing that LimeSurvey writes responses to.",
        expected="a LimeSurvey export: .csv, .json, .xlsx, a VV file or an archive (.lsa)",
        hint="In LimeSurvey: Export responses, CSV; or Display/Export, Survey archive (.lsa).",
    )
