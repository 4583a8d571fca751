"""Spoil good files at random and read them: any exception but a TextmineError is a fault, as is a hang or a flood.

It needs Atheris, which the project does not depend on and which steers by the branches of textmine that a file
reaches. To run it (Linux, Python up to 3.13):

    uv run --with atheris python scripts/fuzz_readers.py --reader kobo --seconds 240
    uv run --with atheris python scripts/fuzz_readers.py --reader all --seconds 60 --out /tmp/faults

What is found lies in --out, a file for each place in the code where an exception came from; kept faults are in
tests/cases/fuzz, and tests/stages/read/test_read_fuzzed.py reads them with every change. Files begin with a byte
that says which form of the reader's they are (scripts/fuzzing/readers.py), which kept ones have in their names.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LONGEST_S, MOST_MB, LARGEST = 10, 1024, 1 << 16
_SAMPLES = (ROOT, ROOT / "scripts", ROOT / "tests", ROOT / "tests" / "stages" / "read")


def main() -> int:
    """Fuzz one reader after the other, each in processes of their own; the exit status tells of faults."""
    sys.path[:0] = map(str, _SAMPLES)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", default="all", help="one of scripts/fuzzing/readers.py, or all")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--out", type=Path, default=Path("fuzz"), help="folder for what is found")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        _fuzz(given)
        return 0
    from fuzzing.readers import READERS

    wanted = sorted(READERS) if given.reader == "all" else [given.reader]
    return max([_reader(name, given) for name in wanted])


def _reader(name: str, given: argparse.Namespace) -> int:
    """Fuzz a reader; a process that a hang or a flood ended is followed by another."""
    found = given.out / name
    found.mkdir(parents=True, exist_ok=True)
    runs, ended, begun, seed = 0, 0, time.monotonic(), given.seed
    while (left := given.seconds - (time.monotonic() - begun)) > 1:
        command = [sys.executable, __file__, "--inside", "--reader", name, "--seconds", str(int(left))]
        command += ["--out", str(given.out), "--seed", str(seed)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        (given.out / f"{name}.log").write_text(done.stdout + done.stderr, encoding="utf-8")
        told = re.findall(r"^(?:#|stat::number_of_executed_units:\s+)(\d+)", done.stderr, re.MULTILINE)
        runs, seed = runs + int(told[-1] if told else 0), seed + 1
        ended += done.returncode != 0
        if not told:
            print(done.stderr[-2000:], flush=True)
            break
    faults = [path for path in found.iterdir() if path.suffix != ".txt" and not _is_refused(name, path)]
    took = time.monotonic() - begun
    print(f"{name}: {took / 60:.1f} min, {runs} files read, {len(faults)} faults, {ended} processes ended", flush=True)
    return int(bool(faults))


def _is_refused(reader: str, path: Path) -> bool:
    """Whether a data file that ended the process is refused, as textmine tries them in a process of their own."""
    from fuzzing.readers import READERS

    from textmine.errors import TextmineError

    if reader != "spss" or not path.name.startswith("crash-"):
        return False
    forms, data = READERS[reader](), path.read_bytes()
    form = forms[data[0] % len(forms)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / form.name
        file.write_bytes(data[1:])
        try:
            form.read(file)
        except TextmineError:
            return True
    return False


def _fuzz(given: argparse.Namespace) -> None:
    """Spoil and read until the time is up."""
    atheris = importlib.import_module("atheris")  # nothing that the project is checked with
    import lxml.etree
    import numpy as np
    import openpyxl
    import pandas as pd
    import pyarrow.parquet
    import pyreadstat

    _ = (lxml.etree, np, openpyxl, pd, pyarrow.parquet, pyreadstat)  # not instrumented, as they are here before
    with atheris.instrument_imports(include=["textmine"]):
        from fuzzing.readers import READERS
        from fuzzing.spoil import spoilt

        from textmine.stages.read.cells import statistics
    vars(statistics)["survived"] = lambda *_: True  # a process for each file takes too long; see `_is_refused`
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{given.reader}-", dir=_memory()))
    forms = READERS[given.reader]()
    seeds = folder / "seeds"
    seeds.mkdir()
    places = []
    for number, form in enumerate(forms):
        place = folder / str(number)
        place.mkdir()
        places.append(place)
        form.write(place / form.name)
        (seeds / str(number)).write_bytes(bytes([number]) + (place / form.name).read_bytes())
        for file in place.iterdir():
            file.unlink()
        if form.beside:
            form.beside(place)
    known: set[str] = set()

    def change(data: bytes, largest: int, seed: int) -> bytes:
        chance = random.Random(seed)

        def some_bytes(part: bytes) -> bytes:
            return bytes(atheris.Mutate(part, len(part) + 64))

        made = data[:1] + spoilt(data[1:], chance, some_bytes)
        return made if len(made) <= largest else data[:largest]

    def once(data: bytes) -> None:
        if not data:
            return
        number = data[0] % len(forms)
        path = places[number] / forms[number].name
        path.write_bytes(data[1:])
        try:
            forms[number].read(path)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            _note(error, data, path, given.out / given.reader, known)

    told = {
        "max_total_time": given.seconds, "timeout": LONGEST_S, "rss_limit_mb": MOST_MB, "max_len": LARGEST,
        "seed": given.seed, "artifact_prefix": f"{given.out / given.reader}/", "print_final_stats": 1, "len_control": 0,
    }  # fmt: skip
    atheris.Setup(
        [sys.argv[0], *(f"-{name}={value}" for name, value in told.items()), str(seeds)], once, custom_mutator=change
    )
    atheris.Fuzz()


def _note(error: Exception, data: bytes, path: Path, out: Path, known: set[str]) -> None:
    """Keep a file with a fault, and where it came from; the first for each place in textmine."""
    from textmine.errors import TextmineError

    if isinstance(error, TextmineError):
        return
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/textmine/" in f.filename]
    place = f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else repr(error)
    if place in known:
        return
    known.add(place)
    name = f"{hashlib.sha256(place.encode()).hexdigest()[:8]}-{data[0]}-{path.name}"
    if not (out / name).exists():
        (out / name).write_bytes(data)
        (out / f"{name}.txt").write_text("".join(traceback.format_exception(error)), encoding="utf-8")


def _memory() -> Any:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - files that are written thousands of times


if __name__ == "__main__":
    sys.exit(main())
