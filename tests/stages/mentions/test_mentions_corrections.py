"""Corrections by a person win over what is found, at their place and for the spelling of organisations."""

from __future__ import annotations

import pandas as pd
import pytest
from survey_of import survey, table

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.mentions import MentionsSettings, corrections, entities, mentions

NO_NER = MentionsSettings(ner=False)
MARKET = "We plan a mission to Canada next year."


def _rows(*rows):
    """The table `corrections`: where a row does not say, it is a country to be found by its words."""
    filled = []
    for line, row in enumerate(rows, start=2):
        start = row.get("start", -1)
        end = start + len(row["surface"]) if start >= 0 else -1
        filled.append({"line": line, "comment_id": "0", "start": start, "end": end, "kind": "country"} | row)
    return table("corrections", filled)


def _found(texts, *rows, **settings):
    found, _ = mentions(*survey(texts, **settings), _rows(*rows), settings=NO_NER)
    return tables.check("mentions", found)


def _columns(found, *names):
    return found[list(names)].to_numpy().tolist()


@pytest.mark.parametrize("entity", ["MX", "MEX", "mx", "Mexico", "M\u00e9xico", "Mexiko", "Mexique"])
def test_an_entity_is_written_as_code_or_name_in_any_language(entity):
    found = _found([MARKET], {"surface": "Canada", "entity": entity, "role": "partner", "machine_id": "CA"})
    assert _columns(found, "entity_id", "role", "score", "rule") == [["MX", "partner", 1.0, "corrected by a person"]]


def test_a_corrected_mention_replaces_the_one_it_overlaps():
    row = {"surface": "Canada", "entity": "North America", "role": "home", "start": 21, "before": "mission to "}
    found = _found([MARKET], row)
    assert _columns(found, "kind", "surface", "role") == [["region", "Canada", "home"]]


def test_a_place_and_an_organisation_stand_at_one_place():
    text, row = "Talks with the Bank of Canada Ltd.", {"surface": "Canada", "entity": "CA", "role": "other"}
    assert _found([text])["kind"].tolist() == ["organisation"]
    assert _found([text], row)["kind"].tolist() == ["organisation", "country"]
    # What was an organisation and is a country is no organisation any more.
    assert _found([text], row | {"machine_id": "org:bankofcanadaltd"})["kind"].tolist() == ["country"]


def test_an_empty_entity_takes_the_mention_away():
    assert _found([MARKET], {"surface": "Canada", "entity": "", "machine_id": "CA"}).empty


def test_other_mentions_stay_as_they_were():
    texts = ["We go to Canada and Japan.", MARKET]
    plain = _found(texts)
    found = _found(texts, {"surface": "Canada", "entity": "", "machine_id": "CA"})
    pd.testing.assert_frame_equal(found, plain.iloc[1:].reset_index(drop=True))


def test_an_added_mention_without_a_role_gets_the_one_of_the_rules():
    text = "We plan a mission to Kanuckistan and not to Peru."
    found = _found([text], {"surface": "Kanuckistan", "entity": "Canada", "kind": ""})
    assert _columns(found[found["entity_id"] == "CA"], "start", "role") == [[21, "target"]]
    assert "role: target by 'mission to'" in found.loc[found["entity_id"] == "CA", "rule"].item()


def test_added_words_that_stand_twice_need_their_place():
    text = "Kanuckistan first, then Kanuckistan again."
    row = {"surface": "Kanuckistan", "entity": "CA", "role": "target"}
    with pytest.raises(TextmineError) as caught:
        _found([text], row)
    assert "2 times" in caught.value.found
    assert "0, 24" in caught.value.hint
    assert _found([text], row | {"start": 24})["start"].tolist() == [24]


@pytest.mark.parametrize(
    ("kind", "entity", "hint"),
    [("country", "Kanadda", "did you mean 'Canada'?"), ("", "Acme Cluster", ""), ("country", "Paris", "")],
)
def test_an_unknown_country_is_a_clear_error(kind, entity, hint):
    with pytest.raises(TextmineError, match="line 2: there is no country or region") as caught:
        _found([MARKET], {"surface": "Canada", "entity": entity, "kind": kind})
    assert hint in caught.value.hint
    assert "organisation" in caught.value.expected


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("In a mission to Canada, then Canada again", 16),  # moved
        ("then Canada again, in a mission to Canada", 35),  # what stood before decides
        ("Canada is not the place", -1),  # other words on both sides
        ("Mexico", -1),
    ],
)
def test_a_place_is_found_again_when_texts_change(text, place):
    row = {"surface": "Canada", "entity": "CA", "start": 10, "before": "a mission to ", "after": " next year"}
    (row,) = corrections.read(_rows(row))
    assert corrections.place(text, row) == place


def test_a_placeholder_beside_the_words_does_not_hide_them():
    row = {"surface": "Canada", "entity": "CA", "start": 30, "before": "told [name] ", "after": "[e-mail]"}
    (row,) = corrections.read(_rows(row | {"machine_id": "CA"}))
    assert corrections.place("we told Anna Canada a@b.example", row) == 13


def test_what_holds_nowhere_is_named():
    rows = _rows(
        {"surface": "Canada", "entity": "CA"},
        {"surface": "Peru", "entity": "PE"},
        {"surface": "Canada", "entity": "CA", "comment_id": "nobody"},
    )
    assert corrections.unplaced(rows, [("0", MARKET)], {("0", 21)}) == ([4], [3])
    assert corrections.unplaced(rows, [("0", MARKET)], set()) == ([4], [2, 3])


def test_one_name_for_two_spellings_holds_for_every_mention():
    texts = ["We met Acme Cluster GmbH.", "Acme Cluster GmbH again", "and the Acme-Cluster Gmbh Foundation"]
    row = {"surface": "Acme Cluster GmbH", "kind": "organisation", "entity": "Acme", "machine_id": "org:x"}
    found = _found(texts, row)
    same = found[found["surface"] == "Acme Cluster GmbH"]
    assert same["entity_id"].tolist() == ["org:acme", "org:acme"]
    assert same["rule"].tolist()[1].endswith("; the same as Acme, says a person")
    assert (found.loc[found["surface"] != "Acme Cluster GmbH", "entity_id"] != "org:acme").all()
    things = entities(found, _rows(row), settings=NO_NER).set_index("entity_id")
    assert things.loc["org:acme", "name"] == "Acme"
    assert things.loc["org:acme", "aliases"] == '["Acme Cluster GmbH"]'


def _alias(surface, entity):
    return {"surface": surface, "kind": "organisation", "entity": entity}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("NPC", "Natural Products")], {"org:npc": "org:naturalproducts"}),
        ([("NPC", "N.P.C.")], {}),
        ([("NPC", "Natural Products"), ("NPC", "National Press Club")], {}),  # each at its place alone
        ([("A1", "B1"), ("B1", "C1")], {"org:a1": "org:c1", "org:b1": "org:c1"}),
        ([("B1", "A1"), ("A1", "B1")], {"org:b1": "org:a1"}),  # a circle
        ([("C1", "B1"), ("B1", "A1"), ("A1", "B1")], {"org:c1": "org:a1", "org:b1": "org:a1"}),
        ([("NPC", "org:naturalproducts")], {"org:npc": "org:naturalproducts"}),  # left as an earlier sheet has it
    ],
)
def test_aliases_lead_to_one_organisation(rows, expected):
    assert corrections.aliases(_rows(*(_alias(*row) for row in rows))) == expected


def test_personal_data_stays_hidden_whoever_names_it():
    text = "Write to maria.silva@example.org about it."
    found = _found([text], {"surface": "maria", "entity": "Canada", "role": "other"})
    assert found.empty
