"""The weights of respondents, as the settings name their column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lime import Q, question, survey, tuples, whole

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = ["id", "K", "GEWICHT"]
WEIGHTED = ReadSettings(format="limesurvey", weight="GEWICHT")


@pytest.mark.parametrize("asked", [[question("K", "T")], None], ids=["structure", "none"])
def test_a_column_of_weights_is_read_and_is_no_question(tmp_path: Path, asked: list[Q] | None) -> None:
    rows = [["1", "a comment", "0.5"], ["2", "another", "1,25"], ["3", "", "0"]]
    found = survey(tmp_path, HEADINGS, rows, asked, settings=WEIGHTED)
    assert tuples(whole(found)["respondents"], "respondent_id", "weight") == [("1", 0.5), ("2", 1.25), ("3", 0.0)]
    assert list(found.questions["question_id"]) == ["K"]
    assert not any("GEWICHT" in note for note in found.notes)


def test_without_a_column_everybody_weighs_one(tmp_path: Path) -> None:
    found = whole(survey(tmp_path, ["id", "K"], [["1", "x"], ["2", "y"]], [question("K", "T")]))
    assert list(found["respondents"]["weight"]) == [1.0, 1.0]


@pytest.mark.parametrize("cell", ["-1", "heavy", "", "inf", "nan"])
def test_what_is_no_weight_is_an_error_that_names_its_row(tmp_path: Path, cell: str) -> None:
    found = survey(tmp_path, HEADINGS, [["1", "x", "1"], ["2", "y", cell]], [question("K", "T")], settings=WEIGHTED)
    with pytest.raises(TextmineError, match="weight: row 3") as caught:
        whole(found)
    assert "a number from 0 up" in str(caught.value.lines())


@pytest.mark.parametrize("name", ["GEWICT", "id"])
def test_a_column_that_is_not_there_or_cannot_be_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(TextmineError, match=f"weight: .*{name}"):
        survey(tmp_path, HEADINGS, [["1", "x", "1"]], [question("K", "T")], settings=ReadSettings(weight=name))
