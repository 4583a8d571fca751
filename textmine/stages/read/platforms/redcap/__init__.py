"""REDCap: exports as CSV, workbook or JSON, raw or with labels, with the data dictionary or without it."""

from __future__ import annotations

import functools
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.objects import Objects
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Meta, Reader, Structure, Understood
from textmine.stages.read.platforms.redcap.blocks import WHOLE, Blocks
from textmine.stages.read.platforms.redcap.columns import (
    BLOCK,
    GROUP,
    PERSON,
    box,
    check_ticks,
    checked,
    figures,
    is_own,
    match,
    may_be,
    position,
    sent,
    why,
)
from textmine.stages.read.platforms.redcap.dictionary import is_dictionary, parse
from textmine.stages.read.platforms.redcap.infer import infer
from textmine.stages.read.questions.fields import Form, Readers, chosen
from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.sniff import foreign
from textmine.stages.read.sniff import head as look
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from textmine.stages.read.cells.grid import Sheet
    from textmine.stages.read.model import Binding, Grid, Item, Question
    from textmine.stages.read.platforms.redcap.blocks import Block
    from textmine.stages.read.platforms.redcap.dictionary import Dictionary
    from textmine.stages.read.questions.fields import Field, Place
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "redcap"
STRUCTURE = "its data dictionary (.csv)"

_NO_DICTIONARY = (
    "There is no data dictionary: the names of fields and the codes of answers stand for their wording; give it "
    "with --structure FILE.csv (REDCap: Designer > Download the current Data Dictionary)."
)


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
        format: Platform and form.
        headings: The headings of the file.
        dictionary: The dictionary.
        places: The column of the file that each field and choice of the dictionary has.
        blocks: The records that its rows are put together to.
        grid: Their cells.
    """

    format: str
    headings: tuple[str, ...]
    dictionary: Dictionary | None
    places: Mapping[Place, int]
    blocks: Blocks
    grid: Grid

    @property
    def meta(self) -> dict[str, Meta]:
        """The columns of the id, and of the time at which the survey was sent where there is one survey."""
        found = [*self.blocks.columns(n for n, heading in enumerate(self.headings) if _is_time(heading))]
        return {"id": Meta(0)} | ({"submitted": Meta(found[0], sent)} if len(found) == 1 else {})

    @property
    def fits(self) -> bool:
        """Whether the dictionary knows every column, and half of what it knows is there."""
        if self.dictionary is None:
            return False
        own = {n for n, heading in enumerate(self.headings) if is_own(heading, self.dictionary.forms)}
        known = sum(1 for _ in self.dictionary.headings(labels=False))
        return {0, *own, *self.places.values()} >= {*range(len(self.headings))} and 2 * len(self.places) >= known

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - all are asked alike
        """Bind the columns by the dictionary, or by their headings and values.

        Raises:
            TextmineError: a check box holds what is not known.
        """
        headings, known, places = self.headings, self.dictionary, self.places
        own = {0} | {n for n, heading in enumerate(headings) if is_own(heading, known.forms if known else None)}
        if known is None:
            asked = {n: [*self.blocks.wide[n].values()] for n in range(len(headings)) if n not in own}
            fields, places, personal = infer(headings, asked, profile)
            notes = [_NO_DICTIONARY]
        else:
            fields = [self._seen(field, profile) for field in known.fields]
            personal = {places[name, ""] for name in known.personal if (name, "") in places}
            notes = self._notes(known, own)
        who, group = position(headings, PERSON), position(headings, GROUP)
        personal |= {who} if who is not None else set()
        groups = self.blocks.columns([group]) if group is not None else ()
        form = Form(fields)
        questions, bindings = self._repeat(form, places, profile)
        return Understood(
            Structure(self.grid.path.stem, (), questions),
            tuple(bindings),
            attributes={self.grid.headings[column]: column for column in groups},
            personal=self.blocks.columns(personal),
            technical=self.blocks.columns(own - {group} - personal),
            inferred=known is None,
            notes=(*notes, *form.notes(), *self._block_notes()),
        )

    def _seen(self, field: Field, profile: Profile) -> Field:
        """A line of text in which nothing but numbers or dates was written asks for these."""
        column = self.places.get((field.name, ""))
        if field.native_type != "text" or field.kind != "text" or field.opened_by or column is None:
            return field
        kind = kind_of([*self.blocks.columns([column])], profile)
        return replace(field, kind=kind) if kind in {"number", "date"} else field

    def _repeat(
        self, form: Form, places: Mapping[Place, int], profile: Profile
    ) -> tuple[tuple[Question, ...], list[Binding]]:
        """The questions and bindings; a question that was answered in several blocks has a record for each."""
        readers, wide = self._readers(form, places, profile), self.blocks.wide
        found: dict[str, list[tuple[Block, Binding]]] = defaultdict(list)
        for block in dict.fromkeys([WHOLE, *self.blocks.order]):
            here = {place: wide[n][block] for place, n in places.items() if block in wide[n]}
            for binding in form.bindings(here, readers):
                found[binding.question].append((block, binding))
        questions, bindings = [], []
        for question in form.questions:
            bound = found[question.code]
            if len({block for block, _ in bound}) < 2:  # noqa: PLR2004 - one block is no repetition
                questions.append(question)
                bindings += [binding for _, binding in bound]
                continue
            series = self.blocks.series(block for block, _ in bound)
            code = f"{series[-1][1] or 'event'}#{question.code}"
            questions.append(replace(question, code=code, records=len(series)))
            for block, binding in bound:
                record = str(series.index(block) + 1)
                asked = f"{binding.asked}:{record}"
                bindings.append(replace(binding, question=code, record=record, asked=asked))
        return tuple(questions), bindings

    def _readers(self, form: Form, places: Mapping[Place, int], profile: Profile) -> Readers:
        def tick(field: Field, item: Item) -> Reader:
            column, label = places[field.name, item.code], item.texts[""]
            check_ticks(self.grid.path, self.headings[column], profile.seen(self.blocks.columns([column])), label)
            return Reader(functools.partial(checked, label=label))

        return Readers(tick, lambda field: Reader(functools.partial(chosen, codes=figures(form.codes(field.name)))))

    def _notes(self, dictionary: Dictionary, own: Iterable[int]) -> list[str]:
        """What the dictionary and the export do not have in common."""
        known, there = {*self.places.values(), *own}, {name for name, _ in self.places}
        absent = [field.name for field in dictionary.fields if field.name not in there]
        return [
            *note("not in the dictionary and not read", [h for n, h in enumerate(self.headings) if n not in known]),
            *([f"In the dictionary but not in the export: {', '.join(absent)}"] if absent else []),
        ]

    def _block_notes(self) -> list[str]:
        """A note on what the rows are, where a record has several."""
        said = [" ".join(part for part in block if part) for block in self.blocks.order]
        return [f"A record has several rows; those of repeated questions are: {', '.join(said)}"] if said[1:] else []


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:
    """Open an export.

    Raises:
        TextmineError: it is none, or the structure is no data dictionary, or one of another project.
    """
    if head.kind != "json" and not (head.rows and (structure or may_be(head.rows[0]))):
        raise foreign(head, "REDCap", "names of fields as headings, such as record_id, reasons___1 and survey_complete")
    dictionary = parse(_sheet(look(structure), settings)) if structure else None
    grid: Grid = Objects(head.path) if head.kind == "json" else Headed(_sheet(head, settings))
    form, headings = "csv" if head.kind == "text" else head.kind, grid.headings
    places = match(dictionary, headings, head.path) if dictionary else {}
    of = (
        {each.name: each.opened_by[0] if each.opened_by else each.name for each in dictionary.fields}
        if dictionary
        else {}
    )
    fields = {n: (box(heading) or (heading,))[0] for n, heading in enumerate(headings) if n}
    fields |= {n: of.get(name, name) for (name, _), n in places.items() if n}
    blocks = Blocks(grid, [position(headings, names) for names in BLOCK], position(headings, GROUP), fields)
    return Opened(f"redcap-{form}", headings, dictionary, places, blocks, blocks.grid)


def _sheet(head: Head, settings: ReadSettings) -> Sheet:
    return BookSheet(head.path) if head.kind == "book" else CsvSheet(head.path, settings.encoding)


def _is_time(heading: str) -> bool:
    """Whether a column says when a survey was sent."""
    return heading == "Survey Timestamp" or heading.endswith("_timestamp")
