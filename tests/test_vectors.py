"""The arithmetic of the encoders: no row hangs on the rows beside it."""

from __future__ import annotations

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from textmine.vectors import BLOCK, product, stretches, unit, without_surrogates


@pytest.mark.parametrize("shape", [(256, 1280), (512, 320), (1280, 512)])
def test_a_row_has_the_same_product_wherever_it_stands(shape: tuple[int, int]) -> None:
    draw = np.random.default_rng(0)
    weights = draw.standard_normal(shape, dtype=np.float32)
    rows = draw.standard_normal((2 * BLOCK + 5, shape[0]), dtype=np.float32)
    with threadpool_limits(1):
        whole = product(rows, weights)
        assert whole == pytest.approx(rows @ weights, abs=1e-3)
        assert np.array_equal(product(rows[::-1], weights)[::-1], whole)
        for number in (1, 7, 16, 33, BLOCK - 1):
            assert np.array_equal(product(rows[-number:], weights), whole[-number:])
        into = np.empty_like(whole)
        assert product(rows, weights, out=into) is into
        assert np.array_equal(into, whole)
        assert product(rows[:0], weights).shape == (0, shape[1])


def test_stretches_are_neighbours_that_sum_to_no_more_than_asked() -> None:
    assert list(stretches([3, 4, 5, 20, 1], 9)) == [(0, 2), (2, 3), (3, 4), (4, 5)]
    assert list(stretches([], 9)) == []
    assert list(stretches([0, 0], 0)) == [(0, 2)]


def test_a_row_of_zeros_has_no_direction() -> None:
    assert unit(np.array([[3, 4], [0, 0]], dtype=np.float32)).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0, 0],
    ]


def test_half_a_surrogate_pair_is_replaced_and_a_pair_joined() -> None:
    assert without_surrogates("a\ud800b \ud83d\ude00 é") == "a\ufffdb 😀 é"
    assert without_surrogates("é 😀") == "é 😀"
