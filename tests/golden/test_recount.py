"""Every count of ticks, themes, countries and bases of the demo, counted again in a few lines of pandas.

Nothing of the stage that made them is used: only what a reader of the tables would do by hand. The
base of each figure is recounted too.
"""

from __future__ import annotations

import pandas as pd
import pytest

TICKS = {"multiple", "multiple_comments"}


@pytest.fixture(scope="module")
def tables(demo):
    comments = demo["comments"].merge(demo["texts"][["comment_id", "status"]], on="comment_id")
    return {**{name: demo[name] for name in ("questions", "answers", "respondents", "codings", "themes", "fields")}} | {
        "comments": comments,
        "complete": set(demo["respondents"].query("complete")["respondent_id"]),
        "mentions": demo["mentions"],
        "strand": demo["attributes"].query("attribute == 'STRAND'").set_index("respondent_id")["value"],
    }


@pytest.fixture(scope="module")
def answered(tables):
    """Question -> the (respondent, record) pairs that left a tick, a value or a comment, or submitted it empty."""
    answers, comments, questions = tables["answers"], tables["comments"], tables["questions"]
    left = answers[answers["selected"].fillna(value=False).astype(bool) | answers["value"].notna()]
    ticks = questions[questions["kind"].isin(TICKS) & (questions["records"] == 0)]["question_id"]
    seen = answers[answers["question_id"].isin(ticks) & answers["shown"].fillna(value=False).astype(bool)]
    seen = seen[seen["respondent_id"].isin(tables["complete"])]
    place = ["question_id", "respondent_id", "record_id"]
    rows = pd.concat([left[place], comments[comments["status"] != "blank"][place], seen[place]])
    return _pairs(rows)


def _pairs(rows, key="question_id"):
    found = {}
    for name, respondent, record in zip(rows[key], rows["respondent_id"], rows["record_id"]):
        found.setdefault(name, set()).add((respondent, record))
    return found


def _hold(demo, tables, answered, kind, found):
    """Compare each figure of a kind with `found`: (question, item, role) -> (respondent, record) pairs."""
    counts = demo["counts"][demo["counts"]["kind"] == kind]
    assert len(counts) > 100
    for row in counts.itertuples():
        pairs = found.get((row.question_id, row.item_id, row.role), set())
        base = answered[row.question_id] if row.question_id else {(who, "") for who in tables["complete"]}
        counted = []
        for some in (pairs, base):
            inside = {p for p in some if not row.by or tables["strand"].get(p[0]) == row.group}
            inside = {p for p in inside if row.question_id or p[0] in tables["complete"]}
            counted.append(len(inside if row.unit == "record" else {who for who, _ in inside}))
        assert (row.count, row.base) == tuple(counted), row
    said = {(row.question_id, row.item_id, row.role) for row in counts.itertuples()}
    assert {key for key, pairs in found.items() if pairs} <= said


def test_ticks(demo, tables, answered):
    ticked = tables["answers"][tables["answers"]["selected"].fillna(value=False).astype(bool)]
    found = {}
    for row in ticked.itertuples():
        found.setdefault((row.question_id, row.option_id, ""), set()).add((row.respondent_id, row.record_id))
    _hold(demo, tables, answered, "tick", found)


def test_themes(demo, tables, answered):
    parents = dict(zip(tables["themes"]["theme_id"], tables["themes"]["parent"]))
    coded = tables["codings"].query("decision == 'yes'").merge(tables["comments"], on="comment_id")
    found = {}
    for row in coded.itertuples():
        theme = row.theme_id
        while theme:
            for question in (row.question_id, ""):
                found.setdefault((question, theme, ""), set()).add((row.respondent_id, row.record_id))
            theme = parents.get(theme, "")
    out_of_base = {key: {p for p in pairs if key[0] or p[0] in tables["complete"]} for key, pairs in found.items()}
    _hold(demo, tables, answered, "theme", out_of_base)


def test_countries(demo, tables, answered):
    """A record whose field for the country names one is of that country, whatever its other texts name in that role."""
    places = tables["comments"].merge(
        tables["fields"].query("means == 'place'"), on=["question_id", "row_id", "option_id"], how="left"
    )
    in_field = set(places[places["means"].notna()]["comment_id"])
    repeated = set(tables["questions"].query("records > 0")["question_id"])
    named = tables["mentions"].query("kind == 'country' and not negated").merge(tables["comments"], on="comment_id")
    rows, given = list(named.itertuples()), {}

    def record(row):
        return row.respondent_id, row.question_id.split("#")[0], row.record_id, row.role

    for row in rows:
        if row.comment_id in in_field and row.question_id in repeated:
            given.setdefault(record(row), set()).add(row.entity_id)
    found = {}
    for row in rows:
        if row.question_id in repeated and row.entity_id not in given.get(record(row), {row.entity_id}):
            continue
        for role in {row.role, "any"} - {""}:
            for question in (row.question_id, ""):
                pair = (row.respondent_id, row.record_id)
                if question or row.respondent_id in tables["complete"]:
                    found.setdefault((question, row.entity_id, role), set()).add(pair)
    _hold(demo, tables, answered, "country", found)


def test_bases(demo, tables, answered):
    answers, comments = tables["answers"], tables["comments"]
    said = comments[comments["status"] != "blank"]
    coded = tables["codings"].query("decision == 'yes'")["comment_id"]
    steps = {
        "shown": answers[answers["shown"].fillna(value=False).astype(bool)],
        "ticked": answers[answers["selected"].fillna(value=False).astype(bool)],
        "commented": said,
        "substance": said[said["status"] == "ok"],
        "coded": comments[comments["comment_id"].isin(coded)],
    }
    opened = set(tables["respondents"]["respondent_id"])
    who = {question: {name for name, _ in pairs} for question, pairs in answered.items()}
    about = tables["questions"].set_index("question_id")
    counts = demo["counts"][demo["counts"]["kind"] == "base"]
    for row in counts.itertuples():
        if not row.question_id:
            whole = {
                "invited": 23,
                "opened": opened,
                "answered": set().union(*who.values()),
                "complete": tables["complete"],
            }[row.item_id]
            base = opened
        else:
            rows = steps.get(row.item_id)
            if rows is not None:
                rows = rows[rows["question_id"] == row.question_id]
                rows = rows[rows["option_id"] == row.option_id] if row.option_id else rows
            left = who.get(row.question_id, set())
            whole = left if rows is None else set(rows["respondent_id"])
            asked = about.loc[row.question_id]
            base = left if row.option_id else opened
            if not row.option_id and (asked["conditional"] or asked["records"]):
                base = left | tables["complete"]
            whole = whole & base
        inside = [
            size
            if isinstance(size, int)
            else len({p for p in size if not row.by or tables["strand"].get(p) == row.group})
            for size in (whole, base)
        ]
        if not row.question_id and not row.by:
            inside[1] = 23
        assert (row.count, row.base) == tuple(inside), row


def test_what_became_of_the_comments_adds_up(demo, tables):
    """Each comment that can be coded has a code or one reason for having none."""
    uncoded = demo["uncoded"]
    coded = set(tables["codings"].query("decision == 'yes'")["comment_id"])
    assert not coded & set(uncoded["comment_id"])
    counts = demo["counts"].query("kind == 'coding'")
    for question, part in counts.groupby("question_id"):
        assert set(part["base"]) == {part["count"].sum()}
        rows = uncoded if not question else uncoded[uncoded["question_id"] == question]
        expected = rows["reason"].value_counts().to_dict()
        assert expected == {r.item_id: r.count for r in part.itertuples() if r.count and r.item_id != "coded"}
    status = tables["comments"].set_index("comment_id")["status"]
    reasons = uncoded.set_index("comment_id")["reason"]
    assert set(status[reasons.index[reasons == "elsewhere"]]) == {"see_other"}
    assert set(status[reasons.index[reasons == "nothing_said"]]) <= {"blank", "no_answer", "unreadable"}
    review = set(tables["codings"].query("decision == 'review'")["comment_id"])
    assert set(reasons.index[reasons == "unsure"]) <= review
    assert not set(reasons.index[reasons == "no_code"]) & review


def test_a_theme_rests_on_those_who_raise_it(demo, tables):
    counts = demo["counts"].query("kind == 'theme' and question_id == '' and by == ''").set_index("item_id")["count"]
    robust = demo["robustness"].set_index("theme_id")
    assert robust["respondents"].to_dict() == counts.to_dict()
    coded = tables["codings"].query("decision == 'yes'").merge(tables["comments"], on="comment_id")
    coded = coded[coded["respondent_id"].isin(tables["complete"])]
    leaves = [theme for theme in robust.index if theme not in set(tables["themes"]["parent"])]
    for theme in leaves:
        each = coded[coded["theme_id"] == theme].drop_duplicates("comment_id")["respondent_id"].value_counts()
        assert robust.loc[theme, ["comments", "by_one"]].tolist() == [each.sum(), each.max() if len(each) else 0]
