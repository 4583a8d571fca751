"""Report -> one HTML file that needs nothing else: no font, no picture, no address outside itself.

What respondents wrote is hostile until escaped: `_safe` does that at the one place where text meets
markup, and the comments travel as base64 (see `packed`). A content security policy allows one style
sheet and one script, each by its hash, and nothing to be loaded.
"""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.report.charts import svg
from textmine.report.model import ChartBlock, Figure, HeatBlock, MapBlock, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.packed import Opened, packed
from textmine.report.words import cell, headings, interval, more, of, percent, printable, source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textmine.report.model import Block, Cell, Report, Section

__all__ = ["html", "write"]

_BEHIND, _SHORT = 8, 30  # figures below a sentence, at most; letters of a name that is printed with its figure
_POLICY = "default-src 'none'; style-src '{style}'; script-src {script}; base-uri 'none'; form-action 'none'"
_COMMENTS = (
    '<section id="comments" data-script hidden>\n<h2>Comments</h2>\n'
    "<p>Everything that was written, but for questions on personal data. Any underlined figure above opens "
    "the comments behind it.</p>\n"
    '<div class="browser"></div></section>\n'
)
_TO_COMMENTS = '<li class="level-1" data-script hidden><a href="#comments">Comments</a></li>'
_NO_SCRIPT = '<noscript><p class="note">With JavaScript on, figures open the comments behind them.</p></noscript>\n'


def write(report: Report, path: Path) -> None:
    """Write the report as HTML."""
    path.write_text(html(report), encoding="utf-8", newline="\n")


def html(report: Report) -> str:
    """The report as the text of an HTML file."""
    return _Page(report).text()


class _Page:
    """The page of one report.

    Args:
        report: What to print.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._opened = Opened(report)

    def text(self) -> str:
        """The whole page; without verbatims it has no script."""
        report = self._report
        style = _part("report.css")
        script = _part("page.js") if report.verbatims else ""
        policy = _POLICY.format(style=_hash(style), script=f"'{_hash(script)}'" if script else "'none'")
        sections = "\n".join(self._section(section) for section in report.sections)
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="textmine">
<title>{_safe(report.title)}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#report">Skip to the report</a>
<div class="page">
<header><h1>{_safe(report.title)}</h1><p>{_safe(report.subtitle)}</p></header>
<div class="columns">
{_contents(report)}
<main id="report">
{sections}
{_COMMENTS + _NO_SCRIPT if script else ""}</main>
</div>
</div>
{self._script(script) if script else ""}</body>
</html>
"""

    def _script(self, script: str) -> str:
        """The panel that shows comments, the comments, and what opens them."""
        held = f'<script type="text/plain" id="verbatims">{packed(self._report)}</script>'
        return f"{_part('page.html')}{held}\n<script>{script}</script>\n"

    def _section(self, section: Section) -> str:
        tag = f"h{section.level + 1}"
        return (
            f'<section id="{section.section_id}">\n<{tag}>{_safe(section.heading)}</{tag}>\n'
            f"{self._blocks(section.blocks, section.level + 2)}</section>"
        )

    def _blocks(self, blocks: Iterable[Block], level: int) -> str:
        """The blocks one after the other, findings in a row as one list; `level` is that of a heading below."""
        parts: list[str] = []
        points: list[str] = []
        for block in (*blocks, None):
            if isinstance(block, Paragraph) and block.style == "finding":
                points.append(f"<li>{_safe(block.text)}{self._behind(block)}</li>")
                continue
            if points:
                parts.append(f'<ul class="findings">{"".join(points)}</ul>')
                points = []
            if block is not None:
                parts.append(self._block(block, level))
        return "".join(part + "\n" for part in parts)

    def _block(self, block: Block, level: int) -> str:
        match block:
            case Paragraph():
                kind = ' class="wording"' if block.style == "wording" else ""
                return f"<p{kind}>{_safe(block.text)}{self._behind(block)}</p>"
            case NoteBlock():
                return f'<p class="note">{_safe(block.text)}</p>'
            case TableBlock():
                return self._table(block)
            case ChartBlock() | HeatBlock() | MapBlock():
                caption = f"<figcaption><b>Figure {block.number}</b>{_safe(block.caption)}</figcaption>"
                return f'<figure class="chart" aria-details="table-{block.table}">{caption}{svg(block)}</figure>'
            case QuoteBlock():
                return self._quotes(block, level)

    def _table(self, table: TableBlock) -> str:
        bases = [table.base(index) for index in range(len(table.columns))]
        numeric = [bool(table.figures(index)) for index in range(len(table.columns))]
        heads = "".join(_heading(*entry) for entry in zip(table.columns, headings(table), numeric, strict=True))
        rows = "\n".join(self._row(row, bases, numeric) for row in table.page)
        rest = more(table)
        note = f'<p class="note">{_safe(rest)}</p>' if rest else ""
        body = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>" if table.page else ""
        return (
            f'<div class="table" id="table-{table.number}" role="group" aria-label="Table {table.number}"><table>'
            f"<caption><b>Table {table.number}</b>{_safe(table.caption)}</caption>\n{body}</table>{note}</div>"
        )

    def _row(self, row: tuple[Cell, ...], bases: list[int | None], numeric: list[bool]) -> str:
        """A row; its first cell, when it is words, heads it."""
        cells = [self._cell(*entry) for entry in zip(row, bases, numeric, strict=True)]
        if isinstance(row[0], str) and not numeric[0]:
            cells[0] = f'<th scope="row">{_safe(row[0])}</th>'
        return f"<tr>{''.join(cells)}</tr>"

    def _cell(self, value: Cell, base: int | None, numeric: bool) -> str:  # noqa: FBT001 -- one of three parallel columns
        if isinstance(value, str):
            return f'<td class="number">{_safe(value)}</td>' if numeric else f"<td>{_safe(value)}</td>"
        words = _safe(cell(value, base))
        if base is not None and value.percent and value.share is not None:
            words = f'{value.count:,} <span class="share">{_safe(percent(value.share))}</span>'
        return f'<td class="{"number" if value.count else "number zero"}">{self._figure(value, words)}</td>'

    def _behind(self, paragraph: Paragraph) -> str:
        """The figures that a sentence rests on and that have comments; only for the script, as they repeat it."""
        opened = [(label, figure) for label, figure in paragraph.figures if self._opened.address(figure)]
        if not opened:
            return ""
        words = (
            self._figure(figure, _safe(f"{label} {figure.count:,}" if len(label) <= _SHORT else of(figure)), label)
            for label, figure in opened[:_BEHIND]
        )
        return f' <span class="behind" data-script hidden>Comments: {"; ".join(words)}</span>'

    def _figure(self, figure: Figure, words: str, label: str = "") -> str:
        """A figure with all it says as its tooltip; the script makes a button of one that has comments."""
        tip = _safe(
            (f"{label}: " if label else "") + "; ".join(part for part in (of(figure), interval(figure)) if part)
        )
        address = self._opened.address(figure)
        opens = f' data-where="{_safe(address)}"' if address else ""
        return f'<span title="{tip}"{opens}>{words}</span>'

    def _quotes(self, block: QuoteBlock, level: int) -> str:
        figure = f" {self._figure(block.figure, _safe(of(block.figure)))}" if block.figure else ""
        quotes = "".join(
            f'<blockquote><p lang="{_safe(quote.language)}" dir="auto">{_safe(quote.text)}</p>'
            f"<footer>{_safe(source(quote))}</footer></blockquote>"
            for quote in block.quotes
        )
        head = f"h{level}"
        return f'<div class="quotes"><{head}>{_safe(block.about)}{figure}</{head}>{quotes}</div>'


def _part(name: str) -> str:
    """A file that lies beside this one."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a content security policy calls a style sheet or script by."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _safe(text: str) -> str:
    return escape(printable(text))


def _contents(report: Report) -> str:
    lines = [
        f'<li class="level-{section.level}"><a href="#{section.section_id}">{_safe(section.heading)}</a></li>'
        for section in report.sections
    ]
    listed = "\n".join([*lines, _TO_COMMENTS] if report.verbatims else lines)
    return f'<nav aria-label="Contents"><h2>Contents</h2>\n<ol>\n{listed}\n</ol></nav>'


def _heading(name: str, with_base: str, numeric: bool) -> str:  # noqa: FBT001 -- one of three parallel columns
    base = with_base[len(name) :].strip(" ()")
    kind = ' class="number"' if numeric else ""
    return f'<th scope="col"{kind}>{_safe(name)}{f"<small>{base}</small>" if base else ""}</th>'
