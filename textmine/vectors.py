"""Arithmetic whose result for a row does not hang on the rows beside it.

Matrices are multiplied in blocks of one size (`BLOCK` rows, the last one filled up with zeros),
because BLAS chooses its kernel, and with it the order of the additions, by the size of the matrix.
Everything else works row by row. Another processor may choose another kernel, and then the last
digits differ (about 1e-7). Callers keep BLAS on one thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["BLOCK", "product", "rectified", "sums", "unit", "without_surrogates"]

# Chosen on four kernels of OpenBLAS (Nehalem, Sandy Bridge, Haswell, Skylake-X): the largest block in
# which all of them give each row the same sums.
BLOCK = 16


def product(rows: Floats, weights: Floats) -> Floats:
    """`rows @ weights`, in blocks of one size, each computed as the transposed product.

    Transposed, so that the rows of a block are the lanes of one vector instruction and none of them
    is added up in another order than its neighbour.
    """
    import numpy as np

    blocks = np.zeros((-(-len(rows) // BLOCK), BLOCK, rows.shape[1]), dtype=np.float32)
    blocks.reshape(-1, rows.shape[1])[: len(rows)] = rows
    result = np.ascontiguousarray((weights.T @ blocks.transpose(0, 2, 1)).transpose(0, 2, 1))
    return result.reshape(-1, weights.shape[1])[: len(rows)]


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


def without_surrogates(text: str) -> str:
    """`text` as valid Unicode: surrogate pairs joined, halves replaced by the replacement character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
