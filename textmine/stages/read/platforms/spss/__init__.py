"""Data files of SPSS (.sav) and Stata (.dta): variables with labels, and multiple response sets."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.statistics import StatSheet
from textmine.stages.read.model import Meta, Reader, Row, Understood, plain
from textmine.stages.read.platforms.spss.families import Family, apart, beginning, families
from textmine.stages.read.questions.build import Choice, Questionnaire
from textmine.stages.read.questions.split import Parts
from textmine.stages.read.sniff import foreign
from textmine.stages.read.understand import note
from textmine.stages.read.words import is_other, tick_words

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read.cells.statistics import ResponseSet, Variables
    from textmine.stages.read.model import Cell
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "is_structure", "open_export", "recognise"]

NAME = "spss"
STRUCTURE = ""

_PROGRAMS = {"sav": "SPSS", "dta": "Stata"}
_ID = re.compile(r"(?:respondent|response|resp|participant|case|record|internal)?[ _.-]?(?:id|key|uuid|guid)")
_JOIN = "\x1f"
"""Between the answers of a set of categories: no label holds it."""


def recognise(head: Head) -> str:
    """What shows that a file is a data file: how it begins."""
    return f"a data file of {_PROGRAMS[head.kind]}" if head.kind in _PROGRAMS else ""


def is_structure(head: Head) -> bool:
    """Whether a file is a structure; a data file is its own."""
    del head
    return False


class _Records:
    """The records of a data file, a `Grid`: declared missing values are empty, and a set of categories has a column.

    Its cells join the labels of the answers that its variables hold.

    Args:
        sheet: The file.
    """

    tells_shown = False

    def __init__(self, sheet: StatSheet) -> None:
        self.path = sheet.path
        self.variables: Variables = sheet.variables
        names = self.variables.names
        self._records = Headed(sheet, names)
        self._stata = sheet.path.suffix.casefold() == ".dta"
        self.categories = tuple(each for each in self.variables.sets if not each.counted)
        self.headings = (*names, *(f"${each.name}" for each in self.categories))
        self._members = [[names.index(name) for name in each.variables] for each in self.categories]
        self._missing = [self._test(name) for name in names]

    def is_missing(self, column: int, value: str) -> bool:
        """Whether a value was declared as missing."""
        test = self._missing[column]
        return test is not None and test(value)

    def rows(self) -> Iterator[Row]:
        """The records."""
        answers = [self.variables.answers.get(name, {}) for name in self.variables.names]
        for row in self._records.rows():
            cells = ["" if cell and self.is_missing(column, cell) else cell for column, cell in enumerate(row.cells)]
            for members in self._members:
                said = dict.fromkeys(answers[m].get(cells[m] or "", cells[m] or "") for m in members if cells[m])
                cells.append(_JOIN.join(said))
            yield row._replace(cells=tuple(cells))

    def _test(self, name: str) -> Callable[[str], bool] | None:
        """Whether a value of a variable was declared as missing."""
        if self._stata:  # .a to .z of a number
            return _is_letter if name in self.variables.numeric else None
        ranges = self.variables.missing.get(name, ())
        return functools.partial(_within, ranges=ranges) if ranges else None


def _is_letter(cell: str) -> bool:
    return len(cell) == 1 and cell.isalpha()


def _within(cell: str, *, ranges: Sequence[tuple[str, str]]) -> bool:
    """Whether a value lies in one of some ranges, of numbers or of single texts."""
    try:
        return any(float(low) <= float(cell) <= float(high) for low, high in ranges)
    except ValueError:
        return any(cell in {low, high} for low, high in ranges)


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> _Opened:  # noqa: ARG001 - of the protocol
    """Open a data file.

    Raises:
        TextmineError: it is none, it is damaged, or the package that reads it is missing.
    """
    if head.kind not in _PROGRAMS:
        raise foreign(head, "SPSS or Stata", "a data file (.sav or .dta)")
    grid = _Records(StatSheet(head.path, settings.encoding))
    return _Opened(grid, f"{_PROGRAMS[head.kind].casefold()}-{head.kind}", _id(grid))


def _id(grid: _Records) -> int | None:
    """The first variable that is called an id and holds each value once."""
    named = [
        column for column, heading in enumerate(grid.variables.names) if _ID.fullmatch(heading.strip("#_").casefold())
    ]
    held = [[row.cells[column] for column in named] for row in grid.rows()] if named else []
    for column, values in zip(named, zip(*held, strict=True), strict=bool(held)):
        if "" not in values and len({*values}) == len(values):
            return column
    return None


@dataclass(frozen=True)
class _Opened:
    """A data file and which of its variables is the id."""

    grid: _Records
    format: str
    id_column: int | None

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The id of the respondent, where there is one."""
        return {} if self.id_column is None else {"id": Meta(self.id_column)}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """A question for each multiple response set, each family of labels, and each other variable."""
        del settings
        questions = _Questions(self.grid, profile)
        starts = {min(found.columns): found for found in families(self._labels)}
        sets = {min(map(self.grid.headings.index, each.variables)): each for each in self.grid.variables.sets}
        in_sets = {self.grid.headings.index(name) for each in sets.values() for name in each.variables}
        done = in_sets | ({self.id_column} if self.id_column is not None else set())
        for column in range(len(self.grid.variables.names)):
            if column in sets:
                questions.of_set(sets[column])
            elif column in starts and not starts[column].columns & done:
                questions.of_family(starts[column])
                done |= starts[column].columns
            if column not in done:
                questions.of_one(column)
        notes = note(
            "with values declared as missing, which are read as no answer",
            [name for name in self.grid.variables.names if self.grid.variables.missing.get(name)],
        )
        structure = questions.structure(self.grid.variables.title or self.grid.path.stem)
        return Understood(structure, tuple(questions.bindings), notes=tuple(notes))

    @property
    def _labels(self) -> list[str]:
        return [plain(self.grid.variables.labels.get(name, "")) for name in self.grid.variables.names]


class _Questions(Questionnaire):
    """The questions of a data file, in the making."""

    def __init__(self, grid: _Records, profile: Profile) -> None:
        super().__init__(grid.headings, profile)
        self._grid, self._variables = grid, grid.variables

    def of_set(self, found: ResponseSet) -> None:
        """Add a multiple response set: of dichotomies, or of categories, whose column joins them."""
        columns = [self._grid.headings.index(name) for name in found.variables]
        wordings = [self._text(column) for column in columns]
        shared = beginning(wordings).strip(" :[-") if wordings != [*found.variables] else ""
        text = found.label or shared or found.name
        if found.counted:
            own = apart(wordings)
            choices = [Choice(label, tick=column) for label, column in zip(own, columns, strict=True)]
            self._ticks(text, choices, found.counted, found.name)
            return
        column = self._grid.headings.index(f"${found.name}")
        named = dict.fromkeys(label for c in columns for label in self._answers(c).values())
        others = sorted({part for cell in self._profile.values[column] for part in cell.split(_JOIN)} - {*named})
        self.joined(text, column, Parts(_JOIN, [*named, *others]), code=found.name)

    def of_family(self, found: Family) -> None:
        """Add the question that labels share: ticks, else a table of answers, numbers or texts."""
        columns = [*found.items.values()]
        closed = [column for item, column in found.items.items() if not is_other(item)]
        counted = self._counted(closed)
        if counted or (found.comments and not any(map(self._answers, columns))):
            choices = [
                Choice(item, tick=None if opened else column, box=column if opened else found.comments.get(item),
                       comment=found.comments.get(item) if opened else None, is_other=opened)
                for item, column in found.items.items()
                for opened in [is_other(item) and not self._counted([column])]
            ]  # fmt: skip
            self._ticks(found.question, choices, counted, self._name(columns))
        elif len({tuple(self._answers(column).items()) for column in columns}) == 1 and not found.comments:
            scale = [*self._answers(columns[0]).items()]
            self.grid(
                found.question,
                [*found.items.items()],
                choices=scale,
                code=self._name(columns),
                kind="array" if scale else "",
            )
        else:
            for column in sorted(found.columns):
                self.of_one(column)

    def of_one(self, column: int) -> None:
        """Add a question of one variable; labels of single values, such as "refused", do not make numbers a choice."""
        choices = [*self._answers(column).items()]
        seen = self._profile.values[column]
        named = {code for code, _ in choices}
        if len(seen - named) > len(named) and self._grid.headings[column] in self._variables.numeric:
            choices = []
        if self._profile.filled[column] or choices or self._variables.labels.get(self._grid.headings[column]):
            self.one(self._text(column), column, choices=choices, code=self._grid.headings[column])

    def _name(self, columns: Sequence[int]) -> str:
        """What the names of some variables begin with, else the first of them."""
        names = [self._grid.headings[column] for column in columns]
        shared = beginning(names).rstrip("_.")
        return shared if shared and shared not in {*self._grid.headings, *self._questions} else names[0]

    def _text(self, column: int) -> str:
        name = self._grid.headings[column]
        return plain(self._variables.labels.get(name, name))

    def _answers(self, column: int) -> Mapping[str, str]:
        """The labels of the values of a variable that are answers."""
        name = self._grid.headings[column]
        found = self._variables.answers.get(name, {})
        return {value: label for value, label in found.items() if not self._grid.is_missing(column, value)}

    def _counted(self, columns: Sequence[int]) -> str:
        """The value that stands for a tick in variables that hold nothing else but one for none; "" if they do."""
        words = tick_words()
        for yes, no in (("1", "0"), ("1", "2"), ("Y", "N"), ("Y", "0")):
            said = {label for c in columns for value, label in self._answers(c).items() if value == yes}
            of_no = {label for c in columns for value, label in self._answers(c).items() if value == no}
            if not self._profile.seen(columns) <= {yes, no} or not self._profile.seen(columns):
                continue
            if no != "2" or (said and {words.get(label) for label in said} == {"Y"} and of_no):
                return yes
        return ""

    def _ticks(self, text: str, choices: Sequence[Choice], counted: str, code: str) -> None:
        before = len(self.bindings)
        self.several(text, choices, code=code)
        if counted:
            reader = Reader(functools.partial(_tick, counted=counted))
            self.bindings[before:] = [
                replace(b, reader=reader) if b.role == "tick" else b for b in self.bindings[before:]
            ]


def _tick(cell: Cell, *, counted: str) -> Cell:
    return ("Y" if cell == counted else "N") if cell else cell
