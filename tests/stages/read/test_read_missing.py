"""Cells that mean empty: those that the configuration names, and in tables what programs write there."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from helpers import mini_survey
from lime import tuples, whole
from redcap_samples import dictionary, raw, write

from textmine import config
from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, Survey, read

HEADINGS = ["Branch", "Visits", "Since", "What should change?", "Left out"]
ROWS = [
    ["North", "3", "2019-02-01", "Longer hours.", "NA"],
    ["South", "NA", "2020-03-01", "NA", "NA"],
    ["NA", "10", "NA", "none of this is NA", "NA"],
    ["North", "4", "2021-01-05", "None", "NA"],
    ["South", "12", "2022-01-05", "NA ", "NA"],
]
TABLE = ReadSettings(format="table")


def table(path: Path, settings: ReadSettings, rows: list[list[str]] = ROWS, headings: list[str] = HEADINGS) -> Survey:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return read(path, settings=settings)


def comments(survey: Survey) -> list[object]:
    return list(whole(survey)["comments"]["raw"])


def said(survey: Survey) -> list[str]:
    return [note for note in survey.notes if "taken for empty" in note]


class TestTables:
    def test_what_programs_write_beside_numbers_is_empty(self, tmp_path: Path) -> None:
        survey = table(tmp_path / "a.csv", TABLE)
        assert tuples(survey.questions, "text", "kind") == [
            ("Branch", "single"), ("Visits", "number"), ("Since", "date"), ("What should change?", "text"),
        ]  # fmt: skip
        assert comments(survey) == ["Longer hours.", "none of this is NA", "None", "NA "]
        assert set(survey.options["text"]) == {"North", "South"}
        assert said(survey) == [
            'Cells that hold "NA" are taken for empty; missing = [] in [read] of textmine.toml reads them.'
        ]
        assert "1 column empty and not read: Left out" in survey.notes

    def test_with_columns_of_comments(self, tmp_path: Path) -> None:
        survey = table(tmp_path / "a.csv", ReadSettings(text_columns=("What should change?",)))
        assert len(comments(survey)) == 4
        assert set(whole(survey)["attributes"]["value"]) == {"North", "South"}

    def test_in_most_columns(self, tmp_path: Path) -> None:
        rows = [["NULL", "by bus", "NULL"], ["on foot", "NULL", "too dear"], ["by boat", "late", "NULL"]]
        survey = table(tmp_path / "a.csv", TABLE, rows, ["Way", "Why", "More"])
        assert len(said(survey)) == 1
        assert "NULL" not in comments(survey)

    @pytest.mark.parametrize("visits", [["3", "4", "None"], ["3", "4", "5"]])
    def test_what_people_type_stays(self, tmp_path: Path, visits: list[str]) -> None:
        rows = [[n, text, "yes"] for n, text in zip(visits, ["None", "N/A", "NA"], strict=True)]
        survey = table(tmp_path / "a.csv", TABLE, rows, ["Visits", "Wishes", "Came by bus"])
        assert said(survey) == []
        assert {"None", "N/A", "NA"} <= set(comments(survey))

    def test_a_list_wins(self, tmp_path: Path) -> None:
        survey = table(tmp_path / "a.csv", ReadSettings(format="table", missing=()))
        assert said(survey) == []
        assert "NA" in comments(survey)
        survey = table(tmp_path / "b.csv", ReadSettings(format="table", missing=("None",)))
        assert said(survey) == []
        assert "NA" in comments(survey)
        assert "None" not in comments(survey)


class TestPlatforms:
    ROWS = (("Y", "NA", "", "", "en", "small"), ("NA", "no money", "Y", "NA,", "en", "NA"))

    def test_nothing_is_taken_for_empty_unasked(self, tmp_path: Path) -> None:
        survey = read(mini_survey(tmp_path, (("Y", "NA", "", "", "en", "NA"), ("Y", "N/A", "Y", "NA", "en", "NA"))))
        assert comments(survey) == ["NA", "N/A", "NA"]

    def test_what_is_named_is(self, tmp_path: Path) -> None:
        survey = read(mini_survey(tmp_path, self.ROWS), settings=ReadSettings(missing=("NA",)))
        written = [("small", 2), ("no money", 3), ("NA,", 3)]
        assert tuples(whole(survey)["comments"], "raw", "source_row") == written
        plain = [tuple("" if cell == "NA" else cell for cell in row) for row in self.ROWS]
        (tmp_path / "empty").mkdir()
        empty = whole(read(mini_survey(tmp_path / "empty", tuple(plain))))
        assert all(data.equals(empty[name]) for name, data in whole(survey).items())

    def test_records_of_several_rows(self, tmp_path: Path) -> None:
        structure = dictionary(tmp_path / "dictionary.csv")
        before = whole(read(write(tmp_path / "data.csv", raw()), structure=structure))["comments"]
        word = before["raw"].iloc[0]
        survey = read(tmp_path / "data.csv", structure=structure, settings=ReadSettings(missing=(word,)))
        after = whole(survey)["comments"]
        assert after["raw"].tolist() == [text for text in before["raw"] if text != word]


def test_in_a_configuration(tmp_path: Path) -> None:
    file = tmp_path / "textmine.toml"
    file.write_text('[read]\nmissing = ["NA", "-99"]\n')
    assert config.load(file).read.missing == ("NA", "-99")
    assert 'missing = ["NA", "-99"]' in config.template("T", [], [], config.load(file).read, "")
    assert "\nmissing" not in config.template("T", [], [], ReadSettings(), "")
    file.write_text("[read]\nmissing = []\n")
    assert config.load(file).read.missing == ()
    file.write_text('[read]\nmissing = "NA"\n')
    with pytest.raises(TextmineError, match="a list of texts"):
        config.load(file)
