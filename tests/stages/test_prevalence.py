"""Shares corrected by a random sample: who counts as coded, and that the interval covers."""

from __future__ import annotations

import json

import numpy as np
import pytest
from helpers import table

from textmine import tables
from textmine.handcoding import draw_order
from textmine.stages.prevalence import FEWEST, prevalence

THEMES = [{"theme_id": "money", "parent": "means"}, {"theme_id": "means"}]


def _survey(people, machine, coded, draw="random:0", *, coders=("ann",), comments=2):
    """Respondents with some comments of one segment each.

    `people` and `machine` say which comments (respondent, number) have the theme `money`, `coded` who was coded.
    """
    respondents = [f"{n}" for n in range(len(people))]
    places = [(who, n) for who in respondents for n in range(comments)]

    def name(place):
        return f"{place[0]}:Q:{place[1]}"

    labels = [
        {"comment_id": name((who, n)), "end": 9, "theme_id": "money", "coder": coder, "draw": draw}
        | {"decision": "yes" if people[int(who)] > n else "no"}
        for who, n in places
        if who in coded
        for coder in coders
    ]
    return {
        "questions": table("questions", [{"question_id": "Q", "kind": "text"}]),
        "respondents": table("respondents", [{"respondent_id": who, "complete": True} for who in respondents]),
        "comments": table(
            "comments", [{"comment_id": name(p), "respondent_id": p[0], "question_id": "Q"} for p in places]
        ),
        "texts": table("texts", [{"comment_id": name(p), "text": "some words"} for p in places]),
        "segments": table("segments", [{"segment_id": name(p), "comment_id": name(p), "end": 9} for p in places]),
        "themes": table("themes", THEMES),
        "codings": table(
            "codings",
            [
                {"segment_id": name(p), "comment_id": name(p), "theme_id": "money", "decision": "yes", "votes": "{}"}
                for p in places
                if machine[int(p[0])] > p[1]
            ],
        ),
        "labels": table("labels", labels),
        "counts": tables.empty("counts"),
    }


def _rows(survey):
    made = tables.check("prevalence", prevalence(**survey))
    return made.set_index(["theme_id", "unit"])


def test_without_a_random_draw_there_is_nothing():
    assert prevalence(**_survey([1] * 20, [1] * 20, set())).empty
    assert prevalence(**_survey([1] * 20, [1] * 20, {"1", "2"}, "next")).empty


def test_who_is_coded_whole_needs_no_interval():
    people, machine = [2] * 5 + [0] * 15, [0] * 10 + [1] * 10
    rows = _rows(_survey(people, machine, {f"{n}" for n in range(20)}))
    row = rows.loc["money", "respondent"]
    assert (row["machine"], row["share"], row["low"], row["high"]) == pytest.approx((0.5, 0.25, 0.25, 0.25))
    assert (row["base"], row["frame"], row["sample"], row["drawn"]) == (20, 20, 20, 20)
    assert rows.loc["money", "comment"][["machine", "share", "base"]].tolist() == [0.25, 0.25, 40]
    assert rows.loc["means", "respondent"]["share"] == 0.25


def test_fewer_than_ten_are_not_enough():
    coded = set(draw_order([f"{n}" for n in range(40)], 0)[: FEWEST - 1])
    row = _rows(_survey([1] * 40, [1] * 40, coded)).loc["money", "respondent"]
    assert row[["share", "low", "high"]].isna().all()
    assert (row["sample"], row["drawn"], row["machine"]) == (FEWEST - 1, FEWEST - 1, 1)


def test_a_sample_ends_where_too_many_are_left_out():
    order = draw_order([f"{n}" for n in range(60)], 0)
    few = set(order[:30]) - {order[4]}
    row = _rows(_survey([1] * 60, [1] * 60, few)).loc["money", "respondent"]
    assert (row["sample"], row["drawn"]) == (29, 30)
    row = _rows(_survey([1] * 60, [1] * 60, set(order[:10]) | set(order[40:]))).loc["money", "respondent"]
    assert (row["sample"], row["drawn"]) == (10, 10)


def test_who_is_coded_in_part_is_not_coded():
    survey = _survey([1] * 20, [1] * 20, {f"{n}" for n in range(20)})
    first = draw_order(survey["respondents"]["respondent_id"], 0)[0]
    survey["labels"] = survey["labels"][survey["labels"]["comment_id"] != f"{first}:Q:1"]
    assert _rows(survey).loc["money", "respondent"]["sample"] == 19


def test_several_coders_count_in_parts():
    survey = _survey([1] * 20, [0] * 20, {f"{n}" for n in range(20)}, coders=("ann", "ben"))
    ben = survey["labels"]["coder"] == "ben"
    survey["labels"].loc[ben, "decision"] = "no"
    rows = _rows(survey)
    assert rows.loc["money", "respondent"]["share"] == 0.5
    assert rows.loc["money", "comment"]["share"] == 0.25


def test_what_people_decided_does_not_make_the_machine_right():
    survey = _survey([0] * 20, [2] * 20, {f"{n}" for n in range(20)})
    survey["codings"]["decision"] = "no"
    survey["codings"]["votes"] = json.dumps({"machine": "yes", "person": "no"})
    row = _rows(survey).loc["money", "respondent"]
    assert (row["machine"], row["share"]) == (1, 0)


def test_a_model_of_what_people_coded_is_not_held_against_them():
    survey = _survey([0] * 20, [2] * 20, set(draw_order([f"{n}" for n in range(20)], 0)[:10]))
    survey["codings"]["votes"] = json.dumps({"machine": "no", "by": "model"})
    assert _rows(survey).loc["money", "respondent"]["machine"] == 0


def test_who_did_not_submit_or_said_nothing_is_no_part_of_the_sample():
    survey = _survey([1] * 30, [1] * 30, {f"{n}" for n in range(30)})
    survey["respondents"].loc[:9, "complete"] = False
    figure = {"kind": "theme", "item_id": "money", "unit": "respondent", "count": 20, "base": 25}
    survey["counts"] = table("counts", [figure])
    row = _rows(survey).loc["money", "respondent"]
    assert (row["base"], row["frame"], row["sample"]) == (25, 20, 20)
    assert (row["share"], row["low"], row["high"]) == pytest.approx((0.8, 0.8, 0.8))


@pytest.mark.parametrize("unit", ["respondent", "comment"])
def test_the_interval_covers_and_the_corrected_share_beats_the_machine(unit):
    random = np.random.default_rng(3)
    size, comments = 120, 3
    # Who has the theme has it in one or all comments; the machine overlooks much and sees some that is not there.
    people = np.where(random.random(size) < 0.4, random.choice([1, 3], size), 0)
    machine = np.where(people > 0, random.choice([0, 1], size), random.choice([0, 1], size, p=[0.9, 0.1]))
    truth = (people > 0).mean() if unit == "respondent" else people.sum() / (size * comments)
    whole = _survey(people, machine, {f"{n}" for n in range(size)}, comments=comments)
    covered, errors = 0, []
    for seed in range(100):
        drawn = set(draw_order(whole["respondents"]["respondent_id"], seed)[:40])
        labels = whole["labels"]
        labels = labels[labels["comment_id"].str.split(":").str[0].isin(drawn)].assign(draw=f"random:{seed}")
        row = _rows(whole | {"labels": labels}).loc["money", unit]
        assert row["sample"] == 40
        covered += row["low"] <= truth <= row["high"]
        errors.append(row["share"] - truth)
    assert covered >= 92
    assert abs(np.mean(errors)) < 0.02
    assert np.sqrt(np.mean(np.square(errors))) < abs(row["machine"] - truth)
