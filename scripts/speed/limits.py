"""The table of how far each stage is from what the machine can do.

The limit of a stage is the larger of two times: to move the tables it reads and writes once through memory, and, where
a model is computed, to do its multiplications at the speed of the machine's matrix product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from speed.figures import laps, number, table
from textmine.stages import STAGES

if TYPE_CHECKING:
    from speed.figures import Comparison

__all__ = ["limits"]


def limits(measured: Sequence[Comparison], known: Sequence[Comparison]) -> str:
    """What bounds each stage, and the part of that bound which is reached.

    Args:
        measured: What `scripts/machine_limits.py` wrote, one machine: its memory and matrix product, and the
            multiplications of its models a comment.
        known: Of whole runs; the largest on one process with the default encoder counts.
    """
    alone = [c for c in known if c["processes"] == 1 and "tables" in c["runs"].get("textmine", [{}])[0]]
    if not alone:
        return "Not measured."
    now, machine = alone[-1], measured[-1]
    size, moved, used = now["size"], now["runs"]["textmine"][0]["tables"], laps(now, "textmine")
    rows = []
    for stage in STAGES:
        told = sum(moved.get(name, 0) for name in (*stage.takes, *stage.makes))
        memory = told / machine["bytes_a_s"]
        sums = machine["multiplications"].get(stage.name, 0.0) * size / machine["multiplications_a_s"]
        limit, reached = max(memory, sums), used[stage.name]
        rows.append(
            [
                stage.name,
                "matrix product" if sums > memory else "memory",
                number(told / size),
                number(1e6 * limit / size),
                number(1e6 * reached / size),
                f"{100 * limit / reached:.2g} %" if reached else "",
            ]
        )
    heads = [
        "stage",
        "bound by",
        "bytes of tables a comment",
        "limit, µs a comment",
        "reached, µs a comment",
        "reached",
    ]
    return (
        f"At {size:,} comments on one core, which moves {machine['bytes_a_s'] / 1e9:.1f} GB a second through memory "
        f"and does {machine['multiplications_a_s'] / 1e9:.0f} thousand million multiplications with addition a second "
        "in single precision (`python scripts/machine_limits.py --write`).\n\n"
        + table(heads, rows)
        + "\n\nThe limit: to move the tables of a stage, as they lie in memory, once, or to do the multiplications of "
        "its model at the speed of a large matrix product. The texts are short and the work on them is a great many "
        "small decisions in Python: no such stage comes near the speed of memory, and none would in any language; the "
        "column says how much room there is in principle."
    )
