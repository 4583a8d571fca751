"""Cleaning: examples as data, and what holds for any text."""

from __future__ import annotations

import json
import re
import time

import pytest
from helpers import DEMO, cases
from hypothesis import given
from hypothesis import strategies as st

from textmine import pipeline, reference, tables
from textmine.stages.clean import CleanSettings, clean, clean_text, replay, status_of


@pytest.mark.parametrize("case", cases("clean"), ids=lambda case: case["why"])
def test_example(case):
    text, changes = clean_text(case["raw"])
    assert text == case["text"]
    assert status_of(text, kind=case.get("kind", "free_text")) == case["status"]
    assert replay(case["raw"], changes) == text


@given(st.text(alphabet=st.characters(), max_size=80))
def test_any_text_is_replayed_and_clean_the_second_time(raw):
    text, changes = clean_text(raw)
    assert replay(raw, changes) == text
    assert clean_text(text) == (text, [])


@given(st.text(alphabet="&amp;lt;#x3b<b>/ \n\u00a0Ã©â€™\x80", max_size=40))
def test_nested_entities_and_markup_settle(raw):
    text, changes = clean_text(raw)
    assert replay(raw, changes) == text
    assert clean_text(text) == (text, [])


def _wordings(phrase):
    """A phrase of the reference with the first, and with the last alternative of every bracket, and without [ ]."""
    for pick in (0, -1):
        for optional in (True, False):
            left = phrase
            while bracket := re.search(r"[(\[][^()\[\]]*[)\]]", left):
                chosen = bracket.group()[1:-1].split("|")[pick] if optional or bracket.group()[0] == "(" else ""
                left = f"{left[: bracket.start()]} {chosen} {left[bracket.end() :]}"
            yield " ".join(left.replace("#", "7").split())


PHRASES = [row for row in reference.rows("no_answers.tsv") if row["status"] != "filler"]


@pytest.mark.parametrize("language", sorted({row["language"] for row in PHRASES}))
def test_every_listed_phrase_is_recognised(language):
    for row in PHRASES:
        for wording in _wordings(row["phrase"]) if row["language"] == language else ():
            assert status_of(wording.replace("*", "").strip()) == row["status"], row
            assert status_of(wording.replace("*", "one two three")) == row["status"], row


def test_a_filler_alone_or_around_a_phrase_says_nothing():
    for row in reference.rows("no_answers.tsv"):
        for wording in _wordings(row["phrase"]) if row["status"] == "filler" else ():
            assert status_of(f"N/A, {wording}") == "no_answer", row
            assert status_of(f"{wording} lack of staff") == "ok", row


def test_a_phrase_of_the_survey_is_no_answer():
    comments = _comments(["weiter", "weiterhin wenig Zeit"])
    assert list(clean(comments, CleanSettings())["status"]) == ["ok", "ok"]
    assert list(clean(comments, CleanSettings(no_answer=("Weiter!",)))["status"]) == ["no_answer", "ok"]


def test_the_key_is_of_the_words_and_only_of_answers():
    texts = clean(_comments(["Lack of staff.", "lack  of STAFF", "N/A"]), CleanSettings())
    keys = list(texts["key"])
    assert keys[0] == keys[1] != ""
    assert keys[2] == ""


def test_changes_are_stored_as_json():
    texts = clean(_comments(["a &amp; b"]), CleanSettings())
    assert json.loads(texts["changes"][0]) == [["entity", 2, 7, "&"]]


def _comments(raws):
    return tables.frame(
        "comments",
        [(f"{i}:Q:free_text", str(i), "Q", "0", "", "", "free_text", raw, "f", i, "Q") for i, raw in enumerate(raws)],
    )


@pytest.mark.parametrize("piece", [" ", "\t", "\u1680", " \n", "&", "<", "no "])
def test_time_is_linear(piece):
    begin = time.process_time()
    status_of(clean_text("x" + piece * (100_000 // len(piece)) + "y")[0])
    assert time.process_time() - begin < 3


def test_the_changes_of_every_comment_of_the_sample_lead_from_raw_to_text(tmp_path):
    run = pipeline.run(DEMO, tmp_path / "out", until="clean")
    pairs = run["comments"].merge(run["texts"], on="comment_id")
    assert len(pairs) == len(run["comments"]) > 500
    assert any(changes != "[]" for changes in pairs["changes"])
    for raw, text, changes in zip(pairs["raw"], pairs["text"], pairs["changes"], strict=True):
        assert replay(raw, json.loads(changes)) == text
