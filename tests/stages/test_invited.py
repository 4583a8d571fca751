"""Who was invited, and what came back."""

from __future__ import annotations

import json

import pytest
from helpers import table

from textmine import config, guests, privacy, tables
from textmine.errors import TextmineError
from textmine.stages.invited import Invited, InvitedSettings, invited

NAMES = {"1": "Foodways-4", "2": "Green Harbour", "3": "Watermark"}


def _found(*people, complete=("1", "2")):
    respondents = [{"respondent_id": name, "complete": name in complete} for name in (*NAMES, "4")]
    spelt = [{"entity_id": key, "kind": "respondent", "name": name} for key, name in NAMES.items()]
    names = table("names", [row | {"source": "answer", "alone": False} for row in spelt])
    answers = [{"respondent_id": name, "question_id": "Q", "selected": True} for name in ("1", "2", "3")]
    found = invited(
        names, table("respondents", respondents), table("answers", answers), tables.empty("comments"),
        InvitedSettings(tuple(people)),
    )  # fmt: skip
    return tables.check("invited", found)


@pytest.mark.parametrize(
    ("person", "respondent", "by", "state"),
    [
        (Invited("", "FOODWAYS 4"), "1", "name", "complete"),
        (Invited("2", ""), "2", "id", "complete"),
        (Invited("", "Green Harbor"), "2", "spelling", "complete"),
        (Invited("", "Watermark"), "3", "name", "answered"),
        (Invited("4", "Nobody Knows"), "4", "id", "opened"),
        (Invited("", "Watership"), "", "", "none"),
        (Invited("", "Food"), "", "", "none"),
    ],
)
def test_an_invited_is_found_by_id_or_name(person, respondent, by, state):
    row = _found(person).iloc[0]
    assert (row["respondent_id"], row["by"], row["state"]) == (respondent, by, state)


def test_a_respondent_is_found_once():
    found = _found(Invited("", "Watermark"), Invited("3", ""))
    assert found["respondent_id"].tolist() == ["3", ""]
    assert found["state"].tolist() == ["answered", "none"]


def test_the_list_is_a_csv_with_any_sign_between(tmp_path):
    file = tmp_path / "invited.csv"
    file.write_text("\ufeffName;Region;mail\nFoodways;North;a@b.example\n;;\nWatermark;;\n", encoding="utf-8")
    assert guests.load(file) == (
        Invited("", "Foodways", (("Region", "North"), ("mail", "a@b.example"))),
        Invited("", "Watermark"),
    )


@pytest.mark.parametrize("text", ["", "region\nNorth\n", "name\n\n"])
def test_a_list_without_names_is_one_error(text, tmp_path):
    (tmp_path / "invited.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError):
        guests.load(tmp_path / "invited.csv")
    with pytest.raises(TextmineError, match="cannot be read"):
        guests.load(tmp_path / "none.csv")


def test_the_list_says_how_many_were_invited(tmp_path):
    (tmp_path / "invited.csv").write_text("name\nFoodways\nWatermark\n", encoding="utf-8")
    file = tmp_path / "textmine.toml"
    file.write_text('[survey]\ninvited_list = "invited.csv"\n', encoding="utf-8")
    options = config.load(file)
    assert options.summarise.invited == options.survey.invited == 2
    assert [person.name for person in options.invited.people] == ["Foodways", "Watermark"]
    file.write_text('[survey]\ninvited = 3\ninvited_list = "invited.csv"\n', encoding="utf-8")
    with pytest.raises(TextmineError, match="lists 2"):
        config.load(file)


def test_beside_a_pseudonym_no_name_is_shown():
    found = _found(Invited("1", "Foodways-4", (("mail", "a@b.example"),)))
    run = {"invited": found, "respondents": table("respondents", [{"respondent_id": "1"}])}
    run |= {name: tables.empty(name) for name in ("comments", "names", "questions", "texts")}
    row = privacy.shown(run, "invited").iloc[0]
    assert (row["name"], row["invited_id"], row["respondent_id"]) == ("", "", "R01")
    assert json.loads(row["attributes"]) == {}
