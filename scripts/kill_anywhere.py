"""Kills a run at random moments, and says whether anything was lost.

Each time a run of the demo survey is killed (SIGKILL, its workers with it) after a random part of the time that an
undisturbed one takes: every second time into a new folder, else into one that holds the run with another codebook.
Then every table in the folder must be whole, and that of a run that was finished; and the next run must end with the
bytes of an undisturbed one.

Usage: python scripts/kill_anywhere.py [--times 50] [--seed 1]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
BOOK = ROOT / "data" / "codebooks" / "cluster_programmes.yaml"


def main() -> int:
    """Kill as often as asked for; 1 when something was lost."""
    top = argparse.ArgumentParser(description="Kill a run at random moments, and say whether anything was lost.")
    top.add_argument("--times", type=int, default=50, metavar="N", help="how often (default: 50)")
    top.add_argument("--seed", type=int, default=1, metavar="N", help="of the moments (default: 1)")
    given = top.parse_args()
    draw = random.Random(given.seed)
    with tempfile.TemporaryDirectory(prefix="textmine-kill-") as name:
        folder = Path(name)
        book = folder / "edited.yaml"
        book.write_text(BOOK.read_text(encoding="utf-8").replace("engagement of SMEs", "commitment of SMEs"))
        begun = time.perf_counter()
        _run(folder / "new", book).wait()
        takes = time.perf_counter() - begun
        _run(folder / "old", BOOK).wait()
        whole = [_tables(folder / part) for part in ("old", "new")]
        lost = Counter[str]()
        for number in range(given.times):
            out = folder / "killed"
            shutil.rmtree(out, ignore_errors=True)
            if number % 2:
                shutil.copytree(folder / "old", out)
            moment = draw.uniform(0, takes)
            killed = _killed(out, book, moment)
            found = _lost(out, book, whole)
            lost.update(found)
            state = "killed" if killed else "had ended"
            print(f"{number + 1}: {state} after {moment:.2f} s: {', '.join(found) or 'nothing lost'}", flush=True)
        print(f"{given.times} kills, {sum(lost.values())} losses")
    return int(bool(lost))


def _run(out: Path, book: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "textmine", "run", str(DEMO), "-o", str(out), "--codebook", str(book)]
    return subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _killed(out: Path, book: Path, moment: float) -> bool:
    """Start a run and kill it; whether it was still at work."""
    process = _run(out, book)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    at_work = process.returncode is None
    if at_work:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return at_work


def _lost(out: Path, book: Path, whole: list[dict[str, bytes]]) -> list[str]:
    """What is not as it should be after a kill, and after the next run."""
    old, new = whole
    found = [name for name, data in _tables(out).items() if data not in (old.get(name), new.get(name))]
    _run(out, book).wait()
    again = _tables(out)
    found += [f"{name} again" for name in new if again.get(name) != new[name]]
    return found + [f"{file.name} left" for file in out.iterdir() if file.name.endswith(".tmp")]


def _tables(out: Path) -> dict[str, bytes]:
    if not out.is_dir():
        return {}
    files = [*out.glob("*.parquet"), *out.glob("report.*")]
    return {file.name: file.read_bytes() for file in sorted(files)}


if __name__ == "__main__":
    sys.exit(main())
