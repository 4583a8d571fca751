from __future__ import annotations

import pytest

from textmine import tables
from textmine.report import build_report, write_report
from textmine.report.model import TableBlock
from textmine.report.words import more


def blocks_of(report):
    return [block for part in report.sections for block in part.blocks if isinstance(block, TableBlock)]


def test_countries_are_rolled_up_with_those_behind_each_region(report):
    made = next(block for block in blocks_of(report) if block.caption == "Target countries by region")
    assert made.columns == ("Region", "All", "Strand-1", "Strand-2", "Countries behind it", "Named as a region")
    assert made.topic == "countries"
    rows = [(row[0], row[1].count, row[1].base, row[4], row[5]) for row in made.rows]
    assert rows == [
        ("Asia", 4, 19, "Japan\u00a03; China\u00a01", "\u2013"),
        ("\u2003Eastern Asia", 4, 19, "Japan\u00a03; China\u00a01", "\u2013"),
        ("Northern America", 4, 19, "United States\u00a03; Canada\u00a02", "\u2013"),
    ]


def test_a_bloc_with_one_country_behind_it_is_no_row(report):
    assert not [block for block in blocks_of(report) if block.caption.endswith("by bloc")]


def test_every_format_has_the_table(report, tmp_path):
    from docx import Document
    from openpyxl import load_workbook

    for name in ("a.html", "a.docx", "a.xlsx"):
        write_report(report, tmp_path / name)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Target countries by region" in page
    assert "Japan\u00a03; China\u00a01" in page
    cells = {cell.text for table in Document(tmp_path / "a.docx").tables for row in table.rows for cell in row.cells}
    assert "Japan\u00a03; China\u00a01" in cells
    sheet = load_workbook(tmp_path / "a.xlsx")["Countries"]
    assert "Japan\u00a03; China\u00a01" in {cell.value for row in sheet.iter_rows() for cell in row}


def organisations(run, counts):
    """The table of organisations that so many respondents name each."""
    rows = [
        ("", "", "organisation", f"org:{place:02d}", "any", "", "", "respondent", n, 19, n / 19, 0.0, 1.0, *[None] * 5)
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
