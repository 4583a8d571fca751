"""CPU and wall seconds between the borders of the stages, inside a measured process.

Only the standard library, because it also runs in the environment of the peers.
"""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["Laps", "family", "lines"]


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


def family(pid: int) -> Iterator[int]:
    """A process and all that come from it, as far as the system tells (Linux)."""
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in " ".join(lines(file)).split():
            yield from family(int(child))


def _cpu() -> float:
    """What this process and those that come from it have used, running or ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = sum(_ticks(pid) for pid in family(os.getpid()) if pid != os.getpid())
    return sum(part.ru_utime + part.ru_stime for part in used) + (ticks / os.sysconf("SC_CLK_TCK") if ticks else 0)


def _ticks(pid: int) -> int:
    """User and system time of a process and of its ended children, as proc(5) gives it."""
    return sum(
        int(part) for line in lines(Path(f"/proc/{pid}/stat")) for part in line.rpartition(")")[2].split()[11:15]
    )


def lines(file: Path) -> list[str]:
    """The lines of a file of the system, none where there is no such file."""
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except OSError:  # the process has ended, or the system has no /proc
        return []
