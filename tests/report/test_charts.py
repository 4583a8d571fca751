from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from textmine.report import charts
from textmine.report.model import ChartBlock, Figure, Series


def figure(count, base, *, percent=False):
    return Figure(count, base, share=count / base, percent=percent)


def chart(*figures, categories=("a", "b", "c"), groups=("All",)):
    series = tuple(Series(name, tuple(figures[place :: len(groups)])) for place, name in enumerate(groups))
    return ChartBlock("Caption", categories[: len(series[0].figures)], series, number=2, table=5)


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


def test_bars_are_as_long_as_their_share():
    root = ET.fromstring(charts.svg(chart(figure(20, 20), figure(10, 20), figure(0, 20))))  # noqa: S314 -- our own
    lengths = [float(bar.get("width")) for bar in root.iter("rect") if bar.get("class") == "series-0"]
    ground = next(float(bar.get("width")) for bar in root.iter("rect") if bar.get("class") == "ground")
    assert lengths == [ground, ground / 2, 0]


def test_groups_are_compared_by_their_own_base():
    root = ET.fromstring(charts.svg(chart(figure(7, 14), figure(3, 6), groups=("Large", "Small"))))  # noqa: S314 -- our own
    bars = [
        bar.get("width")
        for bar in root.iter("rect")
        if bar.get("x") == str(charts._LABELS) and bar.get("height") == "11"
    ]
    assert bars[1] == bars[3]


def test_a_reader_who_does_not_see_the_bars_is_told_what_they_are():
    root = ET.fromstring(charts.svg(chart(figure(7, 14))))  # noqa: S314 -- our own
    assert root.get("role") == "img"
    names = {element.get("id") for element in root if element.tag in {"title", "desc"}}
    assert names == set(root.get("aria-labelledby").split())
    assert "Table 5 has the same figures" in root.findtext("desc")
    assert "a: All 7\u00a0of\u00a014" in [title.text for title in root.iter("title")]


def test_every_label_is_escaped_and_the_whole_of_it_is_in_the_tooltip():
    long = "<b>" + "Engagement of small and medium-sized enterprises " * 4
    svg = charts.svg(chart(figure(1, 2), categories=(long,)))
    assert "<b>" not in svg
    root = ET.fromstring(svg)  # noqa: S314 -- our own
    label = next(text for text in root.iter("text") if text.get("class") == "label")
    assert label.findtext("title") == long
    lines = [line.text for line in label.iter("tspan")]
    assert len(lines) == charts._MOST_LINES
    assert lines[-1].endswith("\u2026")


def test_a_chart_needs_nothing_from_elsewhere():
    assert not re.search(r"https?:|xmlns|href|url\(", charts.svg(chart(figure(1, 2))))


def test_two_charts_with_one_description_are_equal():
    assert charts.svg(chart(figure(1, 2))) == charts.svg(chart(figure(1, 2)))
