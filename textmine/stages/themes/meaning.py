"""How near sentences are to themes in the space of the encoder, and how likely each theme then is.

A theme is known by a few phrases: its label, definition, what to include, examples, and the parts of
label and definition ("the rooms: clean or dirty, food, parking" has four). A sentence is as near to a
theme as to the mean of its phrases and to the nearest one, both counted: a mean alone loses what only
one phrase says, the nearest alone makes a theme of many phrases near to everything.

Where every comment has one theme, nearness becomes a probability: the softmax with a sharpness, times
how common each theme is in the survey. Both that and a correction of the prototypes are learned from
the survey's own comments, without any label (`adapt`).

Sources: how common themes are by expectation and maximisation, Saerens, Latinne and Decaestecker
(2002), DOI 10.1162/089976602753284446; learning from one's own surest guesses, Yarowsky (1995), DOI
10.3115/981658.981684. `SHARPNESS`, the share of guesses and the strength of the regression were
chosen on the development half of a public set (see docs/quality.md, Coding).
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Any

from textmine.models import load_encoder
from textmine.vectors import sums, unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textmine.codebook import Theme

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]

__all__ = [
    "FEWEST_THEMES",
    "SHARPNESS",
    "Likeness",
    "adapt",
    "calibrated",
    "encoded",
    "known",
    "means",
    "nearness",
    "probabilities",
    "product",
    "softmax",
]

# Rows of one matrix product. Always as many, the last block filled up with zeros, because the order
# of the additions in BLAS changes with the size of a matrix, and codes must not.
_BLOCK = 256
_PART = re.compile(r"[,;:./()]|\b(?:and|or|und|oder|et|ou|e|o|y|en|of)\b")
SHARPNESS = 20.0
# Of fewer themes one is always much likelier than the others, whatever is said.
FEWEST_THEMES = 3
# So near a comment must be to its nearest theme that it speaks of any at all, as likely as not.
_NEAR = 0.2
_TEMPER = 0.35
# Of the comments guessed for a theme, the surest half teach, but never fewer than five.
_FEWEST = 5
_ROUNDS = 4
_STRENGTH = 10.0
# What speaks for themes being equally common, in units of the whole survey.
_EQUAL = 0.1
_STEPS = 50


class Likeness:
    """How near vectors are to themes.

    Args:
        themes: The themes that are coded, without headings.
        encoder: Name of the encoder of the vectors.
    """

    def __init__(self, themes: Sequence[Theme], encoder: str) -> None:
        import numpy as np

        model = load_encoder(encoder)
        found = encoded(model, map(_phrases, themes))
        none = np.zeros((0, model.dimensions), dtype=np.float32)
        self._means = unit(np.stack([each.mean(axis=0) for each in found])) if found else none
        self._phrases = np.concatenate(found) if found else none
        self._starts = np.cumsum([0, *(len(each) for each in found[:-1])])

    def __call__(self, vectors: Floats) -> Floats:
        """The cosine with the mean of the phrases plus that with the nearest one, (n_vectors, n_themes), -2 to 2."""
        import numpy as np

        if not len(self._means) or not len(vectors):
            return np.zeros((len(vectors), len(self._means)), dtype=np.float32)
        nearest = np.maximum.reduceat(product(vectors, self._phrases), self._starts, axis=1)
        near: Floats = product(vectors, self._means) + nearest
        return near


def encoded(model: Any, texts: Iterable[Sequence[str]]) -> list[Floats]:
    """The vectors of several lists of texts, each text read once."""
    lists = [*texts]
    place = {text: row for row, text in enumerate(dict.fromkeys(chain.from_iterable(lists)))}
    vectors: Floats = model.encode([*place])
    return [vectors[[place[text] for text in own]] for own in lists]


def probabilities(near: Floats, vectors: Floats, prior: Doubles, weights: Floats | None) -> Doubles:
    """How likely each theme is, where every comment has one; (n_vectors, n_themes), rows add up to 1.

    Args:
        near: (n_vectors, n_themes) as `Likeness` says.
        vectors: (n_vectors, dimensions).
        prior: (n_themes,), how common each theme is.
        weights: (n_themes, dimensions + 1) as `adapt` says, the last column the intercept, or None.
    """
    import numpy as np

    likely = softmax(SHARPNESS * near.astype(np.float64) + np.log(prior))
    if weights is None:
        return likely
    own = softmax(product(vectors, weights[:, :-1]).astype(np.float64) + weights[:, -1])
    return (likely + own) / 2


def nearness(likeness: Likeness, vectors: Floats, rows: Sequence[Sequence[int]]) -> tuple[Floats, Floats]:
    """How near comments are to themes: half that of their mean, half that of their nearest segment.

    Args:
        likeness: Of the themes.
        vectors: (n_segments, dimensions).
        rows: The segments of each comment.

    Returns:
        The mean vectors, (n_comments, dimensions), and how near each comment is, (n_comments, n_themes).
    """
    import numpy as np

    middle = means(vectors, rows)
    own, near = likeness(vectors), likeness(middle)
    for number, each in enumerate(rows):
        if len(each) > 1:
            near[number] = (near[number] + np.max(own[list(each)], axis=0)) / 2
    return middle, near


def calibrated(likely: Doubles) -> Doubles:
    """Likelihoods without overconfidence, so that they are right as often as they say (one theme a comment).

    Source: temperature scaling, Guo et al. (2017), arXiv 1706.04599, fitted on the development half of NHS
    comments with one sentence a theme (docs/quality.md).
    """
    tempered: Doubles = likely**_TEMPER
    tempered /= tempered.sum(axis=1, keepdims=True)
    return tempered


def known(near: Floats) -> Doubles:
    """How likely it is that a theme of the codebook is said at all, (n_vectors, 1)."""
    import numpy as np

    nearest = near.max(axis=1, keepdims=True, initial=-2).astype(np.float64)
    chance: Doubles = 1 / (1 + np.exp(-SHARPNESS * (nearest - _NEAR)))
    return chance


def adapt(near: Floats, vectors: Floats, *, most: int, seed: int) -> tuple[Doubles, Floats]:
    """Learn from comments without labels how common themes are, and what else speaks for each.

    Args:
        near: (n_comments, n_themes) as `Likeness` says.
        vectors: (n_comments, dimensions).
        most: A regression is trained on at most so many comments, drawn at random.
        seed: Seed of the draw.

    Returns:
        How common each theme is, (n_themes,), and weights (n_themes, dimensions + 1), the last column
        the intercept; a theme that no comment is guessed for has weights of nothing and is all but ruled out.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    if len(vectors) > most:
        rows = np.sort(np.random.default_rng(seed).choice(len(vectors), most, replace=False))
        near, vectors = near[rows], vectors[rows]
    count = near.shape[1]
    prior: Doubles = np.full(count, 1 / count)
    for _ in range(_STEPS):
        share = softmax(SHARPNESS * near.astype(np.float64) + np.log(prior)).mean(axis=0)
        prior = (share + _EQUAL / count) / (1 + _EQUAL)
    likely = probabilities(near, vectors, prior, None)
    weights = np.zeros((count, vectors.shape[1] + 1), dtype=np.float32)
    for _ in range(_ROUNDS):
        guess, sure = likely.argmax(axis=1), likely.max(axis=1)
        taught = np.concatenate([_surest(np.flatnonzero(guess == theme), sure) for theme in range(count)])
        if len(set(guess[taught].tolist())) < 2:  # noqa: PLR2004  one theme takes all: there is nothing to tell apart
            return prior, weights
        model = LogisticRegression(C=_STRENGTH, max_iter=300).fit(vectors[taught], guess[taught])
        weights = _weights(model, count)
        own = vectors.astype(np.float64) @ weights[:, :-1].T.astype(np.float64) + weights[:, -1]
        likely = (likely + softmax(own)) / 2
    return prior, weights


def _surest(rows: NDArray[np.int64], sure: Doubles) -> NDArray[np.int64]:
    import numpy as np

    order = rows[np.argsort(-sure[rows], kind="stable")]
    return order[: max(_FEWEST, len(rows) // 2)]


def _weights(model: object, count: int) -> Floats:
    """The weights of a regression on all themes; a theme that it has not seen gets an intercept far below."""
    import numpy as np

    coefficients, intercepts, seen = model.coef_, model.intercept_, model.classes_  # type: ignore[attr-defined]
    if len(seen) == 2:  # noqa: PLR2004  scikit-learn keeps the weights of the second of two alone
        coefficients, intercepts = np.vstack([-coefficients, coefficients]) / 2, np.array([-1, 1]) * intercepts[0] / 2
    weights = np.zeros((count, coefficients.shape[1] + 1), dtype=np.float32)
    weights[:, -1] = intercepts.min() - _STRENGTH
    weights[seen] = np.column_stack([coefficients, intercepts])
    return weights


def _phrases(theme: Theme) -> list[str]:
    """What a theme is known by, each once."""
    whole = [text for text in (theme.label, theme.definition, *theme.include, *theme.examples) if text]
    parts = [part.strip() for text in (theme.label, theme.definition) for part in _PART.split(text)]
    return list(dict.fromkeys([*whole, *(part for part in parts if any(map(str.isalnum, part)))]))


def product(rows: Floats, prototypes: Floats) -> Floats:
    """`rows @ prototypes.T`, the same for a row whatever stands beside it: added up in double, kept in single."""
    import numpy as np

    made = np.empty((len(rows), len(prototypes)), dtype=np.float32)
    doubled = prototypes.T.astype(np.float64)
    for start in range(0, len(rows), _BLOCK):
        part = rows[start : start + _BLOCK]
        block = np.zeros((_BLOCK, rows.shape[1]))
        block[: len(part)] = part
        made[start : start + _BLOCK] = (block @ doubled)[: len(part)]
    return made


def means(vectors: Floats, rows: Sequence[Sequence[int]]) -> Floats:
    """The mean vector of each group of rows, of unit length."""
    import numpy as np

    counts = np.array([len(each) for each in rows], dtype=np.int64)
    members = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=int(counts.sum()))
    added = sums(vectors[members], np.repeat(np.arange(len(rows)), counts))
    return unit(np.divide(added, counts[:, None], dtype=np.float32))


def softmax(values: Doubles) -> Doubles:
    """Each row as shares of 1."""
    import numpy as np

    raised: Doubles = np.exp(values - values.max(axis=1, keepdims=True, initial=-np.inf))
    raised /= raised.sum(axis=1, keepdims=True)
    return raised
