"""Formbricks: numbered questions, answers joined in the order of the clicks, matrices."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from answered import Answered, written

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings

OWN = ["No.", "Response ID", "Timestamp", "Finished", "Survey ID", "User ID", "Tags", "url"]
ASKED = ["1. Which changes would help?", "2. How are the halls? - North", "2. How are the halls? - South", "3. Why?"]
CHOICES = [
    chosen for size in (1, 2, 3) for chosen in itertools.permutations(("Longer hours", "Seats", "A caf\u00e9"), size)
]


def test_is_recognised_and_read(tmp_path: Path) -> None:
    rows = [
        [str(number), f"cx{number}", "2026-03-01 10:00", "Yes" if number else "No", "s1", "u1", "", "https://example.org",
         ", ".join(chosen), "Quiet", "Loud", "Reason" if number == 2 else ""]
        for number, chosen in enumerate(CHOICES * 2)
    ]  # fmt: skip
    found = Answered(written(tmp_path / "library.csv", [[*OWN, *ASKED], *rows]))
    assert found.survey.format == "formbricks-csv"
    assert found.survey.recognised == "the headings No., Response ID, Timestamp, Finished"
    assert found.kinds == ["multiple", "array", "text"]
    assert found.ticked("Q1") == {"Longer hours": 22, "Seats": 22, "A caf\u00e9": 22}
    assert found.chosen("Q2") == {"Quiet": 30, "Loud": 30}
    assert found.comments("Q3") == [("free_text", "", "Reason", "3. Why?:4")]
    assert found.survey.personal == ("User ID",)
    assert list(found.tables["respondents"]["complete"][:2]) == [False, True]
    assert "1 column of the platform or of hidden fields, which are not read: url" in found.notes


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "table.csv", [["Town", "Reason"], ["Rabat", "Near"]])
    with pytest.raises(TextmineError, match="not as Formbricks writes it"):
        Answered(path, ReadSettings(format="formbricks"))
