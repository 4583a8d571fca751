"""What rows of tables say together."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine import tables
from textmine.rows import each_row, submitted


def test_the_rows_of_a_frame_are_those_of_itertuples():
    answers = [("1", "Q", "0", "", "a", True, None, None), ("1", "Q", "0", "", "b", None, False, "x")]
    data = tables.frame("answers", answers)
    rows, expected = list(each_row(data)), list(data.itertuples(index=False))
    assert [row._fields for row in rows] == [tuple(data.columns)] * 2
    for row, other in zip(rows, expected, strict=True):
        assert all((pd.isna(a) and pd.isna(b)) or a == b for a, b in zip(row, other, strict=True))
    assert list(each_row(tables.empty("counts"))) == []


@pytest.mark.parametrize(
    ("complete", "whole"),
    [
        ([True, False], {"0"}),
        ([True, None], {"0"}),
        ([False, False], set()),
        ([False, None], None),  # who gave up is told and no more: those left may have submitted
        ([None, None], None),
        ([], None),
    ],
)
def test_who_submitted_is_known_where_the_export_tells_it_of_somebody(complete, whole):
    people = tables.frame("respondents", [(str(n), None, each, "en", 1.0, 2) for n, each in enumerate(complete)])
    assert submitted(people) == whole
