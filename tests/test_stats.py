"""Intervals against published values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from textmine.stats import wilson


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
