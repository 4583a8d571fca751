"""Links between respondents: two who name each other are one, with the best that either side says."""

from __future__ import annotations

from helpers import table

from textmine import tables
from textmine.stages.summarise.links import link_counts

# Who names whom; whether that is confirmed, has detail, is a first contact.
NAMED = [
    ("1", "respondent", "2", True, True, False),
    ("2", "respondent", "1", False, False, False),  # the same link, of which the other says more
    ("1", "respondent", "3", False, True, False),
    ("3", "respondent", "4", False, False, True),
    ("4", "respondent", "2", False, False, False),
    ("1", "organisation", "2", False, True, False),  # no respondent, though it is called so
    ("1", "organisation", "9", False, False, False),
    ("2", "organisation", "1", False, False, True),
]


def test_each_link_counts_once_with_the_best_that_is_said():
    columns = ("respondent_id", "named_kind", "named_id", "confirmed", "detail", "first_contact")
    relations = table("relations", [dict(zip(columns, row, strict=True)) for row in NAMED])
    for order in (1, -1):
        counts = tables.check("counts", tables.typed("counts", link_counts(relations[::order])))
        assert {row.item_id: (row.count, row.base, row.share) for row in counts.itertuples()} == {
            "detail": (3, 7, 3 / 7),
            "confirmed": (1, 3, 1 / 3),
            "one_side": (2, 3, 2 / 3),
            "one_side_others": (1, 3, 1 / 3),
            "no_detail": (2, 7, 2 / 7),
            "first_contact": (2, 7, 2 / 7),
            "others": (3, 7, 3 / 7),
        }
        assert set(counts["unit"]) == {"link"}
        assert counts[["low", "high", "least", "most", "weighted"]].isna().all(axis=None)


def test_no_relations_no_links():
    assert link_counts(tables.empty("relations")).empty
