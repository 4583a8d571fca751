"""The forward pass of the Universal Sentence Encoder (multilingual, convolutional) in numpy.

A text becomes the pieces of its words, each piece a vector. Three branches of convolutions read
2, 3 and 5 neighbouring pieces; the sum over all pieces goes through a small network with shortcuts
and comes out as one vector of unit length.

Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval,
DOI 10.18653/v1/2020.acl-demos.12, section 2; the weights and the exact layers as in the package
named in the card of the model.

The vector of a text does not hang on the texts beside it; see `textmine.vectors`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.vectors import product, rectified, stretches, unit, without_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["SentenceEncoder"]

# Pieces that each branch reads, and how many of them stand before the piece itself.
_BRANCHES = ((2, 0), (3, 1), (5, 2))
_BRANCH_WIDTH = 256
_DIMENSIONS = 512
_STARTS = tuple(_DIMENSIONS + branch * _BRANCH_WIDTH for branch in range(len(_BRANCHES)))  # of their features

# Pieces of one round, within which nothing is computed twice: bounds the memory to about 250 MB beside the weights; a
# longer text is a round of its own.
_ROUND = 16384
# Pieces whose features are held at a time, so that they stay in the cache of the processor.
_AT_ONCE = 1024
# Pieces that are read of one text: one cell of a broken export must not fill the memory.
_LONGEST = 8192


class SentenceEncoder:
    """Texts in, vectors of unit length out.

    Args:
        name: Name of the model.
        folder: Folder with `weights.npz` and `sp.model`.
        languages: ISO 639-1 codes of the languages the model was trained on.
    """

    dimensions = _DIMENSIONS

    def __init__(self, name: str, folder: Path, languages: frozenset[str]) -> None:
        import numpy as np
        import sentencepiece
        from threadpoolctl import ThreadpoolController

        self.name = name
        self.languages = languages
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            self._table: NDArray[np.uint8] = stored["pieces"]
            self._weights: dict[str, Floats] = {key: stored[key] for key in stored.files if key != "pieces"}
        # Read as bytes, because sentencepiece cannot open every path on Windows.
        self._pieces = sentencepiece.SentencePieceProcessor(model_proto=(folder / "sp.model").read_bytes())
        self._threads = ThreadpoolController()

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, in their order.

        Args:
            texts: Any strings. Half a surrogate pair reads as the replacement character; of a text
                longer than 8,192 pieces, some 6,000 words, the rest is not read.

        Returns:
            An array (n_texts, dimensions). Each row has unit length, but the row of a text without
            any letter, figure or sign is zero, so that its cosine with every text is 0.
        """
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        with self._threads.limit(limits=1, user_api="blas"):
            for rows, pieces in self._rounds(texts):
                vectors[rows] = self._forward(pieces)
        return vectors

    def _rounds(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[list[int]]]]:
        """Rows and pieces of the texts that are computed together; texts without pieces are left out.

        In the order of the alphabet, so that those that begin alike, and share what is computed, come together.
        """
        begin, end = self._pieces.bos_id(), self._pieces.eos_id()
        order = sorted(range(len(texts)), key=texts.__getitem__)
        found = self._pieces.encode([without_surrogates(texts[row]) for row in order], num_threads=1)
        read = [(row, [begin, *own[:_LONGEST], end]) for row, own in zip(order, found, strict=True) if own]
        for first, last in stretches([len(own) for _, own in read], _ROUND):
            rows, pieces = zip(*read[first:last], strict=True)
            yield list(rows), list(pieces)

    def _forward(self, texts: list[list[int]]) -> Floats:
        """The vectors of texts given as lists of piece ids."""
        import numpy as np

        weights = self._weights
        lengths = np.array([len(text) for text in texts])
        # What comes up again is computed once: the first layers see nothing but a piece, the next nothing but a few.
        distinct, places = np.unique(np.array(list(itertools.chain.from_iterable(texts))), return_inverse=True)
        embedded = self._embedded(distinct)
        narrow = _normalised(product(embedded, weights["narrow"]) + weights["narrow_bias"], weights, "narrow")
        branches = []
        for branch, (width, before) in enumerate(_BRANCHES):
            window = _windows(lengths, width, before)
            own = narrow[:, branch * _BRANCH_WIDTH : (branch + 1) * _BRANCH_WIDTH]
            # The sentinel of `window`, one past the last position, becomes one past the last distinct piece.
            seen, runs = _distinct(np.append(places, len(distinct))[window], len(distinct) + 1)
            first = _convolved(self._parts(own, before, f"first_{width}"), seen)
            first += own[seen[:, before]]
            parts = self._parts(first, before, f"second_{width}")
            branches.append((parts, np.append(runs, len(seen))[window], first, runs))

        ends = np.append(0, np.cumsum(lengths))
        sums = np.empty((len(texts), _DIMENSIONS + len(_BRANCHES) * _BRANCH_WIDTH), dtype=np.float32)
        for start, end in stretches(lengths.tolist(), _AT_ONCE):
            here = slice(ends[start], ends[end])
            features = np.empty((ends[end] - ends[start], sums.shape[1]), dtype=np.float32)
            np.take(embedded, places[here], axis=0, out=features[:, :_DIMENSIONS], mode="clip")
            for at, (parts, window, first, runs) in zip(_STARTS, branches, strict=True):
                second = _convolved(parts, window[here])
                np.add(second, first[runs[here]], out=features[:, at : at + _BRANCH_WIDTH])
            sums[start:end] = _normalised_sums(features, ends[start : end + 1] - ends[start], weights["epsilon"])
        counts = lengths.astype(np.float32)[:, None]
        return self._dense(sums * weights["features_gain"] + counts * weights["features_shift"], counts)

    def _embedded(self, pieces: Ints) -> Floats:
        """The vectors of piece ids, (n_pieces, 512), from whole numbers of 6 bits.

        The ids are dealt out in turn over the parts of the table, each part with its own scale.
        """
        part, row = pieces % len(self._table), pieces // len(self._table)
        return self._table[part, row] * self._weights["piece_scale"][part] + self._weights["piece_low"][part]

    def _parts(self, rows: Floats, before: int, layer: str) -> Floats:
        """What each row adds to a position that sees it at each place of its window.

        Args:
            rows: (n_rows, 256).
            before: Place in the window of the position itself; the bias of the layer is added there.
            layer: Name of the layer in the weights.

        Returns:
            (n_rows + 1, width, 256); the last for a place outside the text, zeros.
        """
        import numpy as np

        flat = np.zeros((len(rows) + 1, self._weights[layer].shape[1]), dtype=np.float32)
        product(rows, self._weights[layer], out=flat[:-1])
        parts: Floats = flat.reshape(len(flat), -1, _BRANCH_WIDTH)
        parts[:, before] += self._weights[f"{layer}_bias"]
        return parts

    def _dense(self, sums: Floats, lengths: Floats) -> Floats:
        """From the sums over the pieces, (n_texts, 1280), to vectors of unit length, (n_texts, 512)."""
        import numpy as np

        weights = self._weights
        pooled: Floats = np.divide(
            product(sums, weights["pooled"]) + lengths * weights["pooled_bias"], np.sqrt(lengths)
        )
        inner = rectified(product(pooled, weights["dense_0"]))
        middle = rectified(product(pooled, weights["shortcut_1"]) + product(inner, weights["dense_1"]))
        outer = rectified(product(middle, weights["dense_2"]))
        return unit(np.tanh(product(middle, weights["shortcut_3"]) + product(outer, weights["dense_3"])))


def _windows(lengths: Ints, width: int, before: int) -> Ints:
    """For every position the `width` positions it sees, (n_positions, width).

    A position outside the text is the number of all positions, one past the last.
    """
    import numpy as np

    total = int(lengths.sum())
    ends = np.repeat(np.cumsum(lengths), lengths)[:, None]
    starts = ends - np.repeat(lengths, lengths)[:, None]
    seen = np.arange(total)[:, None] + np.arange(-before, width - before)
    return np.where((seen >= starts) & (seen < ends), seen, total)


def _convolved(parts: Floats, window: Ints) -> Floats:
    """A convolution with its rectifier, (n_positions, 256).

    Args:
        parts: As `_parts` gives them.
        window: (n_positions, width) of rows of `parts`.
    """
    import numpy as np
    from scipy.sparse import csr_array

    positions, width = window.shape
    places = (window * width + np.arange(width)).ravel()
    ends = np.arange(0, len(places) + 1, width)
    ones = np.ones(len(places), dtype=np.float32)
    sees = csr_array((ones, places, ends), shape=(positions, len(parts) * width))
    total: Floats = sees @ parts.reshape(-1, _BRANCH_WIDTH)
    return np.maximum(total, 0, out=total)


def _distinct(runs: Ints, base: int) -> tuple[Ints, Ints]:
    """The distinct rows of `runs`, whole numbers below `base`, and for each row which of them it is."""
    import numpy as np

    number = runs[:, 0]
    for place in range(1, runs.shape[1]):
        number = np.unique(number * base + runs[:, place], return_inverse=True)[1]
    found = np.empty(number.max() + 1, dtype=np.int64)
    found[number] = np.arange(len(runs))
    return runs[found], number


def _normalised_sums(rows: Floats, ends: Ints, epsilon: Floats) -> Floats:
    """The sums of stretches of rows, of which each is given mean 0 and variance 1.

    Args:
        rows: (n_rows, n).
        ends: (n_sums + 1,), from 0 to n_rows.
        epsilon: Added to the variance.

    Returns:
        (n_sums, n).
    """
    import numpy as np
    from scipy.sparse import csr_array

    mean = rows.mean(axis=1)
    variance = np.einsum("ij,ij->i", rows, rows) / np.float32(rows.shape[1]) - mean * mean
    shares = csr_array((1 / np.sqrt(variance + epsilon), np.arange(len(rows)), ends), shape=(len(ends) - 1, len(rows)))
    sums: Floats = shares @ rows
    sums -= (shares @ mean)[:, None]
    return sums


def _normalised(rows: Floats, weights: dict[str, Floats], layer: str) -> Floats:
    """Each row with mean 0 and variance 1, then scaled and shifted (layer normalisation)."""
    import numpy as np

    rows = rows - rows.mean(axis=1, keepdims=True)
    variance = np.square(rows).mean(axis=1, keepdims=True)
    rows /= np.sqrt(variance + weights["epsilon"])
    rows *= weights[f"{layer}_gain"]
    rows += weights[f"{layer}_shift"]
    return rows
