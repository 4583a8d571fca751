"""CPU and wall seconds between the borders of the stages, inside a measured process.

Only the standard library, because it also runs in the environment of the peers.
"""

from __future__ import annotations

import json
import resource
import time
from pathlib import Path

__all__ = ["Laps"]


class Laps:
    """A stop watch with named laps; a name that comes again adds to its lap.

    The first lap, "start", holds the CPU seconds that Python took before the watch was made.
    """

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}
        self.name = "start"
        self._cpu, self._wall = 0.0, time.perf_counter()

    def lap(self, name: str) -> None:
        """End the lap that is under way and begin the lap `name`."""
        cpu, wall = _cpu(), time.perf_counter()
        told = self.times.setdefault(self.name, [0.0, 0.0])
        told[0] += cpu - self._cpu
        told[1] += wall - self._wall
        self.name, self._cpu, self._wall = name, cpu, wall

    def write(self, file: Path) -> None:
        """End the last lap and write all: {name: [CPU seconds, wall seconds]}."""
        self.lap("")
        file.write_text(json.dumps(self.times), encoding="utf-8")


def _cpu() -> float:
    parts = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(part.ru_utime + part.ru_stime for part in parts)
