"""export, structure -> questions, options, respondents, attributes, answers, comments.

A survey export is read in two passes: one that finds out what it is (form of the answers, order and
ids of the records), and one that streams the records in batches, so that a million comments are
never in memory at once.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.stages.read.assemble import Plan, assemble, option_table, question_table
from textmine.stages.read.locate import locate, opened
from textmine.stages.read.model import iso639
from textmine.stages.read.scan import scan
from textmine.stages.read.settings import ReadSettings
from textmine.stages.read.understand import understand
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from textmine.stages.read.model import Grid, Row

__all__ = ["ReadSettings", "Survey", "read"]


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
        mapping: What each column was taken for, as lines of textmine.toml that are commented out.
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
    mapping: str = field(repr=False)
    _grid: Grid = field(repr=False, compare=False)
    _plan: Plan = field(repr=False, compare=False)
    _in_order: bool = field(repr=False, compare=False)

    def batches(self, size: int) -> Iterator[dict[str, pd.DataFrame]]:
        """The tables respondents, attributes, answers and comments, `size` respondents at a time.

        Respondents come in the natural order of their ids. An export in that order, as LimeSurvey
        writes it, is streamed; another one is sorted in memory.

        Args:
            size: Most respondents in a batch, at least 1.
        """
        records = self._records()
        while batch := list(itertools.islice(records, size)):
            yield assemble(self._plan, batch)

    def _records(self) -> Iterator[tuple[str, Row]]:
        respondent = self._plan.meta.get("id")
        rows = self._grid.rows()
        if respondent is None:
            return ((str(number), row) for number, row in enumerate(rows, start=1))
        records = ((respondent.read(row.cells[respondent.column]) or "", row) for row in rows)
        return records if self._in_order else iter(sorted(records, key=lambda record: natural_key(record[0])))


def read(export: Path, *, structure: Path | None = None, settings: ReadSettings | None = None) -> Survey:
    """Understand a survey export.

    Args:
        export: An export of a survey platform (docs/formats.md), or a folder that holds one and beside it
            its structure.
        structure: The structure, when it is not beside the export; it wins over one that is.
        settings: How to read.

    Raises:
        TextmineError: the export is missing, empty, cut off, badly encoded, no survey, in a form
            that is not read, of another survey than the structure, has no records or the same id
            twice, or the settings name a question or column that it does not have; while its records
            are read: a weight is no number from 0 up.
    """
    settings = settings or ReadSettings()
    found = locate(Path(export), structure)
    export_, why = opened(found, settings)
    profile = scan(export_.grid, export_.meta.get("id"))
    base, plan, notes, personal, mapping = understand(export_, profile, settings)
    return Survey(
        title=base.title,
        format=export_.format,
        recognised=why,
        files=found.files,
        questions=question_table(base),
        options=option_table(base),
        languages=tuple(dict.fromkeys(map(iso639, base.languages))),
        respondents=profile.records,
        personal=personal,
        notes=notes,
        mapping=mapping,
        _grid=export_.grid,
        _plan=plan,
        _in_order=profile.in_order,
    )
