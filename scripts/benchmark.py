"""Measures time, memory and disk of textmine beside its peers, on comments grown to any number.

Results gather in docs/performance.json, a size and number of processes at a time: measuring one anew
replaces it, peers included, so that a ratio is always of one run on the same comments. `--write` makes
docs/performance.md of them; `--check` says whether it is up to date.

Usage: python scripts/benchmark.py --quick
       python scripts/benchmark.py --sizes 100,1000,10000 --processes 1,2 --write
       python scripts/benchmark.py --sizes 1000000 --processes 2 --no-peers --encoders fast --write
       python scripts/benchmark.py --edited --sizes 100000 --processes 2 --write
       python scripts/benchmark.py --start --write
       python scripts/benchmark.py --names --sizes 10000 --write
       python scripts/benchmark.py --texts --sizes 10000,100000,1000000 --processes 1,2 --write
       python scripts/benchmark.py --read --sizes 100000,1000000 --write
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from speed.alone import places, text_stages, wide
from speed.environment import default_folder, peers_python, versions
from speed.measure import ENCODERS, Plan, compare, edited, reading, texts
from speed.names import names
from speed.page import CURVE, Known, drawing, page, whole_run
from speed.stages import second_run
from speed.start import start, waits

__all__ = ["main"]

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "performance.md"
TEXTS = DOCS / "performance_texts.json"  # of the four stages between reading and meaning alone
LIMITS = DOCS / "performance_limits.json"  # of scripts/machine_limits.py
START = DOCS / "performance_start.json"  # of commands that a person waits for
READS = DOCS / "performance_reading.json"  # of reading alone, a record a respondent
EDITED = DOCS / "performance_edited.json"  # of a second run after an edit of the codebook
NAMES = DOCS / "performance_names.json"  # of the stage mentions alone
# What is measured alone, without peers: how, where it is kept, and its table.
ALONE = {"read": (reading, READS, wide), "texts": (texts, TEXTS, text_stages), "edited": (edited, EDITED, second_run)}
QUICK = (100, 1000)
REPEATED_UP_TO = 1000  # comments; larger sizes are run once
REPEAT = 3


def main() -> int:
    """Measure what is asked for; 1 when `--check` finds the page out of date."""
    given = parser().parse_args()
    if given.check:
        stale = not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != whole_page(given)
        if stale:
            print("docs/performance.md is out of date: run python scripts/benchmark.py --write", file=sys.stderr)
        return int(stale)
    if given.names:
        found = [names(size, given.seed) for size in given.sizes]
        NAMES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(places(found))
    elif given.start:
        waited = start()
        START.write_text(json.dumps(waited, indent=1) + "\n", encoding="utf-8")
        print(waits(waited))
    elif given.quick or given.sizes:
        measure(given)
    if given.write:
        PAGE.write_text(whole_page(given), encoding="utf-8")
        (DOCS / CURVE).write_text(drawing(gathered(given.json)), encoding="utf-8")
    return 0


def whole_page(given: argparse.Namespace) -> str:
    """The page of all that was measured so far."""
    files = {"whole": given.json, "edited": EDITED, "texts": TEXTS, "names": NAMES, "reads": READS}
    files |= {"limits": LIMITS, "start": START}
    return page(Known(**{name: gathered(file) for name, file in files.items()}))


def parser() -> argparse.ArgumentParser:
    """The arguments of the program."""
    top = argparse.ArgumentParser(description="Measure textmine beside its peers.")
    top.add_argument("--quick", action="store_true", help="100 and 1,000 comments, one process, each program once")
    top.add_argument("--sizes", type=numbers, default=[], metavar="N,N", help="numbers of comments")
    top.add_argument("--processes", type=numbers, default=[1], metavar="N,N", help="numbers of processes (default: 1)")
    top.add_argument("--repeat", type=int, metavar="N", help="runs of each program (default: 3 up to 1,000 comments)")
    top.add_argument("--seed", type=int, default=7, metavar="N", help="seed of the grammar (default: 7)")
    top.add_argument(
        "--texts", action="store_true", help="only clean, language, personal data and segment, without peers"
    )
    top.add_argument("--read", action="store_true", help="only reading, of so many records, beside pandas")
    top.add_argument("--names", action="store_true", help="only the stage mentions, with and without the recogniser")
    top.add_argument("--start", action="store_true", help="only commands that a person waits for, on the demo survey")
    top.add_argument("--edited", action="store_true", help="only a second run after an edit of the codebook")
    top.add_argument(
        "--encoders",
        type=lambda text: tuple(text.split(",")),
        default=tuple(ENCODERS),
        metavar="NAME,NAME",
        help="of textmine: default, fast (default: both)",
    )
    top.add_argument("--no-peers", action="store_true", help="measure textmine alone")
    top.add_argument(
        "--peers", type=Path, default=default_folder(), metavar="DIR", help="folder of the peers' environment"
    )
    top.add_argument(
        "--json",
        type=Path,
        default=DOCS / "performance.json",
        metavar="FILE",
        help="where results gather (default: docs/performance.json; not with --quick)",
    )
    top.add_argument("--write", action="store_true", help="write docs/performance.md")
    top.add_argument("--check", action="store_true", help="only say whether docs/performance.md is up to date")
    return top


def numbers(text: str) -> list[int]:
    """Numbers from 1 upwards, parted by commas."""
    found = [int(part) for part in text.split(",")]
    if min(found) < 1:
        raise argparse.ArgumentTypeError(f"{text}: expected numbers from 1 upwards")
    return found


def measure(given: argparse.Namespace) -> None:
    """Measure each size on each number of processes; keep the results, but for those of a quick look."""
    what, file, told = next((kind for name, kind in ALONE.items() if getattr(given, name)), (compare, given.json, None))
    python = None if given.no_peers or told else peers_python(given.peers)
    about_peers = {"peers": versions(python)} if python else {}
    found = []
    for processes in [1] if given.quick else given.processes:
        for size in QUICK if given.quick else given.sizes:
            repeat = given.repeat or (1 if given.quick or size > REPEATED_UP_TO else REPEAT)
            found.append(what(Plan(size, processes, repeat, given.seed, python, given.encoders)) | about_peers)
            if not given.quick:
                keep(file, found[-1])
    print(told(found) if told else page(Known(found)) if python else whole_run(found))


def keep(file: Path, comparison: dict[str, Any]) -> None:
    """Put a comparison in the place of the one of the same size and number of processes."""
    place = (comparison["processes"], comparison["size"])
    others = [c for c in gathered(file) if (c["processes"], c["size"]) != place]
    known = sorted([*others, comparison], key=lambda c: (c["processes"], c["size"]))
    file.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def gathered(file: Path) -> list[dict[str, Any]]:
    """The comparisons that were measured so far."""
    if not file.is_file():
        return []
    known: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return known


if __name__ == "__main__":
    sys.exit(main())
