"""The stages names, mentions and relations together, on small surveys."""

from __future__ import annotations

import json
import time

import pytest
from helpers import cases
from survey_of import table

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.mentions import MentionsSettings, mentions
from textmine.stages.mentions.names import names
from textmine.stages.mentions.relations import relations

_NO_NER = MentionsSettings(ner=False)
OWN = {"1": "Muster Alpha (MA4)", "2": "BetaLoop-2i", "3": "GammaTex\u00b2", "4": "Delta Forward"}


def run(said, *, settings=_NO_NER, personal=False, own=OWN):
    """The tables names, mentions, redactions and relations of what respondents wrote: (respondent, question, text)."""
    wrote = [(who, "NAME", "0", name) for who, name in own.items()]
    for who, question, *record, text in said:
        wrote.append((who, question, *(record or ["0"]), text))
    ids = [f"{who}:{question}:{record}:{number}" for number, (who, question, record, _) in enumerate(wrote)]
    questions = [
        {"question_id": "NAME", "text": "Name of your partnership", "kind": "text", "personal": personal},
        {"question_id": "WHO#", "text": "Which other partnership?", "kind": "text", "position": 1, "records": 3},
        {"question_id": "WHO#WHY", "text": "For what purpose?", "kind": "text", "position": 2, "records": 3},
        {"question_id": "C", "text": "Comments", "kind": "text", "position": 3},
        {"question_id": "O", "text": "Name of organisation", "kind": "text", "position": 4},
    ]
    keys = ("comment_id", "respondent_id", "question_id", "record_id", "kind")
    comments = [
        dict(zip(keys, (name, who, question, record, "free_text")))
        for name, (who, question, record, _) in zip(ids, wrote)
    ]
    texts = [
        {"comment_id": name, "text": row[3], "status": "ok" if row[3] not in {"", "-"} else "blank"}
        for name, row in zip(ids, wrote)
    ]
    given = [table("questions", questions), tables.empty("options"), table("comments", comments), table("texts", texts)]
    languages = table("languages", [{"comment_id": name, "language": "en"} for name in ids])
    known = tables.check("names", names(*given, settings=settings))
    found, hidden = mentions(*given, languages, known, settings=settings)
    linked = relations(given[2], given[3], tables.check("mentions", found))
    return known, found, tables.check("redactions", hidden), tables.check("relations", linked)


def named(found):
    return found[["surface", "entity_id"]].to_numpy().tolist()


ASKED = [("1", "WHO#", "1", "Beta Loop 2i"), ("2", "WHO#", "1", "MA4"), ("3", "WHO#", "1", "Omega Bridge")]


def test_spellings_of_an_answer_are_looked_for_everywhere():
    said = [("1", "WHO#", "1", "Beta-Loops 2i"), ("2", "WHO#", "1", "4MA"), ("3", "C", "a fair with 4MA and Omega")]
    known, found, _, _ = run(said)
    assert ["4MA", "1"] in named(found[found["comment_id"].str.startswith("3:")])
    sources = known.set_index("name")["source"]
    assert sources["Muster Alpha (MA4)"] == "answer to NAME"
    assert sources["MA4"] == "abbreviation in brackets"
    assert sources["4MA"] == "same signs in another order, in WHO#"
    assert sources["Beta-Loops 2i"] == "one letter apart, in WHO#"


def test_organisations_beside_respondents_are_names_of_the_survey():
    known, found, _, _ = run([*ASKED, ("4", "C", "we met Omega Bridge")])
    assert known.set_index("name").loc["Omega Bridge", ["entity_id", "kind"]].tolist() == [
        "org:omegabridge",
        "organisation",
    ]
    assert named(found[found["comment_id"].str.startswith("4:")]) == [["Omega Bridge", "org:omegabridge"]]


def test_where_no_respondent_is_an_answer_nobody_is_named_beside_them():
    known, *_ = run([("1", "WHO#", "1", "Omega Bridge"), ("2", "WHO#", "1", "Sigma Bridge")])
    assert set(known["kind"]) == {"respondent"}


def test_a_list_in_one_answer():
    said = [("1", "WHO#", "1", "BetaLoop-2i, GammaTex2 and Omega Bridge"), ("2", "WHO#", "1", "MA4")]
    _, found, _, linked = run(said)
    assert named(found[found["comment_id"].str.startswith("1:")]) == [
        ["BetaLoop-2i", "2"],
        ["GammaTex2", "3"],
        ["Omega Bridge", "org:omegabridge"],
    ]
    assert not linked["detail"].any()


def test_ones_own_name_is_no_mention_of_another():
    _, found, _, linked = run([("1", "C", "we of Muster Alpha met BetaLoop-2i")])
    assert named(found) == [["BetaLoop-2i", "2"]]
    assert linked["named_id"].tolist() == ["2"]


def test_a_whole_answer_for_an_organisation_is_a_respondent_where_it_is_one():
    _, found, _, _ = run([("1", "O", "betaloop 2i"), ("2", "O", "BetaLoop-2i Foundation of Chile")])
    assert named(found) == [
        ["betaloop 2i", "2"],
        ["BetaLoop-2i Foundation of Chile", "org:betaloop2ifoundationofchile"],
    ]


def test_a_name_in_a_longer_name_is_no_mention():
    _, found, _, _ = run([("1", "C", "we met the BetaLoop-2i Foundation there")])
    assert named(found) == [["BetaLoop-2i Foundation", "org:betaloop2ifoundation"]]


def test_what_is_negated_is_no_relation():
    _, found, _, linked = run([("1", "C", "We did not work with BetaLoop-2i.")])
    assert found["negated"].tolist() == [True]
    assert linked.empty


def test_abbreviations_defined_in_a_comment_are_found_in_others():
    said = [("1", "C", "We signed with Natural Products Canada (NPC)."), ("2", "C", "NPC is a partner, npc is not.")]
    known, found, _, _ = run(said)
    row = known.set_index("name").loc["NPC"]
    assert (row["entity_id"], row["source"]) == ("org:naturalproductscanada", "defined in a comment")
    assert row["comment_id"] == "1:C:0:4"
    assert named(found) == [
        ["Natural Products Canada", "org:naturalproductscanada"],
        ["NPC", "org:naturalproductscanada"],
        ["NPC", "org:naturalproductscanada"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "We signed a Memorandum of Understanding (MoU).",
        "small and medium-sized enterprises (SMEs)",
        "the return on investment (ROI)",
        "the United States of America (USA)",
    ],
)
def test_what_is_no_organisation_defines_no_name(text):
    assert set(run([("1", "C", text)])[0]["kind"]) == {"respondent"}


def test_an_abbreviation_of_two_is_nobodys():
    said = [("1", "C", "Natural Products Canada (NPC)"), ("2", "C", "Nordic Plastics Cluster (NPC)")]
    assert "NPC" not in set(run(said)[0]["name"])


def test_aliases_of_the_analyst_win():
    settings = MentionsSettings(ner=False, aliases=("MA4 = Delta Forward", "the bridge = Omega Bridge Ltd"))
    known, found, _, _ = run([("2", "C", "MA4 came, the bridge too")], settings=settings)
    assert named(found) == [["MA4", "4"], ["the bridge", "org:omegabridgeltd"]]
    assert known.set_index("name").loc["MA4", "source"] == "named by the analyst"


@pytest.mark.parametrize("alias", ["MA4", "= Delta Forward", "MA4 =", "? = !"])
def test_an_alias_has_two_sides(alias):
    with pytest.raises(TextmineError, match="aliases"):
        run([], settings=MentionsSettings(aliases=(alias,)))


def test_organisations_of_the_analyst_have_their_abbreviation():
    settings = MentionsSettings(ner=False, organisations=("Omega Bridge (OMB)",))
    _, found, _, _ = run([("1", "C", "with OMB")], settings=settings)
    assert named(found) == [["OMB", "org:omegabridgeomb"]]


def test_names_are_hidden_where_they_are_personal():
    said = [("1", "C", "with BetaLoop-2i and Muster Alpha at Omega Bridge"), *ASKED]
    _, found, hidden, _ = run(said, personal=True)
    mine = hidden[(hidden["comment_id"] == "1:C:0:4")]
    assert mine[["start", "end", "kind"]].to_numpy().tolist() == [[5, 16, "respondent"], [21, 33, "respondent"]]
    assert ["BetaLoop-2i", "2"] in named(found)
    assert "respondent" not in set(run(said)[2]["kind"])


def test_an_organisation_that_holds_a_hidden_name_is_named_nowhere():
    _, found, _, _ = run([("1", "C", "we met the BetaLoop-2i Foundation there")], personal=True)
    assert found.empty


@pytest.mark.parametrize("case", cases("naming_contacts"), ids=lambda case: f"{case['text']}: {case['why']}")
def test_what_is_said(case):
    linked = run([("1", "C", case["text"].format("BetaLoop-2i"))])[3]
    linked = linked[linked["named_kind"] == "respondent"]
    if "generation" in case["text"]:
        assert linked.empty
        return
    row = linked.iloc[0]
    assert (row["detail"], row["words"], row["first_contact"]) == (
        case["detail"],
        case["first_contact"],
        bool(case["first_contact"]),
    )


def test_both_sides_and_one():
    said = [
        *ASKED,
        ("1", "WHO#WHY", "1", "A mission to China."),
        ("2", "WHO#WHY", "1", "The mission to China."),
        ("3", "WHO#WHY", "1", "-"),
        ("4", "WHO#", "1", "Muster Alpha"),
        ("4", "WHO#WHY", "1", "first contact at a fair"),
    ]
    *_, linked = run(said)
    told = linked.drop(columns=["comment_ids"]).to_numpy().tolist()
    assert told == [
        ["1", "respondent", "2", True, False, True, True, ""],
        ["2", "respondent", "1", True, False, True, True, ""],
        ["3", "organisation", "org:omegabridge", False, False, False, False, ""],
        ["4", "respondent", "1", False, True, False, False, "first contact"],
    ]
    assert json.loads(linked.loc[0, "comment_ids"]) == ["1:WHO#:1:4", "1:WHO#WHY:1:7"]


def test_nobody_and_nothing():
    known, found, hidden, linked = run([], own={})
    assert known.empty
    assert found.empty
    assert hidden.empty
    assert linked.empty


def test_time_grows_with_the_length_only():
    begin = time.process_time()
    *_, linked = run([("1", "C", "We went to China with BetaLoop-2i and others. " * 2_000)])
    assert linked["detail"].tolist() == [True]
    assert time.process_time() - begin < 10
