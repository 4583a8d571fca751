"""Report -> one HTML file that needs nothing else: no script, no font, no address outside itself.

What respondents wrote is hostile until escaped; `_safe` does that at the one place where text meets
markup, and a content security policy forbids the page to load or run anything.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.report.charts import svg
from textmine.report.model import ChartBlock, Figure, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import cell, headings, interval, more, of, percent, printable, source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textmine.report.model import Block, Cell, Report, Section

__all__ = ["html", "write"]

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write(report: Report, path: Path) -> None:
    """Write the report as HTML."""
    path.write_text(html(report), encoding="utf-8", newline="\n")


def html(report: Report) -> str:
    """The report as the text of an HTML file."""
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    sections = "\n".join(_section(section) for section in report.sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="textmine">
<title>{_safe(report.title)}</title>
<style>
{style}</style>
</head>
<body>
<div class="page">
<header><h1>{_safe(report.title)}</h1><p>{_safe(report.subtitle)}</p></header>
<div class="columns">
{_contents(report.sections)}
<main>
{sections}
</main>
</div>
</div>
</body>
</html>
"""


def _safe(text: str) -> str:
    return escape(printable(text))


def _contents(sections: Iterable[Section]) -> str:
    lines = "\n".join(
        f'<li class="level-{section.level}"><a href="#{section.section_id}">{_safe(section.heading)}</a></li>'
        for section in sections
    )
    return f'<nav aria-label="Contents"><h2>Contents</h2>\n<ol>\n{lines}\n</ol></nav>'


def _section(section: Section) -> str:
    tag = f"h{section.level + 1}"
    return (
        f'<section id="{section.section_id}">\n<{tag}>{_safe(section.heading)}</{tag}>\n'
        f"{_blocks(section.blocks)}</section>"
    )


def _blocks(blocks: Iterable[Block]) -> str:
    """The blocks one after the other, findings in a row as one list."""
    parts: list[str] = []
    points: list[str] = []
    for block in (*blocks, None):
        if isinstance(block, Paragraph) and block.style == "finding":
            points.append(f"<li>{_safe(block.text)}</li>")
            continue
        if points:
            parts.append(f'<ul class="findings">{"".join(points)}</ul>')
            points = []
        if block is not None:
            parts.append(_block(block))
    return "".join(part + "\n" for part in parts)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            kind = ' class="wording"' if block.style == "wording" else ""
            return f"<p{kind}>{_safe(block.text)}</p>"
        case NoteBlock():
            return f'<p class="note">{_safe(block.text)}</p>'
        case TableBlock():
            return _table(block)
        case ChartBlock():
            caption = f"<figcaption><b>Figure {block.number}</b>{_safe(block.caption)}</figcaption>"
            return f'<figure class="chart" aria-details="table-{block.table}">{caption}{svg(block)}</figure>'
        case QuoteBlock():
            return _quotes(block)


def _table(table: TableBlock) -> str:
    bases = [table.base(index) for index in range(len(table.columns))]
    numeric = [bool(table.figures(index)) for index in range(len(table.columns))]
    heads = "".join(_heading(*entry) for entry in zip(table.columns, headings(table), numeric, strict=True))
    rows = "\n".join(
        f"<tr>{''.join(_cell(*entry) for entry in zip(row, bases, numeric, strict=True))}</tr>" for row in table.page
    )
    rest = more(table)
    note = f'<p class="note">{_safe(rest)}</p>' if rest else ""
    body = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>" if table.page else ""
    return (
        f'<div class="table" id="table-{table.number}"><table>'
        f"<caption><b>Table {table.number}</b>{_safe(table.caption)}</caption>\n{body}</table>{note}</div>"
    )


def _heading(name: str, with_base: str, numeric: bool) -> str:  # noqa: FBT001 -- one of three parallel columns
    base = with_base[len(name) :].strip(" ()")
    kind = ' class="number"' if numeric else ""
    return f'<th scope="col"{kind}>{_safe(name)}{f"<small>{base}</small>" if base else ""}</th>'


def _cell(value: Cell, base: int | None, numeric: bool) -> str:  # noqa: FBT001 -- one of three parallel columns
    if isinstance(value, str):
        return f'<td class="number">{_safe(value)}</td>' if numeric else f"<td>{_safe(value)}</td>"
    tip = "; ".join(part for part in (of(value), interval(value)) if part)
    kind = "number" if value.count else "number zero"
    words = _safe(cell(value, base))
    if base is not None and value.percent and value.share is not None:
        words = f'{value.count:,} <span class="share">{_safe(percent(value.share))}</span>'
    return f'<td class="{kind}" title="{_safe(tip)}">{words}</td>'


def _quotes(block: QuoteBlock) -> str:
    figure = f"<span>{_safe(of(block.figure))}</span>" if isinstance(block.figure, Figure) else ""
    quotes = "".join(
        f'<blockquote><p lang="{_safe(quote.language)}" dir="auto">{_safe(quote.text)}</p>'
        f"<footer>{_safe(source(quote))}</footer></blockquote>"
        for quote in block.quotes
    )
    return f'<div class="quotes"><h4>{_safe(block.about)}{figure}</h4>{quotes}</div>'
