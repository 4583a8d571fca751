"""Arithmetic whose result for a row does not hang on the rows beside it.

BLAS may add up a row in another order where it lies at the edge of a matrix, or in a matrix of another
size. So matrices are multiplied in blocks (`BLOCK` rows at most) with rows of zeros on both edges.
Everything else works row by row. Another processor may choose another kernel, and then the last
digits differ (about 1e-7). Callers keep BLAS on one thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["BLOCK", "product", "rectified", "stretches", "sums", "unit", "without_surrogates"]

# Rows of a block, those of zeros on each edge, and what their number is a multiple of. Chosen on four kernels of
# OpenBLAS (Nehalem, Sandy Bridge, Haswell, Skylake-X): the largest block in which each of them gives each row between
# the edges the same sums, as in every smaller one.
BLOCK = 320
_EDGE = 8
_STEP = 16


def product(rows: Floats, weights: Floats, out: Floats | None = None) -> Floats:
    """`rows @ weights`, into `out` where it is given, each row added up in the same order, whatever their number.

    Computed as the transposed product, so that the rows are the lanes of a vector instruction and none of them
    is added up in another order than its neighbour.
    """
    import numpy as np

    result = np.empty((len(rows), weights.shape[1]), dtype=np.float32) if out is None else out
    inner = BLOCK - 2 * _EDGE
    for start in range(0, len(rows), inner):
        part = rows[start : start + inner]
        block = np.zeros((-(-len(part) // _STEP) * _STEP + 2 * _EDGE, rows.shape[1]), dtype=np.float32)
        block[_EDGE : _EDGE + len(part)] = part
        result[start : start + inner] = (weights.T @ block.T).T[_EDGE : _EDGE + len(part)]
    return result


def rectified(rows: Floats) -> Floats:
    """Each number, or 0 where it is below."""
    import numpy as np

    zero = np.float32(0)
    return np.maximum(rows, zero)


def sums(vectors: Floats, numbers: Ints) -> Floats:
    """The sum of the vectors of each number, (highest number + 1, dimensions), added up in their order."""
    import numpy as np
    from scipy.sparse import csr_matrix

    ones = np.ones(len(numbers), dtype=np.float32)
    shape = (int(numbers.max(initial=-1)) + 1, len(numbers))
    of_number = csr_matrix((ones, (numbers, np.arange(len(numbers)))), shape=shape)
    added: Floats = of_number @ vectors
    return added


def unit(rows: Floats) -> Floats:
    """Each row with length 1; a row of zeros stays."""
    import numpy as np

    lengths: Floats = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def stretches(sizes: Sequence[int], most: int) -> Iterator[tuple[int, int]]:
    """Neighbours whose sizes sum to no more than `most`, or one that is larger alone: the first, and past the last."""
    start = count = 0
    for place, size in enumerate(sizes):
        if place > start and count + size > most:
            yield start, place
            start, count = place, 0
        count += size
    if start < len(sizes):
        yield start, len(sizes)


def without_surrogates(text: str) -> str:
    """`text` as valid Unicode: surrogate pairs joined, halves replaced by the replacement character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
