"""Our recogniser of English names against spaCy, whose rules and weights it has."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import cases
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.strings import hash_string

from textmine import models
from textmine.english_words import Tokenizer, murmur_hashes
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


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer(models.model_folder("spacy-en-ner"))


def _of_spacy(text: str) -> list[tuple[int, int, str]]:
    return [(entity.start_char, entity.end_char, entity.label_) for entity in models.load_spacy()(text).ents]


@given(text=texts)
@example(text="")
@example(text=" well-I'm 'Cause that 's—it's...\n\n  (don't)")
def test_words_and_features_are_those_of_spacy(tokenizer: Tokenizer, text: str) -> None:
    doc = models.load_spacy().tokenizer(text)
    forms, of, starts, counts = tokenizer([text, "beside"])
    words = [(forms[form].text, start) for form, start in zip(of, starts, strict=True)]
    assert words == [(token.text, token.idx) for token in doc] + [("beside", 0)]
    assert counts.tolist() == [len(doc), 1]
    assert tokenizer.features(forms)[of[:-1]].tolist() == [[t.norm, t.prefix, t.suffix, t.shape] for t in doc]


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


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40)))
def test_hashes_are_those_of_spacy(some: list[str]) -> None:
    assert murmur_hashes(some).tolist() == list(map(hash_string, some))
    assert murmur_hashes(some).dtype == np.uint64
