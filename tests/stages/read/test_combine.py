"""Several files of one survey: language versions, collectors, and files that are no such thing."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import forms
import pandas as pd
import pytest
from helpers import REAL
from hypothesis import given, settings
from hypothesis import strategies as st
from lime import build_csv, build_lsa, build_lss, question, tuples, whole

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, platforms, read
from textmine.stages.read.mapping.lines import ColumnLine
from textmine.stages.read.scan import scan

WORDS = {"en": "Which measures help?", "fr": "Quelles mesures aident ?"}
QUESTIONS = [
    question("M", "P", WORDS, subs={"a": {"en": "Lanes", "fr": "Voies"}, "b": {"en": "Buses", "fr": "Bus"}}),
    question("S", "L", {"en": "Size", "fr": "Taille"}, answers={"x": {"en": "big", "fr": "grande"}, "y": "small"}),
    question("T", "T", {"en": "Anything else?", "fr": "Autre chose ?"}),
]
HEADINGS = ["id", "submitdate", "startlanguage", "M[a]", "M[acomment]", "M[b]", "M[bcomment]", "S", "T"]
DAY = "2026-03-01 10:00:0"
LATER = "2026-04-01 10:00:0"


def _row(number, language="en", comment="wider lanes", text="", size="x", day=DAY):
    return [str(number), day and f"{day}{number % 10}", language, "Y", comment, "", "", size, text]


def _csv(path, rows, headings=None):
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(build_csv(headings or HEADINGS, rows))
    return path


@pytest.fixture
def structure(tmp_path):
    file = tmp_path / "given.lss"
    file.write_bytes(build_lss(QUESTIONS, ("en", "fr")))
    return file


@pytest.fixture
def wordings(monkeypatch):
    monkeypatch.setattr(platforms, "PLATFORMS", (sys.modules["forms"], *platforms.PLATFORMS))


def test_collectors_are_one_survey_in_the_order_of_the_ids(tmp_path, structure):
    files = [
        _csv(tmp_path / "north.csv", [_row(1), _row(12, text="more of it")]),
        _csv(tmp_path / "south.csv", [_row(10, comment="in the south"), _row(2)]),  # not in order
    ]
    survey = read(files, structure=structure)
    found = whole(survey, size=3)
    assert survey.respondents == 4
    assert not any("north" in note or "south" in note for note in survey.notes)
    assert list(found["respondents"]["respondent_id"]) == ["1", "2", "10", "12"]
    assert tuples(found["comments"], "comment_id", "source_file", "source_row") == [
        ("1:M:a:option_comment", "north.csv", 2),
        ("2:M:a:option_comment", "south.csv", 3),
        ("10:M:a:option_comment", "south.csv", 2),
        ("12:M:a:option_comment", "north.csv", 3),
        ("12:T:free_text", "north.csv", 3),
    ]
    assert [path.name for path in survey.files] == ["north.csv", "given.lss", "south.csv"]


def test_one_file_among_several_is_what_it_is_alone(tmp_path, structure):
    rows = [_row(number, text=f"text {number}") for number in range(1, 8)]
    alone = whole(read(_csv(tmp_path / "all.csv", rows), structure=structure))
    both = [_csv(tmp_path / "a.csv", rows[::2]), _csv(tmp_path / "b.csv", rows[1::2])]
    together = whole(read(both, structure=structure))
    together["attributes"] = _but_files(together["attributes"])
    for name in ("questions", "options", "attributes", "answers"):
        assert tuples(alone[name], *alone[name]) == tuples(together[name], *together[name]), name


def _but_files(attributes: pd.DataFrame) -> pd.DataFrame:
    return attributes[attributes["attribute"] != "file"].reset_index(drop=True)


def test_the_file_is_an_attribute_by_which_waves_are_compared(tmp_path, structure):
    files = [_csv(tmp_path / "wave 1.csv", [_row(1), _row(3)]), _csv(tmp_path / "wave 2.csv", [_row(2)])]
    for named in ((), ("file",)):
        found = whole(read(files, structure=structure, settings=ReadSettings(attributes=named)))["attributes"]
        assert tuples(found[found["attribute"] == "file"], "respondent_id", "value") == [
            ("1", "wave 1"), ("2", "wave 2"), ("3", "wave 1"),
        ]  # fmt: skip
    with pytest.raises(TextmineError, match="There is no attribute 'file'"):
        read(files[0], structure=structure, settings=ReadSettings(attributes=("file",)))


def test_files_of_one_name_are_attributes_with_their_folders(tmp_path, structure):
    for place in ("north", "south"):
        (tmp_path / place).mkdir()
    files = [_csv(tmp_path / place / "all.csv", [_row(n)]) for n, place in enumerate(("north", "south"))]
    found = whole(read(files, structure=structure))["attributes"]
    assert set(found.loc[found["attribute"] == "file", "value"]) == {"north-all", "south-all"}


def test_the_file_is_no_attribute_where_there_is_one_or_where_files_hold_the_same(tmp_path, structure):
    one = _csv(tmp_path / "one.csv", [_row(1)])
    newer = _csv(tmp_path / "newer.csv", [_row(1), _row(2)])
    for files in (one, [newer, one]):
        assert "file" not in set(whole(read(files, structure=structure))["attributes"]["attribute"])


def test_an_attribute_of_the_survey_called_file_stays_what_it_is(tmp_path, structure):
    files = [_csv(tmp_path / f"{n}.csv", [[*_row(n), "a paper file"]], [*HEADINGS, "file"]) for n in (1, 2)]
    survey = read(files, structure=structure, settings=ReadSettings(attributes=("file",)))
    found = whole(survey)["attributes"]
    assert set(found.loc[found["attribute"] == "file", "value"]) == {"a paper file"}


def test_the_same_responses_in_two_languages_are_counted_once(tmp_path, structure):
    rows = [_row(1, "en"), _row(2, "fr", "des bus")]
    labels = {"Y": "Oui", "x": "grande"}
    french = [[labels.get(cell, cell) for cell in row] for row in rows]
    survey = read([_csv(tmp_path / "en.csv", rows), _csv(tmp_path / "fr.csv", french)], structure=structure)
    found = whole(survey)
    assert survey.respondents == 2
    assert list(found["respondents"]["respondent_id"]) == ["1", "2"]
    assert list(found["respondents"]["start_language"]) == ["en", "fr"]
    assert set(found["comments"]["source_file"]) == {"en.csv"}
    assert "fr.csv: 2 responses are also in en.csv and counted once." in survey.notes
    assert survey.languages == ("en", "fr")


def test_a_later_export_adds_what_is_new(tmp_path, structure):
    files = [_csv(tmp_path / "a.csv", [_row(1), _row(2)]), _csv(tmp_path / "b.csv", [_row(2), _row(3)])]
    survey = read(files, structure=structure)
    assert survey.respondents == 3
    assert list(whole(survey)["respondents"]["respondent_id"]) == ["1", "2", "3"]
    assert "b.csv: 1 response is also in a.csv and counted once." in survey.notes


def test_different_people_with_one_id_get_the_name_of_the_file(tmp_path, structure):
    files = [
        _csv(tmp_path / "north.csv", [_row(1), _row(2)]),
        _csv(tmp_path / "south.csv", [_row(1, day=LATER), _row(3)]),
    ]
    survey = read(files, structure=structure)
    found = whole(survey)
    assert list(found["respondents"]["respondent_id"]) == ["north-1", "north-2", "south-1", "south-3"]
    assert found["comments"]["comment_id"].is_unique
    assert any("ids begin with the name of the file, as in north-1" in note for note in survey.notes)


def test_without_ids_the_records_are_numbered_in_each_file(tmp_path):
    files = [tmp_path / "north.csv", tmp_path / "south.csv"]
    for file, said in zip(files, ("more seats", "more light"), strict=True):
        file.write_text(f"Branch,Wish\r\nhall,{said}\r\nattic,{said} please\r\n", encoding="utf-8")
    notes = read(files, settings=ReadSettings(format="table")).notes
    assert "The records are numbered in each file, so ids begin with the name of the file, as in north-1." in notes
    assert not any("Different people" in note for note in notes)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path, structure):
    files = [_csv(tmp_path / wave / "results.csv", [_row(1, day=day)]) for wave, day in (("w1", DAY), ("w2", LATER))]
    found = whole(read(files, structure=structure))
    assert list(found["respondents"]["respondent_id"]) == ["w1-results-1", "w2-results-1"]
    assert list(found["comments"]["source_file"]) == ["w1/results.csv", "w2/results.csv"]


def test_language_versions_of_two_collectors(tmp_path, structure):
    north, south = [_row(1), _row(2)], [_row(1, day=LATER)]
    names = ("n_en", "n_fr", "s_en")
    files = [_csv(tmp_path / f"{name}.csv", rows) for name, rows in zip(names, (north, north, south), strict=True)]
    found = whole(read(files, structure=structure))
    assert list(found["respondents"]["respondent_id"]) == ["n_en-1", "n_en-2", "s_en-1"]


def test_some_the_same_and_some_not_is_an_error(tmp_path, structure):
    files = [
        _csv(tmp_path / "old.csv", [_row(1), _row(2, day=""), _row(3)]),
        _csv(tmp_path / "new.csv", [_row(1), _row(2, day="", comment="changed since"), _row(3)]),
    ]
    with pytest.raises(TextmineError, match="2 are the same response in both, 1 are not: 2") as caught:
        read(files, structure=structure)
    assert "give the newer one alone" in caught.value.hint


def test_what_was_submitted_in_one_second_is_one_response(tmp_path, structure):
    files = [
        _csv(tmp_path / "codes.csv", [_row(1), _row(2, comment="A1")]),
        _csv(tmp_path / "labels.csv", [_row(1), _row(2, comment="what A1 stands for")]),
    ]
    survey = read(files, structure=structure)
    assert list(whole(survey)["comments"]["raw"]) == ["wider lanes", "A1"]


def test_a_second_that_many_share_proves_nothing(tmp_path, structure):
    rows = [_row(n) for n in (1, 2)]
    files = [
        _csv(tmp_path / f"{name}.csv", [[row[0], DAY + "0", *row[2:8], f"{name}{row[0]}"] for row in rows])
        for name in "ab"
    ]
    assert read(files, structure=structure).respondents == 4


def test_without_dates_long_texts_tell(tmp_path, structure):
    text = "a comment that nobody else writes in these words"
    bare = _row(1, day="", text=text), _row(2, day="", text=text)
    files = [_csv(tmp_path / "a.csv", list(bare)), _csv(tmp_path / "b.csv", list(bare[1:]))]
    assert read(files, structure=structure).respondents == 2
    _csv(tmp_path / "b.csv", [_row(2, day="", text="something else")])
    assert read(files, structure=structure).respondents == 3


def test_one_of_many_that_agrees_does_so_by_chance(tmp_path, structure):
    files = [
        _csv(tmp_path / f"{day}.csv", [_row(n, day=f"2026-0{day}-01 10:00:" if n > 1 else DAY) for n in range(1, 30)])
        for day in (4, 5)
    ]
    survey = read(files, structure=structure)
    assert survey.respondents == 58


def test_files_that_do_not_agree_with_a_third_are_an_error(tmp_path, structure):
    one, two = _row(1), _row(2)
    files = [
        _csv(tmp_path / "a.csv", [one, _row(3)]),
        _csv(tmp_path / "b.csv", [one, two]),
        _csv(tmp_path / "c.csv", [two, _row(3, day=LATER)]),
    ]
    with pytest.raises(TextmineError, match=r"a.csv and c.csv have ids in common: a third file"):
        read(files, structure=structure)


CLOSED = ["id", "S", "M[a]"]


@pytest.mark.parametrize(
    ("other", "ids"),
    [
        ([["1", "x", "Y"], ["2", "y", ""]], ["1", "2"]),
        ([["1", "y", "Y"], ["2", "y", ""]], ["a-1", "a-2", "b-1", "b-2"]),
        ([["1", "x", ""], ["2", "y", ""]], ["a-1", "a-2", "b-1", "b-2"]),
        ([["2", "", ""], ["1", "", "Y"]], ["a-1", "a-2", "b-1", "b-2"]),
    ],
    ids=["all the same", "another answer", "another tick", "not answered"],
)
def test_without_dates_and_texts_all_answers_must_be_the_same(tmp_path, structure, other, ids):
    files = [
        _csv(tmp_path / "a.csv", [["1", "x", "Y"], ["2", "y", ""]], CLOSED),
        _csv(tmp_path / "b.csv", other, CLOSED),
    ]
    assert list(whole(read(files, structure=structure))["respondents"]["respondent_id"]) == ids


def test_dates_that_were_not_stored_prove_nothing(tmp_path, structure):
    dates = ["id", "submitdate", "M[a]"]
    rows = [["1", "1980-01-01 00:00:00", "Y"], ["2", "1980-01-01 00:00:00", "Y"]]
    files = [
        _csv(tmp_path / "a.csv", rows, dates),
        _csv(tmp_path / "b.csv", [rows[0], [*rows[1][:2], ""]], dates),
    ]
    assert read(files, structure=structure).respondents == 4


def test_a_column_that_one_file_lacks_was_asked_of_nobody_there(tmp_path, structure):
    files = [
        _csv(tmp_path / "a.csv", [_row(1)]),
        _csv(tmp_path / "b.csv", [_row(2)[:7]], HEADINGS[:7]),
    ]
    survey = read(files, structure=structure)
    answers = whole(survey)["answers"]
    gone = answers[(answers["respondent_id"] == "2") & answers["question_id"].isin(["S", "T"])]
    assert tuples(gone, "question_id", "shown", "selected", "value") == [
        ("S", False, None, None),
        ("T", False, None, None),
    ]
    assert any(
        note.startswith("b.csv: 2 columns of the other files missing, so that nobody in it counts as asked: S, T")
        for note in survey.notes
    )


def test_what_only_the_second_file_holds_of_a_response_is_not_lost(tmp_path, structure):
    short = _csv(tmp_path / "short.csv", [_row(1)[:7]], HEADINGS[:7])
    whole_file = _csv(tmp_path / "whole.csv", [_row(1)])
    with pytest.raises(TextmineError, match=r"columns that are not there: S, T") as caught:
        read([short, whole_file], structure=structure)
    assert "Give whole.csv first" in caught.value.hint
    assert read([whole_file, short], structure=structure).respondents == 1


def test_structures_are_united(tmp_path):
    one = [question("M", "P", {"en": "Which?"}, subs={"a": {"en": "Lanes"}, "b": {"en": "Buses"}})]
    two = [
        question("N", "T", {"fr": "Nouveau"}),
        question("M", "P", {"fr": "Lesquelles ?"}, subs={"a": {"fr": "Voies"}, "c": {"fr": "Trams"}}),
    ]
    cells = ["submitdate", "M[a]", "M[acomment]"]
    for name, asked, language in (("one", one, "en"), ("two", two, "fr")):
        (tmp_path / f"{name}.lss").write_bytes(build_lss(asked, (language,)))
    files = [
        _csv(tmp_path / "one.csv", [["1", DAY + "1", "Y", "so"]], ["id", *cells]),
        _csv(tmp_path / "two.csv", [["2", DAY + "2", "Y", "donc", "neuf"]], ["id", *cells, "N"]),
    ]
    survey = read(files)
    assert survey.languages == ("en", "fr")
    assert tuples(survey.questions, "question_id", "text") == [("N", "Nouveau"), ("M", "Which?")]
    assert tuples(survey.options, "option_id", "text") == [("a", "Lanes"), ("c", "Trams"), ("b", "Buses")]


def test_an_archive_and_its_table_are_one_survey(tmp_path):
    lss = build_lss(QUESTIONS, ("en", "fr"))
    archive = build_lsa(tmp_path / "a.lsa", lss, ["id", "submitdate", "9X1X1a"], [["1", DAY + "1", "Y"]])
    table = _csv(tmp_path / "b.csv", [_row(2)])
    (tmp_path / "b.lss").write_bytes(lss)
    survey = read([archive, table])
    assert (survey.respondents, survey.format) == (2, "limesurvey-lsa + limesurvey-csv-code")


def test_the_structure_of_one_file_serves_the_others(tmp_path, structure):
    structure.rename(tmp_path / "a.lss")
    survey = read([_csv(tmp_path / "b.csv", [_row(2)]), _csv(tmp_path / "a.csv", [_row(1)])])
    assert tuples(survey.questions, "text")[0] == (WORDS["en"],)


def test_without_structure_values_are_looked_at_together(tmp_path):
    headings = ["id", "submitdate", "Q", "P[a]"]
    files = [
        _csv(tmp_path / "a.csv", [["1", DAY + "1", "A1", "Y"], ["2", DAY + "2", "A2", ""]], headings),
        _csv(tmp_path / "b.csv", [["3", DAY + "3", "A3", ""]], headings),
    ]
    survey = read(files)
    assert tuples(survey.questions, "question_id", "kind") == [("Q", "single"), ("P", "multiple")]
    assert list(survey.options["option_id"]) == ["A1", "A2", "A3", "a"]


ENGLISH = ["Timestamp", "Which measures would help you most in your daily work?", "How large is your company?",
           "What help do you need? [Training of our staff]", "What help do you need? [Money]"]  # fmt: skip
FRENCH = ["Horodateur", "Quelles mesures vous aideraient le plus dans votre travail ?",
          "Quelle est la taille de votre entreprise ?",
          "De quelle aide avez-vous besoin ? [Formation du personnel]",
          "De quelle aide avez-vous besoin ? [Argent]"]  # fmt: skip
SAID = [["2026-01-01 10:00", "wider lanes would help all of us", "big", "Y", ""],
        ["2026-01-01 11:00", "nothing at all, thank you very much", "small", "", "Y"],
        ["2026-01-01 12:00", "more buses in the evening, please", "big", "", ""],
        ["2026-01-01 12:30", "fewer cars in the old town", "small", "", ""]]  # fmt: skip
DIT = [["2026-01-02 10:00", "des pistes cyclables plus larges", "grande", "Y", ""],
       ["2026-01-02 11:00", "davantage de bus le soir", "petite", "", "Y"],
       ["2026-01-02 12:00", "moins de voitures en ville", "grande", "Y", ""],
       ["2026-01-02 12:30", "rien du tout, merci beaucoup", "petite", "", ""]]  # fmt: skip


@pytest.mark.usefixtures("wordings")
def test_the_configuration_holds_for_all_files(tmp_path):
    mapping = ReadSettings(columns=(ColumnLine(ENGLISH[2], "text"), ColumnLine(FRENCH[2], "text")))
    files = [forms.write(tmp_path / "en.csv", ENGLISH, SAID), forms.write(tmp_path / "fr.csv", FRENCH, DIT)]
    survey = read(files, settings=mapping)
    assert dict(tuples(survey.questions, "text", "kind"))[ENGLISH[2]] == "text"
    assert {"big", "grande"} <= set(whole(survey)["comments"]["raw"])


@pytest.mark.usefixtures("wordings")
def test_headings_in_two_languages_are_paired_by_position(tmp_path):
    files = [forms.write(tmp_path / "en.csv", ENGLISH, SAID), forms.write(tmp_path / "fr.csv", FRENCH, DIT)]
    survey = read(files)
    found = whole(survey)
    assert (survey.respondents, survey.languages) == (8, ("en", "fr"))
    assert list(survey.questions["text"]) == [ENGLISH[1], ENGLISH[2], "What help do you need?"]
    assert list(found["respondents"]["start_language"]) == ["en"] * 4 + ["fr"] * 4
    ticks = found["answers"][found["answers"]["selected"].fillna(value=False).astype(bool)]
    assert tuples(ticks, "respondent_id", "option_id") == [
        ("en-1", "training_of_our_staff"),
        ("en-2", "money"),
        ("fr-1", "training_of_our_staff"),
        ("fr-2", "money"),
        ("fr-3", "training_of_our_staff"),
    ]
    assert set(found["comments"]["source_column"]) == {ENGLISH[1], FRENCH[1]}
    assert any("paired with them by position" in note for note in survey.notes)
    assert any(ENGLISH[2] in note and "words of two languages" in note for note in survey.notes)


@pytest.mark.usefixtures("wordings")
def test_what_is_personal_in_one_language_is_in_the_other(tmp_path, monkeypatch):
    known = forms.Opened.understand

    def understand(opened, profile, given_settings):
        found = known(opened, profile, given_settings)
        column = opened.grid.headings.index(ENGLISH[2]) if ENGLISH[2] in opened.grid.headings else None
        return found if column is None else replace(found, personal=frozenset({column}))

    monkeypatch.setattr(forms.Opened, "understand", understand)
    survey = read([forms.write(tmp_path / "en.csv", ENGLISH, SAID), forms.write(tmp_path / "fr.csv", FRENCH, DIT)])
    assert survey.personal == (ENGLISH[2], FRENCH[2])
    assert ENGLISH[2] not in set(survey.questions["text"])


@pytest.mark.usefixtures("wordings")
def test_a_version_that_only_repeats_responses_makes_no_options(tmp_path):
    said = [[f"2026-01-01 10:{n}", f"{n} more buses in a {size} town", size, "", "Y"] for n in range(10, 15)
            for size in ("big", "small")]  # fmt: skip
    again = [[*row[:2], {"big": "grande", "small": "petite"}[row[2]], *row[3:]] for row in said]
    files = [forms.write(tmp_path / "en.csv", ENGLISH, said), forms.write(tmp_path / "fr.csv", FRENCH, again)]
    survey = read(files)
    assert survey.respondents == 10
    assert list(survey.options[survey.options["question_id"] == "Q2"]["text"]) == ["big", "small"]


@pytest.mark.usefixtures("wordings")
def test_a_further_column_moves_no_question(tmp_path):
    wider = [ENGLISH[0], "Where do you live at present?", *ENGLISH[1:]]
    more = [[row[0], place, *row[1:]] for row, place in zip(DIT, ("in a town", "abroad", "", ""), strict=True)]
    files = [forms.write(tmp_path / "a.csv", ENGLISH, SAID), forms.write(tmp_path / "b.csv", wider, more)]
    survey = read(files)
    texts = dict(tuples(survey.questions, "question_id", "text"))
    assert [*texts.values()][:2] == wider[1:3]  # in its place in the questionnaire
    comments = whole(survey)["comments"]
    assert {texts[row.question_id] for row in comments.itertuples()} == {ENGLISH[1], wider[1]}
    assert all(texts[row.question_id] == row.source_column for row in comments.itertuples())
    assert any(note.startswith("a.csv: 1 column of the other files missing") for note in survey.notes)


@pytest.mark.usefixtures("wordings")
def test_options_that_cells_of_one_file_join_are_not_ticked_in_the_other(tmp_path, monkeypatch):
    known = forms.Opened.understand
    monkeypatch.setattr(  # as platforms do that learn options from the cells of a file
        forms.Opened, "understand", lambda opened, _, given: known(opened, scan(opened.grid, None), given)
    )
    headings = ["Timestamp", "Which of these did you use?"]
    said = [["2026-01-01 10:00", "bus;tram"], ["2026-01-01 10:01", "bus;metro"], ["2026-01-01 10:02", "tram"]]
    more = [["2026-02-01 10:00", "ferry;bus"], ["2026-02-01 10:01", ""]]
    survey = read([forms.write(tmp_path / "a.csv", headings, said), forms.write(tmp_path / "b.csv", headings, more)])
    answers = whole(survey)["answers"].astype(object)
    answers = answers.where(answers.notna(), None)
    chosen = answers.pivot_table(index="respondent_id", columns="option_id", values="selected", aggfunc="first")
    assert list(survey.options["option_id"]) == ["bus", "ferry", "metro", "tram"]
    assert chosen.loc["a-1"].to_dict() == {"bus": True, "ferry": False, "metro": False, "tram": True}
    assert chosen.loc["b-1"].to_dict() == {"bus": True, "ferry": True, "metro": False, "tram": False}
    assert set(answers.loc[answers["respondent_id"] != "b-2", "shown"]) == {True}
    assert not any("missing" in note for note in survey.notes)


@pytest.mark.usefixtures("wordings")
@pytest.mark.parametrize(
    ("headings", "why"),
    [
        (FRENCH[:4], "one has 5 columns and the other 4"),
        (["Timestamp", "A", "B", "C", "D"], "it cannot be told that they are in two languages"),
        (["Timestamp", *(f"Some other thing that we ask you {n}" for n in range(4))], "in two languages"),
    ],
)
def test_other_headings_are_not_paired_unless_it_is_safe(tmp_path, headings, why):
    rows = [row[: len(headings)] for row in DIT]
    files = [forms.write(tmp_path / "a.csv", ENGLISH, SAID), forms.write(tmp_path / "b.csv", headings, rows)]
    with pytest.raises(TextmineError, match="do not look like one survey") as caught:
        read(files)
    assert why in caught.value.found


@pytest.mark.usefixtures("wordings")
def test_columns_of_another_kind_are_not_paired(tmp_path):
    moved = [FRENCH[0], FRENCH[3], FRENCH[2], FRENCH[1], FRENCH[4]]
    files = [forms.write(tmp_path / "a.csv", ENGLISH, SAID), forms.write(tmp_path / "b.csv", moved, DIT)]
    with pytest.raises(TextmineError, match="stands for something else"):
        read(files)


def test_two_surveys_are_not_one(tmp_path):
    for name, text in (("a", "Who?"), ("b", "When?")):
        (tmp_path / f"{name}.lss").write_bytes(build_lss([question("Q", "T", text)]))
        _csv(tmp_path / f"{name}.csv", [["1", "x"]], ["id", "Q"])
    with pytest.raises(TextmineError, match="1 questions of the same code are worded differently"):
        read([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_a_question_of_another_kind_is_an_error(tmp_path):
    for name, kind in (("a", "T"), ("b", "N")):
        (tmp_path / f"{name}.lss").write_bytes(build_lss([question("Q", kind, "How many?")]))
        _csv(tmp_path / f"{name}.csv", [["1", "3"]], ["id", "Q"])
    with pytest.raises(TextmineError, match=r"question Q is of the kind text in a.csv and number in b.csv"):
        read([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_a_changed_wording_is_a_note(tmp_path):
    kept = [question(code, "T", f"Question {code}") for code in ("P", "R")]
    for name, text in (("a", "Who?"), ("b", "Who is it?")):
        (tmp_path / f"{name}.lss").write_bytes(build_lss([question("Q", "T", text), *kept]))
    files = [_csv(tmp_path / f"{name}.csv", [[str(n), "x"]], ["id", "Q"]) for n, name in enumerate("ab")]
    assert "b.csv: the wording of Q differs; that of a.csv is shown." in read(files).notes


def test_a_file_given_twice_is_an_error(tmp_path):
    file = _csv(tmp_path / "a.csv", [_row(1)])
    with pytest.raises(TextmineError, match=r"a.csv is given twice"):
        read([file, tmp_path / "." / "a.csv"])


def test_a_folder_with_two_exports_names_both_ways(tmp_path):
    for name in "ab":
        _csv(tmp_path / f"{name}.csv", [_row(1)])
    with pytest.raises(TextmineError, match="more than one survey") as caught:
        read(tmp_path)
    assert "Name all files of one survey" in caught.value.hint
    assert "--batch" in caught.value.hint


def test_attributes_and_weights_of_several_files(tmp_path, structure):
    files = [
        _csv(tmp_path / "a.csv", [[*_row(1), "red"]], [*HEADINGS, "attribute_1"]),
        _csv(tmp_path / "b.csv", [_row(2)]),
    ]
    survey = read(files, structure=structure, settings=ReadSettings(attributes=("attribute_1", "S")))
    assert tuples(_but_files(whole(survey)["attributes"]), "respondent_id", "attribute", "value") == [
        ("1", "S", "big"),
        ("1", "attribute_1", "red"),
        ("2", "S", "big"),
    ]
    with pytest.raises(TextmineError, match="There is no attribute 'nothing'"):
        read(files, structure=structure, settings=ReadSettings(attributes=("nothing",)))


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(st.integers(0, 2), min_size=6, max_size=6), order=st.permutations(range(6)))
def test_however_the_records_are_dealt_out_the_tables_are_the_same(parts, order):
    rows = [_row(n, text=f"the text of number {n}") for n in range(1, 7)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "given.lss").write_bytes(build_lss(QUESTIONS, ("en", "fr")))
        alone = whole(read(_csv(folder / "all.csv", rows), structure=folder / "given.lss"))
        dealt = [[rows[n] for n in order if parts[n] == part] for part in range(3)]
        files = [_csv(folder / f"{part}.csv", mine) for part, mine in enumerate(dealt) if mine]
        together = whole(read(files, structure=folder / "given.lss"))
    together["attributes"] = _but_files(together["attributes"])
    for table in ("questions", "options", "attributes", "answers"):
        pd.testing.assert_frame_equal(alone[table], together[table])
    here = ["source_file", "source_row"]
    pd.testing.assert_frame_equal(alone["comments"].drop(columns=here), together["comments"].drop(columns=here))


GENERATED = REAL / "exports" / "limesurvey" / "generated_ls6"


@pytest.mark.skipif(not GENERATED.is_dir(), reason="the real exports are not beside the checkout")
@pytest.mark.parametrize(
    "names",
    [
        ("rc2_csv_en_all_full_long.csv", "rc2_csv_de_all_full_long.csv", "rc2_csv_fr_complete_full_long.csv"),
        ("rc2_csv_en_all_full_long.csv", "rc2_json_en_all_full_long.json", "rc2_xls_en_all_full_long.xlsx"),
        ("rc2_csv_en_all_code_short.csv", "rc2_csv_fr_incomplete_code_short.csv", "survey_archive.lsa"),
    ],
)
def test_exports_of_one_survey_by_limesurvey_hold_the_same_responses(names):
    structure = GENERATED / "structure.lss" if "survey_archive.lsa" in names else None
    alone = read(GENERATED / names[0], structure=structure)
    together = read([GENERATED / name for name in names], structure=structure)
    assert together.respondents == alone.respondents == 5
    for table in ("questions", "options"):
        mine, ours = getattr(alone, table), getattr(together, table)
        assert list(mine["text"]) == list(ours["text"])
    pd.testing.assert_frame_equal(whole(alone)["comments"], whole(together)["comments"])
    pd.testing.assert_frame_equal(whole(alone)["answers"], whole(together)["answers"])


def _said(survey):
    """What is said in which question, and which answers were chosen, whoever did."""
    found = whole(survey)
    answers = found["answers"]
    chosen = answers[answers["selected"].fillna(value=False).astype(bool) | answers["value"].notna()]
    return (
        sorted(zip(found["comments"]["question_id"], found["comments"]["raw"])),
        sorted(zip(chosen["question_id"], chosen["option_id"], chosen["value"].fillna(""))),
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not beside the checkout")
@pytest.mark.parametrize(
    "name", ["spack_surveys/spack-user-survey-2021.csv", "artifact_survey/results-survey54231.csv",
             "jupyter_surveys/jupyter_education_2016.csv"],
)  # fmt: skip
def test_the_halves_of_a_real_file_are_the_file(tmp_path, name):
    export = REAL / name
    text = export.read_text("utf-8-sig")
    first = text.splitlines()[0]
    separator = max(",;\t", key=first.count)
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    files = []
    for part in range(2):
        file = tmp_path / f"part{part}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=separator).writerows([rows[0], *rows[1 + part :: 2]])
        files.append(file)
    assert _said(read(files)) == _said(read(export))


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not beside the checkout")
@pytest.mark.parametrize("name", ["qualtrics/sp_xmlTestContent.xml", "redcap/longitudinal/data.csv"])
def test_a_copy_of_a_file_adds_nothing(tmp_path, name):
    export = REAL / "exports" / name
    copied = tmp_path / export.name
    copied.write_bytes(export.read_bytes())
    alone, together = read(export), read([export, copied])
    assert together.respondents == alone.respondents
    for table in ("questions", "options"):
        assert getattr(alone, table).to_dict("records") == getattr(together, table).to_dict("records")
    assert _said(together) == _said(alone)
