"""What rows of tables say together."""

from __future__ import annotations

import pandas as pd

from textmine import tables
from textmine.rows import each_row


def test_the_rows_of_a_frame_are_those_of_itertuples():
    answers = [("1", "Q", "0", "", "a", True, None, None), ("1", "Q", "0", "", "b", None, False, "x")]
    data = tables.frame("answers", answers)
    rows, expected = list(each_row(data)), list(data.itertuples(index=False))
    assert [row._fields for row in rows] == [tuple(data.columns)] * 2
    for row, other in zip(rows, expected, strict=True):
        assert all((pd.isna(a) and pd.isna(b)) or a == b for a, b in zip(row, other, strict=True))
    assert list(each_row(tables.empty("counts"))) == []
