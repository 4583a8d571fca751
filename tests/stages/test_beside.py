"""What a comment does with the tick beside it, what a sentence does, and options to add."""

from __future__ import annotations

import json

import pytest
from helpers import cases, table

from textmine import tables
from textmine.errors import TextmineError
from textmine.stages.beside import BesideSettings, beside
from textmine.stages.beside.acts import acts
from textmine.stages.beside.centres import centres
from textmine.stages.beside.cues import asked_for, find
from textmine.stages.beside.proposals import proposals
from textmine.stages.clean import CleanSettings, clean
from textmine.stages.embed import EmbedSettings, embed
from textmine.stages.language import LanguageSettings, language
from textmine.stages.segment import SegmentSettings, segment

BARRIERS = "Which barriers did you meet?"
ACTIVITIES = "Which activities have you carried out?"
OPTIONS = {"T": "Transport of the goods", "F": "Food for the guests", "other": "Other"}
BARRIER = {"theme_id": "staff", "kind": "barrier"}


@pytest.mark.parametrize("case", cases("acts"), ids=lambda case: case["why"])
def test_an_act_is_told_by_its_words(case):
    found = find(case["text"])
    assert set(case["told"]) <= found.keys()
    assert not found.keys() & set(case["not"])
    for spans in found.values():
        assert all(case["text"][start:end].strip() for start, end in spans)


@pytest.mark.parametrize(
    ("wording", "asks"),
    [
        (BARRIERS, "trouble"),
        (ACTIVITIES, "done"),
        ("Welche Hindernisse gab es?", "trouble"),
        ("Quels résultats avez-vous obtenus ?", "done"),
        ("What else would you like to say?", ""),
    ],
)
def test_what_a_question_asks_for(wording, asks):
    assert asked_for(wording) == asks


def _survey(rows, question=BARRIERS):
    """The tables of comments given as (option, ticked, text), of a respondent each."""
    who = [str(number) for number in range(len(rows))]
    comments = [
        {"comment_id": name, "respondent_id": name, "question_id": "Q", "record_id": "0", "option_id": option}
        | {"kind": "other_text" if option == "other" else "option_comment", "raw": text}
        for name, (option, _, text) in zip(who, rows)
    ]
    answers = [
        {"respondent_id": name, "question_id": "Q", "record_id": "0", "option_id": option, "selected": ticked}
        for name, (option, ticked, _) in zip(who, rows)
    ]
    options = [
        {"question_id": "Q", "axis": "option", "option_id": option, "text": text, "position": place}
        | {"is_other": option == "other"}
        for place, (option, text) in enumerate(OPTIONS.items())
    ]
    made = {
        "questions": table("questions", [{"question_id": "Q", "text": question, "kind": "multiple_comments"}]),
        "options": table("options", options),
        "respondents": table("respondents", [{"respondent_id": name, "start_language": "en"} for name in who]),
        "answers": table("answers", answers),
        "comments": table("comments", comments),
    }
    made["texts"] = clean(made["comments"], CleanSettings())
    made["languages"] = language(made["comments"], made["texts"], made["respondents"], LanguageSettings())
    made["segments"] = segment(made["texts"], made["languages"], SegmentSettings())
    made["embeddings"] = embed(made["texts"], made["segments"], EmbedSettings())
    return made


def _acts(made, codings=(), themes=()):
    return acts(
        made["questions"], table("themes", themes), made["comments"], made["texts"], made["segments"],
        table("codings", codings),
    )  # fmt: skip


def _beside(rows, question=BARRIERS, themes=(), codings=()):
    made = _survey(rows, question)
    told, _ = _acts(made)
    middle = centres(made["questions"], made["comments"], made["segments"], made["embeddings"], BesideSettings())
    found = beside(
        made["questions"], made["options"], made["answers"], made["comments"], made["texts"], made["segments"],
        made["embeddings"], tables.check("acts", told), tables.check("centres", middle),
        table("themes", themes), table("codings", codings), BesideSettings(),
    )  # fmt: skip
    return tables.check("beside", found), made


@pytest.mark.parametrize(
    ("ticked", "text", "relation", "later"),
    [
        (True, "The transport of the goods was slow.", "supports", False),
        (False, "The transport of the goods was slow.", "contradicts", False),
        (True, "No barriers so far.", "contradicts", False),
        (False, "No barriers so far.", "supports", False),
        (True, "None yet. We expect problems when the transport begins.", "contradicts", True),
        (False, "None yet. We expect problems when the transport begins.", "supports", True),
        (True, "Drivers do not see yet what they gain from transport.", "supports", False),
        (True, "The guests are not yet convinced of the transport.", "supports", False),
        (True, "Die Fahrer sehen noch nicht, was ihnen der Transport bringt.", "supports", False),
        (True, "Les chauffeurs ne voient pas encore l'intérêt du transport.", "supports", False),
        (True, "Los conductores no ven todavía la utilidad del transporte.", "supports", False),
        (True, "Gli autisti non vedono ancora l'utilità del trasporto.", "supports", False),
        (True, "The permit for the transport is still to be granted.", "supports", False),
        (True, "A tax on transport is planned and frightens the drivers.", "supports", False),
        (True, "Noch nicht, aber wir rechnen mit Problemen.", "contradicts", True),
        (True, "Pas encore, cela viendra plus tard.", "contradicts", True),
        (True, "Aún no, pero esperamos dificultades.", "contradicts", True),
        (True, "Non ancora, ma ci aspettiamo difficoltà.", "contradicts", True),
        (True, "The drivers were keen from day one.", "contradicts", False),
        (False, "Die Gemeinde unterstützt uns beim Transport.", "supports", False),
        (True, "le budget du transport est suffisant", "contradicts", False),
        (True, "le budget du transport n'est pas suffisant", "supports", False),
        (True, "There are not enough drivers for the transport.", "supports", False),
        (True, "The mayor supports us. The transport of the goods was slow.", "supports", False),
        (True, "It would help if you could lend us a lorry.", "details", False),
        (True, "see above", "nothing", False),
        (True, "n/a", "nothing", False),
        (None, "The transport of the goods was slow.", "details", False),
    ],
)
def test_a_comment_on_a_barrier_is_held_against_its_tick(ticked, text, relation, later):
    found, _ = _beside([("T", ticked, text)])
    assert (found.at[0, "relation"], found.at[0, "later"]) == (relation, later)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("We have not done it.", "contradicts"),
        ("A lorry is planned for May.", "contradicts"),
        ("Goods were driven to town. A second lorry is planned for May.", "supports"),
        ("A third transport of goods is planned for May.", "supports"),
    ],
)
def test_what_is_planned_is_not_done_unless_something_is(text, relation):
    found, _ = _beside([("T", True, text)], ACTIVITIES)
    assert found.at[0, "relation"] == relation


def test_words_of_another_option_belong_there_and_of_none_are_uncovered():
    found, _ = _beside(
        [
            ("T", True, "The guests had too little food and were hungry."),
            ("other", True, "food for guests"),
            ("other", True, "The singers forgot their songs."),
        ]
    )
    assert found["relation"].tolist() == ["elsewhere", "elsewhere", "uncovered"]
    assert found["other"].tolist() == ["F", "F", ""]


def test_what_others_write_beside_an_option_belongs_to_it():
    """A red van is unlike the wording of the option, and like what others write beside it."""
    alone, _ = _beside([("T", True, "The red van broke down on Monday.")])
    vans = ["The blue van broke down on Friday.", "Our old van broke down.", "A white van did not start."]
    among, _ = _beside([("T", True, text) for text in ("The red van broke down on Monday.", *vans)])
    assert among.at[0, "relation"] == "supports"
    assert among.at[0, "score"] > alone.at[0, "score"] or alone.at[0, "relation"] != "supports"


def test_a_code_that_is_like_the_option_speaks_for_it():
    said = [("T", True, "The red van broke down on Monday.")]
    theme = {"theme_id": "vans", "label": "Transport of goods", "origin": "codebook"}
    coding = {"segment_id": "0/0", "theme_id": "vans", "comment_id": "0", "decision": "yes"}
    assert _beside(said)[0].at[0, "relation"] == "uncovered"
    assert _beside(said, themes=[theme], codings=[coding])[0].at[0, "relation"] == "supports"
    assert _beside(said, themes=[theme], codings=[coding | {"decision": "no"}])[0].at[0, "relation"] == "uncovered"
    far = theme | {"label": "Food for the guests"}
    assert _beside(said, themes=[far], codings=[coding])[0].at[0, "relation"] == "uncovered"


def test_evidence_is_words_of_the_comment():
    found, made = _beside([("T", True, "No barriers so far."), ("T", True, "The goods came late.")])
    for row, text in zip(found.itertuples(), made["texts"]["text"]):
        spans = json.loads(row.evidence)
        assert spans
        assert all(0 <= start < end <= len(text) for start, end in spans)


def test_answers_to_a_personal_question_are_left_out():
    made = _survey([("T", True, "The goods came late.")])
    personal = made["questions"].assign(personal=True)
    told, _ = _acts(made)
    found = beside(
        personal, made["options"], made["answers"], made["comments"], made["texts"], made["segments"],
        made["embeddings"], told, tables.empty("centres"), tables.empty("themes"), tables.empty("codings"),
        BesideSettings(),
    )  # fmt: skip
    assert found.empty


def test_the_encoder_is_that_of_the_embeddings():
    made = _survey([("T", True, "The goods came late.")])
    told, _ = _acts(made)
    with pytest.raises(TextmineError):
        beside(
            made["questions"], made["options"], made["answers"], made["comments"], made["texts"], made["segments"],
            made["embeddings"], told, tables.empty("centres"), tables.empty("themes"), tables.empty("codings"),
        BesideSettings("no-such-encoder"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "text", "by", "reason"),
    [
        (BARRIERS, "A guide for the staff would help.", "voters", "request"),
        (BARRIERS, "Staff is missing, a guide would help.", "voters", ""),
        (BARRIERS, "The staff was trained in May.", "voters", ""),
        (BARRIERS, "There is enough staff.", "voters", "fine"),
        (BARRIERS, "There is not enough staff.", "voters", ""),
        (ACTIVITIES, "Exchange of staff with two towns.", "voters", "asked"),
        (ACTIVITIES, "We have no staff for it.", "voters", ""),
        ("Any remarks?", "A study of staff was carried out.", "voters", "done"),
        ("Any remarks?", "The towns share their staff.", "voters", ""),
        (ACTIVITIES, "Exchange of staff with two towns.", "person", ""),
    ],
)
def test_a_code_of_a_barrier_is_set_aside_with_its_reason(question, text, by, reason):
    made = _survey([("T", True, text)], question)
    coding = {"theme_id": "staff", "comment_id": "0", "decision": "yes", "votes": json.dumps({"by": by})}
    codings = [coding | {"segment_id": name} for name in made["segments"]["segment_id"]]
    _, asides = _acts(made, codings, [BARRIER])
    assert set(tables.check("asides", asides)["reason"]) == ({reason} if reason else set())
    _, other = _acts(made, codings, [BARRIER | {"kind": "theme"}])
    assert other.empty


@pytest.mark.parametrize("case", cases("proposals"), ids=lambda case: case["why"])
def test_what_several_write_is_an_option_to_add(case):
    made = _survey([("other", True, text) for text in case["texts"]])
    rows = [
        {"comment_id": name, "question_id": "Q", "relation": "uncovered"} for name in made["comments"]["comment_id"]
    ]
    found = proposals(table("beside", rows), made["comments"], made["segments"], made["embeddings"], BesideSettings())
    groups = [
        {case["texts"][int(name)] for name in json.loads(row)}
        for row in tables.check("proposals", found)["comment_ids"]
    ]
    assert groups == [set(group) for group in case["groups"]]


def test_one_respondent_makes_no_proposal():
    made = _survey([("other", True, "Sun sails"), ("other", True, "Sun sails above play areas")])
    rows = [
        {"comment_id": name, "question_id": "Q", "relation": "uncovered"} for name in made["comments"]["comment_id"]
    ]
    one = made["comments"].assign(respondent_id="0")
    assert proposals(table("beside", rows), one, made["segments"], made["embeddings"], BesideSettings()).empty
