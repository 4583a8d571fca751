"""What holds for any text: no row lost, offsets valid, replay exact, the same twice, nothing raised."""

from __future__ import annotations

import json
import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from textmine import reference, tables
from textmine.privacy import redacted
from textmine.stages.clean import CleanSettings, clean, replay
from textmine.stages.duplicates import duplicates
from textmine.stages.language import EU_LANGUAGES, LanguageSettings, language
from textmine.stages.mentions.ner import NOTHING
from textmine.stages.mentions.people import hidden
from textmine.stages.segment import SegmentSettings, segment

ANY = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120)  # no table holds a lone surrogate
# Letters, signs and digits that the rules are about; arbitrary Unicode hardly ever makes a sentence.
LIKELY = st.text(
    alphabet="aAbeEnorst\u00e9\u0142\u0111\u0436\u03b1 .,;:!?-\u2013()[]/@+0123456789\n\u2022'\u2019\"\u201e",
    max_size=120,
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "Anna",
                " and ",
                "Mr ",
                "12 ",
                "Main Street",
                ", ",
                "e.g. ",
                "No. ",
                "1. ",
                "2. ",
                "\n- ",
                " but ",
                "N/A",
            ),
            *(
                "see above",
                "+48 22 307 41 85",
                "a@b.example",
                "z. B. ",
                "\u00e9t\u00e9",
                "\u4e86",
                "\U0001f44d",
                "...",
                "?! ",
            ),
            "PL33 1140 2004 0000 3004 1827 0365",
        ]
    ),
    max_size=12,
).map("".join)
TEXTS = st.lists(st.one_of(ANY, LIKELY, PIECES), min_size=1, max_size=4)
_WORD, _MARK = re.compile(r"[^\W\d_]+"), re.compile(r"[a-h]|[ivx]{1,4}")
_JOINERS = {word.casefold() for row in reference.rows("joiners.tsv") for word in _WORD.findall(row["word"])}
SLOW = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def _frames(raws, start="und"):
    comments = tables.frame(
        "comments",
        [(f"{i}:Q:free_text", str(i), "Q", "0", "", "", "free_text", raw, "f", i, "Q") for i, raw in enumerate(raws)],
    )
    people = tables.frame("respondents", [(str(i), None, True, start, 1.0, 2) for i in range(len(raws))])
    texts = tables.check("texts", clean(comments, CleanSettings()))
    spoken = tables.check("languages", language(comments, texts, people, LanguageSettings()))
    return comments, texts, spoken


@SLOW
@given(TEXTS)
@example([""])
def test_no_row_is_lost_and_every_change_is_replayed(raws):
    comments, texts, spoken = _frames(raws)
    assert list(texts["comment_id"]) == list(comments["comment_id"]) == list(spoken["comment_id"])
    for raw, text, changes in zip(raws, texts["text"], texts["changes"], strict=True):
        assert replay(raw, json.loads(changes)) == text
    again = clean(comments.assign(raw=texts["text"]), CleanSettings())
    assert list(again["text"]) == list(texts["text"])
    assert list(again["status"]) == list(texts["status"])
    assert set(again["changes"]) == {"[]"}


@SLOW
@given(TEXTS)
def test_a_language_is_one_of_those_that_can_be_and_the_rows_do_not_know_each_other(raws):
    comments, texts, spoken = _frames(raws)
    assert set(spoken["language"]) <= {*EU_LANGUAGES, "und"}
    assert spoken["score"].between(0, 1).all()
    people = tables.frame("respondents", [(str(i), None, True, "und", 1.0, 2) for i in range(len(raws))])
    backwards = language(comments[::-1], texts[::-1], people, LanguageSettings())
    assert list(backwards["language"][::-1]) == list(spoken["language"])
    assert list(backwards["score"][::-1]) == list(spoken["score"])


@SLOW
@given(TEXTS, st.sampled_from([*EU_LANGUAGES, "und"]))
def test_segments_lie_in_their_text_in_order_and_apart(raws, spoken_language):
    _, texts, spoken = _frames(raws)
    found = tables.check("segments", segment(texts, spoken.assign(language=spoken_language), SegmentSettings()))
    whole = dict(zip(texts["comment_id"], texts["text"], strict=True))
    readable = set(texts.loc[texts["status"] == "ok", "comment_id"])
    assert set(found["comment_id"]) == readable
    for comment_id, spans in found.groupby("comment_id"):
        last = 0
        between = zip([0, *spans["end"]], [*spans["start"], len(whole[comment_id])], strict=True)
        left_out = {w.casefold() for start, end in between for w in _WORD.findall(whole[comment_id][start:end])}
        assert all(word in _JOINERS or _MARK.fullmatch(word) for word in left_out)  # no other word is lost
        for start, end in zip(spans["start"], spans["end"], strict=True):
            assert last <= start < end <= len(whole[comment_id])
            part = whole[comment_id][start:end]
            assert part == part.strip() != ""
            last = end


@SLOW
@given(st.one_of(ANY, LIKELY, PIECES), st.sampled_from([*EU_LANGUAGES, "und"]))
def test_what_is_hidden_lies_in_the_text_and_is_not_shown(text, spoken_language):
    found = hidden(text, spoken_language, NOTHING, ())
    assert found == hidden(text, spoken_language, NOTHING, ())
    last = 0
    for item in found:
        assert last <= item.start < item.end <= len(text)
        last = item.end
    shown = redacted(text, 0, len(text), [tuple(item) for item in found])
    kept = "".join(text[a:b] for a, b in zip([0, *(h.end for h in found)], [*(h.start for h in found), len(text)]))
    assert re.sub(r"\[(?:e-mail|account|name|web address|phone|id|address)\]", "", shown) == re.sub(
        r"\[(?:e-mail|account|name|web address|phone|id|address)\]", "", kept
    )


@SLOW
@given(TEXTS)
def test_a_duplicate_has_a_group_that_is_there(raws):
    comments, texts, _ = _frames([*raws, *raws])
    found = tables.check("duplicates", duplicates(comments, texts))
    assert set(found["group_id"]) <= set(comments["comment_id"])
    worded = sum(key != "" for key in texts["key"])
    assert len(found) == worded  # each is there twice
    assert (found["size"] > 1).all()
