"""A table of the report -> WordprocessingML, with columns as wide as their words need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.report.word_xml import safe
from textmine.report.words import cell, headings

if TYPE_CHECKING:
    from textmine.report.model import TableBlock

__all__ = ["fitting", "is_wide", "markup"]

_CHARACTER, _PADDING = 100, 150  # twips: a character of the text of tables, the margins of a cell
_LONG = 40  # characters from which a cell is running text
_NARROWEST = 22  # characters of a column of running text, at least
_WORD = 18  # characters of a word that is not parted, at most
_BOLD = 130  # characters of the usual width in 100 bold ones of a heading
_COUNTED = 60  # characters of running text that ask for room
_FIGURE = 11  # characters of a column of figures, where there is room
_TOGETHER = 3  # rows that are not parted from the heading of the table


def is_wide(table: TableBlock, width: int) -> bool:
    """Whether the columns cannot be as narrow as `width` twips in all."""
    return sum(least for least, _ in _needs(table)) > width


def fitting(table: TableBlock, width: int) -> TableBlock:
    """The table with as many of its columns, from the first, as `width` twips can hold."""
    total, kept = 0, 0
    for least, _ in _needs(table):
        total += least
        if kept and total > width:
            break
        kept += 1
    return replace(table, columns=table.columns[:kept], rows=tuple(row[:kept] for row in table.rows))


def markup(table: TableBlock, width: int, styles: tuple[str, str], *, keep_last: bool) -> str:
    """The table with a heading row that Word repeats on every page, figures to the right.

    The heading and the first rows stay together, so that none stands alone at the end of a page.

    Args:
        table: What to write, of its rows those for a page.
        width: Of the whole table, in twips (twentieths of a point).
        styles: Ids of the style of the table, and of the paragraphs in its cells.
        keep_last: Whether the last row stays on one page with what follows.
    """
    style, text_style = styles
    widths = _widths(table, width)
    numeric = [bool(table.figures(index)) for index in range(len(table.columns))]
    bases = [table.base(index) for index in range(len(table.columns))]

    def row(texts: list[str], *, head: bool, keep: bool) -> str:
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{_BOTTOM if head else ""}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{text_style}"/>{"<w:keepNext/>" if keep else ""}'
            f"{_RIGHT if right else ''}</w:pPr>"
            f'<w:r><w:t xml:space="preserve">{safe(text)}</w:t></w:r></w:p></w:tc>'
            for text, wide, right in zip(texts, widths, numeric, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"

    rows = [row(headings(table), head=True, keep=True)]
    for number, values in enumerate(table.page, start=1):
        keep = number < min(_TOGETHER, len(table.page)) or (number == len(table.page) and keep_last)
        texts = [cell(value, base) for value, base in zip(values, bases, strict=True)]
        rows.append(row(texts, head=False, keep=keep))
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    properties = (
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0420" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="0" '
        f'w:noVBand="1"/><w:tblCaption w:val="{safe(table.caption)}"/>'
    )
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


_BOTTOM = '<w:vAlign w:val="bottom"/>'
_RIGHT = '<w:jc w:val="right"/>'


def _needs(table: TableBlock) -> list[tuple[int, int]]:
    """Of each column the least width and the one at which nothing wraps, in twips."""
    bases = [table.base(index) for index in range(len(table.columns))]
    needs = []
    for index, heading in enumerate(headings(table)):
        texts = [cell(row[index], bases[index]) for row in table.page]
        longest = max(map(len, texts), default=0)
        words = max(_longest_word(heading) * _BOLD // 100, *map(_longest_word, texts), 0)
        least = max(min(words, _WORD), _NARROWEST if longest > _LONG else 0)
        most = max(least, min(_COUNTED, longest), _FIGURE if table.figures(index) else len(heading) // 2)
        needs.append((least * _CHARACTER + _PADDING, most * _CHARACTER + _PADDING))
    return needs


def _longest_word(text: str) -> int:
    """In characters; what is held together by a hard space is one word."""
    return max(map(len, text.split(" ")))


def _widths(table: TableBlock, width: int) -> list[int]:
    """Of each column its width in twips: what its words need, what is left over to the columns of words."""
    needs = _needs(table)
    least, most = (sum(need[place] for need in needs) for place in (0, 1))
    if most <= width:
        worded = [index for index in range(len(needs)) if not table.figures(index)] or [0]
        wanted = sum(needs[index][1] for index in worded)
        more = {index: (width - most) * needs[index][1] // wanted for index in worded}
        return [need[1] + more.get(index, 0) for index, need in enumerate(needs)]
    if least >= width:
        return [need[0] * width // least for need in needs]
    return [need[0] + (need[1] - need[0]) * (width - least) // (most - least) for need in needs]
