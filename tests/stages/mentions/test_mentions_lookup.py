"""Names of the survey in a text: examples as data."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from helpers import cases
from hypothesis import given
from hypothesis import strategies as st

from textmine import tables
from textmine.stages.mentions.lookup import Lookup
from textmine.stages.mentions.spelling import variants


def lookup(names, *, personal=False):
    rows = [
        (f"{number}|{name}", "respondent", variant.name, variant.source, variant.alone, personal, "")
        for number, name in enumerate(names)
        for variant in variants(name)
    ]
    return Lookup(tables.frame("names", rows))


NAMES = lookup(["LUMINA-GO", "BioTex\u00b2", "Taste Forward (TF4)", "Impact"])


@pytest.mark.parametrize("case", cases("naming_texts"), ids=lambda case: case["why"])
def test_names_in_a_text(case):
    text = case["text"]
    found = [name for name in lookup(case["names"]).find(text) if name.entity_id]
    assert [[text[name.start : name.end], name.entity_id.rpartition("|")[2]] for name in found] == case["expected"]


_PIECES = [
    *["LUMINA", "LUMINA-GO", "BioTex\u00b2", "TF4", "Impact", "first generation"],
    *[" ", "-", "(", ")", ".", ",", "\n", "@", "\u0130"],
]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_spans_are_apart_and_within_the_text(text):
    found = NAMES.find(text)
    assert all(0 <= name.start < name.end <= len(text) for name in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_words_between_two_names_belong_to_the_first():
    text = "LUMINA first generation BioTex2"
    assert [text[n.start : n.end] for n in NAMES.find(text)] == ["LUMINA first generation", "BioTex2"]


def test_what_tells_nobody_is_hidden_all_the_same():
    names = lookup(["Impact Hub", "Impact Hub"], personal=True)
    assert [(name.entity_id, name.personal) for name in names.find("with Impact Hub")] == [("", True)]
    address = lookup(["Taste Forward (TF4)"], personal=True).find("https://www.example.org/tf4/webinars")
    assert [(name.entity_id, name.personal) for name in address] == [("", True)]


def test_another_bearer_is_not_hidden():
    (found,) = lookup(["LUMINA-GO"], personal=True).find("with LUMINA first generation")
    assert (found.kind, found.personal) == ("organisation", False)


def test_without_names_nothing_is_found():
    assert Lookup(tables.empty("names")).find("Muster Hub") == []


def test_time_grows_with_the_length_only():
    names = lookup(["Taste Forward (TF4)", "LUMINA-GO", *(f"Muster{n} Hub" for n in range(1000))])
    begin = time.process_time()
    assert len(names.find("With Taste Forward we went to LUMINA-GO (first generation). " * 2_000)) == 4_000
    assert names.find("taste " * 100_000) == []
    assert time.process_time() - begin < 10
