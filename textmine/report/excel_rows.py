"""A sheet of a workbook that takes rows of words whole: cell by cell, xlsxwriter takes many times as long."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from textmine.report.words import printable

__all__ = ["Sheet"]

_KEPT = 10_000  # cells: what stands beside a comment comes again in the next ones


class Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types here
    """A sheet of xlsxwriter in its mode of constant memory, where each row is written when the next one begins."""

    def write_words(self, row: int, texts: Sequence[str], looks: Sequence[Any], height: float | None = None) -> None:
        """Write a row of words below all that was written before, with the bytes that `write_string` would write.

        Args:
            row: The row, from 0.
            texts: Of its cells, each of which can hold its text, from the first column on; "" for an empty cell.
            looks: The format of each.
            height: Of the row in points; None for that of a line.
        """
        self._write_single_row(row)  # the one before, if it waits
        self._check_dimensions(row, 0)
        numbers = [look._get_xf_index() for look in looks]  # noqa: SLF001
        cells = [
            f'<c r="{letters}{row + 1}"{_cell(text, number)}'
            for letters, text, number in zip(_columns(len(texts)), texts, numbers, strict=True)
            if text
        ]
        if cells:
            tall = f' ht="{height:.16g}" customHeight="1"' if height else ""
            self.fh.write(f'<row r="{row + 1}"{tall}>{"".join(cells)}</row>')

    def _xml_rich_inline_string(self, string: str, attributes: Sequence[tuple[str, object]] = ()) -> None:
        """What begins and ends like a rich text of xlsxwriter is a text too: respondents write what they like."""
        self._xml_inline_string(string, _is_padded(string), attributes)


@functools.lru_cache(maxsize=_KEPT)
def _cell(text: str, look: int) -> str:
    """The XML of a cell of words behind its name."""
    said = escape(Sheet._escape_control_characters(printable(text)))  # noqa: SLF001
    kept = ' xml:space="preserve"' if _is_padded(said) else ""
    return f' s="{look}" t="inlineStr"><is><t{kept}>{said}</t></is></c>'


def _is_padded(text: str) -> bool:
    return text[:1].isspace() or text[-1:].isspace()


@functools.cache
def _columns(count: int) -> tuple[str, ...]:
    """The letters of the first columns."""
    return tuple(map(xl_col_to_name, range(count)))
