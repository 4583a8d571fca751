"""Corrected shares in the report: only where a random sample was coded."""

from __future__ import annotations

import pytest
from helpers import table

from report import invented
from textmine.report.corrected import corrected_sections
from textmine.report.facts import Facts
from textmine.report.model import NoteBlock, TableBlock

ROW = {"unit": "respondent", "base": 19, "frame": 18, "sample": 11, "drawn": 12, "draw": "random:0"}


def _sections(*rows):
    made = invented.run() | {"prevalence": table("prevalence", rows)}
    return list(corrected_sections(Facts(made, (), 10)))


@pytest.fixture(scope="module")
def themes():
    return invented.run()["themes"]["theme_id"].tolist()


def test_nothing_is_said_without_a_sample():
    assert not _sections()


def test_shares_stand_with_interval_and_sample_the_largest_first(themes):
    low = ROW | {"theme_id": themes[0], "machine": 0.3, "share": 0.1, "low": 0.05, "high": 0.2}
    high = ROW | {"theme_id": themes[1], "machine": 0.3, "share": 0.4, "low": 0.25, "high": 0.6}
    none = ROW | {"theme_id": themes[2], "machine": 0.0, "share": 0.0, "low": 0.0, "high": 0.1}
    (section,) = _sections(low, high, none, high | {"unit": "comment"})
    (found,) = (block for block in section.blocks if isinstance(block, TableBlock))
    assert [[cell.replace("\u00a0", " ") for cell in row[1:]] for row in found.rows] == [
        ["30 %", "40 %", "25 % to 60 %", "11 of 12"],
        ["30 %", "10 %", "5 % to 20 %", "11 of 12"],
    ]
    assert "18 respondents state something; people coded 11 of the first 12" in section.blocks[0].text


def test_too_small_a_sample_is_said(themes):
    (section,) = _sections(ROW | {"theme_id": themes[0], "machine": 0.3, "sample": 4})
    assert [type(block) for block in section.blocks][1] is NoteBlock
    assert "from ten respondents" in section.blocks[1].text
