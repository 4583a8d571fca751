"""Cues: the longest at a word is taken, in the language of the text and English."""

from __future__ import annotations

from textmine import reference
from textmine.stages.mentions.cues import find_cues
from textmine.stages.mentions.finder import words


def _cues(text, language="en"):
    return list(dict.fromkeys((cue.words, cue.role) for cue in find_cues(text, words(text), language)))


def test_longest_cue():
    assert _cues("it is no longer a target") == [("is no longer", "negated"), ("target", "target")]


def test_a_star_stands_for_any_ending():
    assert _cues("prospecting there") == [("prospecting", "target")]
    assert ("umowami z", "partner") in _cues("umowami z firmą", "pl")


def test_cues_of_other_languages_are_not_read():
    assert _cues("wurde gestrichen", "fr") == []
    assert {role for _, role in _cues("wurde gestrichen", "de")} == {"negated"}


def test_accents_and_capitals_make_no_difference():
    assert {role for _, role in _cues("ABANDONNE", "fr")} == {"negated"}


def test_a_break_may_need_a_comma():
    assert _cues("fine, we go") == [(", we", "break")]
    assert _cues("fine we go") == []


def test_rows_say_what_is_known():
    for row in reference.rows("role_cues.tsv"):
        assert row["role"] in {
            "target",
            "partner",
            "home",
            "other",
            "negated",
            "hedged",
            "language",
            "break",
            "nothing",
        }, row
        assert row["side"] in ({"both", "comma"} if row["role"] == "break" else {"before", "after", "both"}), row
        assert 0 <= int(row["reach"]) <= 8, row
