"""Numbers and dates that were answered, in a line: they are no categories to be listed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from itertools import chain, repeat
from statistics import median
from typing import TYPE_CHECKING

from textmine.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textmine.report.model import Figure

__all__ = ["DATES", "NUMBERS", "measured"]

NUMBERS = frozenset({"number", "numbers", "array_number"})
"""The kinds of questions that are answered with numbers."""
DATES = frozenset({"date"})
"""The kinds of questions that are answered with dates."""


def measured(kind: str, figures: Mapping[str, Figure]) -> str:
    """The answers to a question as a line.

    Args:
        kind: The kind of the question.
        figures: How often each value was answered.

    Returns:
        Of numbers how many, the smallest, the median, the largest and the sum; of dates how many,
        the earliest and the latest. "" for other kinds, for no answers, and for values that are not
        all numbers.
    """
    counts = {value: figure.count for value, figure in figures.items() if figure.count}
    if not counts:
        return ""
    if kind in NUMBERS:
        return _numbers(counts)
    return _dates(counts) if kind in DATES else ""


def _numbers(counts: Mapping[str, int]) -> str:
    try:
        pairs = [(Decimal(value), count) for value, count in counts.items()]
    except InvalidOperation:
        return ""
    if not all(value.is_finite() for value, _ in pairs):
        return ""
    values = sorted(chain.from_iterable(repeat(value, count) for value, count in pairs))
    total = sum(values, Decimal())
    figures = (("smallest", values[0]), ("median", median(values)), ("largest", values[-1]), ("sum", total))
    return f"{_answers(counts)}: {', '.join(f'{name} {_number(value)}' for name, value in figures)}."


def _number(value: Decimal) -> str:
    """A number without the zeros that a database adds: 2.5 for 2.5000000000, 10 for 10.0."""
    words = f"{value:,f}"
    return words.rstrip("0").rstrip(".") if "." in words else words


def _dates(counts: Mapping[str, int]) -> str:
    try:
        dates = sorted(dt.datetime.fromisoformat(value).replace(tzinfo=None) for value in counts)
    except ValueError:
        return f"{_answers(counts)}."
    first, last = (_days(dates, date) for date in (dates[0], dates[-1]))
    return f"{_answers(counts)}: {first}." if first == last else f"{_answers(counts)}: from {first} to {last}."


def _days(dates: Iterable[dt.datetime], date: dt.datetime) -> str:
    """A date, with the time of day when any of the dates has one."""
    return f"{date:%Y-%m-%d %H:%M}" if any(each.time() != dt.time() for each in dates) else f"{date:%Y-%m-%d}"


def _answers(counts: Mapping[str, int]) -> str:
    return plural(sum(counts.values()), "answer")
