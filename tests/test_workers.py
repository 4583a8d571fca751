"""How the work of a run is done."""

from __future__ import annotations

import gc

import pytest

from textmine.workers import collecting_seldom


@pytest.fixture
def usual():
    before = gc.get_threshold()
    yield before
    gc.set_threshold(*before)


@pytest.mark.parametrize(("found", "within"), [(700, 10_000), (50_000, 50_000), (0, 0)])
def test_cycles_are_looked_for_seldom_and_then_as_before(usual, found, within):
    gc.set_threshold(found, *usual[1:])
    with pytest.raises(ValueError, match="as a stage may"), collecting_seldom():
        assert gc.get_threshold() == (within, *usual[1:])
        raise ValueError("as a stage may")
    assert gc.get_threshold() == (found, *usual[1:])
