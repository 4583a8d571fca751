"""`textmine.report.write_report`, and what holds for every format."""

from __future__ import annotations

import importlib.util
import re
import zipfile

import pytest

from textmine.errors import TextmineError
from textmine.report import FORMATS, to_excel, write_report

NO_SPSS = pytest.mark.skipif(
    importlib.util.find_spec("pyreadstat") is None, reason="pyreadstat (extra spss) is not installed"
)
WRITTEN = [pytest.param(suffix, marks=NO_SPSS if suffix == ".sav" else ()) for suffix in FORMATS]
QUOTING = [".html", ".docx", ".xlsx", ".md", ".json", ".zip", ".qdpx"]
SECRETS = ["Jane Roe", "jane@roe.example", "555 01 23", "secret@person.example", "Secret Person", "id0904", "C1/0//"]


@pytest.mark.parametrize("suffix", WRITTEN)
def test_no_personal_data_leaves_in_any_format(report, tmp_path, suffix):
    path = write_report(report, tmp_path / f"report{suffix}")
    text = _unzipped(path) if zipfile.is_zipfile(path) else path.read_bytes().decode("utf-8", "replace")
    text = re.sub(r"\\([\[\]])", r"\1", text)  # as Markdown has them
    assert ("Our coordinator, [name] ([e-mail], [phone]), changed twice." in text) == (suffix in QUOTING)
    text += "".join(file.read_text(encoding="utf-8") for file in tmp_path.glob("*.csv"))
    assert [secret for secret in SECRETS if secret in text] == []


def _unzipped(path):
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.mark.parametrize("suffix", [*WRITTEN, ".HTML"])
def test_only_the_finished_file_is_left(report, tmp_path, suffix):
    assert write_report(report, str(tmp_path / f"report{suffix}")) == tmp_path / f"report{suffix}"
    beside = {"report_data.csv"} if suffix == ".sps" else set()  # the data that the syntax reads
    assert {path.name for path in tmp_path.iterdir()} == {f"report{suffix}", *beside}


@pytest.mark.parametrize("name", ["report.pdf", "report"])
def test_an_unknown_suffix_names_the_known_ones(report, tmp_path, name):
    with pytest.raises(TextmineError, match=re.escape(", ".join(FORMATS))):
        write_report(report, tmp_path / name)


def test_a_missing_folder_is_named(report, tmp_path):
    with pytest.raises(TextmineError, match="no folder"):
        write_report(report, tmp_path / "none" / "report.html")


def test_a_failure_leaves_the_earlier_report_and_nothing_else(report, tmp_path, monkeypatch):
    path = write_report(report, tmp_path / "report.xlsx")
    before = path.read_bytes()

    def fail(_report, unfinished):
        unfinished.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(to_excel, "write", fail)
    with pytest.raises(OSError, match="disk full"):
        write_report(report, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.xlsx"]
