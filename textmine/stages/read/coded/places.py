"""Places in a text, as people and other programs give them back."""

from __future__ import annotations

__all__ = ["BEYOND", "is_place"]

_DIGITS = 9
"""Of a place: more than any text has, and few enough for the tables."""

BEYOND = 10**_DIGITS
"""No place in a text is as high."""


def is_place(cell: str) -> bool:
    """Whether this is a place in a text: a whole number below `BEYOND`."""
    return cell.isdecimal() and len(cell) <= _DIGITS
