"""The mode of the headings, told apart by examples."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import cases

from textmine.stages.read.headings import is_timing, mode


@pytest.mark.parametrize("case", cases("read_headings"), ids=lambda case: case["why"])
def test_mode(case: dict[str, Any]) -> None:
    assert mode(case["headings"]) == case["expected"]


def test_timings_need_a_question_or_the_time_of_the_interview() -> None:
    assert is_timing("groupTime12", [], [])
    assert is_timing("Q1Time", [], ["Q1"])
    assert is_timing("GoneTime", ["interviewtime"], [])
    assert not is_timing("LeadTime", ["id"], ["Q1"])
