"""Counts: distinct respondents, their base, groups, records, quotes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import tables
from textmine.stages.summarise import SummariseSettings, summarise
from textmine.stats import wilson


def _survey(ticks, *, complete=None, shown=True, conditional=False):
    """A survey of one question C with options a and b and a comment where a tick is the word."""
    complete = complete or dict.fromkeys(ticks, True)
    questions = [("C", "Which?", "multiple_comments", 0, "en", "", "P", conditional, 0, False)]
    answers, comments = [], []
    for who, given_ in ticks.items():
        for option in "ab":
            answers.append((who, "C", "0", "", option, shown, option in given_, None))
            if option.upper() in given_:
                comments.append((f"{who}:{option}", who, "C", "0", "", option, "option_comment", "x", "f", 2, "C"))
    return {
        "questions": tables.frame("questions", questions),
        "options": tables.frame("options", [("C", "option", o, o.upper(), i, False) for i, o in enumerate("ab")]),
        "respondents": tables.frame("respondents", [(w, None, complete[w], "en", 1.0, 2) for w in ticks]),
        "attributes": tables.frame("attributes", [(w, "size", "large" if int(w) % 2 else "small") for w in ticks]),
        "answers": tables.frame("answers", answers),
        "comments": tables.frame("comments", comments),
        "texts": tables.frame("texts", [(c[0], "x" * 50, "ok", "", "[]", "") for c in comments]),
        "fields": tables.empty("fields"),
        "mentions": tables.empty("mentions"),
        "entities": tables.empty("entities"),
        "relations": tables.empty("relations"),
        "themes": tables.empty("themes"),
        "codings": tables.empty("codings"),
        "asides": tables.empty("asides"),
    }


def _summarise(survey, **options):
    found = summarise(**survey, settings=SummariseSettings(**({"smallest_group": 1} | options)))
    made = dict(zip(("counts", "uncoded", "comparisons", "robustness"), found))
    return {name: tables.check(name, data) for name, data in made.items()}


def _figure(counts, kind, item, question="C", group="", role="", unit="respondent", option=""):
    columns = {"kind": kind, "item_id": item, "question_id": question, "group": group, "role": role, "unit": unit}
    columns |= {"option_id": option} if kind == "base" else {}
    for column, value in columns.items():
        counts = counts[counts[column] == value]
    assert len(counts) == 1
    return int(counts["count"].iloc[0]), int(counts["base"].iloc[0])


TICKS = {"1": "a", "2": "ab", "3": "", "4": "B"}


def test_ticks_are_counted_out_of_those_who_answered():
    counts = _summarise(_survey(TICKS))["counts"]
    assert _figure(counts, "tick", "a") == (2, 4)
    assert _figure(counts, "tick", "b") == (1, 4)


def test_an_option_nobody_ticked_is_a_figure():
    counts = _summarise(_survey({"1": "a", "2": "a"}))["counts"]
    assert _figure(counts, "tick", "b") == (0, 2)


def test_groups_have_their_own_base():
    counts = _summarise(_survey(TICKS), by=("size",))["counts"]
    assert _figure(counts, "tick", "a", group="large") == (1, 2)
    assert _figure(counts, "tick", "a", group="small") == (1, 2)
    assert set(_summarise(_survey(TICKS))["counts"]["by"]) == {""}


def test_who_left_without_submitting_counts_where_something_was_left():
    complete = {"1": True, "2": False, "3": False, "4": False}
    counts = _summarise(_survey(TICKS, complete=complete))["counts"]
    # 3 left nothing and did not submit; 4 only left a comment.
    assert _figure(counts, "tick", "a") == (2, 3)
    assert _figure(counts, "base", "complete", question="") == (1, 4)


@pytest.mark.parametrize(("conditional", "base"), [(False, 4), (True, 3)])
def test_where_the_export_cannot_tell_who_was_asked(conditional, base):
    counts = _summarise(_survey(TICKS, shown=None, conditional=conditional))["counts"]
    assert _figure(counts, "tick", "a") == (2, base)


def test_the_number_invited_is_the_base_of_the_response():
    counts = _summarise(_survey(TICKS), invited=10)["counts"]
    assert _figure(counts, "base", "invited", question="") == (10, 10)
    assert _figure(counts, "base", "complete", question="") == (4, 10)
    assert _figure(_summarise(_survey(TICKS))["counts"], "base", "complete", question="") == (4, 4)


def _mention(comment, entity="CA", *, role="target", negated=False, start=0):
    return (comment, start, start + 1, "country", entity, "x", role, negated, False, 1.0, "rule")


def test_a_country_counts_once_a_respondent_and_role_and_never_when_negated():
    survey = _survey({"1": "AB", "2": "A", "3": "A"})
    survey["mentions"] = tables.frame(
        "mentions",
        [
            _mention("1:a"), _mention("1:a", start=5), _mention("1:b"), _mention("2:a", role="partner"),
            _mention("3:a", negated=True), _mention("3:a", "JP", start=9),
        ],
    )  # fmt: skip
    counts = _summarise(survey)["counts"]
    assert _figure(counts, "country", "CA", role="target") == (1, 3)
    assert _figure(counts, "country", "CA", role="any") == (2, 3)
    assert _figure(counts, "country", "CA", role="any", question="") == (2, 3)
    assert _figure(counts, "country", "JP", role="target") == (1, 3)


def test_figures_are_in_the_order_of_their_kinds():
    survey = _survey({"1": "A", "2": "A", "3": "A"})
    kinds = ["respondent", "organisation", "region", "country"]
    survey["mentions"] = tables.frame(
        "mentions",
        [("1:a", n, n + 1, kind, f"{n}", "x", "", False, False, 1.0, "rule") for n, kind in enumerate(kinds)],
    )
    survey["relations"] = tables.frame("relations", [("1", "respondent", "2", "[]", True, False, False, False, "x")])
    counts = _with_themes(survey, [("1:a", "staff", 0.9, "yes")]) and _summarise(survey)["counts"]
    of_survey = list(dict.fromkeys(counts.loc[counts["question_id"] == "", "kind"]))
    assert of_survey == ["base", "coding", "theme", "country", "region", "organisation", "respondent", "relation"]
    assert list(dict.fromkeys(counts["question_id"])) == ["", "C"]


def _theme(theme, parent="", origin="codebook", kind="barrier"):
    return (theme, parent, theme.title(), "", "[]", "[]", "[]", "[]", origin, kind, 0.3, "[]", None, "{}", 1)


def _with_themes(survey, codings):
    survey["themes"] = tables.frame("themes", [_theme("top"), _theme("staff", "top"), _theme("time", "top")])
    rows = [(f"{c}/0", theme, c, score, decision, "{}", "[]") for c, theme, score, decision in codings]
    survey["codings"] = tables.frame("codings", rows)
    return survey


def test_a_theme_above_others_counts_who_raised_any_of_them():
    survey = _survey({"1": "AB", "2": "A", "3": "A"})
    coded = [
        ("1:a", "staff", 0.9, "yes"),
        ("1:b", "time", 0.9, "yes"),
        ("2:a", "time", 0.8, "yes"),
        ("3:a", "time", 0.3, "review"),
    ]
    counts = _summarise(_with_themes(survey, coded))["counts"]
    assert _figure(counts, "theme", "top") == (2, 3)
    assert _figure(counts, "theme", "time") == (2, 3)
    assert _figure(counts, "theme", "staff", question="") == (1, 3)


def test_a_theme_nobody_raised_is_a_figure_over_the_whole_survey():
    counts = _summarise(_with_themes(_survey({"1": "A"}), []))["counts"]
    assert _figure(counts, "theme", "staff", question="") == (0, 1)


@settings(max_examples=25)
@given(
    st.dictionaries(st.integers(1, 30).map(str), st.sampled_from(["", "a", "b", "ab", "A", "aB"]), max_size=12),
    st.booleans(),
)
def test_whatever_is_ticked_no_count_exceeds_its_base_and_groups_add_up(ticks, grouped):
    counts = _summarise(_survey(ticks), by=("size",) if grouped else ())["counts"]
    assert (counts["count"] <= counts["base"]).all()
    for row in counts[(counts["base"] > 0) & (counts["kind"] == "tick")].itertuples():
        assert (row.low, row.high) == wilson(row.count, row.base)
    if grouped:
        keys = ["question_id", "option_id", "kind", "item_id", "role", "unit"]
        whole = counts[counts["by"] == ""].set_index(keys)["count"]
        parts = counts[counts["by"] == "size"].groupby(keys)["count"].sum()
        assert parts.equals(whole.loc[parts.index]) or (parts == whole.loc[parts.index]).all()


def test_records_of_a_repeated_question_are_counted_beside_respondents():
    survey = _survey({"1": "", "2": ""})
    survey["questions"] = tables.frame("questions", [("A#", "Kind?", "single", 0, "en", "", "L", True, 3, False)])
    rows = [
        ("1", "A#", "1", "", "", True, None, "x"),
        ("1", "A#", "2", "", "", True, None, "y"),
        ("2", "A#", "1", "", "", True, None, "x"),
    ]
    survey["answers"] = tables.frame("answers", rows)
    counts = _summarise(survey)["counts"]
    assert _figure(counts, "value", "x", question="A#", unit="record") == (2, 3)
    assert _figure(counts, "value", "x", question="A#") == (2, 2)
    assert _figure(counts, "value", "y", question="A#") == (1, 2)


def test_where_nobody_knows_who_submitted_all_who_answered_are_the_base():
    survey = _survey(TICKS, complete=dict.fromkeys(TICKS))
    made = _summarise(_with_themes(survey, [("4:b", "staff", 0.9, "yes")]))
    counts = made["counts"]
    assert "complete" not in set(counts["item_id"])
    assert _figure(counts, "theme", "staff", question="") == (1, 3)


def test_cells_of_an_array_are_told_apart():
    survey = _survey({"1": ""})
    survey["questions"] = tables.frame(
        "questions",
        [
            ("A", "How many?", "array_number", 0, "en", "", ":", False, 0, False),
            ("B", "How?", "array", 1, "en", "", "F", False, 0, False),
        ],
    )
    cells = [
        ("1", "A", "0", row, column, True, None, f"{row}{column}x") for row in ("1", "11") for column in ("1", "11")
    ]
    cells += [("1", "B", "0", "hall", "", True, None, "good")]
    survey["answers"] = tables.frame("answers", cells)
    counts = _summarise(survey)["counts"]
    places = counts.loc[counts["kind"] == "value", "option_id"]
    assert sorted(places) == ["11|1", "11|11", "1|1", "1|11", "hall"]


def test_an_option_whose_ticks_are_not_in_the_export_is_no_figure():
    survey = _survey(TICKS)
    survey["answers"] = survey["answers"].assign(
        selected=survey["answers"]["selected"].mask(survey["answers"]["option_id"] == "b")
    )
    counts = _summarise(survey)["counts"]
    assert set(counts.loc[counts["kind"] == "tick", "item_id"]) == {"a"}


def test_answers_to_a_personal_question_are_no_figures():
    survey = _survey(TICKS)
    survey["questions"] = survey["questions"].assign(personal=True)
    assert set(_summarise(survey)["counts"]["kind"]) <= {"base", "coding"}
