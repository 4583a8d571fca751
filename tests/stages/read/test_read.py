"""What the tables hold, on small invented surveys."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import pytest
from helpers import DEMO, REAL
from hypothesis import given
from hypothesis import strategies as st
from lime import build_csv, build_lss, question, survey, tuples, whole
from pandas.testing import assert_frame_equal

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read
from textmine.stages.read.locate import surveys_below
from textmine.tables import natural_key

META = ["id", "submitdate", "startlanguage"]
MEASURES = question(
    "M1", "P", "<p>Which&nbsp;measures?</p>", other="Y", subs={"A": "Trams &amp; <b>buses</b>", "B": "Bikes"}
)
BOXES = ["M1[A]", "M1[Acomment]", "M1[B]", "M1[Bcomment]", "M1[other]", "M1[othercomment]"]
ONE = ["Y", "good", "", "no tick", "Ferries", "slow"]


def test_every_tick_with_its_own_comment(tmp_path: Path) -> None:
    found = whole(survey(tmp_path, META + BOXES, [["7", "2026-01-02 03:04:05", "de-informal", *ONE]], [MEASURES]))
    assert tuples(found["answers"], "option_id", "shown", "selected", "value") == [
        ("A", True, True, None),
        ("B", True, False, None),
        ("other", True, True, None),
    ]
    assert tuples(found["comments"], "comment_id", "option_id", "kind", "raw", "source_column") == [
        ("7:M1:A:option_comment", "A", "option_comment", "good", "M1[Acomment]"),
        ("7:M1:B:option_comment", "B", "option_comment", "no tick", "M1[Bcomment]"),
        ("7:M1:other:other_text", "other", "other_text", "Ferries", "M1[other]"),
        ("7:M1:other:other_comment", "other", "other_comment", "slow", "M1[othercomment]"),
    ]
    assert tuples(found["respondents"], "respondent_id", "submitted", "complete", "start_language", "source_row") == [
        ("7", "2026-01-02 03:04:05", True, "de", 2)
    ]
    assert tuples(found["questions"], "question_id", "text", "kind", "language", "section") == [
        ("M1", "Which measures?", "multiple_comments", "en", "Part 1")
    ]
    assert tuples(found["options"], "option_id", "text", "is_other") == [
        ("A", "Trams & buses", False),
        ("B", "Bikes", False),
        ("other", "Other", True),
    ]


def test_nothing_answered_is_shown_to_nobody_knows_whom(tmp_path: Path) -> None:
    found = whole(survey(tmp_path, [*META, *BOXES], [["1", "", "en", *[""] * 6], ["2", "", "en", *ONE]], [MEASURES]))
    first = found["answers"][found["answers"]["respondent_id"] == "1"]
    assert tuples(first, "shown", "selected") == [(None, False)] * 3
    assert tuples(found["respondents"], "submitted", "complete") == [(None, False), (None, False)]


def test_a_comment_column_without_its_tick_column(tmp_path: Path) -> None:
    read_ = survey(tmp_path, ["M1[Acomment]"], [["alone"], [""]], [MEASURES])
    found = whole(read_)
    assert tuples(found["answers"], "respondent_id", "option_id", "shown", "selected") == [
        ("1", "A", True, None),
        ("2", "A", None, None),
    ]
    assert tuples(found["comments"], "comment_id", "raw") == [("1:M1:A:option_comment", "alone")]
    assert tuples(found["respondents"], "complete", "start_language") == [(None, "und")] * 2
    assert any("M1[A], M1[B]" in note for note in read_.notes)
    assert any("numbered from 1" in note for note in read_.notes)


KINDS = [
    (question("Q", "L", other="Y", answers={"a": "Alpha"}), {"Q": "-oth-", "Q[other]": "beta"}, [("", "", "other")]),
    (question("Q", "!", answers={"a": "Alpha"}), {"Q": "a"}, [("", "", "a")]),
    (question("Q", "O", answers={"a": "Alpha"}), {"Q": "a", "Q[comment]": "why"}, [("", "", "a")]),
    (question("Q", "S"), {"Q": "text"}, [("", "", None)]),
    (question("Q", "U"), {"Q": "text"}, [("", "", None)]),
    (question("Q", "N"), {"Q": "3.50"}, [("", "", "3.5")]),
    (question("Q", "D"), {"Q": "2026-01-01 00:00:00"}, [("", "", "2026-01-01 00:00:00")]),
    (question("Q", "Y"), {"Q": "Y"}, [("", "", "Y")]),
    (question("Q", "G"), {"Q": "F"}, [("", "", "F")]),
    (question("Q", "5"), {"Q": "4"}, [("", "", "4")]),
    (question("Q", "I"), {"Q": "fr"}, [("", "", "fr")]),
    (question("Q", "*"), {"Q": "12"}, [("", "", "12")]),
    (question("Q", "|"), {"Q": '[{"name":"cv.pdf"}]', "Q[filecount]": "1"}, [("", "", "1")]),
    (question("Q", "Q", subs={"r": "R"}), {"Q[r]": "text"}, [("r", "", None)]),
    (question("Q", "K", subs={"r": "R"}), {"Q[r]": "2"}, [("r", "", "2")]),
    *((question("Q", letter, subs={"r": "R"}), {"Q[r]": "1"}, [("r", "", "1")]) for letter in "ABFH"),
    (question("Q", "C", subs={"r": "R"}), {"Q[r]": "U"}, [("r", "", "U")]),
    (question("Q", "E", subs={"r": "R"}), {"Q[r]": "I"}, [("r", "", "I")]),
    (question("Q", "1", subs={"r": "R"}), {"Q[r][1]": "x", "Q[r][2]": "y"}, [("r", "0", "x"), ("r", "1", "y")]),
    (question("Q", ":", subs={"r": "R"}, cols={"c": "C"}), {"Q[r_c]": "5"}, [("r", "c", "5")]),
    (question("Q", ";", subs={"r": "R"}, cols={"c": "C"}), {"Q[r_c]": "text"}, [("r", "c", None)]),
    (question("Q", "R", answers={"a": "A", "b": "B"}), {"Q[1]": "b", "Q[2]": ""}, [("1", "", "b"), ("2", "", None)]),
]


@pytest.mark.parametrize(("asked", "cells", "expected"), KINDS, ids=[q["type"] for q, _, _ in KINDS])
def test_every_type_of_question(
    tmp_path: Path, asked: dict, cells: dict[str, str], expected: list[tuple[str, str, str | None]]
) -> None:
    found = whole(survey(tmp_path, ["id", *cells], [["1", *cells.values()]], [asked]))
    assert tuples(found["answers"], "row_id", "option_id", "value") == expected
    assert set(found["answers"]["shown"]) == {True}
    typed = {"text", "beta", "why"} & set(cells.values())
    assert set(found["comments"]["raw"]) == typed


def test_traps_of_names(tmp_path: Path) -> None:
    """`mother` ends in other, and an ordinary option may be called other when the question has none."""
    asked = [question("T1", "M", subs={"mother": "Mother", "other": "The other one"}), MEASURES]
    found = whole(survey(tmp_path, ["id", "T1[mother]", "T1[other]"], [["1", "Y", "Y"]], asked))
    assert tuples(found["answers"], "option_id", "selected") == [("mother", True), ("other", True)]
    assert found["comments"].empty


def test_whitespace_and_not_available_stay_comments(tmp_path: Path) -> None:
    rows = [["1", "Y", "  ", "Y", "N/A", "", ""]]
    found = whole(survey(tmp_path, ["id", *BOXES], rows, [MEASURES]))
    assert list(found["comments"]["raw"]) == ["  ", "N/A"]


def test_an_equation_loses_its_mask_only_where_all_are_masked(tmp_path: Path) -> None:
    def raw(*texts: str) -> list[str]:
        rows = [[str(n), text] for n, text in enumerate(texts)]
        return list(whole(survey(tmp_path, ["id", "T"], rows, [question("T", "T")]))["comments"]["raw"])

    assert raw("'=1+1", "'quoted'") == ["=1+1", "'quoted'"]
    assert raw("'=1+1", "=2") == ["'=1+1", "=2"]


def test_columns_only_one_side_knows_are_noted(tmp_path: Path) -> None:
    notes = survey(tmp_path, ["id", "T", "GONE[1]", "T"], [["1", "a", "b", "c"]], [question("T", "T"), MEASURES]).notes
    assert any("GONE[1]" in note and "not read" in note for note in notes)
    assert any("6 columns in the structure but not in the export: M1[A]" in note for note in notes)
    assert any(note.startswith("1 column twice in the export") for note in notes)
    assert list(whole(read(tmp_path / "export.csv", structure=tmp_path / "given.lss"))["comments"]["raw"]) == ["a"]


def test_attributes_by_rule_and_by_name(tmp_path: Path) -> None:
    many = {f"c{n}": f"Country {n}" for n in range(13)}
    asked = [
        question("SIZE", "L", answers={"s": "Small", "l": "Large"}),
        question("LAND", "!", answers=many),
        question("AGAIN", "Y"),
        question("T", "S"),
        question("MANY", "M", subs={"a": "A"}),
        question("WHO", "S", "Your name"),
    ]
    headings = ["id", "SIZE", "LAND", "AGAIN", "T", "attribute_1", "Strand", "email", "MANY[a]", "WHO"]
    rows = [["1", "s", "c3", "N", "free", "x", "two", "a@example.org", "Y", "Xy"], ["2", *[""] * 9]]

    def attributes(*named: str) -> list[tuple[object, ...]]:
        found = survey(tmp_path, headings, rows, asked, settings=ReadSettings(attributes=named))
        return tuples(whole(found)["attributes"], "respondent_id", "attribute", "value")

    default = [("1", "SIZE", "Small"), ("1", "AGAIN", "No"), ("1", "attribute_1", "x")]
    assert attributes() == default
    named = [("1", "LAND", "Country 3"), ("1", "T", "free"), ("1", "Strand", "two")]
    assert sorted(attributes("LAND", "T", "Strand")) == sorted(default + named)
    for wrong in ("email", "LANT", "MANY", "WHO"):
        with pytest.raises(TextmineError, match=wrong):
            attributes(wrong)


def test_described_participant_attributes(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "T", "Strand"], [["1", "a", "two"]]))
    described = '{"attribute_1": {"description": "Strand"}, "attribute_2": {"description": ""}}'
    (tmp_path / "x.lss").write_bytes(build_lss([question("T", "T")], described=described))
    found = read(tmp_path / "x.csv")
    assert not [note for note in found.notes if "Strand" in note]
    assert tuples(whole(found)["attributes"], "attribute", "value") == [("Strand", "two")]


def test_personal_participant_attributes_are_left_out(tmp_path: Path) -> None:
    rows = [[str(n), "a", "North", "Ms X", f"p{n}@example.org"] for n in range(3)]
    (tmp_path / "x.csv").write_bytes(build_csv(["id", "T", "attribute_1", "attribute_2", "Reach"], rows))
    described = (
        '{"attribute_1": {"description": "Strand"}, "attribute_2": {"description": "Last name"}, '
        '"attribute_3": {"description": "Reach"}}'
    )
    (tmp_path / "x.lss").write_bytes(build_lss([question("T", "T")], described=described))
    found = read(tmp_path / "x.csv")
    assert set(whole(found)["attributes"]["attribute"]) == {"attribute_1"}
    assert "2 columns on personal data and not read: attribute_2, Reach" in found.notes
    with pytest.raises(TextmineError, match="'Reach' cannot be an attribute"):
        read(tmp_path / "x.csv", settings=ReadSettings(attributes=("Reach",)))


def test_values_of_personal_questions_are_neither_counted_nor_attributes(tmp_path: Path) -> None:
    asked = [
        question("TEL1", "N", "Your telephone number"),
        question("BORN", "D", "Date of birth"),
        question("MANY", "N", "How many members?"),
        question("ITEMS", "Q", "About you", subs={"a": "Your e-mail"}),
    ]
    headings = ["id", "TEL1", "BORN", "MANY", "ITEMS[a]"]
    rows = [["1", "555123", "1980-02-03", "12", "a@example.org"]]
    found = survey(tmp_path, headings, rows, asked)
    assert tuples(found.questions, "question_id", "personal") == [
        ("TEL1", True), ("BORN", True), ("MANY", False), ("ITEMS", True),
    ]  # fmt: skip
    assert tuples(whole(found)["answers"], "question_id", "shown", "value") == [
        ("TEL1", True, None), ("BORN", True, None), ("MANY", True, "12"), ("ITEMS", True, None),
    ]  # fmt: skip
    for name in ("TEL1", "BORN", "ITEMS[a]"):
        with pytest.raises(TextmineError, match="cannot be an attribute"):
            survey(tmp_path, headings, rows, asked, settings=ReadSettings(attributes=(name,)))


def test_a_missing_attribute_is_named_as_it_was_typed(tmp_path: Path) -> None:
    asked = [
        question("SIZE", "L", answers={"s": "Small"}),
        question("A1T", "T", "Why 1?"),
        question("A2T", "T", "Why 2?"),
    ]
    headings = ["id", "SIZE", "A1T", "A2T", "STRAND", "email"]

    def error(name: str) -> list[str]:
        with pytest.raises(TextmineError) as caught:
            survey(tmp_path, headings, [["1", "s", "", "", "x", ""]], asked, settings=ReadSettings(attributes=(name,)))
        return caught.value.lines()

    assert error("strand") == ["There is no attribute 'strand'.", "Hint: did you mean 'STRAND'?"]
    assert error("size") == ["There is no attribute 'size'.", "Hint: did you mean 'SIZE'?"]
    assert "email" not in error("region")[-1]
    assert error("A2T")[0] == "The question 'A2T' cannot be an attribute."


def test_codes_alike_of_rows_and_columns_are_kept_apart(tmp_path: Path) -> None:
    both = {"1": "One", "11": "Eleven"}
    headings = ["id", "Q[1_1]", "Q[1_11]", "Q[11_1]", "Q[11_11]"]
    found = whole(survey(tmp_path, headings, [["1", "5", "6", "7", "8"]], [question("Q", ":", subs=both, cols=both)]))
    assert tuples(found["answers"], "row_id", "option_id", "value") == [
        ("1", "1", "5"), ("1", "11", "6"), ("11", "1", "7"), ("11", "11", "8"),
    ]  # fmt: skip


def test_personal_questions_are_marked_and_still_rows(tmp_path: Path) -> None:
    asked = [
        question("K", "S", "Your e-mail address"),
        question("V", "S", "Code", preg="/^.+@.+$/"),
        question("T", "T"),
    ]
    rows = [["1", "a@example.org", "b@example.org", "text"]]
    plain = survey(tmp_path, ["id", "K", "V", "T"], rows, asked)
    assert tuples(plain.questions, "question_id", "personal") == [("K", True), ("V", True), ("T", False)]
    assert len(whole(plain)["comments"]) == 3
    named = survey(tmp_path, ["id", "K", "V", "T"], rows, asked, settings=ReadSettings(personal=("T",)))
    assert set(named.questions["personal"]) == {True}
    with pytest.raises(TextmineError, match="personal"):
        survey(tmp_path, ["id", "K"], [["1", ""], ["2", ""]], asked, settings=ReadSettings(personal=("NONE",)))


def test_batches_and_order_and_repetition(tmp_path: Path) -> None:
    rows = [[f"R{n}", "", "en", *ONE] for n in (10, 2, 1, 9, 11)]
    found = survey(tmp_path, META + BOXES, rows, [MEASURES])
    assert found.respondents == 5
    assert [len(batch["respondents"]) for batch in found.batches(2)] == [2, 2, 1]
    assert list(whole(found)["respondents"]["respondent_id"]) == ["R1", "R2", "R9", "R10", "R11"]
    again = whole(survey(tmp_path, META + BOXES, rows, [MEASURES]))
    for size in (1, 2, 5):
        for name, data in whole(found, size).items():
            assert_frame_equal(data, again[name])


def test_source_row_is_the_row_of_a_spreadsheet_though_cells_hold_line_breaks(tmp_path: Path) -> None:
    rows = [["1", "", "en", "", "two\nlines", "", "", "", ""], ["2", "", "en", "", "x", "", "", "", ""]]
    found = whole(survey(tmp_path, META + BOXES, rows, [MEASURES]))
    assert list(found["comments"]["source_row"]) == [2, 3]
    assert list(found["respondents"]["source_row"]) == [2, 3]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(tmp_path: Path, separator: str) -> None:
    found = whole(survey(tmp_path, META + BOXES, [["1", "", "en", *ONE]], [MEASURES], separator=separator))
    assert len(found["comments"]) == 4


def test_utf16_with_byte_order_mark(tmp_path: Path) -> None:
    text = build_csv(["id", "T[a]"], [["1", "čaj; žito"]]).decode("utf-8-sig")
    (tmp_path / "x.csv").write_bytes(text.encode("utf-16"))
    assert read(tmp_path / "x.csv").respondents == 1


LONG_LANGUAGES = [("en", "Yes", "Citizen", "Other", "Good"), ("fr", "Oui", "Citoyen", "Autre", "Bon")]


@pytest.mark.parametrize(("language", "yes", "role", "other", "good"), LONG_LANGUAGES)
def test_labels_become_codes_in_the_language_of_the_export(
    tmp_path: Path, language: str, yes: str, role: str, other: str, good: str
) -> None:
    asked = [
        question(
            "ROLE", "L", other="Y", answers={"A1": {"en": "Citizen", "fr": "Citoyen"}, "A2": {"en": "1", "fr": "1"}}
        ),
        question(
            "RATE", "F", subs={"r": "Row"}, answers={"1": {"en": "Good", "fr": "Bon"}, "2": {"en": "1", "fr": "1"}}
        ),
        question("OK", "Y"),
        MEASURES,
    ]
    rows = [["1", role, "", good, yes, yes, ""], ["2", other, "me", "1", "N/A", "N/A", ""]]
    headings = ["id", "ROLE", "ROLE[other]", "RATE[r]", "OK", "M1[A]", "M1[Acomment]"]
    found = survey(tmp_path, headings, rows, asked, languages=("en", "fr"))
    assert any(repr(language) in note for note in found.notes)
    answers = whole(found)["answers"]
    assert tuples(answers, "question_id", "shown", "selected", "value") == [
        ("ROLE", True, None, "A1"), ("RATE", True, None, "1"), ("OK", True, None, "Y"), ("M1", True, True, None),
        ("ROLE", True, None, "other"), ("RATE", True, None, "2"), ("OK", None, None, None), ("M1", False, None, None),
    ]  # fmt: skip


def test_converted_no_is_no_comment(tmp_path: Path) -> None:
    rows = [["1", "1", "2", "2", "why 2", "2", "2"], ["2", "", "", "", "", "", ""]]
    found = whole(survey(tmp_path, ["id", *BOXES], rows, [MEASURES]))
    assert list(found["comments"]["raw"]) == ["why 2"]
    assert tuples(found["answers"], "shown", "selected") == [
        (True, True), (True, False), (True, False), (False, None), (False, None), (False, None),
    ]  # fmt: skip


def test_an_empty_box_late_in_a_long_survey(tmp_path: Path) -> None:
    rows = [[str(n), "1", f"comment {n}"] for n in range(600)]
    found = whole(survey(tmp_path, ["id", *BOXES[:2]], [*rows, ["600", "0", "0"]], [MEASURES]))
    assert len(found["comments"]) == 600


def test_converted_boxes_without_comments(tmp_path: Path) -> None:
    asked = question("M2", "M", subs={"A": "Trams", "B": "Bikes"})
    found = whole(survey(tmp_path, ["id", "M2[A]", "M2[B]"], [["1", "1", "0"], ["2", "", ""]], [asked]))
    assert tuples(found["answers"], "shown", "selected") == [(True, True), (True, False), (False, None), (False, None)]


def test_labels_with_markup(tmp_path: Path) -> None:
    asked = question("ART", "L", answers={"a": "Art &amp; <b>craft</b>", "b": "None"})
    rows = [["1", "Art &amp; craft"], ["2", "Art & craft"], ["3", "a"]]
    found = whole(survey(tmp_path, ["id", "ART"], rows, [asked]))
    assert list(found["answers"]["value"]) == ["a", "a", "a"]


def test_a_folder_with_an_export_and_its_structure(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_bytes(build_csv(["id", *BOXES], [["1", *ONE]]))
    (tmp_path / "any.lss").write_bytes(build_lss([MEASURES]))
    for name in ("README.md", "textmine.toml", "codebook.yaml", ".~lock.csv"):
        (tmp_path / name).write_text("x")
    found = read(tmp_path)
    assert found.title == "An invented survey"
    assert found.format == "limesurvey-csv-code"
    assert [path.name for path in found.files] == ["results.csv", "any.lss"]
    assert read(tmp_path / "results.csv").files == found.files


BESIDE = {
    "README.txt": "Answers of the survey as exported [June]\n",
    "list.txt": "One [note]\n",
    "members.csv": "a,b\n1,2\n",
    "people.csv": "id;first_name\n1;X\n",
    "labels.csv": "comment_id,start,end,theme_id,coder,decision\n",
    "empty.csv": "",
    "photo.txt": "\0\1",
    "wide.csv": '"' + "x" * 200_000 + '",b\n',
}


def test_other_files_beside_the_export(tmp_path: Path) -> None:
    for name, text in BESIDE.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(TextmineError, match=r"holds no survey export: none of README\.txt, empty\.csv"):
        read(tmp_path)
    (tmp_path / "results.csv").write_bytes(build_csv(["id", *BOXES], [["1", *ONE]]))
    assert [path.name for path in read(tmp_path).files] == ["results.csv"]


def test_surveys_below_a_folder(tmp_path: Path) -> None:
    for name in ("one", "two", "none", "empty"):
        (tmp_path / name).mkdir()
    for path in ("one/a.csv", "two/a.csv", "two/b.csv"):
        (tmp_path / path).write_bytes(build_csv(["id", *BOXES], [["1", *ONE]]))
    for path in ("one/README.txt", "two/members.csv", "none/members.csv"):
        (tmp_path / path).write_text("a,b\n1,2\n")
    found = [str(path.relative_to(tmp_path)) for path in surveys_below(tmp_path)]
    assert found == ["none", "one", "two/a.csv", "two/b.csv"]


def test_expression_manager_codes(tmp_path: Path) -> None:
    headings = ["id", "M1_A", "M1_Acomment", "M1_other"]
    found = survey(tmp_path, headings, [["1", "Y", "fine", ""]], [MEASURES])
    assert found.format == "limesurvey-csv-emcode"
    assert tuples(whole(found)["comments"], "comment_id", "source_column") == [("1:M1:A:option_comment", "M1_Acomment")]
    alone = survey(tmp_path, headings, [["1", "Y", "fine", ""]], settings=ReadSettings(format="limesurvey"))
    assert tuples(whole(alone)["comments"], "comment_id", "source_column") == [("1:M1:A:option_comment", "M1_Acomment")]
    with pytest.raises(TextmineError, match="expression-manager"):
        survey(tmp_path, ["id", "lastpage", "A_1", "A_1_2_3"], [["1", "", "", ""]])


# a file with a zero byte is no text, and an apostrophe before = is LimeSurvey's own
text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1).filter(
    lambda t: not t.startswith("'=")
)


@given(first=text, second=text)
def test_any_text_comes_back_unchanged(first: str, second: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [["1", "Y", first, "Y", second, "", ""], ["2", "Y", second, "", "", first, ""]]
        found = whole(survey(Path(folder), ["id", *BOXES], rows, [MEASURES]))
    assert list(found["comments"]["raw"]) == [first, second, second, first]


def test_row_accounting(tmp_path: Path) -> None:
    """Every cell of a text column that is not empty is a comment, and nothing else is."""
    boxes = [["x" * (n % 3), "y" * (n % 2), "", "z", "", "w" * (n % 5 == 0)] for n in range(20)]
    found = whole(survey(tmp_path, ["id", *BOXES], [[str(n), *row] for n, row in enumerate(boxes)], [MEASURES]))
    texts = (1, 3, 4, 5)
    assert len(found["comments"]) == sum(bool(row[column]) for row in boxes for column in texts)


XPHI = REAL / "xphi_limesurvey_comments"


@pytest.mark.skipif(not XPHI.is_dir(), reason="the data sets beside the checkout are not there")
def test_a_published_export_with_a_column_per_comment_only() -> None:
    found = read(XPHI / "public_text.csv", structure=XPHI / "survey.lss")
    tables = whole(found)
    assert found.respondents == 50
    assert len(tables["comments"]) == 73
    assert (tables["comments"]["question_id"] == "S3").sum() == 57
    labels = whole(read(XPHI / "public_geo_spec.csv", structure=XPHI / "survey.lss"))
    countries = labels["answers"][labels["answers"]["question_id"] == "D6"]["value"]
    codes = set(labels["options"][labels["options"]["question_id"] == "D6"]["option_id"])
    assert set(countries.dropna()) <= codes


ARTIFACT = REAL / "artifact_survey" / "results-survey54231.csv"


@pytest.mark.skipif(not ARTIFACT.is_file(), reason="the data sets beside the checkout are not there")
def test_a_published_export_without_structure() -> None:
    found = read(ARTIFACT)
    tables = whole(found)
    assert found.respondents == 257
    texts = tables["questions"][tables["questions"]["kind"] == "text"]
    assert len(texts) == 20
    # the 1,442 answers its README counts, and 14 such as "N/A" that pandas takes for missing
    assert len(tables["comments"]) == 1456
    assert sorted(tables["respondents"]["respondent_id"], key=natural_key) == list(
        tables["respondents"]["respondent_id"]
    )


def test_notes_on_labels_and_boxes(tmp_path: Path) -> None:
    asked = [question("ROLE", "L", answers={"a": "Citizen", "b": "Citizen", "c": "Other person"}), MEASURES]
    read_ = survey(tmp_path, ["id", "ROLE", "M1[A]"], [["1", "Citizen", "checked"], ["2", "Nobody", "Yes"]], asked)
    assert any("same label" in note and "ROLE" in note for note in read_.notes)
    assert any("read as ticked: checked" in note for note in read_.notes)
    assert any("no option of their question" in note and "ROLE" in note for note in read_.notes)
    answers = whole(read_)["answers"]
    assert tuples(answers, "question_id", "selected", "value") == [
        ("ROLE", None, "a"), ("M1", True, None), ("ROLE", None, "Nobody"), ("M1", True, None),
    ]  # fmt: skip


def test_the_demo_survey_as_csv_and_as_archive() -> None:
    csv_, archive = (whole(read(path)) for path in (DEMO, DEMO.parent / "escp4i_2018.lsa"))
    for name in ("questions", "options", "attributes"):
        assert_frame_equal(csv_[name], archive[name])
    where = ["source_file", "source_row"]
    assert_frame_equal(csv_["comments"].drop(columns=where), archive["comments"].drop(columns=where))
    assert_frame_equal(
        csv_["answers"].drop(columns=["shown", "selected"]), archive["answers"].drop(columns=["shown", "selected"])
    )
    ticked = [set(found["answers"].index[found["answers"]["selected"].fillna(False)]) for found in (csv_, archive)]  # noqa: FBT003 - pandas
    assert ticked[0] == ticked[1]
    personal = csv_["questions"][csv_["questions"]["personal"]]
    assert list(personal["question_id"]) == ["CONTACT", "EMAIL"]
    repeated = csv_["questions"][csv_["questions"]["records"] > 0]
    assert set(repeated["question_id"].str.split("#").str[0]) >= {"AGR", "F", "COL"}


def test_long_answers_make_smaller_batches_of_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    headings = ["id", "T"]
    asked = [question("T", "T")]
    rows = [[str(number), "x" * (30 if number % 3 else 4000)] for number in range(1, 31)]
    together = [frames["comments"] for frames in survey(tmp_path, headings, rows, asked).batches(100)]
    assert len(together) == 1
    monkeypatch.setattr("textmine.stages.read._MOST_LONG", 10_000)
    parts = [frames["comments"] for frames in survey(tmp_path, headings, rows, asked).batches(100)]
    assert [len(part) for part in parts] == [9, 9, 9, 3]  # three long ones in each
    assert_frame_equal(pd.concat(parts, ignore_index=True), together[0])
