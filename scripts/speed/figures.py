"""Medians, ratios and tables of what was measured, for the page."""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median
from typing import Any

__all__ = ["Comparison", "estimate", "growth", "laps", "middle", "number", "percent", "ratio", "spread", "table"]

Comparison = dict[str, Any]


def middle(comparison: Comparison, program: str, figure: str) -> float:
    """The median of a figure over the runs of a program."""
    values: list[float] = [run[figure] for run in comparison["runs"][program]]
    return median(values)


def growth(before: Comparison, now: Comparison, program: str = "textmine", figure: str = "cpu") -> float:
    """The power with which a figure of a program grows between two sizes: the slope on logarithmic scales."""
    times = middle(now, program, figure) / middle(before, program, figure)
    return math.log(times) / math.log(int(now["size"]) / int(before["size"]))


def estimate(measured: list[Comparison], program: str, size: int, figure: str = "cpu") -> float:
    """Seconds of a program at a larger size, in a straight line through its two largest."""
    (small, low), (large, high) = ((c["size"], middle(c, program, figure)) for c in measured[-2:])
    return float(high + (size - large) * (high - low) / (large - small))


def spread(comparison: Comparison, program: str, figure: str) -> str:
    """A median with the lowest and highest run."""
    values = [run[figure] for run in comparison["runs"][program]]
    low, high = number(min(values)), number(max(values))
    return number(median(values)) + (f" ({low} to {high})" if low != high else "")


def table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """A Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def laps(comparison: Comparison, program: str) -> dict[str, float]:
    """The CPU seconds of each lap of a program, medians over its runs."""
    runs = comparison["runs"][program]
    return {name: float(median(run["laps"][name][0] for run in runs)) for name in runs[0]["laps"]}


def ratio(comparison: Comparison, peer: str, ours: str, figure: str) -> str:
    """How many times as much of a figure a peer took as textmine, run for run: the median with lowest and highest."""
    pairs = zip(comparison["runs"][peer], comparison["runs"][ours], strict=True)
    ratios = [theirs[figure] / own[figure] for theirs, own in pairs]
    low, high = number(min(ratios)), number(max(ratios))
    return f"**{number(median(ratios))}**" + (f" ({low} to {high})" if low != high else "")


def number(value: float) -> str:
    """Three digits that count, or all before the point."""
    whole, near = 100, 10
    if value >= whole:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= near else f"{value:.2f}" if value >= 1 / near else f"{value:.3f}"


def percent(share: float) -> str:
    """A share, as it is read."""
    return f"{100 * share:.0f} %"
