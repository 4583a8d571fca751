"""Data files of SPSS and Stata."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest
from helpers import REAL
from lime import tuples, whole
from spss_samples import VARIABLES, library, with_sets

from textmine.errors import TextmineError
from textmine.stages.read import read
from textmine.stages.read.platforms.spss.families import apart, families


@pytest.mark.parametrize("name", ["library.sav", "library.dta"])
def test_variables_and_their_labels(tmp_path: Path, name: str) -> None:
    survey = read(library(tmp_path / name))
    assert survey.recognised == f"a data file of {'SPSS' if name.endswith('sav') else 'Stata'}"
    assert tuples(survey.questions, "question_id", "text", "kind") == [
        ("m", "Which means of transport?", "multiple"),
        ("often", "How often do you come?", "single"),
        ("r", "How do you like the rooms?", "array"),
        ("age", "Your age", "number"),
        ("why", "What should change?", "text"),
        ("seen", "Last visit", "date"),
    ]
    assert survey.personal == ("contact",)
    found = whole(survey)
    assert list(found["respondents"]["respondent_id"]) == ["101", "102", "103"]
    ticked = found["answers"][found["answers"]["selected"].eq(True)]  # noqa: FBT003
    assert tuples(ticked, "respondent_id", "option_id") == [
        ("101", "train"), ("101", "other"), ("102", "bus"), ("102", "train"), ("103", "bus"),
    ]  # fmt: skip
    assert tuples(found["comments"], "respondent_id", "kind", "raw", "source_row", "source_column") == [
        ("101", "other_text", "by boat", 3, "m_other"),
        ("102", "free_text", "Mehr Bücher, bitte!", 4, "why"),
        ("103", "free_text", "Longer hours on Sunday.", 2, "why"),
    ]
    rooms = found["answers"][found["answers"]["question_id"] == "r"]
    assert tuples(rooms, "respondent_id", "row_id", "value") == [
        ("101", "hall", "2"), ("101", "yard", "2"), ("102", "hall", "1"), ("102", "yard", None), ("103", "hall", "1"),
        ("103", "yard", "2"),
    ]  # fmt: skip


def test_labels_with_markup_and_an_open_option_that_asks_to_specify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, boat, _ = VARIABLES["m_other"]
    monkeypatch.setitem(VARIABLES, "m_other", ("Which means of transport? [Other (please specify)]", boat, {}))
    monkeypatch.setitem(VARIABLES, "why", ("<p>What <b>should</b> change?</p>", ["", "", "Quiet"], {}))
    survey = read(library(tmp_path / "library.sav"))
    assert tuples(survey.questions, "question_id", "text", "kind")[0] == ("m", "Which means of transport?", "multiple")
    assert "What should change?" in list(survey.questions["text"])
    comments = whole(survey)["comments"]
    assert tuples(comments, "kind", "option_id", "raw")[0] == ("other_text", "other", "by boat")


def test_values_declared_as_missing_are_no_answers(tmp_path: Path) -> None:
    survey = read(library(tmp_path / "library.sav"))
    assert "2 columns with values declared as missing, which are read as no answer: often, age" in survey.notes
    found = whole(survey)
    values = {q: list(found["answers"].query("question_id == @q")["value"].dropna()) for q in ("often", "age")}
    assert values == {"often": ["2", "1"], "age": ["51", "34"]}
    assert tuples(found["options"].query("question_id == 'often'"), "text") == [("daily",), ("weekly",)]


def test_a_set_of_dichotomies(tmp_path: Path) -> None:
    survey = read(with_sets(tmp_path / "sets.sav", "$means=D1 1 9 Transport T1 T2\n"))
    assert tuples(survey.questions, "question_id", "text", "kind")[0] == ("means", "Transport", "multiple")
    assert tuples(survey.options.query("question_id == 'means'"), "text") == [("bus",), ("train",)]
    ticks = whole(survey)["answers"].query("question_id == 'means'")
    assert tuples(ticks, "selected") == [(True,), (False,), (False,), (False,), (True,), (True,)]


def test_a_set_of_categories(tmp_path: Path) -> None:
    survey = read(with_sets(tmp_path / "sets.sav", "$ranks=C 9 Favourite C1 C2\n"))
    questions = tuples(survey.questions, "question_id", "text", "kind")
    assert ("ranks", "Favourite", "multiple") in questions
    assert not {"C1", "C2"} & {code for code, _, _ in questions}
    assert tuples(survey.options.query("question_id == 'ranks'"), "text") == [("bus",), ("train; tram",), ("none",)]
    ticked = whole(survey)["answers"].query("question_id == 'ranks' and selected == True")
    assert tuples(ticked, "respondent_id", "option_id") == [
        ("1", "bus"), ("1", "train_tram"), ("2", "train_tram"), ("3", "bus"), ("3", "none"),
    ]  # fmt: skip


def test_a_file_has_no_structure(tmp_path: Path) -> None:
    export = library(tmp_path / "library.sav")
    (tmp_path / "a.lss").write_text("<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>")
    with pytest.raises(TextmineError):
        read(export, structure=tmp_path / "a.lss")


def test_a_package_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export, real = library(tmp_path / "library.sav"), builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "pyreadstat":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TextmineError, match=r"pip install 'textmine\[spss\]'"):
        read(export)


FAMILIES = [
    (["[Bus] Which?", "[Train] Which?", "Why?"], [("Which?", ["Bus", "Train"], [])]),
    (["Which? [Bus]", "Which? [Train]"], [("Which?", ["Bus", "Train"], [])]),
    (["How did you come: Bus", "How did you come: by Train"], [("How did you come", ["Bus", "by Train"], [])]),
    (["How did you come - Bus", "How did you come - Train"], [("How did you come", ["Bus", "Train"], [])]),
    (["[Bus] Which?", "[Comment] [Bus] Which?", "[Train] Which?"], [("Which?", ["Bus", "Train"], ["Bus"])]),
    (["[Bus] Which?", "[Train] Why?"], []),
    (["[Bus] Which?", "[Bus] Which?"], []),
    (["", "A: b", "Why?"], []),
]


@pytest.mark.parametrize(("labels", "expected"), FAMILIES)
def test_families_of_labels(labels: list[str], expected: list[tuple[str, list[str], list[str]]]) -> None:
    assert [(each.question, [*each.items], [*each.comments]) for each in families(labels)] == expected


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["Which means: by bus", "Which means: by boat"], ["bus", "boat"]),
        (["Bus (used)", "Train (used)"], ["Bus", "Train"]),
        (["Bus", "Bus"], ["Bus", "Bus"]),
        (["One label"], ["One label"]),
        ([], []),
    ],
)
def test_what_labels_have_of_their_own(labels: list[str], expected: list[str]) -> None:
    assert apart(labels) == expected


# Data files that a library brings for its tests: respondents, questions, comments, and for some questions (by the
# number of their first variable) how many ticks or answers there are; counted without this code.
FILES = [
    ("pyreadstat_missing_test.sav", 2, 1, 0, {1: 1}),
    ("pyreadstat_missing_test.dta", 1, 1, 0, {9: 1}),
    ("pyreadstat_sample.sav", 5, 7, 5, {2: 5, 3: 4, 4: 4, 5: 5, 6: 5, 7: 4}),
    ("pyreadstat_sample.dta", 5, 7, 5, {2: 5, 3: 4, 4: 4, 5: 5, 6: 5, 7: 4}),
    ("pyreadstat_simple_alltypes_mrsets.sav", 6, 8, 5, {1: 5, 3: 2, 5: 7, 8: 15}),
]


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
@pytest.mark.parametrize(("name", "respondents", "questions", "comments", "answers"), FILES)
def test_real_data_files(name: str, respondents: int, questions: int, comments: int, answers: dict[int, int]) -> None:
    from textmine.stages.read.cells.statistics import StatSheet

    path = REAL / "exports" / "spss" / name
    survey = read(path)
    found = whole(survey)
    assert (survey.respondents, len(survey.questions), len(found["comments"])) == (respondents, questions, comments)
    sheet = StatSheet(path).variables
    of = {name: each.name for each in sheet.sets for name in each.variables}
    for column, expected in answers.items():
        code = of.get(sheet.names[column - 1], sheet.names[column - 1])
        mine = found["answers"][found["answers"]["question_id"] == code]
        assert int(mine["selected"].fillna(value=False).sum() + mine["value"].notna().sum()) == expected, column
