"""REDCap: an invented project in several manners of export, and real projects beside the checkout."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers import REAL
from lime import tuples, whole
from redcap_samples import API, FIELDS, HEADINGS, PEOPLE, dictionary, field, labelled, raw, write

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read


@pytest.fixture
def project(tmp_path: Path) -> Survey:
    return opened(tmp_path, raw())


GROUP = "redcap_data_access_group"


def opened(tmp_path: Path, rows: list[list[str]], fields: Any = FIELDS) -> Survey:
    return read(write(tmp_path / "data.csv", rows), structure=dictionary(tmp_path / "dictionary.csv", fields))


def same(survey: Survey, other: Survey) -> None:
    pd.testing.assert_frame_equal(survey.questions, other.questions)
    pd.testing.assert_frame_equal(survey.options, other.options)
    found, others = whole(survey), whole(other)
    for table in (found, others):
        table["attributes"]["attribute"] = table["attributes"]["attribute"].replace("Data Access Group", GROUP)
    for name in ("respondents", "answers", "attributes"):
        pd.testing.assert_frame_equal(found[name], others[name])
    columns = ["comment_id", "raw", "source_row"]
    pd.testing.assert_frame_equal(found["comments"][columns], others["comments"][columns])


class TestWithDictionary:
    def test_questions(self, project):
        assert (project.format, project.respondents) == ("redcap-csv", 3)
        assert project.recognised == "its structure dictionary.csv"
        assert tuples(project.questions, "question_id", "kind", "text", "section", "conditional") == [
            ("services", "multiple_comments", "What do you come for?", "About your visit", False),
            ("often", "single", "How often do you come?", "About your visit", False),
            ("member", "yes_no", "Are you a member?", "About your visit", False),
            ("since", "date", "Since when?", "About your visit", True),
            ("staff", "single", "How do you find ... – Staff", "How do you find ...", False),
            ("hours", "single", "How do you find ... – Opening hours", "How do you find ...", False),
            ("age", "number", "How old are you?", "How do you find ...", False),
            ("wish", "text", "What do you wish for?", "end", False),
        ]

    def test_options(self, project):
        options = project.options[project.options["question_id"].isin(["services", "often", "member"])]
        assert tuples(options, "question_id", "option_id", "text", "is_other") == [
            ("services", "1", "Books", False),
            ("services", "2", "Rooms, quiet ones", False),
            ("services", "other", "Other", True),
            ("often", "a", "Every week", False),
            ("often", "b", "Every month", False),
            ("often", "other", "Other (please say)", True),
            ("member", "Y", "Yes", False),
            ("member", "N", "No", False),
        ]

    def test_all_boxes_empty_are_not_known_to_have_been_shown(self, project):
        answers = whole(project)["answers"]
        services = answers[answers["question_id"] == "services"]
        assert tuples(services, "respondent_id", "option_id", "selected") == [
            ("1", "1", False),
            ("1", "2", True),
            ("1", "other", True),
            ("2", "1", True),
            ("2", "2", False),
            ("2", "other", False),
            ("3", "1", False),
            ("3", "2", False),
            ("3", "other", False),
        ]
        assert services["shown"].isna().tolist() == [False] * 6 + [True] * 3

    def test_values(self, project):
        answers = whole(project)["answers"]
        assert tuples(answers[answers["value"].notna()], "respondent_id", "question_id", "value") == [
            ("1", "often", "other"),
            ("1", "member", "Y"),
            ("1", "since", "2020-01-02"),
            ("1", "staff", "1"),
            ("1", "hours", "2"),
            ("1", "age", "41"),
            ("2", "often", "a"),
            ("2", "member", "N"),
            ("2", "age", "7"),
        ]

    def test_comments_have_their_option_and_their_cell(self, project):
        comments = whole(project)["comments"]
        assert tuples(
            comments, "respondent_id", "question_id", "option_id", "kind", "raw", "source_row", "source_column"
        ) == [
            ("1", "services", "2", "option_comment", "Quiet,\nand warm", 2, "rooms_why"),
            ("1", "services", "other", "other_text", "the piano", 2, "services_else"),
            ("1", "often", "other", "other_text", "twice a year", 2, "often_else"),
            ("1", "wish", "", "free_text", "a café", 2, "wish"),
            ("2", "wish", "", "free_text", "N/A", 3, "wish"),
        ]

    def test_what_is_read_as_comments_is_said(self, project):
        assert "rooms_why (services:2), services_else (services:-1), often_else (often:c)" in project.notes[0]

    def test_personal_columns_are_left_out(self, project):
        assert project.personal == ("redcap_survey_identifier", "reader", "mail")

    def test_who_submitted_when(self, project):
        respondents = whole(project)["respondents"]
        times = respondents["submitted"].fillna("").tolist()
        assert times == ["2026-02-01 10:00:00", "2026-02-01 10:00:00", ""]
        assert respondents["complete"].tolist() == [True, True, False]

    def test_the_group_of_a_record_is_an_attribute(self, project):
        attributes = whole(project)["attributes"]
        groups = attributes[attributes["attribute"] == GROUP]
        assert groups["value"].tolist() == ["north"] * 3

    def test_labels_say_the_same(self, tmp_path, project):
        (tmp_path / "labels").mkdir()
        same(project, opened(tmp_path / "labels", labelled()))

    def test_the_dictionary_of_the_interface(self, tmp_path, project):
        other = dictionary(tmp_path / "api.csv", names=API)
        same(project, read(tmp_path / "data.csv", structure=other))

    def test_records_of_the_interface(self, tmp_path, project):
        headings, *rows = raw()
        records = [dict(zip(headings, row, strict=True)) for row in rows]
        (tmp_path / "data.json").write_text(json.dumps(records), encoding="utf-8")
        survey = read(tmp_path / "data.json", structure=tmp_path / "dictionary.csv")
        assert survey.format == "redcap-json"
        same(project, survey)

    def test_true_and_false_for_figures(self, tmp_path, project):
        headings, *rows = raw()
        member = headings.index("member")
        words = {"1": "TRUE", "0": "FALSE", "": ""}
        changed = [[*row[:member], words[row[member]], *row[member + 1 :]] for row in rows]
        same(project, opened(tmp_path, [headings, *changed]))

    def test_what_only_one_of_them_has_is_noted(self, tmp_path):
        headings, *rows = raw()
        survey = opened(tmp_path, [["hope" if heading == "wish" else heading for heading in headings], *rows])
        assert "1 column not in the dictionary and not read: hope" in survey.notes
        assert "In the dictionary but not in the export: wish" in survey.notes

    def test_a_word_that_is_neither_checked_nor_unchecked(self, tmp_path):
        headings, *rows = labelled()
        words = {"Checked": "Marcado", "Unchecked": "Sin marcar"}
        with pytest.raises(TextmineError, match=r"holds 'Marcado'") as raised:
            opened(tmp_path, [headings, *([words.get(cell, cell) for cell in row] for row in rows)])
        assert "Export the raw data" in str(raised.value.hint)

    def test_another_project(self, tmp_path):
        fields = (field("pump", "text", "Pump"), field("flow", "text", "Flow"))
        with pytest.raises(TextmineError, match=r"No column of data.csv is in the dictionary"):
            opened(tmp_path, raw(), fields)

    def test_a_dictionary_is_no_export(self, tmp_path):
        with pytest.raises(TextmineError, match="is the structure of a survey, without answers"):
            read(dictionary(tmp_path / "dictionary.csv"))

    @pytest.mark.parametrize("rows", [[["a"], ["1"]], [[*HEADINGS], ["id", "f", "", "text", "Id", *[""] * 13]]])
    def test_a_dictionary_that_is_none(self, tmp_path, rows):
        export = write(tmp_path / "data.csv", raw())
        other = write(tmp_path / "other.csv", rows)
        with pytest.raises(TextmineError, match=r"is no data dictionary|without questions"):
            read(export, structure=other, settings=ReadSettings(format="redcap"))


class TestWithoutDictionary:
    def test_raw(self, tmp_path):
        survey = read(write(tmp_path / "data.csv", raw()))
        assert survey.recognised == "a column redcap_survey_identifier"
        assert "There is no data dictionary" in survey.notes[0]
        assert survey.personal == ("redcap_survey_identifier", "mail")
        services = survey.options[survey.options["question_id"] == "services"]
        assert tuples(services, "option_id", "text") == [("1", "1"), ("2", "2"), ("-1", "_1")]
        answers = whole(survey)["answers"]
        ticked = answers[answers["selected"].fillna(value=False)]
        assert tuples(ticked, "respondent_id", "option_id") == [("1", "2"), ("1", "-1"), ("2", "1")]

    def test_labels_without_check_boxes(self, tmp_path):
        rows = [["Record ID", "Why?", "Complete?"], ["1", "because", "Complete"]]
        assert read(write(tmp_path / "data.csv", rows)).recognised == "a last column Complete?, the state of a form"

    def test_labels(self, tmp_path):
        survey = read(write(tmp_path / "data.csv", [[row[0], *row[4:]] for row in labelled()]))
        assert survey.recognised == "columns such as Question (choice=Answer)"
        assert "Rooms, quiet ones" in set(survey.options["text"])

    def test_a_column_that_tells_the_state_of_a_form(self, tmp_path):
        survey = read(write(tmp_path / "data.csv", [["id", "wish", "form_complete"], ["1", "more", "2"]]))
        assert survey.recognised == "a last column form_complete, the state of a form"


EVENTS = [
    ["card", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "age", "services___1",
     "services___2", "services____1", "rooms_why", "wish"],
    ["9", "first_arm_1", "", "", "41", "1", "1", "0", "warm", ""],
    ["9", "second_arm_1", "", "", "", "0", "1", "0", "still warm", ""],
    ["9", "first_arm_1", "end", "1", "", "", "", "", "", "tea"],
    ["9", "first_arm_1", "end", "2", "", "", "", "", "", "cake"],
    ["8", "first_arm_2", "", "", "7", "0", "0", "0", "", ""],
    ["8", "first_arm_2", "end", "1", "", "", "", "", "", "beer"],
]  # fmt: skip


class TestEvents:
    @pytest.fixture
    def project(self, tmp_path: Path) -> Survey:
        return opened(tmp_path, EVENTS)

    def test_what_was_answered_in_several_events_has_records(self, project):
        asked = project.questions[
            ~project.questions["question_id"].isin(["often", "since", "staff", "hours", "member"])
        ]
        assert tuples(asked, "question_id", "kind", "records") == [
            ("event#services", "multiple_comments", 2),
            ("age", "number", 0),
            ("end#wish", "text", 2),
        ]
        assert project.respondents == 2

    def test_the_events_are_noted(self, project):
        assert (
            "A record has several rows; those of repeated questions are: first, second, end 1, end 2"
        ) in project.notes

    def test_comments_have_the_row_of_their_event(self, project):
        comments = whole(project)["comments"]
        assert tuples(comments, "comment_id", "raw", "source_row", "source_column") == [
            ("8:end#wish:1:free_text", "beer", 7, "wish"),
            ("9:event#services:1:2:option_comment", "warm", 2, "rooms_why"),
            ("9:event#services:2:2:option_comment", "still warm", 3, "rooms_why"),
            ("9:end#wish:1:free_text", "tea", 4, "wish"),
            ("9:end#wish:2:free_text", "cake", 5, "wish"),
        ]

    def test_an_event_without_a_row_was_not_shown(self, project):
        answers = whole(project)["answers"]
        wishes = answers[answers["question_id"] == "end#wish"]
        shown = wishes["shown"].tolist()
        assert list(zip(wishes["respondent_id"], wishes["record_id"], shown, strict=True)) == [
            ("8", "1", True),
            ("8", "2", False),
            ("9", "1", True),
            ("9", "2", True),
        ]

    def test_rows_in_another_order_hold_the_same_comments(self, tmp_path, project):
        head, *rows = EVENTS
        other = opened(tmp_path, [head, *rows[3:], *rows[:3]])
        found = [sorted(whole(survey)["comments"]["raw"]) for survey in (project, other)]
        assert found[0] == found[1]
        assert other.respondents == 2

    def test_arms_and_events_are_told_apart_where_a_record_is_in_both(self, tmp_path):
        both = [*EVENTS, ["8", "first_arm_1", "", "", "", "1", "0", "0", "", ""]]
        both += [["8", "second_arm_1", "end", "1", "", "", "", "", "", "wine"]]
        survey = opened(tmp_path, both)
        assert survey.notes[-1].endswith(
            "first_arm_1, second_arm_1, first_arm_2, first_arm_1 end 1, first_arm_1 end 2, "
            "second_arm_1 end 1, first_arm_2 end 1"
        )

    def test_two_rows_of_one_event(self, tmp_path):
        twice = [*EVENTS, ["9", "first_arm_1", "end", "1", "", "", "", "", "", "milk"]]
        with pytest.raises(TextmineError, match=r"line 8: the respondent '9' has another answer to 'wish \(end 1"):
            whole(opened(tmp_path, twice))


FOLDER = REAL / "exports" / "redcap"

COUNTED: list[dict[str, Any]] = [
    {"project": "checkboxes-1", "people": 4, "questions": (3, 3), "texts": {12: 3},
     "ticks": {3: 2, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9: 1, 10: 1, 11: 0}},
    {"project": "project-color-boxes", "people": 4, "questions": (1, 1), "texts": {},
     "ticks": {3: 1, 4: 1, 5: 2, 6: 0}},
    {"project": "simple", "people": 5, "questions": (7, 9), "texts": {14: 5}, "personal": {2, 3, 4, 5, 6, 7},
     "ticks": {17: 1, 18: 1, 19: 1, 20: 1, 21: 4, 22: 1}},
    {"project": "survey", "people": 2, "questions": (11, 19), "texts": {}, "personal": {2, 5, 10, 11, 12, 13},
     "ticks": {7: 1}},
    {"project": "longitudinal", "people": 3, "questions": (69, 86), "texts": {45: 3, 90: 5, 97: 5, 99: 2},
     "personal": {5, 6, 7, 8, 9},
     "ticks": {16: 3, 17: 2, 18: 0, 19: 0, 20: 0, 21: 0, 22: 1, 23: 3, 24: 0, 25: 0, 31: 1, 32: 0, 33: 0, 34: 2, 35: 3,
               37: 2, 38: 3, 39: 0, 40: 0, 41: 0}},
]  # fmt: skip
"""Figures counted by hand, columns by number from 1."""


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the data sets beside the checkout are not there")
@pytest.mark.parametrize("known", COUNTED, ids=lambda known: known["project"])
class TestReal:
    def test_with_the_dictionary(self, known):
        folder = FOLDER / known["project"]
        survey = read(folder / "data.csv", structure=folder / "dictionary.csv")
        found = whole(survey)
        with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
            headings = next(csv.reader(file))
        assert survey.respondents == known["people"]
        low, high = known["questions"]
        assert low <= len(survey.questions) <= high
        assert {headings.index(name) + 1 for name in survey.personal} == known.get("personal", set())
        assert Counter(headings.index(name) + 1 for name in found["comments"]["source_column"]) == known["texts"]
        ticked = ticks(found["answers"], headings)
        assert {column: ticked[column] for column in known["ticks"]} == known["ticks"]

    def test_without_it(self, known, tmp_path):
        (tmp_path / "data.csv").symlink_to(FOLDER / known["project"] / "data.csv")
        survey = read(tmp_path / "data.csv")
        assert survey.respondents == known["people"]
        assert "There is no data dictionary" in survey.notes[0]


def ticks(answers: pd.DataFrame, headings: list[str]) -> dict[int, int]:
    """The ticks by column."""
    counted: dict[int, int] = Counter()
    for question, option, selected in tuples(answers, "question_id", "option_id", "selected"):
        if isinstance(selected, bool):
            counted[headings.index(f"{question.rpartition('#')[2]}___{option}") + 1] += selected
    return counted


def test_the_samples_are_whole():
    names = {row[HEADINGS[0]] for row in FIELDS}
    assert all(person.keys() <= names for person in PEOPLE)


def test_a_folder_with_the_export_and_its_dictionary(tmp_path):
    write(tmp_path / "data.csv", raw())
    dictionary(tmp_path / "dictionary.csv")
    assert [file.name for file in read(tmp_path).files] == ["data.csv", "dictionary.csv"]
