"""Does coding what `textmine codebook --sheet --draw next` chooses teach more than coding a random sample?

    python scripts/measure_next.py --data FOLDER [--rounds 4] [--size 50]

Of each public set the half on which constants may be chosen is coded round by round, once by comments drawn at random
and once by those that the draw `next` takes after each round; the first round is the same random one for both. Printed
is the micro F1 on the other half after each round, the mean over seeds.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import numpy as np
from quality.datasets import DATASETS
from quality.learning import Coder, development

from textmine.selection import Draw, select

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from quality.formats import Cases

SETS = ("nhs_phase1", "cycling_dialogues_de_dev")
SEEDS = 3
MOST = 1500  # comments to choose from, and as many to score


def main() -> None:
    """Print a line for each set, way and round."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the public data sets")
    parser.add_argument("--rounds", type=int, default=4, help="rounds of coding (default: 4)")
    parser.add_argument("--size", type=int, default=50, help="comments a round (default: 50)")
    args = parser.parse_args()
    for name in SETS:
        for cases in (each for each in DATASETS[name](args.data / name) if each.task == "coding"):
            print(f"{cases.data}: micro F1 after 0, {args.size}, {2 * args.size} ... coded comments", flush=True)
            for way in ("random", "next"):
                runs = [_taught(cases, way, args.rounds, args.size, seed) for seed in range(SEEDS)]
                print(f"  {way}:", *(f"{fmean(scores):.3f}" for scores in zip(*runs, strict=True)), flush=True)


def _taught(cases: Cases, way: str, rounds: int, size: int, seed: int) -> list[float]:
    """Micro F1 on the other half after each round."""
    rng = np.random.default_rng(seed)
    halves = [[row for row in cases.rows if development(row["text"]) == half] for half in (True, False)]
    rows = [half[place] for half in halves for place in sorted(rng.permutation(len(half))[:MOST].tolist())]
    if cases.codebook is None:
        raise ValueError("Cases of the task coding have a codebook.")
    coder = Coder(rows, cases.codebook, one=cases.one_code)
    ids = [theme.id for theme in cases.codebook.themes]
    truth = np.array([[theme in row["themes"] for theme in ids] for row in rows])
    pool = np.array([development(row["text"]) for row in rows]) & coder.readable
    test = ~pool & coder.readable
    order = rng.permutation(np.flatnonzero(pool)).tolist()
    taught: list[int] = []
    scores = [_f1(coder, taught, test, truth)]
    for number in range(rounds):
        taught += _next(coder, taught, pool, size) if way == "next" and number else _more(order, taught, size)
        scores.append(_f1(coder, taught, test, truth))
    return scores


def _more(order: list[int], taught: list[int], size: int) -> list[int]:
    return [row for row in order if row not in set(taught)][:size]


def _next(coder: Coder, taught: list[int], pool: NDArray[np.bool_], size: int) -> list[int]:
    """The comments of the segments that the draw takes, until there are enough."""
    run = coder.coded(taught, pool)
    keep = {str(row) for row in np.flatnonzero(pool)}
    run |= {name: run[name][run[name]["comment_id"].isin(keep)] for name in ("comments", "texts", "segments")}
    chosen = select(run, Draw("next", 3 * size)).segments
    return list(dict.fromkeys(int(comment) for comment in chosen["comment_id"]))[:size]


def _f1(coder: Coder, taught: list[int], test: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    _, found, _ = next(coder.code(taught, test))
    wanted = truth[test]
    return float(2 * (found & wanted).sum() / (found.sum() + wanted.sum()))


if __name__ == "__main__":
    main()
