"""The report as a frozen value: sections of blocks, in which every number carries its base.

`content` makes it from the tables of a run, the renderers (`to_html`, `to_word`, `to_excel`) only
read it. Nothing here knows a table or a file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from textmine.errors import TextmineError

__all__ = [
    "Block",
    "Cell",
    "ChartBlock",
    "Figure",
    "NoteBlock",
    "Paragraph",
    "Quote",
    "QuoteBlock",
    "Report",
    "Section",
    "Series",
    "TableBlock",
]

Unit = Literal["respondent", "record", "comment", "link"]
Topic = Literal["response", "ticks", "answers", "themes", "countries", "organisations", "links", "records", "method"]


@dataclass(frozen=True)
class Figure:
    """A number of the report: how many, out of how many, of what.

    Args:
        count: How many.
        base: Out of how many of the same unit; there is no figure without it.
        unit: What is counted, each once.
        share: `count / base`, None when the base is 0.
        low: Lower end of the 95 % interval of the share, None when there is none.
        high: Upper end of the 95 % interval of the share, None when there is none.
        percent: Whether the base is large enough to print the share as a percentage.

    Raises:
        TextmineError: the base is missing, or smaller than the count.
    """

    count: int
    base: int
    unit: Unit = "respondent"
    share: float | None = None
    low: float | None = None
    high: float | None = None
    percent: bool = False

    def __post_init__(self) -> None:
        for name, number in (("count", self.count), ("base", self.base)):
            if not isinstance(number, int) or isinstance(number, bool) or number < 0:
                raise TextmineError(f"A figure has the {name} {number!r}.", expected="a whole number from 0 up")
        if self.count > self.base:
            raise TextmineError(
                f"A figure counts {self.count} out of a base of {self.base}.",
                expected="a base no smaller than the count",
            )


Cell: TypeAlias = str | Figure


@dataclass(frozen=True)
class Paragraph:
    """Running text: plain, the wording of a question, a finding (printed as a point), or a lead.

    A lead introduces what follows it and means nothing without.
    """

    text: str
    style: Literal["text", "wording", "finding", "lead"] = "text"


@dataclass(frozen=True)
class NoteBlock:
    """A remark on how to read what stands above it."""

    text: str


@dataclass(frozen=True)
class TableBlock:
    """A table of words and figures.

    Args:
        caption: What the table shows.
        columns: Headings, without bases: a renderer adds the base when a column has only one.
        rows: Cells, each row as long as `columns`; all rows, however many.
        topic: What the table is about; the workbook has one sheet a topic.
        shown: Rows that a page shows; the workbook has them all. None: no more than the report allows.
        rest: What the rows after `shown` have in common ("named by one respondent").
        number: Number of the table in the report, from 1.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    topic: Topic
    shown: int | None = None
    rest: str = ""
    number: int = 0

    @property
    def page(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows that a page shows."""
        return self.rows[: self.shown]

    def figures(self, column: int) -> tuple[Figure, ...]:
        """The figures of a column; empty for a column of words."""
        return tuple(row[column] for row in self.rows if isinstance(row[column], Figure))  # type: ignore[misc]  # narrowed by the filter

    def base(self, column: int) -> int | None:
        """The base of a column, when all its figures share one."""
        bases = {figure.base for figure in self.figures(column)}
        return bases.pop() if len(bases) == 1 else None


@dataclass(frozen=True)
class Series:
    """The bars of one group: its name and a figure for each category."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ChartBlock:
    """Horizontal bars, one a category and series; the length is the share of the figure's base.

    The table that follows in the same section, number `table`, holds the same figures.
    """

    caption: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number: int = 0
    table: int = 0


@dataclass(frozen=True)
class Quote:
    """What a respondent wrote, with personal data hidden, under a pseudonym."""

    text: str
    language: str
    respondent: str
    group: str
    question: str
    option: str


@dataclass(frozen=True)
class QuoteBlock:
    """Quotes on one subject, with the figure they illustrate when there is one."""

    about: str
    quotes: tuple[Quote, ...]
    figure: Figure | None = None


Block: TypeAlias = Paragraph | NoteBlock | TableBlock | ChartBlock | QuoteBlock


@dataclass(frozen=True)
class Section:
    """A heading of level 1 or 2 with its blocks; `section_id` is unique and fit for a link."""

    section_id: str
    heading: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """The whole report, ready to be rendered."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
