"""A table with headings of its own (CSV, Excel, parquet): read only where somebody says so.

Nothing in such a file says which columns are questions, so it is never recognised: `--format table` makes a
question of every column, or of several whose headings have a common stem (`stems`), `--text-column` of those named
alone; the mapping in textmine.toml corrects both. Questions have the numbers of their first columns, so that they keep
them when others are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.parquet import ParquetSheet
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.mapping.lines import quoted
from textmine.stages.read.model import Understood, plain
from textmine.stages.read.personal import is_personal
from textmine.stages.read.questions.blocks import Block
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.kinds import MOST_OPTIONS, kind_of
from textmine.stages.read.questions.stems import stems
from textmine.stages.read.scan import scan
from textmine.stages.read.showing import Emptied
from textmine.stages.read.understand import names, note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Grid, Meta
    from textmine.stages.read.questions.stems import Stem
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["KINDS", "NAME", "STRUCTURE", "is_structure", "open_export", "open_table", "recognise"]

NAME = "table"
STRUCTURE = ""

KINDS = ("text", "book", "parquet")
"""Kinds of files that can be a table."""

_MISSING = ("NA", "NaN", "NULL", "null", "#N/A", "None")
"""What R, pandas, databases and spreadsheets write for "no answer"."""

_TYPED = "None"
"""The one of these that people answer, to "How many?" too."""

_SEVERAL = 3
"""Columns that can be most columns."""


def recognise(head: Head) -> str:
    """Nothing shows that a table is a survey export."""
    del head
    return ""


def is_structure(head: Head) -> bool:
    """Whether a file is a structure; a table has none."""
    del head
    return False


@dataclass(frozen=True)
class _Opened:
    """A table whose columns are not known."""

    grid: Grid
    format: str

    @property
    def meta(self) -> Mapping[str, Meta]:
        """No column is known; `--id-column` and the mapping name them."""
        return {}

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        headings = names(self.grid.headings)
        questions = Questionnaire(headings, profile)
        said = ({line.heading for line in settings.columns} | {settings.id_column, settings.weight}) - {""}
        texts = [_column(heading, headings, self.grid.path) for heading in settings.text_columns]
        if not texts:
            found = [each for each in stems(self.grid.headings, profile) if _is_asked(each, headings, profile, said)]
            for each in found:
                _ask(each, questions, headings, profile)
            bound = {binding.column for binding in questions.bindings}
            empty = [heading for column, heading in enumerate(headings) if column not in bound]
            notes = (*note("empty and not read", empty), *_grouped(found))
            return Understood(questions.structure(self.grid.path.stem), tuple(questions.bindings), notes=notes)
        for column in sorted({*texts}):
            questions.one(plain(headings[column]) or headings[column], column, kind="text", code=f"Q{column + 1}")
        structure = questions.structure(self.grid.path.stem)
        others = [column for column, heading in enumerate(headings) if column not in texts and heading not in said]
        personal = frozenset(c for c in others if is_personal(headings[c], profile.values[c]))
        groups = {headings[c]: c for c in others if c not in personal and _groups(c, profile)}
        unread = [headings[c] for c in others if c not in personal and headings[c] not in groups]
        return Understood(
            structure, tuple(questions.bindings), groups, personal,
            notes=tuple(note("neither comments nor groups of respondents and not read", unread)),
        )  # fmt: skip


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> _Opened:
    """Open a table, its cells that a program wrote for "no answer" empty unless the settings say which are.

    Raises:
        TextmineError: it is no table, or has no records.
    """
    opened = open_table(head, structure, settings)
    if settings.missing is not None:
        return opened
    found = _written_by_programs(scan(opened.grid, None))
    if not found:
        return opened
    words = ", ".join(map(quoted, found))
    said = f"Cells that hold {words} are taken for empty; missing = [] in [read] of textmine.toml reads them."
    return replace(opened, grid=Emptied(opened.grid, found, said))


def _written_by_programs(profile: Profile) -> list[str]:
    """The words for "no answer" that programs write, where nobody typed them.

    Such a word stands in a column of numbers or dates, or in most columns; None, which people type, in both.
    """
    bare = replace(profile, values=tuple(values.difference(_MISSING) for values in profile.values))
    measured = {c for c, values in enumerate(bare.values) if values and kind_of([c], bare) in {"number", "date"}}
    filled = sum(map(bool, profile.values))
    found = []
    for word in _MISSING:
        held = {column for column, values in enumerate(profile.values) if word in values}
        signs = (bool(held & measured), len(held) >= _SEVERAL and 2 * len(held) > filled)
        if all(signs) if word == _TYPED else any(signs):
            found.append(word)
    return found


def open_table(head: Head, structure: Path | None, settings: ReadSettings) -> _Opened:  # noqa: ARG001 - of the protocol
    """Open text with separators, the first sheet of a workbook, or parquet, its cells as they stand.

    Raises:
        TextmineError: it is none of these.
    """
    path = head.path
    if head.kind == "book":
        return _Opened(Headed(BookSheet(path)), "table-workbook")
    if head.kind == "parquet":
        return _Opened(Headed(ParquetSheet(path)), "table-parquet")
    if head.kind == "text":
        return _Opened(Headed(CsvSheet(path, settings.encoding)), "table-csv")
    raise TextmineError(f"{path.name} is not a table.", expected="a file .csv, .tsv, .xlsx, .xls, .ods or .parquet")


def _is_asked(stem: Stem, headings: Sequence[str], profile: Profile, said: Collection[str]) -> bool:
    """Whether a question is read: an empty column is not, unless the settings say something of it."""
    return any(profile.filled[column] or headings[column] in said for _, column in stem.columns)


def _ask(stem: Stem, questions: Questionnaire, headings: Sequence[str], profile: Profile) -> None:
    code = f"Q{stem.first + 1}"
    if stem.kind == "table":
        questions.grid(stem.text, stem.columns, code=code, kind="array")
    elif len(stem.columns) > 1:
        Block(stem.text, stem.columns, profile, ticks=stem.ticks, code=code).ask(questions)
    else:
        questions.one(plain(headings[stem.first]) or headings[stem.first], stem.first, code=code)


def _grouped(found: Sequence[Stem]) -> list[str]:
    """A note on the columns that were put together."""
    kinds = {"several": "several answers", "table": "a table of answers", "one": "an answer and its text"}
    said = [
        f"Q{each.first + 1} ({len(each.columns)} columns, {kinds[each.kind]})"
        for each in found
        if len(each.columns) > 1
    ]
    change = "Lines under [columns] in textmine.toml change that."
    return [f"Columns whose headings begin alike were put together: {', '.join(said)}. {change}"] if said else []


def _column(heading: str, headings: tuple[str, ...], path: Path) -> int:
    if heading not in headings:
        raise TextmineError(f"{path.name} has no column {heading!r}.", hint=nearest(heading, headings))
    return headings.index(heading)


def _groups(column: int, profile: Profile) -> bool:
    """Whether a column tells groups of respondents: few different values, two respondents with each on average."""
    values = profile.values[column]
    return 0 < len(values) <= MOST_OPTIONS and profile.filled[column] >= 2 * len(values)
