"""The table `fields`: what each place of the questionnaire asks for, and which options are countries."""

from __future__ import annotations

import pytest
from helpers import table

from textmine import tables
from textmine.stages.mentions.asked import asked


def fields(options, kind="single", text="Country of the cooperation partner", language="en"):
    """The table `fields` of one question with these options; "Other" is the open one."""
    questions = table("questions", [{"question_id": "Q", "text": text, "kind": kind, "language": language}])
    rows = [
        {"question_id": "Q", "axis": "option", "option_id": str(n), "text": wording, "is_other": wording == "Other"}
        for n, wording in enumerate(options)
    ]
    made = tables.check("fields", asked(questions, table("options", rows)))
    return made.set_index("option_id")


LISTS = [
    (["Canada", "Republic of Korea", "Other"], "single", "en", ["CA", "KR"], "names of countries"),
    (["Kanada", "Südkorea"], "multiple", "de", ["CA", "KR"], "in the language of the questionnaire"),
    (["Canada", "Japan", "The rest of the world"], "multiple_comments", "en", ["CA", "JP"], "more than half of them"),
    (["Canada", "A university in Canada"], "single", "en", [], "against: half of them is no list of countries"),
    (["A firm in Canada", "A firm in Japan"], "single", "en", [], "against: a name inside a longer option"),
    (["Asia", "Africa"], "single", "en", [], "against: regions are no countries"),
    (["Canada", "Japan"], "array", "en", [], "against: the columns of an array are answers to its rows"),
    (["Yes", "No"], "single", "en", [], "against: other words"),
]


@pytest.mark.parametrize(("options", "kind", "language", "countries", "why"), LISTS, ids=[case[-1] for case in LISTS])
def test_a_list_of_countries(options, kind, language, countries, why):
    made = fields(options, kind, language=language)
    assert [code for code in made["entity_id"] if code] == countries, why


def test_what_is_typed_under_other_is_a_place_where_the_options_are():
    assert fields(["Canada", "Japan", "Other"], text="Which?").loc["2", "means"] == "place"
    assert "2" not in fields(["A firm", "A school", "Other"], text="Which?").index


def test_a_question_without_a_place_has_no_row():
    assert fields(["Yes", "No"], text="Are you well?").empty
