"""Duplicates: who says the same."""

from __future__ import annotations

from textmine import tables
from textmine.stages.duplicates import duplicates


def test_two_respondents_who_say_the_same_are_a_group_and_one_who_repeats_is_not():
    comments = tables.frame(
        "comments",
        [
            (f"{who}:{q}", who, q, "0", "", "", "free_text", "x", "f", 2, q)
            for who, q in [("1", "A"), ("1", "B"), ("2", "A"), ("3", "A"), ("3", "B")]
        ],
    )
    keys = ["staff", "time", "staff", "money", "money"]
    texts = tables.frame("texts", [(i, "x", "ok", "[]", k) for i, k in zip(comments["comment_id"], keys)])
    found = tables.check("duplicates", duplicates(comments, texts))
    assert list(found["comment_id"]) == ["1:A", "2:A"]
    assert set(found["group_id"]) == {"1:A"}
    assert set(found["size"]) == {2}


def test_comments_without_words_are_never_duplicates():
    comments = tables.frame("comments", [(w, w, "A", "0", "", "", "free_text", "-", "f", 2, "A") for w in ("1", "2")])
    texts = tables.frame("texts", [(w, "-", "no_answer", "[]", "") for w in ("1", "2")])
    assert duplicates(comments, texts).empty
