"""SurveyMonkey: two rows of headings and their variants, blocks of columns, columns of the platform."""

from __future__ import annotations

from pathlib import Path

import pytest
from answered import Answered, workbook, written
from helpers import REAL

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings

MEASURES = "Which changes would bring you to the library more often?"
ROLE, HALLS, WISH = "How do you come here?", "How do you find the reading halls?", "Anything else?"
OTHER, WHY = "Other (please specify)", "Why these?"

ABOVE = [
    "Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address", "Email Address", "First Name", "Last Name",
    "Custom Data 1", MEASURES, "", "", "", "", ROLE, "", HALLS, "", WISH,
]  # fmt: skip
BELOW = [
    *[""] * 9, "Longer hours, Sundays too", "More\u00a0seats", "A caf\u00e9", OTHER, WHY,
    "Response", OTHER, "North hall", "South hall", "Open-Ended Response",
]  # fmt: skip
PEOPLE = [
    ["901", "7", "3/1/2026 10:00", "3/1/2026 10:10", "192.0.2.1", "a@example.org", "Ada", "Berg", "town",
     "Longer hours, Sundays too", "", "A caf\u00e9", "Lockers", "I work late", "On foot", "", "Quiet", "Loud", "None"],
    ["902", "7", "3/1/2026 11:00", "3/1/2026 11:10", "192.0.2.2", "b@example.org", "Bo", "Carr", "village",
     "", "More\u00a0seats", "", "", "", OTHER, "By boat", "Loud", "Quiet", ""],
    ["903", "7", "3/1/2026 11:30", "", "192.0.2.3", "", "", "", "town",
     "", "More\u00a0seats", "A caf\u00e9", "", "", "On foot", "", "Quiet", "Quiet", ""],
    ["904", "7", "3/1/2026 11:40", "3/1/2026 11:41", "192.0.2.4", "", "", "", "village",
     "", "", "", "", "", "", "", "", "", ""],
]  # fmt: skip
EXPANDED = [ABOVE, BELOW, *PEOPLE]


def check(found: Answered) -> None:
    """The tables of the invented survey, whatever the layout."""
    assert found.survey.respondents == 4
    assert found.kinds == ["multiple", "single", "array", "text"]
    assert found.ticked("Q1") == {"Longer hours, Sundays too": 1, "More seats": 2, "A caf\u00e9": 2, OTHER: 1}
    assert [comment[:3] for comment in found.comments("Q1")] == [
        ("other_text", "other", "Lockers"), ("question_comment", "", "I work late"),
    ]  # fmt: skip
    assert found.chosen("Q2") == {"On foot": 2, OTHER: 1}
    assert [comment[:3] for comment in found.comments("Q2")] == [("other_text", "other", "By boat")]
    assert found.chosen("Q3") == {"Quiet": 4, "Loud": 2}
    assert [comment[:3] for comment in found.comments("Q4")] == [("free_text", "", "None")]


class TestTwoRows:
    def test_is_recognised_and_read(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", EXPANDED, encoding="utf-8-sig"))
        assert found.survey.format == "surveymonkey-csv"
        assert found.survey.recognised == "a column Respondent ID among the first"
        check(found)

    def test_comments_have_their_cells(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", EXPANDED))
        assert [comment[3] for comment in found.comments("Q1")] == [
            f"{MEASURES} - {OTHER}:3", f"{MEASURES} - {WHY}:3",
        ]  # fmt: skip
        assert found.comments("Q4")[0][3] == f"{WISH}:3"

    def test_columns_of_the_platform(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", EXPANDED))
        assert found.survey.personal == ("IP Address", "Email Address", "First Name", "Last Name")
        people, attributes = found.tables["respondents"], found.tables["attributes"]
        assert list(people["respondent_id"]) == ["901", "902", "903", "904"]
        assert list(people["complete"].isna()) == [True, True, False, True]
        assert list(attributes[attributes["attribute"] == "Custom Data 1"]["value"]) == [
            "town", "village", "town", "village",
        ]  # fmt: skip

    def test_a_title_above(self, tmp_path: Path) -> None:
        rows = [["Library 2026", *[""] * 18], *EXPANDED]
        found = Answered(written(tmp_path / "library.csv", rows))
        check(found)
        assert found.comments("Q4")[0][3] == f"{WISH}:4"

    def test_a_workbook(self, tmp_path: Path) -> None:
        found = Answered(workbook(tmp_path / "library.xlsx", EXPANDED))
        assert found.survey.format == "surveymonkey-xlsx"
        check(found)

    def test_an_encoding_that_is_named(self, tmp_path: Path) -> None:
        path = written(tmp_path / "library.csv", EXPANDED, encoding="cp1252")
        check(Answered(path, ReadSettings(encoding="cp1252")))

    def test_codes_in_place_of_labels(self, tmp_path: Path) -> None:
        codes = [list(row) for row in PEOPLE]
        for row in codes:
            row[9:12] = [str(place) if cell else "" for place, cell in enumerate(row[9:12], start=1)]
        found = Answered(written(tmp_path / "library.csv", [ABOVE, BELOW, *codes]))
        assert found.ticked("Q1") == {"Longer hours, Sundays too": 1, "More seats": 2, "A caf\u00e9": 2, OTHER: 1}

    def test_the_question_above_each_column(self, tmp_path: Path) -> None:
        above, question = list(ABOVE), ""
        for column in range(9, len(above)):
            question = above[column] = above[column] or question
        check(Answered(written(tmp_path / "library.csv", [above, BELOW, *PEOPLE])))

    def test_the_question_numbered_above_each_column(self, tmp_path: Path) -> None:
        above, question, number, part = list(ABOVE), "", 0, 0
        for column in range(9, len(above)):
            number, part = (number + 1, 1) if above[column] else (number, part + 1)
            question = ABOVE[column] or question
            above[column] = f"Q{number} {part:02}\u2014{question}"
        check(Answered(written(tmp_path / "library.csv", [above, BELOW, *PEOPLE])))

    def test_blank_rows_at_the_end_are_no_respondents(self, tmp_path: Path) -> None:
        check(Answered(written(tmp_path / "library.csv", [*EXPANDED, [""] * 19, [" ", *[""] * 18]])))

    def test_empty_doubles_and_codings_are_left_out_and_named(self, tmp_path: Path) -> None:
        above = [*ABOVE[:13], "", "", *ABOVE[13:]]
        below = [*BELOW[:13], OTHER, "Recode", *BELOW[13:]]
        rows = [[*row[:13], "", "Longer hours, Sundays too" if row[12] else "", *row[13:]] for row in PEOPLE]
        found = Answered(written(tmp_path / "library.csv", [above, below, *rows]))
        check(found)
        assert "2 columns left out: empty, or a recoding of the column before" in found.notes

    def test_a_text_beside_a_grid_is_a_question_of_its_own(self, tmp_path: Path) -> None:
        above, below = [*ABOVE[:18], "", WISH], [*BELOW[:18], OTHER, BELOW[18]]
        rows = [[*row[:18], "The cellar, which is damp" if row[0] == "901" else "", row[18]] for row in PEOPLE]
        found = Answered(written(tmp_path / "library.csv", [above, below, *rows]))
        assert found.kinds == ["multiple", "single", "array", "text", "text"]
        assert found.survey.questions["text"][3] == f"{HALLS} \u2013 {OTHER}"

    def test_a_tick_beside_the_text_of_the_open_option(self, tmp_path: Path) -> None:
        above = ["Respondent ID", "Collector ID", "Start Date", "End Date", MEASURES, "", ""]
        below = ["", "", "", "", "More seats", "Other", OTHER]
        rows = [["901", "7", "", "", "More seats", "", ""], ["902", "7", "", "", "", "Other", "Lockers"]]
        found = Answered(written(tmp_path / "library.csv", [above, below, *rows]))
        assert found.ticked("Q1") == {"More seats": 1, "Other": 1}
        assert [comment[:3] for comment in found.comments("Q1")] == [("other_text", "other", "Lockers")]

    def test_several_text_boxes_are_one_question(self, tmp_path: Path) -> None:
        rows = [
            ["Respondent ID", "Three books you missed", "", ""], ["", "First", "Second", "Third"],
            ["1", "A tale of rivers", "Maps", ""], ["2", "Bees in town", "", ""],
        ]  # fmt: skip
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.kinds == ["texts"]
        assert len(found.comments("Q1")) == 3

    def test_a_comment_beside_one_answer(self, tmp_path: Path) -> None:
        rows = [
            ["Respondent ID", ROLE, ""], ["", "Response", "Tell us more"],
            *([str(number), ("On foot", "By bus")[number % 2], f"Reason {number}"] for number in range(8)),
        ]  # fmt: skip
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.kinds == ["single_comment"]
        assert [comment[:2] for comment in found.comments("Q1")] == [("question_comment", "")] * 8

    def test_no_text_beside_a_question_is_lost(self, tmp_path: Path) -> None:
        rows = [
            ["Respondent ID", MEASURES, "", "", "", "", ROLE, "", ""],
            ["", "Seats", "Hours", "Light", WHY, "And where?", "Response", WHY, "And when?"],
            ["1", "Seats", "", "Light", "They are hard", "Upstairs", "On foot", "It is near", "In spring"],
            ["2", "", "Hours", "", "I work", "At the door", "On foot", "It is healthy", "In winter"],
        ]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.kinds == ["multiple", "text", "single_comment", "text"]
        assert len(found.tables["comments"]) == 8

    def test_rows_of_a_scale_in_numbers_are_no_ticks(self, tmp_path: Path) -> None:
        rows = [["Respondent ID", HALLS, ""], ["", "North", "South"], ["1", "4", "5"], ["2", "4", "5"]]
        assert Answered(written(tmp_path / "library.csv", rows)).kinds == ["numbers"]

    def test_an_open_option_that_alone_was_used(self, tmp_path: Path) -> None:
        rows = [["Respondent ID", MEASURES, "", ""], ["", "Seats", "Hours", OTHER], ["1", "", "", "Lockers"]]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.kinds == ["multiple"]
        assert found.ticked("Q1") == {OTHER: 1}


class TestOneRow:
    def flat(self) -> list[list[str]]:
        """Question and option in one heading; the open option twice, its tick and then its text."""
        headings = [
            "Respondent ID", f"{MEASURES} - Longer hours", f"{MEASURES} - A caf\u00e9", f"{MEASURES} - {OTHER}",
            f"{MEASURES} - {OTHER}", "Do you live here?", WISH,
        ]  # fmt: skip
        return [
            headings,
            ["1", "Longer hours", "", OTHER, "Lockers", "Yes", ""],
            ["2", "", "A caf\u00e9", OTHER, "", "No", "More\u00a0light"],
        ]

    def test_is_read(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", self.flat()))
        assert found.survey.format == "surveymonkey-csv-flat"
        assert found.kinds == ["multiple", "yes_no", "text"]
        assert found.ticked("Q1") == {"Longer hours": 1, "A caf\u00e9": 1, OTHER: 2}
        assert [comment[2] for comment in found.comments("Q1")] == ["Lockers"]

    def test_the_number_of_the_question_before_each_option(self, tmp_path: Path) -> None:
        rows = [
            ["Respondent ID", "1. How old?", "2. Bus.", "2. Tram."],
            ["1", "30", "Bus.", ""],
            ["2", "40", "", "Tram."],
        ]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.kinds == ["number", "multiple"]
        assert found.ticked("Q2") == {"Bus.": 1, "Tram.": 1}


def test_without_ids_it_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "library.csv", [["Name", "Answer"], ["a", "b"]])
    with pytest.raises(TextmineError, match="no column Respondent ID"):
        Answered(path, ReadSettings(format="surveymonkey"))


@pytest.mark.skipif(not (REAL / "exports").is_dir(), reason="the data sets beside the checkout are not there")
class TestPublishedExports:
    """Figures counted by hand, by column."""

    @pytest.mark.parametrize(
        ("file", "respondents", "questions"),
        [
            ("exports/surveymonkey/comma-survey.csv", 1129, 12),
            ("exports/surveymonkey/steak-risk-survey.csv", 550, 14),
            ("exports/surveymonkey/derived_expanded_two_header.csv", 2, 2),
            ("exports/surveymonkey/todogroup_2018_results.csv", 748, 32),
            ("todo_ospo_surveymonkey/todo_2018.csv", 748, 32),
            # one more than counted: the text beside the rows of a grid stands on its own
            ("todo_ospo_surveymonkey/todo_2021.csv", 1141, 51),
            ("jupyter_surveys/jupyter_2020_text_fields.csv", 1135, 18),
        ],
    )
    def test_respondents_and_questions(self, file: str, respondents: int, questions: int) -> None:
        found = Answered(REAL / file)
        assert (found.survey.respondents, len(found.kinds)) == (respondents, questions)

    def test_ticks_and_texts(self) -> None:
        found = Answered(REAL / "todo_ospo_surveymonkey/todo_2018.csv")
        ticks = found.ticks_by_column()
        assert [ticks[column] for column in range(25, 35)] == [
            [n] for n in (106, 106, 106, 60, 72, 112, 108, 77, 88, 82)
        ]
        assert [ticks[column] for column in range(114, 125)] == [
            [n] for n in (42, 14, 22, 27, 27, 10, 20, 12, 12, 7, 15)
        ]
        assert found.texts_by_column() == {
            35: 14, 38: 11, 41: 7, 57: 10, 69: 12, 85: 1, 101: 2, 113: 1, 126: 2, 137: 27, 153: 2, 163: 5, 171: 44,
        }  # fmt: skip

    def test_texts_of_the_later_wave(self) -> None:
        found = Answered(REAL / "todo_ospo_surveymonkey/todo_2021.csv")
        assert found.survey.personal == ("IP Address",)
        # column 221 was counted as text; its cells repeat its label, so that it is a tick, and 222 the text
        assert found.ticks_by_column()[221] == [192]
        assert found.texts_by_column() == {
            41: 14, 45: 23, 51: 7, 53: 13, 70: 6, 85: 9, 100: 84, 101: 71, 105: 7, 120: 5, 133: 7, 144: 66, 146: 152,
            161: 8, 171: 14, 183: 408, 184: 347, 185: 267, 186: 167, 187: 123, 188: 104, 193: 103, 201: 20, 222: 30,
            229: 59, 244: 44,
        }  # fmt: skip

    def test_one_row_of_headings_with_numbers(self) -> None:
        found = Answered(REAL / "jupyter_surveys/jupyter_2020_responses.csv")
        ticks = found.ticks_by_column()
        assert [ticks[column][0] for column in range(4, 13)] == [1122, 184, 47, 124, 15, 31, 34, 45, 14]
        assert found.texts_by_column() == {}


@pytest.mark.parametrize(
    ("end", "submitted"),
    [("43266.4768", "2018-06-15 11:26:36"), ("43266", "2018-06-15"), ("6/15/2018 11:26", "6/15/2018 11:26")],
)
def test_days_as_a_spreadsheet_counts_them(tmp_path: Path, end: str, submitted: str) -> None:
    people = [[*row[:3], end if row[3] else "", *row[4:]] for row in PEOPLE]
    dates = Answered(written(tmp_path / "library.csv", [ABOVE, BELOW, *people])).tables["respondents"]["submitted"]
    assert dates.dropna().tolist() == [submitted] * 3


def test_numbers_among_dates_stay(tmp_path: Path) -> None:
    people = [[*row[:3], "43266.4768" if row[0] == "901" else row[3], *row[4:]] for row in PEOPLE]
    dates = Answered(written(tmp_path / "library.csv", [ABOVE, BELOW, *people])).tables["respondents"]["submitted"]
    assert dates.iloc[0] == "43266.4768"
