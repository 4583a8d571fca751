"""Chart blocks -> pictures: described with Vega-Altair, drawn by vl-convert without browser and network.

`svg` is for a page: its colours follow light, dark and print by the style sheet, and a mark that has
comments carries their address. `png` is for a document. Both are the same drawing.
"""

from __future__ import annotations

import functools
import re
from html import escape
from typing import TypeAlias

from textmine.report.model import ChartBlock, HeatBlock, MapBlock
from textmine.report.vega import PALETTE, axis, described, legend, top
from textmine.report.words import printable

__all__ = ["PALETTE", "Chart", "axis", "legend", "png", "svg", "top"]

Chart: TypeAlias = ChartBlock | HeatBlock | MapBlock
"""What can be drawn."""

_HEAD = re.compile(r"<svg (?:(?!width=)[^<>])*+(?P<size>width=[^<>]*+)>")
_LINK = re.compile(r'<a [^<>]*?href="[^"#<]*+#(?P<where>(?:(?!&#xA;)[^"<])*+)&#xA;(?P<tip>[^"<]*+)"[^<>]*+>')
_LEFT_OUT = re.compile(
    r' (?:aria-[a-z]+|role|class|font-family|pointer-events|opacity="1"|stroke-miterlimit)(?:="[^"<]*+")?(?=[ />])'
    r'|<path[^<>]* d=""[^<>]*/>|<path[^<>]*d="M0,0h0v0h0Z"[^<>]*/>'
)
_VERSION = re.compile(r"/v(\d+\.\d+)")
_LONG = re.compile(r"(?<!\d)(\d+\.\d)\d+")  # a tenth of a pixel is enough
_SHARP = 2  # pixels of a PNG for each of the drawing


def svg(chart: Chart) -> str:
    """The chart as an `<svg>` element to stand inside an HTML page; a mark has its address as `data-where`."""
    name = f"chart-{chart.number}"
    drawing = _drawn(chart)
    head = _HEAD.match(drawing)
    size = _LONG.sub(r"\1", head["size"]) if head else ""
    body = _LINK.sub(_mark, drawing[len(head[0]) if head else 0 :]).replace("</a>", "</g>")
    body = re.sub(r"<[^<>]*>", _short, body)
    return (
        f'<svg {size} role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(printable(chart.caption))}</title>'
        f'<desc id="{name}-desc">{_description(chart)} Table {chart.table} has the same figures.</desc>{body}'
    )


def png(chart: Chart) -> bytes:
    """The chart as a picture on white, 144 pixels to the inch."""
    import vl_convert

    white = _HEAD.sub(lambda head: head[0] + '<rect width="100%" height="100%" fill="#ffffff"/>', _drawn(chart))
    picture: bytes = vl_convert.svg_to_png(white, scale=_SHARP)
    return picture


@functools.lru_cache(maxsize=256)
def _drawn(chart: Chart) -> str:
    """The drawing as it comes; kept, since several formats of a report need it."""
    import vl_convert

    spec = described(chart)
    version = _VERSION.search(spec["$schema"])
    drawing: str = vl_convert.vegalite_to_svg(
        spec, vl_version=version[1] if version else None, config={"background": None}, allowed_base_urls=[]
    )
    return drawing


def _mark(link: re.Match[str]) -> str:
    """The mark of a figure: no link, which would say what is not so, but what opens its comments, and its tip."""
    opens = f' data-where="{link["where"]}"' if link["where"] else ""
    return f"<g{opens}><title>{link['tip']}</title>"


def _short(tag: re.Match[str]) -> str:
    """A tag without what the style sheet says, and with shorter numbers; a title is left as it is."""
    return _LONG.sub(r"\1", _LEFT_OUT.sub("", tag[0]))


def _description(chart: Chart) -> str:
    match chart:
        case ChartBlock():
            return f"Horizontal bars: {len(chart.categories)} categories."
        case HeatBlock():
            return f"A grid: {len(chart.rows)} rows and {len(chart.columns)} columns, darker where the count is larger."
        case MapBlock():
            return f"A map of the world: {len(chart.countries)} countries, darker where the count is larger."
