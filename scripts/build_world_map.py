"""Write data/reference/world_map.tsv: the outlines of the countries, simplified, and points for the small ones.

    python scripts/build_world_map.py            write the file
    python scripts/build_world_map.py --check    say whether the committed file is what would be written

Needs npm, which fetches two packages: world-atlas has Natural Earth as TopoJSON, i18n-iso-countries
what ISO 3166-1 letters its numbers stand for.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, TypeAlias

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "world_map.tsv"
ATLAS, CODES = "world-atlas@2.0.2", "i18n-iso-countries@7.14.0"
WITHOUT_NUMBER = {"Kosovo": "XK"}  # a code that ISO leaves to its users
CORNERS = 3  # a ring with fewer once it is simplified has no inside
LEFT_OUT = "AQ"  # Antarctica, a tenth of the picture
NOTES = """\
# The world at 1:110 million: outlines of countries, and a point for each that is too small to have one at this scale.
# Source: Natural Earth (naturalearthdata.com), public domain, through the npm package world-atlas 2.0.2 (ISC).
# kind: outline (rings of longitude,latitude in degrees, joined by ";") or point; iso2 is empty for land without a code.
# Made by: scripts/build_world_map.py
iso2\tkind\tplaces"""

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]


def main() -> int:
    """Write or check; 1 when the committed file is another."""
    made = render()
    if "--check" in sys.argv:
        same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == made
        print("up to date" if same else f"{TARGET.name} is out of date", file=sys.stderr)
        return int(not same)
    TARGET.write_text(made, encoding="utf-8", newline="\n")
    return 0


def render() -> str:
    """The file as text: notes, heading, then a line a country."""
    with tempfile.TemporaryDirectory() as name:
        atlas, codes = (unpacked(package, Path(name)) for package in (ATLAS, CODES))
        letters = {number: iso2 for iso2, _, number, *_ in json.loads((codes / "codes.json").read_text())}
        large, small = (countries(atlas / f"countries-{scale}.json", letters) for scale in ("110m", "50m"))
    shapes = [(iso2, [written(ring) for ring in rings]) for iso2, rings in large if iso2 != LEFT_OUT]
    lines = [
        f"{iso2}\toutline\t{';'.join(ring for ring in rings if ring.count(' ') >= CORNERS)}" for iso2, rings in shapes
    ]
    drawn = {iso2 for iso2, _ in large}
    lines += [f"{iso2}\tpoint\t{written([middle(rings)])}" for iso2, rings in small if iso2 and iso2 not in drawn]
    return "\n".join([NOTES, *sorted(set(lines))]) + "\n"


def unpacked(package: str, folder: Path) -> Path:
    """The folder of an npm package of this version."""
    done = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True)
    file = done.stdout.split()[-1]
    with tarfile.open(folder / file) as archive:
        archive.extractall(folder / file.removesuffix(".tgz"), filter="data")
    return folder / file.removesuffix(".tgz") / "package"


def countries(path: Path, letters: dict[str, str]) -> list[tuple[str, list[Ring]]]:
    """ISO 3166-1 alpha-2 and rings of each country of a TopoJSON file."""
    world = json.loads(path.read_text(encoding="utf-8"))
    arcs = [degrees(arc, world["transform"]) for arc in world["arcs"]]
    found = []
    for shape in world["objects"]["countries"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [joined(ring, arcs) for polygon in polygons for ring in polygon]
        iso2 = letters.get(shape.get("id", ""), WITHOUT_NUMBER.get(shape["properties"]["name"], ""))
        found.append((iso2, rings))
    return found


def degrees(arc: list[list[int]], transform: dict[str, Any]) -> Ring:
    """An arc in degrees: TopoJSON holds steps of a grid. Source: the TopoJSON specification 1.0, 2.1.1 and 2.1.4."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for right, up in arc:
        x, y = x + right, y + up
        points.append((x * wide + left, y * high + low))
    return points


def joined(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring out of its arcs; a negative number is an arc backwards, and arcs share their ends."""
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def middle(rings: list[Ring]) -> Point:
    """The middle of the largest ring, by the number of its points."""
    largest = max(rings, key=len)
    xs, ys = zip(*largest, strict=True)
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def written(points: Ring) -> str:
    """Longitudes and latitudes with a tenth of a degree, the same point not twice in a row."""
    words = [f"{x:.1f},{y:.1f}".replace("-0.0", "0.0") for x, y in points]
    return " ".join(word for word, before in zip(words, ["", *words], strict=False) if word != before)


if __name__ == "__main__":
    sys.exit(main())
