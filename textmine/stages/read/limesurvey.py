"""LimeSurvey: open an export, and understand what its columns hold."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.assemble import Plan, plan
from textmine.stages.read.attributes import column_attributes, personal_columns, question_attributes
from textmine.stages.read.csv_grid import CsvGrid
from textmine.stages.read.headings import absent, bind, meta, mode, note, place, refuse, unread
from textmine.stages.read.infer import infer
from textmine.stages.read.lsa import is_archive, open_archive
from textmine.stages.read.lss import LimeSurvey, parse
from textmine.stages.read.personal import mark, resolve
from textmine.stages.read.records import merge
from textmine.stages.read.values import answers, readers
from textmine.stages.read.weights import weight_column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Attribute, Binding, Grid, Reader, Structure
    from textmine.stages.read.scan import Profile

__all__ = ["Opened", "Understood", "open_export", "understand"]

_NO_STRUCTURE = (
    "There is no structure (.lss): the codes of questions and options stand for their wording, and questions on "
    "personal data can only be recognised by their codes; give the structure with --structure FILE.lss "
    "(LimeSurvey: Display/Export > Survey structure)."
)


@dataclass(frozen=True)
class Opened:
    """An export whose form is known: its cells, its structure if any, and where the ids stand."""

    grid: Grid
    format: str
    lime: LimeSurvey | None

    @property
    def meta(self) -> dict[str, int]:
        """Columns of the id, the date of submission and the language, by role."""
        return {b.role: b.column for b in meta(self.grid.headings, ()) if b.role != "attribute"}

    @property
    def described(self) -> Mapping[str, str]:
        """Descriptions of the participant attributes by name; they too may stand as headings."""
        return self.lime.attributes if self.lime else {}


@dataclass(frozen=True)
class Understood:
    """The structure as the tables show it, what to do with each record, and notes."""

    structure: Structure
    plan: Plan
    notes: tuple[str, ...]


def open_export(export: Path, structure: Path | None) -> Opened:
    """Open an archive or a CSV file.

    Raises:
        TextmineError: it is neither, or its headings are not read.
    """
    if export.suffix.lower() == ".lsa" or is_archive(export):
        grid, inside = open_archive(export)
        return Opened(grid, "limesurvey-lsa", parse(structure.read_bytes(), structure) if structure else inside)
    if zipfile.is_zipfile(export):
        raise TextmineError(
            f"{export.name} is a workbook or another zip file, which is not read.",
            expected="a LimeSurvey export: .csv with question codes as headings, or .lsa",
            hint="In LimeSurvey: Export responses, CSV; or Survey archive (.lsa).",
        )
    cells = CsvGrid(export)
    lime = parse(structure.read_bytes(), structure) if structure else None
    return Opened(cells, f"limesurvey-csv-{_mode(cells, lime)}", lime)


def _mode(grid: CsvGrid, lime: LimeSurvey | None) -> str:
    """The mode of the headings, which the structure knows best."""
    if lime is not None:
        here = set(grid.headings)
        codes = sum(column.heading in here for column in lime.columns)
        ems = sum(column.em in here for column in lime.columns)
        if codes or ems:
            return "code" if codes >= ems else "emcode"
    found = mode(grid.headings)
    if found == "emcode" and lime is None:
        raise TextmineError(
            f"{grid.path.name} has expression-manager codes (MEAS_SQ001) as headings.",
            expected="the structure of the survey beside it, which tells what they mean",
            hint="Give its .lss with --structure, or export without 'Use Expression Manager code'.",
        )
    if found not in {"code", "emcode"}:
        raise refuse(grid.path, found)
    return found


def understand(
    opened: Opened,
    profile: Profile,
    attributes: Collection[str],
    personal: Collection[str],
    *,
    repeat: bool,
    weight: str = "",
) -> Understood:
    """Bind the columns, merge repeated blocks, mark personal questions, choose attributes.

    Args:
        opened: The export.
        profile: What its columns hold.
        attributes: Questions and columns that are to be attributes.
        personal: Questions that are to be personal.
        repeat: Merge repeated blocks.
        weight: The column of the weights, "" for none.

    Raises:
        TextmineError: a name in `attributes` or `personal`, or `weight`, is unknown, or cannot be one.
    """
    grid = opened.grid
    weighed = {"weight": weight_column(grid.headings, weight)} if weight else {}
    base, bindings, notes = _bound(opened, profile, attributes, weight)
    form = answers(base, bindings, profile)
    structure, merged = merge(base, bindings) if repeat and opened.lime is not None else (base, bindings)
    read = dict(
        zip((b.column for b in bindings), readers(base, bindings, form, profile, exact=grid.tells_shown), strict=True)
    )
    ids = {b.asked: b.question for b in merged} | {question.code: question.code for question in structure.questions}
    structure = mark(structure, resolve(personal, ids))
    bound = [(b, read[b.column]) for b in merged]
    hidden = personal_columns(grid.headings, opened.described, profile)
    chosen = _attributes(opened, structure, bound, hidden, attributes, ids)
    plan_ = plan(grid.path.name, structure, bound, opened.meta | weighed, chosen)
    return Understood(structure, plan_, (*notes, *form.notes, *note("on personal data and not read", hidden)))


def _attributes(
    opened: Opened,
    structure: Structure,
    bound: Sequence[tuple[Binding, Reader]],
    hidden: Collection[str],
    named: Collection[str],
    ids: Mapping[str, str],
) -> list[Attribute]:
    """The attributes: closed questions, participant attributes but `hidden` ones, and what is `named`.

    `ids` has the id of each question by its code in the export and by its id.
    """
    personal = {question.code for question in structure.questions if question.personal}
    hidden = {*hidden, *(b.heading for b, _ in bound if b.question in personal)}
    questions = {ids[name]: name for name in named if name in ids}
    columns = [name for name in named if name not in ids]
    return [
        *question_attributes(structure, bound, questions),
        *column_attributes(opened.grid.headings, opened.described.values(), columns, hidden, ids),
    ]


def _bound(
    opened: Opened, profile: Profile, attributes: Collection[str], weight: str
) -> tuple[Structure, list[Binding], list[str]]:
    """The structure, found or given, the columns of its questions, and notes on the others.

    Where the structure is found from the headings, the column of the weights is no question.
    """
    headings, path, lime = opened.grid.headings, opened.grid.path, opened.lime
    used: Collection[int]
    if lime is None:
        structure, bindings = infer(path.stem, headings, profile)
        structure = replace(structure, questions=tuple(q for q in structure.questions if q.code != weight))
        bindings = [binding for binding in bindings if binding.question != weight]
        used = {binding.column for binding in bindings}
        notes = [_NO_STRUCTURE]
    else:
        structure, used = lime.structure, place(headings, lime, path)
        bindings, notes = bind(headings, used), absent(lime, used)
    if "id" not in opened.meta:
        notes.append("The export has no column of ids: the records are numbered from 1.")
    codes = {question.code for question in structure.questions}
    return structure, bindings, notes + unread(headings, used, {*opened.described.values(), *attributes, weight}, codes)
