"""How fast this machine multiplies and copies on one core, and how near the encoders come to that.

Prints the matrix products (sgemm) of the shapes that the encoders use in GFLOP/s, a copy in memory in
GB/s, and for each encoder: the multiply-adds of a segment as its network asks for them, those that are
left where what several segments share is computed once, the CPU time that they take at the best speed
measured, and the CPU time that a segment does take. Segments are the lines of --texts; without, the 60
sentences of data/gold/translations.jsonl in the 24 languages. Run it on an idle machine.

With --write it counts what the models multiply for a survey of 10,000 grown comments, and writes that and the speeds
to docs/performance_limits.json, from which scripts/benchmark.py makes the table of all stages.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

import numpy as np
from speed import grammar
from thinc.api import NumpyOps
from threadpoolctl import threadpool_info, threadpool_limits

from textmine import encoder, models, pipeline, recogniser, static_encoder, vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Limit", "copy_speed", "encoder_limit", "main", "product_speed", "survey_limits"]

_ROOT = Path(__file__).resolve().parent.parent
_WRITTEN = _ROOT / "docs" / "performance_limits.json"
_GROWN, _SEED = 10_000, 7  # comments
_TRANSLATIONS = _ROOT / "data" / "gold" / "translations.jsonl"
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
    return _counted(lambda: loaded.encode(texts))


def _counted(call: Callable[[], object]) -> int:
    """The multiply-adds of the matrix products of a call."""
    counts: list[int] = []

    def product(
        rows: NDArray[np.float32], weights: NDArray[np.float32], out: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        counts.append(len(rows) * weights.size)
        return vectors.product(rows, weights, out)

    of_spacy = NumpyOps.gemm

    def gemm(ops: NumpyOps, x: NDArray[np.float32], y: NDArray[np.float32], **rest: Any) -> NDArray[np.float32]:
        counts.append(len(x) * y.size)
        made: NDArray[np.float32] = of_spacy(ops, x, y, **rest)
        return made

    with contextlib.ExitStack() as stack:
        for module in (encoder, static_encoder, recogniser):
            stack.enter_context(mock.patch.object(module, "product", product))
        stack.enter_context(mock.patch.object(NumpyOps, "gemm", gemm))
        call()
    return sum(counts)


def survey_limits(bytes_a_s: float, multiplications_a_s: float) -> dict[str, Any]:
    """What docs/performance_limits.json holds: the speeds, and multiply-adds a comment of stages with a model."""
    counts = {}
    with tempfile.TemporaryDirectory(prefix="textmine-limits-") as name:
        survey, out = Path(name) / "survey", Path(name) / "out"
        grammar.grow(_GROWN, _SEED, survey)
        pipeline.run(survey, out, until="names")
        for stage in ("mentions", "embed"):
            counts[stage] = _counted(lambda stage=stage: pipeline.run(survey, out, until=stage)) / _GROWN  # type: ignore[misc]
    return {"bytes_a_s": bytes_a_s, "multiplications_a_s": multiplications_a_s, "multiplications": counts}


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
    parser.add_argument("--write", action="store_true", help=f"write {_WRITTEN.relative_to(_ROOT)}")
    args = parser.parse_args(arguments)
    texts = args.texts.read_text(encoding="utf-8").splitlines() if args.texts else _sentences()
    with threadpool_limits(1):
        print(*(f"{library['internal_api']} {library.get('architecture', '')}" for library in threadpool_info()))
        speeds = {shape: product_speed(vectors.BLOCK, *shape) for shape in _SHAPES}
        for (inner, columns), speed in speeds.items():
            print(f"product of {vectors.BLOCK} x {inner} and {inner} x {columns}: {speed:.0f} GFLOP/s")
        copied = copy_speed()
        print(f"copy in memory: {copied:.1f} GB/s")
        for name in ("default", "fast"):
            limit = encoder_limit(name, texts, max(speeds.values()))
            print(
                f"encoder {name}, {limit.segments} segments: {limit.asked:.2f} million multiply-adds a segment,"
                f" {limit.done:.2f} with what is shared computed once; limit {limit.limit:.3f} ms,"
                f" taken {limit.taken:.3f} ms, {limit.limit / limit.taken:.0%} of the speed of the machine"
            )
        if args.write:
            found = survey_limits(1e9 * copied, 1e9 * max(speeds.values()) / 2)
            _WRITTEN.write_text(json.dumps([found], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
