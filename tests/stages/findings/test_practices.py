"""Candidates for boxes: results that are told of, and none that did not come about."""

from __future__ import annotations

import pandas as pd
import pytest

from textmine import sentences, tables
from textmine.stages.findings.practices import practices

DONE = "We signed 3 agreements with cluster organisations in Chile and the first orders came in."


def _candidates(text: str) -> list[str]:
    question = ("Q1", "What did you achieve?", "text", 0, "en", "", "", False, 0, False)
    span = {"comment_id": "1:Q1:free_text", "respondent_id": "1", "question_id": "Q1", "text": text, "start": 0}
    spans = pd.DataFrame([{**span, "end": len(text), "hidden": 0, "barred": False}])
    words = sentences.Words(sentences.load("en"))
    made = practices(tables.frame("questions", [question]), spans, tables.empty("mentions"), {}, words)
    return list(made["comment_id"])


def test_a_result_with_a_number_or_a_name_is_one() -> None:
    assert _candidates(DONE) == ["1:Q1:free_text"]


@pytest.mark.parametrize(
    "text",
    [
        f"{DONE} They have not been paid.",
        f"{DONE} It was a nightmare.",
        f"{DONE} Leider.",
    ],
)
def test_what_failed_is_none(text: str) -> None:
    assert _candidates(text) == []
