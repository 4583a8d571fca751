"""Microsoft Forms: columns of its own in many languages, cells that end with the separator, quizzes."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest
from answered import Answered, workbook, written

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings

OWN = ["ID", "Start time", "Completion time", "Email", "Name", "Last modified time"]
CHANGES, WAY, WHY = "Which changes\nwould help?", "How do you come here?", "Why?"
HOURS, SEATS, CAFE = "Longer hours; Sundays too", "More seats", "A caf\u00e9"
CHOICES = [
    chosen for size in (1, 2, 3) for chosen in itertools.combinations((HOURS, SEATS, CAFE), size) for _ in range(5)
]


def records() -> list[list[str]]:
    """35 answers: each combination of changes five times, in the order of the clicks, once with a typed one."""
    found = []
    for number, chosen in enumerate(CHOICES, start=1):
        clicked = [*chosen[number % 2 :], *chosen[: number % 2], *(["lockers"] if number == 6 else [])]
        times = [f"3/1/26 10:{number:02}:05", f"3/1/26 10:{number:02}:50"]
        reason = f"My reason is number {number}; no other" if number % 5 == 0 else ""
        row = [str(number), *times, "anonymous", "", "", "".join(f"{one};" for one in clicked), "On foot", reason]
        found.append(row)
    return found


def check(found: Answered) -> None:
    assert found.survey.respondents == 35
    assert found.kinds == ["multiple", "single", "text"]
    assert list(found.survey.questions["text"]) == ["Which changes would help?", WAY, WHY]
    assert found.ticked("Q1") == {HOURS: 20, SEATS: 20, CAFE: 20, "Other": 1}
    assert [comment[:3] for comment in found.comments("Q1")] == [("other_text", "other", "lockers")]
    assert found.chosen("Q2") == {"On foot": 35}
    assert len(found.comments("Q3")) == 7
    assert len(found.survey.personal) == 2
    assert list(found.tables["respondents"]["respondent_id"][:3]) == ["1", "2", "3"]


def test_a_table_is_recognised_and_read(tmp_path: Path) -> None:
    found = Answered(written(tmp_path / "library.csv", [[*OWN, CHANGES, WAY, WHY], *records()]))
    assert found.survey.format == "msforms-csv"
    assert found.survey.recognised == "the headings ID, Start time, Completion time"
    check(found)
    assert '1 column whose cells join several answers by ";"' in found.notes


def test_a_workbook(tmp_path: Path) -> None:
    rows: list[list[object]] = [[*OWN, CHANGES, WAY, WHY]]
    for number, record in enumerate(records(), start=1):
        rows.append([number, dt.datetime(2026, 3, 1, 10, number), dt.datetime(2026, 3, 1, 11, number), *record[3:]])  # noqa: DTZ001
    found = Answered(workbook(tmp_path / "library.xlsx", rows))
    assert found.survey.format == "msforms-xlsx"
    check(found)
    assert found.tables["respondents"]["submitted"][0] == "2026-03-01 11:01:00"


@pytest.mark.parametrize(
    "own",
    [
        ["ID", "Startzeit", "Fertigstellungszeit", "E-Mail", "Name"],
        ["ID", "Heure de d\u00e9but", "Heure de fin", "Adresse de messagerie", "Nom"],
        ["Id.", "Hora de inicio", "Hora de finalizaci\u00f3n", "Correo electr\u00f3nico", "Nombre"],
        ["ID", "\u0100\u0161", "\u0112\u0161", "\u012a\u0161", "\u016a\u0161"],  # a language that nobody wrote down
    ],
)
def test_headings_in_another_language(tmp_path: Path, own: list[str]) -> None:
    rows = [[*own, CHANGES, WAY, WHY], *([*row[:5], *row[6:]] for row in records())]
    found = Answered(written(tmp_path / "library.csv", rows, encoding="utf-8-sig"))
    assert found.survey.format == "msforms-csv"
    check(found)


def test_points_and_feedback_of_a_quiz_are_not_read(tmp_path: Path) -> None:
    headings = [*OWN, "Total points", "Quiz feedback", WAY, f"Points - {WAY}", f"Feedback - {WAY}"]
    row = ["1", "3/1/26 10:00:00", "3/1/26 10:01:00", "anonymous", "", "", "2", "Well done", "On foot", "2", "Yes"]
    found = Answered(written(tmp_path / "library.csv", [headings, row]))
    assert list(found.survey.questions["text"]) == [WAY]
    assert "2 columns of points and feedback of a quiz, which are not read" in found.notes


def test_options_put_in_order(tmp_path: Path) -> None:
    orders = list(itertools.permutations(("Seats", "Hours", "Light")))
    rows = [
        [str(number), "3/1/26 10:00:00", "3/1/26 10:01:00", "anonymous", "", "".join(f"{one};" for one in order)]
        for number, order in enumerate(orders * 4, start=1)
    ]
    found = Answered(written(tmp_path / "library.csv", [[*OWN[:5], "What matters most?"], *rows]))
    assert found.kinds == ["ranking"]
    answers = found.tables["answers"]
    first = answers[answers["row_id"] == "1"]["value"]
    assert first.value_counts().to_dict() == {"seats": 8, "hours": 8, "light": 8}
    assert set(answers["row_id"]) == {"1", "2", "3"}


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "table.csv", [["Town", "Reason"], ["Rabat", "Near"]])
    with pytest.raises(TextmineError, match="not as Microsoft Forms writes it"):
        Answered(path, ReadSettings(format="msforms"))
