"""Words: keywords, stop words, phrases and ids."""

from __future__ import annotations

import pytest
from helpers import cases

from textmine.stages.themes.words import Keywords, content_words, phrases, stop_words
from textmine.wordings import identifier

STOPS = stop_words(["en"])


@pytest.mark.parametrize("case", cases("codebook_keywords"), ids=lambda case: case["why"])
def test_a_keyword_is_found_where_it_should(case):
    found = Keywords([[], [case["keyword"]]]).find(case["text"])
    assert [case["text"][start:end] for start, end in found.get(1, [])] == case["expected"]
    assert 0 not in found


def test_a_word_can_speak_for_many_themes():
    keywords = Keywords([["staff"], ["staff turnover", "sta*"], ["money"]])
    assert keywords.find("Staff turnover") == {0: [(0, 5)], 1: [(0, 14), (0, 5)]}


def test_stop_words_are_of_the_languages_asked_for():
    assert {"the", "ve"} <= STOPS
    assert "und" not in STOPS
    assert "und" in stop_words(["en", "de"])
    assert stop_words(["und"]) == frozenset()


def test_content_words_are_counted():
    assert content_words("It was the best of 2018, a visa.", STOPS) == 2
    assert content_words("Yes, it is.", STOPS) == 1


def test_phrases_stand_in_the_text_and_end_in_content_words():
    found = list(phrases("The lack of\nqualified staff; Time-zones - don't", STOPS))
    assert "lack of qualified staff" in found
    assert "time-zones" in found
    assert "staff time" not in found
    assert not [phrase for phrase in found if phrase.startswith(("the", "of")) or phrase.endswith(" of")]


def test_an_id_is_free_and_plain():
    assert identifier("Größe & Maße", ()) == "grosse_masse"
    assert identifier("Q1 SQ001", {"q1_sq001", "q1_sq001_2"}) == "q1_sq001_3"
    greek = identifier("μέλος", ())
    assert greek == identifier("μέλος", ())
    assert greek != identifier("μέλη", ())
    assert len(greek) == 8


def test_a_web_address_has_no_phrases():
    found = list(phrases("a plugin, see https://git.example.org/atom-notebook and www.example.org/docs first", STOPS))
    assert "plugin" in found
    assert not [phrase for phrase in found if "atom" in phrase or "https" in phrase or "example" in phrase]
