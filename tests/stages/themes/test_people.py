"""Labels that people set, laid over segments."""

from __future__ import annotations

from textmine import tables
from textmine.stages.themes.people import decisions

SEGMENTS = tables.frame("segments", [("1/0", "1", 0, 10), ("1/1", "1", 11, 20), ("2/0", "2", 0, 10)])


def _labels(*rows):
    return tables.frame("labels", [(*row, "", "") for row in rows])


def test_a_label_counts_for_the_segments_it_touches():
    labels = _labels(("1", 0, 20, "b", "ann", "yes"), ("2", 9, 10, "a", "ann", "no"), ("2", 10, 12, "b", "ann", "no"))
    assert decisions(labels, SEGMENTS, ["a", "b"]) == {(0, 1): "yes", (1, 1): "yes", (2, 0): "no"}


def test_coders_who_disagree_leave_it_open():
    labels = _labels(("1", 0, 5, "a", "ann", "yes"), ("1", 0, 5, "a", "bob", "no"))
    assert decisions(labels, SEGMENTS, ["a"]) == {(0, 0): "review"}


def test_other_themes_and_other_comments_are_left_out():
    labels = _labels(("1", 0, 5, "FR", "ann", "yes"), ("9", 0, 5, "a", "ann", "yes"))
    assert decisions(labels, SEGMENTS, ["a"]) == {}
    assert decisions(tables.empty("labels"), SEGMENTS, ["a"]) == {}
