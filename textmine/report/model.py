"""The report as a frozen value: sections of blocks, in which every number carries its base.

`content` makes it from the tables of a run, the renderers (`to_html`, `to_word`, `to_excel`) only
read it. Nothing here knows a table or a file format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from textmine.errors import TextmineError

__all__ = [
    "NOT_ANSWERED",
    "NOT_SHOWN",
    "Block",
    "Cell",
    "ChartBlock",
    "Figure",
    "HeatBlock",
    "Item",
    "MapBlock",
    "NoteBlock",
    "Paragraph",
    "Quote",
    "QuoteBlock",
    "Report",
    "Section",
    "Series",
    "TableBlock",
    "Tag",
    "Variable",
    "Verbatim",
    "Where",
]

Unit = Literal["respondent", "record", "comment", "link"]
Topic = Literal[
    "response",
    "ledger",
    "ticks",
    "answers",
    "themes",
    "countries",
    "organisations",
    "links",
    "records",
    "differences",
    "method",
]
Measure = Literal["nominal", "ordinal", "scale"]


@dataclass(frozen=True)
class Where:
    """Which verbatims stand behind a figure; "" for any.

    Args:
        kind: Kind of the figure, as in `counts`.
        item: What is counted.
        question: Id of the question, "" for the whole survey.
        role: Role of a country, region or area; "any" for all.
        by: Attribute of the group.
        group: Its value.
        option: Item id of the option that the words stand beside.
    """

    kind: str = ""
    item: str = ""
    question: str = ""
    role: str = ""
    by: str = ""
    group: str = ""
    option: str = ""


@dataclass(frozen=True)
class Figure:
    """A number of the report: how many, out of how many, of what.

    Args:
        count: How many.
        base: Out of how many of the same unit; there is no figure without it.
        unit: What is counted, each once.
        share: `count / base`, or the weighted share; None when the base is 0.
        low: Lower end of the 95 % interval of the share, None when there is none.
        high: Upper end of the 95 % interval of the share, None when there is none.
        percent: Whether the base is large enough to print the share as a percentage.
        weighted: Whether share and interval count each respondent by its weight; count and base never do.
        where: What to look for in the verbatims, None for a figure without.

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
    weighted: bool = False
    where: Where | None = field(default=None, compare=False)

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

    Args:
        text: The words.
        style: What they are; a lead introduces what follows it and means nothing without.
        figures: The figures that the words rest on, each with what it counts.
    """

    text: str
    style: Literal["text", "wording", "finding", "lead"] = "text"
    figures: tuple[tuple[str, Figure], ...] = ()


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
class HeatBlock:
    """A grid of rows and columns, the darker a cell the larger its count.

    The table that follows in the same section, number `table`, holds its figures but the zeros.

    Args:
        caption: What the grid shows.
        rows: Names of the rows.
        columns: Names of the columns.
        cells: A figure for each column of each row.
        number: Number of the figure in the report, from 1.
        table: Number of its table.
    """

    caption: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Figure, ...], ...]
    number: int = 0
    table: int = 0


@dataclass(frozen=True)
class MapBlock:
    """The world, the darker a country the larger its count.

    The table that follows in the same section, number `table`, holds the same figures.

    Args:
        caption: What the map shows.
        countries: ISO 3166-1 alpha-2, name and figure of each country.
        number: Number of the figure in the report, from 1.
        table: Number of its table.
    """

    caption: str
    countries: tuple[tuple[str, str, Figure], ...]
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


Block: TypeAlias = Paragraph | NoteBlock | TableBlock | ChartBlock | HeatBlock | MapBlock | QuoteBlock


@dataclass(frozen=True)
class Section:
    """A heading of level 1 or 2 with its blocks; `section_id` is unique and fit for a link."""

    section_id: str
    heading: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Item:
    """What figures and tags are about.

    Args:
        kind: question, option, theme, country, region, area or organisation.
        item_id: Id within its kind; of an option its question, a bar and its code, of the row of an array too.
        label: What to print.
        above: Ids of what it counts for too: the theme above a theme, the areas that hold a country
            or region; of an option its question.
        description: What it means, of a theme; lines as `exchange.described` writes them.
    """

    kind: str
    item_id: str
    label: str
    above: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True)
class Tag:
    """What words of a verbatim are coded or tagged with.

    Args:
        kind: theme, review (a theme that a person is to decide), country, region or organisation.
        item_id: Which.
        start: First character in the text of the verbatim.
        end: Character after the last.
        role: Role of a country or region.
    """

    kind: str
    item_id: str
    start: int
    end: int
    role: str = ""


@dataclass(frozen=True)
class Verbatim:
    """A comment as it may leave the run folder: personal data hidden, its respondent under a pseudonym.

    Args:
        key: Name of the comment that stays from run to run (see `privacy.comment_key`).
        respondent: Pseudonym.
        groups: The value of each attribute of `Report.by`, "" where it is not known or not shown,
            or where too few share it in combination with those before (see `privacy.common`).
        question: Item id of its question.
        option: Item id of its option or row, "" for none.
        language: ISO 639-1, und when it cannot be told.
        status: As in `texts`: ok, blank, no_answer, see_other or unreadable.
        text: The cleaned words, with placeholders.
        tags: What is said in it, in the order of the text.
        counted: Its respondent is among those that figures over the whole survey are taken from.
    """

    key: str
    respondent: str
    groups: tuple[str, ...]
    question: str
    option: str
    language: str
    status: str
    text: str
    tags: tuple[Tag, ...] = ()
    counted: bool = True


NOT_ANSWERED, NOT_SHOWN = -8.0, -9.0
"""In the place of an answer: the respondent left the question out, or was not asked."""


@dataclass(frozen=True)
class Variable:
    """What is known of each respondent in one respect, as a number.

    Args:
        name: Name of ASCII letters, digits and _, unique whatever the case.
        label: What to print.
        kind: What it holds.
        values: One for each of `Report.respondents`: a number, `NOT_ANSWERED`, `NOT_SHOWN`, or None where
            nothing is known.
        labels: Values with what they mean.
        measure: What can be computed with the values.
        question: Id of the question, "" for the whole survey.
        item: The option, theme or country that 1 stands for and 0 against; of an array its row and column.
        record: Number of the block of a repeated question, "" where there is none.
    """

    name: str
    label: str
    kind: Literal["tick", "answer", "theme", "country", "group", "counted", "weight"]
    values: tuple[float | None, ...]
    labels: tuple[tuple[float, str], ...] = ()
    measure: Measure = "nominal"
    question: str = ""
    item: str = ""
    record: str = ""


@dataclass(frozen=True)
class Report:
    """The whole report, ready to be rendered.

    Args:
        title: Its title.
        subtitle: Who answered, in one line.
        sections: Headings and what stands below them.
        by: The attributes of the groups, in the order of `Verbatim.groups`.
        items: What figures and tags are about, questions and options in the order of the questionnaire.
        verbatims: All comments but those on personal data, in the order of the export; none where
            there are more than `ReportSettings.verbatims`.
        respondents: The pseudonyms of all respondents; none where there are more than
            `ReportSettings.cases`.
        variables: Their closed answers, and what they name in their comments.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    by: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    verbatims: tuple[Verbatim, ...] = ()
    respondents: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
