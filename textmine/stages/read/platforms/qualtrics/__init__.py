"""Qualtrics: CSV and TSV with one to three rows of headings, workbooks, XML; with or without the structure (.qsf)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Cell, Meta, Understood
from textmine.stages.read.personal import is_personal
from textmine.stages.read.platforms.qualtrics.columns import columns, header_rows, may_be, meta, of_xml
from textmine.stages.read.platforms.qualtrics.qsf import Qsf, parse
from textmine.stages.read.platforms.qualtrics.questions import questions
from textmine.stages.read.platforms.qualtrics.responses import Responses, XmlResponses
from textmine.stages.read.questions.kinds import MOST_OPTIONS
from textmine.stages.read.sniff import foreign
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textmine.stages.read.cells.grid import Sheet
    from textmine.stages.read.model import Grid
    from textmine.stages.read.platforms.qualtrics.columns import Column
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "qualtrics"
STRUCTURE = "its survey (.qsf)"

_NO_STRUCTURE = (
    "There is no structure (.qsf): questions, their kinds and options are found from headings and values; give the "
    "structure with --structure FILE.qsf (Qualtrics: Survey > Tools > Import/Export > Export survey)."
)
_ROWS = {1: "names", 2: "names-labels", 3: "import-ids"}


def recognise(head: Head) -> str:
    """What shows that a file is an export of Qualtrics."""
    if head.kind == "xml":
        return "responses with a _recordId" if "<Responses>" in head.start and "<_recordId>" in head.start else ""
    rows = header_rows(head.rows) if head.kind in {"text", "book"} else 0
    if not rows:
        return ""
    return "a row of ImportIds below the headings" if _imports(head, rows) else "headings such as StartDate, ResponseId"


def is_structure(head: Head) -> bool:
    """Whether a file is a survey (.qsf)."""
    return head.kind == "json" and '"SurveyEntry"' in head.start and '"SurveyElements"' in head.start


@dataclass(frozen=True)
class Opened:
    """An export whose form is known.

    Attributes:
        grid: Its cells, without previews, tests and spam.
        format: Its form.
        columns: Its columns.
        roles: The columns about the respondent, each with its role, "personal" or "".
        qsf: The structure, where there is one.
    """

    grid: Responses
    format: str
    columns: tuple[Column, ...]
    roles: Mapping[int, str]
    qsf: Qsf | None

    @property
    def meta(self) -> dict[str, Meta]:
        """Columns of the id, the date of submission, whether to the end, and the language."""
        found = {role: column for column, role in self.roles.items() if role not in {"", "personal", "status"}}
        return {role: Meta(column, _finished) if role == "finished" else Meta(column) for role, column in found.items()}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """Bind the columns, with the structure or without."""
        asked = [c for c in self.columns if c.position not in self.roles and c.question and c.part != "technical"]
        found = questions(self.grid, asked, profile, self.qsf, self.grid.path.stem)
        used = {binding.column for binding in found.bindings}
        rest = [c for c in self.columns if c.position not in self.roles.keys() | used]
        added = [c for c in rest if not c.question and c.name and c.part != "technical" and not c.name.startswith("Q_")]
        personal = {place for place, role in self.roles.items() if role == "personal"}
        personal |= {c.position for c in added if is_personal(c.name, profile.values[c.position])}
        groups = {c.name: c.position for c in added if len(profile.values[c.position]) <= MOST_OPTIONS}
        unread = [c.name for c in added if c.name not in groups and c.position not in personal]
        unread = [name for name in unread if name not in {*settings.attributes, settings.weight}]
        known = personal | used | {c.position for c in added}
        lost = [c.name for c in rest if c in asked and profile.values[c.position]]
        return Understood(
            found.structure,
            found.bindings,
            {name: place for name, place in groups.items() if place not in personal},
            frozenset(personal),
            frozenset(c.position for c in self.columns if c.position not in known),
            self.qsf is None,
            (
                *([] if self.qsf else [_NO_STRUCTURE]),
                *self.grid.notes(),
                *found.notes,
                *note("of embedded data with many values and not read", unread),
                *note("beside others of their question and not read", lost),
            ),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an export.

    Raises:
        TextmineError: it is none, or it or its structure is damaged.
    """
    if head.kind != "xml" and not (header_rows(head.rows) or (head.rows and (structure or may_be(head.rows[0])))):
        raise foreign(head, "Qualtrics", "headings such as StartDate, ResponseId, Q1 and Q2_1_TEXT")
    qsf = parse(structure) if structure else None
    if head.kind == "xml":
        xml = XmlResponses(head.path)
        return _opened(xml, "qualtrics-xml", of_xml(xml.headings), [xml.headings], qsf)
    sheet: Sheet = BookSheet(head.path) if head.kind == "book" else CsvSheet(head.path, settings.encoding)
    if not head.rows:
        raise TextmineError(
            f"{head.path.name} is not as Qualtrics writes it.",
            expected="a table with one to three rows of headings, or XML",
            hint="In Qualtrics: Data & Analysis, Export data, CSV.",
        )
    number = header_rows(head.rows) or 1
    rows = head.rows[:number]
    ending = "book" if head.kind == "book" else "csv"
    grid = Headed(sheet, rows[0], number)
    return _opened(grid, f"qualtrics-{ending}-{_form(head, number)}", columns(rows), rows, qsf)


def _opened(
    grid: Grid,
    form: str,
    found: tuple[Column, ...],
    rows: tuple[tuple[str, ...], ...] | list[tuple[str, ...]],
    qsf: Qsf | None,
) -> Opened:
    roles = meta(found, rows)
    status = next((place for place, role in roles.items() if role == "status"), None)
    return Opened(Responses(grid, status), form, found, roles, qsf)


def _imports(head: Head, rows: int) -> bool:
    return any(cell.startswith('{"ImportId"') for cell in head.rows[rows - 1])


def _form(head: Head, rows: int) -> str:
    return "import-ids" if _imports(head, rows) else _ROWS[rows]


def _finished(cell: Cell) -> Cell:
    return {"1": "Y", "true": "Y", "0": "N", "false": "N"}.get((cell or "").strip().casefold(), "")
