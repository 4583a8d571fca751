"""Which question asks who answers, and which for others: examples as data."""

from __future__ import annotations

import pytest
from helpers import cases
from survey_of import table

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.mentions.asking import asks_for_others, own_name


def asked(*wordings, kind="text", records=0):
    return table(
        "questions",
        [
            {"question_id": f"Q{i}", "text": text, "kind": kind, "position": i, "records": records}
            for i, text in enumerate(wordings)
        ],
    )


@pytest.mark.parametrize("case", cases("naming_questions"), ids=lambda case: case["why"])
def test_wordings(case):
    found = own_name(asked(case["wording"], *case["others"]), tables.empty("options"), "")
    assert found == (("Q0", "") if case["own"] else None)


def test_only_an_open_question_that_is_not_repeated_is_found():
    assert own_name(asked("Name of your organisation", kind="single"), tables.empty("options"), "") is None
    assert own_name(asked("Name of your organisation", records=3), tables.empty("options"), "") is None


def test_the_first_of_several_is_taken_and_the_analyst_wins():
    questions = asked("Comments", "Name of your partnership", "Name of your organisation")
    assert own_name(questions, tables.empty("options"), "") == ("Q1", "")
    assert own_name(questions, tables.empty("options"), "Q0") == ("Q0", "")


def test_of_a_question_with_rows_the_row_is_told():
    rows = table(
        "options",
        [
            {"question_id": "Q0", "axis": "row", "option_id": code, "text": text, "position": i}
            for i, (code, text) in enumerate([("A", "Country"), ("B", "Name of your organisation")])
        ],
    )
    assert own_name(asked("About you", kind="texts"), rows, "") == ("Q0", "B")
    assert own_name(asked("About you", kind="texts"), rows, "Q0") == ("Q0", "B")


def test_an_unknown_code_is_an_error_that_names_the_nearest():
    with pytest.raises(TextmineError, match="no question 'Q11'") as error:
        own_name(asked("a", "b"), tables.empty("options"), "Q11")
    assert "Q1" in str(error.value)


@pytest.mark.parametrize(
    ("answers", "asks"),
    [
        ([("1", True), ("2", True), ("3", False)], True),
        ([("1", True), ("2", False), ("3", False)], False),
        ([("1", True), ("1", True), ("2", False)], False),
        ([("1", True), ("2", True), *((str(n), False) for n in range(3, 12))], False),
        ([], False),
    ],
    ids=["two of three", "one respondent", "one respondent twice", "two of eleven", "nothing"],
)
def test_a_question_asks_for_others_where_several_name_them(answers, asks):
    place = ("Q", "")
    assert asks_for_others((place, who, named) for who, named in answers) == ({place} if asks else set())
