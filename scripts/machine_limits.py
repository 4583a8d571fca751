"""How fast this machine multiplies and copies on one core, and how near the encoders come to that.

Prints the matrix products (sgemm) of the shapes that the encoders use in GFLOP/s, a copy in memory in
GB/s, and for each encoder: the multiply-adds of a segment as its network asks for them, those that are
left where what several segments share is computed once, the CPU time that they take at the best speed
measured, and the CPU time that a segment does take. Segments are the lines of --texts; without, the 60
sentences of data/gold/translations.jsonl in the 24 languages. Run it on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unittest import mock

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits

from textmine import encoder, models, static_encoder, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Limit", "copy_speed", "encoder_limit", "main", "product_speed"]

_TRANSLATIONS = Path(__file__).resolve().parent.parent / "data" / "gold" / "translations.jsonl"
_SHAPES = ((512, 768), (256, 512), (256, 768), (256, 1280), (1280, 512), (512, 320), (256, 256))
_REPEATS = 15
_COPIED = 1 << 28  # bytes: far more than a cache holds


class Limit(NamedTuple):
    """An encoder beside the limit of the machine.

    Attributes:
        segments: How many distinct ones were read.
        asked: Millions of multiply-adds of a segment, each computed by itself.
        done: The same, what the segments share computed once.
        limit: Milliseconds that `done` take at the best speed of `product_speed`.
        taken: Milliseconds of CPU that a segment took.
    """

    segments: int
    asked: float
    done: float
    limit: float
    taken: float


def product_speed(rows: int, inner: int, columns: int) -> float:
    """GFLOP/s of the product of a matrix (rows, inner) and one (inner, columns) on one core."""
    draw = np.random.default_rng(0)
    left = draw.standard_normal((columns, inner), dtype=np.float32)
    right = draw.standard_normal((inner, rows), dtype=np.float32)
    made = np.empty((columns, rows), dtype=np.float32)
    return 2e-9 * rows * inner * columns / _least(lambda: np.matmul(left, right, out=made))


def copy_speed() -> float:
    """GB/s of a copy from memory to memory: bytes copied, each of them read once and written once."""
    source = np.ones(_COPIED, dtype=np.uint8)
    made = np.empty_like(source)
    return 1e-9 * _COPIED / _least(lambda: np.copyto(made, source))


def encoder_limit(name: str, texts: list[str], best: float) -> Limit:
    """How near an encoder comes to the limit of the machine.

    Args:
        name: ``default``, ``fast``, or the encoder of a folder of models/.
        texts: Segments.
        best: GFLOP/s.
    """
    texts = list(dict.fromkeys(texts))
    loaded = models.load_encoder(name)
    loaded.encode(texts[:10])
    began = time.process_time()
    loaded.encode(texts)
    taken = time.process_time() - began
    done = _multiply_adds(loaded, texts) / len(texts)
    asked = sum(_multiply_adds(loaded, [text]) for text in texts) / len(texts)
    return Limit(len(texts), 1e-6 * asked, 1e-6 * done, limit=2e-6 * done / best, taken=1e3 * taken / len(texts))


def _multiply_adds(loaded: models.Encoder, texts: list[str]) -> int:
    """The multiply-adds of the matrix products that give the vectors of some texts."""
    counts: list[int] = []

    def product(
        rows: NDArray[np.float32], weights: NDArray[np.float32], out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        counts.append(len(rows) * weights.size)
        return vectors.product(rows, weights, out)

    with mock.patch.object(encoder, "product", product), mock.patch.object(static_encoder, "product", product):
        loaded.encode(texts)
    return sum(counts)


def _least(call: Callable[[], object]) -> float:
    """Seconds of CPU of the quickest of some calls."""
    times = []
    for _ in range(_REPEATS):
        began = time.process_time()
        call()
        times.append(time.process_time() - began)
    return min(times)


def _sentences() -> list[str]:
    rows = map(json.loads, _TRANSLATIONS.read_text(encoding="utf-8").splitlines())
    return [row[key] for row in rows if "part" in row for key in row if key not in {"id", "part"}]


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, help="a file with a segment on each line, UTF-8")
    args = parser.parse_args(arguments)
    texts = args.texts.read_text(encoding="utf-8").splitlines() if args.texts else _sentences()
    with threadpool_limits(1):
        print(*(f"{library['internal_api']} {library.get('architecture', '')}" for library in threadpool_info()))
        speeds = {shape: product_speed(vectors.BLOCK, *shape) for shape in _SHAPES}
        for (inner, columns), speed in speeds.items():
            print(f"product of {vectors.BLOCK} x {inner} and {inner} x {columns}: {speed:.0f} GFLOP/s")
        print(f"copy in memory: {copy_speed():.1f} GB/s")
        for name in ("default", "fast"):
            limit = encoder_limit(name, texts, max(speeds.values()))
            print(
                f"encoder {name}, {limit.segments} segments: {limit.asked:.2f} million multiply-adds a segment,"
                f" {limit.done:.2f} with what is shared computed once; limit {limit.limit:.3f} ms,"
                f" taken {limit.taken:.3f} ms, {limit.limit / limit.taken:.0%} of the speed of the machine"
            )


if __name__ == "__main__":
    main()
