"""Passages that people coded -> a model of the codebook, which takes over where it is shown to be better.

Two layers. The first is a ridge regression on the vector of a passage, its words and letters, and
where it was written (question and option): it learns what people mean by a theme that the codebook
does not say. The second is a logistic regression with few weights, shared by all themes: it weighs
the first against what the machine thinks without any label (how likely the theme is by its phrases,
how similar it is, whether keywords stand there). So five examples already help, because the
machine's own opinion is one of the features, and a thousand overrule it.

The second layer is trained on what the first says of passages that it was not trained on, all
passages of one respondent always together. In the same way the model is held against the coder
without labels: passage by passage, whose set of themes is nearer to the people's (F1). It takes over
when there are at least `FEWEST` passages by `FOLDS` respondents with two themes, and where only one
of the two is nearer, it is the model so often that chance would do as well in less than one case in
twenty (sign test; with one theme a passage that of McNemar).

The probability from which a theme is coded is the one with the best F1 in those folds.

Sources: stacked generalisation, Wolpert (1992), DOI 10.1016/S0893-6080(05)80023-1; ridge regression,
Hoerl and Kennard (1970), DOI 10.1080/00401706.1970.10488634; thresholds for F1, Lipton, Elkan and
Naryanaswamy (2014), DOI 10.1007/978-3-662-44851-9_15. The smallest numbers are chosen, not measured;
weights of the features were chosen on the development half of public sets (docs/quality.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.themes.meaning import softmax
from textmine.stats import sign_test

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

    Floats = NDArray[np.float64]

__all__ = ["FEWEST", "Model", "Passages", "Verdict", "decided", "judge"]

FEWEST, FOLDS, CHANCE = 20, 5, 0.05
# How much rare themes are raised (0 not, 1 to all alike), and the flatness of the ridge: its least, its most, and after
# how many passages it grows by one. More passages have more noise in their many words.
_BALANCE, _LEAST, _MOST, _PER = 0.5, 1.0, 8.0, 250


class Passages(NamedTuple):
    """Passages as the model sees them.

    Args:
        texts: Their words.
        vectors: (n_passages, dimensions), of unit length.
        places: Question and option of each.
        evidence: (n_passages, n_themes, n_voters), what the machine thinks without labels.
    """

    texts: Sequence[str]
    vectors: NDArray[np.float32]
    places: Sequence[tuple[str, str]]
    evidence: Floats


class Verdict(NamedTuple):
    """Who decides codes, the model or, with None, the coder without labels; and why, in words."""

    model: Model | None
    why: str


class Model:
    """A trained model of the themes.

    Args:
        features: Makes the features of passages.
        weights: (n_features + 1, n_themes) of the first layer, the last row the intercepts.
        stack: The logistic regression of the second layer.
        threshold: Probability from which a theme is coded.
        trained: How many passages it was trained on.
    """

    def __init__(self, features: _Features, weights: Floats, stack: _Stack, threshold: float, trained: int) -> None:
        self._features, self._weights, self._stack = features, weights, stack
        self.threshold, self.trained = threshold, trained

    def probabilities(self, passages: Passages) -> Floats:
        """How likely each passage says each theme, (n_passages, n_themes)."""
        first = self._features(passages) @ self._weights[:-1] + self._weights[-1]
        return self._stack(first, passages.evidence)


def judge(passages: Passages, known: Floats, groups: Sequence[str], before: NDArray[np.bool_], *, one: bool) -> Verdict:
    """Train a model, hold it against the coder without labels, and say which of them decides.

    Args:
        passages: What people coded.
        known: (n_passages, n_themes), 1 where people say the theme is there, 0 where not, NaN where they do not say.
        groups: The respondent of each passage.
        before: (n_passages, n_themes), what is coded without labels.
        one: A passage has one theme at most.
    """
    import numpy as np

    themes = int((known == 1).any(axis=0).sum())
    if len(known) < FEWEST or themes < 2 or len(set(groups)) < FOLDS:  # noqa: PLR2004  two themes
        found = f"{len(known)} passages with {themes} themes by {len(set(groups))} respondents"
        return Verdict(
            None, f"without labels: a model needs {FEWEST} coded passages with two themes, there are {found}"
        )
    features = _Features(passages)
    matrix = features(passages)
    folds = _folds(groups)
    first = np.empty_like(known)
    for held in folds:
        weights = _ridge(matrix[~held], known[~held])
        first[held] = matrix[held] @ weights[:-1] + weights[-1]
    likely = np.empty_like(known)
    for held in folds:
        stack = _Stack.fit(first[~held], passages.evidence[~held], known[~held], one=one)
        likely[held] = stack(first[held], passages.evidence[held])
    threshold = _threshold(likely, known)
    chosen = decided(likely, threshold, one=one)
    ours, theirs = _nearness(chosen, known), _nearness(before, known)
    better, worse = int((ours > theirs).sum()), int((ours < theirs).sum())
    chance = sign_test(better, worse)
    figures = (
        f"nearer to what people coded in {better} of {len(known)} passages that it was not trained on "
        f"and less near in {worse} (mean F1 {ours.mean():.2f} against {theirs.mean():.2f}, p = {chance:.1g})"
    )
    if chance >= CHANCE:
        return Verdict(None, f"without labels: a model was {figures}, which is no gain for sure")
    model = Model(
        features,
        _ridge(matrix, known),
        _Stack.fit(first, passages.evidence, known, one=one),
        threshold,
        len(known),
    )
    return Verdict(model, f"by a model of {len(known)} coded passages: {figures}")


def decided(likely: Floats, threshold: float, *, one: bool) -> NDArray[np.bool_]:
    """Which themes are coded: the likeliest one, or all from the threshold on."""
    import numpy as np

    best = np.arange(likely.shape[1]) == likely.argmax(axis=1)[:, None]
    chosen: NDArray[np.bool_] = best if one else likely >= threshold
    return chosen


def _nearness(said: NDArray[np.bool_], known: Floats) -> Floats:
    """F1 of the themes of each passage among those that people speak of; 1 where rightly none is said."""
    import numpy as np

    said = said & ~np.isnan(known)
    wanted = known == 1
    both, all_ = (said & wanted).sum(axis=1), said.sum(axis=1) + wanted.sum(axis=1)
    near: Floats = np.where(all_ > 0, 2 * both / np.maximum(all_, 1), 1.0)
    return near


def _threshold(likely: Floats, known: Floats) -> float:
    """The probability from which coding gives the best F1 over all decisions."""
    import numpy as np

    there = ~np.isnan(known)
    order = np.argsort(-likely[there], kind="stable")
    right = np.cumsum(known[there][order] == 1)
    f1 = 2 * right / (np.arange(1, len(order) + 1) + max(int(right[-1]), 1))
    return float(likely[there][order][f1.argmax()])


def _folds(groups: Sequence[str]) -> list[NDArray[np.bool_]]:
    """Which passages are held back in each round, all of a respondent in one."""
    import numpy as np
    from sklearn.model_selection import GroupKFold

    held = []
    for _, rows in GroupKFold(n_splits=FOLDS).split(np.zeros(len(groups)), groups=list(groups)):
        mask = np.zeros(len(groups), dtype=np.bool_)
        mask[rows] = True
        held.append(mask)
    return held


class _Features:
    """Vector, words, letters, question and option of passages, as one matrix."""

    def __init__(self, passages: Passages) -> None:
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, max_features=20_000)
        # Other words beside them, so that there are words and letters in any case.
        texts = [*passages.texts, "none at all"]
        self._words.fit(texts)
        self._letters.fit(texts)
        self._places = DictVectorizer().fit(_places(passages))

    def __call__(self, passages: Passages) -> csr_matrix:
        import numpy as np
        import scipy.sparse as sp

        parts = [
            sp.csr_matrix(passages.vectors.astype(np.float64)),
            self._words.transform(passages.texts),
            self._letters.transform(passages.texts),
            self._places.transform(_places(passages)),
        ]
        return sp.hstack(parts).tocsr()


def _places(passages: Passages) -> list[dict[str, int]]:
    return [{f"question {question}": 1, f"option {question} {option}": 1} for question, option in passages.places]


def _ridge(matrix: csr_matrix, known: Floats) -> Floats:
    """Weights of a ridge regression on each theme, (n_features + 1, n_themes), the last row the intercepts.

    Themes that the same passages speak of are solved together.
    """
    import numpy as np
    from sklearn.linear_model import Ridge

    weight = _balanced(known)
    flatness = min(_MOST, max(_LEAST, len(known) / _PER))
    weights = np.zeros((matrix.shape[1] + 1, known.shape[1]))
    patterns, which = np.unique(~np.isnan(known), axis=1, return_inverse=True)
    for number in range(patterns.shape[1]):
        rows, columns = patterns[:, number], np.flatnonzero(which.ravel() == number)
        if rows.any():
            model = Ridge(alpha=flatness, solver="lsqr", tol=1e-3, max_iter=100)
            model.fit(matrix[rows], known[np.ix_(rows, columns)], sample_weight=weight[rows])
            weights[:-1, columns] = model.coef_.reshape(len(columns), -1).T
            weights[-1, columns] = model.intercept_
    return weights


def _balanced(known: Floats) -> Floats:
    """A weight for each passage, so that rare themes are heard: by how rare its rarest theme is; on average 1."""
    import numpy as np

    said = known == 1
    count = np.maximum(said.sum(axis=0), 1)
    rare = np.where(said, count, len(known)).min(axis=1)
    weight: Floats = (len(known) / rare) ** _BALANCE
    weight /= weight.mean()
    return weight


class _Stack:
    """The second layer: weights of the voters, shared by all themes, and an intercept for each theme.

    Args:
        weights: One for each voter, the first layer the first of them.
        intercepts: (n_themes,).
        one: A passage has one theme.
    """

    def __init__(self, weights: Floats, intercepts: Floats, *, one: bool) -> None:
        self._weights, self._intercepts, self._one = weights, intercepts, one

    @classmethod
    def fit(cls, first: Floats, evidence: Floats, known: Floats, *, one: bool) -> _Stack:
        """Train it; the intercept of a theme is pulled towards the common one."""
        import numpy as np

        voters = np.concatenate([first[:, :, None], evidence], axis=2)
        weights, intercepts = (_fit_one if one else _fit_several)(voters, known)
        return cls(weights, intercepts, one=one)

    def __call__(self, first: Floats, evidence: Floats) -> Floats:
        """Probabilities, (n_passages, n_themes)."""
        import numpy as np

        odds: Floats = first * self._weights[0] + evidence @ self._weights[1:] + self._intercepts
        return softmax(odds) if self._one else 1 / (1 + np.exp(-odds))


def _fit_several(voters: Floats, known: Floats) -> tuple[Floats, Floats]:
    """Weights and intercepts of a logistic regression over all passages and themes."""
    import numpy as np
    import scipy.sparse as sp
    from sklearn.linear_model import LogisticRegression

    passages, themes = np.nonzero(~np.isnan(known))
    count, size = voters.shape[1:]
    own = sp.csr_matrix((np.ones(len(themes)), (np.arange(len(themes)), themes)), shape=(len(themes), count))
    matrix = sp.hstack([sp.csr_matrix(voters[passages, themes]), own]).tocsr()
    model = LogisticRegression(max_iter=500).fit(matrix, known[passages, themes])
    return model.coef_[0, :size], model.coef_[0, size:] + model.intercept_[0]


def _fit_one(voters: Floats, known: Floats) -> tuple[Floats, Floats]:
    """The same where a passage has one theme: a regression on which of them it is.

    Source: conditional logit, McFadden (1974), with the penalty of a ridge. Passages without a theme tell nothing.
    """
    import numpy as np
    from scipy.optimize import minimize

    said = (known == 1).astype(np.float64)
    voters, said = voters[said.any(axis=1)], said[said.any(axis=1)]
    said /= said.sum(axis=1, keepdims=True)
    count, size = voters.shape[1:]

    def loss(weights: Floats) -> tuple[float, Floats]:
        likely = softmax(voters @ weights[:size] + weights[size:])
        gap = likely - said
        slope = np.concatenate([np.einsum("nk,nkv->v", gap, voters), gap.sum(axis=0)]) + weights
        return float(-(said * np.log(likely + 1e-12)).sum() + weights @ weights / 2), slope

    found = minimize(loss, np.zeros(size + count), jac=True, method="L-BFGS-B").x
    return found[:size], found[size:]
