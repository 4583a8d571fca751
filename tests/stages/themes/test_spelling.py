"""Spelling: what scikit-learn's vectoriser says, word by word."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.stages.themes.spelling import Spelling

TEXTS = ["The mailing list", "a mailing  list, THE list", "?", "Straße und Weg", "the way"]
OTHERS = ["way of the list", "", "zzz"]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_weights_are_those_of_scikit_learn(dtype):
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, dtype=dtype)
    own = vectoriser.fit_transform(TEXTS)
    spelling = Spelling(TEXTS, dtype)
    assert (spelling.likeness(OTHERS) == (vectoriser.transform(OTHERS) @ own.T).toarray()).all()
    numbers = np.arange(len(TEXTS))
    pairs = spelling.pairs(numbers[:, None], np.broadcast_to(numbers, (len(TEXTS), len(TEXTS))))
    assert (pairs == (own @ own.T).toarray()).all()
    assert pairs.dtype == dtype
