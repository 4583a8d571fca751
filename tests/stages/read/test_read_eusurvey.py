"""Results of EUSurvey: workbooks with and without assigned values and structure, and XML."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import pytest
from eusurvey_samples import ANSWERS, IDS, OPENS, TITLES, build_xml, table, write_ods, write_xlsx
from helpers import REAL
from lime import tuples, whole

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read

# Enough contributions to learn the options of the joined and the closed questions from.
MANY: list[dict[str, Any]] = [
    {
        "P1": [f"ID{n}" for n in (1, 2, 3) if number & (1 << (n - 1))],
        "P2": f"a wish of its own, the {number}th",
        "P4": ["ID4" if number % 3 else "ID5"],
        ("P6", "R1"): ["ID6" if number % 2 else "ID7"],
        ("P6", "R2"): ["ID7"],
        ("P7", "R3", "C1"): f"for the {number}th book",
        ("P7", "R4", "C2"): f"{number} more lamps",
        "P8": [*list(itertools.permutations(["ID8", "ID9", "ID10"]))[number % 6]],
        "P9": f"something else; and something more, number {number}",
    }
    for number in range(1, 29)
]
COMMENTS = ("respondent_id", "question_id", "option_id", "kind", "raw", "source_row", "source_column")


def _book(tmp_path: Path, rows: list[list[Any]], name: str = "results.xlsx", wide: int = 0) -> Survey:
    return read(write_xlsx(tmp_path / name, rows, wide))


def _with_structure(tmp_path: Path, rows: list[list[Any]], xml: str | None = None) -> Survey:
    structure = tmp_path / "survey.xml"
    structure.write_text(xml or build_xml(), encoding="utf-8")
    return read(write_xlsx(tmp_path / "results.xlsx", rows), structure=structure)


def _xml(tmp_path: Path, text: str | None = None) -> Survey:
    path = tmp_path / "results.xml"
    path.write_text(text or build_xml(), encoding="utf-8")
    return read(path)


def test_a_sheet_is_known_by_its_first_two_rows(tmp_path: Path) -> None:
    survey = _book(tmp_path, table())
    assert (survey.title, survey.format, survey.respondents) == ("library", "eusurvey-xlsx", 3)
    assert survey.recognised == "Alias and Export Date above the headings"
    assert survey.personal == ("User Name",)
    found = whole(survey)
    assert tuples(found["respondents"], "respondent_id", "submitted", "complete", "start_language", "source_row") == [
        (IDS[0], "2026-03-01 10:10:00", True, "en", 5),
        (IDS[1], "2026-03-02 09:00:00", True, "en", 6),
        (IDS[2], "2026-03-03 08:30:00", True, "en", 7),
    ]
    assert "--structure FILE.xml" in survey.notes[0]


def test_an_opendocument_sheet_reads_as_the_same(tmp_path: Path) -> None:
    survey, other = read(write_ods(tmp_path / "a.ods", table(MANY))), _book(tmp_path, table(MANY))
    assert survey.format == "eusurvey-ods"
    pairs = zip(whole(survey).items(), whole(other).values(), strict=True)
    for (name, found), expected in pairs:
        columns = [c for c in expected.columns if c not in {"submitted", "source_file"}]
        assert tuples(found, *columns) == tuples(expected, *columns), name


def test_assigned_values_tell_what_a_column_is(tmp_path: Path) -> None:
    found = whole(_book(tmp_path, table(assigned=True)))
    assert tuples(found["questions"], "question_id", "kind") == [
        ("P1", "multiple"), ("P2", "text"), ("P3", "text"), ("P4", "single"), ("P5", "text"), ("R1_R2", "array"),
        ("C1_C2", "array_text"), ("P8", "multiple"), ("P9", "text"), ("P10", "text"),
    ]  # fmt: skip
    options = [row[1:] for row in tuples(found["options"], "question_id", "option_id", "text") if row[0] == "P1"]
    assert options == [("ID1", "Books; also films"), ("ID2", "Reading room"), ("ID3", "Other")]
    ticks = [row[1:] for row in tuples(found["answers"], "question_id", "option_id", "selected") if row[0] == "P1"]
    assert ticks == [
        ("ID1", True), ("ID2", True), ("ID3", False), ("ID1", False), ("ID2", False), ("ID3", True),
        ("ID1", True), ("ID2", True), ("ID3", True),
    ]  # fmt: skip
    values = [row[1] for row in tuples(found["answers"], "question_id", "value") if row[0] == "P4"]
    assert values == ["ID4", "ID5", "ID4"]


@pytest.mark.parametrize("glue", ["", " "])
def test_a_text_that_ends_with_a_bracket_is_no_assigned_value(tmp_path: Path, glue: str) -> None:
    rows = table(assigned=True)
    rows[1][rows[0].index("What else would you like to say? (P9)")] = "More in Brussels (BE)"
    rows[3][rows[0].index("What else would you like to say? (P9)")] = ""
    rows = [
        [re.sub(r"\((ID\d)", rf"{glue}(\1", cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    ]
    kinds = dict(tuples(_book(tmp_path, rows).questions, "question_id", "kind"))
    assert (kinds["P1"], kinds["P4"]) == ("multiple", "single")
    assert kinds["P9"] == ("text" if not glue else "single")  # with a blank before all values nobody can tell


def test_a_text_that_everybody_writes_is_no_choice_beside_assigned_values(tmp_path: Path) -> None:
    rows = table(MANY, assigned=True)
    for row in rows[1:]:
        row[rows[0].index("What else would you like to say? (P9)")] = "nothing"
    assert dict(tuples(_book(tmp_path, rows).questions, "question_id", "kind"))["P9"] == "text"


def test_brackets_alone_are_no_assigned_values(tmp_path: Path) -> None:
    rows = [["Where?", "What else?"], ["Graz (AT)", "some words"], ["Brno (CZ)", "other words"]]
    assert list(_book(tmp_path, rows).questions["question_id"]) == ["Q1", "Q2"]


def test_options_are_learned_without_assigned_values(tmp_path: Path) -> None:
    survey = _book(tmp_path, table(MANY))
    found = whole(survey)
    assert tuples(found["questions"], "text", "kind") == [
        ("Which services do you use?", "multiple"), ("What do you miss in the reading room?", "text"),
        ("Which other services?", "text"), ("Are you a member?", "single"), ("Why not?", "text"),
        ("How satisfied are you?", "array"), ("Your visits on", "array_text"), ("What matters most?", "ranking"),
        ("What else would you like to say?", "text"), ("Your e-mail address", "text"),
    ]  # fmt: skip
    options = [row[1] for row in tuples(found["options"], "question_id", "text") if row[0] == "Q1"]
    assert options == ["Books; also films", "Other", "Reading room"]
    assert any("options learned" in note and "Which services" in note for note in survey.notes)
    assert sum(found["comments"]["question_id"] == "Q9") == len(MANY)


def test_options_are_learned_where_no_blank_follows(tmp_path: Path) -> None:
    survey = _book(tmp_path, table(MANY, between=";"))
    options = [row[1] for row in tuples(survey.options, "question_id", "text") if row[0] == "Q1"]
    assert options == ["Books; also films", "Other", "Reading room"]


def test_figures_dates_and_stars(tmp_path: Path) -> None:
    head = ["How old is it?", "Since when?", "Stars: Staff", "Stars: Books", "Scores: Staff", "Scores: Books", "Why?"]
    rows = [
        [20 + n, f"2026-01-{n:02}", n % 5 + 1, 5 - n % 5, 17 * n, 31 * n, f"because of {n} things"]
        for n in range(1, 21)
    ]
    found = _book(tmp_path, [head, *rows])
    assert tuples(found.questions, "text", "kind") == [
        ("How old is it?", "number"), ("Since when?", "date"), ("Stars", "array"), ("Scores", "numbers"),
        ("Why?", "text"),
    ]  # fmt: skip


def test_a_matrix_with_several_answers_in_a_row(tmp_path: Path) -> None:
    head = ["When do you come?: On weekdays (R1)", "When do you come?: On Sundays (R2)", "What else? (P2)"]
    rows = [head, ["Morning(ID1); Evening(ID2)", "", "no"], ["Evening(ID2)", "Morning(ID1)", ""]]
    found = whole(_book(tmp_path, rows))
    assert tuples(found["questions"], "question_id", "text", "kind")[0] == (
        "R1_R2",
        "When do you come?",
        "array_number",
    )
    values = tuples(found["answers"], "row_id", "option_id", "value")
    assert [row for row in values if row[2]] == [
        ("on_weekdays", "ID1", "1"), ("on_weekdays", "ID2", "1"),
        ("on_weekdays", "ID2", "1"), ("on_sundays", "ID1", "1"),
    ]  # fmt: skip


def test_a_matrix_with_several_answers_in_xml(tmp_path: Path) -> None:
    text = build_xml().replace("Single Choice Matrix Question", "Multiple Choice Matrix Question")
    cell = '<MatrixCell qid="R1" aid="ID6" dependentElements="P9"/>'
    table_cell = '<Cell id="T1" type="FreeText"><CellTitle>x</CellTitle><ResultText>A cell</ResultText></Cell>'
    text = text.replace("</Elements>", f"{cell}{table_cell}</Elements>")
    text = text.replace('<Answer qid="R2" aid="ID7"/>', '<Answer qid="R2" aid="ID7"/><Answer qid="R2" aid="ID6"/>', 1)
    found = whole(_xml(tmp_path, text))
    assert "array_number" in set(found["questions"]["kind"])
    values = tuples(found["answers"], "respondent_id", "row_id", "option_id", "value")
    assert {row[1:] for row in values if row[0] == IDS[0] and row[3] == "1"} == {
        ("R1", "ID6", "1"), ("R2", "ID6", "1"), ("R2", "ID7", "1"),
    }  # fmt: skip
    assert "A cell" in set(found["questions"]["text"])


STRUCTURED = [
    ("P1", "Which services do you use?", "multiple_comments"), ("P4", "Are you a member?", "single_comment"),
    ("P6", "How satisfied are you?", "array"), ("P7", "Your visits", "array_text"),
    ("P8", "What matters most?", "ranking"), ("P9", "What else would you like to say?", "text"),
    ("P10", "Your e-mail address", "text"),
]  # fmt: skip
BOXES = [
    (IDS[0], "P1", "ID2", "option_comment", "More tables; and quieter ones"),
    (IDS[0], "P7", "C1", "free_text", "to read"),
    (IDS[0], "P7", "C2", "free_text", "open at noon"),
    (IDS[0], "P9", "", "free_text", "Thank you &amp; goodbye"),
    (IDS[0], "P10", "", "free_text", "a@example.org"),
    (IDS[1], "P1", "other", "other_text", "The garden"),
    (IDS[1], "P4", "ID5", "option_comment", "Too far away"),
    (IDS[2], "P9", "", "free_text", "No"),
]


@pytest.mark.parametrize("form", ["plain", "joined without a blank", "assigned", "german", "xml"])
def test_the_structure_makes_one_survey_of_every_form(tmp_path: Path, form: str) -> None:
    rows = {
        "plain": table(),
        "joined without a blank": table(between=";"),
        "assigned": table(assigned=True),
        "german": table(language="DE"),
    }
    survey = _with_structure(tmp_path, rows[form]) if form in rows else _xml(tmp_path)
    found = whole(survey)
    assert survey.languages == (("de", "en") if form == "german" else ("en", "de"))
    if form != "german":
        assert tuples(found["questions"], "question_id", "text", "kind") == STRUCTURED
    assert tuples(found["comments"], *COMMENTS[:5]) == BOXES
    values = tuples(found["answers"], "question_id", "row_id", "option_id", "selected", "value")
    first = values[: len(values) // 3]
    assert [row[2:4] for row in first if row[0] == "P1"] == [("ID1", True), ("ID2", True), ("other", False)]
    assert [row[4] for row in first if row[0] == "P4"] == ["ID4"]
    assert [row[4] for row in first if row[0] == "P6"] == ["ID6", "ID7"]
    assert [(row[1], row[4]) for row in first if row[0] == "P8"] == [("1", "ID9"), ("2", "ID8"), ("3", None)]
    assert set(found["questions"]["section"]) == {"Your library"}
    assert tuples(found["questions"], "personal")[-1] == (True,)


def test_every_comment_names_its_cell(tmp_path: Path) -> None:
    import openpyxl

    path = write_xlsx(tmp_path / "results.xlsx", table(), 4)
    comments = whole(read(path))["comments"]
    book = openpyxl.load_workbook(path)
    cells = {
        (row, heading.value): sheet.cell(row, heading.column).value
        for sheet in book.worksheets
        for heading in sheet[4]
        for row in range(5, 8)
    }
    for raw, row, column in tuples(comments, "raw", "source_row", "source_column"):
        assert cells[row, column] == raw


def test_sheets_are_joined_by_row(tmp_path: Path) -> None:
    wide, narrow = whole(_book(tmp_path, table(), "wide.xlsx")), whole(_book(tmp_path, table(), "narrow.xlsx", 4))
    for name, expected in wide.items():
        columns = [column for column in expected.columns if column != "source_file"]
        assert tuples(narrow[name], *columns) == tuples(expected, *columns), name


def test_a_long_text_goes_on_in_the_row_below(tmp_path: Path) -> None:
    rows = table()
    column = rows[0].index("What else would you like to say?")
    text = "a" * 32_767
    rows[1][column] = text
    rest: list[Any] = [""] * len(rows[0])
    rest[column + 1] = "and so on"  # the program writes it one column further to the right
    survey = _book(tmp_path, [*rows[:2], rest, *rows[2:]])
    found = whole(survey)
    assert survey.respondents == 3
    assert text + "and so on" in list(found["comments"]["raw"])
    assert list(found["respondents"]["source_row"]) == [5, 7, 8]


def test_dates_that_are_texts(tmp_path: Path) -> None:
    rows = table()
    rows[1][rows[0].index("Creation Date")] = "09/03/2026 14:05"
    assert whole(_book(tmp_path, rows))["respondents"]["submitted"][0] == "2026-03-09 14:05"


def test_an_anonymous_survey_has_no_ids(tmp_path: Path) -> None:
    rows = table()
    place = rows[0].index("Contribution ID")
    for row in rows[1:]:
        row[place] = "Anonymous"
    survey = _book(tmp_path, rows)
    assert list(whole(survey)["respondents"]["respondent_id"]) == ["1", "2", "3"]
    assert any("numbered from 1" in note for note in survey.notes)


@pytest.mark.parametrize("language", ["de", "fr", "el", "xx"])
def test_the_columns_behind_are_known_in_other_languages(tmp_path: Path, language: str) -> None:
    words = {
        "de": ["Kennnummer des Beitrags", "Nutzername", "Erstellungsdatum", "Letzte Aktualisierung", "Sprachen"],
        "fr": ["ID de la contribution", "Nom d'utilisateur", "Date de création", "Dernière mise à jour", "Langues"],
        "el": ["Αναγνωριστικό συνεισφοράς", "Όνομα χρήστη", "Ημερομηνία δημιουργίας", "Τελευταία ενημέρωση", "Γλώσσες"],
        "xx": ["Qwz", "Wer", "Dat", "Lst", "Spr"],  # known by their values and their order
    }[language]
    rows = table()
    rows[0][-5:] = words
    survey = _book(tmp_path, rows)
    assert survey.personal == (words[1],)
    assert tuples(whole(survey)["respondents"], "respondent_id", "submitted", "start_language")[0] == (
        IDS[0], "2026-03-01 10:10:00", "en",
    )  # fmt: skip
    assert not {*words} & {*survey.questions["text"]}


def _boxes(number: int = 8) -> list[list[Any]]:
    """A sheet with a column for each option."""
    head = ["Which services do you use?", "Books", "Reading room", "What else?", "Contribution ID"]
    return [head] + [
        ["", "Yes" if n % 2 else "No", "No", f"a text, number {n}", IDS[0][:-2] + f"{n:02}"] for n in range(number)
    ]


def test_a_column_for_each_option(tmp_path: Path) -> None:
    survey = _book(tmp_path, _boxes())
    found = whole(survey)
    assert tuples(found["questions"], "text", "kind") == [
        ("Which services do you use?", "multiple"), ("What else?", "text"),
    ]  # fmt: skip
    assert tuples(found["answers"], "option_id", "selected")[:3] == [
        ("books", False),
        ("reading_room", False),
        ("", None),
    ]
    assert any("a column for each option" in note for note in survey.notes)


def test_answers_that_do_not_stand_below_their_headings_are_refused(tmp_path: Path) -> None:
    rows = _boxes()
    rows[3] = ["", "a text", IDS[1], "", ""]
    with pytest.raises(TextmineError, match="row 7: the answers do not stand below their headings") as caught:
        _book(tmp_path, rows)
    assert "as XML" in (caught.value.hint or "")


def test_a_column_for_each_option_with_the_structure(tmp_path: Path) -> None:
    rows = [[TITLES["P1"]["EN"], "Books; also films", "Reading room", "Other", TITLES["P3"]["EN"], "Contribution ID"]]
    rows += [["", "Yes", "No", "No", "", IDS[0]], ["", "No", "No", "Yes", "The garden", IDS[1]]]
    found = whole(_with_structure(tmp_path, rows))
    assert tuples(found["answers"], "option_id", "selected")[:3] == [("ID1", True), ("ID2", False), ("other", False)]
    assert tuples(found["comments"], "option_id", "kind", "raw") == [("other", "other_text", "The garden")]


def test_a_text_that_two_options_open_is_a_question_of_its_own(tmp_path: Path) -> None:
    found = whole(_xml(tmp_path, build_xml(opens=OPENS | {"ID1": "P2"})))
    assert tuples(found["questions"], "question_id", "kind", "conditional")[:2] == [
        ("P1", "multiple", False), ("P2", "text", True),
    ]  # fmt: skip


def test_columns_that_the_structure_does_not_know_are_told(tmp_path: Path) -> None:
    rows = [[*row[:1], "?" if number else "Added by hand", *row[1:]] for number, row in enumerate(table())]
    survey = _with_structure(tmp_path, rows)
    assert any("not known to the structure and not read: Added by hand" in note for note in survey.notes)


def test_a_structure_of_another_survey_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=r"No column of results\.xlsx is a question of the survey 'library'"):
        _with_structure(tmp_path, [["Something else", "Contribution ID"], ["x", IDS[0]]])


def test_xml_without_contributions_is_a_structure(tmp_path: Path) -> None:
    path = tmp_path / "survey.xml"
    path.write_text(build_xml([]), encoding="utf-8")
    with pytest.raises(TextmineError, match="is the structure of a survey"):
        read(path)
    found = read(write_xlsx(tmp_path / "survey.xlsx", table()))  # beside it, and of the same name
    assert found.recognised == "its structure survey.xml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (build_xml()[:-60], "is cut off"),
        ("<Results><Elements/><Answers><AnswerSet/></Answers></Results>", "holds no questions"),
    ],
)
def test_damaged_xml_is_refused(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(TextmineError, match=expected):
        _xml(tmp_path, text)


def test_xml_does_not_load_anything(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me", encoding="utf-8")
    evil = f'<!DOCTYPE Results [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<Results'
    text = build_xml().replace("<Results", evil, 1).replace("Too far away", "&x;")
    assert "do not read me" not in " ".join(whole(_xml(tmp_path, text))["comments"]["raw"])


def test_a_sheet_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match="no headings below the date of the export"):
        _book(tmp_path, [[]])


def test_the_format_can_be_named(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "results.xlsx", table())
    assert read(path, settings=ReadSettings(format="eusurvey")).recognised == "you said so"


@pytest.mark.skipif(not REAL.exists(), reason="real exports are not beside the checkout")
class TestReal:
    """Figures counted by a person in the file."""

    def test_a_plain_sheet(self) -> None:
        survey = read(REAL / "exports/eusurvey/sustainability_assessment.xls")
        found = whole(survey)
        assert (survey.format, survey.respondents, len(survey.questions)) == ("eusurvey-xls", 300, 12)
        assert list(found["questions"]["kind"]) == ["text", *["single"] * 11]
        counts = [
            sorted(found["answers"].query("question_id == @code")["value"].value_counts(), reverse=True)
            for code in ("Q3", "Q4", "Q8", "Q12")
        ]
        assert counts == [[55, 49, 44, 43, 39, 38, 32], [105, 102, 93], [125, 93, 82], [105, 98, 97]]
        assert found["answers"].query("question_id == 'Q2'")["value"].nunique() == 27
        assert len(found["comments"]) == 300


def test_the_samples_are_of_one_survey() -> None:
    assert {key for answer in ANSWERS for key in answer if isinstance(key, str)} <= TITLES.keys()
