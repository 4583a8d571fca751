"""KoboToolbox and ODK: exports as CSV, workbook or JSON, with the XLSForm they come from or without it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.objects import Objects
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Meta, Reader, Structure, Understood
from textmine.stages.read.platforms.kobo.answers import holds, parts, ranked, unknown
from textmine.stages.read.platforms.kobo.form import is_form, parse
from textmine.stages.read.platforms.kobo.headings import ID, is_export, match, names, own
from textmine.stages.read.platforms.kobo.infer import infer
from textmine.stages.read.questions.build import ticked
from textmine.stages.read.questions.fields import Form, Readers, chosen
from textmine.stages.read.sniff import foreign
from textmine.stages.read.sniff import head as look
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from textmine.stages.read.model import Grid
    from textmine.stages.read.platforms.kobo.form import XlsForm
    from textmine.stages.read.questions.fields import Place
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "kobo"
STRUCTURE = "its form (XLSForm, .xlsx), or the content of the form as JSON"

_NO_FORM = (
    "There is no form (XLSForm): wordings and options are those of the headings, the answers of a question with "
    "several that are joined in one cell are read as text, and comments on an option as questions of their own; "
    "give the form with --structure FILE.xlsx (KoboToolbox: Form > Download XLS)."
)
_SUBMITTED = ("_submission_time", "SubmissionDate")


def recognise(head: Head) -> str:
    """What shows that a file is an export of KoboToolbox or ODK."""
    if head.kind in {"text", "book"} and head.rows and is_export(head.rows[0]):
        return "columns such as _uuid and _submission_time, or SubmissionDate and KEY"
    if head.kind == "json" and '"_uuid"' in head.start and '"_submission_time"' in head.start:
        return "records with _uuid and _submission_time"
    return ""


def is_structure(head: Head) -> bool:
    """Whether a file is a form: an XLSForm, or the JSON in which KoboToolbox keeps one."""
    return is_form(head)


@dataclass(frozen=True)
class Opened:
    """An export, with its form or without.

    Attributes:
        beside: Names of what lies beside the records: sheets, and lists within records.
    """

    grid: Grid
    format: str
    form: XlsForm | None
    beside: tuple[str, ...] = ()

    @property
    def meta(self) -> dict[str, Meta]:
        """Columns of the id and the time of submission."""
        headings = self.grid.headings
        roles = {"id": ID, "submitted": _SUBMITTED}
        found = {role: next((name for name in known if name in headings), "") for role, known in roles.items()}
        return {role: Meta(headings.index(name)) for role, name in found.items() if name}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - all are asked alike
        """Bind the columns by the names or labels of the form; without it, by their headings and values.

        Raises:
            TextmineError: no column is in the form.
        """
        headings, xls = self.grid.headings, self.form
        personal, technical = own(headings)
        if xls is None:
            others = [column for column in range(len(headings)) if column not in personal | technical]
            fields, columns = infer(headings, others, profile)
            form, notes = Form(fields), [_NO_FORM]
            notes += [f"Not read, as a record may have several: {', '.join(self.beside)}"] if self.beside else []
        else:
            columns, form = match(xls, headings), Form(xls.fields)
            asked = {field.name for field in xls.fields}
            questions = {column for (name, _), column in columns.items() if name in asked}
            personal = personal - questions | {column for (name, _), column in columns.items() if name in xls.personal}
            technical = {*technical, *columns.values()} - questions - personal
            notes = self._notes(xls, columns, personal | technical | questions)
            notes += form.notes() + unknown(form, columns, headings, profile)
        apart = {question.code: parts(form.codes(question.code)) for question in form.questions if question.options}
        readers = Readers(
            tick=lambda *_: Reader(ticked),
            joined=lambda field, code: Reader(functools.partial(holds, parts=apart[field.name], code=code)),
            ranked=lambda field, rank: Reader(functools.partial(ranked, parts=apart[field.name], rank=rank)),
            value=lambda field: Reader(functools.partial(chosen, codes=form.codes(field.name))),
        )
        return Understood(
            Structure((xls.title if xls else "") or self.grid.path.stem, xls.languages if xls else (), form.questions),
            tuple(form.bindings(columns, readers)),
            personal=frozenset(personal),
            technical=frozenset(technical),
            inferred=xls is None,
            notes=tuple(notes),
        )

    def _notes(self, form: XlsForm, columns: Mapping[Place, int], known: Collection[int]) -> list[str]:
        """What the form and the export do not have in common."""
        there = {name for name, _ in columns}
        absent = [field.name for field in form.fields if field.name not in there]
        if len(absent) == len(form.fields):
            raise TextmineError(
                f"No column of {self.grid.path.name} is in the form.",
                expected="the form of the same survey, of the version that was answered",
                hint="Give it with --structure FILE.xlsx, or read the export without.",
            )
        return [
            *note("not in the form and not read", [h for n, h in enumerate(self.grid.headings) if n not in known]),
            *([f"In the form but not in the export: {', '.join(absent)}"] if absent else []),
            *([f"Repeated groups are not read: {', '.join(form.repeats)}"] if form.repeats else []),
        ]


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an export.

    Raises:
        TextmineError: it is none, or one of a repeated group alone, or the structure is no form.
    """
    if head.kind != "json" and not (head.rows and (structure or any(own(head.rows[0])))):
        raise foreign(head, "KoboToolbox or ODK", "columns such as _uuid or SubmissionDate beside those of questions")
    form = None
    if structure is not None:
        seen = look(structure)
        if not is_form(seen):
            raise TextmineError(
                f"{structure.name} is no form of KoboToolbox or ODK.",
                expected="an XLSForm (.xlsx with the sheets survey and choices), or the content of a form as JSON",
            )
        form = parse(seen)
    if head.kind == "json":
        records = Objects(head.path, names(form) if form else ())
        nested = sorted(records.nested)
        beside = {*range(len(nested))}.difference(*own(nested))
        return Opened(records, "kobo-json", form, tuple(nested[number] for number in sorted(beside)))
    if head.kind == "book":
        return Opened(Headed(BookSheet(head.path)), "kobo-book", form, head.names[1:])
    grid = Headed(CsvSheet(head.path, settings.encoding))
    if "PARENT_KEY" in grid.headings:
        raise TextmineError(
            f"{head.path.name} holds the records of a repeated group alone.",
            expected="the export of the form itself, which has a column SubmissionDate",
            hint="ODK Central writes both into one archive: give the file that is called as the form is.",
        )
    return Opened(grid, "kobo-csv", form)
