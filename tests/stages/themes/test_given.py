"""Themes from the options of the questionnaire."""

from __future__ import annotations

import pandas as pd

from textmine import tables
from textmine.stages.themes.given import of_options
from textmine.statements import statements

QUESTIONS = pd.DataFrame(
    [
        ("B", "multiple", 2, False),
        ("C", "multiple_comments", 1, False),
        ("A", "single", 3, False),
        ("P", "multiple", 4, True),
    ],
    columns=["question_id", "kind", "position", "personal"],
)
OPTIONS = pd.DataFrame(
    [
        ("B", "option", "SQ001", "Lack of funding", False),
        ("B", "option", "SQ002", "Policy makers", False),
        ("C", "option", "SQ001", "lack of Funding", False),
        ("C", "option", "SQ002", "Joint events", False),
        ("C", "option", "other", "Other", True),
        ("C", "row", "R1", "A row", False),
        ("C", "option", "SQ003", " ", False),
        ("A", "option", "1", "Yes", False),
        ("P", "option", "1", "My name may be used", False),
    ],
    columns=["question_id", "axis", "option_id", "text", "is_other"],
).assign(position=range(9))


def test_options_of_multiple_choice_are_themes_once_each():
    assert [(theme.id, theme.label) for theme in of_options(QUESTIONS, OPTIONS)] == [
        ("c_sq001", "lack of Funding"),
        ("c_sq002", "Joint events"),
        ("b_sq002", "Policy makers"),
    ]


def test_no_questions_no_themes():
    assert of_options(tables.empty("questions"), tables.empty("options")) == ()


def test_facts_and_personal_data_are_no_statements():
    questions = pd.DataFrame(
        [
            ("NAME", "text", "S", 0, True),
            ("WHY", "text", "S", 0, False),
            ("EVENT", "texts", "Q", 3, False),
            ("WHO", "text", "S", 3, False),
            ("AIM", "text", "T", 3, False),
            ("TICK", "multiple", "M", 0, False),
        ],
        columns=["question_id", "kind", "native_type", "records", "personal"],
    )
    rows = [
        ("NAME", "", "free_text", "We are the cluster of the north and its name is secret."),
        ("WHY", "", "free_text", "time"),
        ("EVENT", "PLACE", "free_text", "Lyon, France"),
        ("EVENT", "PLACE", "free_text", "Not fixed yet, but it will be a large town."),
        ("EVENT", "PLACE", "free_text", "Turin"),
        ("WHO", "", "free_text", "The northern cluster"),
        ("AIM", "", "free_text", "find buyers"),
        ("EVENT", "TOPIC", "free_text", "How to find buyers for machines."),
        ("TICK", "", "option_comment", "lack of staff"),
    ]
    comments = pd.DataFrame(rows, columns=["question_id", "row_id", "kind", "text"]).assign(option_id="")
    comments["comment_id"] = [str(number) for number in range(len(rows))]
    assert statements(questions, comments, comments[["comment_id", "text"]]) == {"1", "3", "6", "7", "8"}
