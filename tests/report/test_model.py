from __future__ import annotations

import dataclasses

import pytest

from textmine.errors import TextmineError
from textmine.report.model import Figure, TableBlock


@pytest.mark.parametrize(("count", "base"), [(3, None), (None, 3), (4, 3), (-1, 3), (1.5, 3), (True, 3)])
def test_a_figure_without_a_fitting_base_cannot_be_made(count, base):
    with pytest.raises(TextmineError, match="figure"):
        Figure(count, base)


def test_a_figure_needs_its_base_by_signature():
    with pytest.raises(TypeError, match="base"):
        Figure(3)


def test_the_report_is_frozen(report):
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.title = "other"
    assert hash(report) == hash(dataclasses.replace(report))


def test_a_column_has_a_base_only_when_its_figures_share_one():
    rows = (("a", Figure(1, 4), Figure(1, 4)), ("b", Figure(2, 4), Figure(2, 9)))
    table = TableBlock("t", ("Item", "All", "Some"), rows, "ticks")
    assert [table.base(column) for column in range(3)] == [None, 4, None]


def test_a_page_shows_the_first_rows_only():
    rows = tuple((str(number), Figure(number, 9)) for number in range(9))
    table = TableBlock("t", ("Item", "All"), rows, "ticks", shown=4)
    assert table.page == rows[:4]
