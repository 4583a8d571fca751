"""One guard for every kind of zip file that is opened: bombs, names that lead out, document types, lies, damage."""

from __future__ import annotations

import ast
import zipfile
from pathlib import Path

import docx
import pytest
from eusurvey_samples import table, write_ods
from hostile import LAUGHS, changed, xlsx, zeros
from lime import build_csv, build_lsa, build_lss, question, whole

import textmine
from textmine import archives, exchange
from textmine.errors import TextmineError
from textmine.grids import read_grid
from textmine.lint.document import read_chapter
from textmine.report.word_template import opened
from textmine.stages.read import read
from textmine.stages.read.coded.qdpx import read_project

MIB = 1 << 20
ANSWERS = [["id", "submitdate", "T[a]"], *([str(n), "2026-01-01", f"words {n}"] for n in range(9))]
PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="x"><CodeBook><Codes><Code guid="c" name="staff"/></Codes></CodeBook>
<Sources><TextSource guid="s" name="1/T" plainTextPath="internal://s.txt"><Coding guid="k"><CodeRef targetGUID="c"/>
</Coding></TextSource></Sources></Project>"""


def _zip(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("_", "."), text)
    return path


def _lsa(path):
    return build_lsa(path, build_lss([question("T", "T")]), ["id", "9X1X1"], [["1", "words"]])


def _qdpx(path):
    return _zip(path, project_qde=PROJECT, **{"sources/s_txt": "Words."})


def _docx(path):
    document = docx.Document()
    document.add_paragraph("A point.")
    document.save(str(path))
    return path


def _export(path):
    return list(whole(read(path))["comments"]["raw"])


KINDS = {
    "export.xlsx": (lambda path: xlsx(path, ANSWERS), _export),
    "export.ods": (lambda path: write_ods(path, table()), _export),
    "export.lsa": (_lsa, _export),
    "export.zip": (lambda path: _zip(path, a_csv=build_csv(*[ANSWERS[0], ANSWERS[1:]])), _export),
    "sheet.xlsx": (lambda path: xlsx(path, ANSWERS), lambda path: read_grid(path, "")),
    "labels.qdpx": (_qdpx, read_project),
    "codebook.qdpx": (_qdpx, exchange.load),
    "template.docx": (_docx, lambda path: opened(path).element.xml),
    "chapter.docx": (_docx, read_chapter),
}
"""Of each kind of archive how one is made, and what reads it."""

PARTS = {
    "export.xlsx": ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"),
    "export.ods": ("content.xml",),
    "export.lsa": ("survey_9.lss", "survey_9_responses.lsr"),
    "sheet.xlsx": ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"),
    "labels.qdpx": ("project.qde",),
    "codebook.qdpx": ("project.qde",),
    "template.docx": ("word/document.xml", "word/styles.xml", "docProps/core.xml", "[Content_Types].xml"),
    "chapter.docx": ("word/document.xml", "word/styles.xml", "docProps/core.xml", "[Content_Types].xml"),
}


@pytest.fixture(params=KINDS)
def kind(request, tmp_path):
    make, reader = KINDS[request.param]
    return make(tmp_path / request.param), reader


def _outcome(path, reader):
    """What is read, as text; of an error its lines, the first of which names the file."""
    try:
        return repr(reader(path))
    except TextmineError as error:
        found = error.found
    assert path.name in found
    return ""


def test_a_good_one_is_read(kind):
    path, reader = kind
    assert reader(path)


def test_a_bomb_is_refused(kind, monkeypatch):
    path, reader = kind
    zeros(path, "media/nothing.bin", 2)
    monkeypatch.setattr(archives, "LARGEST", MIB)
    monkeypatch.setattr(archives, "LARGEST_HELD", MIB)
    with pytest.raises(TextmineError, match="bytes unpacked") as caught:
        reader(path)
    assert path.name in caught.value.found
    assert caught.value.hint


def test_what_lies_in_an_archive_is_not_opened(kind, tmp_path):
    """A bomb within is bytes like any others."""
    path, reader = kind
    before = _outcome(path, reader)
    bomb = zeros(_zip(tmp_path / "bomb.zip", a="a"), "nothing.bin", 50)
    with zipfile.ZipFile(path, "a") as archive:
        archive.write(bomb, "inner.zip" if path.suffix != ".zip" else ".inner.zip")
    assert _outcome(path, reader) == before


def test_names_that_lead_out_lead_nowhere(kind, tmp_path):
    path, reader = kind
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    for before in ("../../", "/", "C:\\", "..\\..\\"):
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(deep / path.name, "w") as new:
            for name in old.namelist():
                new.writestr(before + name, old.read(name))
        there = sorted(tmp_path.rglob("*"))
        _outcome(deep / path.name, reader)
        assert sorted(tmp_path.rglob("*")) == there


@pytest.mark.parametrize("name", PARTS)
def test_entities_are_resolved_nowhere(name, tmp_path):
    make, reader = KINDS[name]
    good = make(tmp_path / name)
    for part in PARTS[name]:
        with zipfile.ZipFile(good) as archive:
            text = archive.read(part).decode()
        head, _, rest = text.partition("?>") if text.startswith("<?xml") else ("", "", text)
        laughing = (f"{head}?>" if head else "") + LAUGHS + rest.replace("words", "&j;").replace("A point.", "&j;")
        folder = tmp_path / part.replace("/", "_")
        folder.mkdir()
        path = changed(good, folder / name, part, text.encode(), laughing.encode())
        found = _outcome(path, reader)
        assert "laugh" not in found
        if name != "export.lsa":  # of which nothing is resolved, and what is left is read
            assert not found, part


def test_a_structure_that_would_fill_the_memory_is_refused(tmp_path):
    """Its elements take thirty times its bytes."""
    path = build_lsa(tmp_path / "x.lsa", b"<document>" + b"<a/>" * (20 * MIB), ["id", "9X1X1"], [["1", "words"]])
    with pytest.raises(TextmineError, match=r"x\.lsa is far too large: .*\.lss would take"):
        read(path)


def test_any_byte_changed_is_an_error_or_read(kind, tmp_path):
    path, reader = kind
    data = path.read_bytes()
    bad = tmp_path / "bad" / path.name
    bad.parent.mkdir()
    for place in range(0, len(data), max(1, len(data) // 12)):
        broken = bytearray(data)
        broken[place] ^= 0x55
        bad.write_bytes(bytes(broken))
        _outcome(bad, reader)


def test_a_password_is_one_clear_error(kind):
    path, reader = kind
    data = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(sign)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(sign, start + 1)
    path.write_bytes(bytes(data))
    with pytest.raises(TextmineError):
        reader(path)


def test_no_other_module_opens_a_zip_file_to_read():
    package = Path(textmine.__file__).parent
    for file in package.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "zipfile.ZipFile":
                what, *how = map(ast.unparse, node.args)
                # what is written, and what was written into a buffer just before
                assert "'w'" in how or what == "buffer" or file.name == "archives.py", file


def test_a_drawing_in_a_template_may_have_a_document_type(tmp_path):
    path = _docx(tmp_path / "logo.docx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/media/image1.svg", '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>')
    assert archives.check_office(path) is None
    assert opened(path)


def test_a_project_may_have_a_text_for_each_of_many_respondents(tmp_path):
    path = _qdpx(tmp_path / "many.qdpx")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(10_100):
            archive.writestr(f"sources/{number}.txt", "so")
    assert read_project(path)


def test_a_file_that_may_not_be_read_is_not_called_damaged(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "sheet.xlsx"
    path.write_bytes(b"PK")
    monkeypatch.setattr(zipfile, "ZipFile", refuse)
    with pytest.raises(TextmineError, match="cannot be read: Permission denied"):
        read_grid(path, "write it again")
