"""Themes from the options of the questionnaire."""

from __future__ import annotations

import pandas as pd

from textmine import tables
from textmine.stages.themes.given import of_options

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
