"""REDCap: exports as CSV, workbook or JSON, raw or with labels, with the data dictionary or without it."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.long import Key, Long
from textmine.stages.read.cells.objects import Objects
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.fields import Form, Readers
from textmine.stages.read.kinds import kind_of
from textmine.stages.read.model import Meta, Reader, Structure, Understood
from textmine.stages.read.platforms.redcap.columns import (
    BLOCK,
    GROUP,
    PERSON,
    check_ticks,
    checked,
    is_own,
    match,
    position,
    sent,
    why,
)
from textmine.stages.read.platforms.redcap.dictionary import is_dictionary, parse
from textmine.stages.read.platforms.redcap.infer import infer
from textmine.stages.read.sniff import head as look
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.cells.grid import Sheet
    from textmine.stages.read.fields import Field, Place
    from textmine.stages.read.model import Binding, Cell, Grid, Item, Question, Row
    from textmine.stages.read.platforms.redcap.dictionary import Dictionary
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "Opened", "is_structure", "open_export", "recognise"]

NAME = "redcap"

_NO_DICTIONARY = (
    "There is no data dictionary: the names of fields and the codes of answers stand for their wording; give it "
    "with --structure FILE.csv (REDCap: Designer > Download the current Data Dictionary)."
)
_Block = tuple[str, str, str]
"""What a row is of its record: event, instrument and instance, "" where they do not apply."""

_WHOLE = ("", "", "")


def recognise(head: Head) -> str:
    """What shows that a file is an export of REDCap."""
    if head.kind in {"text", "book"} and head.rows and not is_structure(head):
        return why(head.rows[0])
    if head.kind == "json" and '"redcap_' in head.start:
        return "records with keys of REDCap's own"
    return ""


def is_structure(head: Head) -> bool:
    """Whether a file is a data dictionary."""
    return head.kind in {"text", "book"} and bool(head.rows) and is_dictionary(head.rows[0])


@dataclass(frozen=True)
class Opened:
    """An export, with its dictionary or without.

    Attributes:
        grid: Its records.
        headings: The headings of the file.
        wide: For each column of the file, its column in the records by block.
        blocks: All blocks of records.
    """

    grid: Grid
    format: str
    dictionary: Dictionary | None
    headings: tuple[str, ...]
    wide: Mapping[int, Mapping[_Block, int]]
    blocks: tuple[_Block, ...]

    @property
    def meta(self) -> dict[str, Meta]:
        """The columns of the id, and of the time at which the survey was sent where there is one survey."""
        times = [n for n, heading in enumerate(self.headings) if _is_time(heading)]
        found = [column for n in times for column in self.wide[n].values()]
        return {"id": Meta(0)} | ({"submitted": Meta(found[0], sent)} if len(found) == 1 else {})

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - all are asked alike
        """Bind the columns by the dictionary, or by their headings and values.

        Raises:
            TextmineError: hardly a column is in the dictionary, or a check box holds what is not known.
        """
        headings, known = self.headings, self.dictionary
        own = {0} | {n for n, h in enumerate(headings) if is_own(h, known.forms if known else None)}
        who = position(headings, PERSON)
        if known is None:
            asked = {n: [*self.wide[n].values()] for n in range(len(headings)) if n not in own}
            fields, columns, personal = infer(headings, asked, profile)
            notes = [_NO_DICTIONARY]
        else:
            columns = match(known, headings, self.grid.path)
            fields = [self._seen(field, columns, profile) for field in known.fields]
            notes = self._notes(known, columns, own)
            personal = {columns[name, ""] for name in known.personal if (name, "") in columns}
        personal |= {who} if who is not None else set()
        form = Form(fields)
        questions, bindings = self._blocks(form, columns, self._readers(form, columns, profile))
        group = position(headings, GROUP)
        return Understood(
            Structure(self.grid.path.stem, (), questions),
            tuple(bindings),
            attributes={headings[group]: min(self._columns([group]))} if group is not None and self.wide[group] else {},
            personal=self._columns(personal),
            technical=self._columns(own - {group, *personal}),
            inferred=known is None,
            notes=tuple(notes + self._block_notes()),
        )

    def _seen(self, field: Field, columns: Mapping[Place, int], profile: Profile) -> Field:
        """A line of text in which nothing but numbers or dates was written asks for these."""
        if field.native_type != "text" or field.kind != "text" or field.opened_by or (field.name, "") not in columns:
            return field
        kind = kind_of([*self._columns([columns[field.name, ""]])], profile)
        return replace(field, kind=kind) if kind in {"number", "date"} else field

    def _columns(self, columns: Iterable[int]) -> frozenset[int]:
        """The columns of the records that some columns of the file became."""
        return frozenset(wide for column in columns for wide in self.wide[column].values())

    def _readers(self, form: Form, columns: Mapping[Place, int], profile: Profile) -> Readers:
        def tick(field: Field, item: Item) -> Reader:
            column, label = columns[field.name, item.code], item.texts[""]
            check_ticks(self.grid.path, self.headings[column], profile.seen(self._columns([column])), label)
            return Reader(functools.partial(checked, label=label))

        return Readers(tick, lambda field: Reader(functools.partial(_answer, codes=_codes(form, field))))

    def _blocks(
        self, form: Form, columns: Mapping[Place, int], readers: Readers
    ) -> tuple[tuple[Question, ...], list[Binding]]:
        """The questions and bindings; a question that is answered in several blocks has a record for each."""
        found: dict[str, list[tuple[_Block, Binding]]] = defaultdict(list)
        for block in self.blocks:
            here = {place: wide for place, n in columns.items() if (wide := self.wide[n].get(block)) is not None}
            for binding in form.bindings(here, readers):
                found[binding.question].append((block, binding))
        questions, bindings = [], []
        for question in form.questions:
            blocks = dict.fromkeys(block for block, _ in found[question.code])
            series = self._series(blocks)
            code = f"{series[0][1] or 'event'}#{question.code}" if len(blocks) > 1 else question.code
            questions.append(replace(question, code=code, records=len(series) if len(blocks) > 1 else 0))
            for block, binding in found[question.code]:
                record = str(series.index(block) + 1) if len(blocks) > 1 else "0"
                asked = binding.asked if record == "0" else f"{binding.asked}:{record}"
                bindings.append(replace(binding, question=code, record=record, asked=asked))
        return tuple(questions), bindings

    def _series(self, blocks: Iterable[_Block]) -> list[_Block]:
        """The blocks that some are part of: all events, or all instances of the instruments that they are of."""
        instruments = {block[1] for block in blocks}
        return [block for block in self.blocks if block[1] in instruments]

    def _notes(self, dictionary: Dictionary, columns: Mapping[Place, int], own: Iterable[int]) -> list[str]:
        """What the dictionary and the export do not have in common."""
        known = {*columns.values(), *own}
        there = {name for name, _ in columns}
        absent = [field.name for field in dictionary.fields if field.name not in there]
        return [
            *note("not in the dictionary and not read", [h for n, h in enumerate(self.headings) if n not in known]),
            *([f"In the dictionary but not in the export: {', '.join(absent)}"] if absent else []),
        ]

    def _block_notes(self) -> list[str]:
        """A note on what the rows are, where a record has several."""
        said = [" ".join(part for part in block if part) for block in self.blocks]
        if len(said) < 2:  # noqa: PLR2004 - one block is no repetition
            return []
        return [f"A record has several rows; the records of repeated questions are, in this order: {', '.join(said)}"]


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an export.

    Raises:
        TextmineError: the structure is no data dictionary.
    """
    dictionary = parse(_sheet(look(structure), settings)) if structure else None
    grid: Grid = Objects(head.path) if head.kind == "json" else Headed(_sheet(head, settings))
    form = {"text": "csv"}.get(head.kind, head.kind)
    headings = grid.headings
    block = tuple(position(headings, names) for names in BLOCK)
    if not any(block):
        wide = {column: {_WHOLE: column} for column in range(len(headings))}
        return Opened(grid, f"redcap-{form}", dictionary, headings, wide, (_WHOLE,))
    places = _Places(block, position(headings, GROUP))
    records = Long(
        grid, 0, places, absent=None, blank=False,
        heading=lambda key: f"{headings[int(key[0])]} ({' '.join(filter(None, key[1:]))})",
    )  # fmt: skip
    found: dict[int, dict[_Block, int]] = {column: {} for column in range(len(headings))}
    for column, key in enumerate(records.keys):
        of, event, instrument, instance = key or ("0", *_WHOLE)
        found[int(of)][event, instrument, instance] = column
    return Opened(records, f"redcap-{form}-long", dictionary, headings, found, places.blocks())


def _sheet(head: Head, settings: ReadSettings) -> Sheet:
    return BookSheet(head.path) if head.kind == "book" else CsvSheet(head.path, settings.encoding)


class _Places:
    """Where the cells of a row go: to its block, but for what is said of the whole record.

    Args:
        block: The columns that say what a row is, None where the file has none.
        once: The column that is the same in all rows of a record, None where the file has none.
    """

    def __init__(self, block: Sequence[int | None], once: int | None) -> None:
        self._block, self._once = block, once
        self._known: dict[_Block, tuple[tuple[Key, int], ...]] = {}

    def __call__(self, row: Row) -> tuple[tuple[Key, int], ...]:
        """The key and the column of each cell but the id and those that say what the row is."""
        event, instrument, instance = (row.cells[n] or "" if n is not None else "" for n in self._block)
        block = (event, instrument, instance)
        if block not in self._known:
            columns = [n for n in range(1, len(row.cells)) if n not in self._block]
            self._known[block] = tuple(((str(n), *(_WHOLE if n == self._once else block)), n) for n in columns)
        return self._known[block]

    def blocks(self) -> tuple[_Block, ...]:
        """The blocks met: by instrument, then events in the order of the file, then instances by number."""
        events = {event: n for n, event in enumerate(dict.fromkeys(event for event, _, _ in self._known))}
        return tuple(sorted(self._known, key=lambda block: (block[1], events[block[0]], _number(block[2]))))


def _number(instance: str) -> int:
    return int(instance) if instance.isdecimal() else 0


def _is_time(heading: str) -> bool:
    """Whether a column says when a survey was sent."""
    return heading == "Survey Timestamp" or heading.endswith("_timestamp")


def _answer(cell: Cell, codes: Mapping[str, str]) -> Cell:
    """The code of the choice that a cell holds; what is none stays as it is."""
    return codes.get(" ".join(cell.split()), cell) if cell else cell


def _codes(form: Form, field: Field) -> dict[str, str]:
    """The codes of a field by code and label; a file that was saved again may have TRUE and FALSE for 1 and 0."""
    codes = form.codes(field.name)
    if {"0", "1"} <= codes.keys():
        codes = {"TRUE": codes["1"], "FALSE": codes["0"]} | codes
    return codes
