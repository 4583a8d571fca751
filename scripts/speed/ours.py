"""A measured run of textmine: all stages and the report, as `textmine run EXPORT -o OUT` computes them.

Usage: python -m speed.ours EXPORT OUT LAPS PROCESSES [ENCODER [CODEBOOK]]
"""

from __future__ import annotations

import sys
from pathlib import Path

from speed.laps import Laps

__all__ = ["main"]


def main(export: Path, out: Path, times: Path, processes: int, encoder: str = "default", codebook: str = "") -> None:
    """Run all stages and write what each took.

    Digesting the input belongs to `read`; writing the last batch of a stage belongs to the next one.
    """
    laps = Laps()
    from textmine import config, pipeline

    options = config.load(config.beside(export), codebook=codebook or None).with_encoder(encoder)
    names = pipeline.stage_names()
    follower = dict(zip(names, [*names[1:], names[-1]], strict=True))

    def progress(stage: str, done: int, total: int) -> None:
        # A stage reads its tables before it first calls: that time lies after the last call of the one before.
        now = follower[stage] if done == total else stage
        if now != laps.name:
            laps.lap(now)

    laps.lap("read")
    pipeline.run(export, out, options=options, progress=progress, processes=processes)
    laps.write(times)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
