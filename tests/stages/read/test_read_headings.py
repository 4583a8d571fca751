"""The mode of the headings, told apart by examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers import cases
from lime import build_lss, question

from textmine.stages.read.platforms.limesurvey.headings import mode, place
from textmine.stages.read.platforms.limesurvey.lss import parse
from textmine.stages.read.platforms.limesurvey.naming import is_timing


@pytest.mark.parametrize("case", cases("read_headings"), ids=lambda case: case["why"])
def test_mode(case: dict[str, Any]) -> None:
    assert mode(case["headings"]) == case["expected"]


def test_headings_of_a_development_version() -> None:
    lime = parse(build_lss([question("M1", "P", other="Y", subs={"A": "Trams"})]), Path("x.lss"))
    placed = place(["id", "M1[_Cother]", "M1[_Cothercomment]", "M1[A]"], lime, Path("x.csv"))
    assert {position: column.heading for position, column in placed.items()} == {
        3: "M1[A]", 1: "M1[other]", 2: "M1[othercomment]",
    }  # fmt: skip


def test_timings_need_a_question_or_the_time_of_the_interview() -> None:
    assert is_timing("groupTime12", [], [])
    assert is_timing("Q1Time", [], ["Q1"])
    assert is_timing("GoneTime", ["interviewtime"], [])
    assert not is_timing("LeadTime", ["id"], ["Q1"])
