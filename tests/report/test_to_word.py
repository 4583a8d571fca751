from __future__ import annotations

import zipfile

import docx
import pytest

from report import invented
from textmine.report import write_report
from textmine.report.model import ChartBlock, Figure, NoteBlock, QuoteBlock, Report, Section, Series, TableBlock


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
    made = [block for block in blocks if isinstance(block, (TableBlock, ChartBlock))]
    assert [p.text.partition(": ")[2] for p in captions] == [block.caption for block in made]
    numbers = [p._p.xpath("string(.//w:fldSimple//w:t)") for p in captions]
    assert numbers == [str(block.number) for block in made]
    assert len(document.tables) == len(made)


def test_tables_hold_the_figures(document):
    table = next(t for t in document.tables if t.cell(0, 0).text == "Option" and "bankable" in t.cell(5, 0).text)
    assert [cell.text.replace("\u00a0", " ") for cell in table.rows[0].cells] == [
        "Option", "All (n = 20)", "Strand-1 (n = 13)", "Strand-2 (n = 7)",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[2].cells] == ["Joint communication actions", "16", "13", "3"]


def test_bars_fill_the_grid_in_proportion(tmp_path):
    figures = (Figure(20, 20, share=1.0), Figure(5, 20, share=0.25), Figure(0, 20, share=0.0))
    chart = ChartBlock("c", ("a", "b", "c"), (Series("All", figures),))
    document = docx.Document(str(write_report(Report("", "", (Section("x", "X", 1, (chart,)),)), tmp_path / "c.docx")))
    filled = [
        [
            int(cell.xpath("string(./w:tcPr/w:gridSpan/@w:val)") or 1)
            for cell in row._tr.xpath("./w:tc[w:tcPr/w:shd[@w:fill='0072B2']]")
        ]
        for row in document.tables[0].rows
    ]
    assert filled == [[50], [12], [], []]


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
    assert links == body.xpath(".//w:bookmarkStart/@w:name")
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


def test_a_chart_stays_on_one_page_with_its_caption(document):
    for table in document.tables:
        if table._tbl.xpath(".//w:pStyle[@w:val='ChartText']"):
            assert all(row._tr.xpath(".//w:keepNext") for row in table.rows)
            assert table._tbl.getprevious().xpath("string(./w:pPr/w:pStyle/@w:val)") == "Caption"


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
