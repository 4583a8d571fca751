"""Planned events: nothing personal stands in any of their tables."""

from __future__ import annotations

from helpers import table

from textmine.report.calendar import Calendar
from textmine.report.facts import Facts
from textmine.report.model import TableBlock
from textmine.report.quoting import Quotes


def _calendar(places):
    """The tables of a calendar: each respondent plans one event in March 2020, `places` with what is hidden of each."""
    question = {"question_id": "E", "text": "Events", "kind": "array_text"}
    columns = [{"question_id": "E", "axis": "option", "option_id": c, "text": c} for c in ("date", "place")]
    cells = [
        {"comment_id": f"{n}{c}", "respondent_id": str(n), "question_id": "E", "row_id": "1", "option_id": c, "text": t}
        for n, (place, _) in enumerate(places)
        for c, t in (("date", "March 2020"), ("place", place))
    ]
    hidden = [
        {"comment_id": f"{n}place", "start": place.index(part), "end": place.index(part) + len(part), "kind": "email"}
        for n, (place, part) in enumerate(places)
        if part
    ]
    run = {
        "questions": table("questions", [question]),
        "options": table("options", columns),
        "respondents": table("respondents", [{"respondent_id": str(n)} for n in range(len(places))]),
        "comments": table("comments", cells),
        "texts": table("texts", [cell | {"status": "ok"} for cell in cells]),
        "redactions": table("redactions", hidden),
    }
    facts = Facts(run, (), 30)
    calendar = Calendar(facts)
    (section,) = calendar.sections(Quotes(facts, 2, calendar.comments))
    return {block.caption: block.rows for block in section.blocks if isinstance(block, TableBlock)}


def test_the_place_where_several_meet_is_printed_without_personal_data():
    made = _calendar([("Linz (ask ann@post.example)", "ann@post.example"), ("Linz, town hall", "")])
    (row,) = made["Several respondents in one place in one month"]
    assert row[:2] == ("2020-03", "Linz (ask [e-mail])")
    assert "ann@" not in str(made)


def test_nobody_meets_in_places_that_are_hidden():
    made = _calendar([("ann@post.example", "ann@post.example"), ("ben@post.example", "ben@post.example")])
    assert list(made) == ["Planned events by country", "Calendar of planned events"]
