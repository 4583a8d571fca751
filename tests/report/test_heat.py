from __future__ import annotations

from collections import defaultdict

from report import invented
from textmine.report import build_report
from textmine.report.model import HeatBlock, TableBlock
from textmine.report.verbatims import behind


def grids(report):
    for section in report.sections:
        for block, after in zip(section.blocks, section.blocks[1:], strict=False):
            if isinstance(block, HeatBlock):
                yield section.section_id.removeprefix("question-"), block, after


def test_a_cell_counts_those_who_raise_a_theme_beside_an_option(report):
    """Recomputed from the tables of the invented survey, in which each theme is known."""
    above = {name: parent for name, _, _, _, parent, _ in invented.THEMES}
    beside, wrote = defaultdict(set), defaultdict(set)
    for person, question, option, _, themes, _, text in invented.COMMENTS:
        if question == "C1" and text != "N/A":
            wrote[option].add(person)
            for theme in {*themes, *(above[theme] for theme in themes)}:
                beside[theme, option].add(person)
    for _, _, table in grids(report):
        for _, _, figure in table.rows:
            option = figure.where.option.partition("|")[2]
            assert (figure.count, figure.base) == (len(beside[figure.where.item, option]), len(wrote[option]))


def test_the_grid_and_its_table_have_the_same_figures_and_comments(demo):
    report = build_report(demo)
    found = list(grids(report))
    assert found
    for question, grid, table in found:
        assert isinstance(table, TableBlock)
        assert table.number == grid.table
        told = {(theme, option): figure for theme, option, figure in table.rows}
        for theme, cells in zip(grid.rows, grid.cells, strict=True):
            for option, figure in zip(grid.columns, cells, strict=True):
                assert told.get((theme, option)) == (figure if figure.count else None)
        for _, _, figure in table.rows:
            assert figure.where.question.casefold() == question.casefold()
            people = {verbatim.respondent for verbatim in behind(report, figure.where)}
            assert len(people) == figure.count


def test_a_grid_fits_on_a_page_and_has_no_empty_row(demo):
    for _, grid, _ in grids(build_report(demo)):
        assert len(grid.rows) <= 12
        assert len(grid.columns) <= 8
        assert all(any(figure.count for figure in cells) for cells in grid.cells)
