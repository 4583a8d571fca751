"""Organisations: examples as data."""

from __future__ import annotations

import pytest
from helpers import cases

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.organisations import answer, organisations


@pytest.mark.parametrize("case", cases("mentions_organisations"), ids=lambda case: case["why"])
def test_example(case):
    text, language = case["text"], case["language"]
    places, _ = find(text, language, gazetteer.tree(), place_field=False)
    found = organisations(text, language, (), places)
    assert [text[o.start : o.end] for o in found] == case["expected"]


def test_the_recogniser_adds_names_without_their_article():
    text = "We asked the Quux team."
    assert [text[o.start : o.end] for o in organisations(text, "en", [(9, 17)], ())] == ["Quux"]


@pytest.mark.parametrize("surface", ["SMEs", "MoU", "Budget"])
def test_what_is_no_organisation_stays_none_whatever_the_recogniser_says(surface):
    text = f"We asked {surface} for it"
    assert organisations(text, "en", [(9, 9 + len(surface))], ()) == []


def test_the_capital_of_the_first_word_says_nothing():
    assert organisations("Quux came", "en", [(0, 4)], ()) == []
    assert len(organisations("QUUX came", "en", [(0, 4)], ())) == 1


def test_a_long_answer_is_no_name():
    assert len(answer("Acme")) == 1
    assert answer("") == answer("a " * 100) == []
