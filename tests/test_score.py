"""Agreement of machine and people, from tables and from the command line."""

from __future__ import annotations

import json

import numpy as np
import pytest
from helpers import CODEBOOK, mini_survey, table
from sklearn.metrics import cohen_kappa_score, f1_score

from textmine import cli, config, pipeline, score, tables
from textmine.errors import TextmineError

SIZE = 40


@pytest.fixture
def run():
    """Forty respondents with a segment each, two themes, and what the machine says of them."""
    random = np.random.default_rng(0)
    names = [f"{n}:Q" for n in range(SIZE)]
    machine = {theme: random.random(SIZE) < 0.4 for theme in ("staff", "money")}
    codings = [
        {"segment_id": name, "comment_id": name, "theme_id": theme, "decision": "yes", "votes": "{}"}
        for n, name in enumerate(names)
        for theme in machine
        if machine[theme][n]
    ]
    made = {
        "themes": table("themes", [{"theme_id": theme, "label": theme.upper()} for theme in machine]),
        "comments": table("comments", [{"comment_id": n, "respondent_id": n.partition(":")[0]} for n in names]),
        "respondents": table("respondents", [{"respondent_id": f"{n}"} for n in range(SIZE)]),
        "segments": table("segments", [{"segment_id": n, "comment_id": n, "end": 9} for n in names]),
        "codings": table("codings", codings),
        "labels": tables.empty("labels"),
        "prevalence": tables.empty("prevalence"),
    }
    return made, machine


def _labels(coders):
    """Labels of coders: name -> theme -> yes or no of each segment, None where not coded."""
    return table(
        "labels",
        [
            {"comment_id": f"{n}:Q", "end": 9, "theme_id": theme, "coder": coder, "decision": "yes" if said else "no"}
            for coder, themes in coders.items()
            for theme, values in themes.items()
            for n, said in enumerate(values)
            if said is not None
        ],
    )


def _noisy(machine, seed, share=0.15):
    random = np.random.default_rng(seed)
    return {theme: (values ^ (random.random(SIZE) < share)).tolist() for theme, values in machine.items()}


def test_the_machine_against_one_coder(run):
    run, machine = run
    ann = _noisy(machine, 1)
    (found,) = score.compare(run, _labels({"ann": ann}))
    assert (found.one, found.other, found.segments, found.respondents) == ("machine", "ann", SIZE, SIZE)
    rows = {row["label"]: row for row in found.rows}
    for theme in machine:
        f1, low, high = rows[theme.upper()]["f1"]
        assert f1 == pytest.approx(f1_score(ann[theme], machine[theme]), abs=1e-4)
        assert low < f1 < high
        assert rows[theme.upper()]["kappa"][0] == pytest.approx(cohen_kappa_score(ann[theme], machine[theme]), abs=1e-4)
        assert rows[theme.upper()]["one"] == machine[theme].sum()
    every = [value for theme in machine for value in ann[theme]], np.concatenate(list(machine.values()))
    assert rows["micro"]["f1"][0] == pytest.approx(f1_score(*every), abs=1e-4)
    mean = np.mean([f1_score(ann[theme], machine[theme]) for theme in machine])
    assert rows["macro"]["f1"][0] == pytest.approx(mean, abs=1e-4)
    assert score.compare(run, _labels({"ann": ann})) == [found]


def test_several_coders_are_compared_with_one_another(run):
    run, machine = run
    ann, ben = _noisy(machine, 1), _noisy(machine, 2)
    cem = {theme: [v if n < 20 else None for n, v in enumerate(values)] for theme, values in _noisy(machine, 3).items()}
    found = score.compare(run, _labels({"ann": ann, "ben": ben, "cem": cem}))
    assert [(each.one, each.other) for each in found] == [
        *(("machine", "people"), ("ann", "ben"), ("ann", "cem"), ("ben", "cem"), ("all coders", "")),
    ]
    pair = {row["label"]: row for row in found[1].rows}
    assert pair["STAFF"]["kappa"][0] == pytest.approx(cohen_kappa_score(ann["staff"], ben["staff"]), abs=1e-4)
    assert [each.segments for each in found][2:4] == [20, 20]
    assert found[4].rows[0]["alpha"][0] is not None
    assert found[4].rows[0]["f1"][0] is None
    more = score.compare(run, _labels({"ann": ann, "ben": ben}), by_coder=True)
    assert [(each.one, each.other) for each in more] == [
        *(("machine", "people"), ("machine", "ann"), ("machine", "ben"), ("ann", "ben")),
    ]


def test_a_tie_is_nobody_s_reference(run):
    run, _ = run
    ann = {"staff": [True] * 10}
    ben = {"staff": [True] * 6 + [False] * 4}
    found = score.compare(run, _labels({"ann": ann, "ben": ben}))
    assert found[0].segments == 6


def test_who_never_says_no_says_it_by_silence(run):
    run, _ = run
    only = {"staff": [True] * 10 + [None] * 30, "money": [None] * 10 + [True] * 10 + [None] * 20}
    (found,) = score.compare(run, _labels({"ann": only}))
    assert found.segments == 20
    assert {row["label"]: row["other"] for row in found.rows}["STAFF"] == 10


def test_the_machine_does_not_take_its_word_from_people(run):
    run, machine = run
    run["codings"]["votes"] = json.dumps({"machine": "no", "person": "yes"})
    (found,) = score.compare(run, _labels({"ann": _noisy(machine, 1)}))
    assert {row["one"] for row in found.rows} == {0}


def test_too_few_respondents_have_no_interval(run):
    run, machine = run
    few = {theme: values[:4] for theme, values in _noisy(machine, 1).items()}
    (found,) = score.compare(run, _labels({"ann": few}))
    assert all(row[name][1:] == [None, None] for row in found.rows for name in ("f1", "kappa", "alpha"))


def test_labels_of_nothing_are_an_error(run):
    run, _ = run
    with pytest.raises(TextmineError, match="Nothing was coded"):
        score.read_gold(run, ())
    with pytest.raises(TextmineError, match="No label names"):
        score.compare(run, _labels({"ann": {"nothing": [True]}}))


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("score")
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    options = config.load(None, codebook=str(folder / "book.yaml"))
    export, out = mini_survey(folder), folder / "out"
    run = pipeline.run(export, out, options=options, until="code")
    labels = [f"{c},staff,ann,yes" for c in run["segments"]["comment_id"].unique()]
    (folder / "gold.csv").write_text("\n".join(["comment_id,theme_id,coder,decision", *labels]), encoding="utf-8")
    pipeline.run(export, out, options=options, labels=folder / "gold.csv")
    return out, folder / "gold.csv"


def test_the_command_prints_a_table_and_json(coded, capsys):
    out, gold = coded
    assert cli.main(["score", str(out)]) == 0
    words = capsys.readouterr().out
    assert "machine against ann" in words
    assert "Shortage of staff" in words
    assert cli.main(["score", str(out), str(gold), "--json", "--width", "0.1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["prevalence"] == []
    assert found["agreement"][0]["rows"][0]["theme_id"] == "staff"
    assert cli.main(["score", str(out), "nowhere.csv"]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_corrected_shares_say_how_many_more(run):
    run, _ = run
    row = {"theme_id": "staff", "unit": "respondent", "machine": 0.5, "base": 200, "frame": 200, "draw": "random:0"}
    row |= {"strata": "[[100, 10, 9, 10, 1], [100, 10, 2, 10, 0], [0, 0, 0, 0, 0]]", "sample": 20, "drawn": 21}
    run["prevalence"] = table("prevalence", [row | {"share": 0.55, "low": 0.4, "high": 0.7}, row | {"unit": "comment"}])
    found = score.shares(run, 0.2)
    assert 10 < found[0]["more"] < 80
    assert found[0]["label"] == "STAFF"
    assert "more" not in found[1]
    lines = list(score.lines([], found))
    assert len(lines) == 4
    assert "40 to 70 %" in lines[2]
    assert "20/21" in lines[2]
    run["prevalence"] = table("prevalence", [row])
    assert "too few coded" in list(score.lines([], score.shares(run)))[2]
