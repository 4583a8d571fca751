"""The quality of the stages on the gold cases, and the instrument that measures it.

The gold figures are held against tests/quality_floor.toml; a spoilt figure must fall below its floor.
"""

from __future__ import annotations

import dataclasses
import json
import random

import pytest
from helpers import CODEBOOK, REAL, ROOT

from textmine.errors import TextmineError

LABELS = {
    "status": "status",
    "language": "language",
    "personal": "expect",
    "segments": "segments",
    "countries": "expect",
    "agreement": "second",
    "typed": "countries",
    "organisations": "expect",
    "organisation_links": "expect",
    "coding": "themes",
    "beside": "relation",
    "discovery": "theme",
}
# The encoder's last digits hang on the machine, and a case on the edge with them.
EXACT = [task for task in LABELS if task not in {"coding", "beside", "discovery"}]


@pytest.fixture(scope="module")
def measuring():
    from quality import measure

    return measure


@pytest.fixture(scope="module")
def gold(measuring):
    """The gold cases and their figures, each measured once."""
    cases = {each.task: each for each in measuring.gold(measuring.TASKS)}
    return {task: (each, measuring.measure(each)) for task, each in cases.items()}


def _cases(task, *rows, **values):
    from quality.formats import Cases

    return Cases(task, "gold", list(rows), **values)


@pytest.mark.slow
@pytest.mark.parametrize("task", LABELS)
def test_no_gold_figure_is_below_its_floor(task, gold, measuring):
    floors = measuring.floors()
    assert floors[task]
    assert measuring.below([gold[task][1]], floors) == []


@pytest.mark.slow
@pytest.mark.parametrize("task", LABELS)
def test_a_figure_that_is_spoilt_falls_below_its_floor(task, gold, measuring):
    cases = gold[task][0]
    labels = [row[LABELS[task]] for row in cases.rows]
    random.Random(1).shuffle(labels)
    rows = [row | {LABELS[task]: label} for row, label in zip(cases.rows, labels, strict=True)]
    spoilt = measuring.measure(dataclasses.replace(cases, rows=rows, sizes=(60,)))
    assert [line for line in measuring.below([spoilt], measuring.floors()) if "below its floor" in line]


def test_floors_name_figures_that_are_shares(gold, measuring):
    floors = measuring.floors()
    assert set(floors) == set(measuring.TASKS) == set(LABELS)
    for task, lowest in floors.items():
        for name, floor in lowest.items():
            assert 0 < floor <= 1
            assert name in gold[task][1].figures


@pytest.fixture(scope="module")
def document():
    return json.loads((ROOT / "docs" / "quality.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("task", EXACT)
def test_the_page_has_the_gold_figures_of_today(task, gold, document):
    """Else run scripts/evaluate.py --write."""
    written = next(r for r in document["results"] if (r["task"], r["data"]) == (task, "gold"))
    assert written == dataclasses.asdict(gold[task][1])


def test_the_page_is_made_from_the_figures(document):
    from quality.page import page

    assert (ROOT / "docs" / "quality.md").read_text(encoding="utf-8") == page(document)


def test_a_spoilt_gold_file_ends_with_1_and_says_which_figure(measuring, tmp_path, monkeypatch, capsys):
    import evaluate

    row = {"text": "We have no staff.", "kind": "free_text", "status": "no_answer"}
    (tmp_path / "status.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    monkeypatch.setattr(measuring, "GOLD", tmp_path)
    assert evaluate.main(["--task", "status", "--json"]) == 1
    printed = capsys.readouterr()
    assert "status.accuracy is 0.0, below its floor" in printed.err
    document = json.loads(printed.out)
    assert document["results"][0]["methods"]["textmine"]["accuracy"] == 0
    assert {"seed", "draws", "versions", "skipped"} < set(document)


def test_write_keeps_the_public_figures_that_are_not_measured_again(measuring, tmp_path, monkeypatch):
    import evaluate

    row = {"text": "N/A", "kind": "free_text", "status": "no_answer"}
    (tmp_path / "status.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    old = {"task": "status", "data": "elsewhere", "cases": 9, "note": "", "tuned": False}
    old |= {"methods": {"textmine": {"accuracy": 0.4321}}}
    stale = old | {"data": "gold"}
    (tmp_path / "quality.json").write_text(json.dumps({"results": [old, stale]}), encoding="utf-8")
    monkeypatch.setattr(measuring, "GOLD", tmp_path)
    monkeypatch.setattr(evaluate, "FIGURES", tmp_path / "quality.json")
    monkeypatch.setattr(evaluate, "PAGE", tmp_path / "quality.md")
    assert evaluate.main(["--write"]) == 1  # one case has none of the other figures that have a floor
    results = json.loads((tmp_path / "quality.json").read_text(encoding="utf-8"))["results"]
    assert [(each["data"], each["methods"]["textmine"]["accuracy"]) for each in results] == [
        ("gold", 1),
        ("elsewhere", 0.4321),
    ]
    page = (tmp_path / "quality.md").read_text(encoding="utf-8")
    assert "| elsewhere | 9 |" in page
    assert "| accuracy | 0.43 |" in page


def test_own_cases_with_an_own_codebook(tmp_path, capsys):
    import evaluate

    (tmp_path / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    rows = [("There is a lack of staff.", ["staff"]), ("It rained.", [])]
    lines = [json.dumps({"text": text, "language": "en", "themes": themes}) for text, themes in rows]
    (tmp_path / "own.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = ["--file", str(tmp_path / "own.jsonl"), "--codebook", str(tmp_path / "book.yaml")]
    assert evaluate.main(["--task", "coding", *files]) == 0
    assert "| exact sets | 1.00 | 1.00 | 1.00 |" in capsys.readouterr().out


def test_only_final_reads_the_held_back_half(measuring, tmp_path, monkeypatch):
    row = {"text": "We have no staff.", "kind": "free_text", "status": "ok"}
    (tmp_path / "status.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    (tmp_path / "status.final.jsonl").write_text("not to be read", encoding="utf-8")
    monkeypatch.setattr(measuring, "GOLD", tmp_path)
    assert len(next(iter(measuring.gold(["status"]))).rows) == 1
    with pytest.raises(TextmineError, match="line 1 is not JSON"):
        list(measuring.gold(["status"], final=True))


def test_no_other_code_names_the_held_back_half():
    files = [*ROOT.glob("textmine/**/*.py"), *ROOT.glob("scripts/**/*.py"), *ROOT.glob("tests/**/*.py")]
    naming = {file.relative_to(ROOT).as_posix() for file in files if "final.jsonl" in file.read_text(encoding="utf-8")}
    assert naming == {"scripts/quality/measure.py", "tests/test_quality.py"}


BAD = {
    "not json": ("status", "{", "line 2 is not JSON", "one JSON object"),
    "no object": ("status", "[]", "line 2 is '[]'", "one JSON object"),
    "missing": (
        "status",
        '{"text": "a", "kind": "free_text"}',
        "line 2: the key 'status' is missing",
        "status: a text",
    ),
    "wrong type": (
        "segments",
        '{"text": "a", "language": "en", "segments": "a"}',
        'segments is "a"',
        "a list of texts",
    ),
    "flag": (
        "countries",
        '{"text": "Japan", "language": "en", "expect": [{"surface": "Japan", "entity": "JP", "negated": "no"}]}',
        'line 2: negated is "no"',
        "negated: true or false",
    ),
    "no such words": (
        "organisations",
        '{"text": "We met.", "language": "en", "expect": ["Acme"]}',
        "line 2: 'Acme' does not stand in the text",
        "as they stand",
    ),
    "order": (
        "segments",
        '{"text": "No time. No staff.", "language": "en", "segments": ["No staff.", "No time."]}',
        "line 2: the segment 'No time.' does not stand in the rest",
        "in their order",
    ),
    "theme": ("coding", '{"text": "a", "language": "en", "themes": ["staf_shortage"]}', "no theme has the id", ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_malformed_line_is_one_error_that_names_it(name, tmp_path):
    from quality.formats import read

    task, line, found, expected = BAD[name]
    file = tmp_path / "own.jsonl"
    file.write_text('{"header": true}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TextmineError) as raised:
        read(task, file, "own")
    assert found in raised.value.found
    assert expected in raised.value.expected


def test_options_that_do_not_go_together_are_one_error(capsys, tmp_path):
    import evaluate

    file = tmp_path / "own.jsonl"
    assert evaluate.main(["--file", str(file)]) == 1
    assert "--task" in capsys.readouterr().err
    assert evaluate.main(["--write", "--final"]) == 1
    assert "whole page" in capsys.readouterr().err
    assert evaluate.main(["--task", "status", "--file", str(file)]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_cuts_and_exact_segments(measuring):
    text = "Lack of time; lack of money. We need both."
    cases = _cases(
        "segments",
        {"text": text, "language": "en", "segments": ["Lack of time", "lack of money", "We need both"]},
        {"text": text, "language": "en", "segments": ["Lack of time; lack of money.", "We need both."]},
        {"text": text, "language": "en", "segments": ["Lack", "of time; lack of money. We need both."]},
        {"text": "We lack time. And we lack money.", "language": "en", "segments": ["We lack time.", "we lack money."]},
    )
    figures = measuring.measure(cases).figures
    assert figures["exact"] == pytest.approx(2 / 4)
    assert figures["cut_precision"] == pytest.approx(4 / 7, abs=1e-4)
    assert figures["cut_recall"] == pytest.approx(4 / 5)


def test_countries_by_hand(measuring):
    """Canada and Asia found; China found, with the wrong code expected; Peru is not in the list of what is expected."""
    question = "Which countries are your target markets?"
    expect = [
        {"surface": "Canada", "entity": "CA", "role": "target"},
        {"surface": "China", "entity": "TW", "role": "target"},
        {"surface": "Asia", "entity": "region:Asia"},
    ]
    row = {"text": "We chose Canada, China, Peru and Asia.", "language": "en", "question": question, "expect": expect}
    figures = measuring.measure(_cases("countries", row)).figures
    assert figures["country_precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["country_recall"] == pytest.approx(1 / 2)
    assert figures["country_set_f1"] == figures["target_set_f1"] == pytest.approx(2 / 5)
    assert figures["region_f1"] == figures["role_accuracy"] == 1
    assert figures["negated_f1"] is None


def test_countries_by_language_and_by_how_they_are_named(measuring):
    """French firms and Lyon are found as France, the town of nowhere is not, and Peru is too many."""
    question = "Which countries are your target markets?"
    told = {"question": question, "language": "en"}
    france = [{"surface": name, "entity": "FR", "role": "target"} for name in ("French", "Lyon")]
    rows = [
        told | {"text": "We met French firms in Lyon and in Peru.", "expect": france},
        {"text": "Wir waren in Hintertupfing.", "expect": [{"surface": "Hintertupfing", "entity": "DE"}]}
        | told
        | {"language": "de"},
    ]
    figures = measuring.measure(_cases("countries", *rows)).figures
    assert figures["country_f1_among_adjectives_and_inhabitants"] == 1
    assert (figures["country_precision_among_names"], figures["countries_among_names"]) == (0, 0)
    assert figures["country_recall_among_towns_and_parts"] == pytest.approx(1 / 2)
    assert figures["country_precision_in_en"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["country_recall_in_other_than_en"] == figures["country_recall_in_de"] == 0
    assert figures["cases_in_de"] == 1
    alone = measuring.measure(_cases("countries", rows[1])).figures
    assert not [name for name in alone if "_in_" in name or "_among_" in name]


@pytest.mark.parametrize(
    ("surface", "entity", "language", "kind"),
    [
        ("Kanada", "CA", "de", "names"),
        ("kanadischen", "CA", "de", "adjectives_and_inhabitants"),
        ("Danes", "DK", "en", "adjectives_and_inhabitants"),
        ("Polen", "PL", "nl", "names"),
        ("slovenské", "SK", "cs", "adjectives_and_inhabitants"),
        ("Slovensku", "SK", "sk", "names"),
        ("Dresden", "DE", "en", "towns_and_parts"),
        ("Scotland", "GB", "en", "towns_and_parts"),
        ("Luxembourg", "LU", "fr", "names"),
        ("Kazahkstan", "KZ", "en", "names"),
        ("Miškolca", "HU", "sk", "towns_and_parts"),
        ("Nowhere", "ZZ", "en", "names"),
    ],
)
def test_how_a_country_is_named(surface, entity, language, kind):
    from quality.wordings import wording

    assert wording(surface, entity, language) == kind


def test_agreement_by_hand(measuring):
    """Of two labellings with three and two mentions, two are the same and one of them has another role."""
    names = [("Canada", "CA", "target"), ("the Gulf", "region:Gulf", "other"), ("Peru", "PE", "home")]
    first = [{"surface": surface, "entity": entity, "role": role} for surface, entity, role in names]
    second = [first[0], {"surface": "Gulf", "entity": "region:Gulf states", "role": "target", "hedged": True}]
    rows = [
        {"text": "Canada, the Gulf and Peru", "language": "en", "first": first, "second": second},
        {"text": "It rained.", "language": "en", "first": [], "second": []},
    ]
    figures = measuring.measure(_cases("agreement", *rows)).figures
    assert figures["mentions_f1"] == pytest.approx(4 / 5)
    assert figures["alike"] == figures["role_share"] == figures["hedged_share"] == 0.5
    assert (figures["role_kappa"], figures["negated_share"], figures["negated_kappa"]) == (0, 1, None)


def test_gold_is_what_a_labeller_said():
    def rows(name):
        lines = (ROOT / "data" / "gold" / name).read_text(encoding="utf-8").splitlines()[1:]
        return {(row["text"], row["question"], row["option"]): row for row in map(json.loads, lines)}

    gold, twice = rows("countries.jsonl"), rows("agreement.jsonl")
    assert twice.keys() <= gold.keys()
    assert all(gold[case]["expect"] in (row["first"], row["second"]) for case, row in twice.items())


def test_typed_countries_by_hand(measuring, capsys, tmp_path):
    """Five answers name a country and one of them the wrong one, one says nothing, two are no country."""
    import evaluate

    question = "In which country do you work?"
    rows = [
        {"text": text, "language": "en", "question": question, "times": times} | told
        for text, times, told in (
            ("Canada", 4, {"countries": ["CA"]}),
            ("Peru", 1, {"countries": ["CL"]}),
            ("Qwrtland", 2, {}),
            ("n/a", 9, {}),
            ("worldwide", 1, {"countries": []}),
        )
    ]
    figures = measuring.measure(_cases("typed", *rows)).figures
    assert figures["resolved"] == pytest.approx(5 / 7, abs=1e-4)
    assert figures["resolved_wordings"] == figures["exact"] == pytest.approx(2 / 3, abs=1e-4)
    assert (figures["answers"], figures["wordings"]) == (7, 3)
    (tmp_path / "own.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert evaluate.main(["--task", "typed", "--file", str(tmp_path / "own.jsonl"), "--unresolved"]) == 0
    assert "no country found in\n2\tQwrtland\n" in capsys.readouterr().out


def test_places_are_scored_where_they_are_told(measuring):
    row = {"text": "We met Acme GmbH in Canada and in Hintertupfing.", "language": "en", "expect": ["Acme GmbH"]}
    assert "place_recall" not in measuring.measure(_cases("organisations", row)).figures
    figures = measuring.measure(_cases("organisations", row | {"places": ["Canada", "Hintertupfing"]})).figures
    assert (figures["place_precision"], figures["place_recall"]) == (1, 0.5)


def test_the_test_part_of_a_public_set_is_read_for_final_only(measuring, tmp_path):
    (tmp_path / "wnut17").mkdir()
    line = {"tokens": ["in", "New", "York"], "tags": ["O", "B-location", "I-location"]}
    (tmp_path / "wnut17" / "dev.jsonl").write_text(json.dumps(line), encoding="utf-8")
    (tmp_path / "wnut17" / "test.jsonl").write_text("not to be read", encoding="utf-8")
    cases, _ = measuring.data_sets(tmp_path, ["organisations"])
    assert [(each.data, each.rows[0]["places"]) for each in cases] == [("WNUT 2017", ["New York"])]
    with pytest.raises(json.JSONDecodeError):
        measuring.data_sets(tmp_path, ["organisations"], final=True)


def test_statuses_by_hand(measuring):
    rows = [
        {"text": text, "kind": "free_text", "status": status}
        for text, status in (
            ("N/A", "no_answer"),
            ("We have no staff.", "no_answer"),
            ("No time.", "ok"),
            (" ", "blank"),
        )
    ]
    result = measuring.measure(_cases("status", *rows))
    assert result.figures["accuracy"] == pytest.approx(3 / 4)
    assert result.figures["no_answer_recall"] == result.figures["ok_precision"] == pytest.approx(1 / 2)
    assert result.methods["all ok"] == {"accuracy": 0.25}


def test_the_same_words_twice_are_found_one_after_the_other():
    from quality.spans import expected

    spans = expected("Peru, then Peru & Chile", [(name, name, {}) for name in ("Peru", "Peru", "Chile", "Bali")])
    assert [span[:2] for span in spans] == [(0, 4), (11, 15), (18, 23), (-1, -1)]


def test_a_survey_is_looked_at_alone(measuring):
    """Two surveys of four comments are too small to draw from and are taken whole."""
    rows = [
        {"text": f"{text} {number}", "language": "en", "theme": text, "survey": survey}
        for survey in "ab"
        for text in ("The visa came late", "Nobody answered the phone")
        for number in ("again", "in May")
    ]
    figures = measuring.measure(_cases("discovery", *rows)).figures
    assert figures["draws_of_all"] == 2
    assert figures["true_themes_of_all"] == 2
    assert "nmi_of_20" not in figures


def test_absent_data_sets_are_named(measuring, tmp_path):
    (tmp_path / "lingua_langid_dev").mkdir()
    line = {"lang": "de", "kind": "word-pairs", "text": "guter Tag"}
    (tmp_path / "lingua_langid_dev" / "langid_dev.jsonl").write_text(json.dumps(line), encoding="utf-8")
    cases, skipped = measuring.data_sets(tmp_path, measuring.TASKS)
    assert [(each.task, each.rows[0]["group"]) for each in cases] == [("language", "word_pairs")]
    assert "wnut17: there is no dev.jsonl" in skipped


@pytest.mark.skipif(not REAL.is_dir(), reason="the public data sets are not beside this checkout")
def test_the_public_data_sets_are_read(measuring):
    cases, skipped = measuring.data_sets(REAL, measuring.TASKS)
    assert skipped == []
    told = {"language", "personal", "countries", "typed", "organisations", "coding", "discovery"}
    assert {each.task for each in cases} == told
    assert all(each.rows and each.note for each in cases)


def test_every_format_and_data_set_is_documented(measuring):
    from quality.datasets import DATASETS
    from quality.formats import FORMATS

    page = (ROOT / "docs" / "measuring.md").read_text(encoding="utf-8")
    for folder in DATASETS:
        assert f"`{folder}`" in page
    assert set(FORMATS) == set(measuring.TASKS)
    for task, keys in FORMATS.items():
        section = page.partition(f"### {task}\n")[2].partition("\n#")[0]
        for key in keys:
            assert f"`{key.name}`" in section, (task, key.name)


def test_learning_by_hand(measuring):
    """Three bare themes, thirty comments on each: with and without examples, beside other methods."""
    from quality.formats import Cases
    from quality.learning import development

    from textmine.codebook import Codebook, Theme

    said = {"food": "The soup was cold on day {}.", "staff": "Nurse {} was rude.", "wait": "I queued for {} hours."}
    themes = tuple(Theme(name, name.title()) for name in said)
    rows = [
        {"text": text.format(number), "language": "en", "themes": [theme]}
        for number in range(30)
        for theme, text in said.items()
    ]
    assert 20 < sum(development(row["text"]) for row in rows) < 70
    cases = Cases("coding", "own", rows, Codebook("own", "en", themes), learn=(5, 10**6), one_code=True)
    result = measuring.measure(cases)
    figures = result.figures
    for size in ("no examples", "5_a_code", "all"):
        assert figures[f"{size}_micro_f1"] > 0.9
        assert 0 <= figures[f"{size}_calibration_error"] <= 1
        assert figures[f"{size}_ahead_low"] <= figures[f"{size}_ahead"] <= figures[f"{size}_ahead_high"]
    assert result.methods["always the commonest"]["all_micro_f1"] < 0.6
    assert {"tf-idf + LR", "vectors + LR", "BERTopic zero-shot"} < set(result.methods)
