"""A frame as lines of aligned columns, for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["aligned"]

_WIDEST = 60  # characters of a cell


def aligned(data: pd.DataFrame) -> list[str]:
    """A frame as aligned columns, every column, cells cut; lines may be wider than the terminal."""
    cells = [[str(name) for name in data.columns]]
    cells += [[_cell(value) for value in row] for row in data.itertuples(index=False)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _cell(value: object) -> str:
    import pandas as pd

    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    text = f"{value:.3g}" if isinstance(value, float) else " ".join(str(value).split())
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "\u2026"
