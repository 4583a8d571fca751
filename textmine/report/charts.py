"""One chart description -> geometry shared by the renderers, and an inline SVG.

The SVG has a title and a description for screen readers, a tooltip on every bar, and colours from
the style sheet, so that it follows light, dark and print.
"""

from __future__ import annotations

import textwrap
from html import escape
from typing import TYPE_CHECKING

from textmine.report.words import interval, of, percent, printable

if TYPE_CHECKING:
    from textmine.report.model import ChartBlock, Series

__all__ = ["PALETTE", "axis", "legend", "svg", "top"]

# Blue, orange and green that people with any colour blindness tell apart.
# Source: Okabe and Ito (2008), "Color universal design", jfly.uni-koeln.de/color.
PALETTE = ("0072B2", "E69F00", "009E73")

# Ends of the scale, each with the words for its middle and its end.
_SCALES = ((0.1, "", "a tenth"), (0.25, "", "a quarter"), (0.5, "a quarter", "half"), (1.0, "half", "all"))

_WIDTH, _LABELS, _BARS = 760, 284, 372  # pixels: whole, labels, bars; what is left is for the figures
_LINE, _CHARACTERS, _MOST_LINES = 15, 36, 3  # height of a line of label in pixels, its length, lines at most
_GAP, _AXIS, _LEGEND = 11, 22, 28  # pixels between categories, for the axis, for the legend


def top(chart: ChartBlock) -> float:
    """The share at the end of the scale: the smallest round one that no bar passes."""
    most = max((figure.share or 0.0 for series in chart.series for figure in series.figures), default=0.0)
    return next(end for end, _, _ in _SCALES if most <= end)


def axis(chart: ChartBlock) -> tuple[str, str, str]:
    """What stands at the start, the middle and the end of the scale: percentages or, for small bases, words."""
    end = top(chart)
    if all(figure.percent for series in chart.series for figure in series.figures):
        return "0", percent(end / 2) if end * 50 % 1 == 0 else "", percent(end)
    return next(("none", middle, last) for scale, middle, last in _SCALES if scale == end)


def legend(series: Series) -> str:
    """The name of a series with the base its figures share."""
    bases = {figure.base for figure in series.figures}
    return f"{series.name} (n\u00a0=\u00a0{bases.pop():,})" if len(bases) == 1 else series.name


def svg(chart: ChartBlock) -> str:
    """The chart as an `<svg>` element to stand inside an HTML page."""
    bar, step = (16, 16) if len(chart.series) == 1 else (11, 15)
    name = f"chart-{chart.number}"
    parts: list[str] = []
    y = 4
    if len(chart.series) > 1:
        parts.append(_legend_line(chart))
        y += _LEGEND
    start = y
    for index, category in enumerate(chart.categories):
        lines = _wrapped(category)
        height = max(len(lines) * _LINE, step * len(chart.series))
        parts.append(_label(category, lines, y + height / 2))
        first = y + (height - step * len(chart.series)) / 2 + (step - bar) / 2
        parts += [_bar(chart, index, place, (first + place * step, bar)) for place in range(len(chart.series))]
        y += height + _GAP
    parts.insert(0, _grid(chart, start, y))
    whole = y + _AXIS
    description = f"Horizontal bars: {len(chart.categories)} categories. Table {chart.table} has the same figures."
    return (
        f'<svg viewBox="0 0 {_WIDTH} {whole}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{_safe(chart.caption)}</title><desc id="{name}-desc">{description}</desc>'
        f"{''.join(parts)}</svg>"
    )


def _grid(chart: ChartBlock, start: float, end: float) -> str:
    """The scale: a pale ground as long as the scale, its middle and ends."""
    anchors = ("start", "middle", "end")
    places = (_LABELS, _LABELS + _BARS / 2, _LABELS + _BARS)
    words = axis(chart)
    lines = "".join(
        f'<line class="grid" x1="{x:g}" x2="{x:g}" y1="{start - 4:g}" y2="{end - 4:g}"/>'
        for x, word in zip(places, words, strict=True)
        if word
    )
    texts = "".join(
        f'<text class="axis" x="{x:g}" y="{end + 12:g}" text-anchor="{anchor}">{word}</text>'
        for x, word, anchor in zip(places, map(_safe, words), anchors, strict=True)
    )
    return lines + texts


def _legend_line(chart: ChartBlock) -> str:
    parts, x = [], _LABELS
    for place, series in enumerate(chart.series):
        words = legend(series)
        parts.append(f'<rect class="series-{place}" x="{x}" y="3" width="12" height="12" rx="2"/>')
        parts.append(f'<text class="legend" x="{x + 18}" y="14">{_safe(words)}</text>')
        x += 40 + 7 * len(words)
    return "".join(parts)


def _label(category: str, lines: list[str], middle: float) -> str:
    first = middle - (len(lines) - 1) * _LINE / 2 + 4.5
    spans = "".join(
        f'<tspan x="{_LABELS - 12}" y="{first + number * _LINE:g}">{_safe(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    return f'<text class="label" text-anchor="end"><title>{_safe(category)}</title>{spans}</text>'


def _bar(chart: ChartBlock, index: int, place: int, box: tuple[float, int]) -> str:
    """One bar on its ground, with its figure beside it; `box` is its top and its height in pixels."""
    y, height = box
    series = chart.series[place]
    figure = series.figures[index]
    length = _BARS * (figure.share or 0.0) / top(chart)
    tip = "; ".join(
        part for part in (f"{chart.categories[index]}: {series.name} {of(figure)}", interval(figure)) if part
    )
    words = percent(figure.share) if figure.percent and figure.share is not None else of(figure)
    size = "value" if len(chart.series) == 1 else "value small"
    return (
        f"<g><title>{_safe(tip)}</title>"
        f'<rect class="ground" x="{_LABELS}" y="{y:g}" width="{_BARS}" height="{height}"/>'
        f'<rect class="series-{place}" x="{_LABELS}" y="{y:g}" width="{length:.1f}" height="{height}"/>'
        f'<text class="{size}" x="{_LABELS + _BARS + 10}" y="{y + height / 2 + 4:g}">{_safe(words)}</text></g>'
    )


def _wrapped(text: str) -> list[str]:
    """A label in a few lines, the last cut when it does not fit."""
    return textwrap.wrap(printable(text), _CHARACTERS, max_lines=_MOST_LINES, placeholder="\u2026") or [""]


def _safe(text: str) -> str:
    return escape(printable(text))
