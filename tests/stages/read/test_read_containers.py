"""What LimeSurvey writes responses to besides CSV and archives: JSON, VV, workbooks, SPSS."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from answered import workbook
from lime import build_csv, build_lsa, build_lss, question, tuples, whole
from lime_writer import escaped, fputcsv

from textmine.errors import TextmineError
from textmine.stages.read import Survey, read
from textmine.stages.read.cells import objects
from textmine.stages.read.platforms.limesurvey import json_export
from textmine.stages.read.platforms.limesurvey.vv import is_vv

ASKED = [
    question("HELP", "P", "What would help?", subs={"A": "Benches", "B": "Shade"}, other="Y"),
    question("FREE", "T", "Anything else?"),
    question("PICK", "O", "Which first?", answers={"A1": "Benches", "A2": "Shade"}),
]
HEADINGS = [
    "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr",
    "HELP[A]", "HELP[Acomment]", "HELP[B]", "HELP[Bcomment]", "HELP[other]", "HELP[othercomment]",
    "FREE", "PICK", "PICK[comment]",
]  # fmt: skip
Cells = Sequence[str | None]
FULL: Cells = (
    "1", "2026-03-01 10:10:00", "2", "en", "77", "xyz", "10.0.0.1",
    "Y", 'old "ones"', "", "shade, please\nsoon", "Łąka", "", "=1+1", "A2", "{later}",
)  # fmt: skip
UNSEEN: Cells = ("2", None, "1", "en", "78", None, None, "Y", "", "", "", "", "", None, None, None)


def structure(folder: Path) -> Path:
    path = folder / "given.lss"
    path.write_bytes(build_lss(ASKED))
    return path


def comments(survey: Survey) -> list[tuple[object, ...]]:
    return tuples(whole(survey)["comments"], "respondent_id", "option_id", "kind", "raw")


SAID = [
    ("1", "A", "option_comment", 'old "ones"'),
    ("1", "B", "option_comment", "shade, please\nsoon"),
    ("1", "other", "other_text", "Łąka"),
    ("1", "", "free_text", "=1+1"),
    ("1", "", "question_comment", "{later}"),
]


def shown(survey: Survey) -> list[tuple[object, ...]]:
    answers = whole(survey)["answers"]
    return tuples(answers[answers["respondent_id"] == "2"], "question_id", "option_id", "shown", "selected")


EXACT = [
    ("HELP", "A", True, True),
    ("HELP", "B", True, False),
    ("HELP", "other", True, False),
    ("FREE", "", False, None),
    ("PICK", "", False, None),
]


class TestJson:
    @pytest.mark.parametrize("version", ["5", "3", "3 by id"])
    def test_null_is_what_was_not_shown(self, tmp_path: Path, version: str) -> None:
        path = tmp_path / "results.json"
        path.write_text(json.dumps({"responses": self.records(version)}), encoding="utf-8")
        found = read(path, structure=structure(tmp_path))
        assert found.format == "limesurvey-json-code"
        assert comments(found) == SAID
        assert shown(found) == EXACT

    def records(self, version: str) -> Any:
        records = [dict(zip(HEADINGS, cells, strict=True)) for cells in (FULL, UNSEEN)]
        if version == "5":
            return [{**record, "id": int(record["id"] or "")} for record in records]
        by_id = {str(record["id"]): record for record in records}
        return by_id if version == "3 by id" else [{key: record} for key, record in by_id.items()]

    def test_the_cell_of_a_comment_is_its_record_and_heading(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.write_text(json.dumps({"responses": self.records("5")}), encoding="utf-8-sig")
        found = whole(read(path))["comments"]
        assert tuples(found.head(1), "source_file", "source_row", "source_column") == [
            ("results.json", 2, "HELP[Acomment]")
        ]

    def test_without_null_nobody_knows_what_was_shown(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.write_text('{"responses":[{"id":"1","FREE":"","HELP[A]":"Y","HELP[Acomment]":""}]}', encoding="utf-8")
        survey = read(path, structure=structure(tmp_path))
        assert tuples(whole(survey)["answers"], "question_id", "shown") == [("HELP", True), ("FREE", None)]
        assert any(note.startswith("An empty cell may have been left empty") for note in survey.notes)

    def test_of_two_equal_headings_none_vanishes(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.write_text('{"responses":[{"id":"1","FREE":"a","FREE":"b","HELP[A]":"Y"}]}', encoding="utf-8")
        survey = read(path)
        assert any(note.startswith("1 column twice in the export") and "FREE" in note for note in survey.notes)
        assert list(whole(survey)["comments"]["raw"]) == ["a"]

    def test_half_a_character_is_replaced_and_figures_are_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "results.json"
        path.write_text('{"responses":[{"id":1,"FREE":"a \\ud83d","N[x]":18.50,"N[y]":true}]}', encoding="utf-8")
        assert json_export.JsonGrid(path).headings == ("id", "FREE", "N[x]", "N[y]")
        assert next(json_export.JsonGrid(path).rows()).cells == ("1", "a \ufffd", "18.50", "true")

    def test_the_json_of_qualtrics_is_another(self) -> None:
        assert json_export.is_json('\ufeff{ "responses": [ { "id": "1", ')
        assert not json_export.is_json('{"responses":[{"responseId":"R_1","values":{')

    def test_a_file_too_large_to_hold(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(objects, "_LARGEST", 10)
        path = tmp_path / "results.json"
        path.write_text('{"responses":[{"id":"1","FREE":"a"}]}', encoding="utf-8")
        with pytest.raises(TextmineError, match="has 37 bytes") as caught:
            read(path)
        assert "CSV" in caught.value.hint


class TestVv:
    def write(self, folder: Path, headings: Sequence[str], *records: Cells) -> Path:
        """A VV file as PHP writes it: a quote is doubled unless a backslash stands before it."""
        rows = [["Response\nID", *("A wording, with commas, more than tabs" for _ in headings[1:])], headings]
        rows += [list(map(escaped, cells)) for cells in records]
        path = folder / "vvexport_9.csv"
        path.write_text("".join("\t".join(map(fputcsv, row)) + "\n" for row in rows), encoding="utf-8", newline="\n")
        return path

    @pytest.mark.parametrize("version", [1, 2])
    def test_everything_is_kept(self, tmp_path: Path, version: int) -> None:
        fields = ["9X1X1A", "9X1X1Acomment", "9X1X1B", "9X1X1Bcomment", "9X1X1other", "9X1X1othercomment", "9X1X2"]
        codes = [h.replace("[", "_").replace("]", "") for h in HEADINGS]
        if version == 1:
            codes = [*HEADINGS[:7], *fields, "9X1X3", "9X1X3comment"]
        found = read(self.write(tmp_path, codes, FULL, UNSEEN), structure=structure(tmp_path))
        assert found.format == f"limesurvey-vv-{'fields' if version == 1 else 'emcode'}"
        assert comments(found) == SAID
        assert shown(found) == EXACT
        first = whole(found)["comments"].head(1)
        assert tuples(first, "source_row", "source_column") == [(3, codes[8])]

    @pytest.mark.parametrize(
        "text",
        ['\\"', 'a\\"b', "C:\\", "x \\", '\\\\" "', '"', '""', "a\tb\r\nc", "{tab}", "{{quote}", "\\", '" \\"" \\'],
    )
    def test_whatever_is_written_is_read(self, tmp_path: Path, text: str) -> None:
        found = read(self.write(tmp_path, ["id", "9X1X2"], ["1", text]), structure=structure(tmp_path))
        assert list(whole(found)["comments"]["raw"]) == [text]

    def test_a_table_with_a_title_is_none(self) -> None:
        assert is_vv([("Response ID", "Why?"), ("id", "submitdate")])
        assert is_vv([("A wording", " with commas"), ("id\tsubmitdate\tWHY",)])
        assert not is_vv([("Gardens in spring",), ("id", "why", "when")])
        assert not is_vv([("id", "submitdate"), ("id", "submitdate")])

    @pytest.mark.parametrize("record", ['1\t"never closed\n', "1\n", "1\ta\tb\n", '1\t"a"b\n'])
    def test_a_broken_record_names_its_line(self, tmp_path: Path, record: str) -> None:
        path = self.write(tmp_path, ["id", "9X1X2"], ["0", "x"])
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(record)
        with pytest.raises(TextmineError, match="line 5: the record has"):
            read(path, structure=structure(tmp_path))


class TestWorkbook:
    def write(self, folder: Path, headings: Sequence[str], *records: Sequence[object]) -> Path:
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in (headings, *records):
            book.active.append(list(row))
        path = folder / "results-survey9.xlsx"
        book.save(path)
        return path

    def test_figures_and_formulas_are_texts(self, tmp_path: Path) -> None:
        record = [1, "2026-03-01 10:10:00", *FULL[2:]]
        record[HEADINGS.index("FREE")] = "==1+1"  # as LimeSurvey writes a text that begins with =
        found = read(self.write(tmp_path, HEADINGS, record), structure=structure(tmp_path))
        assert found.format == "limesurvey-xlsx-code"
        assert comments(found) == SAID
        assert any("zeros in front" in note for note in found.notes)

    @pytest.mark.parametrize(("columns", "cut"), [(254, False), (255, True), (256, False)])
    def test_where_remotecontrol_stops(self, tmp_path: Path, columns: int, cut: bool) -> None:  # noqa: FBT001
        headings = ["id", *(f"HELP[{number}]" for number in range(1, columns))]
        survey = read(self.write(tmp_path, headings, [1, *["Y"] * (columns - 1)]))
        assert any("exactly 255 columns" in note for note in survey.notes) == cut


class TestSpss:
    NAMES = tuple(heading.replace("[", "_").replace("]", "") for heading in HEADINGS)

    def write(self, folder: Path) -> Path:
        pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")
        labels = {
            "HELP_A": "[Benches] What would help?",
            "HELP_Acomment": "[Comment] [Benches] What would help?",
            "HELP_B": "[Shade] What would help?",
            "HELP_Bcomment": "[Comment] [Shade] What would help?",
            "HELP_other": "[Other] What would help?",
            "HELP_othercomment": "[Other comment] What would help?",
            "FREE": "[sic] Anything else?",
            "PICK": "Which first?",
            "PICK_comment": "[Comment] Which first?",
        }
        path = folder / "survey_9.sav"
        pyreadstat.write_sav(
            pd.DataFrame([[cell or "" for cell in cells] for cells in (FULL, UNSEEN)], columns=self.NAMES),
            str(path),
            column_labels=[labels.get(name, "") for name in self.NAMES],
            variable_value_labels={
                "HELP_A": {"Y": "Yes", "0": "Not selected"},
                "PICK": {"A1": "Benches", "A2": "Shade"},
            },
        )
        return path

    def test_with_the_structure(self, tmp_path: Path) -> None:
        found = read(self.write(tmp_path), structure=structure(tmp_path))
        assert found.format == "limesurvey-sav-emcode"
        assert comments(found) == SAID
        assert any("keeps no blanks" in note for note in found.notes)

    def test_without_it_labels_are_the_wordings(self, tmp_path: Path) -> None:
        found = read(self.write(tmp_path))
        assert comments(found) == SAID
        assert tuples(found.questions, "question_id", "text", "kind") == [
            ("HELP", "What would help?", "multiple_comments"),
            ("FREE", "[sic] Anything else?", "text"),
            ("PICK", "Which first?", "single_comment"),
        ]
        assert tuples(found.options, "question_id", "option_id", "text") == [
            ("HELP", "A", "Benches"),
            ("HELP", "B", "Shade"),
            ("HELP", "other", "Other"),
            ("PICK", "A1", "Benches"),
            ("PICK", "A2", "Shade"),
        ]


class TestColumnsOfTheirOwn:
    TIMES = ("interviewtime", "groupTime1", "HELPTime", "FREETime")

    @pytest.mark.parametrize("given", [True, False], ids=["with structure", "without"])
    def test_times_seed_and_participants_are_no_questions(self, tmp_path: Path, given: bool) -> None:  # noqa: FBT001
        people = ["firstname", "lastname", "email", "attribute_1"]
        path = tmp_path / "results.csv"
        record = ["Ada", "Nowak", "ada@example.org", "north", *(cell or "" for cell in FULL), "0", *["12.5"] * 4]
        path.write_bytes(build_csv([*people, *HEADINGS, "quota_exit", *self.TIMES], [record]))
        survey = read(path, structure=structure(tmp_path) if given else None)
        assert list(survey.questions["question_id"]) == ["HELP", "FREE", "PICK"]
        assert survey.personal == ("firstname", "lastname", "email", "token", "ipaddr")
        assert not [note for note in survey.notes if "not known" in note]
        attributes = whole(survey)["attributes"]
        assert ("attribute_1", "north") in tuples(attributes, "attribute", "value")
        assert "Ada" not in attributes.to_csv()

    @pytest.mark.parametrize("end", ["csv", "lsa"])
    def test_submitted_without_a_date(self, tmp_path: Path, end: str) -> None:
        rows = [["1", "1980-01-01 00:00:00", "a"], ["2", "2026-03-01 10:10:00", "b"], ["3", "", "c"]]
        path = tmp_path / f"x.{end}"
        if end == "csv":
            path.write_bytes(build_csv(["id", "submitdate", "FREE"], rows))
        else:
            nulls: list[list[str | None]] = [[cell or None for cell in row] for row in rows]
            build_lsa(path, build_lss(ASKED), ["id", "submitdate", "9X1X2"], nulls)
        survey = read(path, structure=structure(tmp_path))
        assert tuples(whole(survey)["respondents"], "submitted", "complete") == [
            (None, True),
            ("2026-03-01 10:10:00", True),
            (None, False),
        ]
        assert any("1980-01-01" in note for note in survey.notes)


def test_full_answers_say_what_they_replace(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_bytes(build_csv(["id", "HELP[A]", "PICK", "PICK[comment]"], [["1", "Yes", "Benches", "Benches"]]))
    survey = read(path, structure=structure(tmp_path))
    assert any("a comment that equals the code" in note and "PICK" in note for note in survey.notes)


def test_what_is_not_read_is_no_second_survey_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_bytes(build_csv(HEADINGS, [[cell or "" for cell in FULL]]))
    (tmp_path / "stata.xml").write_text('<?xml version="1.0"?>\n<dta><header><ds_format>113</ds_format></header></dta>')
    assert read(tmp_path).respondents == 1


def test_a_workbook_with_the_ending_of_another_file(tmp_path: Path) -> None:
    named = workbook(tmp_path / "a.xlsx", [["id", "T[a]"], ["1", "x"]]).rename(tmp_path / "a.csv")
    assert read(named).respondents == 1
