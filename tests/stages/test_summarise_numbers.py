"""Bounds, weights, small groups, the ledger, uncoded comments, comparisons and robustness."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from test_summarise import TICKS, _figure, _summarise, _survey, _with_themes

from textmine import tables
from textmine.errors import TextmineError
from textmine.figures import SMALL
from textmine.stages.summarise.robust import robustness
from textmine.stats import bounds, finite, kish, wilson


def _row(counts, kind, item, question="C", group=""):
    rows = counts[
        (counts["kind"] == kind)
        & (counts["item_id"] == item)
        & (counts["question_id"] == question)
        & (counts["group"] == group)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


# intervals


def test_an_interval_knows_how_many_were_invited_where_all_were_asked():
    row = _row(_summarise(_survey(TICKS), invited=10, by=("size",))["counts"], "tick", "a")
    assert (row["low"], row["high"]) == finite(2, 4, 10)
    assert (row["least"], row["most"]) == bounds(2, 4, 10)


@pytest.mark.parametrize("case", ["not known", "asked of some", "a group"])
def test_else_it_is_wilsons_and_has_no_bounds(case):
    survey = _survey(TICKS, conditional=case == "asked of some")
    counts = _summarise(survey, invited=0 if case == "not known" else 10, by=("size",))["counts"]
    row = _row(counts, "tick", "a", group="large" if case == "a group" else "")
    assert (row["low"], row["high"]) == wilson(row["count"], row["base"])
    assert np.isnan(row["least"])


def test_who_was_asked_is_counted_and_not_estimated():
    counts = _summarise(_survey(TICKS), invited=10)["counts"]
    assert counts.loc[counts["kind"] == "base", ["low", "high", "least", "most"]].isna().all(axis=None)


def test_weights_change_shares_and_not_counts():
    survey = _survey(TICKS)
    weights = [2.0, 1.0, 0.5, 0.5]
    survey["respondents"] = survey["respondents"].assign(weight=weights)
    row = _row(_summarise(survey)["counts"], "tick", "a")
    assert (row["count"], row["base"], row["share"]) == (2, 4, 0.5)
    assert row["weighted"] == 3 / 4
    size = kish(weights)
    assert (row["weighted_low"], row["weighted_high"]) == pytest.approx(wilson(0.75 * size, size))
    grouped = _row(_summarise(survey, by=("size",))["counts"], "tick", "a", group="large")
    assert grouped["weighted"] == 2.0 / 2.5


def test_equal_weights_are_none_and_a_group_without_weight_has_no_weighted_share():
    assert _summarise(_survey(TICKS))["counts"]["weighted"].isna().all()
    survey = _survey(TICKS)
    survey["respondents"] = survey["respondents"].assign(weight=[1.0, 0.0, 1.0, 0.0])
    counts = _summarise(survey, by=("size",))["counts"]
    assert np.isnan(_row(counts, "tick", "a", group="small")["weighted"])
    assert _row(counts, "tick", "a", group="large")["weighted"] == 0.5


# small groups


def _sized(sizes):
    """A survey in which so many respondents have each value of the attribute size."""
    values = [value for value, number in sizes.items() for _ in range(number)]
    survey = _survey({str(n): "a" for n in range(1, len(values) + 1)})
    rows = [(str(n), "size", value) for n, value in enumerate(values, start=1)]
    survey["attributes"] = tables.frame("attributes", rows)
    return survey


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ({"A": 9, "B": 3, "C": 3}, {"A": 9, "B": 3, "C": 3}),
        ({"A": 9, "B": 2, "C": 1}, {"A": 9, SMALL: 3}),
        ({"A": 9, "B": 5, "C": 1}, {"A": 9, SMALL: 6}),
        ({"A": 9, "B": 2}, {}),
        ({"A": 1, "B": 1}, {}),
        ({"A": 2}, {}),
        ({"A": 9}, {"A": 9}),
    ],
    ids=str,
)
def test_small_groups_are_counted_together_until_nothing_is_found_by_subtraction(sizes, shown):
    counts = _summarise(_sized(sizes), by=("size",), smallest_group=3)["counts"]
    parts = counts[(counts["kind"] == "tick") & (counts["item_id"] == "a") & (counts["by"] == "size")]
    assert dict(zip(parts["group"], parts["base"])) == shown


def test_a_group_may_stand_alone_where_the_analyst_says_so():
    counts = _summarise(_sized({"A": 9, "B": 1}), by=("size",), smallest_group=1)["counts"]
    assert set(counts["group"]) == {"", "A", "B"}


# ledger


def test_the_ledger_goes_down_to_the_options():
    counts = _summarise(_with_themes(_survey(TICKS), [("4:b", "staff", 0.9, "yes")]))["counts"]
    steps = ("shown", "answered", "ticked", "commented", "substance", "coded")
    assert [_figure(counts, "base", step)[0] for step in steps] == [4, 4, 2, 1, 1, 1]
    assert [_figure(counts, "base", step, option="b") for step in steps if step != "answered"] == [
        (4, 4), (1, 4), (1, 4), (1, 4), (1, 4),
    ]  # fmt: skip
    options = counts[(counts["kind"] == "base") & (counts["option_id"] != "")]
    assert list(options["option_id"].drop_duplicates()) == ["a", "b"]


def test_a_step_that_the_export_cannot_tell_is_no_row():
    counts = _summarise(_survey(TICKS, shown=None))["counts"]
    assert "shown" not in set(counts["item_id"])
    survey = _survey({"1": "", "2": "a"})
    assert not {"commented", "coded"} & set(_summarise(survey)["counts"]["item_id"].loc[lambda items: items != ""])


# uncoded


def test_why_a_comment_has_no_code():
    survey = _survey({"1": "A", "2": "A", "3": "A", "4": "A", "5": "AB"})
    coded = [("1:a", "staff", 0.9, "yes"), ("2:a", "staff", 0.3, "review"), ("5:a", "time", 0.1, "no")]
    survey = _with_themes(survey, coded)
    status = {"3:a": "no_answer", "4:a": "see_other"}
    survey["texts"] = survey["texts"].assign(status=survey["texts"]["comment_id"].map(status).fillna("ok"))
    made = _summarise(survey)
    reasons = dict(zip(made["uncoded"]["comment_id"], made["uncoded"]["reason"]))
    assert reasons == {"2:a": "unsure", "3:a": "nothing_said", "4:a": "elsewhere", "5:a": "no_code", "5:b": "no_code"}
    figures = {
        item: _figure(made["counts"], "coding", item, unit="comment")
        for item in ("coded", "nothing_said", "elsewhere", "no_code", "unsure")
    }
    assert figures == {
        "coded": (1, 6), "nothing_said": (1, 6), "elsewhere": (1, 6), "no_code": (2, 6), "unsure": (1, 6),
    }  # fmt: skip


def test_what_is_not_to_be_coded_is_not_uncoded():
    survey = _survey({"1": "A"})
    survey["questions"] = survey["questions"].assign(personal=True)
    assert _summarise(survey)["uncoded"].empty


# comparisons


def _two_groups(large, small, option="a"):
    """A survey in which so many of the large and of the small tick an option: (ticked, of how many)."""
    answers, size = {}, []
    for value, (ticked, number) in (("large", large), ("small", small)):
        for place in range(number):
            answers[str(len(answers) + 1)] = option if place < ticked else ""
            size.append(value)
    survey = _survey(answers)
    rows = [(who, "size", value) for who, value in zip(answers, size)]
    survey["attributes"] = tables.frame("attributes", rows)
    return survey


def test_groups_are_compared_by_fishers_test_within_a_family():
    found = _summarise(_two_groups((0, 13), (6, 6)), by=("size",))["comparisons"]
    assert list(found["item_id"]) == ["a"]  # nobody ticked b, which cannot differ
    row = found.iloc[0]
    assert json.loads(row["groups"]) == [["large", 0, 13], ["small", 6, 6]]
    assert (row["test"], row["family"], row["correction"]) == ("fisher", 1, "holm")
    assert row["p"] == pytest.approx(1 / 27132)
    assert row["adjusted"] == row["p"]
    assert row["differs"]
    assert row["difference"] == -1
    assert row["low"] == -1 < row["high"] < 0


def test_p_values_are_corrected_for_the_family():
    survey = _two_groups((4, 10), (8, 10))
    survey["answers"] = survey["answers"].assign(
        selected=survey["answers"]["respondent_id"].isin({"1", "2", *map(str, range(11, 20))})
    )
    holm = _summarise(survey, by=("size",))["comparisons"]
    assert list(holm["family"]) == [2, 2]
    assert list(holm["adjusted"]) == pytest.approx([2 * p for p in holm["p"]])
    less = _summarise(survey, by=("size",), correction="benjamini-hochberg")["comparisons"]
    assert list(less["adjusted"]) == pytest.approx(list(holm["p"]))
    with pytest.raises(TextmineError, match="correction"):
        _summarise(survey, by=("size",), correction="bonferoni")


def test_no_groups_no_comparisons():
    assert _summarise(_two_groups((1, 4), (3, 4)))["comparisons"].empty


# robustness


def _themes(*names, kind="barrier"):
    rows = [(n, "", n.title(), "", "[]", "[]", "[]", "[]", "codebook", kind, 0.3, "[]", None, "{}", 1) for n in names]
    return tables.frame("themes", rows)


def _raised(by_theme):
    """Events and codings of themes: theme -> respondents, one comment each."""
    rows = [(theme, str(who)) for theme, people in by_theme.items() for who in people]
    events = pd.DataFrame(rows, columns=["item_id", "respondent_id"], dtype="str").assign(kind="theme")
    said = events.rename(columns={"item_id": "theme_id"}).assign(comment_id=[f"{who}:{theme}" for theme, who in rows])
    return events, said


def test_leaving_one_out_shows_what_rests_on_one_person():
    events, said = _raised({"staff": [1, 2, 3], "time": [1, 2], "visa": [4]})
    found = robustness(events, said, _themes("staff", "time", "visa", "tax"), frozenset(map(str, range(1, 7))))
    found = tables.check("robustness", found).set_index("theme_id")
    assert found["rank"].to_dict() == {"staff": 1, "time": 2, "visa": 3, "tax": 4}
    assert found[["best_without_one", "worst_without_one"]].to_numpy().tolist() == [[1, 1], [1, 2], [2, 4], [4, 4]]
    assert found["top"]["staff"] > found["top"]["visa"] > found["top"]["tax"] == 0


def test_ranks_are_exact_where_there_is_nothing_to_draw():
    events, said = _raised({"staff": [1, 2, 3], "time": []})
    found = robustness(events, said, _themes("staff", "time"), frozenset("123")).set_index("theme_id")
    assert found.loc["staff", ["rank_low", "rank_high", "top"]].tolist() == [1, 1, 1]
    assert found.loc["time", ["rank_low", "rank_high", "top"]].tolist() == [2, 2, 0]


def test_the_share_of_resamples_is_that_of_the_binomial():
    """Of ten, five raise each: the one leads, or both do, in (1 + P(a tie)) / 2 of the resamples."""
    events, said = _raised({"a": range(5), "b": range(5, 10), "c": range(5, 10), "d": range(5, 10), "e": range(5, 10)})
    found = robustness(events, said, _themes(*"abcde"), frozenset(map(str, range(10)))).set_index("theme_id")
    from scipy.stats import binom

    assert found["top"]["a"] == pytest.approx(binom.sf(4, 10, 0.5), abs=0.03)


def test_who_has_the_most_comments_on_a_theme():
    events, said = _raised({"staff": [1, 2]})
    said = pd.concat([said, said.assign(comment_id="1:again", respondent_id="1")]).drop_duplicates()
    found = robustness(events, said, _themes("staff"), frozenset("12")).iloc[0]
    assert (found["comments"], found["by_one"], found["respondents"]) == (3, 2, 2)


def test_the_order_of_the_rows_does_not_matter():
    events, said = _raised({"staff": [1, 2, 3], "time": [3, 4], "visa": [5, 6, 1]})
    themes, base = _themes("staff", "time", "visa"), frozenset(map(str, range(1, 9)))
    one = robustness(events, said, themes, base)
    other = robustness(events.iloc[::-1], said.iloc[::-1], themes, base)
    pd.testing.assert_frame_equal(one, other)
