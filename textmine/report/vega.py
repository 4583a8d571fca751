"""Chart blocks -> charts of Vega-Altair: bars, a heat map, the world.

Colours are those of print; the style sheet of the page knows them by their value and replaces them in the dark.
"""

from __future__ import annotations

import math
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Any, TypeAlias

from textmine import reference
from textmine.report.model import ChartBlock, HeatBlock
from textmine.report.packed import address
from textmine.report.words import interval, of, percent, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.report.model import Figure, MapBlock, Series

__all__ = ["PALETTE", "axis", "described", "legend", "top"]

# Blue, orange and green that people with any colour blindness tell apart.
# Source: Okabe and Ito (2008), "Color universal design", jfly.uni-koeln.de/color.
PALETTE = ("0072B2", "E69F00", "009E73")

# One blue from pale to dark, five steps that are told apart in print without colour.
# Source: ColorBrewer 2.0, Blues, Brewer and Harrower, colorbrewer2.org.
_BLUES = ("#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c")
_INK, _SOFT, _LINE, _GROUND, _ON_DARK, _GAPS = (
    "#1d2733",
    "#5a6775",
    "#d9dfe5",
    "#eef2f5",
    "#fefefe",
    "#ffffff",
)
_DARK_FROM = 3  # step of the blues on which letters are pale

# Ends of the scale, each with the words for its middle and its end.
_SCALES = ((0.1, "", "a tenth"), (0.25, "", "a quarter"), (0.5, "a quarter", "half"), (1.0, "half", "all"))

_FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
_BARS, _MAP = 370, 680  # pixels: longest bar, width of the world
_LINE_HEIGHT, _CHARACTERS, _MOST_LINES = 15, 42, 3  # of a label: pixels a line, characters a line, lines at most
_GAP = 10  # pixels between categories
_CELL, _SLANTED = 50, 28  # of a heat map: pixels of a column, characters of a line of its slanted heading
_WHOLE = 0  # no limit to a label, which has been wrapped; Vega would measure each line twice more, half of its time


_Described: TypeAlias = tuple[Any, dict[str, list[dict[str, Any]]]]  # a chart and its data by name


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


def described(block: ChartBlock | HeatBlock | MapBlock) -> dict[str, Any]:
    """A block as a specification of Vega-Lite.

    The data is put in last: Altair would copy the outlines of the world several times.
    """
    if isinstance(block, ChartBlock):
        chart, data = _bars(block)
    elif isinstance(block, HeatBlock):
        chart, data = _heat(block)
    else:
        chart, data = _world(block)
    return {**chart.to_dict(validate=False), "datasets": data}  # the tests hold it against the schema


def _layered(layers: Sequence[Any], **properties: Any) -> Any:
    """Marks drawn one over the other, all of one look: Altair copies the whole chart when that is put in later."""
    import altair as alt

    look = alt.Config(
        font=_FONT,
        aria=False,
        padding=2,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(labelColor=_INK, labelFontSize=13, labelLineHeight=_LINE_HEIGHT, ticks=False, domain=False),
        legend=alt.LegendConfig(labelColor=_INK, labelFontSize=13, titleColor=_SOFT, titleFontSize=12, labelLimit=400),
    )
    return alt.layer(*layers, config=look, **properties)


def _bars(block: ChartBlock) -> _Described:
    import altair as alt

    names = [legend(series) for series in block.series]
    end, lines = top(block), [_wrapped(category, _CHARACTERS) for category in block.categories]
    inner = max(_LINE_HEIGHT * max(map(len, lines), default=1), 15 * len(names))
    rows = [
        {"category": at, "series": name, "end": end, **_told(figure, f"{block.categories[at]}: {series.name}")}
        for name, series in zip(names, block.series, strict=True)
        for at, figure in enumerate(series.figures)
    ]
    ticks = {value: word for value, word in zip((0, end / 2, end), axis(block), strict=True) if word}
    y = alt.Y(
        "category:O",
        title=None,
        scale=alt.Scale(paddingInner=_GAP / (inner + _GAP), paddingOuter=_GAP / 2 / (inner + _GAP)),
        axis=_rows_axis(),
    )
    x = alt.X(
        "share:Q",
        title=None,
        scale=alt.Scale(domain=[0, end], nice=False),
        axis=alt.Axis(
            values=list(ticks),
            labelExpr=f"{list(ticks.values())}[indexof({list(ticks)}, datum.value)]",
            labelColor=_SOFT,
            labelFontSize=12,
            gridColor=_LINE,
            labelFlush=True,
        ),
    )
    color = alt.Color(
        "series:N",
        scale=alt.Scale(domain=names, range=[f"#{color.lower()}" for color in PALETTE]),
        legend=alt.Legend(title=None, orient="top", direction="horizontal") if len(names) > 1 else None,
    )
    size = 16 if len(names) == 1 else 11
    base = alt.Chart(alt.NamedData("rows")).encode(y, alt.YOffset("series:N", sort=names), alt.Href("where:N"))
    chart = _layered(
        (
            base.mark_bar(color=_GROUND, height=size).encode(alt.X("end:Q", title=None)),
            base.mark_bar(height=size).encode(x, color),
            base.mark_text(align="left", dx=10, color=_INK, fontSize=13 if len(names) == 1 else 12).encode(
                alt.XValue(_BARS),  # type: ignore[no-untyped-call]
                alt.Text("words:N"),
            ),
        ),
        params=[alt.VariableParameter("lines", value=lines)],
        width=_BARS,
        height=max(1, len(lines)) * (inner + _GAP),
    )
    return chart, {"rows": rows}


def _heat(block: HeatBlock) -> _Described:
    import altair as alt

    lines = [_wrapped(row, _CHARACTERS) for row in block.rows]
    heads = [_wrapped(column, _SLANTED, 2) for column in block.columns]
    height = max(26, _LINE_HEIGHT * max(map(len, lines), default=1) + 4)
    most = max((figure.count for cells in block.cells for figure in cells), default=0)
    rows = [
        {"row": down, "column": right, "step": _step(figure.count, most)}
        | _told(figure, f"{block.rows[down]}, {block.columns[right]}", short=True)
        for down, cells in enumerate(block.cells)
        for right, figure in enumerate(cells)
    ]
    right = alt.Axis(
        labelExpr="heads[datum.value]",
        orient="top",
        labelAngle=-40,
        labelAlign="left",
        labelBaseline="bottom",
        labelFontSize=12,
        labelLimit=_WHOLE,
        labelPadding=8,
    )
    base = alt.Chart(alt.NamedData("rows")).encode(
        alt.Y("row:O", title=None, axis=_rows_axis()), alt.X("column:O", title=None, axis=right), alt.Href("where:N")
    )
    dark = {"test": f"datum.step >= {_DARK_FROM}", "value": _ON_DARK}
    chart = _layered(
        (
            base.mark_rect(stroke=_GAPS, strokeWidth=2).encode(_steps()),
            base.mark_text(fontSize=13).encode(alt.Text("words:N"), alt.ColorValue(_INK, condition=dark)),
        ),
        params=[alt.VariableParameter("lines", value=lines), alt.VariableParameter("heads", value=heads)],
        width=_CELL * len(block.columns),
        height=height * len(block.rows),
    )
    return chart, {"rows": rows}


def _rows_axis() -> Any:
    """Labels in lines, their middle at the middle of the row: Vega would begin there."""
    import altair as alt

    up = alt.expr(f"-{_LINE_HEIGHT / 2} * (length(lines[datum.value]) - 1)")
    return alt.Axis(labelExpr="lines[datum.value]", labelLimit=_WHOLE, labelPadding=10, labelOffset=up)


def _steps() -> Any:
    import altair as alt

    return alt.Color(
        "step:O", scale=alt.Scale(domain=list(range(-1, len(_BLUES))), range=[_GROUND, *_BLUES]), legend=None
    )


def _step(count: int, most: int) -> int:
    """Which blue a count has, of those up to the largest; -1 for none."""
    return math.ceil(len(_BLUES) * count / most) - 1 if count else -1


def _world(block: MapBlock) -> _Described:
    import altair as alt

    told = {iso2: (name, figure) for iso2, name, figure in block.countries}
    classes = _classes([figure.count for _, figure in told.values()])
    shapes, named, points = [], [], []
    for row in reference.rows("world_map.tsv"):
        places = _places(row["places"])
        name, figure = told.get(row["iso2"], ("", None))
        shape = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": places}}
        about = _told(figure, name) | {"class": _class(figure.count, classes)} if figure and figure.count else {}
        if row["kind"] == "outline":
            shapes.append(shape)
            named += [{**shape, "properties": about}] if about else []
        elif about:
            points.append({"longitude": places[0][0][0], "latitude": places[0][0][1], **about})
    color: dict[str, Any] = {
        "scale": alt.Scale(domain=classes, range=_spread(len(classes))),
        "legend": alt.Legend(title=_unit(block), orient="bottom", direction="horizontal", symbolType="square"),
    }
    land = alt.Chart(alt.NamedData("shapes")).mark_geoshape(fill=_GROUND, stroke=_GAPS, strokeWidth=0.5)
    counted = (
        alt.Chart(alt.NamedData("named"))
        .mark_geoshape(stroke=_GAPS, strokeWidth=0.5)
        .encode(alt.Color("properties.class:N", **color), alt.Href("properties.where:N"))
    )
    dots = (
        alt.Chart(alt.NamedData("points"))
        .mark_circle(size=70, opacity=1, stroke=_GAPS, strokeWidth=0.7)
        .encode(
            alt.Longitude("longitude:Q"),
            alt.Latitude("latitude:Q"),
            alt.Color("class:N", **color),
            alt.Href("where:N"),
        )
    )
    chart = _layered(
        (land, counted, *([dots] if points else [])),
        projection=alt.Projection(type="equalEarth"),
        width=_MAP,
        height=round(_MAP * 0.46),
    )
    return chart, {"shapes": shapes, "named": named, "points": points}


def _unit(block: MapBlock) -> str:
    """What the colours count: ``respondents, of 19``."""
    bases = {(figure.unit, figure.base) for _, _, figure in block.countries}
    unit, base = (
        bases.pop() if len(bases) == 1 else (block.countries[0][2].unit if block.countries else "respondent", 0)
    )
    return f"{unit}s, of {base:,}" if base else f"{unit}s"


def _classes(counts: Sequence[int]) -> list[str]:
    """Up to five ranges of counts of the same width: ``1``, ``2\u20133`` ..."""
    most = max(counts, default=0)
    width = max(1, math.ceil(most / len(_BLUES)))
    starts = range(1, most + 1, width)
    return [str(start) if width == 1 else f"{start}\u2013{start + width - 1}" for start in starts]


def _class(count: int, classes: Sequence[str]) -> str:
    """The range that a count lies in, "" for none."""
    first = [int(each.partition("\u2013")[0]) for each in classes]
    return next((name for start, name in zip(reversed(first), reversed(classes), strict=True) if count >= start), "")


def _spread(number: int) -> list[str]:
    """So many blues, the darkest among them."""
    return [
        _BLUES[len(_BLUES) - 1 - (number - 1 - at) * (len(_BLUES) - 1) // max(1, number - 1)] for at in range(number)
    ]


def _places(text: str) -> list[list[tuple[float, float]]]:
    """Rings of longitude and latitude."""
    return [[_pair(pair) for pair in ring.split(" ")] for ring in text.split(";")]


def _pair(text: str) -> tuple[float, float]:
    longitude, latitude = text.split(",")
    return float(longitude), float(latitude)


def _told(figure: Figure, about: str, *, short: bool = False) -> dict[str, Any]:
    """The share of a figure, the words beside its mark, and the address of its comments with a tip behind."""
    words = percent(figure.share) if figure.percent and figure.share is not None else of(figure)
    tip = "; ".join(part for part in (f"{about} {of(figure)}", interval(figure)) if part)
    where = f"#{address(figure.where)}" if figure.where and figure.count else "#"
    return {
        "share": figure.share or 0.0,
        "words": printable((f"{figure.count:,}" if figure.count else "") if short else words),
        "where": f"{where}\n{printable(tip)}",
    }


def _wrapped(text: str, characters: int, most: int = _MOST_LINES) -> list[str]:
    """A label in a few lines, the last cut when it does not fit; a character as wide as two counts as two."""
    shown = printable(text)
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in shown)
    fitting = characters * len(shown) // (len(shown) + wide) if wide else characters
    return textwrap.wrap(shown, fitting, max_lines=most, placeholder="\u2026") or [""]
