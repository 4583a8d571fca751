from __future__ import annotations

import json
import re
import struct
import xml.etree.ElementTree as ET

import altair as alt
import pytest

from textmine import reference
from textmine.report import charts, vega
from textmine.report.model import ChartBlock, Figure, HeatBlock, MapBlock, Series, Where

NS = re.compile(r" xmlns(:\w+)?=")


def figure(count, base, *, percent=False, item=""):
    where = Where("theme", item) if item else None
    return Figure(count, base, share=count / base, percent=percent, where=where)


def chart(*figures, categories=("a", "b", "c"), groups=("All",)):
    series = tuple(Series(name, tuple(figures[place :: len(groups)])) for place, name in enumerate(groups))
    return ChartBlock("Caption", categories[: len(series[0].figures)], series, number=2, table=5)


HEAT = HeatBlock(
    "Caption", ("t", "u"), ("o", "p"), ((figure(4, 9, item="t"), figure(0, 9)), (figure(1, 9), figure(2, 9)))
)
WORLD = MapBlock(
    "Caption",
    tuple((code, code, figure(count, 19, item=code)) for code, count in (("US", 10), ("JP", 1), ("MT", 3), ("FR", 0))),
)


def drawn(block):
    return ET.fromstring(charts.svg(block))  # noqa: S314 -- our own


def fills(block):
    return [path.get("fill") for path in drawn(block).iter("path") if path.get("fill")]


@pytest.mark.parametrize(
    ("count", "end"), [(0, 0.1), (10, 0.1), (11, 0.25), (25, 0.25), (50, 0.5), (51, 1.0), (100, 1.0)]
)
def test_the_scale_ends_at_the_smallest_round_share_that_holds_all(count, end):
    assert charts.top(chart(figure(count, 100))) == end


def test_small_bases_have_a_scale_in_words():
    assert charts.axis(chart(figure(3, 6))) == ("none", "a quarter", "half")
    assert [text.replace("\u00a0", " ") for text in charts.axis(chart(figure(3, 6, percent=True)))] == [
        "0",
        "25 %",
        "50 %",
    ]


def widths(block, color):
    """The widths of the bars of a colour, from paths such as ``M0,5h370v16h-370Z``."""
    bars = [path.get("d") for path in drawn(block).iter("path") if path.get("fill") == f"#{color.casefold()}"]
    return [float(re.search(r"h([\d.]+)", bar)[1]) for bar in bars]


def test_bars_are_as_long_as_their_share():
    found = widths(chart(figure(20, 20), figure(10, 20), figure(0, 20)), charts.PALETTE[0])
    assert found == [vega._BARS, vega._BARS / 2, 0]


def test_groups_are_compared_by_their_own_base():
    block = chart(figure(7, 14), figure(3, 6), groups=("Large", "Small"))
    bars, in_legend = vega._BARS, 10
    assert widths(block, charts.PALETTE[0]) == widths(block, charts.PALETTE[1]) == [bars, in_legend]


def test_a_reader_who_does_not_see_the_bars_is_told_what_they_are():
    root = drawn(chart(figure(7, 14)))
    assert root.get("role") == "img"
    names = {element.get("id") for element in root if element.tag in {"title", "desc"}}
    assert names == set(root.get("aria-labelledby").split())
    assert "Table 5 has the same figures" in root.findtext("desc")
    assert "a: All 7\u00a0of\u00a014" in [title.text for title in root.iter("title")]


HOSTILE = "<b>\"&'</b><script>alert(1)</script> javascript://x \x07 https://evil.example/ {{datum}} " + "long " * 30


@pytest.mark.parametrize(
    "block",
    [
        chart(figure(1, 2, item=HOSTILE), categories=(HOSTILE,), groups=(HOSTILE,)),
        HeatBlock(HOSTILE, (HOSTILE,), (HOSTILE,), ((figure(1, 2, item=HOSTILE),),)),
        MapBlock(HOSTILE, (("US", HOSTILE, figure(1, 2, item=HOSTILE)),)),
    ],
    ids=["bars", "heat", "map"],
)
def test_hostile_words_stay_words_and_the_whole_of_them_is_in_the_tip(block):
    svg = charts.svg(block)
    assert not re.search("<(b|script|a)[ >]", svg)
    root = ET.fromstring(svg)  # noqa: S314 -- our own
    assert any(HOSTILE.replace("\x07", "").strip() in title.text for title in root.findall(".//g/title"))
    assert root.find(".//g[@data-where]").get("data-where").startswith("where=theme&item=%3Cb%3E")


def test_a_long_label_is_cut_after_a_few_lines():
    root = drawn(chart(figure(1, 2), categories=("Engagement of small and medium-sized enterprises " * 4,)))
    label = next(text for text in root.iter("text") if len(text) > 1)
    assert len(label) == vega._MOST_LINES
    assert label[-1].text.endswith("\u2026")


def test_a_label_of_wide_characters_takes_no_more_room():
    lines = vega._wrapped("\u4eba" * 30, 42)
    assert lines == ["\u4eba" * 21, "\u4eba" * 9]


@pytest.mark.parametrize(
    "block",
    [chart(figure(1, 2)), chart(figure(7, 14), figure(3, 6), groups=("Large", "Small")), HEAT, WORLD],
    ids=["bars", "groups", "heat", "map"],
)
def test_a_chart_is_described_as_vega_lite_has_it(block):
    spec = json.loads(json.dumps(vega.described(block)))
    alt.LayerChart.validate(spec)
    with pytest.raises(Exception, match="nonsense"):
        alt.LayerChart.validate(spec | {"nonsense": 1})


@pytest.mark.parametrize("block", [chart(figure(1, 2)), HEAT, WORLD], ids=["bars", "heat", "map"])
def test_a_chart_needs_nothing_from_elsewhere_and_is_the_same_each_time(block):
    svg = charts.svg(block)
    assert not re.search(r"https?:|xmlns|href|url\(|style=", svg)
    picture = charts.png(block)
    charts._drawn.cache_clear()
    assert charts.svg(block) == svg
    assert charts.png(block) == picture


def test_a_mark_carries_the_address_of_its_comments():
    marks = [group.get("data-where") for group in drawn(HEAT).iter("g") if group.get("data-where")]
    assert set(marks) == {"where=theme&item=t"}


def test_the_darker_a_cell_the_more_it_counts():
    assert fills(HEAT) == [vega._BLUES[4], "#eef2f5", vega._BLUES[1], vega._BLUES[2]]


def test_a_map_colours_the_countries_that_are_named_and_marks_the_small_ones():
    colours = [colour for colour in fills(WORLD) if colour in vega._BLUES]
    in_legend = ["#c6dbef", "#6baed6", "#3182bd", "#08519c", "#9ecae1"]
    assert sorted(colours) == sorted([*in_legend, vega._BLUES[4], vega._BLUES[0], vega._BLUES[1]])


@pytest.mark.parametrize(
    ("counts", "classes"),
    [([1], ["1"]), ([3, 1], ["1", "2", "3"]), ([10], ["1\u20132", "3\u20134", "5\u20136", "7\u20138", "9\u201310"])],
)
def test_counts_fall_into_up_to_five_classes(counts, classes):
    assert vega._classes(counts) == classes
    assert vega._class(max(counts), classes) == classes[-1]


def test_every_place_of_the_map_is_a_known_country():
    known = {row["iso2"] for row in reference.rows("countries.tsv")} | {""}
    places = reference.rows("world_map.tsv")
    assert {row["iso2"] for row in places} <= known
    assert len({row["iso2"] for row in places}) > 230


def test_a_picture_for_a_document_is_sharp_and_white():
    picture = charts.png(chart(figure(1, 2)))
    width, _ = struct.unpack(">II", picture[16:24])
    size = float(re.search(r'width="([\d.]+)"', charts.svg(chart(figure(1, 2))))[1])
    assert abs(width - 2 * size) <= 2
