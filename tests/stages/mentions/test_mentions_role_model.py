"""The role model takes over where the rules are wrong for sure, and nowhere else."""

from __future__ import annotations

import dataclasses
import random
import subprocess
import sys

import pandas as pd
import pytest
from quality import measure, roles
from survey_of import survey, table

from textmine.stages.mentions import MentionsSettings, corrections, gazetteer, mentions, role_model

NO_NER = MentionsSettings(ner=False)
MEMBERS = gazetteer.eu_members("")
PLACES = (("Canada", "CA"), ("Japan", "JP"), ("Chile", "CL"), ("Peru", "PE"), ("India", "IN"), ("Kenya", "KE"))
VISIT, SELL = ("We plan a mission to ", " next year."), ("They deliver kelp from ", " to all of us.")
ASKED = "What did you do?"


def _rows(kinds, count=48):
    """Checked places by turns of these sentences: (before, after, role)."""
    rows = []
    for number in range(count):
        (before, after), role = kinds[number % len(kinds)]
        surface, entity = PLACES[number % len(PLACES)]
        ids = {"line": number + 2, "comment_id": f"{number}:Q", "start": len(before), "kind": "country"}
        words = {"before": before, "after": after, "surface": surface, "end": len(before) + len(surface)}
        rows.append(ids | words | {"entity": entity, "role": role, "question": ASKED, "language": "en"})
    return table("corrections", rows)


def _judge(rows):
    return role_model.judge(corrections.read(rows), MEMBERS)


# What delivers kelp is a partner, says the person; the rules cannot know.
WRONG = _rows([(VISIT, "target"), (SELL, "partner"), (SELL, "partner")])
RIGHT = _rows([(VISIT, "target"), (("We come from ", "."), "home")])


def _roles(text, rows):
    found, _ = mentions(*survey([text], question={"text": ASKED}), rows, settings=NO_NER)
    return found[["role", "rule"]].to_numpy().tolist()


def test_it_takes_over_where_the_rules_are_wrong_again_and_again():
    verdict = _judge(WRONG)
    assert verdict.model is not None
    assert "by the model trained on 48 corrections: right on 1.00 of 48 checked places" in verdict.why
    text = "They deliver kelp from Norway to all of us."
    ((before, rule),) = _roles(text, WRONG.iloc[:0])
    assert before != "partner"
    ((role, rule),) = _roles(text, WRONG)
    assert role == "partner"
    assert "role: partner by the model trained on 48 corrections, 0." in rule
    assert f"; rules say {before} " in rule


def test_it_leaves_rules_that_are_right():
    verdict = _judge(RIGHT)
    assert verdict.model is None
    assert "by the rules: a model was right on 1.00 of 48" in verdict.why
    assert "no gain for sure" in verdict.why
    text = "We plan a mission to Norway next year."
    assert _roles(text, RIGHT) == _roles(text, RIGHT.iloc[:0])


def test_a_correction_wins_over_it():
    row = WRONG.iloc[[1]].assign(comment_id="0", role="home", before="They deliver kelp from ", line=99)
    text = "They deliver kelp from Japan to all of us."
    rows = pd.concat([WRONG, row], ignore_index=True)
    assert _judge(rows).model is not None
    assert _roles(text, rows) == [["home", "corrected by a person"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (WRONG.iloc[:29], "there are 29 with 2 roles from 29 respondents"),
        (WRONG[WRONG["role"] == "partner"], "there are 32 with 1 roles"),
        (WRONG.assign(comment_id="1:Q"), "from 1 respondents"),
        (WRONG.assign(before="", after="", question=""), "there are 0 with"),
        (WRONG.assign(entity="", machine_id="CA"), "there are 0 with"),
        (_rows([(SELL, "partner"), (SELL, "home")]), "the rules had 0 right; a model needs 10 of these too"),
    ],
)
def test_few_or_one_sided_corrections_train_nothing(rows, words):
    verdict = _judge(rows)
    assert verdict.model is None
    assert verdict.why.startswith("by the rules: ")
    assert words in verdict.why


def test_the_same_corrections_train_the_same_model():
    first, second = (role_model.fit(role_model.examples(corrections.read(WRONG), MEMBERS)) for _ in range(2))
    assert vars(first) == vars(second)


def test_a_model_of_two_or_more_roles_gives_probabilities():
    known = role_model.examples(corrections.read(WRONG), MEMBERS)
    three = [*known, *(e._replace(role="other", features=("odd",)) for e in known[:12])]
    for examples in (known, three):
        role, probability = role_model.fit(examples).predict(known[0].features)
        assert role == "target"
        assert 0.5 < probability < 1
    assert role_model.fit(three).predict(["odd"])[0] == "other"


def test_features_do_not_name_the_country():
    for example in role_model.examples(corrections.read(WRONG), MEMBERS):
        assert not {"canada", "japan", "CA", "JP"} & {word for f in example.features for word in f.split()}


def test_on_gold_it_follows_a_survey_with_its_own_words_only():
    (cases,) = measure.gold(["countries"])
    members = gazetteer.eu_members("2024-06-01")
    truth = corrections.read(roles.corrected(cases.rows))
    draw = random.Random(1).sample(truth, 120)
    assert role_model.judge(tuple(draw), members).model is None
    # A survey that calls partners within the EU its own people.
    own = [r._replace(role="home") if r.role == "partner" and r.entity_id in members else r for r in draw]
    assert role_model.judge(tuple(own), members).model is not None


def test_the_learning_curve_is_measured():
    (cases,) = measure.gold(["countries"])
    figures = roles.roles(dataclasses.replace(cases, rows=cases.rows[:60]))["textmine"]
    assert figures["countries"] > 60
    assert 0.8 < figures["accuracy_of_the_rules"] <= 1
    assert 0.5 < figures["accuracy_with_30_corrections"] <= 1


def test_without_corrections_scikit_learn_stays_out():
    code = (
        "import sys; sys.path.insert(0, 'tests/stages/mentions'); from survey_of import search;"
        "search(['We plan a mission to Canada.']); print('sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
