"""Duplicates: who says the same, by which words, and what "see above" points to."""

from __future__ import annotations

import pytest
from helpers import cases

from textmine import tables
from textmine.stages.clean import CleanSettings, clean
from textmine.stages.duplicates import duplicates


def _found(*rows):
    """The table of comments given as (respondent, question, text), as comment id -> (group, kind, size)."""
    comments = tables.frame(
        "comments",
        [(f"{who}:{q}:{n}", who, q, "0", "", "", "free_text", raw, "f", 2, q) for n, (who, q, raw) in enumerate(rows)],
    )
    found = tables.check("duplicates", duplicates(comments, clean(comments, CleanSettings())))
    assert list(found["comment_id"]) == [c for c in comments["comment_id"] if c in set(found["comment_id"])]
    return {row.comment_id: (row.group_id, row.kind, row.size) for row in found.itertuples()}


@pytest.mark.parametrize("case", cases("duplicates"), ids=lambda case: case["why"])
def test_example(case):
    found = _found(*((str(n), "A", text) for n, text in enumerate(case["texts"])))
    kinds = [found.get(f"{n}:A:{n}", ("", "", 0))[1] for n in range(len(case["texts"]))]
    assert kinds == case["kinds"]
    assert {size for _, _, size in found.values()} <= {sum(map(bool, kinds))}


def test_two_respondents_who_say_the_same_are_a_group_and_one_who_repeats_is_not():
    found = _found(("1", "A", "staff"), ("1", "B", "time"), ("2", "A", "staff"), ("3", "A", "rent"), ("3", "B", "rent"))
    assert found == {"1:A:0": ("1:A:0", "exact", 2), "2:A:2": ("1:A:0", "exact", 2)}


def test_a_template_of_one_respondent_alone_is_no_group():
    first, second = cases("duplicates")[0]["texts"]
    assert _found(("1", "A", first), ("1", "B", second)) == {}


def test_comments_without_words_are_never_duplicates():
    assert _found(("1", "A", "-"), ("2", "A", "-")) == {}


def test_see_above_is_the_nearest_answer_before_it_of_the_same_respondent():
    found = _found(("1", "A", "rent"), ("2", "A", "staff"), ("2", "B", "N/A"), ("2", "C", "see above"))
    assert found == {"2:C:3": ("2:A:1", "refers", 1)}


def test_see_below_is_the_nearest_answer_after_it():
    found = _found(("1", "A", "see below"), ("1", "B", "staff"), ("1", "C", "rent"))
    assert found == {"1:A:0": ("1:B:1", "refers", 1)}


def test_a_question_is_told_by_its_number_where_there_is_one_answer_to_it():
    rows = [("1", "Q3", "staff"), ("1", "Q30", "rent"), ("1", "C", "see question 3")]
    assert _found(*rows) == {"1:C:2": ("1:Q3:0", "refers", 1)}
    assert _found(("1", "Q3", "noise"), *rows) == {}


def test_what_cannot_be_told_points_nowhere():
    assert _found(("1", "A", "see above"), ("1", "B", "staff"), ("1", "C", "see the attached report")) == {}
