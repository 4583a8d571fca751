"""Runs the demo and the tests with another Python, or with the lowest versions of the libraries that are allowed.

The environment is made anew in a temporary folder. With another Python it has the versions of the libraries that this
one has, and every table and report must have the same bytes. With the lowest versions the tables may differ in what a
library computes or writes otherwise; what differs is said.

Usage: python scripts/try_versions.py (--python 3.13 | --lowest) [--tests] [words for pytest ...]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["main"]

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
ALSO = ("report.md", "report.json", "report.zip", "report.qdpx")
"""Reports beside those that every run writes. A table of SPSS holds its date."""


def main() -> int:
    """Make the environment, run, compare, test; 1 when something failed or a Python made other bytes."""
    top = argparse.ArgumentParser(description="Run the demo and the tests with other versions.")
    which = top.add_mutually_exclusive_group(required=True)
    which.add_argument("--python", metavar="VERSION", help="another Python, with the libraries of this environment")
    which.add_argument("--lowest", action="store_true", help="this Python, with the lowest libraries that are allowed")
    top.add_argument("--tests", action="store_true", help="run the tests too; what follows is given to pytest")
    given, words = top.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="textmine-versions-") as name:
        folder = Path(name)
        wanted = lowest() if given.lowest else installed()
        python = environment(folder / "env", given.python or sys.executable, wanted)
        demo(Path(sys.executable), folder / "here")
        demo(python, folder / "there")
        found = list(differences(folder / "here", folder / "there"))
        print(*(found or ["every table and report has the same bytes"]), sep="\n", flush=True)
        failed = tests(python, words) if given.tests else 0
    return int(bool(failed or (found and not given.lowest)))


def installed() -> str:
    """What is installed here, as a list of requirements."""
    command = ["uv", "pip", "freeze", "--exclude-editable", "--python", sys.executable]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def lowest() -> str:
    """The lowest versions that pyproject.toml allows, with all extras and what the tests need."""
    what = ["--resolution", "lowest-direct", "--all-extras", "--group", "dev", "--group", "topics"]
    command = ["uv", "pip", "compile", "-q", "pyproject.toml", *what, "--python", sys.executable]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def environment(place: Path, version: str, wanted: str) -> Path:
    """A new environment with the libraries and this checkout; the Python in it."""
    subprocess.run(["uv", "venv", "-q", "--python", version, str(place)], check=True)
    python = place / "bin" / "python"
    listed = place / "wanted.txt"
    listed.write_text(wanted, encoding="utf-8")
    pip = ["uv", "pip", "install", "-q", "--no-deps", "--python", str(python)]
    subprocess.run([*pip, "-r", str(listed)], check=True, cwd=place)
    subprocess.run([*pip, "-e", str(ROOT)], check=True, cwd=place)
    return python


def demo(python: Path, out: Path) -> None:
    """A run of the demo survey with every kind of report."""
    _textmine(python, "run", DEMO, "-o", out)
    _textmine(python, "report", out, "-o", *(out / name for name in ALSO))


def _textmine(python: Path, *words: object) -> None:
    command = [str(python), "-m", "textmine", *map(str, words)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)


def differences(here: Path, there: Path) -> Iterator[str]:
    """A line for each file that has other bytes, with what differs in it."""
    files = sorted({file.name for folder in (here, there) for file in folder.iterdir() if not file.is_dir()})
    for name in files:
        one, other = here / name, there / name
        if not (one.is_file() and other.is_file()):
            yield f"{name}: only with {'this' if one.is_file() else 'the other'} environment"
        elif one.read_bytes() != other.read_bytes():
            yield f"{name}: {_what(one, other)}"


def _what(one: Path, other: Path) -> str:
    if one.suffix == ".parquet":
        return _of_tables(one, other)
    if one.suffix == ".json":
        import json

        before, after = (dict(_leaves(json.loads(file.read_text(encoding="utf-8")))) for file in (one, other))
        changed = [place for place in {**before, **after} if before.get(place) != after.get(place)]
        shown = "; ".join(f"{place}: {before.get(place)!r} -> {after.get(place)!r}" for place in changed[:3])
        return f"{len(changed)} of {len(before)} values differ ({shown})"
    return "other bytes"


def _of_tables(one: Path, other: Path) -> str:
    import pyarrow.parquet as pq

    before, after = (pq.read_table(file) for file in (one, other))
    if before.num_rows != after.num_rows:
        return f"{before.num_rows} rows -> {after.num_rows}"
    changed = [name for name in before.column_names if not before[name].equals(after[name])]
    rows = sum(a != b for a, b in zip(before.to_pylist(), after.to_pylist(), strict=True))
    if not rows:
        return "the same rows, written otherwise"
    return f"{rows} of {before.num_rows} rows differ, in {', '.join(changed)}"


def _leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a JSON document by their places."""
    if isinstance(value, (dict, list)):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(part, f"{place}/{key}")
    else:
        yield place, value


def tests(python: Path, words: Sequence[str]) -> int:
    """The tests with that Python; the exit code of pytest."""
    begun = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(begun, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}).returncode


if __name__ == "__main__":
    sys.exit(main())
