"""Tables with headings of their own: comments in a column, a question a column, parquet; never guessed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from helpers import REAL
from lime import tuples, whole

from textmine import config
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read, sniff
from textmine.stages.read.cells import book

HEADINGS = ["Case", "What should change?", "Branch", "E-mail", "Visits", "Remarks by desk"]
ROWS = [
    ["7", "Longer hours on Sunday.", "North", "a@example.org", "3", "called twice"],
    ["9", "", "South", "", "1", ""],
    ["8", "=more chairs", "North", "c@example.org", "2", "wants a reply"],
    ["12", "Mehr Bücher, bitte!\nUnd Ruhe.", "South", "d@example.org", "10", "nothing special"],
]


def _text(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADINGS, *ROWS])
    return path


def _book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADINGS, *ROWS]:
        book.active.append(row)
    for cell in book.active["B"]:
        cell.data_type = "s"
    book.save(path)
    return path


def _parquet(path: Path) -> Path:
    columns = dict(zip(HEADINGS, map(list, zip(*ROWS, strict=True)), strict=True))
    visits = pa.array([int(each) for each in columns["Visits"]])
    pq.write_table(pa.table(columns | {"Visits": visits}), path)
    return path


FILES = [(_text, "a.csv"), (_book, "a.xlsx"), (_parquet, "a.parquet")]
COMMENTS = ReadSettings(text_columns=("What should change?",), id_column="Case")


@pytest.mark.parametrize(("write", "name"), FILES)
def test_a_column_of_comments(tmp_path: Path, write, name: str) -> None:
    survey = read(write(tmp_path / name), settings=COMMENTS)
    assert survey.recognised == "its columns of comments are named"
    assert tuples(survey.questions, "question_id", "text", "kind") == [("Q2", "What should change?", "text")]
    found = whole(survey)
    assert list(found["respondents"]["respondent_id"]) == ["7", "8", "9", "12"]
    assert tuples(found["comments"], "respondent_id", "raw", "source_row", "source_column") == [
        ("7", "Longer hours on Sunday.", 2, "What should change?"),
        ("8", "=more chairs", 4, "What should change?"),
        ("12", "Mehr Bücher, bitte!\nUnd Ruhe.", 5, "What should change?"),
    ]
    assert tuples(found["attributes"], "respondent_id", "attribute", "value") == [
        ("7", "Branch", "North"), ("8", "Branch", "North"), ("9", "Branch", "South"), ("12", "Branch", "South"),
    ]  # fmt: skip
    assert survey.personal == ("E-mail",)
    assert (
        survey.notes[0] == "2 columns neither comments nor groups of respondents and not read: Visits, Remarks by desk"
    )


@pytest.mark.parametrize(("write", "name"), FILES)
def test_a_question_a_column(tmp_path: Path, write, name: str) -> None:
    survey = read(write(tmp_path / name), settings=ReadSettings(format="table", id_column="Case"))
    assert tuples(survey.questions, "text", "kind") == [
        ("What should change?", "text"), ("Branch", "single"), ("Visits", "number"), ("Remarks by desk", "text"),
    ]  # fmt: skip
    assert survey.personal == ("E-mail",)


def test_the_first_rows_of_a_workbook_are_read_without_the_rest(tmp_path: Path, monkeypatch) -> None:
    def rows(*_):
        yield ["a", "b"]
        yield [None]
        yield [1]
        pytest.fail("a further row was read")

    monkeypatch.setattr(book, "_modern", rows)
    assert book.BookSheet(_book(tmp_path / "a.xlsx")).first(2) == (("a", "b"), ("1", ""))


def test_a_workbook_is_looked_at_once(tmp_path: Path, monkeypatch) -> None:
    looks = []
    monkeypatch.setattr(sniff.BookSheet, "first", lambda *_: looks.append(1) or (("a", "b"),))
    read(_book(tmp_path / "a.xlsx"), settings=ReadSettings(format="table"))
    assert len(looks) == 1


@pytest.mark.parametrize(("write", "name"), FILES)
def test_without_a_word_of_the_user_it_is_refused(tmp_path: Path, write, name: str) -> None:
    with pytest.raises(TextmineError, match=r"(?s)not a survey export.*--text-column.*--id-column.*--format table"):
        read(write(tmp_path / name))


def test_two_columns_of_comments_and_no_id(tmp_path: Path) -> None:
    settings = ReadSettings(text_columns=("What should change?", "Remarks by desk"))
    survey = read(_text(tmp_path / "a.csv"), settings=settings)
    assert list(survey.questions["kind"]) == ["text", "text"]
    assert "The export has no column of ids: the records are numbered from 1." in survey.notes
    assert len(whole(survey)["comments"]) == 6


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (ReadSettings(text_columns=("What should chnge?",)), r"no column 'What should chnge\?'.*did you mean"),
        (ReadSettings(text_columns=("Remarks by desk",), id_column="Cse"), "no column 'Cse'.*did you mean 'Case'"),
        (ReadSettings(text_columns=("Remarks by desk",), id_column="Branch"), "more than one record with the id North"),
        (ReadSettings(text_columns=("Remarks by desk",), format="limesurvey"), "named as one of comments in an export"),
        (ReadSettings(format="tabel"), "no format 'tabel'.*did you mean 'table'"),
    ],
)
def test_what_cannot_be_read_so(tmp_path: Path, settings: ReadSettings, message: str) -> None:
    with pytest.raises(TextmineError, match=f"(?s){message}"):
        read(_text(tmp_path / "a.csv"), settings=settings)


def test_a_table_has_no_structure(tmp_path: Path) -> None:
    (tmp_path / "b.lss").write_text("<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>")
    with pytest.raises(TextmineError, match="exports of table have none"):
        read(_text(tmp_path / "a.csv"), structure=tmp_path / "b.lss", settings=COMMENTS)


def test_lines_of_json_are_refused_with_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("".join(json.dumps({"id": n, "text": "a word"}) + "\n" for n in range(3)))
    with pytest.raises(TextmineError, match=r"(?s)an object a line: save it as a table \(\.csv\).*--text-column"):
        read(file)


def test_cells_of_parquet_are_texts(tmp_path: Path) -> None:
    columns = {
        "n": pa.array([1.0, float("nan"), 2.5]),
        "when": pa.array([0, None, 86_400], pa.timestamp("s")),
        "several": pa.array([["bus", "train"], [], None]),
        "pair": pa.array([{"a": 1}, None, None]),
    }
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    from textmine.stages.read.cells.parquet import ParquetSheet

    assert [row.cells for row in ParquetSheet(tmp_path / "a.parquet").rows()] == [
        ("n", "when", "several", "pair"),
        ("1", "1970-01-01", "bus;train", '{"a": 1}'),
        ("", "", "", ""),
        ("2.5", "1970-01-02", "", ""),
    ]


def test_a_damaged_parquet_is_an_error(tmp_path: Path) -> None:
    file = _parquet(tmp_path / "a.parquet")
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(TextmineError, match="no parquet file that can be read"):
        read(file, settings=COMMENTS)


def test_a_text_in_parquet_that_is_none(tmp_path: Path) -> None:
    file = tmp_path / "a.parquet"
    pq.write_table(pa.table({"comment": ["by the lake"]}), file, compression="none", use_dictionary=False)
    file.write_bytes(file.read_bytes().replace(b"by the", b"by \xffhe"))
    with pytest.raises(TextmineError, match="no parquet file that can be read"):
        read(file, settings=ReadSettings(text_columns=("comment",)))


# Real tables: the column of comments and of ids (from 1), respondents and comments, counted without this code.
LISTS = [
    ("nhs_phase1/nhs_phase1.csv", 4, 8, 8947, 8947),
    ("polis_opendata/american-assembly.bowling-green_comments.csv", 8, 3, 896, 896),
    ("polis_opendata/austria-climate.2vkxcncppn.2022-07-07_comments.csv", 8, 3, 1039, 1039),
    ("polis_opendata/vtaiwan.uberx_comments.csv", 8, 3, 197, 197),
    ("polis_opendata/bg2050-volunteers_comments.csv", 10, 2, 371, 371),
]
CLOUD = REAL / "alliance_cloud_en_fr" / "alliance_cloud_survey_2023_en_fr.csv"
# Columns of open answers of that table, and how many cells of each hold one.
OPEN = {
    12: 41, 21: 20, 32: 87, 44: 26, 54: 16, 60: 95, 71: 12, 86: 41, 96: 16, 98: 41, 103: 13, 112: 98, 113: 159, 116: 46,
    130: 10, 133: 5, 142: 10, 143: 13, 145: 40, 147: 34, 152: 3, 161: 23, 169: 10, 180: 11, 182: 10, 184: 18, 185: 59,
    189: 91,
}  # fmt: skip
# A question with several answers: the columns of its ticks with how many ticked, and of its other text.
TICKS = {2: 281, 3: 59, 4: 112, 5: 54, 6: 14, 7: 50, 8: 12, 9: 9, 10: 43}


def _headings(path: Path) -> list[str]:
    from textmine.stages.read.understand import names

    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(names(next(csv.reader(file))))


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
@pytest.mark.parametrize(("name", "text", "key", "respondents", "comments"), LISTS)
def test_real_lists_of_comments(name: str, text: int, key: int, respondents: int, comments: int) -> None:
    headings = _headings(REAL / name)
    settings = ReadSettings(text_columns=(headings[text - 1],), id_column=headings[key - 1])
    survey = read(REAL / name, settings=settings)
    found = whole(survey, 10_000)
    assert (survey.respondents, len(found["comments"]), survey.personal) == (respondents, comments, ())
    assert len(survey.questions) == 1


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
def test_real_lines_of_json_are_refused() -> None:
    with pytest.raises(TextmineError, match=r"save it as a table \(\.csv\)"):
        read(REAL / "cycling_dialogues_de_dev" / "moers_ehrenfeld.jsonl")


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
def test_a_real_export_of_a_platform_that_is_not_known_is_read_by_a_mapping(tmp_path: Path) -> None:
    headings = _headings(CLOUD)
    line = json.dumps
    columns = [f'{line(headings[0])} = {{ is = "id" }}', f'{line(headings[10])} = {{ is = "leave out" }}']
    columns += [f'{line(headings[c - 1])} = {{ question = "ROLES", is = "tick", option = "{c}" }}' for c in TICKS]
    columns += [f'{line(headings[11])} = {{ question = "ROLES", is = "other" }}']
    columns += [f'{line(headings[c - 1])} = {{ question = "OPEN{c}", is = "text" }}' for c in OPEN if c != 12]
    file = tmp_path / "textmine.toml"
    file.write_text("[columns]\n" + "\n".join(columns) + "\n", encoding="utf-8")
    found = _mapped(file)
    assert found.respondents == 512
    tables = whole(found)
    ticked = tables["answers"][tables["answers"]["selected"].eq(True) & tables["answers"]["question_id"].eq("ROLES")]  # noqa: FBT003
    counts = ticked["option_id"].value_counts()
    assert {c: counts[str(c)] for c in TICKS} == TICKS
    filled = tables["comments"][tables["comments"]["raw"].str.strip(" \u00a0\n") != ""]["source_column"].value_counts()
    assert {c: filled[headings[c - 1]] for c in OPEN} == OPEN


def test_a_column_without_heading_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,,why\n1,lake,since it is near\n2,,\n", encoding="utf-8")
    assert list(read(path, settings=ReadSettings(format="table", id_column="id")).questions["question_id"]) == [
        "Q2",
        "Q3",
    ]
    left = read(path, settings=ReadSettings(text_columns=("why",), id_column="id")).notes
    assert "1 column neither comments nor groups of respondents and not read: " in left


def _mapped(file: Path) -> Survey:
    return read(CLOUD, settings=config.load(file).read)
