"""Google Forms: the download of the form and its spreadsheet, joined answers, grids, headings in other languages."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from answered import Answered, workbook, written
from helpers import REAL

from textmine.stages.read import ReadSettings

HOURS, SEATS, CAFE = "Longer hours, Sundays too", "More seats (quiet, with sockets)", "A caf\u00e9"
CHOICES = [
    chosen
    for size in (1, 2, 3)
    for chosen in itertools.combinations((HOURS, SEATS, CAFE), size)
    for _ in range(4)
]  # fmt: skip
TYPED = {5: ("lockers, large ones",), 20: ("a garden",)}
HEADINGS = [
    "Timestamp", "Which changes would help?", "How do you come here?", "How do you find them? [North hall]",
    "How do you find them? [South hall]", "Why?", "Why?",
]  # fmt: skip


def records(separator: str, time: str) -> list[list[str]]:
    """28 answers: each combination of changes four times, typed ones behind two of them; {} in the time is a minute."""
    found = []
    for number, chosen in enumerate(CHOICES):
        changes = separator.join((*chosen, *TYPED.get(number, ())))
        way = "By boat, in summer" if number == 7 else ("On foot", "By bus, or tram")[number % 2]
        reason = f"Because of reason {number}, which is mine, and mine only" if number % 3 == 0 else ""
        grid = ["Quiet", ("Loud", "Quiet")[number % 2]]
        found.append([time.format(number), changes, way, *grid, reason, ""])
    return found


def check(found: Answered) -> None:
    assert found.survey.respondents == 28
    assert found.kinds == ["multiple", "single", "array", "text", "text"]
    assert found.ticked("Q1") == {HOURS: 16, SEATS: 16, CAFE: 16, "Other": 2}
    assert {comment[:3] for comment in found.comments("Q1")} == {
        ("other_text", "other", "lockers, large ones"), ("other_text", "other", "a garden"),
    }  # fmt: skip
    assert found.chosen("Q2") == {"On foot": 14, "By bus, or tram": 13, "Other": 1}
    assert [comment[:3] for comment in found.comments("Q2")] == [("other_text", "other", "By boat, in summer")]
    assert found.chosen("Q3") == {"Quiet": 42, "Loud": 14}
    assert len(found.comments("Q4")) == 10
    assert not found.comments("Q5")


class TestSpreadsheet:
    def test_is_recognised_and_read(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", [HEADINGS, *records(", ", "3/1/2026 10:{:02}:29")]))
        assert found.survey.format == "googleforms-csv-sheet"
        assert found.survey.recognised == "the first heading Timestamp, with times under it"
        check(found)

    def test_comments_have_their_cells(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", [HEADINGS, *records(", ", "3/1/2026 10:{:02}:29")]))
        assert found.comments("Q1")[0][3] == "Which changes would help?:7"
        assert found.comments("Q4")[0][3] == "Why?:2"

    def test_it_says_what_it_took_apart(self, tmp_path: Path) -> None:
        found = Answered(written(tmp_path / "library.csv", [HEADINGS, *records(", ", "3/1/2026 10:{:02}:29")]))
        assert '1 column whose cells join several answers by ", ", the options found from the answers' in found.notes

    def test_tab_separated(self, tmp_path: Path) -> None:
        path = written(tmp_path / "library.tsv", [HEADINGS, *records(", ", "3/1/2026 10:{:02}:29")], delimiter="\t")
        check(Answered(path))

    def test_a_workbook(self, tmp_path: Path) -> None:
        found = Answered(workbook(tmp_path / "library.xlsx", [HEADINGS, *records(", ", "3/1/2026 10:{:02}:29")]))
        assert found.survey.format == "googleforms-xlsx-sheet"
        check(found)

    @pytest.mark.parametrize("heading", ["Zeitstempel", "Horodateur", "Marca temporal", "Informazioni cronologiche"])
    def test_headings_in_another_language(self, tmp_path: Path, heading: str) -> None:
        rows = [[heading, *HEADINGS[1:]], *records(", ", "01.03.2026 10:{:02}:29")]
        check(Answered(written(tmp_path / "library.csv", rows)))

    def test_the_order_of_records_changes_nothing(self, tmp_path: Path) -> None:
        rows = records(", ", "3/1/2026 10:{:02}:29")
        straight = Answered(written(tmp_path / "a.csv", [HEADINGS, *rows]))
        backwards = Answered(written(tmp_path / "b.csv", [HEADINGS, *rows[::-1]]))
        assert straight.survey.questions.equals(backwards.survey.questions)
        assert straight.survey.options.equals(backwards.survey.options)
        assert straight.ticked("Q1") == backwards.ticked("Q1")


class TestDownload:
    def test_is_read(self, tmp_path: Path) -> None:
        rows = [HEADINGS, *records(";", "2026/03/01 10:{:02}:29 AM CET")]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.survey.format == "googleforms-csv"
        check(found)

    def test_few_answers(self, tmp_path: Path) -> None:
        time = "2026/03/01 10:07:29 AM CET"
        rows = [HEADINGS[:2], [time, f"{HOURS};{CAFE}"], [time, CAFE], [time, f"{SEATS};{CAFE}"]]
        assert Answered(written(tmp_path / "library.csv", rows)).ticked("Q1") == {HOURS: 1, CAFE: 3, SEATS: 1}


class TestGrids:
    def test_a_grid_of_boxes_is_a_question_for_each_row(self, tmp_path: Path) -> None:
        rows = [
            [f"3/1/2026 10:{number:02}:00", ", ".join(chosen), ", ".join(chosen[:1])]
            for number, chosen in enumerate(CHOICES)
        ]
        found = Answered(written(tmp_path / "library.csv", [["Timestamp", "When? [Summer]", "When? [Winter]"], *rows]))
        assert list(found.survey.questions["text"]) == ["When? [Summer]", "When? [Winter]"]
        assert found.kinds == ["multiple", "multiple"]
        assert found.ticked("Q1") == {HOURS: 16, SEATS: 16, CAFE: 16}

    def test_brackets_above_one_column_belong_to_the_question(self, tmp_path: Path) -> None:
        rows = [["Timestamp", "How many [in a year]?", "How often [in a week]"], ["3/1/2026 10:00:00", "3", "2"]]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert list(found.survey.questions["text"]) == ["How many [in a year]?", "How often [in a week]"]


class TestOwnColumns:
    def test_a_heading_in_a_language_that_nobody_wrote_down(self, tmp_path: Path) -> None:
        path = written(tmp_path / "library.csv", [["\u0100\u0161", "Why?"], ["3/1/2026 10:00:00", "So"]])
        found = Answered(path, ReadSettings(format="googleforms"))
        assert list(found.survey.questions["text"]) == ["Why?"]
        assert list(found.tables["respondents"]["submitted"]) == ["3/1/2026 10:00:00"]

    def test_addresses_are_left_out(self, tmp_path: Path) -> None:
        rows = [["Timestamp", "Email Address", "Score", "Why?"], ["3/1/2026 10:00:00", "a@example.org", "1 / 2", "So"]]
        found = Answered(written(tmp_path / "library.csv", rows))
        assert found.survey.personal == ("Email Address",)
        assert found.kinds == ["text"]
        assert list(found.tables["respondents"]["respondent_id"]) == ["1"]
        assert list(found.tables["respondents"]["complete"]) == [True]


def test_doubtful_columns_are_read_as_one_answer_and_named(tmp_path: Path) -> None:
    answers = ["Bus"] * 12 + ["Tram"] * 12 + ["Bus, Tram"] * 4 + ["Tram, Bike"] * 4 + ["Bike, Boat"] * 4
    rows = [["Timestamp", "How?"], *(["3/1/2026 10:00:00", answer] for answer in answers)]
    found = Answered(written(tmp_path / "library.csv", rows))
    assert found.kinds == ["single"]
    assert (
        '1 column that may join several answers by ", " and are read as one (if they do: is = "joined"' in found.notes
    )


def test_columns_with_neither_heading_nor_cells_are_none(tmp_path: Path) -> None:
    rows = [["Timestamp", "Why?", "", ""], ["3/1/2026 10:00:00", "So", "", ""]]
    found = Answered(written(tmp_path / "library.csv", rows))
    assert list(found.survey.questions["text"]) == ["Why?"]


@pytest.mark.skipif(not (REAL / "exports").is_dir(), reason="the data sets beside the checkout are not there")
class TestPublishedExports:
    """Figures counted by hand, by column."""

    @pytest.mark.parametrize(
        ("file", "respondents", "questions", "joined"),
        [
            ("exports/googleforms/forms_csv_download_excerpt.csv", 3, 3, {2: [3, 1, 1, 1], 3: [3, 2, 1, 1]}),
            (
                "exports/googleforms/rstudio_2019_spanish.csv", 338, 51,
                {
                    17: [292, 269, 245, 180, 77, 73, 68, 33, 22, 16, 14],
                    25: [265, 240, 160, 79, 77, 55, 54, 19],
                    26: [228, 186, 109, 69, 66, 46, 39, 38, 33, 12],
                    27: [127, 127, 98, 56, 43, 40, 31, 7],
                    31: [143, 90, 87, 78, 44, 42, 39, 25, 15],
                },
            ),
            # the question on an e-mail address counts, though it is not read
            (
                "exports/googleforms/spack_2022.csv", 182, 39,
                {
                    12: [112, 94, 79, 41, 36, 33, 24, 8, 8],
                    16: [78, 66, 60, 58, 42, 40, 18, 13, 3],
                    18: [
                        139, 107, 99, 95, 90, 83, 82, 65, 65, 58, 56, 56, 55, 54, 49, 46, 39, 39, 37, 34, 34, 32, 29,
                        28, 25, 21, 21, 20, 15, 14, 11, 3, 2,
                    ],
                    22: [168, 160, 90, 40, 7],
                    23: [113, 89, 68, 68, 48, 35, 34, 29, 25, 25, 14],
                    24: [177, 116, 109, 104, 91, 77, 76, 55, 21, 14, 13, 6, 2],
                },
            ),
            (
                "spack_surveys/spack-user-survey-2021.csv", 179, 36,
                {
                    6: [134, 115, 81, 67, 39, 13, 12, 11, 9, 8, 7, 5, 3],
                    10: [110, 89, 64, 45, 45, 29, 21, 8, 6],
                    21: [99, 94, 60, 53, 40, 38, 30, 27, 22],
                },
            ),
            (
                "spack_surveys/spack-user-survey-2020.csv", 170, 33,
                {9: [103, 70, 65, 43, 31, 23, 18], 13: [83, 77, 76, 63, 22, 5], 36: [157, 100, 72, 35, 13, 8]},
            ),
            (
                "jupyter_surveys/jupyter_education_2016.csv", 125, 23,
                {
                    8: [52, 37, 31, 22, 14, 4, 3],
                    10: [49, 32, 31, 22, 19, 17, 13, 9, 9, 7, 6, 6, 5, 4, 3, 2, 2, 2],
                    12: [123, 32, 26, 25, 24, 13, 2],
                    15: [88, 55, 11, 11, 6, 4, 2, 2, 2, 2],
                    17: [84, 81, 45, 35, 18],
                },
            ),
        ],
    )  # fmt: skip
    def test_joined_answers(self, file: str, respondents: int, questions: int, joined: dict[int, list[int]]) -> None:
        found = Answered(REAL / file)
        assert (found.survey.respondents, len(found.kinds)) == (respondents, questions)
        ticks = found.ticks_by_column()
        assert {column: ticks[column] for column in joined} == joined

    def test_texts(self) -> None:
        texts = Answered(REAL / "exports/googleforms/spack_2022.csv").texts_by_column()
        for column, number in {7: 12, 41: 46, 52: 135, 53: 115, 54: 132, 55: 109, 56: 55, 57: 74}.items():
            assert texts[column] == number
        # typed into the open option of questions whose answers are joined
        for column, number in {12: 3, 18: 5, 22: 3, 23: 6, 24: 4}.items():
            assert texts[column] == number
        spanish = Answered(REAL / "exports/googleforms/rstudio_2019_spanish.csv").texts_by_column()
        for column, number in {17: 31, 23: 285, 24: 258, 25: 7, 26: 17, 27: 37, 31: 16, 48: 261}.items():
            assert spanish[column] == number
