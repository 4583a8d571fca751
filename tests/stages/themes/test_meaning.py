"""How near comments are to themes, and what is learned of that without labels."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.codebook import Theme
from textmine.models import load_encoder
from textmine.stages.themes import meaning

THEMES = (
    Theme("food", "Food", definition="What there is to eat: meals, snacks and drinks."),
    Theme("staff", "Staff", definition="The people who work here, kind or rude."),
    Theme("wait", "Waiting", definition="Queues, delays and appointments."),
)
SAID = ["The soup was cold.", "Two hours in a queue.", "The nurse was rude to me.", "I was given sandwiches."]


@pytest.fixture(scope="module")
def likeness():
    return meaning.Likeness(THEMES, "use-multilingual")


def _vectors(texts):
    return load_encoder("use-multilingual").encode(texts)


def test_a_comment_is_nearest_to_its_theme(likeness):
    assert likeness(_vectors(SAID)).argmax(axis=1).tolist() == [0, 2, 1, 0]


def test_a_part_of_a_definition_speaks_for_the_theme():
    whole = Theme("place", "Place", definition="The rooms: heating, parking and gardens.")
    bare = Theme("place", "Place", definition="The rooms in general.")
    near = [
        meaning.Likeness((theme, *THEMES), "use-multilingual")(_vectors(["No parking."]))[0, 0]
        for theme in (whole, bare)
    ]
    assert near[0] > near[1] + 0.3


def test_nearness_does_not_hang_on_what_stands_beside_it(likeness):
    vectors = _vectors(SAID * 100)
    together = likeness(vectors)
    assert np.array_equal(likeness(vectors[2:3]), together[2:3])
    assert np.array_equal(likeness(vectors[399:]), together[399:])


def test_a_comment_is_as_near_as_its_mean_and_its_nearest_segment(likeness):
    vectors = _vectors(SAID)
    middle, near = meaning.nearness(likeness, vectors, [[0, 1], [2]])
    assert np.allclose(np.linalg.norm(middle, axis=1), 1)
    wanted = (likeness(middle[:1])[0] + likeness(vectors[:2]).max(axis=0)) / 2
    assert np.allclose(near[0], wanted)
    assert np.allclose(near[1], likeness(vectors[2:3])[0])


def test_themes_that_are_common_are_found_to_be_common(likeness):
    vectors = _vectors([f"{text} {number}" for number in range(10) for text in (*SAID[:1] * 4, SAID[1], SAID[2])])
    near = likeness(vectors)
    prior, weights = meaning.adapt(near, vectors, most=1000, seed=0)
    assert prior.sum() == pytest.approx(1)
    assert prior.argmax() == 0
    assert prior[0] > 0.5
    likely = meaning.probabilities(near, vectors, prior, weights)
    assert np.allclose(likely.sum(axis=1), 1)
    assert likely.argmax(axis=1).tolist() == [0, 0, 0, 0, 2, 1] * 10


def test_what_is_learned_of_one_theme_alone_is_nothing(likeness):
    vectors = _vectors([f"The soup was cold {number}." for number in range(12)])
    _, weights = meaning.adapt(likeness(vectors), vectors, most=1000, seed=0)
    assert not weights.any()


def test_calibrated_likelihoods_keep_their_order_and_claim_less():
    likely = np.array([[0.9, 0.08, 0.02]])
    tempered = meaning.calibrated(likely)
    assert tempered.sum() == pytest.approx(1)
    assert tempered[0].argsort().tolist() == likely[0].argsort().tolist()
    assert tempered.max() < 0.9


def test_a_comment_on_something_else_is_of_no_theme(likeness):
    known = meaning.known(likeness(_vectors(["The soup was cold.", "x = 3.14"])))[:, 0]
    assert known[0] > 0.9
    assert known[1] < 0.5
