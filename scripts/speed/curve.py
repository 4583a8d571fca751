"""Draws how CPU seconds and memory grow with the number of comments, beside a straight line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt
import vl_convert

from speed.figures import Comparison, middle

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["curve"]

PANELS = {"cpu": "CPU seconds", "peak_mb": "peak memory, MB"}
AXIS = alt.Axis(format="~s", tickCount=4, grid=False)
LINEAR = "in proportion to the comments"


def curve(known: list[Comparison], programs: dict[str, str]) -> str:
    """Both scales logarithmic: what grows in proportion runs beside the dashed line.

    Args:
        known: Comparisons of whole runs.
        programs: The words for each program to be drawn.

    Returns:
        The drawing as SVG.
    """
    points = _points(known, programs)
    color = alt.Color(
        "run:N", title=None, sort=None, legend=alt.Legend(orient="bottom", columns=2, symbolType="stroke", labelLimit=0)
    )
    dash = alt.condition(alt.datum.run == LINEAR, alt.value([4, 4]), alt.value([1, 0]))
    panels = [
        alt.Chart(points[points["figure"] == figure], title=title, width=300, height=260)
        .mark_line(point={"size": 30})
        .encode(
            x=alt.X("comments:Q", title="comments", scale=alt.Scale(type="log"), axis=AXIS),
            y=alt.Y("value:Q", title=None, scale=alt.Scale(type="log"), axis=AXIS),
            color=color,
            strokeDash=dash,
        )
        for figure, title in PANELS.items()
    ]
    return vl_convert.vegalite_to_svg(alt.hconcat(*panels, spacing=30).configure_view(stroke=None).to_dict())


def _points(known: list[Comparison], programs: dict[str, str]) -> pd.DataFrame:
    """A row for each figure of each run, and for the line that grows in proportion from the smallest run on."""
    import pandas as pd

    rows = [
        (f"{words} encoder, {now['processes']} process{'es' * (now['processes'] > 1)}", figure, now["size"], value)
        for program, words in programs.items()
        for now in known
        if program in now["runs"]
        for figure in PANELS
        if (value := middle(now, program, figure))
    ]
    points = pd.DataFrame(rows, columns=["run", "figure", "comments", "value"])
    least, most = points["comments"].min(), points["comments"].max()
    for figure, values in points.groupby("figure")["value"]:
        for size in (least, most):
            points.loc[len(points)] = (LINEAR, figure, size, values.min() * size / least)
    return points
