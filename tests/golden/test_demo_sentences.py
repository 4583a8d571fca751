"""Every sentence on the demo survey, held against its figures, and the sentences that the published report has too."""

from __future__ import annotations

import json
import re

import pytest
from recount import faults

NOUNS = ("partnership", "partnerships")


@pytest.fixture(scope="module")
def findings(demo):
    return demo["findings"]


def test_every_number_and_quantifier_follows_from_the_figures(demo, findings):
    assert len(findings) > 60
    wrong = {row.sentence: faults(row, demo, NOUNS) for row in findings.itertuples()}
    assert {sentence: found for sentence, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("change", "section"),
    [
        ((r"\beight\b", "nine"), "C"), ((r"\b18\b", "17"), "B"), (("All 21", "All 20"), "B"),
        (("All 21 partnerships", "Most partnerships (18 of 20)"), "B"), (("Most", "Nearly all"), "D"),
        (("Most partnerships", "About half of the partnerships"), "member_involvement"),
        (("five of the six", "four of the six"), "member_involvement"), (("2\\.8", "2.9"), "C"),
        (("Only strand-2", "Only strand-1"), "D"), (("on [a-z]+ questions", "on nine questions"), "member_involvement"),
    ],
)  # fmt: skip
def test_a_sentence_that_says_more_is_noticed(demo, findings, change, section):
    """The check itself: a wrong number, share, quantifier or group does not pass."""
    noticed = 0
    for row in findings[findings["section"] == section].itertuples():
        told = re.sub(change[0], change[1], row.sentence)
        if told == row.sentence:
            continue
        noticed += bool(faults(row._replace(sentence=told), demo, NOUNS))
    assert noticed


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("response", "Of the 23 partnerships invited, 21 answered the survey and 19 went to the end."),
        ("response", "Those who went to the end are 13 strand-1 partnerships and six strand-2 partnerships."),
        ("B", "All 21 partnerships tick the identification of target third countries"),
        ("B", "All 14 strand-1 partnerships tick joint communication actions, against four of the seven strand-2"),
        ("B", "Fewer than a quarter of the 21 partnerships tick SME mentoring"),
        ("B", "No partnership ticks the definition of bankable proposals for investments."),
        ("B", "Only strand-2 partnerships tick the establishment of a representative in third countries (two)."),
        ("C", "each ticked by eight of the 20 partnerships: collaboration between the clusters in the ESCP and"),
        ("C", "Every option is ticked by at least one partnership."),
        ("D", "No partnership ticks joint ventures, merger and acquisition or Foreign Direct Investment"),
        ("D2", "Seven of the 19 partnerships answer “Yes”: five of the six strand-2 and two of the 13 strand-1"),
        ("COL", "Most partnerships (11 of 19) answer “Yes”: four of the six strand-2 and seven of the 13 strand-1"),
        ("E", "Only strand-1 partnerships tick Research & Development (three) and technology transfer (two)."),
        ("themes", "strand-2 partnerships bring up too broad a spread of sectors"),
        ("countries", "Eight of the 19 partnerships name the United States as a target market"),
    ],
)  # fmt: skip
def test_the_sentences_of_the_published_report(findings, section, said):
    sentences = list(findings.loc[findings["section"] == section, "sentence"])
    assert any(said in sentence for sentence in sentences), sentences


def test_no_share_is_said_below_the_base_for_shares(findings):
    assert not findings["sentence"].str.contains("%").any()
    assert not findings["sentence"].str.contains("significant").any()


def test_every_sentence_on_comments_names_some(demo, findings):
    """Those on themes and countries; bounded, so that they can be read."""
    for row in findings.itertuples():
        support = json.loads(row.support)
        assert len(support["comments"]) <= 20
        spoken = [key for key in support["counts"] if key[2] in {"theme", "country"}]
        held = demo["counts"].set_index(["question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"])[
            "count"
        ]
        if any(held[tuple(key)] for key in spoken):
            assert support["comments"], row.sentence


def test_the_chapter_reads_as_text(demo):
    """One paragraph for each heading, with what was said in the words of respondents below."""
    from textmine import pipeline
    from textmine.report import build_report
    from textmine.report.model import Paragraph, QuoteBlock

    report = build_report(demo, pipeline.report_settings(demo))
    chapter = [section for section in report.sections if section.section_id.startswith("lessons-")]
    assert [section.heading for section in chapter] == [
        "Involvement of the members", "Long-term sustainability", "Cohesion of the consortium",
        "Management competences", "Synergies between partnerships",
    ]  # fmt: skip
    openings = set()
    for section in chapter:
        text = section.blocks[0]
        assert isinstance(text, Paragraph)
        assert 40 <= len(text.text.split()) <= 200
        assert "  " not in text.text
        assert ".." not in text.text
        assert any(isinstance(block, QuoteBlock) for block in section.blocks)
        openings.add(text.text.split("(")[0].split(" ")[-2])
    quotes = [quote for section in chapter for block in section.blocks[1:] for quote in block.quotes]
    assert len(set(quotes)) == len(quotes)
