"""What LibreOffice makes of the documents: they open, and its own arithmetic comes to the same numbers."""

from __future__ import annotations

import re
import shutil
import subprocess

import openpyxl
import pytest

from textmine.report import write_report

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def _converted(file, kind, folder):
    """A document as LibreOffice writes it, with settings of its own so that no open one is disturbed."""
    home = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    command = [OFFICE, home, "--headless", "--convert-to", kind, "--outdir", str(folder / "made"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder / "made" / f"{file.stem}.{kind}"


@pytest.mark.slow
def test_every_cell_is_the_same_when_libreoffice_has_worked_it_out(report, tmp_path):
    path = write_report(report, tmp_path / "report.xlsx")
    ours = openpyxl.load_workbook(path, data_only=True)
    # Saved by openpyxl a formula has no value any more: what stands there afterwards is computed anew.
    openpyxl.load_workbook(path).save(tmp_path / "bare.xlsx")
    bare = openpyxl.load_workbook(tmp_path / "bare.xlsx", data_only=True)
    theirs = openpyxl.load_workbook(_converted(tmp_path / "bare.xlsx", "xlsx", tmp_path), data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    compared = computed = 0
    for sheet in ours:
        for row in sheet.iter_rows():
            for cell in row:
                value, other = cell.value, theirs[sheet.title][cell.coordinate].value
                if isinstance(value, (int, float)):
                    assert other == pytest.approx(value, abs=1e-12), (sheet.title, cell.coordinate)
                    computed += bare[sheet.title][cell.coordinate].value is None
                    compared += 1
                else:
                    assert _plain(other) == _plain(value), (sheet.title, cell.coordinate)
    assert compared > computed > 100


def _plain(text):
    """Line ends are written in several ways."""
    return re.sub(r"_x000D_|\r", "", text or "")


@pytest.mark.slow
def test_the_word_report_opens_with_all_its_headings_tables_and_pictures(report, tmp_path):
    import docx

    path = write_report(report, tmp_path / "report.docx")
    pdf = _converted(path, "pdf", tmp_path).read_bytes()
    assert pdf.startswith(b"%PDF")
    ours = docx.Document(str(path))
    theirs = docx.Document(str(_converted(path, "docx", tmp_path)))
    assert len(theirs.tables) == len(ours.tables)
    assert len(theirs.inline_shapes) == len(ours.inline_shapes)
    for name in ("Heading 1", "Heading 2", "Quote"):
        assert _of_style(theirs, name) == _of_style(ours, name)


def _of_style(document, name):
    return [" ".join(p.text.split()) for p in document.paragraphs if p.style.name == name]
