"""Report -> Markdown: headings, pipe tables, block quotes; a chart is a reference to its table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.report.model import ChartBlock, HeatBlock, MapBlock, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import cell, headings, more, of, printable, source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textmine.report.model import Block, Report

__all__ = ["write"]

# What Markdown and the HTML within it would read as a sign, also at the end of a heading; a line break would end a
# cell or a quote.
_SIGNS = re.compile(r"([\\`*_{}\[\]>|~$]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<=\s)#+$)")
_AT_START = re.compile(r"^([#+\-=:]|\d+(?=[.)]))")
_BREAK = re.compile(r"(?:(?<!\s)\s+)?[\n\r\t\x85\u2028\u2029]\s*")


def write(report: Report, path: Path) -> None:
    """Write the report as Markdown (GitHub's, for its tables) in UTF-8."""
    text = "\n\n".join(_parts(report))
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _parts(report: Report) -> Iterator[str]:
    """The document block by block, a heading of the report one level below its title."""
    yield f"# {_line(report.title)}"
    if report.subtitle:
        yield _line(report.subtitle)
    for section in report.sections:
        yield f"{'#' * (section.level + 1)} {_line(section.heading)}"
        for block in section.blocks:
            yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(style="finding"):
            yield f"- {_line(block.text)}"
        case Paragraph(style="wording"):
            yield f"*{_line(block.text)}*"
        case Paragraph():
            yield _line(block.text)
        case NoteBlock():
            yield f"Note: {_line(block.text)}"
        case ChartBlock() | HeatBlock() | MapBlock():
            yield f"**Figure {block.number}: {_line(block.caption)}** (its figures are those of Table {block.table})"
        case TableBlock():
            yield from _table(block)
        case QuoteBlock():
            yield from _quotes(block)


def _table(table: TableBlock) -> Iterator[str]:
    """The rows that a page shows, figures to the right; what is left out is said below."""
    yield f"**Table {table.number}: {_line(table.caption)}**"
    if table.page:
        bases = [table.base(index) for index in range(len(table.columns))]
        lines = [[_line(heading) for heading in headings(table)]]
        lines.append(["---:" if table.figures(index) else "---" for index in range(len(table.columns))])
        lines += [[_line(cell(value, base)) for value, base in zip(row, bases, strict=True)] for row in table.page]
        yield "\n".join(f"| {' | '.join(line)} |" for line in lines)
    if rest := more(table):
        yield _line(rest)


def _quotes(block: QuoteBlock) -> Iterator[str]:
    figure = f" ({of(block.figure)})" if block.figure is not None else ""
    yield f"**{_line(block.about)}**{figure}"
    for quote in block.quotes:
        yield f"> \u201c{_line(quote.text)}\u201d\n>\n> \u2014 {_line(source(quote))}"


def _line(text: str) -> str:
    """A text on one line in which nothing is a sign of Markdown."""
    flat = _BREAK.sub(" ", printable(text)).strip(" ")
    return _AT_START.sub(_escaped_start, _SIGNS.sub(r"\\\1", flat))


def _escaped_start(found: re.Match[str]) -> str:
    """The start of a line that would make it a heading, a list or an underline."""
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"
