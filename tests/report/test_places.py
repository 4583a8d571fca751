from __future__ import annotations

import pytest

from textmine import tables
from textmine.report import build_report
from textmine.report.model import TableBlock
from textmine.report.words import more


def organisations(run, counts):
    """The table of organisations that so many respondents name each."""
    rows = [
        ("", "", "organisation", f"org:{place:02d}", "any", "", "", "respondent", n, 19, n / 19, 0.0, 1.0, None)
        for place, n in enumerate(counts)
    ]
    report = build_report({**run, "counts": tables.frame("counts", rows)})
    blocks = [block for part in report.sections for block in part.blocks]
    return next(b for b in blocks if isinstance(b, TableBlock) and b.topic == "organisations")


@pytest.mark.parametrize(
    ("counts", "page", "words"),
    [
        ([3, 2, *[1] * 9], 2, "and 9 more named by one respondent, in the workbook"),
        ([3, 2, *[1] * 8], 10, ""),
        ([1] * 11, 0, "11 named by one respondent, in the workbook"),
        ([2] * 11, 11, ""),
        ([2] * 40, 30, "and 10 more, in the workbook"),
    ],
    ids=["many", "few", "none twice", "all twice", "more than a page"],
)
def test_of_many_organisations_a_page_shows_those_that_several_name(run, counts, page, words):
    made = organisations(run, counts)
    assert (len(made.rows), len(made.page), more(made)) == (len(counts), page, words)
