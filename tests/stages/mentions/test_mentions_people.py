"""Personal data: examples as data, and time that grows with the length only."""

from __future__ import annotations

import time

import pytest
from helpers import cases

from textmine.stages.mentions.ner import NOTHING, Named
from textmine.stages.mentions.people import hidden


@pytest.mark.parametrize("case", cases("mentions_hidden"), ids=lambda case: case["why"])
def test_example(case):
    found = hidden(case["text"], case["language"], NOTHING, ())
    assert [[case["text"][h.start : h.end], h.kind] for h in found] == case["expected"]


def test_persons_of_the_recogniser_need_a_known_name_or_such_a_word_before_and_no_other_name():
    text = "Jane Roe met Bob; ask Quill Oakhurst, not Shiny Server or Acme Nova"
    spans = [(text.index(name), text.index(name) + len(name)) for name in ("Jane Roe", "Bob", "Quill Oakhurst")]
    others = [(text.index(name), text.index(name) + len(name)) for name in ("Shiny Server", "Acme Nova")]
    found = hidden(text, "en", Named((), (*spans, *others)), others[1:])
    assert [text[h.start : h.end] for h in found] == ["Jane Roe", "Bob", "Quill Oakhurst"]


def test_of_overlapping_data_the_longer_is_kept():
    text = "Mr Jane Roe Foo"
    assert [text[h.start : h.end] for h in hidden(text, "en", Named((), ((3, 11),)), ())] == ["Jane Roe Foo"]


@pytest.mark.parametrize(
    "piece", ["a", "a.", "+1 ", "0 ", "a@", "Aa ", "A-", "l'A", "\u042f", "Anna, ", "12 Main Street, "]
)
@pytest.mark.parametrize("language", ["en", "hu"])
def test_time_is_linear(piece, language):
    begin = time.process_time()
    hidden("1 " + piece * (100_000 // len(piece)), language, NOTHING, ())
    assert time.process_time() - begin < 3
