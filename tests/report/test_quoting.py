from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report import invented
from textmine.report.facts import Facts, Slice
from textmine.report.model import QuoteBlock
from textmine.report.quoting import Quotes, redacted

LINES = (Path(__file__).parents[1] / "cases" / "redactions.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_redactions(case):
    spans = [tuple(span) for span in case["redactions"]]
    assert redacted(case["text"], case["start"], case["end"], spans) == case["expected"]


@given(
    st.text(alphabet="abc \u00e9", max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.sampled_from(["email", "person"])), max_size=4),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_a_quote_is_the_text_but_for_what_is_hidden(text, spans, start, length):
    start, end = min(start, len(text)), min(start + length, len(text))
    hidden = {place for low, high, _ in spans for place in range(low, high)}
    shown = "".join(text[place] for place in range(start, end) if place not in hidden)
    quote = redacted(text, start, end, [span for span in spans if span[0] < span[1]])
    assert quote.replace("[e-mail]", "").replace("[name]", "") == shown


def test_every_quote_of_the_report_is_in_a_comment_word_for_word(report):
    texts = [row[6] for row in invented.COMMENTS]
    quotes = [
        quote
        for section in report.sections
        for block in section.blocks
        if isinstance(block, QuoteBlock)
        for quote in block.quotes
    ]
    assert len(quotes) > 20
    for quote in quotes:
        parts = quote.text.replace("[name]", "\0").replace("[e-mail]", "\0").replace("[phone]", "\0").split("\0")
        assert any(all(part in text for part in parts) for text in texts), quote.text


def test_a_quote_says_whose_it_is_without_the_id(run):
    quotes = Quotes(Facts(run, (), 30), 3)
    first = quotes.of(Slice("theme", "C1"), "staff")[0]
    assert (first.respondent, first.group, first.language) == ("R02", "Strand-1", "en")
    assert first.option == "Engagement of small and medium-sized enterprises in the\u2026"


def test_a_question_on_personal_data_is_never_quoted(run):
    assert invented.comment_id(invented.COMMENTS[-1]) in set(run["quotes"]["comment_id"])
    assert Quotes(Facts(run, (), 30), 3).of(Slice("organisation", role="any"), "org:camera") == ()


def test_no_more_quotes_than_asked_for_and_none_shown_before(run):
    part = Slice("theme", "C1")
    every = Quotes(Facts(run, (), 30), 9).of(part, "staff")
    assert len(every) == 3
    quotes = Quotes(Facts(run, (), 30), 2)
    assert quotes.of(part, "staff") == every[:2]
    assert quotes.of(part, "staff", {every[0]}) == every[1:]
