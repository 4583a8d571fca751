"""Differences between groups: how often they were compared, and which stand."""

from __future__ import annotations

import pytest
from helpers import table

from report import invented
from textmine.report.differences import difference_sections
from textmine.report.facts import Facts
from textmine.report.words import more

ROW = {"kind": "tick", "by": "A1", "test": "fisher", "correction": "holm", "family": 5}


def _section(*rows):
    made = invented.run() | {"comparisons": table("comparisons", rows)}
    return next(difference_sections(Facts(made, (), 30)), None)


def test_no_comparison_no_section():
    assert _section() is None


def test_what_stands_comes_first_and_the_rest_is_in_the_workbook():
    by = next(by for by, _ in invented.GROUPS if by)
    some = ROW | {"by": by, "question_id": "C1"}
    section = _section(
        some | {"item_id": "CLU", "p": 0.2, "adjusted": 0.4, "differs": False},
        some | {"item_id": "SME", "p": 0.0099, "adjusted": 0.0496, "differs": True},
        some
        | {
            "kind": "theme",
            "question_id": "",
            "item_id": invented.THEMES[0][0],
            "p": 1.0,
            "adjusted": 1.0,
            "family": 1,
        },
    )
    lead, made, _ = section.blocks
    assert "compared 3 times, in 2 families" in lead.text
    assert "1 difference stands with Holm" in lead.text
    assert made.columns[2:] == ("Strand-1", "Strand-2", "p", "p corrected", "Compared at once")
    assert [row[0] for row in made.rows] == ["C. Barriers", "C. Barriers", "All questions"]
    assert [cell.base for cell in made.rows[0][2:4]] == [13, 7]
    assert made.rows[0][4:] == ("0.010", "0.0496", "5")
    assert len(made.page) == 1
    assert more(made) == "and 2 more that do not stand after the correction, in the workbook"


@pytest.mark.parametrize(("value", "words"), [(0.0004, "<0.001"), (0.04999, "0.0500"), (0.3, "0.300"), (1.0, "1.000")])
def test_chances_in_words(value, words):
    by = next(by for by, _ in invented.GROUPS if by)
    row = ROW | {"by": by, "question_id": "C1", "item_id": "CLU", "p": value, "adjusted": value, "differs": False}
    assert _section(row).blocks[1].rows[0][4] == words
    assert "No difference stands" in _section(row).blocks[0].text
