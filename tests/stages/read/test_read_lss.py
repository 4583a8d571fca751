"""Structures of old and new versions of LimeSurvey give the same questions."""

from __future__ import annotations

from pathlib import Path

from lime import build_lss, question

from textmine.stages.read.lss import labels, parse
from textmine.stages.read.values import tick_words

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
    columns = parse(build_lss(ASKED[:1]), Path("x.lss")).columns
    assert [column.fields for column in columns] == [
        ("9X2X1x", "Q1_S101"),
        ("9X2X1xcomment", "Q1_S101_Ccomment"),
        ("9X2X1other", "Q1_Cother"),
        ("9X2X1othercomment", "Q1_Cothercomment"),
    ]


def test_a_forbidden_character_does_not_hide_the_survey() -> None:
    data = build_lss([question("A", "T", "before\x0bafter")])
    assert [q.code for q in parse(data, Path("x.lss")).structure.questions] == ["A"]


def test_no_word_means_yes_in_one_language_and_no_in_another() -> None:
    yes, no = (set(labels(word).values()) for word in ("yes", "no"))
    assert not yes & no
    assert {tick_words()[word] for word in yes} == {"Y"}
    assert {tick_words()[word] for word in no} == {"N"}
