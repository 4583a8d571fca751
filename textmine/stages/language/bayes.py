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
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine import models

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.integer[Any]]

__all__ = ["known", "log_odds"]

_FEW = 32  # texts; so few are read one after another, as a text much longer than the others is


_REDUCED = "langid-eu"  # the model for the official languages of the EU alone, which is read in a tenth of the time


class _Model(NamedTuple):
    """The model: weights (n_features, n_labels), priors (n_labels,), and the automaton.

    From state s the byte b leads to state moves[256 * rows[s] + b]; there features[state] is seen, or nothing (-1).
    """

    weights: Floats
    priors: Floats
    labels: list[str]
    moves: Ints
    rows: Ints
    features: Ints


@functools.cache
def known() -> frozenset[str]:
    """The languages that the model knows, ISO 639-1."""
    return frozenset(_stored()["known"].tolist())


def log_odds(texts: Sequence[str], languages: Sequence[str]) -> Iterator[dict[str, float]]:
    """How much speaks for each language, for each text.

    Args:
        texts: Any strings.
        languages: Those that can occur, of `known`.

    Yields:
        For each text the logarithm of every language, the likeliest first.
    """
    import numpy as np

    model = _model(frozenset(languages))
    scores = np.full((len(texts), len(model.labels)), np.finfo(np.float32).min, dtype=np.float32)
    for row, seen in enumerate(_seen(model, [_encoded(text) for text in texts])):
        if seen:
            counts = Counter(seen)
            often = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            features = np.fromiter(counts, dtype=np.int64, count=len(counts))
            scores[row] = np.log1p(often) @ model.weights[features] + model.priors
    names = list(dict.fromkeys(model.labels))  # a language in two scripts has two labels
    of_names = np.array([np.flatnonzero(np.array(model.labels) == name)[[0, -1]] for name in names])
    best = scores[:, of_names].max(axis=2)
    order = np.argsort(-best, axis=1, kind="stable")
    for places, own in zip(order.tolist(), np.take_along_axis(best, order, axis=1).tolist(), strict=True):
        yield {names[place]: score for place, score in zip(places, own, strict=True)}


@functools.cache
def _stored() -> dict[str, NDArray[Any]]:
    import numpy as np

    with np.load(models.model_folder(_REDUCED) / "weights.npz", allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}


@functools.cache
def _whole() -> _Model:
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE
    from py3langid.modelio import load_model

    weights, priors, labels, *automaton = load_model(MODEL_DIR / MODEL_FILE)
    return _Model(weights, priors, labels, *(np.array(each, dtype=np.int64) for each in automaton))


@functools.cache
def _model(languages: frozenset[str]) -> _Model:
    """The model of some languages alone."""
    import numpy as np

    stored = _stored()
    labels = stored["labels"].tolist()
    if languages <= {*labels}:
        automaton = (stored[key] for key in ("moves", "rows", "features"))
        whole = _Model(stored["weights"], stored["priors"], labels, *automaton)
    else:
        whole = _whole()
    kept = [place for place, label in enumerate(whole.labels) if label in languages]
    return whole._replace(
        weights=whole.weights[:, kept].astype(np.float32),
        priors=whole.priors[kept],
        labels=[whole.labels[place] for place in kept],
    )


def _encoded(text: str) -> bytes:
    return unicodedata.normalize("NFC", text.lower() if text.isupper() else text).encode(errors="surrogatepass")


def _seen(model: _Model, texts: Sequence[bytes]) -> list[list[int]]:
    """The features of each text, in their order."""
    import numpy as np

    order = sorted(range(len(texts)), key=lambda place: -len(texts[place]))
    lengths = np.array([len(texts[place]) for place in order])
    starts = np.cumsum(lengths) - lengths
    data = np.frombuffer(b"".join(texts[place] for place in order), dtype=np.uint8)
    found = np.full(len(data), -1)
    states = np.zeros(len(order), dtype=np.int64)
    step, active = 0, int(np.count_nonzero(lengths))
    while active > _FEW:
        at = starts[:active] + step
        states[:active] = model.moves[256 * model.rows[states[:active]] + data[at]]
        found[at] = model.features[states[:active]]
        step += 1
        active = int(np.searchsorted(-lengths, -step))  # those longer than `step`
    for place in range(active):
        state = int(states[place])
        for at in range(starts[place] + step, starts[place] + lengths[place]):
            state = int(model.moves[256 * int(model.rows[state]) + int(data[at])])
            found[at] = model.features[state]
    seen: list[list[int]] = [[]] * len(texts)
    for place, own in zip(order, np.split(found, starts[1:]), strict=True):
        seen[place] = own[own >= 0].tolist()
    return seen
