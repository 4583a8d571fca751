"""Exports of Qualtrics: CSV and TSV in all forms of headings and answers, XML, with and without the structure."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from helpers import REAL
from lime import tuples, whole
from qualtrics_samples import COLUMNS, META, RECORDS, UNANSWERED, build_qsf, build_xml, coded, joined, record, write_csv

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read

QUESTIONS = [
    ("Use", "What do you use? Tick all.", "multiple_comments"), ("Member", "Are you a member?", "single_comment"),
    ("Happy", "How happy are you?", "array"), ("More", "What else?", "text"),
    ("Visit", "Tell us about this visit", "text"), ("Form", "Some words on", "texts"),
    ("Day", "When do you come?", "array_number"), ("Years", "For how many years?", "number"),
    ("Score", "How likely?", "single"),
]  # fmt: skip
COMMENTS = [
    ("R_1abc", "Use", "0", "2", "option_comment", "warm, and\nquiet", "Use_2_TEXT"),
    ("R_1abc", "More", "0", "", "free_text", "Thank you", "More"),
    ("R_1abc", "Visit", "1", "", "free_text", "The first", "1_Visit"),
    ("R_1abc", "Visit", "2", "", "free_text", "The second", "2_Visit"),
    ("R_1abc", "Form", "0", "", "free_text", "old", "Form_1"),
    ("R_2abc", "Use", "0", "other", "other_text", "The garden", "Use_7_TEXT"),
    ("R_2abc", "Member", "0", "no_because", "option_comment", "Too far", "Member_2_TEXT"),
    ("R_2abc", "Visit", "1", "", "free_text", "Only one", "1_Visit"),
    ("R_2abc", "Form", "0", "", "free_text", "green", "Form_2"),
]
TICKS = [
    ("1", True), ("2", True), ("other", False), ("1", False), ("2", False), ("other", True),
    ("1", True), ("2", False), ("other", False),
]  # fmt: skip


def _comments(survey: Survey) -> list[tuple[object, ...]]:
    columns = ("respondent_id", "question_id", "record_id", "option_id", "kind", "raw", "source_column")
    return tuples(whole(survey)["comments"], *columns)


def _ticks(survey: Survey) -> list[tuple[object, ...]]:
    answers = tuples(whole(survey)["answers"], "question_id", "option_id", "selected")
    return sorted((row[1:] for row in answers if row[0] == "Use"), key=lambda row: str(row[0]))


def _values(survey: Survey, question: str) -> list[object]:
    return [row[1] for row in tuples(whole(survey)["answers"], "question_id", "value") if row[0] == question]


def _with_qsf(path: Path) -> Survey:
    structure = path.with_name("survey.qsf")
    structure.write_text(build_qsf(), encoding="utf-8")
    return read(path, structure=structure)


@pytest.mark.parametrize("headings", [2, 3])
def test_questions_are_told_by_headings_and_labels(tmp_path: Path, headings: int) -> None:
    survey = read(write_csv(tmp_path / "a.csv", headings=headings))
    assert survey.format == f"qualtrics-csv-{'import-ids' if headings == 3 else 'names-labels'}"
    kinds = dict.fromkeys(["Years"], "single") if headings == 2 else {}  # small figures: codes, as far as one sees
    expected = [(code, text, kinds.get(code, kind)) for code, text, kind in QUESTIONS]
    assert tuples(survey.questions, "question_id", "text", "kind") == expected
    assert _comments(survey) == COMMENTS
    assert _ticks(survey) == sorted(TICKS, key=lambda row: row[0])
    assert dict(tuples(survey.questions, "question_id", "records"))["Visit"] == 2
    assert any("Questions that are asked in loops" in note and "Visit" in note for note in survey.notes)
    assert "--structure FILE.qsf" in survey.notes[0]


def test_respondents_and_what_is_known_of_them(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv"))
    found = whole(survey)
    assert survey.recognised == "a row of ImportIds below the headings"
    assert survey.personal == ("IPAddress", "RecipientLastName", "ExternalReference", "LocationLatitude")
    assert tuples(found["respondents"], "respondent_id", "submitted", "complete", "start_language", "source_row") == [
        ("R_1abc", "2026-03-01 10:10:00", True, "en", 4),
        ("R_2abc", "2026-03-02 10:10:00", True, "de", 5),
        ("R_3abc", "2026-03-03 10:10:00", False, "en", 6),
    ]
    assert {"branch"} <= {*found["attributes"]["attribute"]}
    assert not {"Time", "More - Topics", "Q_RecaptchaScore"} & {*found["questions"]["question_id"]}


@pytest.mark.parametrize(("separator", "encoding"), [("\t", "utf-16"), (",", "utf-8-sig"), ("\t", "utf-8")])
def test_tab_separated_and_in_utf_16(tmp_path: Path, separator: str, encoding: str) -> None:
    survey = read(write_csv(tmp_path / "a.tsv", separator=separator, encoding=encoding))
    assert _comments(survey) == COMMENTS


def test_a_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    columns = [*META, *COLUMNS]
    rows = [[name for name, _, _ in columns], [label for _, label, _ in columns]]
    for row in [*rows, *([row.get(name, "") for name, _, _ in columns] for row in RECORDS)]:
        book.worksheets[0].append(row)
    book.save(tmp_path / "a.xlsx")
    survey = read(tmp_path / "a.xlsx")
    assert survey.format == "qualtrics-book-names-labels"
    assert [row[:6] for row in _comments(survey)] == [row[:6] for row in COMMENTS]


def test_names_alone(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", headings=1))
    assert (survey.format, survey.respondents) == ("qualtrics-csv-names", 3)
    words = [row[5] for row in _comments(survey) if row[1] != "branch"]
    assert words == [row[5] for row in COMMENTS]


@pytest.mark.parametrize("form", ["text", "codes", "joined", "joined codes", "xml", "two rows"])
def test_the_structure_makes_one_survey_of_every_form(tmp_path: Path, form: str) -> None:
    rows, columns = joined() if form.startswith("joined") else (RECORDS, COLUMNS)
    if form == "joined codes":
        rows = [coded([row])[0] | {"Use": codes} for row, codes in zip(rows, ("1,2", "7", "1"), strict=True)]
    elif form == "codes":
        rows = coded()
    path = tmp_path / "a.csv"
    if form == "xml":
        path = tmp_path / "a.xml"
        path.write_text(build_xml(), encoding="utf-8")
    else:
        write_csv(path, rows, columns, headings=2 if form == "two rows" else 3)
    survey = _with_qsf(path)
    assert (survey.title, survey.languages) == ("Library", ("en", "de"))
    kinds = [(code, text, "number" if code == "Score" else kind) for code, text, kind in QUESTIONS]
    assert tuples(survey.questions, "question_id", "text", "kind") == kinds
    assert tuples(survey.questions, "section", "conditional")[:2] == [("Your library", False), ("", True)]
    options = tuples(survey.options, "question_id", "option_id", "text", "is_other")
    assert [row[1:] for row in options if row[0] == "Use"] == [
        ("2", "Reading room", False), ("1", "Books, films", False), ("other", "Other (please specify)", True),
    ]  # fmt: skip
    assert _ticks(survey) == sorted(TICKS, key=lambda row: row[0])
    expected = [tuple("2" if cell == "no_because" else cell for cell in row[:6]) for row in COMMENTS]
    assert [row[:6] for row in _comments(survey)] == expected
    assert _values(survey, "Member") == ["1", "2", "1"]
    assert _values(survey, "Happy") == ["1", "2", "2", "2", None, None]
    assert [value for value in _values(survey, "Day") if value] == ["1"] * 4


def test_what_was_seen_and_left_empty(tmp_path: Path) -> None:
    survey = read(write_csv(tmp_path / "a.csv", UNANSWERED))
    answers = tuples(
        whole(survey)["answers"], "respondent_id", "question_id", "record_id", "option_id", "shown", "selected"
    )
    shown = {row[:4]: row[4:] for row in answers}
    assert shown["R_1abc", "Use", "0", "other"] == (True, False)
    assert shown["R_2abc", "Use", "0", "1"] == (True, False)
    assert shown["R_2abc", "More", "0", ""] == (True, None)
    assert shown["R_3abc", "More", "0", ""] == (False, None)
    assert shown["R_2abc", "Visit", "2", ""] == (False, None)
    assert _comments(survey) == COMMENTS
    assert any("-99 is read as seen and not answered" in note for note in survey.notes)


@pytest.mark.parametrize(
    ("status", "what"),
    [
        ("Survey Preview", "preview"),
        ("Umfragevorschau", "preview"),
        ("1", "preview"),
        ("9", "preview"),
        ("Survey Test", "test"),
        ("2", "test"),
        ("8", "spam"),
        ("12", "spam"),
    ],
)
def test_previews_tests_and_spam_are_left_out_and_counted(tmp_path: Path, status: str, what: str) -> None:
    path = write_csv(tmp_path / "a.csv", [*RECORDS, record(4, Status=status, More="not mine")])
    survey = read(path)
    assert survey.respondents == 3
    assert f"1 record that is no response of the survey left out, by the column Status: 1 {what}." in survey.notes
    assert "not mine" not in {row[5] for row in _comments(survey)}


@pytest.mark.parametrize("status", ["IP Address", "0", "4", "Imported", "16", ""])
def test_other_responses_stay(tmp_path: Path, status: str) -> None:
    assert read(write_csv(tmp_path / "a.csv", [*RECORDS, record(4, Status=status)])).respondents == 4


def _many(*, codes: bool) -> list[dict[str, str]]:
    labels = ["1", "2", "7"] if codes else ["Books, films", "Reading room", "Other (please specify)"]
    chosen = [[label for bit, label in enumerate(labels) if n & (1 << bit)] for n in range(1, 8)] * 4
    return [
        record(1) | {"ResponseId": f"R_{n}", "Use": ",".join(labels), "Use_7_TEXT": "" if n else "The garden"}
        for n, labels in enumerate(chosen)
    ]


@pytest.mark.parametrize("codes", [False, True])
def test_joined_answers_are_learned_without_the_structure(tmp_path: Path, *, codes: bool) -> None:
    survey = read(write_csv(tmp_path / "a.csv", _many(codes=codes), joined()[1]))
    options = [row[1:] for row in tuples(survey.options, "question_id", "text", "is_other") if row[0] == "Use"]
    wordings = {"1", "2", "7"} if codes else {"Books, films", "Reading room", "Other (please specify)"}
    assert {text for text, _ in options} == ({"1", "Reading room", "Other (please specify)"} if codes else wordings)
    assert sum(is_other for _, is_other in options) == 1
    ticks = [row for row in _ticks(survey) if row[1]]
    assert len(ticks) == 3 * 16
    assert [row[4:6] for row in _comments(survey)] == [("other_text", "The garden")]
    assert any("options learned from their cells" in note and "Use" in note for note in survey.notes)


def test_the_oldest_form(tmp_path: Path) -> None:
    names = ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V10", "Use_1", "Use_2", "Use_2_TEXT", "More", ""]
    labels = [
        "ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress", "IPAddress", "Status",
        "StartDate", "EndDate", "Finished", "What do you use?-Books", "What do you use?-Reading room",
        "What do you use?-Reading room-TEXT", "What else?", "",
    ]  # fmt: skip
    row = ["R_1", "Default", "Jones", "", "j@example.org", "192.0.2.7", "0", "2026-03-01 10:00:00",
           "2026-03-01 10:10:00", "1", "1", "1", "warm", "Thank you", ""]  # fmt: skip
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(cells) for cells in (names, labels, row)), encoding="utf-8-sig")
    survey = read(path)
    assert survey.personal == ("V3", "V4", "V5", "V6")
    assert tuples(survey.questions, "question_id", "text", "kind") == [
        ("Use", "What do you use?", "multiple_comments"), ("More", "What else?", "text"),
    ]  # fmt: skip
    assert tuples(survey.options, "option_id", "text") == [("1", "Books"), ("2", "Reading room")]
    assert [row[3:6] for row in _comments(survey)] == [("2", "option_comment", "warm"), ("", "free_text", "Thank you")]
    assert tuples(whole(survey)["respondents"], "respondent_id", "submitted", "complete") == [
        ("R_1", "2026-03-01 10:10:00", True),
    ]  # fmt: skip


ITEMS = [("A_1", "A - x", "QID20_1"), ("A_2", "A - y", "QID20_2")]
CELLS = [("A_1_1", "A - x - c", "QID20_1_1"), ("A_1_2", "A - x - d", "QID20_1_2")]
EXTRA: list[tuple[list[tuple[str, str, str]], list[list[str]], list[tuple[str, str]]]] = [
    (ITEMS, [["3", "1"], ["2", "2"], ["1", "3"]], [("A", "array")]),
    (ITEMS, [["130", "1"], ["27", "500"]], [("A", "numbers")]),
    (ITEMS, [["1", ""], ["", "1"]], [("A", "multiple")]),
    (CELLS, [["some words", ""], ["other words", "x"]],
     [("A", "array_text")]),
    (CELLS, [["17", ""], ["4", "3"]],
     [("A", "array_number")]),
    ([("A_0_GROUP_1", "A - g - x", "QID20_0_GROUP_1"), ("A_0_GROUP_2", "A - g - y", "QID20_0_GROUP_2"),
      ("A_G0_1_RANK", "A - g - x - Rank", "QID20_G0_1_RANK")], [["x", "", "1"], ["x", "y", "2"]],
     [("A", "array_number"), ("A_rank", "array_number")]),
    ([("A", "A", "QID20#1_1"), ("B", "B", "QID20#2_1")], [["x", "some words"], ["y", "other words"]],
     [("A", "texts"), ("B", "texts")]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "rows", "expected"), EXTRA, ids=lambda case: str(case)[:40])
def test_other_questions(tmp_path: Path, columns: Any, rows: list[list[str]], expected: list[tuple[str, str]]) -> None:
    names = [name for name, _, _ in columns]
    made = [record(n) | dict(zip(names, row, strict=True)) for n, row in enumerate(rows, start=1)]
    survey = read(write_csv(tmp_path / "a.csv", made, columns))
    assert tuples(survey.questions, "question_id", "kind") == expected


BESIDE: list[tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str, str]]]] = [
    # the column of the answer does not say that it is the choice
    ([("A", "Why?"), ("A_9_TEXT", "Why? - Other - Text")], [("A", "single")], [("A", "other", "a box")]),
    # older exports have no number of the option
    ([("A", "Why?"), ("A_TEXT", "Why?-TEXT")], [("A", "single_comment")], [("A", "", "a box")]),
    ([("A", "Why?"), ("A_1", "Why? - x")], [("A", "single")], []),
]


@pytest.mark.parametrize(("columns", "kinds", "texts"), BESIDE, ids=lambda case: str(case)[:40])
def test_what_stands_beside_an_answer(
    tmp_path: Path, columns: list[tuple[str, str]], kinds: list[tuple[str, str]], texts: list[tuple[str, str, str]]
) -> None:
    (answer, _), (box, _) = columns
    said = ["Other", "Other", "x", "x", "x"]
    rows = [record(n) | {answer: each, box: "a box" if n == 1 else ""} for n, each in enumerate(said)]
    survey = read(write_csv(tmp_path / "a.csv", rows, [(*column, "") for column in columns], headings=2))
    assert tuples(survey.questions, "question_id", "kind") == kinds
    assert list(survey.options["text"]) == ["Other", "x"]
    assert tuples(whole(survey)["comments"], "question_id", "option_id", "raw") == texts
    lost = [note for note in survey.notes if note.endswith("beside others of their question and not read: A_1")]
    assert len(lost) == (not texts)


NAMES: list[tuple[list[tuple[str, str]], list[list[str]], list[tuple[str, str]]]] = [
    ([("1_Why", "Why so?")], [["words"], ["more words"]], [("1_Why", "text")]),  # one loop is none
    ([("A_1_1", "A - x"), ("A_1_2", "A - y")], [["1", ""], ["", "1"]], [("A_1", "multiple")]),  # nor is it a matrix
    ([("A_1", "Why so?"), ("B_2", "Or not?")], [["so", "no"], ["more so", "not"]], [("A_1", "text"), ("B_2", "text")]),
    ([("A_3_TEXT", "A - Other - Text")], [["words"], ["more words"]], [("A", "multiple")]),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "rows", "expected"), NAMES, ids=lambda case: str(case)[:40])
def test_names_that_only_look_like_more(
    tmp_path: Path, columns: list[tuple[str, str]], rows: list[list[str]], expected: list[tuple[str, str]]
) -> None:
    made = [
        record(n) | {name: cell for (name, _), cell in zip(columns, row, strict=True)} for n, row in enumerate(rows, 1)
    ]
    survey = read(write_csv(tmp_path / "a.csv", made, [(*column, "") for column in columns], headings=2))
    assert tuples(survey.questions, "question_id", "kind") == expected


def test_an_option_beside_the_id_of_its_question(tmp_path: Path) -> None:
    ids = [f'{{"ImportId":"QID20","choiceId":"{n}"}}' for n in (1, 2)]
    columns = [("A_1", "A - x", ids[0]), ("A_2", "A - y", ids[1])]
    survey = read(write_csv(tmp_path / "a.csv", [record(1, Use_1="") | {"A_1": "3"}], columns))
    assert tuples(survey.questions, "question_id", "kind") == [("A", "multiple")]
    assert [row[1] for row in tuples(whole(survey)["answers"], "question_id", "selected")] == [True, False]


def test_ids_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    columns = [("A", "What?", '{"ImportId": broken'), COLUMNS[9]]
    survey = read(write_csv(tmp_path / "a.csv", [record(1, More="words") | {"A": "x"}], columns))
    assert list(survey.questions["question_id"]) == ["More"]


def test_rankings_and_groups_with_the_structure(tmp_path: Path) -> None:
    qsf = json.loads(build_qsf())
    items = {"Choices": {str(n): {"Display": name} for n, name in enumerate(["Quiet", "Light"], start=1)}}
    for number, tag, sort, more in ((20, "Rank", "RO", {}), (21, "Sort", "PGR", {"Groups": ["Now", "Later"]})):
        payload = {"QuestionID": f"QID{number}", "DataExportTag": tag, "QuestionType": sort, "Selector": "DND"}
        qsf["SurveyElements"].append({"Element": "SQ", "Payload": payload | {"QuestionText": tag} | items | more})
    carried = {"QuestionID": "QID22", "DataExportTag": "Carry", "QuestionType": "MC", "Selector": "MAVR", "Choices": []}
    carried |= {"QuestionText": "Carry", "DynamicChoices": {"Locator": "q://QID1/ChoiceGroup/SelectedChoices"}}
    qsf["SurveyElements"].append({"Element": "SQ", "Payload": carried})
    (tmp_path / "survey.qsf").write_text(json.dumps(qsf), encoding="utf-8")
    said = {
        "Rank_1": "2",
        "Rank_2": "1",
        "Sort_0_GROUP_1": "Quiet",
        "Sort_1_GROUP_2": "Light",
        "Carry_x2": "Reading room",
    }
    ids = ["QID20_1", "QID20_2", "QID21_0_GROUP_1", "QID21_1_GROUP_2", "QID22_x2"]
    columns = [(name, name, own) for name, own in zip(said, ids, strict=True)]
    found = whole(read(write_csv(tmp_path / "a.csv", [record(1) | said], columns), structure=tmp_path / "survey.qsf"))
    assert tuples(found["answers"], "question_id", "row_id", "option_id", "value", "selected") == [
        ("Rank", "quiet", "", "2", None), ("Rank", "light", "", "1", None), ("Sort", "1", "0", "1", None),
        ("Sort", "2", "1", "1", None), ("Carry", "", "x2", None, True),
    ]  # fmt: skip
    options = tuples(found["options"], "question_id", "axis", "text")
    assert [row[1:] for row in options if row[0] == "Sort"] == [
        ("option", "Now"), ("option", "Later"), ("row", "Quiet"), ("row", "Light"),
    ]  # fmt: skip
    assert ("Carry", "option", "Reading room") in options


def test_embedded_data_with_many_values_is_told(tmp_path: Path) -> None:
    rows = [record(1, branch=f"place {n}") | {"ResponseId": f"R_{n}"} for n in range(20)]
    survey = read(write_csv(tmp_path / "a.csv", rows))
    assert any("of embedded data with many values and not read: branch" in note for note in survey.notes)
    named = read(tmp_path / "a.csv", settings=ReadSettings(attributes=("branch",)))
    assert whole(named)["attributes"].query("attribute == 'branch'")["value"].nunique() == 20


def test_what_the_structure_does_not_know_is_told(tmp_path: Path) -> None:
    columns = [*COLUMNS, ("New", "What is new?", "QID99_TEXT")]
    survey = _with_qsf(
        write_csv(tmp_path / "a.csv", [*RECORDS, record(4, Member="Perhaps") | {"New": "A bench"}], columns)
    )
    assert "Questions that the structure does not know are found from headings and values: New." in survey.notes
    assert "Some answers are no option of their question and are kept as they stand: Member." in survey.notes
    assert "A bench" in {row[5] for row in _comments(survey)}
    assert _values(survey, "Member")[-1] == "Perhaps"


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(TextmineError, match=r"a\.json is not as Qualtrics writes it"):
        read(tmp_path / "a.json", settings=ReadSettings(format="qualtrics"))


def test_a_structure_of_another_survey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=r"No column of a\.csv is a question of the structure 'Library'"):
        _with_qsf(write_csv(tmp_path / "a.csv", [record(1, branch="x")], [("Z", "Z", "QID99")]))


@pytest.mark.parametrize(
    "text", ["{", '{"SurveyEntry": {}, "SurveyElements": []}', '{"SurveyEntry": 1, "SurveyElements": 1}']
)
def test_a_damaged_structure_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "survey.qsf").write_text(text, encoding="utf-8")
    with pytest.raises(TextmineError, match="is no survey of Qualtrics"):
        read(
            write_csv(tmp_path / "a.csv"), structure=tmp_path / "survey.qsf", settings=ReadSettings(format="qualtrics")
        )


def test_a_structure_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "survey.qsf").write_text(build_qsf(), encoding="utf-8")
    with pytest.raises(TextmineError, match="is the structure of a survey"):
        read(tmp_path / "survey.qsf")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("headings", [2, 3])
def test_the_order_of_columns_and_rows_changes_nothing_but_order(tmp_path: Path, seed: int, headings: int) -> None:
    mixed = random.Random(seed)
    columns = mixed.sample(COLUMNS, len(COLUMNS))
    rows = mixed.sample(RECORDS, len(RECORDS))
    found = whole(read(write_csv(tmp_path / "a.csv", rows, columns, headings=headings)))
    expected = whole(read(write_csv(tmp_path / "a.csv", headings=headings)))
    by_code = ("question_id", "text", "kind", "records")
    assert {*tuples(found["questions"], *by_code)} == {*tuples(expected["questions"], *by_code)}
    for name, columns_ in {
        "answers": ("respondent_id", "question_id", "record_id", "row_id", "option_id", "shown", "selected", "value"),
        "comments": ("comment_id", "kind", "raw", "source_column"),
    }.items():
        assert {*tuples(found[name], *columns_)} == {*tuples(expected[name], *columns_)}


def test_xml_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(build_xml()[:-40], encoding="utf-8")
    with pytest.raises(TextmineError, match="is cut off"):
        read(tmp_path / "a.xml")


def test_choices_that_another_question_gives(tmp_path: Path) -> None:
    qsf = json.loads(build_qsf())
    locator = {"Locator": "q://QID1/ChoiceGroup/SelectedChoices"}
    payload = {"QuestionID": "QID20", "DataExportTag": "Best", "QuestionType": "MC", "Selector": "SAVR", "Choices": []}
    payload |= {"QuestionText": "Which is best?", "DynamicChoices": locator}
    qsf["SurveyElements"].append({"Element": "SQ", "Payload": payload})
    (tmp_path / "survey.qsf").write_text(json.dumps(qsf), encoding="utf-8")
    columns = [("Best", "Which is best?", "QID20")]
    path = write_csv(tmp_path / "a.csv", [record(1) | {"Best": "Reading room"}], columns)
    assert _values(read(path, structure=tmp_path / "survey.qsf"), "Best") == ["x2"]


QUALTRICS = REAL / "exports/qualtrics"


@pytest.mark.skipif(not REAL.exists(), reason="real exports are not beside the checkout")
class TestReal:
    """Figures counted by a person in the files."""

    @pytest.mark.parametrize("structure", [None, "sp_qsfTestContent.qsf"])
    def test_three_rows_of_headings(self, structure: str | None) -> None:
        survey = read(QUALTRICS / "derived_3header_choicetext_split.csv", structure=structure and QUALTRICS / structure)
        found = whole(survey)
        assert (survey.respondents, survey.personal) == (4, ("IPAddress",))
        assert list(found["questions"]["kind"]) == ["single", "multiple_comments", "single_comment", "text"]
        selected = found["answers"].query("question_id == 'Q4' and selected == True")["option_id"].value_counts()
        assert dict(selected) == {"1": 1, "2": 1, "3": 2, "4": 1, "5": 1, "6": 2}
        assert dict(found["comments"]["source_column"].value_counts()) == {
            "Q4_5_TEXT": 1, "Q4_6_TEXT": 2, "Q11_3_TEXT": 2, "Q8": 2,
        }  # fmt: skip

    def test_a_short_export(self) -> None:
        survey = read(QUALTRICS / "qualtRics_sample.csv")
        assert (survey.respondents, list(survey.questions["kind"])) == (1, ["single", "text"])
        assert len(survey.personal) == 7  # six, and the external reference
        assert list(whole(survey)["comments"]["source_column"]) == ["Q2"]

    def test_the_oldest_form(self) -> None:
        survey = read(QUALTRICS / "qualtRics_sample_legacy.csv")
        assert (survey.respondents, list(survey.questions["kind"])) == (1, ["single", "text"])
        assert survey.personal == ("V3", "V4", "V5", "V6", "LocationLatitude", "LocationLongitude")

    def test_xml(self) -> None:
        survey = read(QUALTRICS / "sp_xmlTestContent.xml", structure=QUALTRICS / "sp_qsfTestContent.qsf")
        found = whole(survey)
        assert survey.respondents == 4
        assert 26 <= len(survey.questions) <= 32
        assert dict(found["comments"]["source_column"].value_counts()) == {
            "QID4_5_TEXT": 1, "QID4_6_TEXT": 2, "QID11_3_TEXT": 2, "QID5_4_TEXT": 1, "QID13_4_TEXT": 1, "QID7_TEXT": 3,
            "QID8_TEXT": 2, "QID9_1": 3, "QID9_2": 3, "QID9_3": 3, "QID17_5_TEXT": 1, "QID28_x4_TEXT": 1,
            "QID29_3_TEXT": 1, "__QID33_TEXT-2": 1,
        }  # fmt: skip
        answers = found["answers"]
        for question, expected in {
            "Q4": {"1": 1, "2": 1, "3": 2, "4": 1, "5": 1, "6": 2}, "Q19": {"1": 2, "2": 2, "3": 1, "4": 1},
        }.items():  # fmt: skip
            selected = answers[(answers["question_id"] == question) & (answers["selected"] == True)]  # noqa: E712 - may be missing
            assert dict(selected["option_id"].value_counts()) == expected
        rows = answers.query("question_id == 'Q5'").groupby("row_id", sort=False)["value"].count()
        assert list(rows) == [3, 3, 2, 1]
        cells = answers.query("question_id == 'Q13' and value == '1'").groupby(["row_id", "option_id"]).size()
        assert {"".join(key): number for key, number in cells.items()} == {
            "11": 3, "12": 2, "21": 1, "22": 1, "23": 2, "31": 1, "32": 3, "33": 1, "52": 1, "43": 1,
        }  # fmt: skip
        names = {"Q1": 4, "Q10": 3, "Q11": 3}
        answered = answers[answers["value"].notna()].groupby("question_id")["respondent_id"].nunique()
        assert {name: answered[name] for name in names} == names
