"""What a question asks for: examples as data."""

from __future__ import annotations

import pytest
from helpers import cases
from survey_of import survey

from textmine.stages.mentions.fields import Fields


def _field(question):
    questions, options, comments, *_ = survey(["x"], question=question)
    return Fields(questions, options).of("Q", comments.loc[0, "row_id"], comments.loc[0, "option_id"])


@pytest.mark.parametrize("case", cases("mentions_fields"), ids=lambda case: case["why"])
def test_example(case):
    field = _field(case["question"])
    assert (field.means, field.role) == (case["means"], case["role"])
    assert bool(field.wording) == bool(case["role"])


def test_a_question_that_is_not_in_the_table_asks_for_nothing():
    questions, options, *_ = survey([])
    assert Fields(questions.head(0), options).of("none", "", "").means == ""


def test_personal():
    assert _field({"personal": True}).personal
    assert not _field({}).personal
