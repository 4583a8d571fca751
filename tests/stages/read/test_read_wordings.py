"""Headings that are wordings: what each column holds, by examples and in every language of the EU."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from helpers import cases
from lime import build_csv, build_lss, question, survey, tuples, whole

from textmine import reference
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read
from textmine.stages.read.platforms.limesurvey.naming import name_columns
from textmine.stages.read.platforms.limesurvey.parts import Part, parts
from textmine.stages.read.platforms.limesurvey.wordings import meaning, split
from textmine.stages.read.words import labels

LANGUAGES = reference.rows("limesurvey_headings.tsv")


def _told(part: Part) -> str:
    place = f"{part.item}/{part.scale}" if part.scale else part.item
    return " ".join(filter(None, (part.question, place, "box" if part.box else "", part.shape)))


@pytest.mark.parametrize("case", cases("read_wordings"), ids=lambda case: case["why"])
def test_what_the_columns_hold(case: dict[str, Any]) -> None:
    assert [_told(part) for part in parts(name_columns(case["headings"]))] == case["expected"]


def _in(row: dict[str, str], what: str) -> str:
    return row[what].split(" | ")[0]


@pytest.mark.parametrize("row", LANGUAGES, ids=lambda row: row["language"])
@pytest.mark.parametrize("written", [str, lambda text: text.replace(" ", "_")], ids=["blanks", "underscores"])
def test_every_language_of_the_union(tmp_path: Path, row: dict[str, str], written: Any) -> None:
    own = (
        "id",
        "submitdate",
        "lastpage",
        "startlanguage",
        "seed",
        "token",
        "startdate",
        "datestamp",
        "ipaddr",
        "refurl",
    )
    other = labels("other")[row["language"]]
    asked = ["[A]", f"[A][{_in(row, 'comment')}]", "[B]", f"[B][{_in(row, 'comment')}]", f"[{other}]"]
    asked = [f"Q? {part}" for part in [*asked, f"[{_in(row, 'other_comment')}]"]]
    people = [_in(row, what) for what in ("firstname", "lastname", "email")]
    timings = [_in(row, "interviewtime"), f"{_in(row, 'grouptime')}: One", f"{_in(row, 'questiontime')}: Q1"]
    headings = [*(_in(row, what) for what in own), *asked, "Q?", *people, *timings]
    record = [
        "7",
        "2026-03-01 10:00:00",
        "2",
        row["language"],
        *["x"] * 6,
        "Y",
        "so",
        "",
        "but",
        "boats",
        "and how",
        "a",
    ]
    found = survey(tmp_path, [*map(written, headings)], [[*record, *["x"] * 6]])
    tables = whole(found)
    assert tuples(tables["respondents"], "respondent_id", "complete", "start_language") == [
        ("7", True, row["language"])
    ]
    assert tuples(tables["comments"], "question_id", "option_id", "kind", "raw") == [
        ("Q1", "a", "option_comment", "so"),
        ("Q1", "b", "option_comment", "but"),
        ("Q1", "other", "other_text", "boats"),
        ("Q1", "other", "other_comment", "and how"),
        ("Q2", "", "free_text", "a"),
    ]
    assert found.languages in ((row["language"],), ())
    assert set(found.personal) == {
        written(_in(row, what)) for what in ("token", "ipaddr", "firstname", "lastname", "email")
    }


def test_words_for_comments_and_others_are_never_the_same() -> None:
    words = {what: set[str]() for what in ("comment", "other_comment")}
    for row, what in itertools.product(LANGUAGES, words):
        words[what] |= {word.casefold() for word in row[what].split(" | ")}
    others = {word.casefold() for word in labels("other").values()}
    assert not words["comment"] & words["other_comment"]
    assert not others & (words["comment"] | words["other_comment"])
    assert all(_in(row, what) for row in LANGUAGES for what in row)


def test_a_column_without_a_heading_is_named_in_the_notes(tmp_path: Path) -> None:
    notes = survey(tmp_path, ["Response ID", "Date submitted", "", "", "Why?"], [["1", "", "", "", "so"]]).notes
    assert any("2 columns not known and not read: (no heading), (no heading)" in note for note in notes)


def test_three_dots_are_no_cut() -> None:
    assert name_columns(["Response ID", "And so on... [A]", "And so on... [B]"]).mode == "full"
    assert name_columns(["Response ID", "And so ..  [A]", "And so ..  [B]"]).mode == "abbreviated"


def test_brackets() -> None:
    assert split("Which? [a][b]").groups == ("a", "b")
    assert split("Which? [a] [b]").groups == ("b",)
    assert split("Which? ]").groups == ()
    assert meaning("Comment") == "comment"
    assert meaning("Rang 3") == "rank 3"
    assert meaning("Start language", meta=True) == "startlanguage"


ASKED = [
    question("ROLE", "L", {"en": "Who?", "fr": "Qui ?"}, answers={"A1": {"en": "Firm", "fr": "Firme"}}, other="Y"),
    question(
        "M", "P", {"en": "Which ways<br>of travel?", "fr": "Quels trajets&nbsp;?"},
        subs={"A": {"en": "Trams &amp; trains", "fr": "Trams et trains"}, "B": {"en": "Trams & tubes", "fr": "Métros"}},
        other="Y",
    ),
    question("TWO", "1", "Rate", subs={"x": "Speed"}, answers={"A1": "Good"}),
    question("R", "R", "Order", answers={"A1": "Price", "A2": "Time"}),
    question("O", "O", "Say [more]", answers={"A1": "Yes"}),
    question("T1", "T", "Anything?"),
    question("T2", "T", "Anything?"),
]  # fmt: skip
CODES = [
    "id", "submitdate", "ROLE", "ROLE[other]", "M[A]", "M[Acomment]", "M[B]", "M[Bcomment]", "M[other]",
    "M[othercomment]", "TWO[x][1]", "TWO[x][2]", "R[1]", "R[2]", "O", "O[comment]", "T1", "T2",
]  # fmt: skip
FULL = [
    "Response ID", "Date submitted", "Who?", "Who? [Other]", "Which ways of travel? [Trams &amp; trains]",
    "Which ways of travel? [Trams &amp; trains][Comment]", "Which ways of travel? [Trams &amp; tubes]",
    "Which ways of travel? [Trams &amp; tubes][Comment]", "Which ways of travel? [Other]",
    "Which ways of travel? [Other comment]", "Rate [Speed][Scale 1]", "Rate [Speed][Scale 2]", "Order [Rank 1]",
    "Order [Rank 2]", "Say [more]", "Say [more] [Comment]", "Anything?", "Anything?",
]  # fmt: skip
FRENCH = [
    "ID de la réponse", "Date de soumission", "Qui ?", "Qui ? [Autre]", "Quels trajets\u00a0? [Trams et trains]",
    "Quels trajets\u00a0? [Trams et trains][Commentaire]", "Quels trajets\u00a0? [Métros]",
    "Quels trajets\u00a0? [Métros][Commentaire]", "Quels trajets\u00a0? [Autre]",
    "Quels trajets\u00a0? [Commentaire pour autre]", *FULL[10:12], "Order [Classement 1]", "Order [Classement 2]",
    "Say [more]", "Say [more] [Commentaire]", *FULL[16:],
]  # fmt: skip
CUT = [
    "Response ID", "Date submitted", "Who?", "Who? [Other]", "Which ..  [Trams.. ]", "Which ..  [Trams.. ][Comment]",
    "Which ..  [Trams.. ]", "Which ..  [Trams.. ][Comment]", "Which ..  [Other]", "Which ..  [Other comment]",
    "Rate [Speed][Scale 1]", "Rate [Speed][Scale 2]", "Order [Rank 1]", "Order [Rank 2]", "Say [m.. ",
    "Say [m..  [Comment]", "Anythi.. ", "Anythi.. ",
]  # fmt: skip
BOTH = [f"{code}. {text}" for code, text in zip(CODES, FULL, strict=True)]
GLUED = [f"{code}{text}" for code, text in zip(CODES, FULL, strict=True)]
ROW = [
    "1", "2026-03-01 10:00:00", "-oth-", "a choir", "Y", "of old", "", "no", "by boat", "and so", "A1", "A1", "A2",
    "A1", "A1", "because", "one", "two",
]  # fmt: skip


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("headings", [FULL, FRENCH, CUT, BOTH, GLUED], ids=["full", "French", "cut", "both", "glued"])
def test_with_the_structure_every_mode_is_the_same(tmp_path: Path, headings: list[str], separator: str) -> None:
    languages = ("en", "fr")
    expected = whole(survey(tmp_path, CODES, [ROW], ASKED, languages=languages))
    for written in (headings, [heading.replace(" ", "_") for heading in headings]):
        export = survey(tmp_path, written, [ROW], ASKED, languages=languages, separator=separator)
        found = whole(export)
        for name in ("questions", "options", "respondents", "attributes", "answers"):
            assert found[name].equals(expected[name])
        columns = ["comment_id", "kind", "raw", "source_row"]
        assert found["comments"][columns].equals(expected["comments"][columns])
        assert not any("not read" in note or "not in the export" in note for note in export.notes)


@pytest.mark.parametrize("headings", [CODES, FULL, BOTH], ids=["codes", "full", "both"])
@pytest.mark.parametrize("index", ["", "Unnamed: 0"])
def test_row_numbers_in_front(tmp_path: Path, headings: list[str], index: str) -> None:
    expected = whole(survey(tmp_path, headings, [ROW]))
    found = whole(survey(tmp_path, [index, *headings], [["0", *ROW]]))
    assert found["respondents"].equals(expected["respondents"])
    assert list(found["comments"]["comment_id"]) == list(expected["comments"]["comment_id"])
    without = whole(survey(tmp_path, [index, *headings[2:]], [["44", *ROW[2:]]]))
    assert list(without["respondents"]["respondent_id"]) == ["44"]


def test_headings_that_are_not_surely_limesurveys_are_read_when_it_is_said(tmp_path: Path) -> None:
    headings, rows = ["Which? [Trams]", "Which? [Buses]", "Why?"], [["Yes", "No", "so"], ["No", "Yes", "but"]]
    with pytest.raises(TextmineError, match="not a survey export that is known") as caught:
        survey(tmp_path, headings, rows)
    assert "--format" in caught.value.hint
    found = survey(tmp_path, headings, rows, settings=ReadSettings(format="limesurvey"))
    assert tuples(found.questions, "question_id", "kind") == [("Q1", "multiple"), ("Q2", "text")]
    with pytest.raises(TextmineError, match="no heading is known"):
        survey(tmp_path, headings, rows, ASKED)


def test_comment_columns_deleted(tmp_path: Path) -> None:
    kept = [place for place, heading in enumerate(FULL) if not heading.casefold().endswith("comment]")]
    found = whole(survey(tmp_path, [FULL[place] for place in kept], [[ROW[place] for place in kept]], ASKED))
    assert list(found["comments"]["raw"]) == ["a choir", "by boat", "one", "two"]


def test_an_attribute_by_its_description(tmp_path: Path) -> None:
    export, structure = tmp_path / "x.csv", tmp_path / "s.lss"
    described = (
        '{"attribute_1": {"description": "Size [staff]"}, "attribute_2": {"description": "Mobile phone number"}}'
    )
    export.write_bytes(build_csv([*FULL, "Size [staff]", "Mobile phone number"], [[*ROW, "10", "0123"]]))
    structure.write_bytes(build_lss(ASKED, ("en", "fr"), described=described))
    found = read(export, structure=structure)
    assert tuples(whole(found)["attributes"], "attribute", "value")[-1] == ("Size [staff]", "10")
    assert found.personal == ("Mobile phone number",)


def test_a_code_with_another_wording_than_the_structure_has(tmp_path: Path) -> None:
    changed = [heading.replace("Anything?", "Something?") for heading in BOTH]
    notes = survey(tmp_path, changed, [ROW], ASKED).notes
    assert any(note.startswith("2 columns worded otherwise than in the structure") for note in notes)
    assert not any("worded otherwise" in note for note in survey(tmp_path, BOTH, [ROW], ASKED).notes)
