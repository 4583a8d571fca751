"""The variables of a report: every figure that `counts` holds can be computed from them."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers import table

from report import invented
from textmine import tables
from textmine.report import ReportSettings, build_report
from textmine.report.model import NOT_ANSWERED, NOT_SHOWN


@pytest.fixture(scope="module")
def whole(demo):
    return build_report(demo, ReportSettings(by=("STRAND",)))


def _one(report, **wanted):
    return next(v for v in report.variables if all(getattr(v, key) == value for key, value in wanted.items()))


def _figure(variables, people):
    """How many of some respondents have a 1 in any of the variables, and how many have any value."""
    rows = list(zip(*(variable.values for variable in variables), strict=True))
    asked = [place for place in people if any(value is not None and value >= 0 for value in rows[place])]
    return sum(1.0 in rows[place] for place in asked), len(asked)


def test_every_count_of_ticks_themes_and_target_countries_is_the_sum_of_variables(demo, whole):
    strand = _one(whole, question="STRAND")
    meaning = dict(strand.labels)
    people = range(len(whole.respondents))
    groups = {"": people} | {
        label: [place for place in people if strand.values[place] == value] for value, label in meaning.items()
    }
    held = {}
    for variable in whole.variables:
        held.setdefault((variable.kind, variable.question, variable.item), []).append(variable)
    checked = Counter()
    counts = demo["counts"]
    for row in counts[counts["unit"] == "respondent"].itertuples():
        if row.by in {"", "STRAND"} and (
            row.kind in {"tick", "theme"} or (row.kind, row.role) == ("country", "target")
        ):
            if row.kind == "country" and row.question_id:
                continue
            variables = held[row.kind, row.question_id, row.item_id]
            assert _figure(variables, groups[row.group]) == (row.count, row.base), row
            checked[row.kind] += 1
    assert checked["tick"] > 150
    assert checked["theme"] > 300
    assert checked["country"] > 30


def test_every_count_of_closed_answers_is_the_number_of_a_value(demo, whole):
    counts = demo["counts"]
    counts = counts[(counts["kind"] == "value") & (counts["by"] == "") & (counts["unit"] == "respondent")]
    options = demo["options"].set_index(["question_id", "option_id"])["text"]
    checked = 0
    for row in counts.itertuples():
        variables = [v for v in whole.variables if v.kind == "answer" and v.question == row.question_id]
        variables = [v for v in variables if v.item == row.option_id]
        if not variables:
            continue  # a date or a text
        label = options.get((row.question_id, row.item_id), row.item_id)
        number = {text: value for value, text in variables[0].labels}.get(label)
        wanted = float(row.item_id) if number is None else number
        said = zip(*(variable.values for variable in variables), strict=True)
        assert sum(wanted in values for values in said) == row.count, row
        checked += 1
    assert checked > 15


def test_names_are_unique_and_fit_for_statistics_programs(whole):
    names = [variable.name for variable in whole.variables]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name.isascii()
        assert name.replace("_", "").isalnum()
        assert name[0].isalpha()
        assert len(name) <= 64


def test_no_text_and_no_personal_question_is_a_variable(demo, whole):
    questions = demo["questions"].set_index("question_id")
    for variable in whole.variables:
        if variable.question:
            assert not questions.loc[variable.question, "personal"]
        assert len(variable.values) == len(whole.respondents) == len(demo["respondents"])
        assert all(isinstance(value, float) or value is None for value in variable.values)


def _closed():
    """Three respondents of an invented survey with each kind of closed question."""
    asked = [("to", "single"), ("M", "multiple"), ("A", "array"), ("N", "number"), ("D", "date"), ("W", "yes_no")]
    questions = [
        {"question_id": name, "kind": kind, "position": place, "text": f"Question {name}", "conditional": name == "W"}
        for place, (name, kind) in enumerate(asked)
    ]
    options = [
        {"question_id": name, "axis": axis, "option_id": code, "text": text, "position": place}
        for name, axis, codes in [
            ("to", "option", {"A1": "First", "A2": "Second"}),
            ("M", "option", {"x": "Ticked", "y": "Left"}),
            ("A", "row", {"r": "Speed"}),
            ("A", "option", {"3": "Good", "5": "Bad"}),
        ]
        for place, (code, text) in enumerate(codes.items())
    ]
    given = {
        "1": [("to", "", "", None, "A2"), ("M", "", "x", True, None), ("M", "", "y", False, None),
              ("A", "r", "", None, "5"), ("N", "", "", None, "2.5"), ("D", "", "", None, "2018-11-01"),
              ("W", "", "", None, "Y")],
        "2": [("to", "", "", None, "-oth-"), ("M", "", "x", False, None), ("M", "", "y", False, None),
              ("A", "r", "", None, None), ("N", "", "", None, "about 3"), ("D", "", "", None, None)],
        "3": [("to", "", "", None, None), ("M", "", "x", None, None), ("M", "", "y", None, None)],
    }  # fmt: skip
    answers = [
        {"respondent_id": who, "question_id": question, "record_id": "0", "row_id": row, "option_id": option,
         "shown": True, "selected": selected, "value": value}
        for who, rows in given.items()
        for question, row, option, selected, value in rows
    ]  # fmt: skip
    answers += [{"respondent_id": "2", "question_id": "W", "record_id": "0", "shown": False}]
    respondents = [{"respondent_id": who, "complete": who != "3", "weight": float(who)} for who in given]
    attributes = [{"respondent_id": "1", "attribute": "size", "value": "small"}]
    key = {"kind": "base", "item_id": "answered", "by": "size", "group": "small", "unit": "respondent"}
    made = {
        "questions": questions,
        "options": options,
        "answers": answers,
        "respondents": respondents,
        "attributes": attributes,
        "counts": [key | {"count": 1, "base": 1}],
    }
    return {name: tables.check(name, table(name, rows)) for name, rows in made.items()}


def test_each_kind_of_question_has_its_values():
    report = build_report(_closed(), ReportSettings(keep_personal_data=True))
    order = [report.respondents.index(who) for who in "123"]
    held = {v.name: tuple(v.values[place] for place in order) for v in report.variables}
    assert held == {
        "v_to": (2.0, 3.0, NOT_ANSWERED),
        "M_x": (1.0, 0.0, NOT_ANSWERED),
        "M_y": (0.0, 0.0, NOT_ANSWERED),
        "A_r": (5.0, NOT_ANSWERED, NOT_ANSWERED),
        "N": (2.5, None, NOT_ANSWERED),
        "W": (1.0, NOT_SHOWN, NOT_ANSWERED),
        "size": (1.0, None, None),
        "counted": (1.0, 1.0, 0.0),
        "weight": (1.0, 2.0, 3.0),
    }
    looks = {v.name: (v.label, v.measure, v.labels) for v in report.variables}
    assert looks["v_to"] == ("Question to", "nominal", ((1.0, "First"), (2.0, "Second"), (3.0, "-oth-")))
    assert looks["A_r"] == ("Speed \u2013 Question A", "ordinal", ((3.0, "Good"), (5.0, "Bad")))
    assert looks["N"] == ("Question N", "scale", ())
    assert looks["M_x"] == ("Ticked \u2013 Question M", "nominal", ((0.0, "not ticked"), (1.0, "ticked")))
    assert looks["size"] == ("size", "nominal", ((1.0, "small"),))


def test_respondents_are_named_by_pseudonyms(report, run):
    assert report.respondents == tuple(f"R{number:02d}" for number in range(1, 21))
    kept = build_report(run, ReportSettings(keep_personal_data=True))
    assert sorted(kept.respondents) == invented.PEOPLE
    assert [variable.values for variable in kept.variables] == [variable.values for variable in report.variables]


def test_more_respondents_than_a_report_holds_are_left_out_as_a_whole(run):
    report = build_report(run, ReportSettings(cases=5))
    assert (report.respondents, report.variables) == ((), ())
