"""Emergent themes keep their ids and names from one run to the next."""

from __future__ import annotations

import dataclasses

import numpy as np
from helpers import cases

from textmine.codebook import Codebook, Theme
from textmine.models import load_encoder
from textmine.stages.themes.emergent import Segments, find
from textmine.stages.themes.settings import ThemesSettings
from textmine.stages.themes.words import stop_words

TEXTS = [case["text"] for case in cases("emergent")]
NEXT = [
    "Our visas were refused twice.",
    "Nobody tells you which visa you need for a fair.",
    "A visa for a week costs too much.",
    "Calls at six in the morning, because of the time zones.",
    "Time zones make it hard to find an hour for a call.",
    "With nine hours between us a joint call is a night shift; time zones again.",
    "The interpreters did not know our technical terms.",
    "Translation of the brochure took a month.",
    "We paid for the translation of each contract.",
    "Parking at the fair was dear.",
    "The parking was far from the halls.",
    "There was no parking for our van.",
]


def _find(texts, **settings):
    segments = Segments(
        texts, load_encoder("use-multilingual").encode(texts), np.arange(len(texts)), stop_words(["en"])
    )
    return [each.theme for each in find(segments, settings.pop("taken", ()), ThemesSettings(**settings))]


FIRST = _find(TEXTS)


def _book(themes):
    return Codebook("first wave", "en", tuple(themes))


def test_the_next_wave_has_the_same_ids_and_names():
    renamed = [dataclasses.replace(theme, label=f"{theme.label} (checked)") for theme in FIRST]
    later = _find(NEXT, earlier=_book(renamed))
    assert {"Visas (checked)", "Time zones (checked)", "Translation (checked)"} <= {theme.label for theme in later}
    known = {theme.id: theme.label for theme in renamed}
    assert all(known[theme.id] == theme.label for theme in later if theme.id in known)
    assert any("arking" in theme.label and theme.id not in known for theme in later), "a new theme has a new id"
    assert len({theme.id for theme in later}) == len(later)


def test_keywords_and_examples_are_those_of_the_new_comments():
    later = _find(NEXT, earlier=_book(FIRST))
    assert all(set(theme.examples) <= set(NEXT) for theme in later)


def test_the_same_comments_give_the_same_themes_with_and_without():
    assert _find(TEXTS, earlier=_book(FIRST)) == FIRST


def test_a_theme_that_is_given_now_is_not_found_again():
    visas = next(theme for theme in FIRST if theme.label == "Visas")
    assert visas.id not in {theme.id for theme in _find(NEXT, earlier=_book(FIRST), taken=[visas.id])}


def test_other_themes_leave_the_names_alone():
    other = Theme("emergent_food", "Food", examples=("The soup was cold.", "There was nothing to eat."))
    assert _find(TEXTS, earlier=_book([other])) == FIRST
    assert _find(TEXTS, earlier=_book([Theme("empty", "Empty")])) == FIRST
