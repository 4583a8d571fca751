"""Stretches to hide that overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from textmine.stages.mentions.hidden import Hidden, joined


def test_the_longest_says_what_they_are():
    person, respondent = Hidden(0, 5, "person"), Hidden(3, 12, "respondent")
    assert joined([person], [respondent]) == [Hidden(0, 12, "respondent")]
    assert joined([Hidden(0, 20, "url")], [respondent]) == [Hidden(0, 20, "url")]
    assert joined([Hidden(0, 3, "person")], [respondent]) == [Hidden(0, 3, "person"), respondent]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.sampled_from(["person", "respondent"]))))
def test_all_is_hidden_and_nothing_twice(spans):
    found = joined([Hidden(start, start + length, kind) for start, length, kind in spans])
    assert {i for h in found for i in range(h.start, h.end)} == {i for s, n, _ in spans for i in range(s, s + n)}
    assert all(one.end <= other.start for one, other in pairwise(found))
