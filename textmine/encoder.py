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

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.vectors import product, rectified, unit, without_surrogates

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

# Pieces of one round: bounds the memory to about 50 MB beside the weights; a longer text is a round of its own.
_ROUND = 2048
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
        """Rows and pieces of the texts that are computed together; texts without pieces are left out."""
        begin, end = self._pieces.bos_id(), self._pieces.eos_id()
        rows: list[int] = []
        pieces: list[list[int]] = []
        count = 0
        for row, text in enumerate(texts):
            found = self._pieces.encode(without_surrogates(text))[:_LONGEST]
            if not found:
                continue
            if pieces and count + len(found) + 2 > _ROUND:
                yield rows, pieces
                rows, pieces, count = [], [], 0
            rows.append(row)
            pieces.append([begin, *found, end])
            count += len(found) + 2
        if pieces:
            yield rows, pieces

    def _forward(self, texts: list[list[int]]) -> Floats:
        """The vectors of texts given as lists of piece ids."""
        import numpy as np

        weights = self._weights
        lengths = np.array([len(text) for text in texts])
        # A piece that comes up again is computed once: the first layers see nothing but the piece.
        distinct, places = np.unique(np.concatenate([np.array(text) for text in texts]), return_inverse=True)
        embedded = self._embedded(distinct)
        narrow = _normalise(product(embedded, weights["narrow"]) + weights["narrow_bias"], weights, "narrow")

        features = np.empty((len(places), _DIMENSIONS + len(_BRANCHES) * _BRANCH_WIDTH), dtype=np.float32)
        features[:, :_DIMENSIONS] = embedded[places]
        for branch, (width, before) in enumerate(_BRANCHES):
            window = _windows(lengths, width, before)
            own = narrow[:, branch * _BRANCH_WIDTH : (branch + 1) * _BRANCH_WIDTH]
            # The sentinel of `window`, one past the last position, becomes one past the last distinct piece.
            seen = np.append(places, len(distinct))[window]
            first = self._convolve(own, seen, f"first_{width}") + own[places]
            second = self._convolve(first, window, f"second_{width}") + first
            start = _DIMENSIONS + branch * _BRANCH_WIDTH
            features[:, start : start + _BRANCH_WIDTH] = second
        starts = np.cumsum(lengths) - lengths
        sums = np.add.reduceat(_normalise(features, weights, "features"), starts, axis=0)
        return self._dense(sums, lengths.astype(np.float32)[:, None])

    def _embedded(self, pieces: Ints) -> Floats:
        """The vectors of piece ids, (n_pieces, 512), from whole numbers of 6 bits.

        The ids are dealt out in turn over the parts of the table, each part with its own scale.
        """
        part, row = pieces % len(self._table), pieces // len(self._table)
        return self._table[part, row] * self._weights["piece_scale"][part] + self._weights["piece_low"][part]

    def _convolve(self, rows: Floats, window: Ints, layer: str) -> Floats:
        """One convolution with its rectifier.

        Each row is multiplied once by the weights of every place in the window; then each position
        adds up what it sees. Index `len(rows)` in `window` stands for a place outside the text.

        Args:
            rows: (n_rows, 256).
            window: (n_positions, width) of indexes into `rows`.
            layer: Name of the layer in the weights.

        Returns:
            (n_positions, 256).
        """
        import numpy as np

        width = window.shape[1]
        parts = np.zeros((len(rows) + 1, width * _BRANCH_WIDTH), dtype=np.float32)
        parts[:-1] = product(rows, self._weights[layer])
        parts = parts.reshape(-1, _BRANCH_WIDTH)
        total = parts[window[:, 0] * width]
        for place in range(1, width):
            total += parts[window[:, place] * width + place]
        return rectified(total + self._weights[f"{layer}_bias"])

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


def _normalise(rows: Floats, weights: dict[str, Floats], layer: str) -> Floats:
    """Each row with mean 0 and variance 1, then scaled and shifted (layer normalisation)."""
    import numpy as np

    rows = rows - rows.mean(axis=1, keepdims=True)
    variance = np.square(rows).mean(axis=1, keepdims=True)
    rows /= np.sqrt(variance + weights["epsilon"])
    rows *= weights[f"{layer}_gain"]
    rows += weights[f"{layer}_shift"]
    return rows
