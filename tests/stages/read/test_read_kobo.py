"""KoboToolbox and ODK: an invented survey in every manner of export, and real exports beside the checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers import REAL
from kobo_samples import FORM, Line, table, write_book, write_csv, write_form, write_json
from lime import tuples, whole

from textmine.errors import TextmineError
from textmine.stages.read import Survey, read
from textmine.stages.read.platforms.kobo.answers import split

MANNERS = [
    (style, several, groups)
    for style in ("xml", "en", "de")
    for several in ("both", "summary", "details")
    for groups in (False, True)
]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_form(tmp_path_factory.mktemp("form") / "library.xlsx")


def sample(folder: Path, *manner: str, groups: bool = False) -> Path:
    return write_csv(folder / "answers.csv", *table(*manner, groups=groups))


def content(survey: Survey) -> dict[str, Any]:
    """Everything that does not depend on the manner of the export."""
    found = whole(survey)
    comments = found["comments"].drop(columns=["source_file", "source_column", "source_row"])
    return {
        "questions": survey.questions,
        "options": survey.options,
        **{name: found[name] for name in ("respondents", "answers", "attributes")},
        "comments": comments,
    }


def same(survey: Survey, other: Survey) -> None:
    for name, frame in content(survey).items():
        pd.testing.assert_frame_equal(frame, content(other)[name])


class TestWithForm:
    def test_questions(self, tmp_path, form):
        survey = read(sample(tmp_path), structure=form)
        assert (survey.title, survey.format, survey.languages) == ("Library", "kobo-csv", ("en", "de"))
        assert survey.recognised == "its structure library.xlsx"
        assert tuples(survey.questions, "question_id", "kind", "text", "section", "conditional") == [
            ("services", "multiple_comments", "What do you come for?", "Your visit", False),
            ("channel", "multiple", "How did you hear of us?", "Your visit", False),
            ("often", "single", "How often do you come?", "Your visit", False),
            ("member", "yes_no", "Are you a member?", "Your visit", False),
            ("member_good", "text", "What is good about it?", "Your visit", True),
            ("best", "ranking", "Put them in order", "", False),
            ("age", "number", "How old are you?", "", False),
            ("wish", "text", "What do you wish for?", "", False),
        ]

    def test_options(self, tmp_path, form):
        options = read(sample(tmp_path), structure=form).options
        assert tuples(options[options["question_id"] != "best"], "question_id", "option_id", "text", "is_other") == [
            ("services", "books", "Books", False),
            ("services", "rooms", "Reading rooms (quiet; upstairs)", False),
            ("services", "talks", "Talks / readings", False),
            ("channel", "poster", "A poster", False),
            ("channel", "friend", "A friend", False),
            ("channel", "other", "Other", True),
            ("often", "weekly", "Every week", False),
            ("often", "monthly", "Every month", False),
            ("often", "other", "Other, namely", True),
            ("member", "Y", "Yes", False),
            ("member", "N", "No", False),
        ]

    def test_answers(self, tmp_path, form):
        answers = whole(read(sample(tmp_path), structure=form))["answers"]
        ticked = answers[answers["selected"].fillna(value=False)]
        assert tuples(ticked, "respondent_id", "question_id", "option_id") == [
            ("101", "services", "books"),
            ("101", "services", "rooms"),
            ("101", "channel", "poster"),
            ("101", "channel", "other"),
            ("102", "services", "talks"),
        ]
        assert tuples(answers[answers["value"].notna()], "respondent_id", "question_id", "row_id", "value") == [
            ("101", "often", "", "other"),
            ("101", "member", "", "Y"),
            ("101", "best", "1", "talks"),
            ("101", "best", "2", "books"),
            ("101", "best", "3", "rooms"),
            ("101", "age", "", "41"),
            ("102", "often", "", "weekly"),
            ("102", "member", "", "N"),
        ]

    def test_nobody_knows_whether_an_empty_question_was_shown(self, tmp_path, form):
        answers = whole(read(sample(tmp_path), structure=form))["answers"]
        two = answers[answers["respondent_id"] == "102"]
        assert two.loc[two["question_id"] == "services", "shown"].tolist() == [True, True, True]
        assert two.loc[two["question_id"] == "channel", "shown"].isna().all()

    def test_comments_have_their_option_and_their_cell(self, tmp_path, form):
        comments = whole(read(sample(tmp_path), structure=form))["comments"]
        assert tuples(
            comments, "respondent_id", "question_id", "option_id", "kind", "raw", "source_row", "source_column"
        ) == [
            ("101", "services", "rooms", "option_comment", 'Quiet,\nand "warm"; really.', 2, "rooms_why"),
            ("101", "channel", "other", "other_text", "the radio", 2, "channel_other"),
            ("101", "often", "other", "other_text", "twice a year", 2, "often_else"),
            ("101", "member_good", "", "free_text", "no fees", 2, "member_good"),
            ("101", "wish", "", "free_text", "=1+1", 2, "wish"),
            ("102", "services", "talks", "option_comment", "good à l’oral", 3, "talks_why"),
            ("102", "wish", "", "free_text", "Später schließen", 3, "wish"),
        ]

    def test_what_is_read_as_comments_is_said(self, tmp_path, form):
        survey = read(sample(tmp_path), structure=form)
        assert "rooms_why (services:rooms), talks_why (services:talks), often_else (often:else)" in survey.notes[0]

    @pytest.mark.parametrize(
        ("style", "place"), [("xml", "home"), ("en", "Where do you live?"), ("de", "Wo wohnen Sie?")]
    )
    def test_personal_columns_are_left_out(self, tmp_path, form, style, place):
        assert read(sample(tmp_path, style), structure=form).personal == ("tablet", place, "_submitted_by")

    def test_a_question_may_be_called_as_a_column_of_the_platform(self, tmp_path):
        form = write_form(tmp_path / "form.xlsx", (Line("text", "today", ("What today?", "Was heute?")),))
        export = write_csv(tmp_path / "a.csv", ["today", "_id", "_uuid"], [["tea", "1", "u"]])
        assert whole(read(export, structure=form))["comments"]["raw"].tolist() == ["tea"]
        plain = write_csv(tmp_path / "b.csv", ["Status", "_id", "_uuid"], [["open", "1", "u"]])
        assert whole(read(plain))["comments"]["raw"].tolist() == ["open"]

    def test_who_submitted_when(self, tmp_path, form):
        respondents = whole(read(sample(tmp_path), structure=form))["respondents"]
        assert tuples(respondents, "respondent_id", "submitted", "complete")[0] == ("101", "2026-02-01T12:00:00", True)

    @pytest.mark.parametrize(("style", "several", "groups"), MANNERS)
    def test_every_manner_of_export_says_the_same(self, tmp_path, form, style, several, groups):
        (tmp_path / "other").mkdir()
        other = read(sample(tmp_path / "other", style, several, groups=groups), structure=form)
        same(read(sample(tmp_path), structure=form), other)

    def test_the_form_in_json(self, tmp_path, form):
        written = write_form(tmp_path / "form.json")
        plain, other = (read(sample(tmp_path, "de"), structure=path) for path in (form, written))
        assert content(plain)["comments"].equals(content(other)["comments"])
        assert (plain.languages, other.languages) == (("en", "de"), ("en", "de"))

    def test_a_workbook(self, tmp_path, form):
        headings, rows = table("en")
        book = write_book(tmp_path / "answers.xlsx", Library=[headings, *rows])
        survey = read(book, structure=form)
        assert survey.format == "kobo-book"
        same(read(sample(tmp_path), structure=form), survey)

    def test_submissions_in_json(self, tmp_path, form):
        survey = read(write_json(tmp_path / "submissions.json"), structure=form)
        assert (survey.format, survey.personal) == ("kobo-json", ("_submitted_by", "home", "tablet"))
        same(read(sample(tmp_path), structure=form), survey)
        comments = whole(survey)["comments"]
        assert tuples(comments, "source_row", "source_column")[0] == (2, "visit/rooms_why")

    def test_odk_central(self, tmp_path, form):
        headings, rows = table("xml", "both", groups=True, separator="-")
        renamed = {"_id": "KEY", "_submission_time": "SubmissionDate", "_uuid": "meta-instanceID", "_index": "Edits"}
        named = [renamed.get(heading, heading).replace("_submitted_by", "SubmitterName") for heading in headings]
        survey = read(write_csv(tmp_path / "odk.csv", named, rows, ","), structure=form)
        assert survey.personal == ("tablet", "home", "SubmitterName")
        same(read(sample(tmp_path), structure=form), survey)

    def test_columns_and_rows_in_another_order(self, tmp_path, form):
        headings, rows = table()
        turned = write_csv(tmp_path / "turned.csv", headings[::-1], [row[::-1] for row in rows[::-1]])
        found = content(read(turned, structure=form))
        for name, frame in content(read(sample(tmp_path), structure=form)).items():
            moved = ["source_row"] if name == "respondents" else []
            pd.testing.assert_frame_equal(frame.drop(columns=moved), found[name].drop(columns=moved))

    def test_two_questions_with_one_label_take_the_columns_in_turn(self, tmp_path):
        lines = (Line("text", "one", ("Why?", "Warum?")), Line("text", "two", ("Why?", "Warum?")))
        form = write_form(tmp_path / "form.xlsx", lines)
        export = write_csv(tmp_path / "a.csv", ["Why?", "Why?", "_id", "_uuid"], [["so", "thus", "1", "u"]])
        comments = whole(read(export, structure=form))["comments"]
        assert tuples(comments, "question_id", "raw") == [("one", "so"), ("two", "thus")]

    def test_texts_that_share_a_choice_stay_questions(self, tmp_path):
        lines = (
            Line("select_multiple services", "s", ("What?", "Was?")),
            Line("text", "a", ("Why?", "Warum?"), "selected(${s}, 'books')"),
            Line("text", "b", ("Since when?", "Seit wann?"), "selected(${s}, 'books')"),
            Line("text", "c", ("And?", "Und?"), "selected(${s}, 'rooms') or selected(${s}, 'talks')"),
        )
        form = write_form(tmp_path / "form.xlsx", lines)
        export = write_csv(
            tmp_path / "a.csv", ["s", "a", "b", "c", "_id", "_uuid"], [["books", "x", "y", "", "1", "u"]]
        )
        questions = read(export, structure=form).questions
        assert tuples(questions, "question_id", "kind", "conditional") == [
            ("s", "multiple", False),
            ("a", "text", True),
            ("b", "text", True),
            ("c", "text", True),
        ]

    def test_what_only_one_of_them_has_is_noted(self, tmp_path, form):
        headings, rows = table()
        headings = ["hope" if heading == "wish" else heading for heading in headings]
        survey = read(write_csv(tmp_path / "a.csv", headings, rows), structure=form)
        assert "1 column not in the form and not read: hope" in survey.notes
        assert "In the form but not in the export: wish" in survey.notes

    def test_an_answer_that_the_form_does_not_list_is_noted(self, tmp_path, form):
        headings, rows = table(several="summary")
        rows[0][headings.index("services")] = "books films"
        survey = read(write_csv(tmp_path / "a.csv", headings, rows), structure=form)
        assert "services: 1 different answer with what the form does not list, such as 'books films'" in survey.notes

    def test_repeated_groups_are_noted(self, tmp_path):
        lines = (*FORM, Line("begin_repeat", "child"), Line("text", "name_it", ("Which?", "Welches?")))
        survey = read(sample(tmp_path), structure=write_form(tmp_path / "form.xlsx", lines))
        assert "Repeated groups are not read: child" in survey.notes
        assert "name_it" not in set(survey.questions["question_id"])


class TestWithoutForm:
    @pytest.mark.parametrize("several", ["both", "details"])
    @pytest.mark.parametrize("groups", [False, True])
    def test_names(self, tmp_path, several, groups):
        survey = read(sample(tmp_path, "xml", several, groups=groups))
        assert survey.recognised.startswith("columns such as _uuid and _submission_time")
        assert tuples(survey.questions, "question_id", "kind", "section")[1:6] == [
            (name, kind, "visit" if groups else "")
            for name, kind in [
                ("services", "multiple"),
                ("rooms_why", "text"),
                ("talks_why", "text"),
                ("channel", "multiple"),
                ("often", "text"),
            ]
        ]
        found = whole(survey)
        ticked = found["answers"][found["answers"]["selected"].fillna(value=False)]
        assert tuples(ticked, "respondent_id", "question_id", "option_id") == [
            ("101", "services", "books"),
            ("101", "services", "rooms"),
            ("101", "channel", "poster"),
            ("101", "channel", "other"),
            ("102", "services", "talks"),
        ]
        assert ("101", "channel", "other", "other_text") in tuples(
            found["comments"], "respondent_id", "question_id", "option_id", "kind"
        )

    def test_labels(self, tmp_path):
        survey = read(sample(tmp_path, "de", "details"))
        assert tuples(survey.options[survey.options["question_id"] == "Q2"], "option_id", "text") == [
            ("bucher", "Bücher"),
            ("lesesale_still_oben", "Lesesäle (still; oben)"),
            ("vortrage_lesungen", "Vorträge / Lesungen"),
        ]

    def test_submissions_in_json(self, tmp_path):
        survey = read(write_json(tmp_path / "submissions.json"))
        assert survey.recognised == "records with _uuid and _submission_time"
        assert "visit" in set(survey.questions["section"])

    def test_what_is_lost_is_said(self, tmp_path):
        survey = read(sample(tmp_path, "en", "summary"))
        assert survey.questions["kind"].tolist()[0] == "text"
        assert "joined in one cell are read as text" in survey.notes[0]
        assert "--structure FILE.xlsx" in survey.notes[0]

    def test_names_that_groups_share(self, tmp_path):
        headings = ["one/wish", "two/wish", "two/wish", "_uuid", "_index"]
        survey = read(write_csv(tmp_path / "a.csv", headings, [["tea", "cake", "beer", "u", "1"]]))
        assert list(survey.questions["question_id"]) == ["wish", "two_wish", "two_wish_2"]
        assert whole(survey)["comments"]["raw"].tolist() == ["tea", "cake", "beer"]

    def test_places_are_personal(self, tmp_path):
        headings = ["home", "_home_latitude", "_home_longitude", "wish", "_uuid", "_index", "username"]
        survey = read(write_csv(tmp_path / "a.csv", headings, [["1 2", "1", "2", "more", "u", "1", "clerk"]]))
        assert survey.personal == ("home", "_home_latitude", "_home_longitude", "username")
        assert list(survey.questions["question_id"]) == ["wish"]


class TestRefused:
    def test_a_form_is_no_export(self, form):
        with pytest.raises(TextmineError, match="is the structure of a survey, without answers"):
            read(form)

    def test_another_form(self, tmp_path):
        form = write_form(tmp_path / "form.xlsx", (Line("text", "nothing", ("Nothing?", "Nichts?")),))
        with pytest.raises(TextmineError, match=r"No column of answers.csv is in the form"):
            read(sample(tmp_path), structure=form)

    def test_a_repeated_group_of_odk(self, tmp_path):
        export = write_csv(tmp_path / "a-child.csv", ["SubmissionDate", "KEY", "PARENT_KEY"], [["2026", "1", "2"]])
        with pytest.raises(TextmineError, match="records of a repeated group alone"):
            read(export)

    @pytest.mark.parametrize(
        "text", ['{"survey": [{"type": "note", "name": "n"}]}', '{"content": [{"survey": [{"a": 1']
    )
    def test_a_form_that_holds_nothing(self, tmp_path, text):
        form = tmp_path / "form.json"
        form.write_text(text, encoding="utf-8")
        with pytest.raises(TextmineError, match="form"):
            read(sample(tmp_path), structure=form)

    def test_submissions_that_are_no_list(self, tmp_path):
        export = tmp_path / "a.json"
        export.write_text('{"_uuid": "1", "_submission_time": "2026"}', encoding="utf-8")
        with pytest.raises(TextmineError, match="holds no list of records"):
            read(export)


CODES = {"A": "a", "B": "b", "A B": "ab", "B C": "bc", "D / E": "de"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("A", (("a",), ())),
        ("A B", (("ab",), ())),
        ("B A", (("b", "a"), ())),
        ("A B C", (("a", "bc"), ())),
        ("D / E A", (("de", "a"), ())),
        ("A X  Y B", (("a", "b"), ("X", "Y"))),
        ("", ((), ())),
    ],
)
def test_choices_joined_by_blanks(cell, expected):
    assert split(cell, CODES) == expected


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
class TestReal:
    """The exports of one survey written by the exporter of KoboToolbox, against figures counted by hand."""

    FOLDER = REAL / "exports" / "kobo"
    FORM = FOLDER / "kobo_form_content.json"
    EXPORTS = sorted({*FOLDER.glob("kobo_*.csv"), *FOLDER.glob("kobo_*.xlsx"), FOLDER / "kobo_submissions.json"})

    @pytest.mark.parametrize("export", EXPORTS, ids=lambda path: path.name)
    def test_every_export(self, export):
        survey = read(export, structure=self.FORM)
        found = whole(survey)
        assert (survey.respondents, len(survey.questions), survey.languages) == (3, 4, ("en", "fr"))
        answers, comments = found["answers"], found["comments"]
        ticks = answers[answers["selected"].fillna(value=False)]
        counted = ticks.groupby(["question_id", "option_id"], sort=False).size()
        assert sorted(counted.groupby("question_id").agg(sorted).tolist()) == [[1, 1], [1, 2]]
        assert sorted(survey.options.groupby("question_id").size()) == [2, 2, 3]
        assert comments["kind"].value_counts().to_dict() == {"option_comment": 3, "other_text": 1, "free_text": 1}
        assert comments["option_id"].ne("").sum() == 4
        assert answers["value"].notna().sum() == 2

    @pytest.mark.parametrize(
        "export", [e for e in EXPORTS if "both" in e.name or "details" in e.name], ids=lambda p: p.name
    )
    def test_without_the_form(self, export):
        survey = read(export)
        found = whole(survey)
        assert (survey.respondents, len(survey.questions)) == (3, 6)
        assert found["answers"]["selected"].fillna(value=False).sum() == 5
        assert found["comments"]["kind"].value_counts()["other_text"] == 1

    def test_the_form_is_a_structure(self):
        with pytest.raises(TextmineError, match="is the structure of a survey"):
            read(REAL / "exports" / "xlsform" / "mobility.xlsx")
        with pytest.raises(TextmineError, match="is the structure of a survey"):
            read(self.FORM)

    def test_the_form_of_another_survey_with_the_same_names(self):
        survey = read(self.FOLDER / "kobo_xml_both.csv", structure=REAL / "exports" / "xlsform" / "mobility.xlsx")
        assert (survey.respondents, len(survey.questions)) == (3, 3)
        assert any("not in the form and not read" in note for note in survey.notes)


def test_a_choice_that_is_called_as_a_sign_for_no(tmp_path):
    headings = ["pick", "pick/no", "pick/0", "_id", "_uuid", "_submission_time"]
    rows = [["no", "1", "0", "1", "u1", "2026-03-01"], ["0", "0", "1", "2", "u2", "2026-03-01"]]
    survey = read(write_csv(tmp_path / "data.csv", headings, rows))
    answers = whole(survey)["answers"]
    assert list(answers["selected"]) == [True, False, False, True]


def test_the_content_of_a_form_within_an_asset(tmp_path):
    written = write_form(tmp_path / "form.json")
    asset = {"uid": "a1", "content": json.loads(written.read_text(encoding="utf-8"))["content"]}
    written.write_text(json.dumps(asset), encoding="utf-8")
    assert read(sample(tmp_path), structure=written).languages == ("en", "de")


def test_a_folder_with_the_export_and_its_form(tmp_path):
    write_form(tmp_path / "library.xlsx")
    sample(tmp_path)
    survey = read(tmp_path)
    assert [file.name for file in survey.files] == ["answers.csv", "library.xlsx"]
    assert survey.title == "Library"


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        ("selected(${s}, 'books')", "multiple_comments"),
        ('( selected( ${s} ,"books") )', "multiple_comments"),
        ("selected(${s}, 'books') and ${age} > 3", "multiple"),
        ("not(selected(${s}, 'books'))", "multiple"),
        ("selected(${s}, 'films')", "multiple"),
        ("selected(${t}, 'books')", "multiple"),
        ("", "multiple"),
    ],
)
@pytest.mark.parametrize("within", [False, True], ids=["on the question", "on its group"])
def test_conditions_that_open_a_comment(tmp_path, condition, kind, within):
    why = Line("text", "why", ("Why?", "Warum?"), "" if within else condition)
    group = Line("begin_group", "reasons", ("", ""), condition if within else "")
    lines = (Line("select_multiple services", "s", ("What?", "Was?")), group, why, Line("end_group", ""))
    export = write_csv(tmp_path / "a.csv", ["s", "why", "_id", "_uuid"], [["books", "so", "1", "u"]])
    survey = read(export, structure=write_form(tmp_path / "form.xlsx", lines))
    assert survey.questions["kind"].tolist()[0] == kind
    assert whole(survey)["comments"]["raw"].tolist() == ["so"]
    if kind == "multiple":
        assert survey.questions["conditional"].tolist() == [False, bool(condition)]


@pytest.mark.parametrize(
    ("labels", "languages"),
    [
        (["label"], ()),
        (["label::English (en)", "label::French (fr)"], ("en", "fr")),
        (["label:English", "Label::Slovenian"], ("en", "sl")),
        (["label::en", "label :: Klingon"], ("en", "und")),
    ],
)
def test_languages_of_a_form(tmp_path, labels, languages):
    rows = [["type", "name", *labels], ["text", "wish", *(["A wish"] * len(labels))]]
    form = write_book(tmp_path / "form.xlsx", survey=rows, choices=[["list_name", "name"]])
    export = write_csv(tmp_path / "a.csv", ["wish", "_id", "_uuid"], [["tea", "1", "u"]])
    survey = read(export, structure=form)
    assert (survey.languages, survey.questions["text"].tolist()) == (languages, ["A wish"])


def test_repeated_groups_without_a_form(tmp_path):
    records = [{"_id": 1, "_uuid": "u", "_submission_time": "2026", "wish": "tea", "child": [{"child/age": "3"}]}]
    (tmp_path / "a.json").write_text(json.dumps([*records, {**records[0], "_id": 2, "child": None}]), encoding="utf-8")
    book = write_book(
        tmp_path / "a.xlsx", Library=[["wish", "_id", "_uuid"], ["tea", "1", "u"]], child=[["age"], ["3"]]
    )
    for export in (tmp_path / "a.json", book):
        survey = read(export)
        assert "Not read, as a record may have several: child" in survey.notes
        assert list(survey.questions["question_id"]) == ["wish"]


@pytest.mark.parametrize("kind", ["select one", "select_one", "select1", "select one from"])
def test_older_words_for_types(tmp_path, kind):
    form = write_form(tmp_path / "form.xlsx", (Line(f"{kind} often", "often", ("How often?", "Wie oft?")),))
    export = write_csv(tmp_path / "a.csv", ["often", "_id", "_uuid"], [["weekly", "1", "u"]])
    survey = read(export, structure=form)
    assert (survey.questions["kind"].tolist(), len(survey.options)) == (["single"], 3)


def test_grids_of_kobotoolbox(tmp_path):
    content = {
        "survey": [
            {"type": "begin_score", "name": "quality", "kobo--score-choices": "often", "label": ["How often ..."]},
            {"type": "score__row", "name": "books", "label": ["Books"]},
            {"type": "end_score"},
            {"type": "select_multiple", "select_from_list_name": "often", "name": "when", "_or_other": True},
        ],
        "choices": [{"list_name": "often", "name": code, "label": [code]} for code in ("always", "never")],
        "translations": [None],
    }
    (tmp_path / "form.json").write_text(json.dumps(content), encoding="utf-8")
    headings = ["quality/books", "when/always", "when/other", "when_other", "_id", "_uuid"]
    export = write_csv(tmp_path / "a.csv", headings, [["never", "1", "1", "at noon", "1", "u"]])
    survey = read(export, structure=tmp_path / "form.json")
    assert tuples(survey.questions, "question_id", "kind", "section") == [
        ("books", "single", "How often ..."),
        ("when", "multiple", ""),
    ]
    assert tuples(whole(survey)["comments"], "option_id", "kind", "raw") == [("other", "other_text", "at noon")]


def test_half_a_character_is_replaced(tmp_path):
    record = {"_id": 1, "_uuid": "u", "__version__": "v", "_submission_time": "2026-01-01", "why": "half \udc00 of it"}
    (tmp_path / "a.json").write_text(json.dumps({"results": [record]}), encoding="utf-8")
    assert whole(read(tmp_path / "a.json"))["comments"]["raw"].tolist() == ["half \ufffd of it"]
