"""The chapter of lessons learnt in the report: paragraphs of findings, quotes, and candidates for boxes."""

from __future__ import annotations

import pandas as pd
import pytest

from report import invented
from textmine import tables
from textmine.report import ReportSettings, build_report
from textmine.report.facts import Facts, Slice
from textmine.report.model import Paragraph, QuoteBlock
from textmine.report.quoting import Quotes


def _with(run, findings=(), quotes=()):
    told = tables.frame("findings", [(f"{s}.{n}", s, text, "{}") for n, (s, text) in enumerate(findings)])
    more = tables.frame("quotes", list(quotes))
    return {**run, "findings": told, "quotes": pd.concat([run["quotes"], more], ignore_index=True)}


def _chapter(run, **settings):
    sections = build_report(run, ReportSettings(**settings)).sections
    return {s.section_id: s for s in sections if s.section_id.startswith(("lessons", "practices"))}


FINDINGS = [
    ("lessons", "All in all."),
    ("people", "Most speak of it."),
    ("people", "Some do not."),
    ("means", "Few do."),
]


def test_each_heading_has_its_findings_as_one_paragraph_and_words_of_respondents(run):
    made = _chapter(_with(run, FINDINGS))
    assert list(made) == ["lessons", "lessons-people", "lessons-means"]
    assert made["lessons"].heading == "Lessons learnt"
    assert made["lessons"].blocks[0] == Paragraph("All in all.")
    assert made["lessons-people"].heading == "Cohesion of the network"
    text, *quotes = made["lessons-people"].blocks
    assert text == Paragraph("Most speak of it. Some do not.")
    assert [block.about for block in quotes] == ["Shortage or change of staff"]
    assert all(isinstance(block, QuoteBlock) and len(block.quotes) == 1 for block in quotes)


def test_no_quote_stands_twice_in_the_chapter(run):
    made = _chapter(_with(run, FINDINGS))
    quotes = [
        quote for section in made.values() for b in section.blocks if isinstance(b, QuoteBlock) for quote in b.quotes
    ]
    assert len(quotes) == len(set(quotes)) > 1


def test_without_headings_the_chapter_is_by_kind(run):
    themes = run["themes"].assign(parent="")
    made = _chapter({**_with(run, [("lessons-barrier", "A barrier is named.")]), "themes": themes})
    assert [section.heading for section in made.values()] == ["Lessons learnt", "Barriers"]


def test_without_findings_there_is_no_chapter(run):
    assert _chapter(_with(run)) == {}


def test_boxes_say_why_they_are_proposed(run):
    row = invented.COMMENTS[13]
    span = ("", "practice", "story", 1, invented.comment_id(row), 0, len(row[6]), "names Japan")
    made = _chapter(_with(run, quotes=[span]))
    assert list(made) == ["practices"]
    block = made["practices"].blocks[1]
    assert block.about == "Success story: names Japan"
    assert block.quotes[0].text == row[6]


def test_respondents_are_called_what_the_survey_calls_them(run):
    made = _chapter(_with(run, FINDINGS), respondents=("network", "networks"))
    assert "A network counts once" in made["lessons"].blocks[1].text


# What stands beside a quote


def _small(run, size):
    """The run with a second attribute that only so many respondents have alike."""
    few = [(who, "A9", "coast" if place < size else "inland") for place, who in enumerate(invented.PEOPLE)]
    counts = run["counts"]
    extra = counts[(counts["by"] == "A1") & (counts["group"] == "Strand-1")]
    parts = [extra.assign(by="A9", group=group) for group in ("coast", "inland")]
    attributes = pd.concat([run["attributes"], tables.frame("attributes", few)], ignore_index=True)
    return {**run, "attributes": attributes, "counts": pd.concat([counts, *parts], ignore_index=True)}


@pytest.mark.parametrize(("size", "shown"), [(4, "Strand-1"), (5, "Strand-1, coast")])
def test_a_combination_of_groups_that_few_share_is_not_named_beside_a_quote(run, size, shown):
    quotes = Quotes(Facts(_small(run, size), (), 30), 9).of(Slice("theme", "C1"), "staff")
    first = next(quote for quote in quotes if quote.text.startswith("Companies") or "Two colleagues" in quote.text)
    assert first.group == shown


def test_a_quote_that_names_its_respondent_is_not_shown_where_the_groups_tell_who_it_is(run):
    row = invented.COMMENTS[1]
    name, who = invented.comment_id(row), invented.PEOPLE[row[0]]
    start = row[6].index("they")
    mention = tables.frame(
        "mentions", [(name, start, start + 4, "respondent", who, "they", "", False, False, 1.0, "name")]
    )
    hidden = tables.frame("redactions", [(name, start, start + 4, "respondent")])
    for size, seen in ((4, False), (5, True)):
        made = _small(run, size)
        made["mentions"] = mention
        made["redactions"] = pd.concat([run["redactions"], hidden], ignore_index=True)
        quotes = Quotes(Facts(made, (), 30), 9).of(Slice("theme", "C1"), "staff")
        assert any("Companies do not see what" in quote.text for quote in quotes) == seen
