"""Clusters of vectors made by hand, at any number of rows."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.stages.themes import cluster
from textmine.stages.themes.cluster import RespondentClusters, clusters, stability


def _bundles(sizes, seed=0, spread=0.1):
    """Unit vectors in bundles around axes, in order, and the bundle of each."""
    random = np.random.default_rng(seed)
    bundle = np.repeat(np.arange(len(sizes)), sizes)
    vectors = np.eye(64, dtype=np.float32)[bundle] + random.normal(0, spread, (len(bundle), 64)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), bundle


@pytest.mark.parametrize("count", [0, 1, 7])
def test_few_rows_have_no_cluster(count):
    vectors, _ = _bundles([count])
    assert clusters(vectors, np.arange(count), 0.3, 0).tolist() == [-1] * count


def test_bundles_are_found_and_what_stands_alone_is_none():
    vectors, _ = _bundles([3, 5, 1])
    assert clusters(vectors, np.arange(9), 0.3, 0).tolist() == [1] * 3 + [0] * 5 + [-1]


def test_one_respondent_makes_no_cluster():
    vectors, _ = _bundles([4, 4])
    assert clusters(vectors, np.array([0, 0, 0, 0, 1, 2, 3, 3]), 0.3, 0).tolist() == [-1] * 4 + [0] * 4


def test_cohesion_decides_what_belongs_together():
    vectors, _ = _bundles([6, 6], spread=0.15)
    assert clusters(vectors, np.arange(12), 0.3, 0).max() == 1
    assert clusters(vectors, np.arange(12), 0.95, 0).max() == -1


def test_many_rows_are_grouped_first_and_give_the_same(monkeypatch):
    sizes = [40, 30, 20]
    vectors, bundle = _bundles(sizes)
    monkeypatch.setattr(cluster, "_PAIRS", 50)
    monkeypatch.setattr(cluster, "_GROUPS", 12)
    assert clusters(vectors, np.arange(90), 0.3, 0).tolist() == bundle.tolist()
    assert np.isnan(stability(vectors, np.arange(90), bundle, 0.3, 0)).all()


def test_equal_vectors_and_empty_vectors_are_borne():
    vectors = np.zeros((9, 64), dtype=np.float32)
    assert clusters(vectors, np.arange(9), 0.3, 0).tolist() == [-1] * 9
    vectors[:, 0] = 1
    assert clusters(vectors, np.arange(9), 0.3, 0).tolist() == [0] * 9


def test_a_tight_bundle_is_stable_and_a_chance_one_is_not():
    vectors, _ = _bundles([8, 8])
    labels = np.repeat([0, 1], 8)
    assert stability(vectors, np.arange(16), labels, 0.3, 0) == [1.0, 1.0]
    mixed = np.array([0, 1] * 8)
    assert max(stability(vectors, np.arange(16), mixed, 0.3, 0)) < 0.2


def test_the_seed_draws_other_respondents():
    vectors, _ = _bundles([2, 2, 2, 4])
    labels = clusters(vectors, np.arange(10), 0.3, 0)
    assert stability(vectors, np.arange(10), labels, 0.3, 0) == stability(vectors, np.arange(10), labels, 0.3, 0)
    assert stability(vectors, np.arange(10), labels, 0.3, 0) != stability(vectors, np.arange(10), labels, 0.3, 1)


def test_the_clusterer_of_bertopic_keeps_only_the_first():
    vectors, _ = _bundles([5, 4])
    clusterer = RespondentClusters(np.arange(9), 0.3, 1, 0)
    assert clusterer.fit(vectors).labels_.tolist() == [0] * 5 + [-1] * 4
