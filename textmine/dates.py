"""Dates as people type them -> month of a year: "18-21 Nov 2019", "05/2019", "mayo 2019", "Q3 2019", "spring 2019"."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import dataclass

from textmine import reference

__all__ = ["When", "when"]

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_BETWEEN = r"\s*[-/.]\s*"
# Day before month, as all of Europe writes it, unless the second number can be no month.
_NUMBERS = (
    re.compile(rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})(?!\d)"),
    re.compile(rf"(?<!\d)(?P<month>\d{{1,2}}){_BETWEEN}(?P<second>\d{{1,2}}){_BETWEEN}{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\d)(?P<month>\d{{1,2}}){_BETWEEN}{_YEAR}(?!\d)"),
)
_QUARTER = re.compile(r"(?<!\w)(?:[QT](?P<first>[1-4])|(?P<second>[1-4])[QT])(?!\w)", re.IGNORECASE)
_ONE_YEAR = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+")
_MONTHS = 12
_ORDER = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12, "H1": 1, "H2": 7, "": 13}


@dataclass(frozen=True, order=True)
class When:
    """A month, or what is known of it, in the order of the calendar.

    Attributes:
        year: The year, 9999 where none is said.
        month: The month from 1; that in which the quarter, half or season begins; 13 for the year alone.
        part: Quarter, half or season ("Q3", "H1", "spring"), "" for a month or the year alone.
    """

    year: int
    month: int
    part: str = ""

    def __str__(self) -> str:
        if self.part:
            return f"{self.year} {self.part}"
        return f"{self.year}-{self.month:02d}" if self.month <= _MONTHS else str(self.year)


def when(text: str, language: str = "") -> When | None:
    """The first month that a text names, else its quarter, season or year; None where it says none of them.

    Args:
        text: What was typed.
        language: Its language (ISO 639-1), for the few names that are another month elsewhere ("listopad"); "" for
            not known.
    """
    for pattern in _NUMBERS:
        if found := pattern.search(text):
            parts = found.groupdict()
            first, second = int(parts["month"]), int(parts.get("second") or 0)
            month = first if not second or second > _MONTHS else second
            if 1 <= month <= _MONTHS:
                return When(int(parts["year"]), month)
    said = _ONE_YEAR.search(text)
    if said is None:
        return None
    year = int(said["year"])
    words = [word.casefold() for word in _WORD.findall(text)]
    months = [month for month in (_month(word, language) for word in words) if month]
    if months:
        return When(year, months[0])
    if quarter := _QUARTER.search(text):
        number = int(quarter["first"] or quarter["second"])
        return When(year, 3 * number - 2, f"Q{number}")
    spoken = f" {' '.join(words)} "
    part = next((row["part"] for row in reference.rows("season_words.tsv") if f" {row['words']} " in spoken), "")
    return When(year, _ORDER[part], part)


def _month(word: str, language: str) -> int:
    """The month that a word names, 0 for none, or for two in different languages."""
    by_language = _names().get(word, {})
    months = set(by_language.values())
    return by_language.get(language) or (months.pop() if len(months) == 1 else 0)


@functools.cache
def _names() -> dict[str, dict[str, int]]:
    """Name of a month -> language -> its number."""
    names: dict[str, dict[str, int]] = defaultdict(dict)
    for row in reference.rows("months.tsv"):
        names[row["name"]][row["language"]] = int(row["month"])
    return names
