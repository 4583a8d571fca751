"""Words and spans of a text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.finder import find, words


@given(st.text(max_size=80))
def test_words_stand_in_order_and_where_they_say(text):
    found = words(text)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(word.key == gazetteer.fold(text[word.start : word.end]) for word in found)


@pytest.mark.parametrize(
    ("text", "keys"),
    [("U.S.-based", ["us", "based"]), ("l'Italie", ["l", "italie"]), ("a/b, c", ["a", "/", "b", ",", "c"])],
)
def test_words(text, keys):
    assert [word.key for word in words(text)] == keys


def test_a_span_knows_what_its_name_needs():
    (jordan, canada), _ = find("Jordan, Canada", "en", gazetteer.tree(), place_field=False)
    assert jordan.needs == {"capital", "person"}
    assert canada.needs == frozenset()


def test_a_name_does_not_run_over_a_full_stop():
    spans, _ = find("I like South. Korea is far.", "en", gazetteer.tree(), place_field=False)
    assert [span.key for span in spans] == [("korea",)]
