from __future__ import annotations

import csv
import io
import zipfile

import pytest

from report import invented
from textmine.report import write_report
from textmine.report.model import Figure, Report, Section, TableBlock


def _read(path):
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        files = {name: archive.read(name) for name in archive.namelist()}
    assert all(data.startswith(b"\xef\xbb\xbf") for data in files.values())
    return {name: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) for name, data in files.items()}


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("csv") / "report.zip")


@pytest.fixture(scope="module")
def files(path):
    return _read(path)


def test_a_file_a_table_and_the_contents_say_which(files, report):
    tables = [block for section in report.sections for block in section.blocks if isinstance(block, TableBlock)]
    contents = files["contents.csv"][1:]
    assert [row[2] for row in contents] == [*(table.caption for table in tables), "Every comment"]
    assert [len(files[name]) - 1 for name, *_ in contents] == [int(row[3]) for row in contents]
    assert set(files) == {"contents.csv", *(row[0] for row in contents)}


def test_a_figure_has_its_base_in_the_next_column(tmp_path):
    table = TableBlock("t", ("Item", "All"), (("a", Figure(1, 4, share=0.25)), ("b", "\u2013")), "ticks", shown=0)
    files = _read(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.zip"))
    assert files["table-00-x.csv"] == [
        ["Item", "All: count", "All: base", "All: share", "All: low", "All: high"],
        ["a", "1", "4", "0.25", "", ""],
        ["b", "\u2013", "", "", "", ""],
    ]


def test_every_row_is_as_long_as_its_heading(files):
    for rows in files.values():
        assert {len(row) for row in rows} == {len(rows[0])}


def test_no_cell_is_a_formula_to_a_spreadsheet(files):
    cells = [cell for rows in files.values() for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+@\t\r" and cell]
    assert f"'{invented.HOSTILE}".replace("\x07", "") in cells or invented.HOSTILE.replace("\x07", "") in cells


def test_the_same_report_has_the_same_bytes(report, path, tmp_path):
    assert write_report(report, tmp_path / "again.zip").read_bytes() == path.read_bytes()
