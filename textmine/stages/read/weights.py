"""Weights of respondents: the column that holds them, and its cells as numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textmine.stages.read.model import Row

__all__ = ["weight_column", "weight_of"]


def weight_column(headings: Sequence[str], name: str, hidden: Collection[str]) -> int:
    """Where the weights stand.

    Args:
        headings: The headings of the export, each once.
        name: The heading of the weights.
        hidden: Headings of the platform's own columns.

    Raises:
        TextmineError: no column has that heading, or it is one of the platform's own.
    """
    if name in hidden:
        raise TextmineError(f"weight: the column {name!r} holds no weights.", expected="a column of numbers from 0 up")
    if name not in headings:
        hint = nearest(name, {*headings} - {*hidden})
        raise TextmineError(f"weight: the export has no column {name!r}.", hint=hint)
    return headings.index(name)


def weight_of(row: Row, column: int) -> float:
    """The weight of a respondent, with a decimal point or comma.

    Raises:
        TextmineError: the cell is no number from 0 up.
    """
    cell = row.cells[column] or ""
    try:
        weight = float(cell.strip().replace(",", "."))
    except ValueError:
        weight = math.nan
    if not 0 <= weight < math.inf:
        raise TextmineError(
            f"weight: row {row.number} holds {cell!r}." if cell else f"weight: row {row.number} is empty.",
            expected="a number from 0 up for each respondent",
            hint="correct the column, or name another under [survey] weight",
        )
    return weight
