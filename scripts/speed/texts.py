"""A measured run of the four stages between reading and meaning: clean, language, personal data, segment.

Personal data is looked for as the stage mentions does it, without the recogniser of English names,
which costs more than the four together.

Usage: python -m speed.texts EXPORT OUT LAPS PROCESSES
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from speed.laps import Laps
from textmine import pipeline
from textmine.folder import Run
from textmine.stages.mentions.ner import NOTHING
from textmine.stages.mentions.people import hidden
from textmine.workers import Workers

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STAGES", "main"]

STAGES = ("clean", "language", "segment", "personal data")


def main(export: Path, out: Path, times: Path, processes: int) -> None:
    """Run the stages up to segment, look for personal data, and write what each took."""
    laps = Laps()

    def progress(stage: str, done: int, total: int) -> None:
        if done < total and laps.name != stage:
            laps.lap(stage)

    laps.lap("read")
    pipeline.run(export, out, progress=progress, processes=processes, until="segment")
    laps.lap("personal data")
    run = Run(out)
    with Workers(processes) as workers:
        found = sum(workers.map(_personal, _batches(run), run.row_groups("texts")))
    laps.write(times)
    print(f"{found} stretches of personal data", file=sys.stderr)


def _batches(run: Run) -> Iterator[pd.DataFrame]:
    for number in range(run.row_groups("texts")):
        spoken = run.batch("languages", number, ("language",))
        yield run.batch("texts", number, ("text",)).assign(language=spoken["language"])


def _personal(batch: pd.DataFrame) -> int:
    return sum(len(hidden(text, language, NOTHING, ())) for text, language in batch.itertuples(index=False, name=None))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
