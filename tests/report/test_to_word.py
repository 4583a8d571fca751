from __future__ import annotations

import zipfile

import docx
import pytest

from report import invented
from textmine.report import write_report
from textmine.report.model import (
    ChartBlock,
    Figure,
    HeatBlock,
    MapBlock,
    NoteBlock,
    Paragraph,
    QuoteBlock,
    Report,
    Section,
    Series,
    TableBlock,
)


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("word") / "report.docx")


@pytest.fixture(scope="module")
def document(path):
    return docx.Document(str(path))


def test_headings_are_headings(document, report):
    headings = [(p.style.name, p.text) for p in document.paragraphs if p.style.name in {"Heading 1", "Heading 2"}]
    assert headings == [(f"Heading {section.level}", section.heading) for section in report.sections]


def test_tables_and_charts_have_numbered_captions(document, report):
    captions = [p for p in document.paragraphs if p.style.name == "Caption"]
    blocks = [block for section in report.sections for block in section.blocks]
    made = [block for block in blocks if isinstance(block, TableBlock | ChartBlock | HeatBlock | MapBlock)]
    assert [p.text.partition(": ")[2] for p in captions] == [block.caption for block in made]
    numbers = [p._p.xpath("string(.//w:fldSimple//w:t)") for p in captions]
    assert numbers == [str(block.number) for block in made]
    assert len(document.tables) == sum(isinstance(block, TableBlock) for block in made)
    assert len(document.inline_shapes) == sum(not isinstance(block, TableBlock) for block in made)


def test_tables_hold_the_figures(document):
    table = next(t for t in document.tables if t.cell(0, 0).text == "Option" and "bankable" in t.cell(5, 0).text)
    assert [cell.text.replace("\u00a0", " ") for cell in table.rows[0].cells] == [
        "Option", "All (n = 20)", "Strand-1 (n = 13)", "Strand-2 (n = 7)",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[2].cells] == ["Joint communication actions", "16", "13", "3"]


def test_charts_are_pictures_with_words_that_point_to_their_table(document, report):
    charts = [b for s in report.sections for b in s.blocks if isinstance(b, ChartBlock | HeatBlock | MapBlock)]
    words = document.element.body.xpath(".//wp:inline/wp:docPr/@descr")
    assert words == [f"Chart: {chart.caption}. The figures are in Table {chart.table}." for chart in charts]
    references = document.element.body.xpath(".//w:fldSimple[contains(@w:instr, 'REF _Table')]/@w:instr")
    assert references == [f"REF _Table{chart.table} \\h" for chart in charts]
    names = document.element.body.xpath(".//w:bookmarkStart/@w:name")
    assert {reference.split()[1] for reference in references} <= set(names)
    assert len(names) == len(set(names))


def test_a_chart_fits_on_its_page_and_needs_no_table(tmp_path):
    names = tuple(f"A category of many words with the number {number}" for number in range(60))
    chart = ChartBlock("c", names, (Series("All", tuple(Figure(1, 20, share=0.05) for _ in names)),), 1, 1)
    document = docx.Document(str(write_report(Report("", "", (Section("x", "X", 1, (chart,)),)), tmp_path / "c.docx")))
    shape, section = document.inline_shapes[0], document.sections[0]
    assert shape.height < section.page_height - section.top_margin - section.bottom_margin
    assert document.element.body.xpath(".//wp:docPr/@descr") == ["Chart: c."]
    assert not document.element.body.xpath(".//w:fldSimple[contains(@w:instr, 'REF')]")


def test_quotes_have_the_style_of_quotes(document, report):
    quotes = [
        quote.text
        for section in report.sections
        for block in section.blocks
        if isinstance(block, QuoteBlock)
        for quote in block.quotes
    ]
    written = [p.text.strip("\u201c\u201d") for p in document.paragraphs if p.style.name == "Quote"]
    assert written == [quote.replace("\x07", "") for quote in quotes]
    assert invented.HOSTILE.replace("\x07", "") in written


def test_the_same_report_has_the_same_bytes(report, path, tmp_path):
    assert write_report(report, tmp_path / "again.docx").read_bytes() == path.read_bytes()


def test_no_clock_is_in_the_file(path, document):
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = document.core_properties
    assert (core.author, core.created.year, core.modified.year) == ("textmine", 2000, 2000)


def test_the_contents_link_to_the_headings(document):
    body = document.element.body
    links = body.xpath(".//w:hyperlink/@w:anchor")
    assert links == body.xpath(".//w:bookmarkStart[starts-with(@w:name, '_section')]/@w:name")
    assert len(links) > 10


def test_headings_and_leads_stay_with_what_follows(document):
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "Quote", "Question Wording", "Lead"):
        assert document.styles[name].paragraph_format.keep_with_next


def test_no_row_is_split_and_the_first_rows_stay_with_the_heading(document):
    rows = [row for table in document.tables for row in table._tbl.tr_lst]
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)
    table = next(t for t in document.tables if t.cell(0, 0).text == "Option")
    kept = [bool(row._tr.xpath(".//w:keepNext")) for row in table.rows]
    assert len(kept) > 4
    assert kept == [True, True, True, *[False] * (len(kept) - 3)]


def test_a_chart_stays_with_its_caption_and_reference(document):
    for picture in document.element.body.xpath(".//w:p[.//wp:inline]"):
        assert picture.getprevious().xpath("string(./w:pPr/w:pStyle/@w:val)") == "Caption"
        assert picture.xpath("./w:pPr/w:keepNext")


def test_a_table_without_a_row_to_show_is_its_caption_and_a_remark(tmp_path):
    table = TableBlock("t", ("Item", "All"), (("a", Figure(1, 9)),), "ticks", shown=0, rest="named by one")
    path = write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.docx")
    document = docx.Document(str(path))
    assert document.tables == []
    assert document.paragraphs[-1].text == "1 named by one, in the workbook"


@pytest.mark.parametrize(("shown", "after"), [(None, ["a note"]), (4, ["and 5 more, in the workbook", "a note"])])
def test_a_note_stays_with_the_last_row_of_its_table(tmp_path, shown, after):
    rows = tuple((str(number), Figure(number, 9)) for number in range(9))
    blocks = (TableBlock("t", ("Item", "All"), rows, "ticks", shown=shown), NoteBlock("a note"))
    document = docx.Document(str(write_report(Report("", "", (Section("x", "X", 1, blocks),)), tmp_path / "t.docx")))
    assert document.tables[0].rows[-1]._tr.xpath(".//w:keepNext")
    notes = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Note"]
    assert [note.text for note in notes] == after
    assert [bool(note.paragraph_format.keep_with_next) for note in notes] == [True, False][-len(notes) :]


def _wide(columns: int) -> TableBlock:
    return TableBlock(
        "t", ("Item", *("North-west" for _ in range(columns))), (("a", *[Figure(1, 9)] * columns),), "ticks"
    )


def _orientations(document) -> list[str]:
    return [str(section.orientation).split(".")[-1].split()[0] for section in document.sections]


def test_a_wide_table_lies_across_with_its_heading_and_the_rest_stands_upright(tmp_path):
    sections = (
        Section("a", "A", 1, (_wide(2),)),
        Section("b", "B", 1, (_wide(9), NoteBlock("a note"))),
        Section("c", "C", 1, (_wide(2),)),
    )
    document = docx.Document(str(write_report(Report("", "", sections), tmp_path / "t.docx")))
    assert _orientations(document) == ["PORTRAIT", "LANDSCAPE", "PORTRAIT"]
    part = [text for text in document.sections[1].iter_inner_content() if hasattr(text, "text")]
    assert [paragraph.text for paragraph in part if paragraph.text] == [
        "B",
        "Table : t",
        "a note",
    ]  # the number is a field


def test_a_table_too_wide_for_any_page_points_to_the_workbook(tmp_path):
    document = docx.Document(
        str(write_report(Report("", "", (Section("x", "X", 1, (_wide(50),)),)), tmp_path / "t.docx"))
    )
    assert _orientations(document)[-1] == "LANDSCAPE"
    shown = len(document.tables[0].columns)
    assert 5 < shown < 51
    assert f"and {51 - shown} more columns, in the workbook" in [p.text for p in document.paragraphs]


def test_language_and_styles_are_set(document):
    assert set(document.styles.element.xpath("./w:docDefaults//w:lang/@w:val")) == {"en-GB"}
    assert {table.style.name for table in document.tables} == {"Textmine Table"}
    assert all(table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") for table in document.tables)


def test_a_heading_without_words_is_no_error(tmp_path):
    path = write_report(Report("t", "", (Section("s", "", 1, (Paragraph("said"),)),)), tmp_path / "r.docx")
    assert "said" in [paragraph.text for paragraph in docx.Document(path).paragraphs]
