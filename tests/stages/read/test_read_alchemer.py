"""Alchemer: "Item:Question" headings, write-in columns, joined answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from answered import Answered, written
from helpers import REAL

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings

OWN = ["Response ID", "Time Started", "Date Submitted", "Status", "IP Address", "Country"]
CHANGES, WAY, WISHES = "Which changes: name them", "How do you come here?", "What do you miss?"
HEADINGS = [
    *OWN, f"Seats:{CHANGES}", f"Longer hours:{CHANGES}", f"Other - Write In:{CHANGES}", WAY, f"Other - Write In:{WAY}",
    f"First:{WISHES}", f"Second:{WISHES}", "When do you come?", "Other word(s)::When do you come?", "And what else?",
]  # fmt: skip
TIMES = ["2026-03-01 10:00:00", "2026-03-01 10:05:00"]
ROWS = [
    ["1", *TIMES, "Complete", "192.0.2.1", "Malta", "Seats", "", "Lockers", "On foot", "", "Maps", "",
     "morning;night;Other word(s):", "dusk", "A long text"],
    ["2", *TIMES, "Partial", "192.0.2.2", "Malta", "Seats", "Longer hours", "", "Other - Write In", "By boat", "", "",
     "morning", "", ""],
    ["3", *TIMES, "Complete", "192.0.2.3", "Cyprus", "", "Longer hours", "", "On foot", "", "Atlases", "Letters",
     "night;morning", "", "Another text"],
]  # fmt: skip


@pytest.fixture
def found(tmp_path: Path) -> Answered:
    return Answered(written(tmp_path / "library.csv", [HEADINGS, *ROWS]))


def test_is_recognised(found: Answered) -> None:
    assert found.survey.format == "alchemer-csv"
    assert found.survey.recognised == "the headings Time Started, Date Submitted, Status"


def test_questions(found: Answered) -> None:
    assert list(found.survey.questions["text"]) == [CHANGES, WAY, WISHES, "When do you come?", "And what else?"]
    assert found.kinds == ["multiple", "single", "texts", "multiple", "text"]


def test_a_column_for_each_option(found: Answered) -> None:
    assert found.ticked("Q1") == {"Seats": 2, "Longer hours": 2, "Other - Write In": 1}
    assert found.comments("Q1") == [("other_text", "other", "Lockers", f"Other - Write In:{CHANGES}:2")]


def test_the_open_option_of_one_answer(found: Answered) -> None:
    assert found.chosen("Q2") == {"On foot": 2, "Other - Write In": 1}
    assert [comment[:3] for comment in found.comments("Q2")] == [("other_text", "other", "By boat")]


def test_joined_answers_with_the_text_beside_them(found: Answered) -> None:
    assert found.ticked("Q4") == {"morning": 3, "night": 2, "Other word(s):": 1}
    assert [comment[:3] for comment in found.comments("Q4")] == [("other_text", "other", "dusk")]


def test_columns_of_the_platform(found: Answered) -> None:
    assert found.survey.personal == ("IP Address",)
    people, attributes = found.tables["respondents"], found.tables["attributes"]
    assert list(people["complete"]) == [True, False, True]
    assert list(attributes[attributes["attribute"] == "Country"]["value"]) == ["Malta", "Malta", "Cyprus"]


@pytest.mark.skipif(not (REAL / "exports").is_dir(), reason="the data sets beside the checkout are not there")
def test_a_published_export() -> None:
    """Figures counted by hand, by column."""
    found = Answered(REAL / "exports/alchemer/jupyter_2016_SurveyExport.csv")
    assert (found.survey.respondents, len(found.kinds)) == (1706, 16)
    assert found.ticks_by_column() == {30: [562, 417, 401, 370, 360, 355, 352, 287, 68, 38, 33, 29]}
    assert found.texts_by_column() == {
        5: 764, 7: 689, 8: 389, 9: 178, 11: 80, 12: 688, 13: 564, 14: 301, 15: 554, 16: 296, 17: 128, 18: 580, 19: 395,
        20: 190, 21: 513, 22: 274, 23: 116, 24: 548, 25: 390, 26: 209, 27: 326, 28: 142, 29: 62, 31: 67, 32: 741,
        34: 661, 35: 308, 36: 99,
    }  # fmt: skip


def test_another_table_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "table.csv", [["Town", "Reason"], ["Rabat", "Near"]])
    with pytest.raises(TextmineError, match="not as Alchemer writes it"):
        Answered(path, ReadSettings(format="alchemer"))
