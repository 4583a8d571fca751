"""Which words of respondents are quoted: near the centre, different, and with nothing hidden."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from helpers import told
from stages.findings.test_findings import survey

from textmine import tables
from textmine.stages.findings import _around
from textmine.stages.findings.quotes import hidden_shares, pick


def _candidates(*rows):
    """Rows of (respondent, group, language, hidden, opens, length, vector)."""
    frame = pd.DataFrame(
        [
            {
                "question_id": "Q", "kind": "theme", "item_id": "t", "score": 0.5, "respondent_id": who, "group": group,
                "language": language, "comment_id": f"{who}:{n}", "start": 0, "end": length, "hidden": hidden,
                "opens": opens, "row": n,
            }
            for n, (who, group, language, hidden, opens, length, _) in enumerate(rows)
        ]
    )  # fmt: skip
    return frame, [np.array([row[-1]], dtype=np.float16) for row in rows]


def _picked(*rows, most=3):
    return [comment.split(":")[0] for comment in pick(*_candidates(*rows), most)["comment_id"]]


def _row(who, vector, group="g", language="en", hidden=0.0, *, opens=True, length=60):
    return (who, group, language, hidden, opens, length, vector)


def test_the_first_is_near_the_centre():
    rows = [_row("far", (0.0, 1.0)), *(_row(f"near{n}", (1.0, 0.1 * n)) for n in range(4))]
    assert _picked(*rows, most=1)[0].startswith("near")


def test_the_next_says_something_else():
    same = [_row(f"same{n}", (1.0, 0.0)) for n in range(3)]
    assert _picked(*same, _row("other", (0.7, 0.7)), most=2)[1] == "other"


def test_a_respondent_is_quoted_once():
    assert _picked(_row("1", (1.0, 0.0)), _row("1", (0.9, 0.1)), _row("2", (0.5, 0.5))) == ["1", "2"]


def test_of_equals_another_group_and_another_language_come_next():
    one, other = _row("1", (1.0, 0.0)), _row("2", (1.0, 0.0))
    assert _picked(one, other, _row("3", (1.0, 0.0), group="h"), most=2) == ["1", "3"]
    assert _picked(one, other, _row("3", (1.0, 0.0), language="fr"), most=2) == ["1", "3"]


def test_words_that_are_hidden_come_last_and_mostly_hidden_ones_never():
    hidden = _row("1", (1.0, 0.0), hidden=0.2)
    assert _picked(hidden, _row("2", (0.2, 0.9)), most=1) == ["2"]
    assert _picked(hidden, most=1) == ["1"]
    assert _picked(_row("1", (1.0, 0.0), hidden=0.6)) == []


def test_a_whole_sentence_comes_before_a_part_and_a_few_words_of_one_are_not_quoted():
    part = _row("1", (1.0, 0.0), opens=False)
    assert _picked(part, _row("2", (0.2, 0.9)), most=1) == ["2"]
    assert _picked(part, _row("2", (0.2, 0.9), length=20), most=1) == ["1"]
    assert _picked(_row("1", (1.0, 0.0), opens=False, length=20)) == []


def test_the_share_that_is_hidden():
    spans = pd.DataFrame({"comment_id": ["a", "a", "b"], "start": [0, 10, 0], "end": [10, 20, 10]})
    redactions = pd.DataFrame({"comment_id": ["a", "b"], "start": [5, 20], "end": [15, 30]})
    assert list(hidden_shares(spans, redactions)) == [0.5, 0.5, 0.0]


def test_quotes_are_spans_of_the_comments_word_for_word():
    texts = [
        "We have no money for the trips of our members at all.",
        "The money is spent before the year is over, each time.",
    ]
    made = survey([("", "a", [("money", text)]) for text in texts], by=())
    quotes, _ = told(**made)
    tables.check("quotes", quotes)
    whole = made["texts"].set_index("comment_id")["text"]
    ours = quotes[(quotes["kind"] == "theme") & (quotes["question_id"] == "") & (quotes["item_id"] == "money")]
    assert {whole[r.comment_id][r.start : r.end] for r in ours.itertuples()} == set(texts)


# Candidates for boxes


def _boxes(*texts, theme="", section="Results"):
    made = survey([("", "a", [(theme, text)]) for text in texts], by=())
    made["questions"]["section"] = section
    mentions = [
        (
            f"{n}:0",
            text.index("Canada"),
            text.index("Canada") + 6,
            "country",
            "CA",
            "Canada",
            "partner",
            False,
            False,
            1.0,
            "r",
        )
        for n, text in enumerate(texts, start=1)
        if "Canada" in text
    ]
    entity = ("CA", "country", "Canada", "[]", "CA", "CAN", None, None, "CA", "")
    made |= {"mentions": tables.frame("mentions", mentions), "entities": tables.frame("entities", [entity])}
    quotes, _ = told(**made)
    found = quotes[quotes["kind"] == "practice"]
    return [(row.item_id, row.comment_id.split(":")[0], row.reason) for row in found.itertuples()]


DONE = "Three members signed a contract with a buyer from Canada."


def test_a_box_has_a_result_with_a_place_and_a_number():
    assert _boxes(DONE) == [("story", "1", "reports a result, names Canada and gives a number")]
    assert _boxes(DONE, section="Activities") == [
        ("practice", "1", "reports a result, names Canada and gives a number")
    ]


def test_plans_barriers_requests_and_bare_words_are_no_boxes():
    assert _boxes("Three members will sign a contract with a buyer from Canada.") == []
    assert _boxes(DONE, theme="money") == []
    assert _boxes(DONE, theme="ask") == []
    assert _boxes("We found that it was rather good to work together, all in all.", section="Activities") == []


def test_the_most_concrete_comes_first():
    less = "Two companies found a new supplier on the fair in spring."
    assert [who for _, who, _ in _boxes(less, DONE)] == ["2", "1"]


def test_batches_of_vectors_change_nothing():
    rows = [_row(f"r{n}", (np.cos(n), np.sin(n)), group=f"g{n % 3}", length=60 + n) for n in range(40)]
    frame, single = _candidates(*rows)
    together = [np.concatenate(single[:17]), np.concatenate(single[17:])]
    pd.testing.assert_frame_equal(pick(frame, single, 5), pick(frame, together, 5))


def _drawn(seed):
    """Spans that lie apart and places in the same comments, drawn by chance."""
    draw = random.Random(seed)
    spans, places = [], []
    for comment in "abc":
        edges = sorted(draw.sample(range(60), 8))
        spans += [(comment, start, end) for start, end in zip(edges[::2], edges[1::2])]
        places += [(comment, at, at + draw.randint(1, 9)) for at in sorted(draw.sample(range(60), draw.randint(0, 9)))]
    return [pd.DataFrame(rows, columns=["comment_id", "start", "end"]) for rows in (spans, places)]


@pytest.mark.parametrize("seed", range(20))
def test_what_is_hidden_of_a_span_is_what_its_characters_say(seed):
    spans, redactions = _drawn(seed)
    expected = [
        min(1.0, sum(
            (each.comment_id == span.comment_id) * max(0, min(each.end, span.end) - max(each.start, span.start))
            for each in redactions.itertuples()
        ) / (span.end - span.start))
        for span in spans.itertuples()
    ]  # fmt: skip
    assert list(hidden_shares(spans, redactions)) == expected


@pytest.mark.parametrize("seed", range(20))
def test_a_mention_is_in_the_segment_in_which_it_begins(seed):
    spans, targets = _drawn(seed)
    spans = spans.assign(segment_id=[f"s{number}" for number in range(len(spans))], row=range(len(spans)))
    targets = targets.assign(entity_id=[f"e{number}" for number in range(len(targets))], score=1.0)
    found = _around(spans, targets)
    assert [*zip(found["segment_id"], found["entity_id"])] == [
        (span.segment_id, each.entity_id)
        for span in spans.itertuples()
        for each in targets.itertuples()
        if each.comment_id == span.comment_id and span.start <= each.start < span.end
    ]
    assert (found.dtypes[["start", "end", "row"]] == "int64").all()


def test_a_comment_of_many_segments_and_mentions_takes_little_memory():
    many = range(0, 400_000, 10)
    spans = pd.DataFrame({"comment_id": "a", "start": many, "end": [at + 9 for at in many]})
    assert hidden_shares(spans, spans).eq(1.0).all()  # 1.6 thousand million pairs, if each were held against each
    targets = spans.assign(entity_id="e", score=1.0)
    assert len(_around(spans.assign(segment_id=spans.index), targets)) == len(spans)
