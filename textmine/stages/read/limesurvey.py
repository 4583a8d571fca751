"""LimeSurvey: open an export, and understand what its columns hold."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.assemble import Plan, plan
from textmine.stages.read.csv_grid import CsvGrid
from textmine.stages.read.headings import META, absent, bind, meta, mode, place, refuse, unread
from textmine.stages.read.infer import infer
from textmine.stages.read.lsa import is_archive, open_archive
from textmine.stages.read.lss import LimeSurvey, parse
from textmine.stages.read.personal import mark
from textmine.stages.read.records import merge
from textmine.stages.read.values import Reader, answers, readers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Binding, Grid, Question, Structure
    from textmine.stages.read.scan import Profile

__all__ = ["Opened", "Understood", "open_export", "understand"]

_MOST_OPTIONS = 12
"""Options up to which a closed question is an attribute: more groups than that are too small to compare."""

_GROUPING = {"L", "!", "G", "Y", ""}
_Attribute = tuple[str, int, Reader, dict[str, str]]


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
    def described(self) -> tuple[str, ...]:
        """Descriptions of the participant attributes, which may stand as headings."""
        return tuple(self.lime.attributes.values()) if self.lime else ()


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
    opened: Opened, profile: Profile, attributes: Collection[str], personal: Collection[str], *, repeat: bool
) -> Understood:
    """Bind the columns, merge repeated blocks, mark personal questions, choose attributes.

    Args:
        opened: The export.
        profile: What its columns hold.
        attributes: Questions and columns that are to be attributes.
        personal: Questions that are to be personal.
        repeat: Merge repeated blocks.

    Raises:
        TextmineError: a name in `attributes` or `personal` is unknown, or cannot be one.
    """
    grid = opened.grid
    base, bindings, notes = _bound(opened, profile, attributes)
    form = answers(base, bindings, profile)
    structure, merged = merge(base, bindings) if repeat and opened.lime is not None else (base, bindings)
    read = dict(zip((b.column for b in bindings), readers(base, bindings, form, grid), strict=True))
    ids = {b.asked: b.question for b in merged} | {question.code: question.code for question in structure.questions}
    structure = mark(structure, _resolve(personal, ids, "personal"))
    chosen = _Chooser(structure, merged, read, ids)
    plan_ = plan(
        grid.path.name, structure, [(b, read[b.column]) for b in merged], opened.meta,
        chosen.attributes(grid.headings, opened.described, attributes),
    )  # fmt: skip
    return Understood(structure, plan_, tuple(notes) + form.notes)


def _bound(opened: Opened, profile: Profile, attributes: Collection[str]) -> tuple[Structure, list[Binding], list[str]]:
    """The structure, found or given, the columns of its questions, and notes on the others."""
    headings, path, lime = opened.grid.headings, opened.grid.path, opened.lime
    used: Collection[int]
    if lime is None:
        structure, bindings = infer(path.stem, headings, profile)
        used = {binding.column for binding in bindings}
        notes = ["There is no structure (.lss): the codes of questions and options stand for their wording."]
    else:
        structure, used = lime.structure, place(headings, lime, path)
        bindings, notes = bind(headings, used), absent(lime, used)
    if "id" not in opened.meta:
        notes.append("The export has no column of ids: the records are numbered from 1.")
    codes = {question.code for question in structure.questions}
    return structure, bindings, notes + unread(headings, used, {*opened.described, *attributes}, codes)


def _resolve(names: Collection[str], ids: dict[str, str], setting: str) -> set[str]:
    """The ids of the questions that a setting names, by their code in the export or their id."""
    for name in names:
        if name not in ids:
            raise TextmineError(f"{setting}: the survey has no question {name!r}.", hint=nearest(name, ids))
    return {ids[name] for name in names}


@dataclass(frozen=True)
class _Chooser:
    """Chooses what figures can be broken down by."""

    structure: Structure
    bindings: Sequence[Binding]
    readers: dict[int, Reader]
    ids: dict[str, str]

    def attributes(
        self, headings: Sequence[str], described: Collection[str], named: Collection[str]
    ) -> list[_Attribute]:
        """Closed questions, named questions, then participant columns.

        Args:
            headings: The headings of the export.
            described: Descriptions of the participant attributes, which may stand as headings.
            named: What the settings name.
        """
        columns = {name for name in named if name not in self.ids}
        for name in columns:
            self._check_column(name, headings)
        wanted = _resolve([name for name in named if name in self.ids], self.ids, "attributes")
        found = []
        for question in self.structure.questions:
            if question.code in wanted or _groups(question):
                binding = self._only_value(question)
                if binding is not None:
                    labels = {item.code: self.structure.text(item.texts, item.code) for item in question.options}
                    found.append((question.code, binding.column, self.readers[binding.column], labels))
                elif question.code in wanted:
                    raise TextmineError(
                        f"attributes: question {question.code!r} has no single answer for each respondent.",
                        expected="a question with one answer that is in the export and in no repeated block",
                    )
        plain = Reader(lambda cell: cell, exact=False)
        extra = (b for b in meta(headings, {*described, *columns}) if b.role == "attribute")
        return found + [(b.heading, b.column, plain, {}) for b in extra]

    def _check_column(self, name: str, headings: Sequence[str]) -> None:
        if META.get(name, "") is None:
            raise TextmineError(
                f"attributes: the column {name!r} is not read.", hint="It is personal or technical; leave it out."
            )
        if name not in headings:
            raise TextmineError(
                f"attributes: there is no question or column {name!r}.", hint=nearest(name, {*self.ids, *headings})
            )

    def _only_value(self, question: Question) -> Binding | None:
        bound = [b for b in self.bindings if b.question == question.code and b.role in {"value", "text"}]
        return bound[0] if len(bound) == 1 and bound[0].record == "0" else None


def _groups(question: Question) -> bool:
    """Whether a question is an attribute without being named."""
    closed = question.kind in {"single", "yes_no"} and question.native_type in _GROUPING
    return closed and len(question.options) <= _MOST_OPTIONS and not question.records and not question.personal
