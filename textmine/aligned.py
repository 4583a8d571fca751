"""A frame as lines of aligned columns, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["aligned"]

_WIDEST = 60  # characters of a cell


def aligned(data: pd.DataFrame, widest: int = _WIDEST) -> list[str]:
    """A frame as aligned columns; lines may be wider than the terminal.

    Args:
        data: The frame.
        widest: Characters from which a cell is cut.
    """
    cells = [[str(name) for name in data.columns]]
    cells += [[_cell(value, widest) for value in row] for row in data.itertuples(index=False)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cell(value: object, widest: int) -> str:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    text = f"{value:.3g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= widest else text[: widest - 1] + "\u2026"
