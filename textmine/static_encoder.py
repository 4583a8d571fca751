"""Sentence vectors of the languages of the EU from a table of words: no layer reads the order of the words.

A text is the sum of the rows of its words; a small network turns the sum into the vector that the
Universal Sentence Encoder would give to the English wording, so that both stand in one space. A word
that is not in the table is the sum of the rows of its pieces of 3 to 7 letters.

Sources: Iyyer et al. (2015), Deep Unordered Composition Rivals Syntactic Methods for Text
Classification, DOI 10.3115/v1/P15-1162 (sum and network); Bojanowski et al. (2017), Enriching Word
Vectors with Subword Information, DOI 10.1162/tacl_a_00051 (pieces); Reimers and Gurevych (2020),
Making Monolingual Sentence Embeddings Multilingual, DOI 10.18653/v1/2020.emnlp-main.365 (training
on translations). Built by scripts/build_eu_static.py, which uses `words` and `pieces` of this module.

Each row of the table has one number more: how much it speaks for a language that the Universal
Sentence Encoder does not know. The default encoder chooses by it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.vectors import product, stretches, unit, without_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from textmine.encoder import SentenceEncoder

    Floats = NDArray[np.float32]

__all__ = ["RoutedEncoder", "StaticEncoder", "pieces", "words"]

_WORD = re.compile(r"[^\W_]+")
# Words of one round: bounds the memory to about 40 MB beside the weights; a longer text is a round of its own.
_ROUND = 20_000
# Words that are read of one text: one cell of a broken export must not fill the memory.
_LONGEST = 8192


def words(text: str) -> list[str]:
    """The words of `text` as the table spells them: composed, in small letters, one sigma."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower().replace("\u03c2", "\u03c3"))[:_LONGEST]


def pieces(word: str) -> list[str]:
    """The pieces of a word between its marks `<` and `>`: all of 4 and 5 letters, the first 3, 6 and 7."""
    marked = f"<{word}>"
    inner = [marked[i : i + n] for n in (4, 5) for i in range(len(marked) - n + 1)]
    return inner + [marked[:n] for n in (3, 6, 7) if n < len(marked)]


class StaticEncoder:
    """Texts in, vectors of unit length out.

    Args:
        name: Name of the model.
        folder: Folder with `weights.npz`.
        languages: ISO 639-1 codes of the languages the model was trained on.
    """

    def __init__(self, name: str, folder: Path, languages: frozenset[str]) -> None:
        import numpy as np
        from threadpoolctl import ThreadpoolController

        self.name = name
        self.languages = languages
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            self._weights: dict[str, NDArray[Any]] = {key: stored[key] for key in stored.files}
        self._words, self._pieces = (self._places(key) for key in ("words", "pieces"))
        self.dimensions = self._weights["basis"].shape[1]
        self._threads = ThreadpoolController()

    def _places(self, key: str) -> dict[str, int]:
        """Word or piece -> row of its table."""
        return {text: row for row, text in enumerate(self._weights.pop(key).tobytes().decode().split("\n"))}

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, in their order.

        Args:
            texts: Any strings; of a text longer than 8,192 words the rest is not read.

        Returns:
            An array (n_texts, dimensions). Each row has unit length, but the row of a text without
            any word or piece of the table is zero, so that its cosine with every text is 0.
        """
        return self.vectors(self.read(texts)[0])

    def read(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """The sums of the rows of the words of texts, and how much each speaks for a language only this encoder knows.

        Returns:
            (n_texts, width), for `vectors`, and (n_texts,): the logarithm of the odds.
        """
        import numpy as np
        from scipy.sparse import csr_array

        found = [words(without_surrogates(text)) for text in texts]
        lengths = [len(each) for each in found]
        sums = np.zeros((len(texts), 2 * self._weights["word_rows"].shape[1] + 1), dtype=np.float32)
        for start, end in stretches(lengths, _ROUND):
            number: dict[str, int] = {}
            order = [number.setdefault(word, len(number)) for each in found[start:end] for word in each]
            if not number:
                continue
            known = self._rows_of(list(number))
            # Figures and single letters are of no language.
            known[[len(word) < 2 or not word.isalpha() for word in number], -1] = 0  # noqa: PLR2004
            ends = np.append(0, np.cumsum(lengths[start:end]))
            ones = np.ones(len(order), dtype=np.float32)
            sums[start:end] = csr_array((ones, order, ends), shape=(end - start, len(number))) @ known
        return sums[:, :-1], sums[:, -1]

    def vectors(self, sums: Floats) -> Floats:
        """The vectors of texts from the sums that `read` gives, (n_texts, dimensions); zeros from zeros."""
        import numpy as np

        weights = self._weights
        with self._threads.limit(limits=1, user_api="blas"):
            middle = unit(sums)
            inner = product(middle, weights["inner"])
            inner += weights["inner_bias"]
            outer = product(np.maximum(inner, 0, out=inner), weights["outer"])
            outer += middle
            outer[~middle.any(axis=1)] = 0
            return unit(product(outer, weights["basis"]))

    def _rows_of(self, distinct: list[str]) -> Floats:
        """The rows of words, (n_words, width + 1); of a word without any known piece, zeros."""
        import numpy as np

        rows = np.zeros((len(distinct), 2 * self._weights["word_rows"].shape[1] + 1), dtype=np.float32)
        places = np.array([self._words.get(word, -1) for word in distinct])
        inside = np.flatnonzero(places >= 0)
        rows[inside] = self._unpacked("word", places[inside])
        spelled: list[list[int]] = []
        outside: list[int] = []
        for place in np.flatnonzero(places < 0).tolist():
            own = [self._pieces[piece] for piece in pieces(distinct[place]) if piece in self._pieces]
            if own:
                outside.append(place)
                spelled.append(own)
        if outside:
            lengths = np.array([len(own) for own in spelled])
            parts = self._unpacked("piece", np.concatenate(spelled))
            sums = np.add.reduceat(parts, np.cumsum(lengths) - lengths, axis=0)
            rows[outside] = sums / np.sqrt(lengths, dtype=np.float32)[:, None]
        return rows

    def _unpacked(self, table: str, places: NDArray[np.int64]) -> Floats:
        """Rows of a table, (n_places, width + 1): numbers of 4 bits, two in a byte, with a scale for each row."""
        import numpy as np

        packed = self._weights[f"{table}_rows"][places]
        width = 2 * packed.shape[1]
        rows = np.empty((len(places), width + 1), dtype=np.float32)
        rows[:, 0:width:2] = packed >> 4
        rows[:, 1:width:2] = packed & 15
        rows[:, :width] -= np.float32(7.5)
        rows[:, :width] *= self._weights[f"{table}_scale"][places].astype(np.float32)[:, None]
        rows[:, width] = self._weights[f"{table}_route"][places]
        return rows


# Less speaks for none of its languages: a word that several share. Chosen on data/gold/translations.jsonl, its
# development half, and on figures and abbreviations ("http 404").
_ODDS = 0.6


class RoutedEncoder:
    """Two encoders of one space: the strong one reads the languages it knows, the static one the others.

    The words of each text alone decide, so that its vector does not hang on the texts beside it.

    Args:
        name: Name of the encoder.
        strong: Reads what speaks for one of its languages, and what speaks for none.
        static: Reads the rest.
    """

    def __init__(self, name: str, strong: SentenceEncoder, static: StaticEncoder) -> None:
        self.name = name
        self.dimensions = strong.dimensions
        self.languages = strong.languages | static.languages
        self._strong, self._static = strong, static

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, (n_texts, dimensions), in their order; as `SentenceEncoder.encode`."""
        import numpy as np

        sums, odds = self._static.read(texts)
        static = (odds >= _ODDS) & sums.any(axis=1)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        vectors[static] = self._static.vectors(sums[static])
        vectors[~static] = self._strong.encode([texts[row] for row in np.flatnonzero(~static).tolist()])
        return vectors
