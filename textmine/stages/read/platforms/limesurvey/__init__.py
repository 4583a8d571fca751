"""LimeSurvey: open an export, and understand what its columns hold."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Meta, Understood
from textmine.stages.read.personal import is_personal
from textmine.stages.read.platforms.limesurvey.containers import contents
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
from textmine.stages.read.platforms.limesurvey.json_export import is_json
from textmine.stages.read.platforms.limesurvey.lsa import is_archive, open_archive
from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey, parse
from textmine.stages.read.platforms.limesurvey.naming import PERSONAL, Named, is_meta, name_columns
from textmine.stages.read.platforms.limesurvey.refused import refusal
from textmine.stages.read.platforms.limesurvey.sav import labelled, wordings
from textmine.stages.read.platforms.limesurvey.values import answers, with_readers
from textmine.stages.read.platforms.limesurvey.vv import is_vv

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from textmine.stages.read.cells.statistics import Variables
    from textmine.stages.read.model import Binding, Cell, Grid, Structure
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise", "refusal"]

NAME = "limesurvey"
STRUCTURE = "its survey structure (.lss)"

_SEEN_BY = {
    "code": "headings such as id, submitdate or CODE[SQ001]",
    "emcode": "headings such as id, submitdate and CODE_SQ001",
    "codetext": "headings of code and wording, such as CODE[SQ001]. Question [Option]",
    "full": "headings such as Response ID and Question [Option]",
    "abbreviated": "headings such as Response ID and Questi..  [Option]",
}

_CODES = ("code", "emcode", "fields")
_NO_DATE = "1980-01-01"


def recognise(head: Head) -> str:
    """What shows that a file is an export of LimeSurvey."""
    if head.path.suffix.casefold() == ".lsa":
        return "the name ends with .lsa"
    if head.kind == "zip" and any(name.endswith("_responses.lsr") for name in head.names):
        return "an archive with responses (_responses.lsr)"
    if head.kind == "json" and is_json(head.start):
        return "JSON with a list of responses"
    if head.kind == "text" and is_vv(head.rows):
        return "a row of codes that begins with id, below a row of wordings"
    if head.kind in {"text", "book", "sav"} and head.rows and is_export(head.rows[0]):
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
    notes: tuple[str, ...] = ()
    variables: Variables | None = None

    @functools.cached_property
    def named(self) -> Named:
        """What the headings say, and where there is no structure, the labels of variables."""
        named = name_columns(self.grid.headings, self.lime)
        if self.lime or not self.variables:
            return named
        return Named("codetext", named.codes, wordings(self.variables))

    @property
    def meta(self) -> dict[str, Meta]:
        """Columns of the id, the date of submission and the language, by role."""
        found = {role: Meta(column) for role, column in roles(self._columns).items()}
        if (submitted := found.get("submitted")) is not None:
            found |= {"submitted": Meta(submitted.column, _date), "finished": Meta(submitted.column, _finished)}
        return found

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """Bind the columns, with the structure or without."""
        structure, bindings, notes = self._bound(profile, {*settings.attributes, settings.weight})
        form = answers(structure, bindings, profile, exact=self.grid.tells_shown)
        headings, columns = self.grid.headings, self._columns
        known = participants(columns, {*self._described.values()})
        return Understood(
            structure,
            with_readers(structure, bindings, form, profile, exact=form.exact),
            {headings[column]: column for column in known.values()},
            self._personal(known, profile),
            frozenset(column for column, name in enumerate(columns) if is_meta(name)) - {*known.values()},
            self.lime is None,
            (*notes, *form.notes, *self.notes, *self._undated(profile)),
        )

    def _undated(self, profile: Profile) -> Iterator[str]:
        """A note on responses whose date was not to be stored."""
        submitted = self.meta.get("submitted")
        if submitted is not None and any(value.startswith(_NO_DATE) for value in profile.values[submitted.column]):
            yield f"LimeSurvey wrote {_NO_DATE} where no date was to be stored: submitted, at a time that is not known."

    def _personal(self, participants: Mapping[str, int], profile: Profile) -> frozenset[int]:
        """The columns that say who a respondent is: LimeSurvey's own, and attributes of the participants."""
        own = {column for column, name in enumerate(self._columns) if name in PERSONAL and profile.filled[column]}
        return frozenset(own) | {
            column
            for name, column in participants.items()
            if is_personal(self._described.get(name) or name, profile.values[column])
        }

    @property
    def fits(self) -> bool:
        """Whether the structure knows every column, and half of what it knows is there.

        Raises:
            TextmineError: it knows none.
        """
        lime, headings = self.lime, self.grid.headings
        if lime is None:
            return False
        used = place(self._columns, lime, self.grid.path)
        codes = {question.code for question in lime.structure.questions}
        strange = unread(headings, self._columns, used, {*self._described.values()}, codes)
        return not strange and 2 * len(used) >= len(lime.columns)

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
            structure = labelled(structure, bindings, self.variables.answers) if self.variables else structure
            used = {binding.column for binding in bindings}
            notes = []
        else:
            structure, used = lime.structure, place(self._columns, lime, path)
            bindings = bind(headings, used)
            notes = [*absent(lime, used), *reworded_note(self.named, headings, lime)]
        codes = {question.code for question in structure.questions}
        notes = [*losses(self.named, headings, with_structure=lime is not None), *notes]
        return (
            structure,
            bindings,
            notes + unread(headings, self._columns, used, {*self._described.values(), *read}, codes),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an archive, or responses in another form.

    Raises:
        TextmineError: it is neither, or its headings are not read.
    """
    export = head.path
    if export.suffix.lower() == ".lsa" or is_archive(export):
        grid, inside = open_archive(export)
        return Opened(grid, "limesurvey-lsa", parse(structure.read_bytes(), structure) if structure else inside)
    if error := refusal(head):
        raise error
    found = contents(head, settings)
    lime = parse(structure.read_bytes(), structure) if structure else None
    headings = found.grid.headings
    named = name_columns(headings, lime)
    if all(map(is_meta, named.known(headings))):
        raise TextmineError(
            f"{export.name} holds no question, but only {', '.join(headings[:5])}.",
            expected="an export with answers",
            hint="Choose the columns of questions, too, when you export.",
        )
    said = settings.format == NAME and any(
        is_meta(n) or h.endswith("]") for n, h in zip(named.codes, headings, strict=True)
    )
    if not (named.sure or said) or ("" in named.codes and named.mode in _CODES):
        raise refuse(export, named)
    notes = found.notes if named.mode in _CODES else (*found.notes, *found.by_wording)
    return Opened(found.grid, f"limesurvey-{found.form}-{named.mode}", lime, notes, found.variables)


def _date(cell: Cell) -> Cell:
    """The date of submission, where one was stored."""
    return "" if cell and cell.startswith(_NO_DATE) else cell


def _finished(cell: Cell) -> Cell:
    return "Y" if cell else "N"
