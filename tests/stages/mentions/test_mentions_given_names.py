"""Persons by their given names: examples as data, and what holds for any text."""

from __future__ import annotations

import itertools
import time

import pytest
from helpers import cases
from hypothesis import example, given
from hypothesis import strategies as st

from textmine import reference
from textmine.stages.mentions.given_names import persons
from textmine.stages.mentions.people import _is_other


def _found(text, language="en", known=()):
    return [text[start:end] for start, end in persons(text, language, known, _is_other)]


@pytest.mark.parametrize("case", cases("mentions_names"), ids=lambda case: case["why"])
def test_example(case):
    assert _found(case["text"], case["language"]) == case["expected"]


def test_a_name_within_that_of_an_organisation_is_no_person():
    text = "a visit to Hannelore Pfister Brightwood"
    assert _found(text) != []
    assert _found(text, known=[(11, 39)]) == []


@given(
    st.lists(st.sampled_from(["Annika", "van", " ", "-", "Berg", ". ", "é", "'", "de", "\n", "ANNA", ","])).map("".join)
)
@example("Annika Annika,Annika")
def test_spans_are_in_order_apart_and_words(text):
    spans = list(persons(text, "hu", (), _is_other))
    assert spans == sorted(spans)
    assert all(a < b for a, b in spans)
    assert all(b <= c for (_, b), (c, _) in itertools.pairwise(spans))


def test_time_is_linear():
    began = time.process_time()
    _found("Annika van den Berg. thanks Annika " * 10_000)
    assert time.process_time() - began < 6


def test_the_lists_belong_together():
    given_names = {row["name"] for file in ("given_names", "given_names_more") for row in reference.rows(f"{file}.tsv")}
    assert {row["name"] for row in reference.rows("not_a_name.tsv")} <= given_names
