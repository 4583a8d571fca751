"""Change the code in one place at a time and see whether a test notices: which tests would see a wrong count.

    uv run python scripts/mutate.py --target stats
    uv run python scripts/mutate.py --target counting --sample 200 --write
    uv run python scripts/mutate.py --target counting --again --write

A mutant is the module with one comparison, operator, condition, number, truth value, slice, return value, element of a
list or order of arguments changed; texts, types and messages are left alone. Each runs in a process of its own, forked
from one that has imported the libraries, and with it the tests that come by its line, the quickest first, until one
fails or hangs. scripts/mutate.toml holds the targets, and why those live on that are known; --write puts the figures
into docs/mutation.json and docs/mutation.md. It forks, so it runs on Linux and macOS alone.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.util
import json
import os
import pickle
import random
import signal
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from mutants import Mutant, mutants

ROOT = Path(__file__).parents[1]
TARGETS = Path(__file__).with_suffix(".toml")
FIGURES, PAGE = ROOT / "docs" / "mutation.json", ROOT / "docs" / "mutation.md"
_LIBRARIES = ("pytest", "hypothesis", "numpy", "pandas", "scipy.stats", "pyarrow.parquet", "lxml.etree", "openpyxl")
_SEED, _PATIENCE = 1, 20  # a test that takes so many times as long, and as many seconds, hangs
_QUIET = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # of libraries that are imported before
_PYTEST = ["-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--hypothesis-seed=0", *_QUIET]

Lines = set[tuple[str, int]]


@dataclass
class Tests:
    """What the tests of a target do without mutants.

    Attributes:
        seconds: What each takes.
        lines: The lines of the target that each comes by.
        first: The files whose tests are tried before the others.
    """

    seconds: dict[str, float]
    lines: dict[str, Lines]
    first: tuple[str, ...] = ()

    def of(self, mutant: Mutant, budget: float) -> list[str]:
        """The tests that a mutant has to get past, the quickest first, as far as the seconds go."""
        here = [test for test, lines in self.lines.items() if lines & {(mutant.file, n) for n in mutant.lines}]
        if mutant.on_import:
            here = [test for test, lines in self.lines.items() if any(file == mutant.file for file, _ in lines)]
        chosen: list[str] = []
        spent = 0.0
        for test in sorted(here, key=lambda test: (not test.startswith(self.first), self.seconds[test], test)):
            spent += self.seconds[test]
            if chosen and spent > budget:
                break
            chosen.append(test)
        return chosen


def main() -> int:
    """Run the mutants of a target; the exit status tells whether one lives on that nobody has explained."""
    known = tomllib.loads(TARGETS.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", required=True, choices=sorted(known))
    parser.add_argument("--sample", type=int, default=0, help="only so many mutants, drawn by a fixed seed; 0: all")
    parser.add_argument("--budget", type=float, default=20, help="seconds of tests for a mutant at most")
    parser.add_argument("--tests", nargs="+", default=[], help="these tests in place of those of the target")
    parser.add_argument("--again", action="store_true", help="only those that lived on when the figures were written")
    parser.add_argument("--write", action="store_true", help="put the figures into the documents")
    given = parser.parse_args()
    target = known[given.target]
    for library in _LIBRARIES:
        importlib.import_module(library)
    left_out = tuple(f"{name}:" for name in target.get("skip", ()))
    found = [m for file in target["files"] for m in mutants(ROOT, file) if not m.name.startswith(left_out)]
    written = _figures().get(given.target, {})
    names = {each["name"] for each in written.get("left", ())}
    drawn = [m for m in found if m.name in names] if given.again else found
    if given.sample and given.sample < len(drawn):
        drawn = sorted(random.Random(_SEED).sample(drawn, given.sample), key=lambda m: (m.file, m.lines[0]))
    begun = time.monotonic()
    tests: Tests | None = _apart(lambda: _watched(given.tests or target["tests"], set(target["files"])))
    if tests is None:
        raise SystemExit("The tests fail without any mutant.")
    tests.first = tuple(target.get("first", ()))
    print(f"{len(found)} mutants, {len(drawn)} tried; {len(tests.seconds)} tests", flush=True)
    left = []
    for number, mutant in enumerate(drawn, start=1):
        if _lives(mutant, tests, given.budget):
            left.append(mutant)
            print(f"{number}/{len(drawn)} {mutant.file}:{mutant.lines[0]} lives: {mutant.name}", flush=True)
    minutes = (time.monotonic() - begun) / 60
    print(
        f"{len(drawn) - len(left)} of {len(drawn)} killed ({1 - len(left) / len(drawn):.1%}) in {minutes:.0f} minutes"
    )
    why = target.get("why", {})
    if given.write:
        tried = written["tried"] if given.again else len(drawn)
        _write(given.target, len(found), tried, [{"name": m.name, "why": why.get(m.name, "")} for m in left])
    return int(any(m.name not in why for m in left))


def _apart(work: Callable[[], Any]) -> Any:
    """What a function returns in a forked process."""
    with tempfile.NamedTemporaryFile() as told:
        if not (child := os.fork()):
            try:
                Path(told.name).write_bytes(pickle.dumps(work()))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        return pickle.loads(Path(told.name).read_bytes())  # noqa: S301 - our own process wrote it


def _watched(tests: Sequence[str], files: set[str]) -> Tests | None:
    """Run the tests as they are, and watch which lines of some files they come by; None where they fail."""
    watch = _Watch(files)
    sys.settrace(watch.trace)
    status = _pytest([*tests], watch)
    sys.settrace(None)
    if status:
        return None
    return Tests(
        dict(watch.seconds),
        {test: watch.lines[test] | watch.of_module[test.partition("::")[0]] for test in watch.seconds},
    )


class _Watch:
    """A plug-in of pytest that notes seconds and lines; what a fixture does counts for all tests of its module."""

    def __init__(self, files: set[str]) -> None:
        self._files = {str(ROOT / file): file for file in files}
        self.seconds: dict[str, float] = defaultdict(float)
        self.lines: dict[str, Lines] = defaultdict(set)
        self.of_module: dict[str, Lines] = defaultdict(set)
        self._now: Lines = set()

    def trace(self, frame: FrameType, _event: str, _value: Any) -> Any:
        file = self._files.get(frame.f_code.co_filename)
        if file is None:
            return None

        def line(frame: FrameType, _event: str, _value: Any) -> Any:
            self._now.add((file, frame.f_lineno))
            return line

        self._now.add((file, frame.f_lineno))
        return line

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._now = self.of_module[nodeid.partition("::")[0]]

    def pytest_runtest_call(self, item: Any) -> None:
        self._now = self.lines[item.nodeid]

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.skipped:
            return
        self.seconds[report.nodeid] += report.duration


class _Quick:
    """A plug-in of pytest by which hypothesis shrinks and remembers nothing, and draws the same each time."""

    def pytest_sessionstart(self) -> None:
        from hypothesis import Phase, settings

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile("mutants", settings(), database=None, derandomize=True, phases=phases)
        settings.load_profile("mutants")


def _pytest(tests: list[str], *plugins: Any) -> int:
    import pytest

    os.chdir(ROOT)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    return int(pytest.main([*_PYTEST, *tests], plugins=[_Quick(), *plugins]))


def _lives(mutant: Mutant, tests: Tests, budget: float) -> bool:
    """Whether all tests pass with a mutant."""
    wanted = tests.of(mutant, budget)
    if not wanted:
        return True
    seconds = _PATIENCE * (1 + sum(tests.seconds[test] for test in wanted) / 4)
    if not (child := os.fork()):
        status = 1
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(int(seconds))
            sys.meta_path.insert(0, _Instead(mutant))
            status = _pytest(wanted)
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] == 0


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the mutant where its module is imported."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> Any:
        if name != self._name:
            return None
        file = ROOT / self._mutant.file
        inside = [str(file.parent)] if file.stem == "__init__" else None
        return importlib.util.spec_from_file_location(name, file, loader=self, submodule_search_locations=inside)

    def create_module(self, _spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        exec(self._mutant.code, module.__dict__)  # noqa: S102 - the project's own code


def _figures() -> Any:
    return json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}


def _write(target: str, found: int, tried: int, left: list[dict[str, str]]) -> None:
    """Put the figures of a target into the documents."""
    figures = _figures()
    figures[target] = {"found": found, "tried": tried, "killed": tried - len(left), "left": left}
    FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(_page(figures), encoding="utf-8")


def _page(figures: dict[str, Any]) -> str:
    known = tomllib.loads(TARGETS.read_text(encoding="utf-8"))
    lines = ["# Would a test see a wrong count?", "", *_INTRODUCTION, ""]
    lines += ["| target | mutants | tried | killed | share |", "| --- | --- | --- | --- | --- |"]
    for name, told in sorted(figures.items()):
        share = f"{told['killed'] / told['tried']:.1%}"
        lines.append(f"| {name} | {told['found']} | {told['tried']} | {told['killed']} | {share} |")
    for name, told in sorted(figures.items()):
        files = ", ".join(f"`{file}`" for file in known[name]["files"])
        lines += ["", f"## {name}", "", f"{known[name]['what']} {files}.", "", "| lives on | why |", "| --- | --- |"]
        lines += [f"| `{each['name'].replace('|', chr(92) + '|')}` | {each['why']} |" for each in told["left"]]
    return "\n".join([*lines, ""])


_INTRODUCTION = (
    "`scripts/mutate.py` changes the code in one place at a time (a mutant) and runs the tests that come by that",
    "place: a comparison, an operator, a condition, a number, a truth value, a slice, a return value, an element of a",
    "list or the order of two arguments. A mutant that no test notices lives on; below is why. It is not part of the",
    "tests, which it would make hours long: whoever changes one of these modules runs it again, with `--write`.",
)


if __name__ == "__main__":
    sys.exit(main())
