"""Organisations: examples as data."""

from __future__ import annotations

import pytest
from helpers import cases
from stages.mentions.survey_of import search

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.answers import answer
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.organisations import organisations


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
    assert len(answer("Acme", "en", ())) == 1
    assert answer("", "en", ()) == answer("a " * 100, "en", ()) == []


@pytest.mark.parametrize("case", cases("mentions_answers"), ids=lambda case: case["why"])
def test_answer(case):
    text = case["text"]
    places, _ = find(text, case["language"], gazetteer.tree(), place_field=True)
    assert [text[o.start : o.end] for o in answer(text, case["language"], places)] == case["expected"]


@pytest.mark.parametrize("case", cases("mentions_venues"), ids=lambda case: case["why"])
def test_event_or_facility(case):
    text, language = case["text"], case["language"]
    places, _ = find(text, language, gazetteer.tree(), place_field=False)
    found = organisations(text, language, (), places)
    assert [[text[o.start : o.end], o.kind] for o in found] == case["expected"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Zorvela Food Cluster (ZFC) met. ZFC paid.", ["Zorvela Food Cluster", "ZFC", "ZFC"]),
        ("ZFC paid for the Zorvela Food Cluster.", ["ZFC", "Zorvela Food Cluster"]),
        ("Photari Cluster met, and Photari paid.", ["Photari Cluster", "Photari"]),
        ("Nordic Photari Cluster met, and Nordic firms paid.", ["Nordic Photari Cluster"]),
        ("Photari Cluster, Quillmark, Zorvela", ["Photari Cluster", "Quillmark", "Zorvela"]),
        ("Photari Cluster, Quillmark, but nobody paid", ["Photari Cluster"]),
    ],
)
def test_names_that_follow_from_others(text, expected):
    found, _ = search([text])
    assert found.loc[found["kind"] == "organisation", "surface"].tolist() == expected


def test_an_item_of_a_list_may_be_a_person():
    text = "Zorvela GmbH, Maria Lindqvist, Peter Novak"
    found, hidden = search([text])
    assert found["surface"].tolist() == ["Zorvela GmbH"]
    assert [text[start:end] for start, end in zip(hidden["start"], hidden["end"], strict=True)] == [
        "Maria Lindqvist",
        "Peter Novak",
    ]


@pytest.mark.parametrize("text", ["we thank Anna Day", "Thanks to Maria Park and Peter Hall"])
def test_a_surname_is_no_event_or_facility(text):
    assert search([text])[0].empty
