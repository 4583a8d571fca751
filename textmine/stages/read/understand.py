"""What platforms say of the files of a survey -> the plans by which its tables are made, for all platforms alike."""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.assemble import Plan, plan
from textmine.stages.read.attributes import FILE, column_attributes, question_attributes
from textmine.stages.read.mapping.described import written
from textmine.stages.read.mapping.lines import check
from textmine.stages.read.model import Meta, without_markup
from textmine.stages.read.personal import mark, personal_columns, resolve
from textmine.stages.read.records import merge
from textmine.stages.read.serials import are_serials, from_serial
from textmine.stages.read.weights import weight_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from textmine.stages.read.model import Binding, Opened, Structure, Understood
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = ["Part", "names", "note", "understand", "understood"]


@dataclass(frozen=True)
class Part:
    """One file of a survey, which may have several.

    Attributes:
        name: Its name, for the provenance of the comments and in notes.
        opened: The export in it.
        profile: What its columns hold.
        understood: What its platform says of it. The structures of all parts are the same when the plans are made.
        recognised: What its platform was recognised by.
        language: Language of its headings (ISO 639-1), where that tells in which language it was answered.
        doubts: Notes on what it was taken for.
    """

    name: str
    opened: Opened
    profile: Profile
    understood: Understood
    recognised: str
    language: str = "und"
    doubts: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Its headings, each once."""
        return names(self.opened.grid.headings)


def understood(opened: Opened, profile: Profile, settings: ReadSettings) -> Understood:
    """What a platform says of an export, where weights and columns on personal data are no questions."""
    found = opened.understand(profile, settings)
    headings = names(opened.grid.headings)
    sources = getattr(opened.grid, "sources", headings)
    bindings = tuple(replace(b, heading=headings[b.column], source=sources[b.column]) for b in found.bindings)
    found = replace(found, structure=without_markup(found.structure), bindings=bindings)
    return _only_questions(found, opened, profile, settings) if found.inferred else found


def understand(
    parts: Sequence[Part], settings: ReadSettings
) -> tuple[Structure, tuple[Plan, ...], tuple[str, ...], tuple[str, ...], Callable[[], str]]:
    """Merge repeated blocks, mark personal questions, choose attributes and weights.

    Args:
        parts: The files of the survey, their structures united.
        settings: How to read.

    Returns:
        The structure as the tables show it, for each part what to do with its records, notes, the headings of the
        columns with personal data, which are not read, and what writes the mapping that says what was understood.

    Raises:
        TextmineError: a name in the settings is unknown, or cannot be what it is named as.
    """
    inferred = parts[0].understood.inferred
    merged = [_merged(part, repeat=settings.repeat and not inferred) for part in parts]
    structure = merged[0][0]
    bound = [bindings for _, bindings in merged]
    ids = {b.asked: b.question for bindings in bound for b in bindings}
    ids |= {question.code: question.code for question in structure.questions}
    check(settings.columns, settings.questions, {h for part in parts for h in part.headings}, ids)
    structure = mark(structure, *_said_personal(settings, ids))
    named = _named(settings.attributes, ids, parts, bound)
    plans = tuple(
        _plan(part, structure, bindings, [(name, ids.get(name)) for name in wanted], settings.weight)
        for part, bindings, wanted in zip(parts, bound, named, strict=True)
    )
    slots = {slot.key: None for each in plans for slot in each.slots}
    own = [{slot.key for slot in each.slots} for each in plans]
    plans = tuple(
        replace(each, absent=tuple(key for key in slots if key not in mine))
        for each, mine in zip(plans, own, strict=True)
    )
    personal = tuple(dict.fromkeys(h for part in parts for h in _personal(part)))
    secret = {question.code for question in structure.questions if question.personal}
    mapping = functools.partial(
        written,
        [(part.headings, part.opened.meta, part.understood) for part in parts],
        {code for code, question in ids.items() if question in secret},
    )
    return structure, plans, (*_notes(parts), *note("on personal data and not read", personal)), personal, mapping


def _merged(part: Part, *, repeat: bool) -> tuple[Structure, Sequence[Binding]]:
    found = part.understood
    return merge(found.structure, found.bindings) if repeat else (found.structure, found.bindings)


def _named(
    wanted: Sequence[str], ids: Mapping[str, str], parts: Sequence[Part], bound: Sequence[Sequence[Binding]]
) -> list[list[str]]:
    """The attributes that each part is to give: those that it has, and those that no part has."""
    asked = [{b.question for b in bindings} for bindings in bound]
    held = [
        {name for name in wanted if (ids[name] in questions if name in ids else name in part.headings)}
        for part, questions in zip(parts, asked, strict=True)
    ]
    somewhere = set[str]().union(*held)
    if len(parts) > 1:
        somewhere.add(FILE)  # which of several files a response is in, needs no column
    return [[name for name in wanted if name in mine or name not in somewhere] for mine in held]


def _plan(
    part: Part,
    structure: Structure,
    bindings: Sequence[Binding],
    named: Sequence[tuple[str, str | None]],
    weight: str,
) -> Plan:
    headings, found, meta = part.headings, part.understood, dict(part.opened.meta)
    if (when := meta.get("submitted")) and are_serials(map(when.read, part.profile.values[when.column])):
        meta["submitted"] = replace(when, read=lambda cell: from_serial(when.read(cell)))
    hidden = {headings[column] for column in found.personal | found.technical}
    hidden |= {headings[each.column] for each in meta.values()}
    if weight:
        meta["weight"] = Meta(weight_column(headings, weight, hidden))
    secret = {question.code for question in structure.questions if question.personal}
    hidden |= {b.heading for b in bindings if b.question in secret}
    attributes = [
        *question_attributes(structure, bindings, {code: name for name, code in named if code}),
        *column_attributes(headings, found, [name for name, code in named if not code], hidden),
    ]
    return plan(part.name, structure, bindings, meta, attributes, part.language)


def _personal(part: Part) -> list[str]:
    return [part.headings[column] for column in sorted(part.understood.personal)]


def _notes(parts: Sequence[Part]) -> list[str]:
    """The notes on all parts, each once; what is not said of every part names its file."""
    said = [[*getattr(part.opened.grid, "read_as", ()), *part.understood.notes] for part in parts]
    for part, notes in zip(parts, said, strict=True):
        if "id" not in part.opened.meta:
            notes.append("The export has no column of ids: the records are numbered from 1.")
    everywhere = set(said[0]).intersection(*said)
    return [
        text if text in everywhere else f"{part.name}: {text}"
        for number, (part, notes) in enumerate(zip(parts, said, strict=True))
        for text in notes
        if number == 0 or text not in everywhere
    ]


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


def _said_personal(settings: ReadSettings, ids: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """The ids of the questions that are personal because somebody says so, and of those that are not."""
    said = {ids[line.code]: line.personal for line in settings.questions}
    named = resolve(settings.personal, ids) | {code for code, personal in said.items() if personal}
    return named, {code for code, personal in said.items() if personal is False}


def _only_questions(found: Understood, opened: Opened, profile: Profile, settings: ReadSettings) -> Understood:
    """Where the questions are found from headings: without weights, and without columns on personal data.

    LimeSurvey says which columns it added itself; a question of its own on personal data is marked, in all of its
    exports alike.
    """
    headings = names(opened.grid.headings)
    gone = {column for column, heading in enumerate(headings) if heading and heading == settings.weight}
    personal = set[int]()
    if not opened.format.startswith("limesurvey"):
        said = {line.heading for line in settings.columns}
        personal = {c for c in personal_columns(headings, found, profile) if headings[c] not in said} - gone
    kept = tuple(b for b in found.bindings if b.column not in gone | personal)
    lost = {b.question for b in found.bindings} - {b.question for b in kept}
    questions = tuple(q for q in found.structure.questions if q.code not in lost)
    return replace(
        found,
        structure=replace(found.structure, questions=questions),
        bindings=kept,
        personal=found.personal | personal,
    )
