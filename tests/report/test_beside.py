"""Ticks beside comments, requests, the calendar, declared beside described, and who answered, in the report."""

from __future__ import annotations

import pytest
from helpers import table

from textmine import pipeline, tables
from textmine.folder import Run, Writer, write_manifest
from textmine.report import build_report
from textmine.report.beside import Sides
from textmine.report.calendar import Calendar
from textmine.report.declared import declared_blocks
from textmine.report.facts import Facts
from textmine.report.model import NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.quoting import Quotes
from textmine.report.respondents import not_answered_sections, profile_sections


@pytest.fixture(scope="module")
def report(demo):
    return build_report(demo, pipeline.report_settings(demo))


def _section(report, name):
    return next(part for part in report.sections if part.section_id == name)


def _table(report, caption):
    found = [b for part in report.sections for b in part.blocks if isinstance(b, TableBlock)]
    return next(block for block in found if block.caption.startswith(caption))


def _texts(section):
    return " ".join(b.text for b in section.blocks if isinstance(b, Paragraph | NoteBlock))


def test_each_option_has_its_comments_by_what_they_do(report, demo):
    part = demo["beside"]
    ticks = _table(report, "Ticks and the comments beside them: C.")
    assert ticks.columns[3:5] == ("Support", "Contradict")
    rows = {row[0]: row for row in ticks.rows}
    funding = rows["Information and/or access to complementary funding sources"]
    assert [(f.count, f.base) for f in funding[3:5]] == [(4, 5), (1, 5)]
    assert sum(row[3].base for row in ticks.rows) == len(part[part["question_id"] == "C"])
    for row in ticks.rows:
        assert row[2].count <= row[2].base == 20
        assert sum(figure.count for figure in row[3:]) <= row[3].base


def test_those_who_expect_barriers_later_are_told_as_such(report):
    blocks = _section(report, "question-c").blocks
    said = next(b for b in blocks if isinstance(b, Paragraph) and "expected later" in b.text)
    assert said.text.startswith("3 of the 20 who answered ticked nothing")
    assert "Strand-1 3" in said.text
    quoted = next(b for b in blocks if isinstance(b, QuoteBlock) and "expected later" in b.about)
    assert len(quoted.quotes) == 3


def _beside(beside, *, texts=None, attributes=(), counts=(), proposals=(), answered=5, run=dict):
    """The blocks on a question with the option X; `beside` are rows by respondent, who are comments too."""
    texts = texts or dict.fromkeys(beside, "None yet.")
    place = {"question_id": "B", "option_id": "X"}
    figures = [
        {"question_id": "B", "kind": "base", "item_id": "answered", "count": answered, "base": answered},
        *counts,
    ]
    made = {
        "questions": table("questions", [{"question_id": "B", "text": "Barriers", "kind": "multiple_comments"}]),
        "options": table("options", [place | {"axis": "option", "text": "Staff"}]),
        "respondents": table("respondents", [{"respondent_id": name} for name in texts]),
        "attributes": table("attributes", [dict(zip(_HELD, row, strict=True)) for row in attributes]),
        "comments": table("comments", [place | {"comment_id": name, "respondent_id": name} for name in texts]),
        "texts": table("texts", [{"comment_id": name, "text": text, "status": "ok"} for name, text in texts.items()]),
        "answers": tables.empty("answers"),
        "beside": table("beside", [place | {"comment_id": name} | row for name, row in beside.items()]),
        "proposals": table("proposals", list(proposals)),
        "counts": table("counts", [{"unit": "respondent", "share": 1.0} | row for row in figures]),
    }
    facts = Facts(run(made), (), 30)
    return Sides(facts).blocks(Quotes(facts, 2, set(texts)), "B")


_HELD = ("respondent_id", "attribute", "value")
LATER = {"ticked": False, "later": True, "relation": "supports"}


def _group(value, count):
    return {"kind": "base", "item_id": "answered", "by": "land", "group": value, "count": count, "base": count}


@pytest.mark.parametrize(
    ("sizes", "told"), [((6, 5), "later (Malta 1; Spain 1)."), ((6, 4), "later."), ((6,), "later.")]
)
def test_small_groups_are_not_told_of_those_who_expect_it_later(sizes, told):
    counts = [_group(value, size) for value, size in zip(("Spain", "Malta"), sizes, strict=False)]
    attributes = [("1", "land", "Spain"), ("2", "land", "Malta")]
    said, *_ = _beside({"1": LATER, "2": LATER}, attributes=attributes, counts=counts)
    assert said.text.endswith(told)


def _commented(blocks):
    return [row[2] for b in blocks if isinstance(b, TableBlock) and "beside them" in b.caption for row in b.rows]


def test_a_blank_comment_is_no_comment_on_an_option():
    said = {"ticked": True, "relation": "supports", "rule": "stated"}
    blank = {"ticked": False, "relation": "nothing", "rule": "blank"}
    (wrote,) = _commented(_beside({"1": said, "2": blank}, answered=1))
    assert (wrote.count, wrote.base) == (1, 1)
    assert _commented(_beside({"2": blank})) == []


def test_more_comments_than_respondents_are_no_share_of_them():
    said = {"ticked": True, "relation": "supports", "rule": "stated"}
    assert _commented(_beside({"1": said, "2": said}, answered=1)) == ["2"]


def _folder(path, sample):
    """What makes a run folder of some tables, of which the stage `beside` looked at `sample` segments."""

    def write(made):
        run = Run(path)
        segments = table("segments", [{"segment_id": str(n)} for n in range(2)])
        for name, frame in (made | {"segments": segments}).items():
            with Writer(run, name, "") as writer:
                writer.write(frame)
        options = {"beside": {"sample": sample}}
        write_manifest(run, {"tables": dict.fromkeys([*made, "segments"], ""), "options": options})
        return run

    return write


@pytest.mark.parametrize(("sample", "said"), [(1, "at least 2"), (2, (2, 5))])
def test_proposals_found_in_a_sample_have_no_share(tmp_path, sample, said):
    proposals = [{"question_id": "B", "proposal": 1, "comment_ids": '["1", "2"]', "respondents": 2}]
    beside = {name: {"relation": "uncovered", "rule": "stated"} for name in ("1", "2")}
    *_, block = _beside(beside, proposals=proposals, run=_folder(tmp_path, sample))
    (row,) = block.rows
    assert (row[1] if isinstance(row[1], str) else (row[1].count, row[1].base)) == said


def test_what_contradicts_a_tick_is_quoted(report):
    blocks = _section(report, "question-b").blocks
    about = {b.about: b.quotes for b in blocks if isinstance(b, QuoteBlock) and "ticked, but" in b.about}
    assert "Not decided yet, the list is still long." in {q.text for quotes in about.values() for q in quotes}


def test_requests_stand_apart_with_personal_data_hidden(report):
    asked = _table(report, "Requests and suggestions")
    words = {row[1]: row[3] for row in asked.rows}
    assert words["We would like the ECCP to publish some success stories of companies."] == "wording"
    assert not any("@" in text for text in words)
    aside = _table(report, "Sentences not counted as barriers")
    assert ("Inexperience in managing a budget", "asks for something") in {(row[0], row[3]) for row in aside.rows}


def test_requests_stand_in_the_chapter_of_the_themes(report):
    names = [part.section_id for part in report.sections]
    chapters = [part.section_id for part in report.sections[: names.index("requests")] if part.level == 1]
    assert (chapters[-1], _section(report, "requests").level) == ("themes", 2)


def test_the_calendar_has_every_event_by_month_and_place(report, demo):
    calendar = _table(report, "Calendar of planned events")
    events = demo["comments"][demo["comments"]["question_id"].isin({"HEU", "HBEY"})]
    assert len(calendar.rows) == len(events[["respondent_id", "question_id", "record_id"]].drop_duplicates())
    months = [row[0] for row in calendar.rows]
    assert months[0] == "2018-12"
    assert months[-1] == "no date (tbc)"
    assert sum("-" not in month for month in months[:-1]) == 3  # a quarter and two seasons
    together = _table(report, "Several respondents in one place")
    assert [row[:2] for row in together.rows] == [("2019-10", "Shenzhen, China")]
    assert together.rows[0][2].count("R") == 3


def test_declared_agreements_are_held_against_those_described(report):
    text = _texts(_section(report, "question-agr-type"))
    assert "Declared and described: 21" in text
    assert "the same number by 7\u00a0of\u00a07 respondents" in text


def test_who_answered_by_strand_and_language(report):
    made = _section(report, "who-answered").blocks
    known = next(b for b in made if isinstance(b, TableBlock) and b.caption == "Who answered")
    assert [(row[1], row[2].count, row[2].base) for row in known.rows] == [("Strand-1", 14, 21), ("Strand-2", 7, 21)]
    spoken = next(b for b in made if isinstance(b, TableBlock) and b.caption.startswith("Languages"))
    assert spoken.rows[0][0] == "English"
    assert {"German", "French", "Spanish", "Italian"} <= {row[0] for row in spoken.rows}


QUESTIONS = [
    {"question_id": "N", "text": "How many projects have you run?", "kind": "number", "section": "A"},
    {"question_id": "P#T", "text": "Project #: title", "kind": "text", "section": "A", "records": 3},
]


def _declared(declared, described):
    answers = [{"respondent_id": w, "question_id": "N", "value": str(n)} for w, n in declared.items()]
    comments = [
        {"comment_id": f"{w}{n}", "respondent_id": w, "question_id": "P#T", "record_id": str(n)}
        for w, count in described.items()
        for n in range(count)
    ]
    run = {
        "questions": table("questions", QUESTIONS),
        "respondents": table("respondents", [{"respondent_id": w} for w in ("1", "2", "3")]),
        "answers": table("answers", answers),
        "comments": table("comments", comments),
        "texts": table("texts", [{"comment_id": c["comment_id"], "status": "ok"} for c in comments]),
    }
    facts = Facts(run, (), 30)
    return declared_blocks(facts, Quotes(facts, 2), [facts.questions["P#T"]])


def test_where_the_declared_number_is_another_it_is_listed():
    said, listed, _ = _declared({"1": 3, "2": 1}, {"1": 2, "2": 1, "3": 1})
    assert "the same number by 1\u00a0of\u00a03" in said.text
    assert {row[1:] for row in listed.rows} == {("3", "2"), ("\u2013", "1")}
    assert len(_declared({"1": 1}, {"1": 1})) == 2
    assert _declared({}, {}) == []


def test_a_number_of_another_part_is_not_held_against_a_block():
    other = [QUESTIONS[0] | {"section": "B"}, QUESTIONS[1]]
    facts = Facts({"questions": table("questions", other)}, (), 30)
    assert declared_blocks(facts, Quotes(facts, 2), [facts.questions["P#T"]]) == []


def _guests(*, personal):
    run = {
        "questions": table(
            "questions", [{"question_id": "N", "text": "Your name", "kind": "text", "personal": personal}]
        ),
        "invited": tables.frame(
            "invited",
            [
                (1, "", "Foodways", "1", "name", "complete", '{"region": "North"}'),
                (2, "", "Watermark", "", "", "none", '{"region": "North"}'),
            ],
        ),
    }
    return Facts(run, (), 30)


@pytest.mark.parametrize(("personal", "shown"), [(True, False), (True, True), (False, False)])
def test_who_did_not_answer_is_named_only_where_it_may_be(personal, shown):
    (section,) = not_answered_sections(_guests(personal=personal), names_shown=shown)
    named = [b for b in section.blocks if isinstance(b, TableBlock) and b.caption == "Not answered by"]
    assert bool(named) == (shown or not personal)
    assert ("Watermark" in str(section)) == bool(named)
    groups = [b for b in section.blocks if isinstance(b, TableBlock) and "list of the invited" in b.caption]
    found = [(row[1], row[2].count, row[2].base) for block in groups for row in block.rows]
    assert found == ([("North", 1, 2)] if named else [])


def test_without_tables_there_are_no_such_sections():
    facts = Facts({}, (), 30)
    assert profile_sections(facts) == []
    assert not_answered_sections(facts, names_shown=True) == []
    assert Calendar(facts).sections(Quotes(facts, 2)) == []
