"""What a platform says of an export -> the plan by which its tables are made, for all platforms alike."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.assemble import Plan, plan
from textmine.stages.read.attributes import column_attributes, question_attributes
from textmine.stages.read.cells.long import Long
from textmine.stages.read.model import Meta
from textmine.stages.read.personal import mark, resolve
from textmine.stages.read.records import merge
from textmine.stages.read.weights import weight_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textmine.stages.read.model import Binding, Opened, Structure, Understood
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["names", "note", "understand"]


def understand(
    opened: Opened, profile: Profile, settings: ReadSettings
) -> tuple[Structure, Plan, tuple[str, ...], tuple[str, ...]]:
    """Merge repeated blocks, mark personal questions, choose attributes and weights.

    Args:
        opened: The export.
        profile: What its columns hold.
        settings: How to read.

    Returns:
        The structure as the tables show it, what to do with each record, notes, and the headings of the
        columns with personal data, which are not read.

    Raises:
        TextmineError: a name in the settings is unknown, or cannot be what it is named as.
    """
    headings = names(opened.grid.headings)
    understood = _without_weight(opened.understand(profile, settings), headings, settings.weight)
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
    structure = mark(structure, resolve(settings.personal, ids))
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
    return structure, made, tuple(notes + note("on personal data and not read", personal)), tuple(personal)


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


def _without_weight(understood: Understood, headings: Sequence[str], weight: str) -> Understood:
    """Where the questions are found from headings, the column of the weights is none of them."""
    if not understood.inferred or not weight:
        return understood
    kept: list[Binding] = [b for b in understood.bindings if headings[b.column] != weight]
    gone = {b.question for b in understood.bindings} - {b.question for b in kept}
    questions = tuple(q for q in understood.structure.questions if q.code not in gone)
    return replace(understood, structure=replace(understood.structure, questions=questions), bindings=tuple(kept))
