from __future__ import annotations

import base64
import gzip
import json
import re

import pytest

from report import invented
from textmine.report.model import Figure, Item, Report, Tag, Verbatim, Where
from textmine.report.packed import Opened, address, packed


def unpacked(report):
    return json.loads(gzip.decompress(base64.b64decode(packed(report))))


def written(text, *tags):
    said = Verbatim("k", "R01", ("North",), "Q", "Q|o", "en", "ok", text, tags)
    return Report("t", "", (), ("region",), (Item("question", "Q", "Asked"),), (said,))


def test_every_verbatim_is_there_with_its_words_and_whose_they_are(report):
    held = unpacked(report)
    said = held["verbatims"]
    assert said["text"] == [verbatim.text for verbatim in report.verbatims]
    people = [held["people"][number] for number in said["person"]]
    assert people == [[v.respondent, v.counted, *v.groups] for v in report.verbatims]
    assert [held["items"][number][1] for number in said["question"]] == [v.question for v in report.verbatims]
    assert [held["items"][n][1] if n >= 0 else "" for n in said["option"]] == [v.option for v in report.verbatims]
    tags = [[tags[place : place + 4] for place in range(0, len(tags), 4)] for tags in said["tags"]]
    assert [
        [(held["items"][item][1], start, end, held["roles"][role]) for item, start, end, role in each] for each in tags
    ] == [[(tag.item_id, tag.start, tag.end, tag.role) for tag in verbatim.tags] for verbatim in report.verbatims]


def test_what_travels_holds_no_markup_and_is_the_same_each_time(report):
    assert re.fullmatch(r"[A-Za-z0-9+/]+=*", packed(report))
    assert any(invented.HOSTILE in text for text in unpacked(report)["verbatims"]["text"])
    assert packed(report) == packed(report)


def test_offsets_are_those_of_a_browser():
    tags = unpacked(written("\U0001f600 Japan \U0001f600", Tag("country", "JP", 2, 7)))["verbatims"]["tags"][0]
    assert tags[1:3] == [3, 8]
    assert unpacked(written("In Japan", Tag("country", "JP", 3, 8)))["verbatims"]["tags"][0][1:3] == [3, 8]


def test_half_a_character_is_replaced_by_one():
    assert unpacked(written("a\ud800b"))["verbatims"]["text"] == ["a\ufffdb"]


def test_a_theme_to_be_decided_is_told_from_one_that_is():
    held = unpacked(written("x", Tag("review", "t", 0, 1), Tag("theme", "t", 0, 1)))
    assert held["roles"] == ["review", ""]
    assert held["verbatims"]["tags"][0][0] == held["verbatims"]["tags"][0][4]


def test_an_address_names_what_is_not_empty():
    assert address(Where("theme", "a b", "Q", by="region", group="N&S")) == (
        "where=theme&item=a%20b&question=Q&by=region&group=N%26S"
    )


@pytest.mark.parametrize(
    ("where", "count", "opens"),
    [
        (None, 1, False),
        (Where("theme", "t"), 1, True),
        (Where("theme", "t"), 0, False),
        (Where("theme", "t", "Z"), 1, False),
        (Where("tick", "o", "Q"), 0, True),
        (Where("tick", "p", "Q"), 1, False),
        (Where("value", "Y", "Q"), 1, True),
        (Where("theme", "t", "Q", option="Q|o"), 1, True),
        (Where("theme", "t", "Q", option="Q|p"), 1, False),
        (Where("base", "complete"), 1, True),
        (Where("base", "invited"), 1, False),
        (Where("base", "ticked", "Q"), 1, False),
        (Where("base", "substance", "Q"), 1, True),
        (Where("coding", "no_code", "Q"), 1, True),
        (Where("coding", "no_code", "Q"), 2, False),
        (Where("coding", "coded", "Q"), 1, False),
        (Where("coding", "nothing_said", "Q"), 0, False),
        (Where("relation", "detail"), 1, False),
    ],
)
def test_a_figure_opens_where_something_was_written(where, count, opens):
    figure = Figure(count, 2, where=where)
    assert bool(Opened(written("x")).address(figure)) is opens
    assert not Opened(Report("", "", ())).address(figure)
