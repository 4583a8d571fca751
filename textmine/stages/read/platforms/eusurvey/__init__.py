"""EUSurvey: results as a workbook (.xls, .xlsx, .ods), with or without the XML of the survey, or as XML alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Cell, Meta, Understood
from textmine.stages.read.platforms.eusurvey.infer import infer
from textmine.stages.read.platforms.eusurvey.questions import Placed, add, locate
from textmine.stages.read.platforms.eusurvey.sheet import Contributions
from textmine.stages.read.platforms.eusurvey.xml import EuSurvey, XmlContributions, parse
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.sniff import foreign
from textmine.stages.read.understand import note
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from textmine.stages.read.model import Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "eusurvey"
STRUCTURE = "its XML results (.xml)"

_NO_STRUCTURE = (
    "There is no structure: questions, their kinds and options are found from headings and values, and texts that "
    "an option opens are questions of their own; give the XML results of the survey with --structure FILE.xml "
    "(EUSurvey: Results > Export > XML)."
)
_ANONYMOUS = "Anonymous"
_BOOKS = {"xls", "xlsx", "ods"}
_UNIQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d\d)/(\d\d)/(\d{4})(?: (\d\d:\d\d(?::\d\d)?))?")
_STAMP = re.compile(r"(\d{4}-\d\d-\d\d)_(\d\d)-(\d\d)-(\d\d)")
_XML_ROLES = {"id": "id", "create": "submitted", "lang": "language", "user": "personal", "userlogin": "personal",
              "invitation": "personal"}  # fmt: skip


def recognise(head: Head) -> str:
    """What shows that a file is an export of EUSurvey."""
    if head.kind == "xml":
        return (
            "results with the elements of the survey" if "<Results" in head.start and "<Elements" in head.start else ""
        )
    rows = head.rows if head.kind == "book" else ()
    first = [row[0] for row in rows[:2] if row]
    return "Alias and Export Date above the headings" if first == ["Alias", "Export Date"] else ""


def is_structure(head: Head) -> bool:
    """Whether a file is XML results without contributions; with some it is an export, and may be a structure too."""
    return (
        bool(head.kind == "xml" and recognise(head)) and "<AnswerSet" not in head.start and "</Results>" in head.start
    )


@dataclass(frozen=True)
class Opened:
    """An export whose form is known.

    Attributes:
        grid: Its cells.
        format: Its form.
        title: The short name of the survey.
        roles: The columns about the contribution, each with its role, "personal" or "technical".
        survey: The structure, where there is one.
        placed: Where its columns stand.
    """

    grid: Grid
    format: str
    title: str
    roles: Mapping[int, str]
    survey: EuSurvey | None
    placed: Placed | None

    @property
    def meta(self) -> dict[str, Meta]:
        """Columns of the id, the date of the contribution and the language."""
        found = {role: column for column, role in self.roles.items() if role in {"id", "submitted", "language"}}
        return {role: Meta(column, _date) if role == "submitted" else Meta(column) for role, column in found.items()}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """Bind the columns, with the structure or without."""
        made = Questionnaire(self.grid.headings, profile)
        if self.survey and self.placed:
            structure = add(made, self.survey, self.placed, profile, ids=self.format == "eusurvey-xml")
            used = {*(binding.column for binding in made.bindings), *self.placed.columns.values(), *self.roles}
            unread = [name for column, name in enumerate(self.grid.headings) if column not in used]
            notes = note("not known to the structure and not read", sorted({*unread} - {*settings.attributes}))
        else:
            asked = [column for column in range(len(self.grid.headings)) if column not in self.roles]
            found = infer(made, self.grid, asked, profile)
            structure = made.structure(self.title)
            notes = [_NO_STRUCTURE, *self._doubts(found.joined, found.split)]
        return Understood(
            structure,
            tuple(made.bindings),
            personal=frozenset(column for column, role in self.roles.items() if role == "personal"),
            technical=frozenset(column for column, role in self.roles.items() if role == "technical"),
            inferred=self.survey is None,
            notes=tuple(notes),
        )

    def _doubts(self, joined: Iterable[int], split: Iterable[int]) -> list[str]:
        named = {"taken apart by options learned from their cells, which join several answers": joined}
        named["read as one question with a column for each option, by their Yes and No"] = split
        return [
            told for what, columns in named.items() for told in note(what, map(self.grid.headings.__getitem__, columns))
        ]


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - as every platform
    """Open results, as a workbook or as XML.

    Raises:
        TextmineError: they are none, or they or the structure are damaged or of another survey.
    """
    if head.kind not in {"xml", "book"}:
        raise foreign(head, "EUSurvey", "a workbook (.xls, .xlsx, .ods), or the results as XML")
    if head.kind == "xml":
        survey = parse(structure or head.path)
        xml = XmlContributions(head.path, survey)
        columns = {place: column for column, place in enumerate(xml.places)}
        own = {
            column: _XML_ROLES.get(name, "technical")
            for column, name in enumerate(xml.headings)
            if column >= len(columns)
        }
        return Opened(xml, "eusurvey-xml", survey.title, _without_anonymous(xml, own), survey, Placed("", columns))
    grid = Contributions(head.path)
    roles = _without_anonymous(grid, _roles(grid))
    _check(grid, roles)
    survey_ = parse(structure) if structure else None
    placed = locate(_asked(grid, roles), survey_, grid.path) if survey_ else None
    return Opened(grid, f"eusurvey-{head.form if head.form in _BOOKS else 'book'}", grid.title, roles, survey_, placed)


def _asked(grid: Grid, roles: Mapping[int, str]) -> list[str]:
    """The headings, those about the contribution empty."""
    return ["" if column in roles else heading for column, heading in enumerate(grid.headings)]


def _roles(grid: Grid) -> dict[int, str]:
    """The columns at the end that are about the contribution, by their headings or, in another language, their values.

    Behind the id, whose form is always the same, all columns are; their order is fixed.
    """
    roles: dict[int, str] = {}
    record = next(iter(grid.rows()), None)
    last = len(grid.headings) - 1
    for column in range(last, -1, -1):
        role = role_of(grid.headings[column], NAME)
        if not role:
            break
        roles[column] = role
    cells = record.cells if record else ()
    unique = next(
        (column for column in range(last, -1, -1) if cells and _UNIQUE.fullmatch(cells[column] or "")), last + 1
    )
    if "id" in roles.values() or unique > last:
        return roles
    order = iter(("submitted", "technical"))
    for column in range(unique + 1, last + 1):
        cell = cells[column] or ""
        if re.fullmatch(r"[A-Za-z]{2}", cell):
            roles[column] = "language"
        elif re.match(r"\d{4}-\d\d-\d\d", _date(cell) or ""):
            roles[column] = next(order, "technical")
        else:
            roles[column] = "technical" if cell.isdigit() else "personal"
    return roles | {unique: "id"}


def _without_anonymous(grid: Grid, roles: Mapping[int, str]) -> dict[int, str]:
    """The roles, less that of the id where the survey is anonymous and each is called so."""
    record = next(iter(grid.rows()), None)
    return {
        column: "technical" if role == "id" and record and (record.cells[column] or _ANONYMOUS) == _ANONYMOUS else role
        for column, role in roles.items()
    }


def _check(grid: Grid, roles: Mapping[int, str]) -> None:
    """Refuse a sheet whose records are shifted, which happens where there is a column for each option."""
    column = next((column for column, role in roles.items() if role == "id"), None)
    if column is None:
        return
    for row in grid.rows():
        if not row.cells[column] or not (row.cells[column] or "").strip():
            raise TextmineError(
                f"{grid.path.name}, row {row.number}: the answers do not stand below their headings.",
                expected=f"an id in the column {grid.headings[column]!r} of every row",
                hint="EUSurvey writes no cells for an unanswered question that has a column for each option: "
                "export the results again without that choice, or as XML.",
            )  # fmt: skip


def _date(cell: Cell) -> Cell:
    """A date as 2026-03-01 10:10, whatever the file has."""
    said = (cell or "").strip()
    if match := _DAY_FIRST.fullmatch(said):
        return f"{match[3]}-{match[2]}-{match[1]}" + (f" {match[4]}" if match[4] else "")
    if match := _STAMP.fullmatch(said):
        return f"{match[1]} {match[2]}:{match[3]}:{match[4]}"
    return said
