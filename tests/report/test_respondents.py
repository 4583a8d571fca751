"""Who answered: what may be printed of the respondents, and out of whom."""

from __future__ import annotations

import json

from helpers import table

from textmine import tables
from textmine.report.facts import Facts
from textmine.report.model import TableBlock
from textmine.report.respondents import not_answered_sections, profile_sections

STRAND = {"question_id": "S", "text": "Strand", "kind": "single"}


def _base(item, count, by="", group=""):
    row = {"kind": "base", "item_id": item, "by": by, "group": group, "unit": "respondent"}
    return row | {"count": count, "base": count, "share": 1.0}


def _attributes(name, values):
    return [{"respondent_id": str(n), "attribute": name, "value": value} for n, value in enumerate(values)]


def _known(by=(), counts=(), attributes=(), questions=()):
    run = {
        "questions": table("questions", list(questions)),
        "counts": table("counts", list(counts)),
        "attributes": table("attributes", list(attributes)),
    }
    sections = profile_sections(Facts(run, by, 30))
    found = [b for s in sections for b in s.blocks if isinstance(b, TableBlock) and b.caption == "Who answered"]
    return [(row[0], row[1], row[2].count, row[2].base) for block in found for row in block.rows]


def test_columns_of_participants_that_figures_are_not_broken_down_by_are_not_printed():
    names = _attributes("attribute_1", ["Ann Archer", "Ben Bowman", "Cleo Carter"])
    assert _known(counts=[_base("answered", 3)], attributes=names) == []


def test_groups_are_printed_as_they_are_counted():
    counts = [_base("answered", 13), _base("answered", 7, "size", "large")]
    counts.append(_base("answered", 5, "size", "(smaller groups)"))
    assert _known(("size",), counts) == [
        ("size", "large", 7, 13),
        ("size", "(smaller groups)", 5, 13),
        ("size", "not said", 1, 13),
    ]


def test_a_column_in_which_few_share_a_value_is_not_printed():
    counts = [_base("answered", 10), _base("answered", 6, "size", "large"), _base("answered", 4, "size", "small")]
    assert _known(("size",), counts) == []


def test_a_closed_question_is_printed_out_of_those_who_answered():
    """That is in `counts`: also who submitted with nothing ticked, not who left a blank comment alone."""
    said = _attributes("S", ["A", "A", "B"])
    rows = [("Strand", "A", 2, 5), ("Strand", "B", 1, 5), ("Strand", "not said", 2, 5)]
    assert _known(counts=[_base("answered", 5)], attributes=said, questions=[STRAND]) == rows
    assert _known(counts=[_base("answered", 5)], attributes=said, questions=[STRAND | {"personal": True}]) == []


def test_without_figures_nothing_is_said_of_who_answered():
    assert _known(attributes=_attributes("S", ["A"]), questions=[STRAND]) == []


def _invited(attributes, *, personal, shown=False):
    rows = [(n, "", "", "", "", "none", json.dumps(each)) for n, each in enumerate(attributes, start=1)]
    name = {"question_id": "N", "text": "Your name", "kind": "text", "personal": personal}
    facts = Facts({"questions": table("questions", [name]), "invited": tables.frame("invited", rows)}, (), 30)
    (section,) = not_answered_sections(facts, names_shown=shown)
    found = [b for b in section.blocks if isinstance(b, TableBlock) and "list of the invited" in b.caption]
    return [(*row[:2], row[2].base) for block in found for row in block.rows]


def test_small_groups_of_the_invited_stand_only_where_names_do():
    regions = [{"region": value} for value in ["North"] * 6 + ["South"] * 4 + ["West"] * 3]
    assert _invited(regions, personal=True) == [("region", "North", 6)]
    every = [("region", "North", 6), ("region", "South", 4), ("region", "West", 3)]
    assert _invited(regions, personal=False) == every
    assert _invited(regions, personal=True, shown=True) == every


def test_a_group_of_the_invited_that_the_others_would_give_away_hides_them_all():
    assert _invited([{"region": value} for value in ["North"] * 6 + ["South"] * 2], personal=True) == []


def test_contacts_of_the_invited_are_never_printed():
    people = [{"mail": "a@post.example"}, {"mail": "a@post.example"}, {"mail": "b@post.example"}]
    assert _invited(people, personal=False, shown=True) == []
    assert _invited([{"phone": "1"}, {"phone": "2"}], personal=False, shown=True) == []
