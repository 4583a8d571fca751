"""Communities of vectors made by hand, at any number of rows."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.stages.themes import cluster
from textmine.stages.themes.cluster import RespondentClusters, centred, communities


def _bundles(sizes, seed=0, spread=0.1):
    """Unit vectors in bundles around axes, in order, a text for each, and the bundle of each."""
    random = np.random.default_rng(seed)
    bundle = np.repeat(np.arange(len(sizes)), sizes)
    vectors = np.eye(64, dtype=np.float32)[bundle] + random.normal(0, spread, (len(bundle), 64)).astype(np.float32)
    texts = [f"{row:04} {chr(97 + row % 26) * 3}" for row in range(len(bundle))]
    return texts, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), bundle


def _same(labels, bundle):
    """Whether two partitions are the same, whatever the numbers."""
    return len(set(zip(labels.tolist(), bundle.tolist(), strict=True))) == len(set(bundle.tolist())) == len(set(labels))


@pytest.mark.parametrize("count", [0, 1, 7])
def test_few_rows_have_no_community(count):
    texts, vectors, _ = _bundles([count])
    found = communities(texts, vectors, np.arange(count))
    assert (found.labels.tolist(), found.stability) == ([-1] * count, [])


@pytest.mark.parametrize("sizes", [[6, 4, 5], [20, 30, 10, 15], [150, 100, 50, 25, 10]])
def test_bundles_are_found_the_largest_first(sizes):
    texts, vectors, bundle = _bundles(sizes)
    found = communities(texts, vectors, np.arange(len(texts)))
    assert _same(found.labels, bundle)
    assert np.bincount(found.labels).tolist() == sorted(sizes, reverse=True)
    assert min(found.stability) > 0.8


def test_the_order_of_the_rows_does_not_matter():
    texts, vectors, _ = _bundles([9, 7, 8], spread=0.25)
    people = np.arange(len(texts)) // 2
    found = communities(texts, vectors, people)
    order = np.random.default_rng(1).permutation(len(texts))
    again = communities([texts[row] for row in order], vectors[order], 100 - people[order])
    assert again.labels.tolist() == found.labels[order].tolist()
    assert again.stability == found.stability


def test_one_respondent_makes_no_community():
    texts, vectors, _ = _bundles([5, 5])
    found = communities(texts, vectors, np.array([0] * 5 + [1, 2, 3, 4, 4]))
    people = np.array([0] * 5 + [1, 2, 3, 4, 4])
    assert found.labels[:5].tolist() == [-1] * 5
    assert found.labels.max() >= 0
    assert all(len({*people[found.labels == label]}) > 1 for label in range(found.labels.max() + 1))


def test_equal_texts_are_one_and_stay_together():
    texts, vectors, bundle = _bundles([5, 5])
    found = communities(texts * 3, np.tile(vectors, (3, 1)), np.arange(30))
    assert found.labels.tolist() == np.tile(found.labels[:10], 3).tolist()
    assert _same(found.labels[:10], bundle)
    assert communities(["the same"] * 9, np.tile(vectors[:1], (9, 1)), np.arange(9)).labels.tolist() == [0] * 9


def test_empty_vectors_are_borne():
    found = communities([f"{row}" for row in range(9)], np.zeros((9, 64), dtype=np.float32), np.arange(9))
    assert len(found.labels) == 9


def test_granularity_decides_how_many():
    texts, vectors, _ = _bundles([12] * 4, spread=0.3)
    counts = [
        communities(texts, vectors, np.arange(48), granularity=granularity).labels.max()
        for granularity in (0.2, 1.0, 6.0)
    ]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]


def test_chance_is_less_stable_than_bundles():
    texts, vectors, _ = _bundles([8] * 3)
    noise = np.random.default_rng(0).normal(size=vectors.shape).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    people = np.arange(24)
    firm, chance = communities(texts, vectors, people), communities(texts, noise, people)
    assert min(firm.stability) == 1.0
    assert min(chance.stability) < 0.5


def test_one_respondent_less_changes_little():
    texts, vectors, _ = _bundles([10, 10, 10], spread=0.2)
    whole = communities(texts, vectors, np.arange(30)).labels
    for out in range(0, 30, 7):
        kept = np.delete(np.arange(30), out)
        less = communities([texts[row] for row in kept], vectors[kept], kept).labels
        assert len(set(zip(whole[kept].tolist(), less.tolist(), strict=True))) == 3


def test_the_seed_draws_other_respondents():
    texts, vectors, _ = _bundles([4, 4, 4, 6], spread=0.35)
    runs = {str(communities(texts, vectors, np.arange(18), seed).stability) for seed in (0, 0, 1, 2, 3)}
    assert 1 < len(runs) <= 4


def test_spelling_tells_what_meaning_does_not():
    """Two products the encoder does not know: the vectors are all the same direction but for noise."""
    _, vectors, _ = _bundles([16], spread=0.05)
    texts = [
        f"the Zorblax failed in {town}" for town in ("may", "june", "winter", "town", "use", "rain", "test", "all")
    ]
    texts += [f"Quindle pays {what}" for what in ("late", "little", "well", "in cash", "twice", "us", "them", "nobody")]
    labels = communities(texts, vectors, np.arange(16)).labels
    assert len(set(labels[:8]) & set(labels[8:])) == 0


def test_many_texts_take_fewer_draws(monkeypatch):
    texts, vectors, bundle = _bundles([40, 30, 20])
    monkeypatch.setattr(cluster, "_MANY", 50)
    found = communities(texts, vectors, np.arange(90))
    assert _same(found.labels, bundle)
    assert all(round(share * 5, 6) == round(share * 5) for share in found.stability)


def test_centred_vectors_have_unit_length_and_equal_ones_none():
    _, vectors, _ = _bundles([5, 4])
    assert np.allclose(np.linalg.norm(centred(vectors), axis=1), 1, atol=1e-5)
    assert not centred(np.tile(vectors[:1], (4, 1))).any()


def test_the_clusterer_of_bertopic_gives_back_what_it_got():
    labels = np.array([0, 1, -1])
    assert RespondentClusters(labels).fit(np.zeros((3, 2))).labels_ is labels
