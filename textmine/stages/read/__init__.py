"""export, structure -> questions, options, respondents, attributes, answers, comments.

A survey export is read in two passes: one that finds out what it is (form of the answers, order and
ids of the records), and one that streams the records in batches, so that a million comments are
never in memory at once. Several exports can be one survey (`combine`, `sources`).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.stages.read.assemble import assemble, option_table, question_table
from textmine.stages.read.locate import Located, locate, named
from textmine.stages.read.model import iso639
from textmine.stages.read.opening import opened
from textmine.stages.read.scan import scan
from textmine.stages.read.settings import ReadSettings
from textmine.stages.read.several.combine import combine
from textmine.stages.read.several.sources import Source, by_file, merged, sources
from textmine.stages.read.understand import Part, understand, understood

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    import pandas as pd

    from textmine.stages.read.assemble import Plan
    from textmine.stages.read.model import Row, Structure

__all__ = ["ReadSettings", "Survey", "read"]

_MOST_ANSWERS = 1_000_000
"""Rows of answers in a batch."""

_LONG, _MOST_LONG = 1000, 1 << 20
"""Characters of an answer that is longer than nearly all, and of all such answers in a batch: later stages hold a
batch, and what they make of its texts, in memory."""


@dataclass(frozen=True)
class Survey:
    """What was understood of an export, before its records are read.

    Attributes:
        title: Title of the survey, else the name of the file.
        format: Platform and form, such as limesurvey-lsa or qualtrics-csv.
        recognised: What the platform was recognised by.
        files: All files that were read.
        questions: The table of questions.
        options: The table of options.
        languages: Languages of the survey (ISO 639-1), the base first.
        respondents: Number of records.
        personal: Headings of columns with personal data of respondents, which are not read.
        notes: What a human should know: columns missing, unknown, ambiguous; what the format cannot hold.
    """

    title: str
    format: str
    recognised: str
    files: tuple[Path, ...]
    questions: pd.DataFrame
    options: pd.DataFrame
    languages: tuple[str, ...]
    respondents: int
    personal: tuple[str, ...]
    notes: tuple[str, ...]
    _mapping: Callable[[], str] = field(repr=False, compare=False)
    _sources: tuple[Source, ...] = field(repr=False, compare=False)

    @property
    def mapping(self) -> str:
        """What each column and question was taken for, as lines of textmine.toml that are commented out."""
        return self._mapping()

    def batches(self, size: int) -> Iterator[dict[str, pd.DataFrame]]:
        """The tables respondents, attributes, answers and comments, `size` respondents at a time.

        Respondents come in the natural order of their ids. An export in that order, as LimeSurvey
        writes it, is streamed; another one is sorted in memory.

        Args:
            size: Most respondents in a batch, at least 1; there are fewer in it where they have very many answers, or
                answers that are very long.
        """
        answers = max(len(source.plan.slots) + len(source.plan.absent) for source in self._sources)
        size = max(1, min(size, _MOST_ANSWERS // max(1, answers)))
        records = merged(self._sources)
        while batch := list(_bounded(itertools.islice(records, size))):
            yield assemble(batch)


def _bounded(records: Iterator[tuple[Plan, str, Row]]) -> Iterator[tuple[Plan, str, Row]]:
    """The first of these records, until their long answers hold `_MOST_LONG` characters; at least one."""
    held = 0
    for record in records:
        yield record
        held += sum(length for length in map(len, filter(None, record[2].cells)) if length > _LONG)
        if held > _MOST_LONG:
            return


def read(
    export: Path | Sequence[Path], *, structure: Path | None = None, settings: ReadSettings | None = None
) -> Survey:
    """Understand a survey export.

    Args:
        export: An export of a survey platform (docs/formats.md), also in a zip file, or a folder that holds one
            and beside it its structure; or several, which are one survey: language versions, or what several collectors
            gathered.
        structure: The structure, when it is not beside the export; it wins over one that is.
        settings: How to read.

    Raises:
        TextmineError: the export is missing, empty, cut off, badly encoded, no survey, in a form
            that is not read, of another survey than the structure, has no records or the same id
            twice, or the settings name a question or column that it does not have; several exports are
            not of one survey; while its records are read: a weight is no number from 0 up.
    """
    settings = settings or ReadSettings()
    located = locate([export] if isinstance(export, Path) else export, structure, settings)
    parts = [_part(each, name, settings) for each, name in zip(located, named(located), strict=True)]
    base, notes, personal, mapping, found = _understood(parts, settings)
    return Survey(
        title=base.title,
        format=" + ".join(dict.fromkeys(part.opened.format for part in parts)),
        recognised=" + ".join(dict.fromkeys(part.recognised for part in parts)),
        files=tuple(dict.fromkeys(file for each in located for file in each.files)),
        questions=question_table(base),
        options=option_table(base),
        languages=tuple(dict.fromkeys(map(iso639, base.languages))),
        respondents=sum(part.profile.records - len(source.again) for part, source in zip(parts, found, strict=True)),
        personal=personal,
        notes=(
            *(doubt for part in parts for doubt in part.doubts),
            *notes,
            *(note for each in located for note in each.notes),
        ),
        _mapping=mapping,
        _sources=found,
    )


def _part(located: Located, name: str, settings: ReadSettings) -> Part:
    export, why, doubts = opened(located, settings)
    profile = scan(export.grid, export.meta.get("id"))
    return Part(name, export, profile, understood(export, profile, settings), why, doubts=doubts)


def _understood(
    parts: Sequence[Part], settings: ReadSettings, heard: Collection[int] | None = None
) -> tuple[Structure, tuple[str, ...], tuple[str, ...], Callable[[], str], tuple[Source, ...]]:
    """The structure of the survey, notes, headings of personal columns, the mapping, where the records come from."""
    united, notes = combine(parts, settings, heard)
    structure, plans, said, personal, mapping = understand(united, settings)
    found, twice = sources(
        [Source(plan, part.opened.grid, part.profile.in_order) for plan, part in zip(plans, parts, strict=True)]
    )
    if heard is None and len(parts) > 1 and parts[0].understood.inferred:
        # Once it is known who says the same again: that makes no options, and no text an answer that many give.
        new = [number for number, part in enumerate(parts) if len(found[number].again) < part.profile.records]
        return _understood(parts, settings, new)
    return structure, (*notes, *said, *twice), personal, mapping, by_file(found)
