"""A question put together anew from what is left of it and what textmine.toml says of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.mapping.described import codes
from textmine.stages.read.model import OTHER, Binding, Item, Question, Reader, as_it_is
from textmine.stages.read.questions.build import Choice, Questionnaire, ticked
from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.questions.split import Parts, classify, learn, tally
from textmine.stages.read.words import is_other
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textmine.stages.read.mapping.lines import ColumnLine, QuestionLine
    from textmine.stages.read.model import Cell, Grid, Role, Structure
    from textmine.stages.read.scan import Profile

__all__ = ["Export", "Pieces", "rebuilt", "worded"]

_ROLES: dict[str, Role] = {
    "tick": "tick", "answer": "value", "text": "text", "other": "other_text", "other comment": "other_comment",
}  # fmt: skip
_TICKS = {"multiple", "multiple_comments"}
_TEXTS = {"text", "texts", "array_text"}
_CLOSED = {"single", "single_comment", "yes_no", "array"}
_PLAIN = {"text", "texts", "number", "numbers", "date"}
_COMMENTED = {"single": "single_comment", "yes_no": "single_comment"}
_OF_ROWS = {"number": "numbers", "date": "array", "text": "array"}
_LISTED = {"text": "single", "number": "single", "date": "single", "texts": "array", "numbers": "array"}
"""What a question becomes whose options are listed."""

_SEPARATORS = (";", ",", "\n", "|", "/")


@dataclass(frozen=True)
class Export:
    """Where a question stands: the cells, the headings, each once, what the columns hold, and the other questions."""

    grid: Grid
    headings: Sequence[str]
    profile: Profile
    structure: Structure


@dataclass(frozen=True)
class Pieces:
    """What a question is put together from.

    Attributes:
        code: Its code.
        old: What it was, if it was there.
        kept: What its columns hold of which nothing is said.
        gone: What its other columns held.
        lines: What is said of its columns.
        said: What is said of the question.
    """

    code: str
    old: Question | None
    kept: Sequence[Binding]
    gone: Sequence[Binding]
    lines: Mapping[int, ColumnLine]
    said: QuestionLine | None


def rebuilt(pieces: Pieces, export: Export) -> tuple[Question, list[Binding]]:
    """The question and what its columns hold; no columns, no question.

    Raises:
        TextmineError: what is said of it does not fit together.
    """
    joined = [column for column, line in pieces.lines.items() if line.what == "joined"]
    held = [binding.column for binding in pieces.kept if binding.role == "tick"]
    if len({*held}) < len(held) and pieces.said and pieces.said.options is not None:
        joined += {*held}
    question = pieces.old and worded(pieces.old, pieces.said, export.structure)
    question = question or _new(pieces, export.structure)
    question, bindings = _joined(question, joined, pieces, export) if joined else _apart(question, pieces, export)
    if pieces.said and pieces.said.kind:
        question = replace(question, kind=pieces.said.kind)
    bindings.sort(key=lambda binding: binding.column)
    return question, bindings


def worded(question: Question, said: QuestionLine | None, structure: Structure) -> Question:
    """A question with the wording that it is said to have."""
    if said is None or said.text is None or said.text == structure.text(question.texts, question.code):
        return question
    return replace(question, texts={**question.texts, _language(structure): said.text})


def _new(pieces: Pieces, structure: Structure) -> Question:
    """A question that was not there: its wording is the heading where it has one column, else its code."""
    text = pieces.said.text if pieces.said else None
    if text is None:
        text = next(iter(pieces.lines.values())).heading if len(pieces.lines) == 1 else pieces.code
    return Question(pieces.code, "text", {_language(structure): text}, {})


def _language(structure: Structure) -> str:
    return structure.languages[0] if structure.languages else ""


def _joined(
    question: Question, columns: Sequence[int], pieces: Pieces, export: Export
) -> tuple[Question, list[Binding]]:
    """The question from a column that joins its answers, and the columns of comments and of the open option."""
    column, said = columns[0], pieces.said
    beside = {c: line for c, line in pieces.lines.items() if c != column}
    kept = [binding for binding in pieces.kept if binding.column != column]
    wrong = {line.what for line in beside.values()} - {"comment", "other"} or {*columns} - {column}
    if wrong or {binding.role for binding in kept} - {"option_comment", "other_text"}:
        raise TextmineError(
            f"columns: {export.headings[column]!r} joins answers to {question.code!r}, which has others elsewhere.",
            expected="a question of its own for a column that joins answers",
        )
    named = said.options if said and said.options is not None else ()
    line = pieces.lines.get(column)
    cells = tally(export.grid, [column])[column]
    split = _split(cells, line.separator if line else "", [label for _, label in named])
    texts = export.structure.text
    before = pieces.old.options if pieces.old else ()
    old = [item for item in before if item.code != OTHER and texts(item.texts, item.code) in split.options]
    items = _relabelled(named or [("", label) for label in split.options], old, export)
    known = codes(items, export.structure)
    boxes = {binding.option: binding.column for binding in kept if binding.role == "option_comment"}
    boxes |= {known.get(each.option, each.option): c for c, each in beside.items() if each.what == "comment"}
    if lost := sorted(boxes.keys() - {item.code for item in items}):
        raise TextmineError(f"questions: {question.code}: options has no {lost[0]!r}.", hint=nearest(lost[0], known))
    opens = [c for c, each in beside.items() if each.what == "other"]
    opens += [binding.column for binding in kept if binding.role == "other_text"]
    made = Questionnaire(export.headings, export.profile)
    made.joined(
        "", column, split, code=question.code, other=("Other", opens[0]) if opens else None,
        choices=[Choice(label, box=boxes.get(known[label]), code=known[label]) for label in split.options],
    )  # fmt: skip
    found = made.structure("").questions[0]
    label = {"": said.other} if said and said.other else {}
    options = tuple(replace(item, texts=label or item.texts) if item.is_other else item for item in found.options)
    return replace(question, kind=found.kind, options=options, rows=()), made.bindings


def _split(cells: Mapping[str, int], separator: str, labels: Sequence[str]) -> Parts:
    """How cells are taken apart; without a separator by the first that joins them, or that leaves least over."""
    if labels:
        tried = [Parts(each, labels) for each in ([separator] if separator else _SEPARATORS)]
        return min(tried, key=lambda parts: sum(bool(parts(cell)[1]) for cell in cells))
    joining = (each for each in _SEPARATORS if classify(cells, each).kind == "joined")
    return learn(cells, separator or next(joining, _SEPARATORS[0]))


class _Items:
    """The options, or the rows, of a question in the making.

    Args:
        what: What they are called in messages.
        items: Those there are.
        closed: Whether there can be no others.
        structure: The questions, for the wordings.
    """

    def __init__(self, what: str, items: Iterable[Item], structure: Structure, *, closed: bool) -> None:
        self._what, self._closed = what, closed
        self.items = list(items)
        self._codes = codes(self.items, structure)

    def code(self, said: str) -> str:
        """The code of the item that is named by code or wording; a new one where there may be others."""
        if said.casefold() == OTHER and said not in self._codes:
            said = OTHER if OTHER in self._codes else said  # however it is worded
        if not said or said in self._codes:
            return self._codes.get(said, "")
        if self._closed:
            raise TextmineError(f"{self._what} has no {said!r}.", hint=nearest(said, self._codes))
        code = identifier(said, {OTHER, *self._codes.values()})
        self._codes |= {said: code, code: code}
        last = bool(self.items) and self.items[-1].code == OTHER  # the open option stays behind the others
        self.items.insert(len(self.items) - last, Item(code, {"": said}))
        return code


def _apart(question: Question, pieces: Pieces, export: Export) -> tuple[Question, list[Binding]]:
    """The question from columns that each hold one thing."""
    said, code = pieces.said, pieces.code
    options = _Items(
        f"questions: {code}: options", _listed(pieces, "option", export), export.structure,
        closed=said is not None and said.options is not None,
    )  # fmt: skip
    rows = _Items(
        f"questions: {code}: rows", _listed(pieces, "row", export), export.structure,
        closed=said is not None and said.rows is not None,
    )  # fmt: skip
    new = [_binding(column, line, options, rows, code) for column, line in pieces.lines.items()]
    kind = _kind(pieces, new, export)
    bindings = [_fitting(binding, kind) for binding in (*pieces.kept, *new)]
    _check(bindings, kind, pieces, export)
    items, reader = options.items, Reader()
    if kind in _CLOSED:
        known = [(item.code, export.structure.text(item.texts, item.code)) for item in items if item.code != OTHER]
        values = [binding.column for binding in bindings if binding.role == "value"]
        if values:
            items, reader = _choices(values, known, export)
    if kind in _CLOSED | _PLAIN:
        items = [*(items if kind in _CLOSED else ()), *(item for item in options.items if item.code == OTHER)]
    kept = {binding.column for binding in pieces.kept}
    exact = export.grid.tells_shown
    made = [_with_reader(b, reader.read, items, kept=b.column in kept, exact=exact) for b in bindings]
    return replace(question, kind=kind, options=_worded(items, options.items), rows=tuple(rows.items)), made


def _choices(columns: Sequence[int], known: Sequence[tuple[str, str]], export: Export) -> tuple[list[Item], Reader]:
    """The options of a closed question, given or found, and how its cells are read as their codes."""
    made = Questionnaire(export.headings, export.profile)
    made.grid("", [(str(column), column) for column in columns], kind="array", choices=known)
    return [*made.structure("").questions[0].options], made.bindings[0].reader


def _worded(items: Iterable[Item], before: Iterable[Item]) -> tuple[Item, ...]:
    """The options, those that there were in all their languages."""
    known = {item.code: item for item in before}
    return tuple(known.get(item.code, item) for item in items)


def _listed(pieces: Pieces, axis: str, export: Export) -> list[Item]:
    """The options, or rows, that are left: as they are said to be, or all but those whose columns are gone."""
    old = pieces.old.options if axis == "option" and pieces.old else pieces.old.rows if pieces.old else ()
    held = {getattr(binding, axis) for binding in pieces.kept}
    gone = {getattr(binding, axis) for binding in pieces.gone} - held - {""}
    named = {line.option if axis == "option" else line.row for line in pieces.lines.values()}
    known = codes(old, export.structure)
    gone -= {known[name] for name in named if name in known}
    said = (pieces.said.options if axis == "option" else pieces.said.rows) if pieces.said else None
    opens = [item for item in old if item.is_other and item.code == OTHER and item.code not in gone]
    label = _open_label(pieces) if axis == "option" else ""
    if label and (not opens or (pieces.said and pieces.said.other is not None)):
        opens = [Item(OTHER, {"": label}, is_other=True)]
    if said is None:
        return [item for item in old if item.code not in gone and not (item.is_other and item.code == OTHER)] + opens
    listed = _relabelled(said, [item for item in old if item not in opens], export)
    placed = {export.structure.text(item.texts, item.code): item for item in opens}
    found = [placed.pop(export.structure.text(item.texts, item.code), item) for item in listed]
    return [*found, *placed.values()]


def _open_label(pieces: Pieces) -> str:
    """The wording of the open option, as it is said or as its own tick is; "" where nothing is said of one."""
    if pieces.said and pieces.said.other is not None:
        return pieces.said.other or "Other"
    lines = pieces.lines.values()
    if not any(line.what.startswith("other") for line in lines):
        return ""
    return next((line.option for line in lines if line.what == "tick" and is_other(line.option)), "Other")


def _relabelled(said: Sequence[tuple[str, str]], old: Sequence[Item], export: Export) -> list[Item]:
    """The options as they are said to be; a wording that is new takes the place of one that is gone."""
    structure = export.structure
    free = [item.code for item in old if structure.text(item.texts, item.code) not in {label for _, label in said}]
    known = codes(old, structure)
    fresh = [label for code, label in said if not code and label not in known]
    placed = dict(zip(fresh, free, strict=True)) if len(free) == len(fresh) else {}
    taken = {OTHER, *(item.code for item in old)}
    items = []
    for given, label in said:
        code = given or known.get(label) or placed.get(label) or identifier(label, taken)
        taken.add(code)
        before = next((item for item in old if item.code == code), None)
        same = before is not None and structure.text(before.texts, code) == label
        items.append(before if before is not None and same else Item(code, {"": label}))
    return items


def _binding(column: int, line: ColumnLine, options: _Items, rows: _Items, code: str) -> Binding:
    option, row = options.code(line.option), rows.code(line.row)
    if line.what == "comment":
        role: Role = "option_comment" if option else "question_comment"
        if any(item.code == option and item.is_other for item in options.items):
            role = "other_comment"
    else:
        role = _ROLES[line.what]
    if role in {"other_text", "other_comment"}:
        option = OTHER
    return Binding(column, line.heading, role, code, row, option, asked=code)


def _kind(pieces: Pieces, new: Sequence[Binding], export: Export) -> str:
    """The kind that is said, else the one it had where its columns still hold that, else one that fits them."""
    bindings = [*pieces.kept, *new]
    roles = {binding.role for binding in bindings}
    old = pieces.old.kind if pieces.old else ""
    if pieces.said and pieces.said.kind:
        return pieces.said.kind
    if not roles & {"value", "text"} and ("tick" in roles or "option_comment" in roles or "other_text" in roles):
        return "multiple_comments" if roles & {"option_comment", "other_comment"} else "multiple"
    listed = pieces.said is not None and pieces.said.options and not any(binding.option for binding in bindings)
    if "text" in roles and "value" not in roles and not listed:
        if any(binding.option for binding in bindings):
            return "array_text"
        return "texts" if any(binding.row for binding in bindings) else "text"
    if old and old not in _TEXTS | _TICKS:
        plain = "single" if old == "single_comment" else old
    else:
        columns = [binding.column for binding in bindings if binding.role == "value"]
        found = kind_of(columns, export.profile)
        with_rows = any(binding.row for binding in bindings)
        plain = _OF_ROWS.get(found, "array") if with_rows else "single" if found == "text" else found
        plain = "single" if "other_text" in roles and plain == "yes_no" else plain
    plain = _LISTED.get(plain, plain) if listed else plain
    return _COMMENTED.get(plain, plain) if "question_comment" in roles else plain


def _fitting(binding: Binding, kind: str) -> Binding:
    """A column of an answer in the role that the kind gives it."""
    if binding.role == "value" and kind in _TEXTS:
        return replace(binding, role="text", reader=Reader())
    if binding.role == "text" and kind not in _TEXTS | _TICKS:
        return replace(binding, role="value", reader=Reader())
    return binding


def _check(bindings: Sequence[Binding], kind: str, pieces: Pieces, export: Export) -> None:
    """See that the columns fit the kind, and each other."""
    of_ticks = [binding.role in {"tick", "option_comment"} for binding in bindings]
    if bindings and (any(of_ticks) if kind not in _TICKS else any(b.role in {"value", "text"} for b in bindings)):
        raise TextmineError(
            f"{pieces.code!r} is said to be {kind!r}, which does not go with all of its columns.",
            expected='columns that are "tick" or "comment" for several answers, else "answer" or "text"',
        )
    seen: dict[tuple[str, str, str], Binding] = {}
    for binding in bindings:
        first = seen.setdefault((binding.role, binding.row, binding.option), binding)
        if first is not binding:
            raise TextmineError(
                f"columns: {export.headings[first.column]!r} and {export.headings[binding.column]!r} are the same "
                f"of the question {pieces.code!r}.",
                expected="an option or row of its own for each",
                hint="say of one that it is something else, or leave it out",
            )


def _with_reader(
    binding: Binding, read: Callable[[Cell], Cell], items: Sequence[Item], *, kept: bool, exact: bool
) -> Binding:
    if binding.role == "value":
        before = binding.reader.read if kept else as_it_is
        return replace(binding, reader=Reader(functools.partial(_then, first=before, read=read), exact))
    if kept:
        return binding
    if binding.role == "tick":
        label = next((text for item in items if item.code == binding.option for text in item.texts.values()), "")
        return replace(binding, reader=Reader(functools.partial(ticked, label=label), exact))
    return replace(binding, reader=Reader(exact=exact))


def _then(cell: Cell, *, first: Callable[[Cell], Cell], read: Callable[[Cell], Cell]) -> Cell:
    return read(first(cell))
