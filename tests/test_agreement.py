"""Measures of agreement against scikit-learn and published examples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score, precision_score, recall_score

from textmine.agreement import alpha, coincidences, interval, measures, resamples

_PAIRS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40)


def _table(one, other):
    return np.array([(one & other).sum(), (one & ~other).sum(), (~one & other).sum(), (~one & ~other).sum()])


@given(_PAIRS)
def test_the_measures_are_those_of_scikit_learn(pairs):
    one, other = np.array(pairs).T
    found = measures(_table(one, other))
    with np.errstate(invalid="ignore"):
        expected = {
            "precision": precision_score(other, one, zero_division=np.nan),
            "recall": recall_score(other, one, zero_division=np.nan),
            "f1": f1_score(other, one, zero_division=np.nan),
        }
    if len(set(one) | set(other)) > 1:  # scikit-learn warns where kappa is not defined
        expected["kappa"] = cohen_kappa_score(one, other)
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, nan_ok=True)


def test_alpha_is_that_of_the_published_example():
    # Krippendorff (2011), section A: two observers, ten articles, 0.095.
    meg, owen = np.array([0, 1, 0, 0, 0, 0, 0, 0, 1, 0]), np.array([1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    pairs = coincidences((meg + owen).astype(float), np.full(10, 2.0)).sum(axis=0)
    assert pairs.tolist() == [10, 4, 2]
    assert float(alpha(pairs)) == pytest.approx(0.095, abs=5e-4)


@given(st.lists(st.lists(st.sampled_from([0, 1, None]), min_size=3, max_size=3), min_size=2, max_size=15))
def test_alpha_is_its_definition_for_any_number_of_coders(units):
    values = [[v for v in unit if v is not None] for unit in units]
    values = [unit for unit in values if len(unit) > 1]
    if not values:
        return
    pairs = coincidences(
        np.array([float(sum(unit)) for unit in values]), np.array([float(len(unit)) for unit in values])
    ).sum(axis=0)
    every = [v for unit in values for v in unit]
    n = len(every)
    observed = sum((a != b) / (len(u) - 1) for u in values for i, a in enumerate(u) for b in u[:i] + u[i + 1 :]) / n
    expected = sum(a != b for i, a in enumerate(every) for b in every[:i] + every[i + 1 :]) / (n * (n - 1))
    wanted = 1 - observed / expected if expected else math.nan
    assert float(alpha(pairs)) == pytest.approx(wanted, nan_ok=True)


def test_resamples_are_of_all_respondents_and_the_first_is_the_sample():
    weights = resamples(7, 50, seed=1)
    assert weights.shape == (50, 7)
    assert weights[0].tolist() == [1] * 7
    assert set(weights.sum(axis=1)) == {7}
    assert np.array_equal(weights, resamples(7, 50, seed=1))
    assert not np.array_equal(weights, resamples(7, 50, seed=2))


def test_an_interval_needs_values():
    assert interval(np.array([0.5, 0.4, 0.6])) == pytest.approx((0.5, 0.405, 0.595))
    value, low, high = interval(np.array([0.5, math.nan, math.nan]))
    assert value == 0.5
    assert math.isnan(low)
    assert math.isnan(high)
    assert math.isnan(interval(np.array([math.nan, 1.0, 1.0]))[0])
