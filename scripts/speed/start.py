"""Measures how long a person waits: for the command to answer, for the first report, for a run with nothing to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from speed.figures import number, table
from speed.measure import machine

__all__ = ["start", "waits"]

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
REPEAT = 5


def start() -> list[dict[str, Any]]:
    """Wall seconds of each command, `REPEAT` times after one that is not counted; one entry, for one machine."""
    textmine = [sys.executable, "-m", "textmine"]
    with tempfile.TemporaryDirectory(prefix="textmine-start-") as name:
        out = Path(name) / "out"
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "import textmine": [sys.executable, "-c", "import textmine"],
            "textmine --help": [*textmine, "--help"],
            "textmine check, demo survey": [*textmine, "check", DEMO],
            "textmine run, demo survey to first report": [*textmine, "run", DEMO, "-o", out],
            "the same again, nothing changed": [*textmine, "run", DEMO, "-o", out],
        }
        seconds: dict[str, list[float]] = {}
        for told, command in commands.items():
            seconds[told] = []
            for _ in range(REPEAT + 1):
                if "first report" in told:
                    shutil.rmtree(out, ignore_errors=True)
                seconds[told].append(_wall(command))
    return [{"machine": machine(), "seconds": {told: all_[1:] for told, all_ in seconds.items()}}]


def _wall(command: Sequence[str | Path]) -> float:
    # Modules are compiled at the first, uncounted call, as they are after an installation.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=ROOT)
    return round(time.perf_counter() - begun, 3)


def waits(measured: Sequence[dict[str, Any]]) -> str:
    """The table of what `start` measured."""
    now = measured[-1]
    rows = [
        [told, number(median(seconds)), f"{number(min(seconds))} to {number(max(seconds))}"]
        for told, seconds in now["seconds"].items()
    ]
    return table(["command", "wall s", "lowest to highest"], rows) + (
        f"\n\n{REPEAT} runs each, from `--start`, on {now['machine']['cores']} cores; modules are compiled and files "
        "in the memory of the system. What Python itself needs to start is in each of them."
    )
