"""The mapping in textmine.toml: what init writes says what was found, and a line that is changed changes one thing."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from helpers import DEMO, REAL
from lime import tuples, whole

from textmine import config
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read

# An invented survey on a town library as a table with headings of its own.
HEADINGS = [
    "Nr",
    "Bus",
    "Why bus?",
    "Train",
    "Other",
    "How often?",
    "Rooms",
    "Anything else?",
    "Anything else?",
    "Town",
]
ROWS = [
    ["11", "x", "it is near", "", "", "weekly", "hall;café", "The heating is loud.", "no", "Aa"],
    ["12", "", "", "x", "by boat", "monthly", "hall", "More evenings, please.", "", "Bb"],
    ["13", "x", "", "x", "", "weekly", "café;garden", "", "nothing", "Aa"],
    ["14", "", "too dear", "", "", "weekly", "hall;garden", "Longer hours on Sunday.", "", "Bb"],
]


def _csv(path: Path, headings: list[str] = HEADINGS, rows: list[list[str]] = ROWS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def _read(export: Path, toml: str = "", **settings: object) -> Survey:
    file = export.parent / "mapping.toml"
    file.write_text(toml, encoding="utf-8")
    return read(export, settings=config.load(file, read=settings).read)


def _table(tmp_path: Path, toml: str = "", **settings: object) -> Survey:
    return _read(_csv(tmp_path / "library.csv"), toml, **({"format": "table"} | settings))


def _uncommented(mapping: str) -> str:
    return re.sub(r"^# ?", "", mapping, flags=re.MULTILINE)


def _demo(tmp_path: Path) -> Path:
    del tmp_path
    return DEMO


def _headings_of_codes(tmp_path: Path) -> Path:
    headings = ["id", "submitdate", "Q[a]", "Q[acomment]", "Q[other]", "S", "S[other]", "R[1]", "T[x_1]", "T[x_2]", "N"]
    rows = [
        ["1", "", "Y", "yes, often", "", "A1", "", "2", "first", "second", "3"],
        ["2", "", "", "", "on foot", "-oth-", "none of them", "1", "", "", "4.5"],
    ]
    return _csv(tmp_path / "codes.csv", headings, rows)


def _long(tmp_path: Path) -> Path:
    headings = ["respondent", "question", "row", "option", "selected", "value", "comment", "language"]
    rows = [
        ["1", "Q1", "", "Bus", "1", "", "it is near", "en"],
        ["1", "Q1", "", "Other", "1", "", "by boat", "en"],
        ["1", "Q2", "", "", "", "weekly", "", "en"],
        ["2", "Q2", "", "", "", "weekly", "", "fr"],
        ["2", "Q3", "hall", "", "", "", "Too warm in summer.", "fr"],
        ["2", "Q4", "", "", "", "", "Rien à dire, vraiment.", "fr"],
    ]
    return _csv(tmp_path / "long.csv", headings, rows)


def _spss(tmp_path: Path) -> Path:
    from spss_samples import library

    return library(tmp_path / "library.sav")


def _eusurvey(tmp_path: Path) -> Path:
    import eusurvey_samples

    return eusurvey_samples.write_xlsx(tmp_path / "library.xlsx", eusurvey_samples.table())


def _kobo(tmp_path: Path) -> Path:
    import kobo_samples

    return kobo_samples.write_csv(tmp_path / "answers.csv", *kobo_samples.table("en"))


def _redcap(tmp_path: Path) -> Path:
    import redcap_samples

    return redcap_samples.write(tmp_path / "visits.csv", redcap_samples.raw())


SAMPLES = [_demo, _headings_of_codes, _long, _spss, _eusurvey, _kobo, _redcap]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.__name__[1:])
def test_all_lines_that_init_writes_give_the_same_tables(tmp_path: Path, sample) -> None:
    _check_round_trip(sample(tmp_path), tmp_path)


# Real exports whose questions are found in all the ways there are.
EXPORTS = [
    "exports/alchemer/jupyter_2016_SurveyExport.csv",
    "exports/eusurvey/sustainability_assessment.xls",
    "exports/googleforms/spack_2022.csv",
    "exports/kobo/kobo_xml_both_groups.csv",
    "exports/limesurvey/generated_ls6/rc2_csv_fr_complete_full_long.csv",
    "exports/qualtrics/derived_3header_choicetext_split.csv",
    "exports/qualtrics/sp_xmlTestContent.xml",
    "exports/redcap/longitudinal/data.csv",
    "exports/spss/pyreadstat_simple_alltypes_mrsets.sav",
    "exports/surveymonkey/todogroup_2018_results.csv",
]


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
@pytest.mark.parametrize("name", EXPORTS)
def test_all_lines_of_real_exports_give_the_same_tables(tmp_path: Path, name: str) -> None:
    _check_round_trip(REAL / name, tmp_path)


def _check_round_trip(export: Path, tmp_path: Path) -> None:
    before = read(export)
    file = tmp_path / "mapping.toml"
    file.write_text(_uncommented(before.mapping), encoding="utf-8")
    settings = config.load(file).read
    assert settings.columns
    assert settings.questions
    after = read(export, settings=settings)
    assert after.mapping == before.mapping
    assert after.notes == before.notes
    one, other = whole(before), whole(after)
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name])


def test_a_table_is_read_as_its_lines_say(tmp_path: Path) -> None:
    before = _table(tmp_path)
    again = _table(tmp_path, _uncommented(before.mapping))
    assert again.mapping == before.mapping
    assert again.notes == before.notes


def test_columns_become_a_question_with_several_answers(tmp_path: Path) -> None:
    toml = """
    [columns]
    "Nr" = { is = "id" }
    "Bus" = { question = "M", is = "tick", option = "Bus" }
    "Why bus?" = { question = "M", is = "comment", option = "Bus" }
    "Train" = { question = "M", is = "tick", option = "Train" }
    "Other" = { question = "M", is = "other" }
    [questions]
    M = { text = "Which means of transport?", options = ["Bus", "Train", "Ship; ferry"], other = "Another" }
    """
    found = whole(_table(tmp_path, toml))
    assert tuples(found["questions"], "question_id", "text", "kind")[0] == (
        "M", "Which means of transport?", "multiple_comments",
    )  # fmt: skip
    mine = found["options"][found["options"]["question_id"] == "M"]
    assert tuples(mine, "option_id", "text", "is_other") == [
        ("bus", "Bus", False), ("train", "Train", False), ("ship_ferry", "Ship; ferry", False),
        ("other", "Another", True),
    ]  # fmt: skip
    answers = found["answers"][found["answers"]["question_id"] == "M"]
    assert tuples(answers[answers["selected"] == True], "respondent_id", "option_id") == [  # noqa: E712
        ("11", "bus"), ("12", "train"), ("12", "other"), ("13", "bus"), ("13", "train"),
    ]  # fmt: skip
    comments = found["comments"][found["comments"]["question_id"] == "M"]
    assert tuples(comments, "respondent_id", "option_id", "kind", "raw", "source_row", "source_column") == [
        ("11", "bus", "option_comment", "it is near", 2, "Why bus?"),
        ("12", "other", "other_text", "by boat", 3, "Other"),
        ("14", "bus", "option_comment", "too dear", 5, "Why bus?"),
    ]  # fmt: skip
    assert set(found["respondents"]["respondent_id"]) == {"11", "12", "13", "14"}


def test_joined_answers_are_taken_apart(tmp_path: Path) -> None:
    toml = '[columns]\n"Rooms" = { question = "R", is = "joined" }\n[questions]\nR = { text = "Which rooms?" }\n'
    found = whole(_table(tmp_path, toml))
    ticks = found["answers"][found["answers"]["question_id"] == "R"]
    assert tuples(ticks[ticks["selected"] == True], "respondent_id", "option_id") == [  # noqa: E712
        ("1", "cafe"), ("1", "hall"), ("2", "hall"), ("3", "cafe"), ("3", "garden"), ("4", "garden"), ("4", "hall"),
    ]  # fmt: skip


def test_options_that_hold_the_separator_are_given(tmp_path: Path) -> None:
    toml = """
    [columns]
    "Rooms" = { question = "R", is = "joined", separator = ";" }
    [questions]
    R = { options = ["hall;café", "hall", "garden"] }
    """
    found = whole(_table(tmp_path, toml))
    ticks = found["answers"][found["answers"]["question_id"] == "R"]
    assert tuples(ticks[ticks["selected"] == True], "respondent_id", "option_id")[:2] == [  # noqa: E712
        ("1", "hall_cafe"), ("2", "hall"),
    ]  # fmt: skip
    comments = found["comments"][found["comments"]["question_id"] == "R"]
    assert tuples(comments, "respondent_id", "raw") == [("3", "café")]


def test_a_second_heading_is_named_by_its_number(tmp_path: Path) -> None:
    toml = '[columns]\n"Anything else? (2)" = { is = "leave out" }\n"Town" = { is = "attribute" }\n'
    survey = _table(tmp_path, toml)
    found = whole(survey)
    assert list(survey.questions["text"]).count("Anything else? (2)") == 0
    assert "Anything else?" in list(survey.questions["text"])
    assert tuples(found["attributes"][found["attributes"]["attribute"] == "Town"], "value") == [
        ("Aa",), ("Bb",), ("Aa",), ("Bb",),
    ]  # fmt: skip
    assert "2 columns read as the settings say, not as found: Anything else? (2), Town" in survey.notes


def test_a_choice_can_be_a_text_and_a_text_a_choice(tmp_path: Path) -> None:
    headings = ["How often?", "Comments"]
    export = _csv(tmp_path / "a.csv", headings, [["weekly", "The hall"], ["weekly", "the yard"]])
    found = _read(export, '[columns]\n"How often?" = { is = "text" }\n"Comments" = { is = "answer" }\n', format="table")
    assert tuples(found.questions, "question_id", "kind") == [("Q1", "text"), ("Q2", "single")]
    assert tuples(found.options, "option_id", "text") == [("the_hall", "The hall"), ("the_yard", "the yard")]
    assert list(whole(found)["comments"]["raw"]) == ["weekly", "weekly"]


def test_kind_and_options_of_a_question_alone(tmp_path: Path) -> None:
    export = _csv(tmp_path / "a.csv", ["How often?"], [["weekly"], ["weekly"], ["daily"], ["daily"]])
    toml = '[questions]\nQ1 = { kind = "single_comment", options = { w = "weekly", d = "daily", m = "monthly" } }\n'
    found = _read(export, toml, format="table")
    assert tuples(found.questions, "question_id", "kind") == [("Q1", "single_comment")]
    assert tuples(found.options, "option_id", "text") == [("w", "weekly"), ("d", "daily"), ("m", "monthly")]
    assert list(whole(found)["answers"]["value"]) == ["w", "w", "d", "d"]
    texts = _read(export, '[questions]\nQ1 = { kind = "text" }\n', format="table")
    assert list(whole(texts)["comments"]["raw"]) == ["weekly", "weekly", "daily", "daily"]


def test_a_new_wording_of_an_option_keeps_its_answers(tmp_path: Path) -> None:
    export = _csv(tmp_path / "a.csv", ["How often?"], [["wekly"], ["wekly"], ["daily"], ["daily"]])
    found = _read(export, '[questions]\nQ1 = { options = ["daily", "weekly"] }\n', format="table")
    assert tuples(found.options, "option_id", "text") == [("daily", "daily"), ("wekly", "weekly")]
    assert list(whole(found)["answers"]["value"]) == ["wekly", "wekly", "daily", "daily"]


def test_one_column_of_a_limesurvey_question_is_left_out_and_the_others_stay(tmp_path: Path) -> None:
    export = _headings_of_codes(tmp_path)
    before, after = read(export), _read(export, '[columns]\n"Q[acomment]" = { is = "leave out" }\n')
    assert tuples(after.questions, "question_id")[1:] == tuples(before.questions, "question_id")[1:]
    assert tuples(after.questions, "question_id", "kind")[0] == ("Q", "multiple")
    assert tuples(after.options, "option_id") == tuples(before.options, "option_id")
    gone = whole(before)["comments"]["comment_id"]
    assert set(gone) - set(whole(after)["comments"]["comment_id"]) == {"1:Q:a:option_comment"}


def test_personal_by_the_mapping_and_not(tmp_path: Path) -> None:
    headings = ["Name", "Reach me", "Remarks"]
    export = _csv(tmp_path / "a.csv", headings, [["Ada B", "ring twice", "fine"], ["Cy D", "at night", "so so"]])
    found = _read(export, format="table")
    assert found.personal == ("Name",)
    toml = '[columns]\n"Name" = { is = "text" }\n"Reach me" = { is = "personal" }\n'
    found = _read(export, toml, format="table")
    assert found.personal == ("Reach me",)
    assert list(found.questions["text"]) == ["Name", "Remarks"]


def test_whether_a_question_is_personal_is_said_of_it(tmp_path: Path) -> None:
    export = _csv(
        tmp_path / "a.csv", ["Your e-mail address, or another way", "Remarks"], [["x", "some"], ["y", "more"]]
    )
    assert list(_read(export, format="table").questions["personal"]) == [True, False]
    toml = "[questions]\nQ1 = { personal = false }\nQ2 = { personal = true }\n"
    assert list(_read(export, toml, format="table").questions["personal"]) == [False, True]


def test_a_table_with_a_mapping_needs_no_format(tmp_path: Path) -> None:
    survey = _table(tmp_path, '[columns]\n"Nr" = { is = "id" }\n', format="")
    assert survey.format == "table-csv"
    assert "textmine.toml names its columns" in survey.recognised


def test_the_id_can_be_named_on_any_platform(tmp_path: Path) -> None:
    export = _csv(
        tmp_path / "codes.csv", ["id", "submitdate", "Q[a]", "KEY"], [["1", "", "Y", "k1"], ["2", "", "", "k2"]]
    )
    assert set(whole(read(export, settings=ReadSettings(id_column="KEY")))["respondents"]["respondent_id"]) == {
        "k1",
        "k2",
    }
    with pytest.raises(TextmineError, match=r"no column 'KEYS'.*\n.*did you mean 'KEY'"):
        read(export, settings=ReadSettings(id_column="KEYS"))


ERRORS = [
    ('"Buss" = { is = "text" }', "no column 'Buss'.*did you mean 'Bus'"),
    ('"Bus" = { is = "tik", option = "Bus" }', "says is = 'tik'.*did you mean 'tick'"),
    ('"Bus" = { question = "M" }', "does not say what it is"),
    ('"Bus" = { is = "text", qestion = "M" }', "no key 'qestion'.*did you mean 'question'"),
    ('"Bus" = { is = "tick", question = "M" }', "does not say which option"),
    ('"Bus" = { is = "id", question = "M" }', "a column that is 'id' has no question"),
    ('"Bus" = { is = "other", question = "M", option = "a" }', "a column that is 'other' has no option"),
    ('"Bus" = { is = 3 }', "is is 3.*a text in quotes"),
    ('"Bus" = "text"', "is 'text'.*a line such as"),
    ('Q3.Bus = { is = "text" }', "has no key 'Bus'"),
    ('"Bus" = { is = "id" }\n"Train" = { is = "id" }', "'Bus' and 'Train' are both said to be 'id'"),
    ('"Bus" = { is = "other" , question = "" }\n[questions]\nM = { }', "the survey has no question 'M'"),
    (
        '"Bus" = { is = "text", question = "M", row = "a" }\n"Train" = { is = "text", question = "M", row = "a" }',
        "'Bus' and 'Train' are the same of the question 'M'",
    ),
    (
        '"Bus" = { is = "tick", question = "M", option = "Buss" }\n[questions]\nM = { options = ["Bus"] }',
        "options has no 'Buss'.*did you mean 'bus'",
    ),
    ('[questions]\nQ99 = { text = "a" }', "no question 'Q99'"),
    ('[questions]\nQ1 = { kind = "multipel" }', "says kind = 'multipel'.*did you mean 'multiple'"),
    ('[questions]\nQ6 = { kind = "multiple" }', "said to be 'multiple', which does not go with all of its columns"),
    ('[questions]\nQ1 = { options = "a" }', "a list of wordings"),
    ('[questions]\nQ1 = { options = ["a", "a"] }', "names 'a' twice"),
    ("[questions]\nQ1 = { options = [1] }", "a list of wordings"),
    ('[questions]\nQ1 = { personal = "no" }', "personal is 'no'.*true or false"),
    (
        '"Rooms" = { question = "M", is = "joined" }\n"Bus" = { question = "M", is = "tick", option = "a" }',
        "which has others elsewhere",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("toml", "message"), ERRORS)
def test_what_cannot_be_is_an_error(tmp_path: Path, toml: str, message: str) -> None:
    with pytest.raises(TextmineError, match=f"(?s){message}"):
        _table(tmp_path, "[columns]\n" + toml)


def test_a_section_that_is_a_value_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=r"expected|Expected: a section \[columns\]"):
        _table(tmp_path, "columns = 3")


def test_options_of_joined_answers_that_a_platform_learned_wrongly_are_given(tmp_path: Path) -> None:
    cells = ["hall, café", "bar, hall", "garden, café", "bar, garden", "hall, garden", "bar, hall, café"] * 4
    rows = [[f"2/{n + 1}/2026 10:00:00", cell] for n, cell in enumerate(cells)]
    export = _csv(tmp_path / "forms.csv", ["Timestamp", "Which rooms?"], rows)
    before = read(export)
    code = before.questions["question_id"][0]
    assert before.format.startswith("googleforms")
    assert list(before.options["text"]) == ["bar", "café", "garden", "hall"]
    found = _read(export, f'[questions]\n{code} = {{ options = ["hall, café", "garden", "hall", "bar"] }}\n')
    assert list(found.options["text"]) == ["hall, café", "garden", "hall", "bar", "Other"]
    ticked = whole(found)["answers"].query("selected == True")
    assert tuples(ticked, "respondent_id", "option_id")[:5] == [
        ("1", "hall_cafe"), ("2", "hall"), ("2", "bar"), ("3", "garden"), ("3", "other"),
    ]  # fmt: skip


def test_joined_answers_with_comments_and_the_open_option_in_columns_of_their_own(tmp_path: Path) -> None:
    rows = [["hall;café", "so light", "a shed"], ["hall", "", ""], ["café", "", "the yard"]]
    export = _csv(tmp_path / "a.csv", ["Rooms", "Why hall?", "Which else?"], rows)
    toml = """
    [columns]
    "Rooms" = { question = "R", is = "joined", separator = ";" }
    "Why hall?" = { question = "R", is = "comment", option = "hall" }
    "Which else?" = { question = "R", is = "other" }
    [questions]
    R = { options = ["café", "hall"], other = "Another room" }
    """
    survey = _read(export, toml, format="table")
    assert tuples(survey.questions, "question_id", "kind") == [("R", "multiple_comments")]
    assert tuples(survey.options, "option_id", "text") == [
        ("cafe", "café"), ("hall", "hall"), ("other", "Another room"),
    ]  # fmt: skip
    found = whole(survey)
    assert tuples(found["comments"], "respondent_id", "option_id", "kind", "raw") == [
        ("1", "hall", "option_comment", "so light"),
        ("1", "other", "other_text", "a shed"),
        ("3", "other", "other_text", "the yard"),
    ]
    with pytest.raises(TextmineError, match="options has no 'attic'"):
        _read(export, toml.replace('option = "hall"', 'option = "attic"'), format="table")


def test_options_stand_in_the_order_in_which_they_are_listed(tmp_path: Path) -> None:
    often = ["weekly", "daily", "monthly", "daily", "weekly", "monthly"]
    export = _csv(tmp_path / "a.csv", ["How often?"], [[each] for each in often])
    assert list(_read(export, format="table").options["text"]) == ["daily", "monthly", "weekly"]
    found = _read(export, '[questions]\nQ1 = { options = ["daily", "weekly", "monthly"] }\n', format="table")
    assert list(found.options["text"]) == ["daily", "weekly", "monthly"]
    assert list(whole(found)["answers"]["value"]) == often


def test_options_that_begin_with_numbers_stand_in_their_order(tmp_path: Path) -> None:
    sizes = ["1", "2-50", "51-999", "1,000-10,000", "10,001 and more"]
    export = _csv(tmp_path / "a.csv", ["How many?"], [[each] for each in sorted(sizes * 3)])
    assert list(_read(export, format="table").options["text"]) == sizes


@pytest.mark.parametrize(
    ("cells", "kind", "options", "values"),
    [
        (["2", "1", "2", "3"], "single", '["1", "2"]', ["2", "1", "2", "3"]),
        (["2", "1", "2", "2"], "single", '{ 1 = "no", 2 = "yes" }', ["2", "1", "2", "2"]),
        (["by boat", "on foot", "by sledge", "by car"], "single", '["on foot", "by boat"]',
         ["by_boat", "on_foot", "by sledge", "by car"]),
    ],
)  # fmt: skip
def test_a_question_whose_options_are_listed_is_closed(
    tmp_path: Path, cells: list[str], kind: str, options: str, values: list[str]
) -> None:
    export = _csv(tmp_path / "a.csv", ["How?"], [[each] for each in cells])
    assert list(_read(export, format="table").questions["kind"]) != [kind]
    found = _read(export, f"[questions]\nQ1 = {{ options = {options} }}\n", format="table")
    assert list(found.questions["kind"]) == [kind]
    assert len(found.options) == 2
    assert list(whole(found)["answers"]["value"]) == values
    assert whole(found)["comments"].empty


def test_rows_whose_options_are_listed_are_a_table_of_answers(tmp_path: Path) -> None:
    export = _csv(tmp_path / "a.csv", ["Hall", "Yard"], [["1", "2"], ["2", "3"]])
    toml = '[columns]\n"Hall" = { is = "answer", question = "A", row = "Hall" }\n'
    toml += '"Yard" = { is = "answer", question = "A", row = "Yard" }\n[questions]\nA = { options = ["1", "2", "3"] }\n'
    found = _read(export, toml, format="table")
    assert tuples(found.questions, "question_id", "kind") == [("A", "array")]


TICKS = '"Hall?" = { question = "R", is = "tick", option = "Hall" }'
OPENS = '"Or?" = { question = "R", is = "other" }'


@pytest.mark.parametrize(
    ("columns", "question", "expected"),
    [
        (["{open}", "{tick} Else", "{ticks}"], "", ["Hall", "Else"]),
        (["{tick} other", "{ticks}", "{open}"], 'R = { other = "Else" }', ["Hall", "Else"]),
        (["{tick} Other (which?)", "{open}", "{ticks}"], "", ["Hall", "Other (which?)"]),
        (["{tick} Else", "{open}", "{ticks}"], 'R = { options = ["Else", "Hall"], other = "Else" }', ["Else", "Hall"]),
    ],
)
def test_the_open_option_comes_last_whatever_its_tick_is_called(
    tmp_path: Path, columns: list[str], question: str, expected: list[str]
) -> None:
    rows = [["x", "x", "the attic"], ["x", "", ""], ["", "x", "a shed"]]
    export = _csv(tmp_path / "a.csv", ["Hall?", "Others?", "Or?"], rows)
    if "Else" in columns[1] and not question:
        question = 'R = { other = "Else" }'
    lines = [_line(each) for each in columns]
    survey = _read(export, "\n".join(["[columns]", *lines, "[questions]", question]), format="table")
    options = survey.options[survey.options["question_id"] == "R"]
    assert list(options["text"]) == expected
    assert list(options.loc[options["is_other"], "option_id"]) == ["other"]
    answers = whole(survey)["answers"]
    ticked = answers[answers["selected"].fillna(value=False)]
    assert dict(ticked["option_id"].value_counts()) == {"hall": 2, "other": 2}


def _line(said: str) -> str:
    if said.startswith("{tick} "):
        return f'"Others?" = {{ question = "R", is = "tick", option = "{said.removeprefix("{tick} ")}" }}'
    return OPENS if said == "{open}" else TICKS


def test_a_new_option_comes_before_the_open_one(tmp_path: Path) -> None:
    headings = ["Rooms: Hall", "Rooms: Bar", "Rooms: Other", "Rooms: Other", "Attic"]
    rows = [["Hall", "", "Other", f"room {n}", "x"] if n % 2 else ["", "Bar", "", "", ""] for n in range(8)]
    export = _csv(tmp_path / "a.csv", headings, rows)
    toml = '[columns]\n"Attic" = { question = "Q1", is = "tick", option = "Attic" }\n'
    options = _read(export, toml, format="table").options
    assert list(options["text"]) == ["Hall", "Bar", "Attic", "Other"]
    toml += '"Rooms: Other" = { question = "Q1", is = "tick", option = "Other" }\n'
    assert list(_read(export, toml, format="table").options["text"]) == ["Hall", "Bar", "Attic", "Other"]
