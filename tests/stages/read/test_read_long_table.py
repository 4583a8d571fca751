"""Long tables: a row for each respondent and option, or question."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lime import tuples, whole

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read

HEADINGS = ["respondent", "question", "option", "selected", "comment", "language", "submitted", "row", "value"]
ROWS = [
    ["1", "MEANS", "Bus", "1", "it is near", "en", "2026-03-01", "", ""],
    ["1", "MEANS", "Train", "0", "too dear", "en", "2026-03-01", "", ""],
    ["1", "MEANS", "Other", "1", "by boat", "en", "2026-03-01", "", ""],
    ["1", "OFTEN", "", "", "as I can", "en", "2026-03-01", "", "weekly"],
    ["2", "MEANS", "Train", "yes", "", "de", "", "", ""],
    ["2", "OFTEN", "", "", "", "de", "", "", "weekly"],
    ["2", "ROOMS", "", "", "Zu laut, leider.", "de", "", "hall", ""],
    ["2", "ROOMS", "", "", "Schön im Sommer.", "de", "", "yard", ""],
    ["10", "MEANS", "Bus", "TRUE", "", "fr", "2026-03-02", "", ""],
    ["10", "MORE", "", "", "Rien à dire, vraiment.", "fr", "2026-03-02", "", ""],
]


def _csv(path: Path, headings: list[str] = HEADINGS, rows: list[list[str]] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *ROWS]:
        book.active.append(row)
    book.save(path)
    return path


def _parquet(path: Path) -> Path:
    pq.write_table(pa.table(dict(zip(HEADINGS, map(list, zip(*ROWS, strict=True)), strict=True))), path)
    return path


@pytest.mark.parametrize(("write", "name"), [(_csv, "a.csv"), (_book, "a.xlsx"), (_parquet, "a.parquet")])
def test_a_long_table(tmp_path: Path, write, name: str) -> None:
    survey = read(write(tmp_path / name))
    assert survey.recognised.startswith("the headings respondent, question, option, selected, comment")
    assert survey.format.startswith("long-")
    found = whole(survey)
    assert tuples(found["questions"], "question_id", "kind") == [
        ("MEANS", "multiple_comments"), ("OFTEN", "single_comment"), ("ROOMS", "texts"), ("MORE", "text"),
    ]  # fmt: skip
    assert tuples(found["respondents"], "respondent_id", "complete", "start_language") == [
        ("1", True, "en"), ("2", False, "de"), ("10", True, "fr"),
    ]  # fmt: skip
    ticked = found["answers"][found["answers"]["selected"].eq(True)]  # noqa: FBT003
    assert tuples(ticked, "respondent_id", "option_id") == [("1", "bus"), ("1", "other"), ("2", "train"), ("10", "bus")]
    assert tuples(found["comments"], "respondent_id", "question_id", "row_id", "option_id", "kind", "source_row") == [
        ("1", "MEANS", "", "bus", "option_comment", 2),
        ("1", "MEANS", "", "train", "option_comment", 3),
        ("1", "MEANS", "", "other", "other_text", 4),
        ("1", "OFTEN", "", "", "question_comment", 5),
        ("2", "ROOMS", "hall", "", "free_text", 8),
        ("2", "ROOMS", "yard", "", "free_text", 9),
        ("10", "MORE", "", "", "free_text", 11),
    ]
    assert set(found["comments"]["source_column"]) == {"comment"}


def test_order_of_columns_and_rows_does_not_matter(tmp_path: Path) -> None:
    expected = whole(read(_csv(tmp_path / "a.csv")))
    columns, rows = list(range(len(HEADINGS))), ROWS.copy()
    random.Random(4).shuffle(columns)
    random.Random(5).shuffle(rows)
    found = whole(
        read(_csv(tmp_path / "b.csv", [HEADINGS[c] for c in columns], [[row[c] for c in columns] for row in rows]))
    )
    keys = ["respondent_id", "question_id", "option_id", "raw"]
    assert sorted(tuples(found["comments"], *keys)) == sorted(tuples(expected["comments"], *keys))
    ticks = ["respondent_id", "question_id", "option_id", "selected"]
    assert sorted(tuples(found["answers"], *ticks), key=str) == sorted(tuples(expected["answers"], *ticks), key=str)


def test_questions_by_their_wording_have_numbers(tmp_path: Path) -> None:
    rows = [["1", "What should change?", "More chairs"], ["2", "Anything else to say?", "No"]]
    survey = read(_csv(tmp_path / "a.csv", ["Respondent_ID", "Question_ID", "Comment"], rows))
    assert tuples(survey.questions, "question_id", "text") == [
        ("Q1", "What should change?"), ("Q2", "Anything else to say?"),
    ]  # fmt: skip


def test_an_option_that_is_named_is_ticked_where_nothing_says_so(tmp_path: Path) -> None:
    rows = [["1", "M", "Bus"], ["1", "M", "No"], ["2", "M", "Train"]]
    survey = read(_csv(tmp_path / "a.csv", ["respondent", "question", "option"], rows))
    ticked = whole(survey)["answers"].query("selected == True")
    assert tuples(ticked, "respondent_id", "option_id") == [("1", "bus"), ("1", "no"), ("2", "train")]
    assert "There is no column 'selected': an option counts as ticked where it is named." in survey.notes


def test_a_respondent_without_answers_counts(tmp_path: Path) -> None:
    survey = read(_csv(tmp_path / "a.csv", HEADINGS, [*ROWS, ["11", *[""] * 8]]))
    assert survey.respondents == 4


def test_ticks_in_a_table_and_comments_beside(tmp_path: Path) -> None:
    rows = [
        ["1", "M", "hall", "Quiet", "1", "", "since it has no clock"],
        ["1", "M", "hall", "Warm", "0", "", ""],
        ["1", "M", "hall", "", "", "", "about the hall"],
        ["1", "N", "", "Bus", "1", "", ""],
        ["1", "N", "", "Other", "1", "", "a boat"],
        ["1", "N", "", "Autre", "1", "", "a second open option"],
        ["1", "N", "", "", "", "", "on all of it"],
        ["1", "R", "yard", "", "", "good", "since it is green"],
    ]
    headings = ["respondent", "question", "row", "option", "selected", "value", "comment"]
    survey = read(_csv(tmp_path / "a.csv", headings, rows))
    assert tuples(survey.questions, "question_id", "kind") == [
        ("M", "array_number"), ("M_hall_Quiet_comment", "text"), ("N", "multiple_comments"), ("R", "texts"),
    ]  # fmt: skip
    found = whole(survey)
    placed = found["answers"][(found["answers"]["question_id"] == "M") & (found["answers"]["option_id"] != "")]
    assert tuples(placed, "row_id", "option_id", "value") == [("hall", "Quiet", "1"), ("hall", "Warm", None)]
    assert tuples(found["comments"], "question_id", "row_id", "option_id", "kind", "raw") == [
        ("M", "hall", "", "option_comment", "about the hall"),
        ("M_hall_Quiet_comment", "", "", "free_text", "since it has no clock"),
        ("N", "", "other", "other_text", "a boat"),
        ("N", "", "autre", "option_comment", "a second open option"),
        ("N", "", "", "question_comment", "on all of it"),
        ("R", "yard", "", "free_text", "good"),
        ("R", "yard", "", "option_comment", "since it is green"),
    ]  # fmt: skip


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    rows = [["1", "M", "Bus", "hall", "1", "x"], ["1", "M", "Bus", "", "1", "x"]]
    survey = read(_csv(tmp_path / "a.csv", ["respondent", "question", "option", "row", "selected", "mood"], rows))
    assert "1 column not known and not read: mood" in survey.notes
    assert "1 column beside others of their question and not read: M / hall / Bus / selected" in survey.notes


def test_two_answers_in_one_place_are_an_error(tmp_path: Path) -> None:
    rows = [["1", "M", "warm"], ["1", "M", "cold"]]
    with pytest.raises(TextmineError, match="another answer to 'M / comment'"):
        whole(read(_csv(tmp_path / "a.csv", ["respondent", "question", "comment"], rows)))


def test_headings_that_are_missing_are_named(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=r"(?s)no column 'question'.*respondent, question, row, option"):
        read(_csv(tmp_path / "a.csv", ["respondent", "comment"], [["1", "x"]]), settings=ReadSettings(format="long"))
