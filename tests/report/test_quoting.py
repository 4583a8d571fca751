from __future__ import annotations

import pytest

from report import invented
from textmine import tables
from textmine.privacy import pseudonyms
from textmine.report.facts import Facts, Slice
from textmine.report.model import QuoteBlock
from textmine.report.quoting import Quotes, place_of


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
    assert (first.group, first.language) == ("Strand-1", "en")
    assert first.respondent == pseudonyms(invented.PEOPLE)[invented.PEOPLE[1]]
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


def test_only_groups_that_the_tables_show_stand_beside_a_quote(run):
    attributes = run["attributes"].copy()
    attributes.loc[attributes["respondent_id"] == invented.PEOPLE[1], "value"] = "Single person of 1 Street"
    quotes = Quotes(Facts({**run, "attributes": attributes}, (), 30), 3).of(Slice("theme", "C1"), "staff")
    assert [quote.group for quote in quotes] == ["", "Strand-1", "Strand-2"]


def test_a_quote_from_a_row_says_which(run):
    comments = run["comments"].copy()
    place = comments["comment_id"] == invented.comment_id(invented.COMMENTS[1])
    comments.loc[place, ["question_id", "row_id", "option_id"]] = ["F1", "R2", ""]
    (first, *_) = Quotes(Facts({**run, "comments": comments}, (), 30), 3).of(Slice("theme", "C1"), "staff")
    assert (first.question, first.option) == ("How do you rate the support of the network?", "Clarity")


@pytest.mark.parametrize(
    ("kind", "row", "option", "expected"),
    [
        ("array_text", "R1", "2", "Speed \u2013 Poor"),
        ("array", "R1", "1", "Speed \u2013 scale 2"),
        ("array", "R1", "", "Speed"),
        ("single", "", "2", "Poor"),
        ("text", "", "", ""),
    ],
)
def test_a_place_has_the_wording_of_row_and_column(run, kind, row, option, expected):
    facts = Facts({**run, "questions": run["questions"].assign(kind=kind)}, (), 30)
    assert place_of(facts, facts.questions["F1"], row, option) == expected


def test_what_is_personal_stays_where_it_is_asked_for(run):
    part = Slice("theme", "C1")
    hidden = Quotes(Facts(run, (), 30), 9).of(part, "staff")
    kept = Quotes(Facts(run, (), 30), 9, keep_personal_data=True).of(part, "staff")
    assert {quote.respondent for quote in kept} <= set(invented.PEOPLE)
    assert not {quote.respondent for quote in hidden} & set(invented.PEOPLE)
    texts = [row[6] for row in invented.COMMENTS]
    assert all(any(quote.text in text for text in texts) for quote in kept)


def test_an_empty_run_has_no_quotes():
    facts = Facts({name: tables.empty(name) for name in tables.TABLES}, (), 30)
    assert Quotes(facts, 3).of(Slice("theme"), "staff") == ()
