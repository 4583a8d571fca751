from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd

from report import invented
from textmine.report import ReportSettings, build_report
from textmine.report.facts import Facts
from textmine.report.model import QuoteBlock, Tag, Verbatim
from textmine.report.packed import Opened
from textmine.report.verbatims import behind, option_id, outcome, verbatims_of

STEPS = {"commented", "substance", "coded"}
SAID = {"theme", "country", "region", "area", "organisation"}


def test_every_figure_of_what_was_said_is_the_number_of_respondents_of_its_verbatims(demo):
    report = build_report(demo)
    facts = Facts(demo, (), 30)
    figures = [
        figure
        for part, group in facts.slices
        if part.kind in SAID and part.unit == "respondent"
        for figure in facts.figures(part, group).values()
    ]
    assert len(figures) > 2000
    for figure in figures:
        people = {verbatim.respondent for verbatim in behind(report, figure.where)}
        assert len(people) == figure.count, figure.where


def test_a_figure_of_what_became_of_comments_opens_just_these(demo):
    report, facts = build_report(demo), Facts(demo, (), 30)
    opened, seen = Opened(report), Counter()
    for part, group in facts.slices:
        for item, figure in facts.figures(part, group).items():
            if not opened.address(figure) or not (part.kind == "coding" or (part.kind == "base" and item in STEPS)):
                continue
            found = behind(report, figure.where)
            assert figure.count == len(found if part.kind == "coding" else {v.respondent for v in found}), figure.where
            seen[item] += 1
    assert set(seen) == {*STEPS, "nothing_said", "elsewhere", "no_code", "unsure"}


def test_what_became_of_a_comment():
    theme, review = Tag("theme", "t", 0, 1), Tag("review", "t", 0, 1)
    said = Verbatim("k", "R1", (), "Q", "", "en", "ok", "x")
    became = {
        "coded": ("see_other", (review, theme)),
        "unsure": ("ok", (review,)),
        "no_code": ("ok", (Tag("country", "JP", 0, 1),)),
        "elsewhere": ("see_other", (review,)),
        "nothing_said": ("no_answer", ()),
    }
    for expected, (status, tags) in became.items():
        assert outcome(replace(said, status=status, tags=tags)) == expected


def test_every_comment_is_there_but_those_on_personal_data(report):
    assert len(report.verbatims) == len(invented.COMMENTS) - 1
    texts = " ".join(verbatim.text for verbatim in report.verbatims)
    for secret in ("Jane Roe", "jane@roe.example", "+32 2 555 01 23", "secret@person.example", *invented.PEOPLE):
        assert secret not in texts


def test_a_verbatim_says_where_it_stands_and_by_whom(report):
    first = report.verbatims[0]
    assert (first.question, first.option, first.language, first.status) == ("C1", "C1|SME", "en", "ok")
    assert report.by == ("A1",)
    assert first.groups == ("Strand-1",)
    labels = {(item.kind, item.item_id): item.label for item in report.items}
    assert labels["option", first.option].startswith("Engagement of small")


def test_tags_stand_at_their_words_after_hiding(demo):
    report = build_report(demo)
    hidden = [verbatim for verbatim in report.verbatims if "[e-mail]" in verbatim.text or "[phone]" in verbatim.text]
    assert hidden
    whole = {v.key: v for v in build_report(demo, ReportSettings(keep_personal_data=True)).verbatims}
    for verbatim in hidden:
        kept = whole[verbatim.key]
        assert kept.text != verbatim.text
        for here, there in zip(verbatim.tags, kept.tags, strict=True):
            words = kept.text[there.start : there.end]
            assert verbatim.text[here.start : here.end] == words or "[" in verbatim.text[here.start : here.end]
            assert 0 <= here.start <= here.end <= len(verbatim.text)


def test_a_parent_has_the_verbatims_of_its_children_and_a_region_those_of_its_countries(demo):
    report = build_report(demo)
    above = {(item.kind, item.item_id): item.above for item in report.items}
    assert "m49:021" in above["country", "CA"]
    verbatim = next(v for v in report.verbatims if any(tag.item_id == "CA" for tag in v.tags))
    assert any(isinstance(tag, Tag) and tag.kind == "country" for tag in verbatim.tags)


def test_more_comments_than_a_report_holds_are_left_out_as_a_whole(run):
    report = build_report(run, ReportSettings(verbatims=5))
    assert report.verbatims == ()
    assert any(item.kind == "question" for item in report.items)


def test_an_option_is_named_with_its_question():
    assert option_id("B", "", "SQ002") == "B|SQ002"
    assert option_id("F", "R1", "2") == "F|R1|2"
    assert option_id("G", "", "") == ""


def test_options_stand_in_the_order_of_the_questionnaire(report):
    asked = [f"{question}|{code}" for question, codes in invented.OPTIONS.items() for code in codes]
    held = [item.item_id for item in report.items if item.kind == "option"]
    assert len(held) > 3
    assert held == sorted(held, key=asked.index)


def test_a_rare_combination_of_groups_stands_beside_no_comment(run):
    people = run["respondents"]["respondent_id"].tolist()
    size = run["attributes"].assign(attribute="SIZE").drop_duplicates("respondent_id")
    size = size.assign(value=["large" if person in people[:2] else "small" for person in size["respondent_id"]])
    events = run["counts"][run["counts"]["by"] == "A1"].drop_duplicates("group")
    shown = [events.head(1).assign(by="SIZE", group=group, count=9, base=9) for group in ("large", "small")]
    both = {**run, "attributes": pd.concat([run["attributes"], size]), "counts": pd.concat([run["counts"], *shown])}
    facts = Facts(both, ("A1", "SIZE"), 30)
    open_, kept = verbatims_of(facts, 999), verbatims_of(facts, 999, keep_personal_data=True)
    assert {verbatim.groups[1] for verbatim in kept} >= {"large", "small"}
    assert "large" not in {verbatim.groups[1] for verbatim in open_}
    assert [verbatim.groups[0] for verbatim in open_] == [verbatim.groups[0] for verbatim in kept]
    beside = {v.respondent: ", ".join(filter(None, v.groups)) for v in open_}
    report = build_report(both, ReportSettings(by=("A1", "SIZE")))
    quotes = [q for s in report.sections for b in s.blocks if isinstance(b, QuoteBlock) for q in b.quotes]
    assert quotes
    assert all(quote.group in {"", beside[quote.respondent]} for quote in quotes)
    assert "the combination" in str(report.sections[-1])
    assert "the combination" not in str(build_report(run).sections[-1])
