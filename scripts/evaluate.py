"""Measure the quality of every stage on labelled cases.

Without arguments: the gold cases of data/gold, their development half. Beside them the public data sets of a folder
(--data), the held-back half of the gold (--final), or a file of your own in a plain format (--task, --file); see
docs/measuring.md. A gold figure below its floor in tests/quality_floor.toml makes the exit status 1.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib.metadata
import json
import sys
from pathlib import Path
from typing import Any

from quality import measure as measuring
from quality import page
from quality.datasets import grown
from quality.discovery import DRAWS, SEED
from quality.formats import Cases, read
from quality.measure import Result, measure
from quality.roles import roles
from quality.typed import unresolved

from textmine import __version__, codebook
from textmine.errors import TextmineError

__all__ = ["main"]

PAGE = measuring.ROOT / "docs" / "quality.md"
FIGURES = PAGE.with_suffix(".json")
_LIBRARIES = ("bertopic", "ftfy", "langdetect", "numpy", "pandas", "scikit-learn", "spacy")


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for and print it."""
    args = _parser().parse_args(arguments)
    if args.encoder:
        measuring.use(args.encoder)
    try:
        cases, skipped = _cases(args)
        results = []
        for each in cases:
            print(f"{each.task}: {each.data}, {len(each.rows)} cases", file=sys.stderr)
            results.append(measure(each, roles if args.roles else None))
        low = [] if args.roles else measuring.below(results, measuring.floors())
    except TextmineError as error:
        print(*error.lines(), sep="\n", file=sys.stderr)
        return 1
    _show(args, results, skipped)
    if args.unresolved:
        for each in (each for each in cases if each.task == "typed"):
            print(f"{each.data}: no country found in", *(f"{n}\t{text}" for n, text in unresolved(each)), sep="\n")
    print(*low, sep="\n", end="\n" if low else "", file=sys.stderr)
    return 1 if low else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", choices=measuring.TASKS, action="append", help="only this task; may be repeated")
    parser.add_argument("--roles", action="store_true", help="how many corrections the model of roles needs, instead")
    parser.add_argument("--file", type=Path, help="your own cases of the one --task, instead of the gold cases")
    parser.add_argument("--codebook", type=Path, help="the codebook of a --file of the task coding")
    parser.add_argument("--large", action="store_true", help="also themes of 100,000 grown comments (half an hour)")
    parser.add_argument("--data", type=Path, help="also the public data sets in this folder")
    parser.add_argument(
        "--final", action="store_true", help="the held-back half of the gold and of --data, instead of the other"
    )
    parser.add_argument("--encoder", metavar="NAME", help="instead of the default encoder, such as fast")
    parser.add_argument("--unresolved", action="store_true", help="also print the typed countries that are not found")
    parser.add_argument("--json", type=Path, nargs="?", const=Path("-"), help="write JSON to this file, or to stdout")
    parser.add_argument("--write", action="store_true", help="write docs/quality.json, and docs/quality.md from it")
    return parser


def _cases(args: argparse.Namespace) -> tuple[list[Cases], list[str]]:
    """What is to be measured, and what cannot be."""
    tasks = ["countries"] if args.roles else args.task or list(measuring.TASKS)
    if args.write and (args.task or args.roles or args.file or args.final or args.encoder):
        raise TextmineError("--write makes the whole page.", expected="no other option than --data and --json")
    if args.file:
        if len(tasks) != 1:
            raise TextmineError("--file needs its task.", expected="one --task")
        book = codebook.load(args.codebook) if args.codebook else None
        return [read(tasks[0], args.file, args.file.name, book)], []
    gold = list(measuring.gold(tasks, final=args.final))
    missing = set(tasks) - {cases.task for cases in gold}
    skipped = [f"{task}: there are no gold cases" for task in tasks if task in missing]
    tuned = [] if args.final else list(measuring.tuned_on(tasks))
    public: list[Cases] = []
    if args.data:
        public, absent = measuring.data_sets(args.data, tasks, final=args.final)
        skipped += absent
    if args.large and "discovery" in tasks:
        public.append(grown())
    cases = [*gold, *tuned, *public]
    return sorted(cases, key=lambda each: tasks.index(each.task)), skipped


def _show(args: argparse.Namespace, results: list[Result], skipped: list[str]) -> None:
    """Print the tables, or write them where they are asked for."""
    document = _document(results, skipped)
    if args.write:
        now = {(result["task"], result["data"]) for result in document["results"]}
        document["results"] += [last for last in _public_of_last_time() if (last["task"], last["data"]) not in now]
        document["results"].sort(key=lambda result: list(measuring.TASKS).index(result["task"]))
        FIGURES.write_text(_text(document), encoding="utf-8", newline="\n")
        PAGE.write_text(page.page(document), encoding="utf-8", newline="\n")
    if args.json == Path("-"):
        print(_text(document), end="")
    elif args.json:
        args.json.write_text(_text(document), encoding="utf-8", newline="\n")
    elif not args.write:
        for task in dict.fromkeys(result.task for result in results):
            print(f"## {task}", "", *page.tables([r for r in results if r.task == task]), sep="\n")
        print(*(f"Not measured: {line}\n" for line in skipped), sep="", end="")


def _document(results: list[Result], skipped: list[str]) -> dict[str, Any]:
    return {
        "versions": {"textmine": __version__} | {name: importlib.metadata.version(name) for name in _LIBRARIES},
        "seed": SEED,
        "draws": DRAWS,
        "skipped": skipped,
        "results": [dataclasses.asdict(result) for result in results],
    }


def _public_of_last_time() -> list[dict[str, Any]]:
    """The figures of the public data sets, which not everybody has at hand."""
    if not FIGURES.is_file():
        return []
    last: list[dict[str, Any]] = json.loads(FIGURES.read_text(encoding="utf-8"))["results"]
    return [result for result in last if result["data"] not in measuring.OWN]


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
