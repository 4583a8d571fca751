"""The structure of an export that lies beside it under another name."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest
from lime import build_csv, build_lss, question
from lime_samples import archive, as_vv_fields, lss
from redcap_samples import dictionary, raw, write

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read

if TYPE_CHECKING:
    from pathlib import Path

ASKED = [question("A", "T", "What for?"), question("B", "T", "Where?")]
OTHER = [question("X", "T", "Who?"), question("Y", "T", "When?")]
HEADINGS = ["id", "submitdate", "A", "B"]
ROWS = [["1", "", "books", "hall"], ["2", "", "light", "attic"]]


def _export(folder: Path, name: str = "answers.csv", headings: list[str] = HEADINGS) -> Path:
    path = folder / name
    path.write_bytes(build_csv(headings, ROWS))
    return path


def _lss(folder: Path, name: str = "questions.lss", asked: list = ASKED) -> Path:
    path = folder / name
    path.write_bytes(build_lss(asked))
    return path


def _texts(path: Path, **said: object) -> list[str]:
    return list(read(path, **said).questions["text"])


def _notes(path: Path) -> list[str]:
    return [note for note in read(path).notes if "beside" in note or "may be" in note]


class TestLimeSurvey:
    def test_the_only_one_is_taken_when_it_fits(self, tmp_path: Path) -> None:
        export, structure = _export(tmp_path), _lss(tmp_path)
        found = read(export)
        assert list(found.questions["text"]) == ["What for?", "Where?"]
        assert found.files == (export, structure)
        assert found.notes[0] == "questions.lss, which lies beside answers.csv, was taken as its structure."

    def test_what_is_given_is_taken_without_a_note(self, tmp_path: Path) -> None:
        export, structure = _export(tmp_path), _lss(tmp_path)
        assert not any("beside" in note for note in read(export, structure=structure).notes)

    def test_one_of_another_survey_is_named_only(self, tmp_path: Path) -> None:
        export = _export(tmp_path)
        _lss(tmp_path, asked=OTHER)
        assert _texts(export) == ["A", "B"]
        note = "questions.lss may be the structure of answers.csv: if so, give it with --structure."
        assert _notes(export) == [note]

    def test_nor_one_that_shares_a_code(self, tmp_path: Path) -> None:
        _lss(tmp_path, asked=[ASKED[0], *OTHER])
        assert _texts(_export(tmp_path)) == ["A", "B"]
        _lss(tmp_path, asked=[*ASKED, *(question(f"X{n}", "T", "Who?") for n in range(9))])
        assert _texts(_export(tmp_path)) == ["A", "B"]

    def test_two_are_named_only(self, tmp_path: Path) -> None:
        export = _export(tmp_path)
        _lss(tmp_path, "a.lss")
        _lss(tmp_path, "b.lss", OTHER)
        assert _texts(export) == ["A", "B"]
        assert _notes(export)[0].startswith("a.lss or b.lss may be the structure")

    def test_that_of_another_export_is_left_to_it(self, tmp_path: Path) -> None:
        export = _export(tmp_path)
        _export(tmp_path, "other.csv", ["id", "submitdate", "X", "Y"])
        _lss(tmp_path, "other.lss", OTHER)
        assert (_texts(export), _notes(export)) == (["A", "B"], [])
        assert _texts(tmp_path / "other.csv") == ["Who?", "When?"]
        _lss(tmp_path, "answers2026.lss")
        assert _texts(export) == ["What for?", "Where?"]

    def test_an_archive_needs_none(self, tmp_path: Path) -> None:
        path = archive(tmp_path / "a.lsa")
        _lss(tmp_path, asked=OTHER)
        assert _notes(path) == []

    def test_several_files_of_a_survey_share_it(self, tmp_path: Path) -> None:
        exports = [_export(tmp_path, "north.csv"), _export(tmp_path, "south.csv")]
        (tmp_path / "south.csv").write_bytes(build_csv(HEADINGS, [["3", "", "chairs", "hall"]]))
        _lss(tmp_path)
        assert list(read(exports).questions["text"]) == ["What for?", "Where?"]

    def test_the_names_of_database_columns_are_understood_by_it(self, tmp_path: Path) -> None:
        export = as_vv_fields(tmp_path / "vv.csv")
        with pytest.raises(TextmineError, match="names of database columns"):
            read(export)
        lss(tmp_path / "vv.csv")
        assert read(export).files[1].name == "structure.lss"


class TestOthers:
    def test_the_dictionary_of_a_project(self, tmp_path: Path) -> None:
        export = write(tmp_path / "data.csv", raw())
        dictionary(tmp_path / "fields.csv")
        assert read(export).files[1].name == "fields.csv"
        write(tmp_path / "more.csv", raw())  # no structure
        assert "taken as its structure" in _notes(export)[0]

    def test_one_of_another_project_is_named_only(self, tmp_path: Path) -> None:
        export = write(tmp_path / "data.csv", [["record_id", "colour", "survey_complete"], ["1", "red", "2"]])
        dictionary(tmp_path / "fields.csv")
        assert "may be the structure" in _notes(export)[0]

    def test_a_table_has_none(self, tmp_path: Path) -> None:
        export = write(tmp_path / "table.csv", [["who", "said"], ["1", "more seats"]])
        _lss(tmp_path)
        settings = ReadSettings(format="table")
        assert not any("structure" in note for note in read(export, settings=settings).notes)

    def test_a_folder_of_many_files_is_not_looked_through(self, tmp_path: Path, monkeypatch) -> None:
        export = write(tmp_path / "data.csv", raw())
        dictionary(tmp_path / "fields.csv")
        for number in range(60):
            write(tmp_path / f"{number}.csv", [["a", "b"]])
        locate = importlib.import_module("textmine.stages.read.locate")
        seen, look = [], locate.head
        monkeypatch.setattr(locate, "head", lambda path, *said: seen.append(path) or look(path, *said))
        assert _notes(export) == []
        assert {path.name for path in seen} == {"data.csv"}
