"""The recogniser is asked only where it can find something."""

from __future__ import annotations

from textmine.stages.mentions.ner import NOTHING, recognise


def test_only_english_with_a_capital_inside_a_sentence():
    texts = ["We met Microsoft in Chicago.", "We met nobody. Nothing came of it.", "Wir trafen Microsoft in Chicago."]
    found = recognise(texts, ["en", "en", "de"])
    assert [texts[0][start:end] for start, end in found[0].organisations] == ["Microsoft"]
    assert found[1:] == [NOTHING, NOTHING]


def test_no_texts():
    assert recognise([], []) == []
