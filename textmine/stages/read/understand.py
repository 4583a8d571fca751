"""What a platform says of an export -> the plan by which its tables are made, for all platforms alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.assemble import Plan, plan
from textmine.stages.read.attributes import column_attributes, question_attributes
from textmine.stages.read.cells.long import Long
from textmine.stages.read.described import written
from textmine.stages.read.model import Meta
from textmine.stages.read.personal import mark, personal_columns, resolve
from textmine.stages.read.records import merge
from textmine.stages.read.weights import weight_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textmine.stages.read.model import Opened, Structure, Understood
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["names", "note", "understand"]


def understand(
    opened: Opened, profile: Profile, settings: ReadSettings
) -> tuple[Structure, Plan, tuple[str, ...], tuple[str, ...], str]:
    """Merge repeated blocks, mark personal questions, choose attributes and weights.

    Args:
        opened: The export.
        profile: What its columns hold.
        settings: How to read.

    Returns:
        The structure as the tables show it, what to do with each record, notes, the headings of the columns
        with personal data, which are not read, and the mapping that says what was understood.

    Raises:
        TextmineError: a name in the settings is unknown, or cannot be what it is named as.
    """
    headings = names(opened.grid.headings)
    understood = opened.understand(profile, settings)
    if understood.inferred:
        understood = _inferred(opened, understood, headings, profile, settings)
    personal = [headings[column] for column in sorted(understood.personal)]
    meta = dict(opened.meta)
    hidden = {headings[column] for column in understood.personal | understood.technical}
    hidden |= {headings[each.column] for each in meta.values()}
    if settings.weight:
        meta["weight"] = Meta(weight_column(headings, settings.weight, hidden))
    sources = opened.grid.sources if isinstance(opened.grid, Long) else headings
    base = understood.structure
    bindings = [replace(b, heading=headings[b.column], source=sources[b.column]) for b in understood.bindings]
    structure, merged = merge(base, bindings) if settings.repeat and not understood.inferred else (base, bindings)
    ids = {b.asked: b.question for b in merged} | {question.code: question.code for question in structure.questions}
    structure = mark(structure, *_named_personal(settings, ids))
    secret = {question.code for question in structure.questions if question.personal}
    hidden |= {b.heading for b in merged if b.question in secret}
    attributes = [
        *question_attributes(structure, merged, {ids[name]: name for name in settings.attributes if name in ids}),
        *column_attributes(headings, understood, [name for name in settings.attributes if name not in ids], hidden),
    ]
    made = plan(opened.grid.path.name, structure, merged, meta, attributes)
    notes = list(understood.notes)
    if "id" not in meta:
        notes.append("The export has no column of ids: the records are numbered from 1.")
    notes += note("on personal data and not read", personal)
    mapping = written(headings, opened.meta, understood, {b.asked for b in merged if b.question in secret})
    return structure, made, tuple(notes), tuple(personal), mapping


def names(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings of an export, each once: the second of two gets " (2)"."""
    seen = Counter[str]()
    found = []
    for heading in headings:
        seen[heading] += 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return tuple(found)


def note(what: str, headings: Iterable[str]) -> list[str]:
    """A note on some columns; none when there are no such columns."""
    listed = list(headings)
    if not listed:
        return []
    shown = ", ".join(listed[:5]) + (" ..." if len(listed) > 5 else "")  # noqa: PLR2004 - enough to see which
    return [f"{len(listed)} column{'s' if len(listed) > 1 else ''} {what}: {shown}"]


def _named_personal(settings: ReadSettings, ids: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The ids of the questions that are personal because somebody says so, and of those that are not."""
    said = {ids[line.code]: line.personal for line in settings.questions if line.code in ids}
    named = resolve(settings.personal, ids) | {code for code, personal in said.items() if personal}
    return named, {code for code, personal in said.items() if personal is False}


def _inferred(
    opened: Opened, understood: Understood, headings: Sequence[str], profile: Profile, settings: ReadSettings
) -> Understood:
    """Where the questions are found from headings, those that are none: weights, and columns on personal data.

    LimeSurvey says which columns it added itself; a question of its own on personal data is marked, in all of its
    exports alike.
    """
    named = {line.heading for line in settings.columns}
    gone = {column for column, heading in enumerate(headings) if heading == settings.weight}
    personal = set[int]()
    if not opened.format.startswith("limesurvey"):
        personal = {c for c in personal_columns(headings, understood, profile) if headings[c] not in named} - gone
    kept = tuple(b for b in understood.bindings if b.column not in gone | personal)
    lost = {b.question for b in understood.bindings} - {b.question for b in kept}
    questions = tuple(q for q in understood.structure.questions if q.code not in lost)
    return replace(
        understood,
        structure=replace(understood.structure, questions=questions),
        bindings=kept,
        personal=understood.personal | personal,
    )
