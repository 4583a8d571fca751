from __future__ import annotations

import pytest

from textmine.report.measures import measured
from textmine.report.model import Figure


@pytest.mark.parametrize(
    ("kind", "counts", "expected"),
    [
        ("number", {"1": 2, "2": 2, "10": 1}, "5 answers: smallest 1, median 2, largest 10, sum 16."),
        ("number", {"10": 1, "9": 1}, "2 answers: smallest 9, median 9.5, largest 10, sum 19."),
        ("number", {"2.5000000000": 1}, "1 answer: smallest 2.5, median 2.5, largest 2.5, sum 2.5."),
        ("numbers", {"1000": 3, "-100": 1}, "4 answers: smallest -100, median 1,000, largest 1,000, sum 2,900."),
        ("array_number", {"0": 0, "3": 1}, "1 answer: smallest 3, median 3, largest 3, sum 3."),
        ("number", {"1": 2, "about 5": 1}, ""),
        ("number", {"NaN": 1}, ""),
        ("number", {}, ""),
        ("date", {"2018-10-05": 2, "2017-03-01": 1}, "3 answers: from 2017-03-01 to 2018-10-05."),
        ("date", {"2018-10-05 00:00:00": 2}, "2 answers: 2018-10-05."),
        ("date", {"2018-10-05 08:30:00": 1, "2018-10-06": 1}, "2 answers: from 2018-10-05 08:30 to 2018-10-06 00:00."),
        (
            "date",
            {"2018-10-05T08:30:00+02:00": 1, "2018-10-06": 1},
            "2 answers: from 2018-10-05 08:30 to 2018-10-06 00:00.",
        ),
        ("date", {"last spring": 2}, "2 answers."),
        ("single", {"1": 2}, ""),
    ],
)
def test_numbers_and_dates_are_one_line(kind, counts, expected):
    assert measured(kind, {value: Figure(count, 9) for value, count in counts.items()}) == expected
