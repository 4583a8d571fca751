"""Towns of several countries or that are also words or persons, and misspelt countries."""

from __future__ import annotations

import pytest

from tests.helpers import cases
from textmine import tables
from textmine.stages.mentions.fields import Field
from textmine.stages.mentions.gazetteer import eu_members
from textmine.stages.mentions.lookup import Lookup
from textmine.stages.mentions.ner import NOTHING
from textmine.stages.mentions.search import Comment, Search


def _found(text, language, asked=(), means=""):
    comment = Comment(text, language, Field(means, countries=frozenset(asked)), NOTHING)
    return [m for m in Search(Lookup(tables.empty("names")), eu_members("")).mentions(comment) if m.kind == "country"]


@pytest.mark.parametrize("case", cases("mentions_towns"), ids=lambda case: f"{case['text']}: {case['why']}")
def test_towns(case):
    found = _found(case["text"], case["language"], case["asked"])
    assert [[mention.surface, mention.entity_id] for mention in found] == case["expected"]


def test_the_rule_says_why_it_is_not_the_largest():
    assert "city: Paris (beside Texas)" in _found("Paris, Texas", "en")[0].rule
    assert "(as US is named)" in _found("Our US tour: Birmingham", "en")[1].rule
    assert "(as the question names US)" in _found("Birmingham", "en", ["US"])[0].rule
    assert "(" not in _found("Fair in Birmingham", "en")[0].rule


def test_a_small_town_is_an_answer_to_a_question_for_a_place():
    assert [m.entity_id for m in _found("Penticton", "en", means="place")] == ["CA"]
