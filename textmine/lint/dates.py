"""Dates in running text and in answers, at the grain in which they are given.

Day, month or year; several languages, as the names of months in answers are in the language of who answers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from textmine.lint.vocabulary import lint_words
from textmine.lint.words import fold

__all__ = ["Date", "dates"]

_SHORTEST = 3  # letters of an abbreviated month
_YEAR = r"(?:19|20)\d\d"
_LAST_MONTH, _LAST_DAY = 12, 31


@dataclass(frozen=True, order=True)
class Date:
    """A day, month or year, 0 for what is not said; `start` and `end` are its place in the text."""

    year: int
    month: int
    day: int
    start: int = 0
    end: int = 0

    def agrees(self, other: Date) -> bool:
        """Whether both can be the same time: nothing that both say differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(a == b or not a or not b for a, b in pairs)

    @property
    def words(self) -> str:
        """``21 November 2018``."""
        month = next((name.title() for name, number in lint_words("month").items() if int(number) == self.month), "")
        return " ".join(str(part) for part in (self.day or "", month, self.year or "") if part)


def dates(text: str) -> list[Date]:
    """The dates of a text, in their order; both ends of a range, each with what it shares with the other."""
    found = sorted(_shaped(text), key=lambda date: date.start)
    return [_filled(one, found[place + 1 :], text) for place, one in enumerate(found)]


def _shaped(text: str) -> Iterator[Date]:
    taken: list[tuple[int, int]] = []
    for pattern, reads in _patterns():
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            date = reads(match)
            if date is not None:
                taken.append((match.start(), match.end()))
                yield date


def _filled(date: Date, later: list[Date], text: str) -> Date:
    """The first of "31 October to 21 November 2018" with the year of the second."""
    following = later[0] if later else None
    if date.year or following is None or not following.year:
        return date
    between = text[date.end : following.start].strip().casefold()
    if between in {"to", "and", "until", "till", "-", "\u2013", "through", "or"}:
        return Date(following.year, date.month, date.day, date.start, date.end)
    return date


@functools.cache
def _patterns() -> list[tuple[re.Pattern[str], Callable[[re.Match[str]], Date | None]]]:
    month = r"(?P<m>[^\W\d_]{3,}\.?)"
    day = r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?"
    flags = re.IGNORECASE
    return [
        (re.compile(rf"(?<![\w-])(?P<y>{_YEAR})-(?P<n>\d\d)(?:-(?P<d>\d\d))?(?![\w-])", flags), _read),
        (
            re.compile(
                rf"(?<!\d)(?:(?:\d{{1,2}}[-\u2013])?(?P<d>\d{{1,2}})[./])?(?P<n>\d{{1,2}})[./](?P<y>{_YEAR})(?!\d)",
                flags,
            ),
            _read,
        ),
        (
            re.compile(
                rf"(?<!\d)(?:\d{{1,2}}\s?(?:[-\u2013]|to|and)\s?)?{day}\s+(?:of\s+)?{month}(?:,?\s+(?P<y>{_YEAR}))?(?!\d)",
                flags,
            ),
            _read,
        ),
        (re.compile(rf"\b{month}\s+(?:\d{{1,2}}\s?[-\u2013]\s?)?{day},?\s+(?P<y>{_YEAR})(?!\d)", flags), _read),
        (re.compile(rf"\b{month},?\s+(?:of\s+)?(?P<y>{_YEAR})(?!\d)", flags), _read),
        (
            re.compile(r"\b(?P<m>January|February|March|April|June|July|August|September|October|November|December)\b"),
            _read,
        ),
        (re.compile(r"\b(?:in|by|until|since|during|of|late|early)\s+(?P<m>May)\b"), _read),
        (re.compile(rf"(?:(?<![\w.,/-])|(?<=\d\d\d\d[-\u2013]))(?P<y>{_YEAR})(?![\w/]|[.,]\d)", flags), _read),
    ]


def _read(match: re.Match[str]) -> Date | None:
    parts = match.groupdict()
    month = int(parts["n"]) if parts.get("n") else _month(parts.get("m") or "")
    day = int(parts["d"]) if parts.get("d") else 0
    named = parts.get("n") or parts.get("m")
    if (named and not 1 <= month <= _LAST_MONTH) or day > _LAST_DAY:
        return None
    return Date(int(parts.get("y") or 0), month, day, match.start(), match.end())


@functools.cache
def _month(name: str) -> int:
    low = fold(name).rstrip(".")
    for full, number in lint_words("month").items():
        if low == full or (len(low) >= _SHORTEST and name.endswith(".") and full.startswith(low)):
            return int(number)
        if len(low) in {_SHORTEST, _SHORTEST + 1} and full.startswith(low):
            return int(number)
    return 0
