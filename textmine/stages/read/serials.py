"""Dates as spreadsheets count them, in days: a file that was saved as CSV from one may hold them so."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textmine.stages.read.model import Cell

__all__ = ["are_serials", "from_serial"]

_FIRST = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
"""Day 0; the day 60 that Excel counts, 29 February 1900, never was (ECMA-376 part 1, 18.17.4.1)."""

_NUMBER = re.compile(r"\d{5}(?:\.\d+)?")
_DAYS = (20_000, 60_000)
"""October 1954 and April 2064: other numbers are no dates of answers."""


def are_serials(cells: Iterable[Cell]) -> bool:
    """Whether all cells that are filled, and there are some, count days."""
    filled = [cell.strip() for cell in cells if cell]
    return bool(filled) and all(_NUMBER.fullmatch(c) and _DAYS[0] <= float(c) <= _DAYS[1] for c in filled)


def from_serial(cell: Cell) -> Cell:
    """Days since the end of 1899, their fraction the time of day, as 2018-06-15 11:26:36; another cell as it is."""
    if not cell or not are_serials([cell]):
        return cell
    when = _FIRST + dt.timedelta(seconds=round(float(cell) * 86_400))
    return str(when.date()) if when.time() == dt.time() else str(when)
