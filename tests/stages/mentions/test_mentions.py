"""The stages mentions and entities: their tables, their settings, what holds for any text."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from helpers import REAL, ROOT, cases
from hypothesis import given
from hypothesis import strategies as st
from survey_of import search, survey, things

from textmine import reference, tables
from textmine.errors import TextmineError
from textmine.stages.mentions import MentionsSettings, entities, mentions

_NO_NER = MentionsSettings(ner=False)
# What a text is made of in the property tests: names, cues, signs and letters that trip offsets.
_PIECES = [
    *["Canada", "U.S.", "South Korea", "São Paulo", "Ελλάδα", "İstanbul", "ﬁ", "ẞ", "we dropped ", "but", ",", "."],
    *[" ", "\n", "Acme GmbH", "a@b.example", "+44 20 7946 0000", "Jordan", "Smith", "é", "𝒞", "(", "EU-", "-", "'s"],
]


_PLACES = [*cases("mentions_places"), *cases("mentions_kinds"), *cases("mentions_quoted")]


@pytest.mark.parametrize("case", _PLACES, ids=lambda case: f"{case['text']}: {case['why']}")
def test_places(case):
    question = {"text": "Country"} if case["field"] == "place" else None
    found, _ = search([case["text"]], language=case["language"], question=question)
    places = found[found["kind"] != "organisation"]
    assert places[["surface", "entity_id"]].to_numpy().tolist() == case["expected"]


@pytest.mark.parametrize("case", cases("mentions_roles"), ids=lambda case: f"{case['surface']}: {case['why']}")
def test_roles(case):
    found, _ = search([case["text"]], language=case["language"])
    row = found[found["surface"] == case["surface"]].iloc[0]
    assert (row["role"], row["negated"], row["hedged"]) == (case["role"], case["negated"], case["hedged"])
    assert f"role: {case['role']}" in row["rule"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join), st.sampled_from(["en", "de", "und", "tr"]))
def test_spans_are_where_they_say(text, language):
    found, hidden = search([text], language=language)
    for row in found.itertuples():
        assert text[row.start : row.end] == row.surface != ""
    for row in hidden.itertuples():
        assert 0 <= row.start < row.end <= len(text)


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
def test_every_rule_says_what_was_found(text):
    found, _ = search([text])
    assert all(rule and ": " in rule for rule in found["rule"])
    assert found["score"].between(0, 1).all()


def test_no_comments():
    found, hidden = search([])
    assert found.empty
    assert hidden.empty
    assert tables.check("entities", entities(found, settings=_NO_NER)).empty


def test_inputs_stay_and_a_second_run_gives_the_same():
    given_tables = survey(["We go to Japan with Acme GmbH.", "Frau Muster"], language="de")
    copies = [frame.copy() for frame in given_tables]
    first, second = (mentions(*given_tables, settings=_NO_NER) for _ in range(2))
    for frame, copy in zip(given_tables, copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)
    for one, other in zip(first, second, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_batches_give_what_the_whole_gives():
    given_texts = ["Canada", "no", "Japan and Acme GmbH", "a@b.example"]
    questions, options, comments, texts, languages, names = survey(given_texts)
    whole = mentions(questions, options, comments, texts, languages, names, settings=_NO_NER)
    halves = [
        mentions(questions, options, *(f.iloc[part] for f in (comments, texts, languages)), names, settings=_NO_NER)
        for part in (slice(0, 2), slice(2, 4))
    ]
    for number in (0, 1):
        joined = pd.concat([half[number] for half in halves], ignore_index=True)
        pd.testing.assert_frame_equal(joined, whole[number])


@pytest.mark.parametrize("status", ["blank", "no_answer", "see_other", "unreadable"])
def test_only_texts_that_are_ok_are_searched_but_personal_data_always(status):
    found, hidden = search(["see Canada, a@b.example"], status=status)
    assert found.empty
    assert hidden["kind"].tolist() == ["email"]


def test_answers_with_personal_data_are_hidden_whole_and_not_searched():
    found, hidden = search(["Anna Beispiel, Canada", ""], question={"personal": True})
    assert found.empty
    assert hidden[["comment_id", "start", "end", "kind"]].to_numpy().tolist() == [["0", 0, 21, "person"]]


def test_as_of_decides_who_is_in_the_eu():
    text = ["Results in the UK were fair."]
    before = search(text, settings=MentionsSettings(as_of="2020-01-31", ner=False))[0]
    after = search(text, settings=MentionsSettings(as_of="2020-02-01", ner=False))[0]
    assert (before.loc[0, "role"], after.loc[0, "role"]) == ("other", "target")
    assert things(text, settings=MentionsSettings(as_of="2019-01-01", ner=False)).loc["GB", "eu_member"]
    assert not things(text).loc["GB", "eu_member"]


def test_a_country_is_a_target_by_default_only_in_a_survey_on_markets():
    assert search(["The rules of Chile are clear."])[0]["role"].tolist() == ["target"]
    assert search(["The rules of Chile are clear."], abroad=False)[0]["role"].tolist() == ["other"]


def test_as_of_must_be_a_date():
    with pytest.raises(TextmineError, match="as_of"):
        search(["Canada"], settings=MentionsSettings(as_of="last year"))


def test_organisations_named_by_the_analyst_are_found_and_hold_the_country_in_them():
    settings = MentionsSettings(organisations=("Natural Goods Canada",), ner=False)
    found, _ = search(["we met natural goods CANADA"], settings=settings)
    assert found[["kind", "entity_id"]].to_numpy().tolist() == [["organisation", "org:naturalgoodscanada"]]
    assert "names CANADA (CA), which is no mention" in found["rule"].item()
    assert things(["we met natural goods CANADA"], settings=settings).loc["org:naturalgoodscanada", "name"] == (
        "Natural Goods Canada"
    )
    assert "organisation" not in set(search(["we met natural goods CANADA"])[0]["kind"])


def test_ner_finds_organisations_and_persons_of_english_texts():
    text = ["We met Microsoft, then asked Brannoc Wibberley in Chicago."]
    found, hidden = search(text, settings=MentionsSettings())
    assert "Microsoft" in set(found["surface"])
    assert hidden["kind"].tolist() == ["person"]
    without, nobody = search(text)
    assert "Microsoft" not in set(without["surface"])
    assert nobody.empty


def test_ner_does_not_veto_a_country():
    found, hidden = search(["Jordan", "We like Jordan."], settings=MentionsSettings())
    assert found["entity_id"].tolist() == ["JO", "JO"]
    assert hidden.empty


def test_a_question_for_an_organisation_is_answered_whole():
    found, _ = search(["Muster Network of Chile"], question={"text": "Name of organisation"})
    assert found["surface"].tolist() == ["Muster Network of Chile"]


def test_entities_gather_the_spellings():
    found = things(["US", "USA", "Texas, U.S.", "South-East Asia", "southeast asia"])
    assert found.loc["US", ["name", "aliases", "iso3", "m49_region"]].tolist() == [
        "United States",
        '["Texas", "U.S.", "US", "USA"]',
        "USA",
        "Northern America",
    ]
    assert found.loc["m49:035", "name"] == "South-eastern Asia"
    assert found["eu_member"].isna().tolist() == [False, True]


def test_official_names_of_a_real_survey():
    file = REAL / "xphi_limesurvey_comments" / "public_geo_spec.csv"
    if not file.is_file():
        pytest.skip("the real survey does not lie beside the checkout")
    answers = pd.read_csv(file)[["D4", "D6"]].melt()["value"].dropna().tolist()
    found, _ = search(answers, question={"text": "Country"})
    assert found["comment_id"].tolist() == [str(i) for i in range(len(answers))]


def test_kinds_of_things_have_cases_for_and_against_in_every_language():
    languages = {row["language"] for row in reference.rows("kind_words.tsv")}
    told = {(case["language"], bool(case["expected"])) for case in cases("mentions_kinds")}
    assert {language for language, named in told if not named} >= languages
    assert {language for language, named in told if named} >= languages


def test_gold_cases():
    """The lowest figures on data/gold that we let pass."""
    gold = [case for case in _gold() if "text" in case]
    right = wrong = missed = roles = right_roles = 0
    for case in gold:
        found, _ = search(
            [case["text"]],
            language=case["language"],
            question={"text": case["question"], "kind": "multiple_comments" if case["option"] else "text"}
            | ({"option": case["option"]} if case["option"] else {}),
        )
        places = found[found["kind"] != "organisation"]
        got = {(row.surface.rstrip("."), row.entity_id): row for row in places.itertuples()}
        wanted = {(e["surface"].rstrip("."), e["entity"]): e for e in case["expect"]}
        right += len(got.keys() & wanted.keys())
        wrong += len(got.keys() - wanted.keys())
        missed += len(wanted.keys() - got.keys())
        told = [(got[key].role, wanted[key]["role"]) for key in got.keys() & wanted.keys() if "role" in wanted[key]]
        roles += len(told)
        right_roles += sum(one == other for one, other in told)
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.98
    assert right_roles / roles >= 0.95


def _gold():
    lines = (ROOT / "data" / "gold" / "mentions_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
