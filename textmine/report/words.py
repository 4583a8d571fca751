"""Figures and hostile text as words that every renderer prints alike."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textmine.report.model import Cell, Figure, Quote, TableBlock

__all__ = ["cell", "headings", "interval", "more", "of", "percent", "plural", "printable", "source"]

# Characters that XML 1.0 does not allow, and lone surrogates, which no encoding can write.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NBSP = "\u00a0"


def printable(text: str) -> str:
    """`text` without the characters that no file of ours may hold."""
    return _UNPRINTABLE.sub("", text)


def percent(share: float) -> str:
    """A share as a whole percentage, halves up; what is neither none nor all never reads so."""
    whole = math.floor(round(share * 100, 6) + 0.5)  # 28.5 is 28.499999 in binary
    if whole == 0 and share > 0:
        return f"<1{_NBSP}%"
    if whole == 100 and share < 1:  # noqa: PLR2004 -- per cent
        return f">99{_NBSP}%"
    return f"{whole}{_NBSP}%"


def of(figure: Figure) -> str:
    """``4 of 6``, and ``40 of 60 (67 %)`` from the base on that allows a percentage."""
    return f"{figure.count:,}{_NBSP}of{_NBSP}{figure.base:,}{_share(figure)}"


def _share(figure: Figure) -> str:
    """The share in brackets, "" where the base is too small for percentages."""
    if not figure.percent or figure.share is None:
        return ""
    return f" ({'weighted ' if figure.weighted else ''}{percent(figure.share)})"


def interval(figure: Figure) -> str:
    """The 95 % interval in words, "" where there is none or the base is too small for percentages."""
    if figure.low is None or figure.high is None or not figure.percent:
        return ""
    return f"95{_NBSP}% interval: {percent(figure.low)} to {percent(figure.high)}"


def cell(value: Cell, base: int | None) -> str:
    """A cell of a table whose heading already names `base` (None when it names none)."""
    if isinstance(value, str):
        return value
    if base is None:
        return of(value)
    return f"{value.count:,}{_share(value)}"


def headings(table: TableBlock) -> list[str]:
    """The headings of a table, each with the base that its figures share."""
    bases = (table.base(index) for index in range(len(table.columns)))
    return [
        name if base is None else f"{name} (n{_NBSP}={_NBSP}{base:,})"
        for name, base in zip(table.columns, bases, strict=True)
    ]


def more(table: TableBlock) -> str:
    """What is said of the rows that a page leaves out, "" when it shows all."""
    left = len(table.rows) - len(table.page)
    if not left:
        return ""
    words = f"and {left:,} more" if table.page else f"{left:,}"
    return f"{words} {table.rest}".rstrip() + ", in the workbook"


def plural(count: int, noun: str) -> str:
    """``1 comment``, ``2 comments``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def source(quote: Quote) -> str:
    """Whose words a quote is and where they stand: ``R07, Strand-1, on "Funding" (fr)``."""
    where = f"on \u201c{quote.option}\u201d" if quote.option else f"on \u201c{quote.question}\u201d"
    language = f"({quote.language})" if quote.language not in {"", "en"} else ""
    who = ", ".join(part for part in (quote.respondent, quote.group) if part)
    return " ".join(part for part in (f"{who},", where, language) if part)
