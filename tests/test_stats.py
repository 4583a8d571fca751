"""Intervals against published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from textmine.stats import Stratum, post_stratified, sample_for, wilson


@given(st.integers(1, 10_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_wilson_is_that_of_scipy(pair):
    count, base = pair
    expected = binomtest(count, base).proportion_ci(method="wilson")
    low, high = wilson(count, base)
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= low <= count / base <= high <= 1


@pytest.mark.parametrize(("count", "base"), [(1, 0), (-1, 5), (6, 5)])
def test_a_count_beyond_its_base_is_refused(count, base):
    with pytest.raises(ValueError, match="out of base"):
        wilson(count, base)


def _strata(machine, people, sample):
    """The strata of a machine that says yes or no, for the members of `sample`."""
    strata = []
    for guess in (True, False):
        of_part, seen = machine == guess, machine[sample] == guess
        hits = int(people[sample][seen].sum())
        strata.append(Stratum(int(of_part.sum()), int(seen.sum()), hits, int(seen.sum()), float(guess)))
    return strata


@pytest.mark.parametrize(
    ("members", "looked_at", "share", "hit", "false"),
    [(300, 60, 0.3, 0.6, 0.05), (300, 60, 0.15, 0.9, 0.25), (5000, 150, 0.1, 0.5, 0.02), (120, 60, 0.3, 0.7, 0.3)],
)
def test_the_interval_covers_and_the_biased_machine_is_corrected(members, looked_at, share, hit, false):
    random = np.random.default_rng(7)
    people = random.random(members) < share
    machine = np.where(people, random.random(members) < hit, random.random(members) < false)
    covered, errors = 0, []
    for _ in range(500):
        sample = random.choice(members, looked_at, replace=False)
        found, low, high = post_stratified(_strata(machine, people, sample))
        covered += low <= people.mean() <= high
        errors.append(found - people.mean())
    assert covered / 500 >= 0.92
    assert abs(np.mean(errors)) < 0.01
    assert np.sqrt(np.mean(np.square(errors))) < abs(machine.mean() - people.mean())


def test_everybody_looked_at_leaves_nothing_open():
    strata = [Stratum(4, 4, 3, 4, 1), Stratum(6, 6, 1, 6, 0), Stratum(0, 0, 0, 0, 0)]
    assert post_stratified(strata) == pytest.approx((0.4, 0.4, 0.4))


def test_no_error_found_is_not_none_made():
    found, low, high = post_stratified([Stratum(50, 10, 10, 10, 1), Stratum(50, 10, 0, 10, 0)])
    assert found == 0.5
    assert low < 0.42
    assert high > 0.58


def test_a_stratum_nobody_looked_at_is_wide_open():
    assert post_stratified([Stratum(10, 0, 0, 0, 1), Stratum(90, 90, 0, 90, 0)]) == pytest.approx((0.1, 0, 0.1))


@given(st.integers(2, 400), st.integers(1, 400), st.floats(0.02, 0.9), st.floats(0, 1))
def test_a_sample_for_a_width_is_the_smallest(size, seen, width, share):
    seen = min(seen, size - 1)
    strata = [Stratum(size, seen, round(share * seen), seen, 1), Stratum(5, 5, 0, 5, 0)]
    number = sample_for(strata, width)
    assert seen <= number <= size

    def wide(many):
        _, low, high = post_stratified([Stratum(size, many, strata[0].hits / seen * many, many, 1), strata[1]])
        return high - low

    assert number == size or wide(number) <= width + 1e-9
