"""The section on who names whom."""

from __future__ import annotations

import pytest

from textmine import tables
from textmine.report import ReportSettings, build_report
from textmine.report.model import Figure, TableBlock

from .invented import PEOPLE


def report(run, named, *, keep=False):
    """The tables of the section for relations given as (respondent, kind, named, detail, first contact, confirmed)."""
    rows = [(who, kind, other, "[]", d, f, c, c, "") for who, kind, other, d, f, c in named]
    counts = [
        ("", "", "relation", item, "", "", "", "link", n, base, n / base, *[None] * 7)
        for item, n, base in (("detail", 2, 3), ("confirmed", 1, 2), ("no_detail", 1, 3))
    ]
    made = {**run, "relations": tables.frame("relations", rows), "counts": tables.frame("counts", counts)}
    sections = build_report(made, ReportSettings(keep_personal_data=keep)).sections
    section = next((s for s in sections if s.section_id == "links"), None)
    return [block for block in section.blocks if isinstance(block, TableBlock)] if section else None


def people(count):
    return list(PEOPLE)[:count]


def test_without_relations_there_is_no_section(run):
    assert all(section.section_id != "links" for section in build_report(run).sections)


def test_every_kind_of_link_has_its_base(run):
    one, two = people(2)
    links, _ = report(run, [(one, "respondent", two, True, False, False)])
    assert links.rows == (
        ("Something is said beyond the name", Figure(2, 3, "link", 2 / 3)),
        ("\u2013 by both", Figure(1, 2, "link", 1 / 2)),
        ("Nothing is said beyond the name", Figure(1, 3, "link", 1 / 3)),
    )


def test_few_are_a_matrix_of_who_names_whom(run):
    one, two = people(2)
    named = [(one, "respondent", two, True, False, True), (two, "respondent", one, True, False, True)]
    named.append((two, "organisation", "org:camera", False, True, False))
    _, matrix = report(run, named, keep=True)
    assert matrix.columns == ("Respondent", *sorted(("Camera Ponte", one, two), key=tables.natural_key))
    cells = {row[0]: dict(zip(matrix.columns[1:], row[1:])) for row in matrix.rows}
    assert cells[one] == {one: "\u2013", two: "detail", "Camera Ponte": "\u2013"}
    assert cells[two] == {one: "detail", two: "\u2013", "Camera Ponte": "first contact"}


@pytest.mark.parametrize("keep", [True, False])
def test_many_are_a_list_of_links(run, keep):
    one, *others = people(10)
    named = [(one, "respondent", other, True, False, other == others[0]) for other in others]
    named += [(others[0], "respondent", one, True, False, True), (others[1], "respondent", one, False, False, False)]
    _, rows = report(run, named, keep=keep)
    assert rows.columns[0] == "Respondent"
    assert len(rows.rows) == 9
    assert sorted(row[4] for row in rows.rows) == ["both", *["one side"] * 8]
    assert (one in {cell for row in rows.rows for cell in row[:2]}) == keep
