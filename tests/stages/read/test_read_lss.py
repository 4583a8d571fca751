"""Structures of old and new versions of LimeSurvey give the same questions."""

from __future__ import annotations

from pathlib import Path

import pytest
from lime import build_lss, question

from textmine.stages.read.platforms.limesurvey.lss import parse
from textmine.stages.read.words import labels, tick_words

ASKED = [
    question("B", "P", {"en": "Which?", "de": "Welche?"}, other="Y", subs={"x": {"en": "One", "de": "Eins"}}, gid="2"),
    question("A", "F", {"en": "Rate", "de": "Werte"}, subs={"r": {"en": "Row", "de": "Zeile"}},
             answers={"1": {"en": "Good", "de": "Gut"}, "2": {"en": "Bad", "de": "Schlecht"}}),
    question("C", ";", {"en": "Why?", "de": "Warum?"}, subs={"r": "R"}, cols={"c": {"en": "Col", "de": "Spalte"}}),
]  # fmt: skip


def test_old_and_new_are_equal() -> None:
    new, old = (parse(build_lss(ASKED, ("en", "de"), old=old), Path("x.lss")) for old in (False, True))
    assert new == old
    structure = new.structure
    assert structure.title == "An invented survey"
    assert structure.languages == ("en", "de")
    assert [q.code for q in structure.questions] == ["A", "C", "B"], "the order of the groups comes first"
    assert structure.questions[0].options[0].texts == {"en": "Good", "de": "Gut"}
    assert structure.questions[2].options[1].texts == {"en": "Other", "de": "Sonstiges"}
    assert [c.heading for c in new.columns] == ["A[r]", "C[r_c]", "B[x]", "B[xcomment]", "B[other]", "B[othercomment]"]
    assert [c.em for c in new.columns] == ["A_r", "C_r_c", "B_x", "B_xcomment", "B_other", "B_othercomment"]


def test_database_names_of_both_generations() -> None:
    asked = [
        *(ASKED[:1] + ASKED[2:]),
        question("D", "O", answers={"a": "A"}),
        question("E", "1", subs={"r": "R"}),
        question("F", "R", answers={"a": "A"}),
        question("G", "|"),
    ]
    columns = parse(build_lss(asked), Path("x.lss")).columns
    assert [(column.heading, column.em, *column.fields) for column in columns] == [
        ("C[r_c]", "C_r_c", "9X1X2r_c", "Q2_S201_S211"),
        ("D", "D", "9X1X3", "Q3"),
        ("D[comment]", "D_comment", "9X1X3comment", "Q3_Ccomment"),
        ("E[r][1]", "E_r_0", "9X1X4r#0", "Q4_S401#0"),
        ("E[r][2]", "E_r_1", "9X1X4r#1", "Q4_S401#1"),
        ("F[1]", "F_1", "9X1X51", "Q5_R1"),
        ("G", "G", "9X1X6", "Q6"),
        ("G[filecount]", "G_filecount", "9X1X6_filecount", "Q6_Cfilecount"),
        ("B[x]", "B_x", "9X2X1x", "Q1_S101"),
        ("B[xcomment]", "B_xcomment", "9X2X1xcomment", "Q1_S101_Ccomment"),
        ("B[other]", "B_other", "9X2X1other", "Q1_Cother"),
        ("B[othercomment]", "B_othercomment", "9X2X1othercomment", "Q1_Cothercomment"),
    ]


def test_items_come_in_their_order_not_in_that_of_the_file() -> None:
    asked = question("A", "M", subs={"first": "1st", "second": "2nd"})
    data = build_lss([asked]).replace(
        b"<question_order>1</question_order></row>", b"<question_order>9</question_order></row>"
    )
    assert data != build_lss([asked])
    options = parse(data, Path("x.lss")).structure.questions[0].options
    assert [option.code for option in options] == ["second", "first"]


def test_a_forbidden_character_does_not_hide_the_survey() -> None:
    data = build_lss([question("A", "T", "before\x0bafter")])
    assert [q.code for q in parse(data, Path("x.lss")).structure.questions] == ["A"]


def test_no_word_means_yes_in_one_language_and_no_in_another() -> None:
    yes, no = (set(labels(word).values()) for word in ("yes", "no"))
    assert not yes & no
    assert {tick_words()[word] for word in yes} == {"Y"}
    assert {tick_words()[word] for word in no} == {"N"}


@pytest.mark.parametrize(("limit", "ranks"), [("2", 2), ("9" * 5000, 3), ("99999", 3), ("0", 3), ("\u00b2", 3)])
def test_a_limit_of_ranks_makes_no_columns_without_end(limit: str, ranks: int) -> None:
    data = build_lss([question("F", "R", answers={"a": "A", "b": "B", "c": "C"})])
    row = f"<row><qid>1</qid><attribute>max_subquestions</attribute><value>{limit}</value></row>"
    said = f"<question_attributes><rows>{row}</rows></question_attributes></document>"
    columns = parse(data.replace(b"</document>", said.encode()), Path("x.lss")).columns
    assert [column.heading for column in columns] == [f"F[{rank}]" for rank in range(1, ranks + 1)]
