"""Abbreviations that a text defines: tests/cases/mentions_definitions.jsonl, and properties of any text."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import cases
from hypothesis import given
from hypothesis import strategies as st

from textmine.stages.mentions.definitions import definitions


@pytest.mark.parametrize("case", cases("mentions_definitions"))
def test_cases(case: dict[str, Any]) -> None:
    text = case["text"]
    found = [[text[slice(*d.long)], text[slice(*d.short)]] for d in definitions(text)]
    assert found == case["expect"], case["why"]


@given(st.text(alphabet="AbC (-),:. é2", max_size=40))
def test_any_text_is_read_and_the_spans_are_apart(text: str) -> None:
    for (start, end), (first, last) in definitions(text):
        assert 0 <= start < end <= len(text)
        assert 0 <= first < last <= len(text)
        assert end <= first or last <= start
