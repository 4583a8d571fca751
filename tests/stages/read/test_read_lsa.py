"""An archive tells NULL from empty, and gives what a CSV of the same survey gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from lime import build_csv, build_lsa, build_lss, question, tuples, whole
from pandas.testing import assert_frame_equal

from textmine.stages.read import read

MEASURES = question("M1", "P", other="Y", subs={"A": "Trams", "B": "Bikes"})
TWICE = question("D1", "1", subs={"r": "Row"}, answers={"x": "X"})
ASKED = [MEASURES, TWICE]
HEADINGS = ["M1[A]", "M1[Acomment]", "M1[B]", "M1[Bcomment]", "M1[other]", "M1[othercomment]", "D1[r][1]", "D1[r][2]"]
OLD = ["A", "Acomment", "B", "Bcomment", "other", "othercomment"]
NEW = ["_S101", "_S101_Ccomment", "_S102", "_S102_Ccomment", "_Cother", "_Cothercomment"]
FIELDS = {
    "until 6": [*(f"9X1X1{part}" for part in OLD), "9X1X2r#0", "9X1X2r#1"],
    "since 7": [*(f"Q1{part}" for part in NEW), "Q2_S201#0", "Q2_S201#1"],
}


@pytest.mark.parametrize("fields", FIELDS.values(), ids=FIELDS)
def test_null_was_not_shown_and_empty_was(tmp_path: Path, fields: list[str]) -> None:
    rows: list[list[str | None]] = [
        ["1", "2026-01-01 00:00:00", "Y", "why", "", "", "", "", "x", None],
        ["2", None, None, None, "", None, None, None, None, None],
    ]
    found = whole(read(build_lsa(tmp_path / "x.lsa", build_lss(ASKED), ["id", "submitdate", *fields], rows)))
    assert tuples(found["answers"], "option_id", "shown", "selected", "value") == [
        ("A", True, True, None), ("B", True, False, None), ("other", True, False, None),
        ("0", True, None, "x"), ("1", False, None, None),
        ("A", False, None, None), ("B", True, False, None), ("other", False, None, None),
        ("0", False, None, None), ("1", False, None, None),
    ]  # fmt: skip
    assert tuples(found["comments"], "comment_id", "source_column", "source_row", "source_file") == [
        ("1:M1:A:option_comment", "M1[Acomment]", 2, "x.lsa")
    ]
    assert tuples(found["respondents"], "complete", "source_row") == [(True, 2), (False, 3)]


def test_archive_and_csv_say_the_same(tmp_path: Path) -> None:
    rows = [["3", "2026-01-01 00:00:00", "Y", "a\nb", "", "<b>c</b>", "Ferry", " ", "x", "x"]]
    archive = build_lsa(tmp_path / "x.lsa", build_lss(ASKED), ["id", "submitdate", *FIELDS["until 6"]], list(rows))
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "submitdate", *HEADINGS], rows))
    (tmp_path / "x.lss").write_bytes(build_lss(ASKED))
    one, other = whole(read(archive)), whole(read(tmp_path / "x.csv"))
    for name in ("questions", "options", "answers", "respondents", "attributes"):
        assert_frame_equal(one[name], other[name])
    assert_frame_equal(one["comments"].drop(columns="source_file"), other["comments"].drop(columns="source_file"))


def test_participant_attributes_by_access_code(tmp_path: Path) -> None:
    names = (
        "<fields><fieldname>token</fieldname><fieldname>email</fieldname><fieldname>attribute_1</fieldname></fields>"
    )
    row = "<row><token>abc</token><email>a@example.org</email><attribute_1>North</attribute_1></row>"
    participants = f"<tokens>{names}<rows>{row}</rows></tokens>"
    rows: list[list[str | None]] = [["1", "abc", "Y"], ["2", None, "Y"], ["3", "gone", "Y"]]
    path = build_lsa(tmp_path / "x.lsa", build_lss(ASKED), ["id", "token", "9X1X1A"], rows, participants)
    found = whole(read(path))
    assert tuples(found["attributes"], "respondent_id", "attribute", "value") == [("1", "attribute_1", "North")]


@pytest.mark.parametrize("described", ['{"attribute_1": {"description": "Contact e-mail"}}', ""])
def test_a_participant_attribute_with_e_mail_addresses_is_none(tmp_path: Path, described: str) -> None:
    names = "<fields><fieldname>token</fieldname><fieldname>attribute_1</fieldname></fields>"
    row = "<row><token>abc</token><attribute_1>p1@example.org</attribute_1></row>"
    participants = f"<tokens>{names}<rows>{row}</rows></tokens>"
    lss = build_lss(ASKED, described=described)
    found = read(build_lsa(tmp_path / "x.lsa", lss, ["id", "token", "9X1X1A"], [["1", "abc", "Y"]], participants))
    assert whole(found)["attributes"].empty
    assert "2 columns on personal data and not read: token, attribute_1" in found.notes


def test_a_pasted_control_character_does_not_end_the_survey(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [["1", "before\x0bafter"], ["2", "next"]]
    found = whole(read(build_lsa(tmp_path / "x.lsa", build_lss(ASKED), ["id", "9X1X1Acomment"], rows)))
    assert list(found["respondents"]["respondent_id"]) == ["1", "2"]
    assert list(found["comments"]["raw"])[1] == "next"
