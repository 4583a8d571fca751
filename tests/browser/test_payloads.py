"""What a survey holds stays text, whatever it is and wherever it is written: payloads in every place and format."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import docx
import openpyxl
import payloads
import pytest
from lxml import etree
from markdown_it import MarkdownIt

from textmine import pipeline
from textmine.report import build_report, write_report

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
XML = etree.XMLParser(resolve_entities=False, no_network=True)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """As a run makes it, and behind each comment a payload that no cleaning has touched."""
    run = payloads.run(tmp_path_factory.mktemp("payloads"))
    made = build_report(run, pipeline.report_settings(run))
    raw = itertools.cycle(payloads.PAYLOADS)
    said = tuple(replace(verbatim, text=f"{verbatim.text} {next(raw)}".lstrip()) for verbatim in made.verbatims)
    return replace(made, verbatims=said)


@pytest.fixture(scope="module")
def written(report, tmp_path_factory):
    """The report in a format."""
    folder = tmp_path_factory.mktemp("written")
    made = {}

    def write(suffix):
        if suffix not in made:
            made[suffix] = write_report(report, folder / f"report{suffix}")
        return made[suffix]

    return write


def _said(report):
    return {verbatim.text for verbatim in report.verbatims if verbatim.text}


def test_the_report_holds_every_payload(report):
    said = "\n".join(_said(report))
    assert [text for text in payloads.PAYLOADS if text not in said and text.strip() not in said] == []
    assert len(report.verbatims) == 2 * len(payloads.PAYLOADS)
    assert report.title == payloads.PAYLOADS[3]


FOREIGN = {"img", "iframe", "object", "base", "link", "math", "animate", "details", "textarea", "mglyph", "marquee"}

SEEN = """
const all = [...document.querySelectorAll("*")];
const named = (each) => [...each.attributes].map((one) => [each.localName, one.name, one.value]);
return { tags: [...new Set(all.map((each) => each.localName))], attributes: all.flatMap(named),
         loaded: performance.getEntriesByType("resource").map((each) => each.name), title: document.title };"""


def test_in_a_browser_all_of_it_is_text(browser, report, written):
    browser.open(f"{written('.html').as_uri()}#comments")
    while browser.run("const more = document.querySelector('#comments .more'); more.click(); return !more.hidden"):
        pass
    shown = browser.run("return [...document.querySelectorAll('#comments .comments li p')].map((p) => p.textContent)")
    assert {_printed(text) for text in _said(report)} <= {_printed(text) for text in shown}
    for opened in ("#where=theme&item=staff", "#where=tick&question=C&option=SQ003", "#where=%3Cimg%20src%3Dx%3E"):
        browser.open(f"{written('.html').as_uri()}{opened}")
        seen = browser.run(SEEN)
        assert not {*seen["tags"]} & FOREIGN
        assert [one for one in seen["attributes"] if one[1].startswith("on")] == []
        links = {value[:1] for _, name, value in seen["attributes"] if name in {"href", "src", "action", "xlink:href"}}
        assert links <= {"#"}
        assert seen["loaded"] == []
    assert browser.run("return document.querySelectorAll('script:not([type])').length") == 1
    assert browser.console() == []


def _printed(text):
    return CONTROL.sub("", text).replace("\ufffd", "")


def test_in_excel_nothing_of_it_is_a_formula_or_a_link(report, written):
    book = openpyxl.load_workbook(written(".xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = {cell.value for cell in cells if cell.data_type == "f"}
    assert all(re.fullmatch(r"=[A-Z]+\d+/[A-Z]+\d+", formula) for formula in formulas)
    assert {cell.parent.title for cell in cells if cell.hyperlink} == {"Contents"}
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]
    values = {_printed(str(cell.value)).replace("_x000D_", "\r") for cell in cells}
    assert {_printed(text) for text in _said(report)} <= values
    with zipfile.ZipFile(written(".xlsx")) as archive:
        assert not [name for name in archive.namelist() if "external" in name.lower() or "vba" in name.lower()]
        for name in archive.namelist():
            etree.fromstring(archive.read(name), XML)


def test_in_csv_no_cell_is_a_formula(report, written):
    found = set()
    with zipfile.ZipFile(written(".zip")) as archive:
        for name in archive.namelist():
            assert re.fullmatch(r"[\w-]+\.csv", name)
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline="")):
                found.update(row)
    assert not [cell for cell in found if re.match("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", cell) and cell != "-"]
    bare = {cell.removeprefix("'") for cell in found}
    assert {CONTROL.sub("", text) for text in _said(report)} <= bare


def test_in_word_all_of_it_is_text(written):
    path = written(".docx")
    fields = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            root = etree.fromstring(archive.read(name), XML)
            fields |= {(each.text or "").split()[0] for each in root.iter("{*}instrText")}
            fields |= {each.get(each.keys()[0]).split()[0] for each in root.iter("{*}fldSimple")}
            assert not [each for each in root.iter("{*}Relationship") if each.get("TargetMode") == "External"]
    assert fields <= {"TOC", "SEQ", "PAGE", "NUMPAGES", "REF", "PAGEREF"}
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "<img src=x onerror=alert(1)>" in text
    assert "<script>alert(1)</script>" in text


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(written, tmp_path):
    home = f"-env:UserInstallation={(tmp_path / 'settings').as_uri()}"
    command = [OFFICE, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(written(".docx"))]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_in_markdown_all_of_it_is_text(written):
    tokens = MarkdownIt("commonmark").enable("table").parse(written(".md").read_text(encoding="utf-8"))
    every = [each for token in tokens for each in (token, *(token.children or ()))]
    kinds = {token.type for token in every}
    assert not kinds & {"html_inline", "html_block", "image", "fence", "code_block", "hr"}
    assert not [token.attrs["href"] for token in every if token.type == "link_open"]
    assert "<img src=x onerror=alert(1)>" in "".join(token.content for token in every if token.type == "text")


def test_in_a_project_all_of_it_is_text(written):
    with zipfile.ZipFile(written(".qdpx")) as archive:
        names = archive.namelist()
        root = etree.fromstring(archive.read("project.qde"), XML)
        texts = "".join(archive.read(name).decode("utf-8-sig") for name in names if name != "project.qde")
    assert all(re.fullmatch(r"project\.qde|[Ss]ources/[0-9a-f-]{36}\.txt", name) for name in names)
    assert not root.getroottree().docinfo.doctype
    assert "</script><script>alert(1)</script>" in texts
    etree.fromstring(written(".qdc").read_bytes(), XML)


def test_in_json_all_of_it_is_there(report, written):
    found = json.loads(written(".json").read_text(encoding="utf-8"))
    assert found["title"] == report.title
    assert "</script><script>alert(1)</script>" in json.dumps(found)


def test_spss_reads_the_names_of_the_survey_as_text(written):
    import pyreadstat

    _, meta = pyreadstat.read_sav(str(written(".sav")))
    assert "<script>alert(1)</script>" in "".join(meta.column_labels)
