"""LimeSurvey: open an export, and understand what its columns hold."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Meta, Understood
from textmine.stages.read.personal import is_personal
from textmine.stages.read.platforms.limesurvey.headings import (
    absent,
    bind,
    is_export,
    losses,
    mode,
    participants,
    place,
    refuse,
    reworded_note,
    roles,
    unread,
)
from textmine.stages.read.platforms.limesurvey.infer import infer
from textmine.stages.read.platforms.limesurvey.lsa import is_archive, open_archive
from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey, parse
from textmine.stages.read.platforms.limesurvey.naming import PERSONAL, Named, is_meta, name_columns
from textmine.stages.read.platforms.limesurvey.values import answers, with_readers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from textmine.stages.read.model import Binding, Grid, Structure
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "Opened", "is_structure", "open_export", "recognise"]

NAME = "limesurvey"

_SEEN_BY = {
    "code": "headings such as id, submitdate or CODE[SQ001]",
    "emcode": "headings such as id, submitdate and CODE_SQ001",
    "codetext": "headings of code and wording, such as CODE[SQ001]. Question [Option]",
    "full": "headings such as Response ID and Question [Option]",
    "abbreviated": "headings such as Response ID and Questi..  [Option]",
}


def recognise(head: Head) -> str:
    """What shows that a file is an export of LimeSurvey."""
    if head.path.suffix.casefold() == ".lsa":
        return "the name ends with .lsa"
    if head.kind == "zip" and any(name.endswith("_responses.lsr") for name in head.names):
        return "an archive with responses (_responses.lsr)"
    if head.kind == "text" and head.rows and is_export(head.rows[0]):
        return _SEEN_BY[mode(head.rows[0])]
    return ""


def is_structure(head: Head) -> bool:
    """Whether a file is a survey structure (.lss)."""
    return head.path.suffix.casefold() == ".lss" or "<LimeSurveyDocType>Survey<" in head.start


@dataclass(frozen=True)
class Opened:
    """An export whose form is known: its cells and its structure if any."""

    grid: Grid
    format: str
    lime: LimeSurvey | None

    @functools.cached_property
    def named(self) -> Named:
        """What the headings say."""
        return name_columns(self.grid.headings, self.lime)

    @property
    def meta(self) -> dict[str, Meta]:
        """Columns of the id, the date of submission and the language, by role."""
        return {role: Meta(column) for role, column in roles(self._columns).items()}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """Bind the columns, with the structure or without."""
        structure, bindings, notes = self._bound(profile, {*settings.attributes, settings.weight})
        form = answers(structure, bindings, profile)
        headings, columns = self.grid.headings, self._columns
        known = participants(columns, {*self._described.values()})
        people = {
            column
            for name, column in known.items()
            if is_personal(self._described.get(name) or name, profile.values[column])
        }
        return Understood(
            structure,
            with_readers(structure, bindings, form, profile, exact=self.grid.tells_shown),
            {headings[column]: column for column in known.values()},
            frozenset(people | {column for column, name in enumerate(columns) if name in PERSONAL}),
            frozenset(column for column, name in enumerate(columns) if is_meta(name)) - {*known.values()},
            self.lime is None,
            (*notes, *form.notes),
        )

    @property
    def _columns(self) -> tuple[str, ...]:
        """The code of each column, or its heading where nobody knows."""
        return self.named.known(self.grid.headings)

    @property
    def _described(self) -> Mapping[str, str]:
        """Descriptions of the participant attributes by name; they too may stand as headings."""
        return self.lime.attributes if self.lime else {}

    def _bound(self, profile: Profile, read: Collection[str]) -> tuple[Structure, list[Binding], list[str]]:
        """The structure, found or given, the columns of its questions, and notes on the others but those `read`."""
        headings, path, lime = self.grid.headings, self.grid.path, self.lime
        used: Collection[int]
        if lime is None:
            structure, bindings = infer(path.stem, self.named, headings, profile)
            used = {binding.column for binding in bindings}
            notes = []
        else:
            structure, used = lime.structure, place(self._columns, lime, path)
            bindings = bind(headings, used)
            notes = [*absent(lime, used), *reworded_note(self.named, headings, lime)]
        codes = {question.code for question in structure.questions}
        notes = [*losses(self.named, with_structure=lime is not None), *notes]
        return (
            structure,
            bindings,
            notes + unread(headings, self._columns, used, {*self._described.values(), *read}, codes),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an archive or a CSV file.

    Raises:
        TextmineError: it is neither, or its headings are not read.
    """
    export = head.path
    if export.suffix.lower() == ".lsa" or is_archive(export):
        grid, inside = open_archive(export)
        return Opened(grid, "limesurvey-lsa", parse(structure.read_bytes(), structure) if structure else inside)
    if head.kind in {"zip", "book"}:
        raise TextmineError(
            f"{export.name} is a workbook or another zip file, which is not read.",
            expected="a LimeSurvey export: .csv with question codes as headings, or .lsa",
            hint="In LimeSurvey: Export responses, CSV; or Survey archive (.lsa).",
        )
    cells = Headed(CsvSheet(export, settings.encoding))
    lime = parse(structure.read_bytes(), structure) if structure else None
    named = name_columns(cells.headings, lime)
    if not (named.sure or settings.format == NAME) or (named.mode == "emcode" and "" in named.codes):
        raise refuse(export, named)
    return Opened(cells, f"limesurvey-csv-{named.mode}", lime)
