"""Questions of an export without its structure."""

from __future__ import annotations

from pathlib import Path

import pytest
from lime import survey, tuples, whole

LINES = ["a long answer in words", "quite another answer", "and a third one", "the fourth of them"]
COLUMNS = [
    ({"Q[a]": ["Y", "", "", "Y"], "Q[b]": ["", "", "Y", ""]}, "multiple", []),
    ({"Q[a]": ["Yes", "No", "N/A", "Yes"], "Q[other]": ["", "by boat", "", ""]}, "multiple", ["other_text"]),
    ({"Q[a]": ["Y", "", "", ""], "Q[other]": ["Y", "", "", ""]}, "multiple", []),
    ({"Q[a]": ["Y", "", "", "Y"], "Q[acomment]": ["x", "", "", ""]}, "multiple_comments", ["option_comment"]),
    ({"Q[acomment]": ["x", "", "", ""], "Q[bcomment]": [""] * 4}, "multiple_comments", ["option_comment"]),
    ({"Q": ["A1", "A2", "-oth-", ""], "Q[other]": ["", "", "me", ""]}, "single", ["other_text"]),
    ({"Q[other]": ["", "", "me", ""]}, "single", ["other_text"]),
    ({"Q": ["A1", "A2", "", ""], "Q[comment]": ["so", "", "", ""]}, "single_comment", ["question_comment"]),
    ({"Q": ["A1", "A2", "A1", ""]}, "single", []),
    ({"Q": ["up to 5", "more", "up to 5", "more"]}, "single", []),
    ({"Q": ["Y", "N", "", "Y"]}, "yes_no", []),
    ({"Q": ["3", "12.5", "", "7"]}, "number", []),
    ({"Q": ["2026-01-01 00:00:00", "", "", ""]}, "date", []),
    ({"Q": LINES}, "text", ["free_text"] * 4),
    ({"Q[a]": LINES, "Q[b]": [""] * 4}, "texts", ["free_text"] * 4),
    ({"Q[a]": ["1", "2", "1", "2"], "Q[b]": ["2", "2", "2", ""]}, "array", []),
    ({"Q[r1_c1]": ["1", "", "", ""], "Q[r1_c2]": ["", "1", "", ""]}, "array_number", []),
    ({"Q[r1_c1]": LINES, "Q[r1_c2]": [""] * 4}, "array_text", ["free_text"] * 4),
    ({"Q[a][1]": ["1", "2", "", ""], "Q[a][2]": ["2", "1", "", ""]}, "array", []),
    ({"Q[a][b]": ["1", "2", "", ""], "Q[a][c]": ["2", "1", "", ""]}, "array_number", []),
    ({"Q[a][b]": LINES, "Q[a][c]": [""] * 4}, "array_text", ["free_text"] * 4),
    ({"Q[a_x][1]": ["1", "2", "", ""], "Q[a_x][2]": ["2", "1", "", ""]}, "array", []),
]


@pytest.mark.parametrize(("columns", "kind", "comments"), COLUMNS, ids=[f"{k} {list(c)}" for c, k, _ in COLUMNS])
def test_kinds(tmp_path: Path, columns: dict[str, list[str]], kind: str, comments: list[str]) -> None:
    rows = [[str(n), *row] for n, row in enumerate(zip(*columns.values(), strict=True))]
    read = survey(tmp_path, ["id", "submitdate", *columns], [[row[0], "", *row[1:]] for row in rows])
    found = whole(read)
    assert tuples(found["questions"], "question_id", "text", "kind", "language") == [("Q", "Q", kind, "und")]
    assert list(found["comments"]["kind"]) == comments
    assert "no structure" in read.notes[0]
    assert "personal data can only be recognised by their codes" in read.notes[0]
    assert "--structure FILE.lss (LimeSurvey: Display/Export > Survey structure)" in read.notes[0]


def test_both_scales_of_a_dual_array(tmp_path: Path) -> None:
    found = whole(survey(tmp_path, ["id", "Q[a][1]", "Q[a][2]"], [["1", "x1", "y2"]]))
    assert tuples(found["answers"], "row_id", "option_id", "value") == [("a", "0", "x1"), ("a", "1", "y2")]


@pytest.mark.parametrize("values", [["1", "2", "3"], ["Y", "", "Y"]])
def test_a_second_bracket_that_is_no_scale_is_the_column(tmp_path: Path, values: list[str]) -> None:
    found = whole(survey(tmp_path, ["id", "Q[a][b]", "Q[a][c]", "Q[a]"], [["1", *values]]))
    assert tuples(found["answers"], "row_id", "option_id") == [("a", "b"), ("a", "c"), ("a", "")]
    assert tuples(found["options"], "axis", "option_id") == [("option", "b"), ("option", "c"), ("row", "a")]


def test_of_two_columns_with_one_heading_the_first_is_read(tmp_path: Path) -> None:
    read = survey(tmp_path, ["id", "Q[a]", "Q[a]"], [["1", "Y", ""], ["2", "", "Y"]])
    assert tuples(whole(read)["answers"], "selected") == [(True,), (False,)]
    assert any("twice in the export" in note for note in read.notes)


def test_timings_and_personal_columns_are_no_questions(tmp_path: Path) -> None:
    headings = ["id", "token", "email", "Q[a]", "interviewtime", "QTime", "GoneTime", "Size of the firm"]
    read = survey(tmp_path, headings, [["1", "t", "e@example.org", "Y", "12", "3", "4", "big"]])
    assert list(read.questions["question_id"]) == ["Q"]
    assert any("1 column not known and not read: Size of the firm" in note for note in read.notes)
