"""An export that does not say who went to the end: nothing is said of who opened the survey or submitted it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from helpers import mini_survey

from textmine import check, config, pipeline
from textmine.report import ReportSettings, build_report
from textmine.report.model import NoteBlock, Paragraph, TableBlock

ABOVE = ["Respondent ID", "Collector ID", "Start Date", "End Date", "Which halls do you use?", "", ""]
BELOW = ["", "", "", "", "North hall", "South hall", "Other (please specify)"]


def export(path: Path, ends: list[str]) -> Path:
    """SurveyMonkey: twelve responses, of which those that 6 divides hold no answer."""
    rows = [ABOVE, BELOW]
    for number, end in enumerate(ends, start=1):
        ticks = ["North hall" if number % 2 else "", "South hall" if number % 3 else "", "yard" * (number == 4)]
        rows.append([str(number), "1", "43266.25", end, *ticks])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


SERIALS = [f"{43_266 + number}.4768" for number in range(12)]


def report(tmp_path: Path, ends: list[str]):
    options = config.load(None)
    run = pipeline.run(export(tmp_path / "halls.csv", ends), tmp_path / "out", options=options, until="findings")
    return build_report(run, ReportSettings(title="Halls"))


def words(made) -> str:
    return "\n".join(b.text for part in made.sections for b in part.blocks if isinstance(b, Paragraph | NoteBlock))


@pytest.mark.parametrize("ends", [SERIALS, [*SERIALS[:-1], ""]], ids=["nobody", "who-gave-up"])
def test_responses_in_the_file(tmp_path: Path, ends: list[str]) -> None:
    made = report(tmp_path, ends)
    assert made.subtitle == "12 responses in the file; 10\u00a0of\u00a012 answered a question"
    said = words(made)
    assert "Of the 12 responses in the file, ten answered at least one question." in said
    assert "opened" not in said
    assert "went to the end" not in said
    assert "were submitted" not in said
    table = next(b for part in made.sections for b in part.blocks if isinstance(b, TableBlock))
    assert [row[0] for row in table.rows] == ["Responses in the file", "Answered at least one question"]


def test_days_of_a_spreadsheet_are_dates(tmp_path: Path) -> None:
    assert "12 responses are dated, 2018-06-15 to 2018-06-26." in words(report(tmp_path, SERIALS))


def test_dates_whose_order_is_not_known_are_no_range(tmp_path: Path) -> None:
    assert "are dated" not in words(report(tmp_path, [f"{day}/{13 - day}/2018 10:00" for day in range(1, 13)]))


@pytest.mark.parametrize(
    ("gone", "said"),
    [(0, "the export does not say who submitted"), (2, "2 not submitted, of 10 the export does not say")],
)
def test_check_says_what_the_export_tells(tmp_path: Path, gone: int, said: str) -> None:
    file = export(tmp_path / "halls.csv", [*SERIALS[gone:], *[""] * gone])
    assert f"  respondents  12 ({said})" in list(check.describe([file], None, config.load(None)))


def test_where_all_were_submitted_the_file_may_not_hold_all_who_opened_the_survey(tmp_path: Path) -> None:
    run = pipeline.run(mini_survey(tmp_path), tmp_path / "out", until="findings")
    made = build_report(run, ReportSettings(title="Halls"))
    assert made.subtitle == "8 responses in the file"
    said = words(made)
    assert "All eight responses in the file were submitted, and all answered a question." in said
    assert "opened" not in said
    table = next(b for part in made.sections for b in part.blocks if isinstance(b, TableBlock))
    assert [row[0] for row in table.rows] == [
        "Responses in the file",
        "Answered at least one question",
        "Went to the end",
    ]
