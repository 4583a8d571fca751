"""Projects and codebooks for programs for qualitative analysis (REFI-QDA)."""

from __future__ import annotations

import copy
import zipfile
from collections import Counter
from dataclasses import replace

import pytest
from helpers import REAL
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from textmine import refi
from textmine.codebook import from_table
from textmine.errors import TextmineError
from textmine.exchange import load
from textmine.report import ReportSettings, build_report, write_report
from textmine.report.model import Item, Report, Tag, Verbatim
from textmine.rows import counted
from textmine.stages.read.coded.labels import LabelsFiles
from textmine.stages.read.coded.qdpx import read_project

SPACE = {"q": refi.PROJECT}
SCHEMA = REAL / "exports" / "refi_qda"
KEY = "0123456789abcdef"


@pytest.fixture(scope="module")
def project(demo, tmp_path_factory):
    """The demo survey as a project: its report, file, XML and texts."""
    report = build_report(demo, ReportSettings(title="Demo", by=("STRAND",)))
    file = write_report(report, tmp_path_factory.mktemp("qda") / "demo.qdpx")
    return report, file, *_opened(file)


def _opened(file):
    with zipfile.ZipFile(file) as archive:
        texts = {name.removeprefix("sources/"): archive.read(name).decode() for name in archive.namelist()}
    return etree.fromstring(texts.pop("project.qde").encode()), texts


def _small(text, *tags, **values):
    """A report with one comment."""
    items = (Item("question", "G1", "Anything\nelse?"), Item("theme", "visa", "Visa"))
    verbatim = Verbatim(KEY, "R01", (), "G1", "", "en", "ok", text, tuple(tags))
    return Report("Small", "", (), (), items, (replace(verbatim, **values),))


def _spans(root, texts):
    """(source, code) -> the words of each passage, as a program that counts characters cuts them out."""
    codes = {node.get("guid"): node.get("name") for node in root.iterfind(".//q:Code", SPACE)}
    for source in root.iterfind(".//q:TextSource", SPACE):
        text = texts[source.get("plainTextPath").removeprefix("internal://")]
        for passage in source.iterfind("q:PlainTextSelection", SPACE):
            words = text[int(passage.get("startPosition")) : int(passage.get("endPosition"))]
            yield source.get("name"), codes[passage.find("q:Coding/q:CodeRef", SPACE).get("targetGUID")], words


@pytest.mark.skipif(not SCHEMA.is_dir(), reason="the schemas of REFI-QDA are not beside the checkout")
def test_project_and_codebook_are_valid(project, tmp_path):
    report, _, root, _ = project
    etree.XMLSchema(file=str(SCHEMA / "Project.xsd")).assertValid(root)
    book = etree.parse(write_report(report, tmp_path / "book.qdc"))
    etree.XMLSchema(file=str(SCHEMA / "Codebook.xsd")).assertValid(book)


def test_pyrefiqda_loads_them(project, tmp_path):
    pyrefiqda = pytest.importorskip("pyrefiqda", reason="pyrefiqda is not installed")
    report, file, _, texts = project
    loaded = pyrefiqda.RefiProject.load(file, str(tmp_path))
    sources = loaded.sources.text_source
    assert len(sources) == len(texts) == len(loaded.cases.case) == len({v.respondent for v in report.verbatims})
    for source in sources:
        path = pyrefiqda.RefiProject.resolve_source_path(source.plain_text_path, tmp_path)
        assert path.read_bytes().decode() == texts[path.name]
    book = pyrefiqda.RefiCodebook.load(write_report(report, tmp_path / "book.qdc"))
    assert len(book.codes.code) == sum(not item.above for item in report.items if item.kind == "theme")


def test_every_tag_is_a_passage_with_its_words(project):
    report, _, root, texts = project
    said = Counter()
    for verbatim in report.verbatims:
        for tag in dict.fromkeys(verbatim.tags):
            if tag.start < tag.end:
                name = ":".join(filter(None, (tag.kind, tag.item_id, tag.role)))
                words = verbatim.text[tag.start : tag.end].replace("\n", "\r\n")
                said[verbatim.respondent, name.removeprefix("theme:"), words] += 1
        said[verbatim.respondent, f"question:{verbatim.question}", verbatim.text.replace("\n", "\r\n")] += 1
    written = Counter((who, code.rpartition("[")[2][:-1], words) for who, code, words in _spans(root, texts))
    assert written == said
    assert len(written) > 800


def test_guids_are_unique_and_every_reference_leads_somewhere(project):
    _, _, root, texts = project
    guids = [node.get("guid") for node in root.iter() if node.get("guid")]
    assert len(guids) == len(set(guids))
    targets = {node.get("targetGUID") for node in root.iter() if node.get("targetGUID")}
    targets |= {node.get("creatingUser") for node in root.iter() if node.get("creatingUser")}
    assert targets <= set(guids)
    assert {node.get("plainTextPath") for node in root.iterfind(".//q:TextSource", SPACE)} == {
        f"internal://{name}" for name in texts
    }
    names = [node.get("name") for node in root.iterfind(".//q:Code", SPACE)]
    assert len(names) == len(set(names))  # QualCoder holds each name once


def test_codes_have_their_families_colours_and_descriptions(project, demo):
    _, _, root, _ = project
    codes = {node.get("name"): node for node in root.iterfind(".//q:Code", SPACE)}
    themes = {theme.id: theme for theme in from_table(demo["themes"]).themes}
    for theme in themes.values():
        node = codes[f"{theme.label} [{theme.id}]"]
        if theme.parent:
            above = themes[theme.parent]
            assert node.getparent() is codes[f"{above.label} [{above.id}]"]
            assert node.get("color") == node.getparent().get("color")
        assert theme.definition in node.findtext("q:Description", namespaces=SPACE)


def test_a_case_is_a_respondent_with_attributes_as_its_text_has_them(project):
    report, _, root, _ = project
    groups = {verbatim.respondent: verbatim.groups for verbatim in report.verbatims}
    names = {node.get("guid"): node.get("name") for node in root.iterfind(".//q:Variable", SPACE)}
    assert set(names.values()) == {"STRAND", "Counted over the whole survey"}
    for kind in ("Case", "TextSource"):
        nodes = root.findall(f".//q:{kind}", SPACE)
        assert [node.get("name") for node in nodes] == list(groups)
        for node in nodes:
            values = {
                names[value[0].get("targetGUID")]: value[1].text for value in node.iterfind("q:VariableValue", SPACE)
            }
            assert values.get("STRAND", "") == groups[node.get("name")][0]
            assert values["Counted over the whole survey"] in {"true", "false"}


def test_the_same_report_gives_the_same_bytes(project, tmp_path):
    report, file, _, _ = project
    assert write_report(report, tmp_path / "again.qdpx").read_bytes() == file.read_bytes()


def test_places_are_right_behind_line_ends_and_signs_of_two_units(tmp_path):
    text = "First \U0001f600 point.\nVisa took\nmonths."
    start = text.index("Visa")
    report = _small(text, Tag("theme", "visa", start, len(text)))
    root, texts = _opened(write_report(report, tmp_path / "small.qdpx"))
    (source,) = texts.values()
    assert source == f"Anything else? [#{KEY}]\r\nFirst \u25a1 point.\r\nVisa took\r\nmonths.\r\n\r\n"
    assert [words for _, code, words in _spans(root, texts) if "[visa]" in code] == ["Visa took\r\nmonths."]
    # In units of UTF-16, as NVivo counts, it is the same place.
    units = source.encode("utf-16-le")
    (passage,) = [node for node in root.iterfind(".//q:PlainTextSelection", SPACE) if node.get("startPosition") != "36"]
    places = slice(2 * int(passage.get("startPosition")), 2 * int(passage.get("endPosition")))
    assert units[places].decode("utf-16-le") == "Visa took\r\nmonths."
    # As QualCoder counts: it reads line ends as one sign and puts a blank behind each.
    signs = source.replace("\r\n", "\n").replace("\n", "\n ")
    assert signs[int(passage.get("startPosition")) : int(passage.get("endPosition"))] == "Visa took\n months."
    (coded,) = read_project(tmp_path / "small.qdpx")
    assert coded[1:] == (start, len(text), "Visa [visa]", "textmine", "Visa took\nmonths.", KEY)


@settings(max_examples=60)
@given(st.text("ab \n\t\U0001f600é.", min_size=1).map(str.strip).filter(bool), st.data())
def test_any_place_is_read_again(tmp_path_factory, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    said = _small(text, Tag("theme", "visa", start, end))
    other = replace(said.verbatims[0], key=KEY[::-1])
    report = replace(said, verbatims=(*said.verbatims, other))
    coded = read_project(write_report(report, tmp_path_factory.getbasetemp() / "any.qdpx"))
    assert [(each.start, each.end, each.key) for each in coded] == [(start, end, KEY), (start, end, KEY[::-1])]


def _by_ann(project, folder):
    """The project as if a person of this name had coded it."""
    with zipfile.ZipFile(project[1]) as archive, zipfile.ZipFile(folder / "ann.qdpx", "w") as copied:
        for name in archive.namelist():
            copied.writestr(name, archive.read(name).replace(b'name="textmine"/>', b'name="ann"/>'))
    return folder / "ann.qdpx"


def test_codes_of_the_machine_are_no_labels(project, tmp_path):
    with pytest.raises(TextmineError, match="holds no codes of people"):
        LabelsFiles([project[1]])
    assert LabelsFiles([_by_ann(project, tmp_path)])


def test_what_is_written_is_read_again_as_labels(project, demo, tmp_path):
    files = LabelsFiles([_by_ann(project, tmp_path)])
    files.see({"respondents": demo["respondents"], "comments": demo["comments"]})
    labels = files.table()
    codings = counted(demo["codings"], demo["asides"]).merge(
        demo["segments"].drop(columns="comment_id"), on="segment_id"
    )
    yes = codings[codings["comment_id"].isin(labels["comment_id"])]
    wanted = set(yes[["comment_id", "theme_id", "start", "end"]].itertuples(index=False, name=None))
    whole = labels["words"] == ""  # personal data is hidden in these
    exact = set(labels.loc[~whole, ["comment_id", "theme_id", "start", "end"]].itertuples(index=False, name=None))
    assert exact <= wanted
    assert {row[:2] for row in wanted} == set(labels[["comment_id", "theme_id"]].itertuples(index=False, name=None))
    assert set(labels["comment_id"]) <= set(demo["comments"]["comment_id"])
    assert set(labels["coder"]) == {"ann"}
    assert 0 < whole.sum() < len(labels) / 20


def test_a_code_that_another_program_put_over_several_comments_counts_in_each(project, tmp_path):
    report, _, root, texts = project
    root = copy.deepcopy(root)
    source = root.find(".//q:TextSource", SPACE)
    name = source.get("plainTextPath").removeprefix("internal://")
    for node in root.iterfind(".//q:TextSource", SPACE):
        for passage in node.findall("q:PlainTextSelection", SPACE)[1 if node is source else 0 :]:
            node.remove(passage)
    theme = next(node for node in root.iterfind(".//q:Code", SPACE) if node.get("isCodable") == "true")
    (passage,) = source.iterfind("q:PlainTextSelection", SPACE)
    passage.find("q:Coding/q:CodeRef", SPACE).set("targetGUID", theme.get("guid"))
    # QualCoder reads CR LF as a line feed and a blank, and writes it so.
    text = texts[name].replace("\r\n", "\n ")
    passage.set("startPosition", str(text.index("]\n") + 4))
    passage.set("endPosition", str(len(text)))
    with zipfile.ZipFile(tmp_path / "mine.qdpx", "w") as archive:
        archive.writestr("project.qde", etree.tostring(root))
        archive.writestr(f"Sources/{name}", text)
    said = [verbatim for verbatim in report.verbatims if verbatim.respondent == source.get("name")]
    coded = read_project(tmp_path / "mine.qdpx")
    assert [each.key for each in coded] == [verbatim.key for verbatim in said]
    assert coded[0].words == said[0].text[1:]
    assert coded[1].words == said[1].text
    assert (coded[1].start, coded[1].end) == (0, len(said[1].text))


def test_the_themes_of_a_report_are_read_again(project, demo, tmp_path):
    report, file, _, _ = project
    themes = set(from_table(demo["themes"]).themes)
    assert set(load(file).themes) == themes
    assert set(load(write_report(report, tmp_path / "book.qdc")).themes) == themes


@pytest.mark.parametrize("suffix", [".qdpx", ".qdc"])
def test_a_report_on_nothing_is_no_project(tmp_path, suffix):
    with pytest.raises(TextmineError, match=r"no comments|no themes"):
        write_report(Report("Empty", "", ()), tmp_path / f"empty{suffix}")
    assert not list(tmp_path.iterdir())


def test_hostile_words_stay_words(tmp_path):
    text = "<script> & \x07\u2028 ]]> \ud800"
    root, texts = _opened(write_report(_small(text, Tag("theme", "visa", 0, len(text))), tmp_path / "small.qdpx"))
    assert {words for _, _, words in _spans(root, texts)} == {"<script> & \u25a1\u2028 ]]> \u25a1"}
