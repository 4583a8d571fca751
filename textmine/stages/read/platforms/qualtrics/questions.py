"""The questions of a Qualtrics export: columns and structure, given or inferred, put together."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Binding, Cell, Item, Question, Reader, Structure
from textmine.stages.read.platforms.qualtrics.add import add
from textmine.stages.read.platforms.qualtrics.columns import UNANSWERED
from textmine.stages.read.platforms.qualtrics.infer import code_of, infer
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.split import Parts, classify_tight, tally
from textmine.stages.read.understand import note
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textmine.stages.read.model import Grid
    from textmine.stages.read.platforms.qualtrics.columns import Column
    from textmine.stages.read.platforms.qualtrics.qsf import Asked, Qsf
    from textmine.stages.read.questions.build import Split
    from textmine.stages.read.scan import Profile

__all__ = ["Found", "questions"]

_MARKED = (
    f"{UNANSWERED} is read as seen and not answered; an empty cell as never shown, but for boxes to tick and the "
    "texts beside them."
)
_FIGURES = re.compile(r"\d+(?:,\d+)*")
_JOINS = re.compile(r",(?=\S)")

_Loops = dict[str, list["Column"]]


@dataclass(frozen=True)
class Found:
    """The questions that columns hold.

    Attributes:
        structure: The questions.
        bindings: What the columns hold.
        notes: What a human should know.
    """

    structure: Structure
    bindings: tuple[Binding, ...]
    notes: tuple[str, ...]


def questions(grid: Grid, columns: Sequence[Column], profile: Profile, qsf: Qsf | None, title: str) -> Found:
    """Put the questions together.

    Args:
        grid: The records.
        columns: The columns that hold answers.
        profile: What the columns hold.
        qsf: The structure, where there is one.
        title: Title of the survey, where there is none.

    Raises:
        TextmineError: the structure is of another survey.
    """
    marked = _marked(columns, profile)
    cleaned = _without_marks(grid, profile) if marked else profile
    made = Questionnaire(grid.headings, cleaned)
    groups = _grouped(columns)
    known = {asked: _known(asked, loops, qsf) for asked, loops in groups.items()}
    if qsf and columns and not any(known.values()):
        raise TextmineError(
            f"No column of {grid.path.name} is a question of the structure {qsf.title!r}.",
            expected="the export and the structure of one survey",
            hint="Give the .qsf of this survey, or none.",
        )
    joined = _learned(grid, [column for column in columns if known[column.question] is None], cleaned)
    asked_by_code: dict[str, Asked] = {}
    records: dict[str, tuple[str, int]] = {}
    strangers, strange = list[str](), list[str]()
    for name, loops in groups.items():
        every = [column for loop in loops.values() for column in loop]
        asked = known[name] or infer(next(iter(loops.values())), every, cleaned)
        if asked.kind == "not asked":
            continue
        code = name if asked.code in asked_by_code else asked.code
        asked_by_code[code] = asked
        strangers += [code] if qsf and not known[name] else []
        strange += [code] if _strange(asked, every, cleaned) else []
        for number, (loop, cells) in enumerate(loops.items(), start=1):
            own = code if len(loops) == 1 else f"{loop}_{code}"
            if own != code:
                records[own] = (code, number)
            add(made, replace(asked, code=own), cells, joined)
    base = made.structure(qsf.title if qsf else title, qsf.languages if qsf else ())
    structure, bindings = _as_records(base, made.bindings, records)
    kinds = {question.code: question.kind for question in structure.questions}
    read = tuple(replace(b, reader=_reader(b, kinds[b.question])) for b in bindings) if marked else tuple(bindings)
    repeated = [code for code, _ in records.values()]
    learned = "taken apart by options learned from their cells, which join several answers"
    notes = [
        *note(learned, (grid.headings[column] for column in joined)),
        *_listed("Questions that are asked in loops are read as records of one question", repeated),
        *_listed("Questions that the structure does not know are found from headings and values", strangers),
        *_listed("Some answers are no option of their question and are kept as they stand", strange),
        *([_MARKED] if marked else []),
    ]
    return Found(_told(structure, asked_by_code), read, tuple(notes))


def _told(structure: Structure, asked: Mapping[str, Asked]) -> Structure:
    """The questions with what only the structure of the survey says of them."""
    known = [(question, asked.get(question.code)) for question in structure.questions]
    return replace(
        structure,
        questions=tuple(replace(q, conditional=a.conditional, email=a.email) if a else q for q, a in known),
    )


def _listed(what: str, codes: Iterable[str]) -> list[str]:
    names = list(dict.fromkeys(codes))
    return [f"{what}: {', '.join(names)}."] if names else []


def _strange(asked: Asked, columns: Sequence[Column], profile: Profile) -> bool:
    """Whether cells of a closed question of the structure say none of its options."""
    if asked.kind not in {"single", "array"} or not asked.said:
        return False
    known = {said for each in asked.said.values() for said in each} | {*asked.answers}
    values = profile.seen(column.position for column in columns if column.part in {"", "item"})
    return not {value.strip() for value in values} <= known


def _marked(columns: Sequence[Column], profile: Profile) -> bool:
    """Whether what was seen and left empty is marked: in more than one column, or in one of texts."""
    with_mark = [profile.values[column.position] for column in columns]
    with_mark = [values for values in with_mark if UNANSWERED in values]
    return len(with_mark) > 1 or any(not value.lstrip("-").isdigit() for values in with_mark for value in values)


def _without_marks(grid: Grid, profile: Profile) -> Profile:
    """The profile as if what was left empty were empty; a value that makes a column closed must not be none."""
    marks = Counter(column for row in grid.rows() for column, cell in enumerate(row.cells) if cell == UNANSWERED)
    return replace(
        profile,
        values=tuple(values - {UNANSWERED} for values in profile.values),
        filled=tuple(filled - marks[column] for column, filled in enumerate(profile.filled)),
    )


def _grouped(columns: Sequence[Column]) -> dict[str, _Loops]:
    """The columns of each question, by its loops in the order of their numbers."""
    groups: dict[str, _Loops] = {}
    for column in columns:
        groups.setdefault(column.question, {}).setdefault(column.loop, []).append(column)
    return {asked: {loop: loops[loop] for loop in sorted(loops, key=natural_key)} for asked, loops in groups.items()}


def _known(name: str, loops: _Loops, qsf: Qsf | None) -> Asked | None:
    """What the structure says of a question; columns without ids are known by their names."""
    if qsf is None:
        return None
    code = code_of(next(iter(loops.values())))
    found = qsf.questions.get(name) or next((asked for asked in qsf.questions.values() if asked.code == code), None)
    return found if found and found.kind else None


def _learned(grid: Grid, columns: Sequence[Column], profile: Profile) -> dict[int, Split]:
    """The columns whose cells join several answers, with the options learned from them."""
    asked = [column.position for column in columns if not column.part]
    found: dict[int, Split] = {}
    for place, cells in tally(
        grid, [place for place in asked if any(map(_JOINS.search, profile.values[place]))]
    ).items():
        del cells[UNANSWERED]
        if all(map(_FIGURES.fullmatch, cells)):
            codes = {code for cell in cells for code in cell.split(",")}
            found[place] = Parts(",", sorted(codes, key=natural_key))
            continue
        answers, split = classify_tight(cells, ",")
        if answers.kind == "joined":
            found[place] = split
    return found


def _as_records(
    base: Structure, bindings: Sequence[Binding], records: Mapping[str, tuple[str, int]]
) -> tuple[Structure, list[Binding]]:
    """The loops of a question as records of it."""
    found: dict[str, Question] = {}
    options: dict[str, dict[str, Item]] = defaultdict(dict)
    for question in base.questions:
        code, record = records.get(question.code, (question.code, 0))
        options[code] |= {item.code: item for item in question.options if item.code not in options[code]}
        found.setdefault(code, replace(question, code=code))
        found[code] = replace(found[code], records=max(record, found[code].records))
    merged = tuple(replace(question, options=tuple(options[code].values())) for code, question in found.items())
    bound = [
        replace(b, question=records[b.asked][0], record=str(records[b.asked][1])) if b.asked in records else b
        for b in bindings
    ]
    order = {code: position for position, code in enumerate(found)}
    bound.sort(key=lambda binding: order[binding.question])
    return replace(base, questions=merged), bound


def _reader(binding: Binding, kind: str) -> Reader:
    """The reader of a column of an export that marks what was seen and left empty.

    In a column of its own an empty cell was never shown; among boxes to tick nobody knows.
    """
    exact = binding.role in {"value", "text"} and kind != "array_number"
    return Reader(functools.partial(_seen, binding=binding, exact=exact), exact)


def _seen(cell: Cell, *, binding: Binding, exact: bool) -> Cell:
    if cell == UNANSWERED:
        return "N" if binding.role == "tick" else ""
    return None if exact and not cell else binding.reader.read(cell)
