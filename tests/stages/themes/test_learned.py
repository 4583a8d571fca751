"""A model of what people coded: when it takes over, and that it learns what it is shown."""

from __future__ import annotations

import random

import numpy as np
import pytest

from textmine.stages.themes.learned import FEWEST, Passages, decided, judge
from textmine.stats import sign_test

WORDS = (("visa", "border", "consul"), ("train", "bus", "ticket"), ("soup", "bread", "tea"))


def _passages(count, *, seed=0, clear=True):
    """Passages on three themes, vectors of no use, and evidence that knows nothing."""
    rng = random.Random(seed)
    themes = [number % 3 for number in range(count)]
    texts = [" ".join(rng.choices(WORDS[theme] if clear else sum(WORDS, ()), k=3)) for theme in themes]
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32) / 10
    known = np.eye(3)[themes]
    return Passages(texts, vectors, [("Q", "")] * count, np.zeros((count, 3, 2))), known


def _judge(passages, known, *, one=True, before=None):
    groups = [str(number) for number in range(len(known))]
    before = np.tile(np.array([True, False, False]), (len(known), 1)) if before is None else before
    return judge(passages, known, groups, before, one=one)


@pytest.mark.parametrize("one", [True, False])
def test_a_model_takes_over_where_it_is_better_and_codes_what_it_was_not_shown(one):
    passages, known = _passages(60)
    verdict = _judge(passages, known, one=one)
    assert verdict.model is not None
    assert verdict.why.startswith("by a model of 60 coded passages: nearer to what people coded in")
    new, wanted = _passages(30, seed=1)
    likely = verdict.model.probabilities(new)
    assert ((likely >= 0) & (likely <= 1)).all()
    found = decided(likely, verdict.model.threshold, one=one)
    assert (found == (wanted == 1)).mean() > 0.9


def test_a_model_that_is_no_better_leaves_the_codes_alone():
    passages, known = _passages(60, clear=False)
    assert _judge(passages, known, before=known == 1).model is None
    clear, known = _passages(60)
    verdict = _judge(clear, known, before=known == 1)
    assert verdict.model is None
    assert verdict.why.endswith("which is no gain for sure")


@pytest.mark.parametrize("count", [0, FEWEST - 1])
def test_few_passages_make_no_model(count):
    passages, known = _passages(count)
    verdict = _judge(passages, known)
    assert verdict.model is None
    assert f"a model needs {FEWEST} coded passages" in verdict.why


def test_passages_of_few_respondents_or_of_one_theme_make_no_model():
    passages, known = _passages(60)
    before = np.zeros(known.shape, dtype=bool)
    assert judge(passages, known, ["A", "B", "C", "D"] * 15, before, one=True).model is None
    assert _judge(passages, np.tile([1.0, 0.0, 0.0], (60, 1))).model is None


def test_a_respondent_who_repeats_themselves_proves_nothing():
    """Sixty passages of five respondents, each with words of their own: held out, none of them can be known."""
    passages, _ = _passages(60)
    owner = [number % 5 for number in range(60)]
    texts = [f"word{number} said{number}" for number in owner]
    known = np.eye(3)[[number % 3 for number in owner]]
    before = known == 1
    before[:20] = False
    shown = passages._replace(texts=texts)
    assert judge(shown, known, [str(number) for number in range(60)], before, one=True).model is not None
    assert judge(shown, known, [str(number) for number in owner], before, one=True).model is None


def test_what_people_do_not_say_is_not_taken_for_no():
    passages, known = _passages(60)
    known[:30, 0] = np.nan
    verdict = _judge(passages, known, one=False)
    assert verdict.model is not None
    new, wanted = _passages(30, seed=1)
    assert (decided(verdict.model.probabilities(new), verdict.model.threshold, one=False) == (wanted == 1)).mean() > 0.9


def test_the_question_can_tell():
    passages, known = _passages(60, clear=False)
    places = [("Q", str(row.argmax())) for row in known]
    verdict = _judge(passages._replace(places=places), known)
    assert verdict.model is not None
    new, wanted = _passages(30, seed=1, clear=False)
    new = new._replace(places=[("Q", str(row.argmax())) for row in wanted])
    assert (verdict.model.probabilities(new).argmax(axis=1) == wanted.argmax(axis=1)).all()


def test_the_same_examples_make_the_same_model():
    (passages, known), (new, _) = _passages(60), _passages(10, seed=1)
    first, second = (_judge(passages, known).model.probabilities(new) for _ in range(2))
    assert np.array_equal(first, second)


def test_the_sign_test_by_hand():
    assert sign_test(5, 0) == pytest.approx(1 / 32)
    assert sign_test(0, 0) == 1
    assert sign_test(1, 1) == pytest.approx(3 / 4)
