"""Measures how long a report takes, how much memory it needs and how large it is, for the demo and for many comments.

    python scripts/measure_report.py                       the demo survey, as it is
    python scripts/measure_report.py --comments 100000     its respondents so often that there are so many comments
    python scripts/measure_report.py --run DIR             another run than that of the demo

Seconds are processor and wall, after imports, the median of five for less than 10,000 comments. Memory is the
most that the process held, the run's tables included.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from speed.grown import grown

from textmine import pipeline
from textmine.folder import Run
from textmine.report import FORMATS, build_report, charts, write_report

if TYPE_CHECKING:
    import pandas as pd

DEMO = Path(__file__).resolve().parents[1] / "data" / "samples" / "escp4i_2018"
FEW, REPEAT = 10_000, 5


def main() -> int:
    """Measure and print a table in Markdown."""
    given = parser().parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = Run(given.run) if given.run else pipeline.run(DEMO, folder / "run")
        made: Mapping[str, pd.DataFrame] = grown(run, given.comments) if given.comments else run
        imported(folder)
        again = REPEAT if len(made["comments"]) < FEW else 1
        held = [timed(lambda: build_report(made)) for _ in range(again)]
        report = held[0][2]
        print(f"{len(made['comments']):,} comments, {len(report.verbatims):,} of them in the report\n")
        print("| | processor, s | wall, s | MB |\n|---|---|---|---|")
        print(row("the report as a value", held, ""))
        for suffix in FORMATS:
            path = folder / f"report{suffix}"
            taken = [timed(lambda path=path: write(report, path)) for _ in range(again)]  # type: ignore[misc]
            print(row(f"report{suffix}", taken, f"{path.stat().st_size / 1e6:.1f}"))
    print(f"\nmost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    return 0


def parser() -> argparse.ArgumentParser:
    """The arguments of the program."""
    top = argparse.ArgumentParser(description="Measure the report.")
    top.add_argument("--comments", type=int, default=0, metavar="N", help="grow the run to this many comments")
    top.add_argument("--run", type=Path, metavar="DIR", help="folder of a run (default: the demo survey is run)")
    return top


def imported(folder: Path) -> None:
    """Import what the formats need, and draw one picture: the first takes longer."""
    from textmine.report.model import ChartBlock, Figure, Item, Report, Section, Series, Variable, Verbatim

    chart = ChartBlock("", ("",), (Series("", (Figure(1, 2),)),))
    report = Report(
        "First",
        "",
        (Section("first", "First", 1, (chart,)),),
        items=(Item("theme", "first", "First"),),
        verbatims=(Verbatim("0" * 16, "R1", (), "Q", "", "en", "ok", "Said."),),
        respondents=("R1",),
        variables=(Variable("v", "First", "counted", (1.0,)),),
    )
    for suffix in FORMATS:
        write_report(report, folder / f"first{suffix}")


def write(report: Any, path: Path) -> Path:
    """Write a report, its charts drawn anew."""
    charts._drawn.cache_clear()  # noqa: SLF001 -- what a reader waits for includes them
    return write_report(report, path)


def timed(work: Callable[[], Any]) -> tuple[float, float, Any]:
    """Processor and wall seconds of a piece of work, and what it made."""
    cpu, wall = time.process_time(), time.perf_counter()
    made = work()
    return time.process_time() - cpu, time.perf_counter() - wall, made


def row(name: str, taken: list[tuple[float, float, Any]], size: str) -> str:
    """A line of the table."""
    cpu, wall = (statistics.median(each[at] for each in taken) for at in (0, 1))
    return f"| {name} | {cpu:.2f} | {wall:.2f} | {size} |"


if __name__ == "__main__":
    sys.exit(main())
