"""Results -> tables in Markdown, and the page docs/quality.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from quality.measure import TASKS, Result
from quality.spans import Figures

__all__ = ["page", "tables"]

_READINGS = Path(__file__).with_name("readings.toml")
_SIZED = re.compile(r"(.+)_of_(\d+|all)")
_SLICED = re.compile(r"(.+)_(?:in|among)_(.+)")

_NOTHING = "-"
_ENDS = 0.985

Column = tuple[str, Figures]


def page(document: Mapping[str, Any]) -> str:
    """The page of a document of figures: for each task how to read them, then the figures.

    Args:
        document: What `scripts/evaluate.py --json` writes.
    """
    readings = tomllib.loads(_READINGS.read_text(encoding="utf-8"))
    results = [Result(**result) for result in document["results"]]
    lines = ["# Quality", "", readings["page"]["introduction"].strip(), ""]
    lines += ["Versions: " + ", ".join(f"{name} {version}" for name, version in document["versions"].items()) + ".", ""]
    if document["skipped"]:
        lines += ["Not measured: " + "; ".join(document["skipped"]) + ".", ""]
    for task in (task for task in TASKS if any(result.task == task for result in results)):
        lines += [f"## {readings[task]['title']}", "", readings[task]["reading"].strip(), ""]
        lines += tables([result for result in results if result.task == task])
    return "\n".join(lines).rstrip() + "\n"


def tables(results: Sequence[Result]) -> list[str]:
    """The sets of one task and their figures, as lines of Markdown."""
    lines = [*_table(["data", "cases", "what"], [[_name(r), str(r.cases), r.note] for r in results]), ""]
    if all(len(result.methods) == 1 for result in results):
        split = [(_name(result), _split(result.figures)) for result in results]
        lines += [*_figures([(name, whole) for name, (whole, _) in split]), ""]
        return lines + [line for name, (_, parts) in split if parts for line in (f"**{name}**", "", *_parts(parts), "")]
    for result in results:
        sizes: dict[str, list[Column]] = {}
        for method, figures in result.methods.items():
            for size, part in _sized(figures):
                sizes.setdefault(size, []).append((method, part))
        for size, columns in sizes.items():
            lines += [f"**{_name(result)}{size}**", "", *_figures(columns), ""]
    return lines


def _name(result: Result) -> str:
    return f"{result.data} (optimistic)" if result.tuned else result.data


def _sized(figures: Figures) -> Iterator[tuple[str, Figures]]:
    """The figures of each number of comments ("nmi_of_20"), those of none first."""
    sizes: dict[str, Figures] = {}
    for name, value in figures.items():
        sized = _SIZED.fullmatch(name)
        bare, size = sized.groups() if sized else (name, "")
        sizes.setdefault(size, {})[bare] = value
    for size, part in sizes.items():
        yield (f", {size} comments" if size else ""), part


def _split(figures: Figures) -> tuple[Figures, dict[str, Figures]]:
    """The figures of all cases, and those of each slice of them ("country_f1_in_fr", "country_f1_among_names")."""
    whole: Figures = {}
    parts: dict[str, Figures] = {}
    for name, value in figures.items():
        sliced = _SLICED.fullmatch(name)
        if sliced:
            parts.setdefault(sliced[2], {})[sliced[1]] = value
        else:
            whole[name] = value
    return whole, parts


def _parts(parts: Mapping[str, Figures]) -> list[str]:
    """A row for each slice."""
    names = list(dict.fromkeys(name for figures in parts.values() for name in figures))
    rows = [[part.replace("_", " "), *(_printed(f.get(name)) for name in names)] for part, f in parts.items()]
    return _table(["of these", *(name.replace("_", " ") for name in names)], rows)


def _figures(columns: Sequence[Column]) -> list[str]:
    """A row for each figure that any column has."""
    names = dict.fromkeys(name for _, figures in columns for name in figures)
    rows = [[name.replace("_", " "), *(_printed(figures.get(name)) for _, figures in columns)] for name in names]
    return _table(["figure", *(heading for heading, _ in columns)], [row for row in rows if set(row[1:]) != {_NOTHING}])


def _printed(value: float | None) -> str:
    if value is None:
        return _NOTHING
    if isinstance(value, int):
        return str(value)
    near_an_end = _ENDS < abs(value) < 1 or 0 < abs(value) < 1 - _ENDS  # there the third digit says most
    return f"{value:.3f}" if near_an_end else f"{value:.2f}"


def _table(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    dashes = "|".join("---" for _ in heading)
    return [f"| {' | '.join(heading)} |", f"|{dashes}|", *(f"| {' | '.join(row)} |" for row in rows)]
