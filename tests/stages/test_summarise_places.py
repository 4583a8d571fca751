"""Countries counted once a respondent, settled by the country field of a record, and rolled up to areas."""

from __future__ import annotations

from collections import defaultdict

import pytest
from helpers import cases, mentioned, summarised, table
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from textmine import areas

_ROLES = ("target", "partner", "home", "other")
_CODES = ("CA", "US", "JP", "CN", "DE", "MX", "CY")


# The country field of a record

_QUESTIONS = table(
    "questions",
    [
        {"question_id": "A#ORG", "text": "The organisation that you cooperate with", "kind": "texts", "records": 2},
        {"question_id": "A#LIST", "text": "Country of the cooperation partner", "kind": "single", "records": 2},
        {"question_id": "A#TEXT", "text": "What are the aims of the cooperation?", "kind": "text", "records": 2},
        {"question_id": "M", "text": "What else?", "kind": "text"},
        {"question_id": "T", "text": "Which target markets did you choose?", "kind": "display"},
    ],
)
_OPTIONS = table(
    "options",
    [
        {"question_id": "A#ORG", "axis": "row", "option_id": "NAME", "text": "What they do"},
        {"question_id": "A#ORG", "axis": "row", "option_id": "COUNTRY", "text": "Country"},
        {"question_id": "A#LIST", "axis": "option", "option_id": "C1", "text": "Canada"},
        {"question_id": "A#LIST", "axis": "option", "option_id": "C2", "text": "Republic of Korea"},
        {"question_id": "A#LIST", "axis": "option", "option_id": "other", "text": "Other", "is_other": True},
    ],
)
_CELLS = {"country": ("A#ORG", "COUNTRY"), "name": ("A#ORG", "NAME"), "text": ("A#TEXT", "")}


def _survey(case):
    """The tables of one respondent's records, as far as the stage mentions."""
    answers, comments = [], []
    for number, record in enumerate(case["records"], start=1):
        at = {"respondent_id": "1", "record_id": str(number)}
        if "choice" in record:
            answers.append(at | {"question_id": "A#LIST", "value": record["choice"]})
        for cell, (question, row) in _CELLS.items():
            if record.get(cell):
                comments.append(at | {"question_id": question, "row_id": row, "raw": record[cell]})
    if "else" in case:
        comments.append({"respondent_id": "1", "record_id": "0", "question_id": "M", "raw": case["else"]})
    respondents = table("respondents", [{"respondent_id": "1", "complete": True}])
    return mentioned(_QUESTIONS, _OPTIONS, comments) | {
        "answers": table("answers", answers),
        "respondents": respondents,
    }


@pytest.mark.parametrize("case", cases("country_fields"), ids=lambda case: case["why"])
def test_the_country_field_of_a_record_wins_over_its_free_text(case):
    counts, *_ = summarised(**_survey(case))
    named = counts[(counts["kind"] == "country") & (counts["count"] > 0)]
    partners = named[named["role"] == "partner"]
    assert set(partners.loc[partners["question_id"] == "", "item_id"]) == set(case["survey"])
    targets = named[(named["question_id"] == "") & (named["role"] == "target")]
    assert set(targets["item_id"]) == set(case.get("target", []))
    by_record = partners[partners["unit"] == "record"].groupby("item_id")["count"].max()
    expected = defaultdict(int)
    for found in case["partner"].values():
        for country in found:
            expected[country] += 1
    assert by_record.to_dict() == expected


# Once a respondent, and rolled up

_NAMED = st.tuples(st.sampled_from("1234"), st.sampled_from("ab"), st.sampled_from(_CODES), st.sampled_from(_ROLES))


@effort(max_examples=40)
@given(st.lists(_NAMED, max_size=25))
def test_a_respondent_counts_once_a_country_and_role_and_once_an_area(said):
    comments = [{"comment_id": w + q, "respondent_id": w, "question_id": q} for w in "1234" for q in "ab"]
    rows = [
        {"comment_id": who + q, "start": n, "kind": "country", "entity_id": code, "role": role}
        for n, (who, q, code, role) in enumerate(said)
    ]
    counts, *_ = summarised(
        questions=table("questions", [{"question_id": q, "kind": "text"} for q in "ab"]),
        comments=table("comments", comments),
        texts=table("texts", [c | {"status": "ok"} for c in comments]),
        mentions=table("mentions", rows),
        respondents=table("respondents", [{"respondent_id": w, "complete": True} for w in "1234"]),
    )
    whole = counts[(counts["question_id"] == "") & (counts["count"] > 0)]
    expected = defaultdict(set)
    for who, _, code, role in said:
        for part in (role, "any"):
            expected["country", code, part].add(who)
            for area in areas.areas().values():
                if code in area.countries:
                    expected["area", area.area_id, part].add(who)
    found = whole[whole["kind"].isin({"country", "area"})]
    keys = zip(found["kind"], found["item_id"], found["role"], strict=True)
    assert dict(zip(keys, found["count"], strict=True)) == {key: len(who) for key, who in expected.items()}
    assert set(found["base"]) <= {4}


def test_who_names_a_region_names_the_areas_around_it_but_no_country():
    comments = [{"comment_id": "1", "respondent_id": "1", "question_id": "a"}]
    counts, *_ = summarised(
        questions=table("questions", [{"question_id": "a", "kind": "text"}]),
        comments=table("comments", comments),
        texts=table("texts", [{"comment_id": "1", "status": "ok"}]),
        mentions=table(
            "mentions", [{"comment_id": "1", "kind": "region", "entity_id": "m49:035", "role": "target", "start": 0}]
        ),
        respondents=table("respondents", [{"respondent_id": "1", "complete": True}]),
    )
    named = counts[(counts["question_id"] == "") & (counts["role"] == "target")]
    assert set(named["kind"]) == {"region", "area"}
    assert set(named.loc[named["kind"] == "area", "item_id"]) == {"m49:035", "m49:142", "bloc:APAC", "bloc:ASEAN"}
