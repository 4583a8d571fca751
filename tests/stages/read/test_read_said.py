"""What a person says of an export, and what it is: --format, --structure, and files that are no export at all."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest
from answered import workbook, written
from lime_samples import lss
from qualtrics_samples import write_csv

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read
from textmine.stages.read.platforms import PLATFORMS

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.stages.read import Survey

MONKEY = [
    ["Respondent ID", "Collector ID", "Start Date", "End Date", "What would you change?", "Why?"],
    ["", "", "", "", "Open-Ended Response", "Open-Ended Response"],
    ["901", "7", "3/1/2026 10:00", "3/1/2026 10:10", "Longer hours", "I work late"],
    ["902", "7", "3/1/2026 11:00", "3/1/2026 11:10", "More seats", "It is full"],
]
LOOKS = "library.csv looks like an export of surveymonkey (a column Respondent ID among the first)"
OTHERS = [platform.NAME for platform in PLATFORMS if platform.NAME not in {"surveymonkey", "table"}]


def _read(path: Path, said: str = "", structure: Path | None = None) -> Survey:
    return read(path, structure=structure, settings=ReadSettings(format=said))


class TestFormat:
    @pytest.mark.parametrize("said", OTHERS)
    def test_a_file_that_cannot_be_of_the_platform_is_refused(self, tmp_path: Path, said: str) -> None:
        with pytest.raises(TextmineError) as caught:
            _read(written(tmp_path / "library.csv", MONKEY), said)
        assert LOOKS in caught.value.found
        assert caught.value.hint == "Leave out --format."

    @pytest.mark.parametrize("said", OTHERS)
    def test_so_is_a_workbook(self, tmp_path: Path, said: str) -> None:
        with pytest.raises(TextmineError, match="looks like an export of surveymonkey"):
            _read(workbook(tmp_path / "library.xlsx", MONKEY), said)

    def test_what_can_be_read_so_is_read_with_a_note(self, tmp_path: Path) -> None:
        found = _read(written(tmp_path / "library.csv", MONKEY), "table")
        assert found.notes[0] == f"{LOOKS}, but is read as one of table, as --format says."

    def test_the_right_one_needs_no_note(self, tmp_path: Path) -> None:
        path = written(tmp_path / "library.csv", MONKEY)
        assert _read(path, "surveymonkey").notes == _read(path).notes

    @pytest.mark.parametrize("said", ["surveymonkey", "surveymonkey-csv", "surveymonkey-xlsx-flat"])
    def test_the_names_that_check_prints_are_understood(self, tmp_path: Path, said: str) -> None:
        assert _read(written(tmp_path / "library.csv", MONKEY), said).format == "surveymonkey-csv"

    def test_stata_is_read_as_spss_is(self, tmp_path: Path) -> None:
        with pytest.raises(TextmineError, match=r"library\.csv is not as SPSS or Stata writes it"):
            _read(written(tmp_path / "library.csv", MONKEY), "stata-dta")


class TestStructure:
    def test_a_platform_without_structures_takes_none(self, tmp_path: Path) -> None:
        (tmp_path / "note.txt").write_text("Dear all")
        with pytest.raises(TextmineError, match=r"note\.txt cannot be .* exports of surveymonkey have none"):
            _read(written(tmp_path / "library.csv", MONKEY), structure=tmp_path / "note.txt")

    def test_that_of_another_platform_is_refused(self, tmp_path: Path) -> None:
        structure = lss(tmp_path / "a")
        with pytest.raises(TextmineError, match="looks like an export of surveymonkey") as caught:
            _read(written(tmp_path / "library.csv", MONKEY), structure=structure)
        assert caught.value.expected == "no structure: exports of surveymonkey have none"
        with pytest.raises(TextmineError, match="looks like an export of qualtrics") as caught:
            _read(write_csv(tmp_path / "b.csv"), structure=structure)
        assert "(.qsf)" in caught.value.expected


def _packed(path: Path, name: str, text: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text)
    return path


def _begun(path: Path, start: bytes) -> Path:
    path.write_bytes(start)
    return path


class TestDocuments:
    @pytest.mark.parametrize(
        ("name", "start", "what"),
        [
            ("a.pdf", b"%PDF-1.7\n", "a PDF"),
            ("a.csv", b"\x89PNG\r\n\x1a\n", "a picture"),
            ("a.jpg", b"\xff\xd8\xff\xe0", "a picture"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a Word document"),
            ("a.rtf", b"{\\rtf1", "a text document (RTF)"),
            ("notes.md", b"# Notes\n", "a text in Markdown"),
        ],
    )
    def test_by_how_they_begin(self, tmp_path: Path, name: str, start: bytes, what: str) -> None:
        with pytest.raises(TextmineError) as caught:
            read(_begun(tmp_path / name, start))
        assert caught.value.found == f"{name} is {what}, no survey export."

    @pytest.mark.parametrize(
        ("name", "part", "text", "what"),
        [
            ("a.docx", "word/document.xml", "", "a Word document"),
            ("a.pptx", "ppt/presentation.xml", "", "a presentation"),
            ("a.odt", "mimetype", "application/vnd.oasis.opendocument.text", "a text document (ODT)"),
        ],
    )
    def test_by_what_is_packed_in_them(self, tmp_path: Path, name: str, part: str, text: str, what: str) -> None:
        with pytest.raises(TextmineError) as caught:
            read(_packed(tmp_path / name, part, text))
        assert caught.value.found == f"{name} is {what}, no survey export."

    def test_as_a_structure(self, tmp_path: Path) -> None:
        letter = _packed(tmp_path / "letter.docx", "word/document.xml")
        with pytest.raises(TextmineError, match=r"letter\.docx is a Word document, no structure") as caught:
            _read(written(tmp_path / "library.csv", MONKEY), structure=letter)
        assert ".lss" in caught.value.expected
