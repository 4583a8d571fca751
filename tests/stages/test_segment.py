"""Segments: examples as data, and what holds for any text."""

from __future__ import annotations

import time

import pytest
from helpers import cases
from hypothesis import given
from hypothesis import strategies as st

from textmine import tables
from textmine.stages.segment import SegmentSettings, segment


def _segments(text, language="en", status="ok", **settings):
    texts = tables.frame("texts", [("1", text, status, "", "[]", "")])
    languages = tables.frame("languages", [("1", language, 1.0, "langdetect", False)])
    found = tables.check("segments", segment(texts, languages, SegmentSettings(**settings)))
    return [text[start:end] for start, end in zip(found["start"], found["end"], strict=True)]


@pytest.mark.parametrize("case", cases("segment"), ids=lambda case: case["why"])
def test_example(case):
    assert _segments(case["text"], case["language"]) == case["segments"]


@given(st.text(alphabet="om .;\n-\u2022!?1)é", min_size=1, max_size=60).filter(str.strip))
def test_segments_hold_every_word_once_and_in_order(text):
    """But for joining words and marks of lists, of which these letters make none."""
    text = text.strip()
    joined = "".join(_segments(text))
    letters = [c for c in text if c.isalpha()]
    assert [c for c in joined if c.isalpha()] == letters
    assert all(part == part.strip() != "" for part in _segments(text))


def test_letters_that_number_a_list_are_marks_and_one_alone_is_not():
    assert _segments("a) no staff for it b) no time left") == ["no staff for it", "no time left"]
    assert _segments("see part b) no time left") == ["see part b) no time left"]


def test_only_what_can_be_read_is_cut():
    assert _segments("see above", status="see_other") == []


def test_min_words_decides_what_stands_alone():
    assert _segments("no staff; no time", min_words=2) == ["no staff", "no time"]
    assert _segments("no staff; no time", min_words=3) == ["no staff; no time"]


@pytest.mark.parametrize("piece", [".", "aaa.", "! ", "- ", "1. ", "a; ", " / ", "and is ", "\n", "A. "])
def test_time_is_linear(piece):
    begin = time.process_time()
    _segments("a" + piece * (100_000 // len(piece)) + "b")
    assert time.process_time() - begin < 3
