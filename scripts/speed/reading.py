"""A measured run of reading alone: an export to the tables of every batch, none written; or pandas on the same file.

Usage: python -m speed.reading {textmine|pandas} FOLDER OUT LAPS PROCESSES
"""

from __future__ import annotations

import sys
from pathlib import Path

from speed.laps import Laps

__all__ = ["main"]

_RESPONDENTS_A_BATCH = 1000  # as the pipeline takes them


def main(program: str, export: Path, times: Path) -> None:
    """Read and write what it took."""
    laps = Laps()
    laps.lap("load")
    if program == "pandas":
        import pandas as pd

        laps.lap("read")
        found = len(pd.read_csv(export, dtype=str, keep_default_na=False))
    else:
        from textmine.stages.read import read

        laps.lap("scan")
        survey = read(export)
        laps.lap("batches")
        found = sum(len(frames["respondents"]) for frames in survey.batches(_RESPONDENTS_A_BATCH))
    laps.write(times)
    print(f"{found} records", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) / "export.csv", Path(sys.argv[4]))
