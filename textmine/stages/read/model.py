"""What every platform's reader produces: the structure of a survey, a grid of cells, and their bindings.

A platform only says (a) which questions there are, (b) which cells there are and (c) which column
belongs to which question. From these three, `assemble` makes the tables, for all platforms alike.
`platforms` has a module for each, whose `open_export` gives an `Opened`.
"""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings

__all__ = [
    "OTHER",
    "Attribute",
    "Binding",
    "Cell",
    "Grid",
    "Item",
    "Meta",
    "Opened",
    "Question",
    "Reader",
    "Role",
    "Row",
    "Structure",
    "Understood",
    "as_it_is",
    "iso639",
    "language_named",
    "plain",
    "without_markup",
    "wording",
]

OTHER = "other"
"""Code of the open option in every table, whatever the platform calls it (LimeSurvey: also ``-oth-``)."""

Cell = str | None
"""A cell: its text, "" when it is empty, None when the platform says that it was never shown."""

Role = Literal[
    "tick", "value", "text", "option_comment", "other_text", "other_comment", "question_comment",
]  # fmt: skip
"""What a column holds of a question: a tick is read as Y, N or ""; a value as the code of the answer."""

_BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|h\d)\b[^>]*>", re.IGNORECASE)
# What is never closed is found to the end, so that it is not looked through from each sign in it; it stays.
_HIDDEN = re.compile(r"(?:<!--|<(script|style)\b).*?(?:(?(1)</\1\s*>|-->)|(?P<unclosed>\Z))", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"</?[a-z][^>]*>|<!--|&(?:[a-z]+|#x?[0-9a-f]+);", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """An option, or a row of an array: its code and its wording by language."""

    code: str
    texts: Mapping[str, str]
    is_other: bool = False


@dataclass(frozen=True)
class Question:
    """A question as the survey platform holds it; `kind` is one of those declared in `tables`.

    `code` is what the export calls it, and what the tables do; `records` counts the blocks of a
    repeated question, whose code has # for its number; `email` says that e-mail addresses are asked.
    """

    code: str
    kind: str
    texts: Mapping[str, str]
    section: Mapping[str, str]
    native_type: str = ""
    options: tuple[Item, ...] = ()
    rows: tuple[Item, ...] = ()
    conditional: bool = False
    records: int = 0
    email: bool = False
    personal: bool = False


@dataclass(frozen=True)
class Structure:
    """The questions of a survey in the order asked, and its languages, the base language first."""

    title: str
    languages: tuple[str, ...]
    questions: tuple[Question, ...]

    def text(self, texts: Mapping[str, str], default: str = "") -> str:
        """The wording in the base language, else in the first language that has one, else `default`."""
        return wording(texts, self.languages) or default


def as_it_is(cell: Cell) -> Cell:
    """A cell that needs no reading."""
    return cell


@dataclass(frozen=True)
class Reader:
    """How one column is read: `read` gives "" for empty and None for never shown.

    `exact` says that an empty cell was shown; without it nobody knows.
    """

    read: Callable[[Cell], Cell] = as_it_is
    exact: bool = False


@dataclass(frozen=True)
class Binding:
    """What one column of the export holds, or one of the answers that are joined in its cells.

    `question` is the id of the question in the tables, `asked` its code in the export, which differs
    for a block of a repeated question: the columns of one `asked` were shown, or not, together.
    A column whose cells join several answers has a binding for each option. `source` is the heading that
    the cells have in the file, where it is not `heading` (see `cells.long`).
    """

    column: int
    heading: str
    role: Role
    question: str = ""
    row: str = ""
    option: str = ""
    record: str = "0"
    asked: str = ""
    reader: Reader = Reader()
    source: str = ""


@dataclass(frozen=True)
class Meta:
    """A column that says who answered, when, how far or in which language."""

    column: int
    read: Callable[[Cell], Cell] = as_it_is


@dataclass(frozen=True)
class Attribute:
    """An attribute of respondents: its name, its column, and the labels of its codes."""

    name: str
    column: int
    reader: Reader
    labels: Mapping[str, str]


class Row(NamedTuple):
    """One record of the grid.

    Args:
        number: Its row as a spreadsheet shows it, the first row of the file being 1.
        line: The line of the file it starts on; cells can hold line breaks.
        cells: Its cells.
        numbers: The row of each cell, where a record is put together from several rows.
    """

    number: int
    line: int
    cells: tuple[Cell, ...]
    numbers: tuple[int, ...] = ()


class Grid(Protocol):
    """An export as headings and rows, which can be read through more than once."""

    @property
    def path(self) -> Path:
        """The file that is read."""

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings, as in the export."""

    @property
    def tells_shown(self) -> bool:
        """Whether a cell that was never shown is None and not merely empty."""

    def rows(self) -> Iterator[Row]:
        """The records, in the order of the file."""


@dataclass(frozen=True)
class Understood:
    """What a platform says of an export once its records were scanned.

    Attributes:
        structure: Its questions.
        bindings: What its columns hold, in the order of the questionnaire; a column without is not read.
        attributes: Columns that say something of respondents besides the questions, by name.
        personal: Columns with personal data of respondents, which are not read.
        technical: Columns of the platform's own, which are not read and cannot be attributes.
        inferred: Whether the questions were found from headings and values alone.
        notes: What a human should know: columns missing, unknown, ambiguous; what the format cannot hold.
    """

    structure: Structure
    bindings: tuple[Binding, ...]
    attributes: Mapping[str, int] = field(default_factory=dict)
    personal: frozenset[int] = frozenset()
    technical: frozenset[int] = frozenset()
    inferred: bool = True
    notes: tuple[str, ...] = ()


class Opened(Protocol):
    """An export whose platform and form are known, before its records are read."""

    @property
    def grid(self) -> Grid:
        """Its cells."""

    @property
    def format(self) -> str:
        """Platform and form, such as limesurvey-csv-code."""

    @property
    def meta(self) -> Mapping[str, Meta]:
        """Columns of "id", "submitted" (date), "finished" (read as Y, N or "") and "language", as far as there are."""

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:
        """What its columns hold.

        Args:
            profile: What was seen of their values.
            settings: How to read.
        """


def wording(texts: Mapping[str, str], languages: tuple[str, ...]) -> str:
    """The first wording that is not empty, in the order of `languages`, then of `texts`."""
    return next((texts[key] for key in (*languages, *texts) if texts.get(key)), "")


def without_markup(structure: Structure) -> Structure:
    """A structure whose wordings are plain text, whatever a platform or the authors of the survey put into them."""

    def items(old: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, texts=_bare(item.texts)) for item in old)

    questions = tuple(
        replace(
            question, texts=_bare(question.texts), section=_bare(question.section),
            options=items(question.options), rows=items(question.rows),
        )
        for question in structure.questions
    )  # fmt: skip
    return replace(structure, questions=questions)


def _bare(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Wordings without markup; one without any stays as it is, and so does one that is nothing else."""
    return {language: (plain(text) or text) if _MARKUP.search(text) else text for language, text in texts.items()}


def plain(markup: str) -> str:
    """Text without tags, entities and doubled white space."""
    text = _HIDDEN.sub(lambda found: " " if found["unclosed"] is None else found[0], markup)
    text = _TAG.sub("", _BREAK.sub(" ", text))
    return " ".join(html.unescape(text).split())


def iso639(code: str) -> str:
    """A locale of the platform ("de-informal", "zh-Hans") or an English name as ISO 639-1, "und" when it has none."""
    language = re.split(r"[-_]", code.strip().lower())[0]
    return language if re.fullmatch(r"[a-z]{2}", language) else language_named(code) or "und"


def language_named(name: str) -> str:
    """The language with an English name ("French"), as ISO 639-1; "" when none is called so."""
    return _language_names().get(name.strip().casefold(), "")


@functools.cache
def _language_names() -> Mapping[str, str]:
    return {row["name"].casefold(): row["code"] for row in reference.rows("languages.tsv")}
