"""`textmine.report.chapter`: numbers and ids of a report, and a report of some of its sections."""

from __future__ import annotations

import pytest

from textmine.errors import TextmineError
from textmine.report import chosen
from textmine.report.chapter import numbered
from textmine.report.model import ChartBlock, Figure, Report, Section, TableBlock

TABLE = TableBlock("t", ("Item", "All"), (("a", Figure(1, 9)),), "ticks")
CHART = ChartBlock("c", (), ())


def _report() -> Report:
    sections = (
        Section("response", "Response", 1, (TABLE,)),
        Section("themes", "Recurring themes", 1, ()),
        Section("themes-barrier", "Barriers", 2, (CHART, TABLE)),
        Section("themes-request", "Requests", 2, (TABLE,)),
        Section("method", "Method", 1, ()),
    )
    return Report("R", "", numbered(sections))


def _shape(report: Report) -> list[tuple[str, int, list[int]]]:
    return [(s.section_id, s.level, [block.number for block in s.blocks]) for s in report.sections]  # type: ignore[union-attr]


def test_a_section_is_chosen_by_id_or_heading_and_renumbered():
    part = chosen(_report(), ["Method", "barriers"])
    assert _shape(part) == [("method", 1, []), ("themes-barrier", 1, [1, 1])]
    assert part.sections[1].blocks[0].table == 1


def test_a_section_of_level_1_brings_those_below_once():
    part = chosen(_report(), ["themes", "themes-barrier"])
    assert _shape(part) == [("themes", 1, []), ("themes-barrier", 2, [1, 1]), ("themes-request", 2, [2])]


def test_verbatims_and_title_stay(report):
    part = chosen(report, ["response"])
    assert (part.title, part.verbatims) == (report.title, report.verbatims)


def test_an_unknown_section_names_the_nearest():
    with pytest.raises(TextmineError, match=r"(?s)no section 'metod'.*did you mean 'method'"):
        chosen(_report(), ["metod"])
