"""The recogniser of English names against the parser of spaCy, whose words and layers it has."""

from __future__ import annotations

import pytest
from helpers import cases
from hypothesis import example, given
from hypothesis import strategies as st

from textmine import models
from textmine.recogniser import Recogniser

SENTENCES = [case["input"] for case in cases("spacy_en_ner")]
# Exceptions that hold within longer chunks, affixes, symbols of spaCy, blanks of all kinds.
PIECES = """
it's don't I'm U.S. Dr. 10a.m. :) (-: 'Cause ’s gonna C++ mark number ORG X well Acme Berlin Anna 1,000 2026 €5 5km
https://a.b/c?d=e f@g.org - — -- / ... … , ; . ( ) " ' ’ _ é 日本 İ
"""
texts = st.lists(st.sampled_from([*PIECES.split(), " ", " ", " ", "  ", "\n", "\t", "\u00a0"])).map("".join)


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return models.load_recogniser()


def _of_spacy(text: str) -> list[tuple[int, int, str]]:
    return [(entity.start_char, entity.end_char, entity.label_) for entity in models.load_spacy()(text).ents]


@given(text=texts)
@example(text="We met Ms. Anna Lindqvist of Acme Inc. in Berlin on Friday.")
def test_names_are_those_of_spacy(recogniser: Recogniser, text: str) -> None:
    assert recogniser.entities([text]) == [_of_spacy(text)]


def test_names_of_a_text_do_not_hang_on_the_texts_beside_it(recogniser: Recogniser) -> None:
    many = [*SENTENCES, "", " ", " ".join(SENTENCES * 200), *reversed(SENTENCES)]
    found = recogniser.entities(many)
    assert found == [recogniser.entities([text])[0] for text in many]
    assert found == [_of_spacy(text) for text in many]
    assert recogniser.entities([]) == []
    assert recogniser.entities([""]) == [[]]
