"""What the model of py3langid says of many texts, all of them read at once.

The model is a naive Bayes classifier on sequences of bytes, which an automaton finds. Source: Lui and
Baldwin (2012), langid.py: An Off-the-shelf Language Identification Tool, https://aclanthology.org/P12-3005.
The automaton takes a step through all texts at a time; the scores are those that py3langid gives.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from array import array

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["known", "log_odds"]

_FEW = 32  # texts; so few are read one after another, as a text much longer than the others is


class _Model(NamedTuple):
    """The model: weights (n_features, n_labels), priors (n_labels,), and the automaton.

    From state s the byte b leads to state moves[256 * rows[s] + b]; there features[state] is seen, or nothing (-1).
    """

    weights: Floats
    priors: Floats
    labels: list[str]
    moves: array[int]
    rows: NDArray[np.int64]
    features: NDArray[np.int64]


def known() -> frozenset[str]:
    """The languages that the model knows, ISO 639-1."""
    return frozenset(_model().labels)


def log_odds(texts: Sequence[str], languages: Sequence[str]) -> Iterator[dict[str, float]]:
    """How much speaks for each language, for each text.

    Args:
        texts: Any strings.
        languages: Those that can occur, of `known`.

    Yields:
        For each text the logarithm of every language, the likeliest first.
    """
    import numpy as np

    labels, weights, priors = _restricted(frozenset(languages))
    scores = np.full((len(texts), len(labels)), np.finfo(np.float32).min, dtype=np.float32)
    for row, seen in enumerate(_seen([_encoded(text) for text in texts])):
        if seen:
            counts = Counter(seen)
            often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            features = np.fromiter(counts, dtype=np.int64, count=len(counts))
            scores[row] = np.log1p(often) @ weights[features] + priors
    names = list(dict.fromkeys(labels))  # a language in two scripts has two labels
    of_names = np.array([np.flatnonzero(np.array(labels) == name)[[0, -1]] for name in names])
    best = scores[:, of_names].max(axis=2)
    order = np.argsort(-best, axis=1, kind="stable")
    for places, own in zip(order.tolist(), np.take_along_axis(best, order, axis=1).tolist(), strict=True):
        yield {names[place]: score for place, score in zip(places, own, strict=True)}


@functools.cache
def _model() -> _Model:
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE
    from py3langid.modelio import load_model

    weights, priors, labels, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)
    return _Model(weights, priors, labels, moves, np.array(rows, dtype=np.int64), np.array(features, dtype=np.int64))


@functools.cache
def _restricted(languages: frozenset[str]) -> tuple[list[str], Floats, Floats]:
    """Labels, weights and priors of some languages alone."""
    import numpy as np

    model = _model()
    kept = [place for place, label in enumerate(model.labels) if label in languages]
    return [model.labels[place] for place in kept], model.weights[:, kept].astype(np.float32), model.priors[kept]


def _encoded(text: str) -> bytes:
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode(errors="surrogatepass")


def _seen(texts: Sequence[bytes]) -> list[list[int]]:
    """The features of each text, in their order."""
    import numpy as np

    model = _model()
    moves = np.frombuffer(model.moves, dtype=f"u{model.moves.itemsize}")
    order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    lengths = np.array([len(texts[place]) for place in order])
    starts = np.cumsum(lengths) - lengths
    data = np.frombuffer(b"".join(texts[place] for place in order), dtype=np.uint8)
    found = np.full(len(data), -1)
    states = np.zeros(len(order), dtype=np.int64)
    step, active = 0, int(np.count_nonzero(lengths))
    while active > _FEW:
        at = starts[:active] + step
        states[:active] = moves[256 * model.rows[states[:active]] + data[at]]
        found[at] = model.features[states[:active]]
        step += 1
        active = int(np.searchsorted(-lengths, -step))  # those longer than `step`
    for place in range(active):
        state = int(states[place])
        for at in range(starts[place] + step, starts[place] + lengths[place]):
            state = model.moves[256 * int(model.rows[state]) + int(data[at])]
            found[at] = model.features[state]
    seen: list[list[int]] = [[]] * len(texts)
    for place, own in zip(order, np.split(found, starts[1:]), strict=True):
        seen[place] = own[own >= 0].tolist()
    return seen
