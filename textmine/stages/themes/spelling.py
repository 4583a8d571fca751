"""How alike texts are spelt: the cosine of the character n-grams of their words, weighed by how few texts have them.

Texts repeat their words: each word is taken apart once, and a product adds up what the words of a text have.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Ints = NDArray[np.int64]

__all__ = ["Spelling"]

_LETTERS = (3, 5)
# Pairs that are multiplied at once, for memory.
_PAIRS = 8192


class Spelling:
    """Texts that others are compared with, by n-grams of 3 to 5 letters within words.

    Weights and sums are those of scikit-learn's `TfidfVectorizer` ("char_wb"), to the last bit.

    Args:
        texts: The texts. N-grams that none of them has are not looked at.
        dtype: Precision of the weights.

    Raises:
        ValueError: no text has a word.
    """

    def __init__(self, texts: Sequence[str], dtype: type[np.floating]) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        self._dtype = dtype
        self._ngrams = CountVectorizer(analyzer="char_wb", ngram_range=_LETTERS, lowercase=False, dtype=dtype)
        self._weights = TfidfTransformer(sublinear_tf=True)
        words, counts = self._words(texts)
        ngrams = self._ngrams.fit_transform(words)
        # Sums over these texts are in the order in which n-grams are first seen, those over others by the alphabet.
        seen = np.unique(ngrams.indices, return_index=True)[1].argsort()
        ngrams.indices = seen.argsort().astype(np.int32)[ngrams.indices]
        counts = _product(counts, ngrams)
        as_seen, counts.indices = counts.indices, seen.astype(np.int32)[counts.indices]
        counts.has_sorted_indices = False
        self._own = self._weights.fit_transform(counts)
        self._as_seen = csr_matrix((self._own.data, as_seen, self._own.indptr), shape=self._own.shape)

    def likeness(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """How alike other texts, one at least, are to each of these, (n_texts, n_own_texts), 0 to 1."""
        words, counts = self._words(texts)
        weighed = self._weights.transform(_product(counts, self._ngrams.transform(words)))
        alike: NDArray[np.floating] = (weighed @ self._own.T).toarray()
        return alike

    def pairs(self, rows: Ints, columns: Ints) -> NDArray[np.floating]:
        """How alike pairs of these texts are, 0 to 1, in the shape of their numbers."""
        import numpy as np

        one, other = np.broadcast_arrays(rows, columns)
        parts = 1 + one.size // _PAIRS
        every = zip(np.array_split(one.ravel(), parts), np.array_split(other.ravel(), parts), strict=True)
        ones = np.ones(self._as_seen.shape[1], dtype=self._dtype)
        alike = [self._as_seen[some].multiply(self._as_seen[others]) @ ones for some, others in every]
        return np.concatenate(alike).reshape(one.shape)

    def _words(self, texts: Sequence[str]) -> tuple[Sequence[str], csr_matrix]:
        """The words of texts, and how often each text has each, (n_texts, n_words)."""
        import numpy as np
        import pandas as pd
        from scipy.sparse import csr_matrix

        said = [text.lower().split() for text in texts]
        numbers, words = pd.factorize(np.array([*chain.from_iterable(said)], dtype=object))
        ends = np.cumsum([0, *map(len, said)])
        counts = csr_matrix((np.ones(len(numbers), self._dtype), numbers, ends), shape=(len(said), len(words)))
        return words.tolist(), counts


def _product(words: csr_matrix, ngrams: csr_matrix) -> csr_matrix:
    """The n-grams of texts from those of their words, in their order."""
    counts = words @ ngrams
    counts.sort_indices()
    return counts
