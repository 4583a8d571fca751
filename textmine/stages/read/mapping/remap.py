"""An export with what textmine.toml says of its columns laid over what its platform says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.mapping.described import codes, column_lines, question_line
from textmine.stages.read.mapping.lines import ROLES, ColumnLine
from textmine.stages.read.mapping.rebuild import Export, Pieces, rebuilt, worded
from textmine.stages.read.model import Binding, Meta, Understood, as_it_is, without_markup
from textmine.stages.read.questions.build import ticked
from textmine.stages.read.understand import names, note

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textmine.stages.read.mapping.lines import QuestionLine
    from textmine.stages.read.model import Cell, Grid, Opened, Question, Structure
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["corrected"]

_WHO = ("id", "submitted", "finished", "language")


def corrected(opened: Opened, settings: ReadSettings) -> Opened:
    """The export, corrected where the settings say something of its columns or questions.

    Raises:
        TextmineError: the settings name an id that it does not have, or two columns as the id.
    """
    lines = list(settings.columns)
    if settings.id_column:
        lines = [line for line in lines if line.heading != settings.id_column and line.what != "id"]
        lines.append(ColumnLine(settings.id_column, "id"))
    if not lines and not settings.questions:
        return opened
    headings = names(opened.grid.headings)
    if settings.id_column not in {"", *headings}:
        raise TextmineError(
            f"{opened.grid.path.name} has no column {settings.id_column!r}.",
            hint=nearest(settings.id_column, headings),
        )
    # another file of the survey may have the columns that this one has not
    said = {headings.index(line.heading): line for line in lines if line.heading in headings}
    for role in _WHO:
        if len(twice := [line.heading for line in said.values() if line.what == role]) > 1:
            raise TextmineError(f"{twice[0]!r} and {twice[1]!r} are both said to be {role!r}.", expected="one column")
    id_column = headings.index(settings.id_column) if settings.id_column else None
    return _Corrected(opened, headings, said, id_column)


@dataclass(frozen=True)
class _Corrected:
    """An export, what is said of its columns, and which is the id by an option of its own."""

    opened: Opened
    headings: tuple[str, ...]
    said: Mapping[int, ColumnLine]
    id_column: int | None

    @property
    def grid(self) -> Grid:
        return self.opened.grid

    @property
    def format(self) -> str:
        return self.opened.format

    @property
    def meta(self) -> Mapping[str, Meta]:
        roles: dict[int, set[str]] = {}
        for role, each in self.opened.meta.items():  # a date of submission also tells who came to the end
            roles.setdefault(each.column, set()).add(role)
        right = {
            column for column, known in roles.items() if column not in self.said or self.said[column].what in known
        }
        found = {role: each for role, each in self.opened.meta.items() if each.column in right}
        for column, line in self.said.items():
            if line.what in _WHO and column not in right:
                found[line.what] = Meta(column, _reader(line.what))
        return found

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        understood = self.opened.understand(profile, settings)
        understood = replace(understood, structure=without_markup(understood.structure))  # as the mapping names them
        before = column_lines(self.headings, self.opened.meta, understood)
        full = {column: _completed(line, before[column]) for column, line in self.said.items()}
        named = {line.question for line in full.values()}
        known = {
            question.code: (codes(question.options, understood.structure), codes(question.rows, understood.structure))
            for question in understood.structure.questions
            if question.code in named
        }
        changes = {column: line for column, line in full.items() if not _same(line, before[column], known)}
        return _changed(self, understood, changes, settings.questions, profile)


def _reader(role: str) -> Callable[[Cell], Cell]:
    return ticked if role == "finished" else as_it_is


def _completed(line: ColumnLine, before: ColumnLine) -> ColumnLine:
    """A line with the question that the column belongs to anyway, or one named by its heading."""
    if line.what not in ROLES or line.question:
        return line
    if before.question:
        return replace(line, question=before.question)
    if line.what in {"answer", "text", "joined"}:
        return replace(line, question=line.heading)
    raise TextmineError(
        f"columns: {line.heading!r} is said to be {line.what!r} without its question.",
        expected='a line such as { question = "Q3", is = "tick", option = "Bus" }',
    )


def _same(
    line: ColumnLine, before: ColumnLine, known: Mapping[str, tuple[Mapping[str, str], Mapping[str, str]]]
) -> bool:
    """Whether a line says what was found anyway, given the codes of options and rows by their wordings."""
    if (line.what, line.question) != (before.what, before.question) or line.separator:
        return False
    options, rows = known.get(line.question, ({}, {}))
    return all(
        said == found or (said in codes_of and codes_of[said] == codes_of.get(found))
        for said, found, codes_of in ((line.option, before.option, options), (line.row, before.row, rows))
    )


def _changed(
    export: _Corrected, understood: Understood, changes: Mapping[int, ColumnLine],
    questions: Sequence[QuestionLine], profile: Profile,
) -> Understood:  # fmt: skip
    """What is understood once the columns in `changes` and the questions named are what is said of them."""
    structure = understood.structure
    old = {question.code: question for question in structure.questions}
    lines: dict[str, dict[int, ColumnLine]] = {}
    for column, line in changes.items():
        if line.what in ROLES:
            lines.setdefault(line.question, {})[column] = line
    said = {line.code: line for line in questions}
    touched = {binding.question for binding in understood.bindings if binding.column in changes} | lines.keys()
    touched |= {code for code, line in said.items() if code in old and _differs(line, old[code], structure)}
    made: dict[str, tuple[Question, Sequence[Binding]]] = {}
    held: dict[str, list[Binding]] = {}
    for binding in understood.bindings:
        held.setdefault(binding.question, []).append(binding)
    for code in [*old, *(code for code in lines if code not in old)]:
        mine = held.get(code, [])
        if code not in touched:
            made[code] = (worded(old[code], said.get(code), structure), mine)
            continue
        pieces = Pieces(
            code, old.get(code),
            [binding for binding in mine if binding.column not in changes],
            [binding for binding in mine if binding.column in changes],
            lines.get(code, {}), said.get(code),
        )  # fmt: skip
        question, bindings = rebuilt(pieces, Export(export.grid, export.headings, profile, structure))
        if bindings:
            made[code] = (question, bindings)
    made = _in_order(made, old)
    return replace(
        understood,
        structure=replace(structure, questions=tuple(question for question, _ in made.values())),
        bindings=tuple(binding for _, bindings in made.values() for binding in bindings),
        attributes={name: column for name, column in understood.attributes.items() if column not in changes}
        | {line.heading: column for column, line in changes.items() if line.what == "attribute"},
        personal=(understood.personal - changes.keys()) | {c for c, each in changes.items() if each.what == "personal"},
        technical=understood.technical - changes.keys(),
        notes=(*understood.notes, *_note(line for column, line in changes.items() if column != export.id_column)),
    )


def _note(changes: Iterable[ColumnLine]) -> list[str]:
    """A note on the columns of which something else is said than was found; personal ones have one of their own."""
    return note("read as the settings say, not as found", [line.heading for line in changes if line.what != "personal"])


def _differs(line: QuestionLine, question: Question, structure: Structure) -> bool:
    """Whether a line changes more of a question than its wording and whether it is personal."""
    found = question_line(question, structure)
    pairs = [(line.kind, found.kind), (line.other, found.other)]
    for items, before in ((line.options, found.options), (line.rows, found.rows)):
        if items is not None and before is not None:
            listed = tuple(("", label) for _, label in before)
            pairs.append(("", "" if items in {before, listed} else "other"))
    return any(said is not None and said != before for said, before in pairs)


def _in_order(
    made: dict[str, tuple[Question, Sequence[Binding]]], old: Mapping[str, Question]
) -> dict[str, tuple[Question, Sequence[Binding]]]:
    """The questions in their order, each new one before the first that has all of its columns behind it."""
    codes = [code for code in made if code in old]
    for code in sorted((code for code in made if code not in old), key=lambda new: _first(made[new][1])):
        behind = (at for at, other in enumerate(codes) if _first(made[other][1]) > _first(made[code][1]))
        codes.insert(next(behind, len(codes)), code)
    return {code: made[code] for code in codes}


def _first(bindings: Sequence[Binding]) -> int:
    return min((binding.column for binding in bindings), default=-1)
