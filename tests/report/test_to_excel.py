from __future__ import annotations

import re
import zipfile

import openpyxl
import pytest

from report import invented
from textmine.errors import TextmineError
from textmine.report import excel_sheet, to_excel, write_report
from textmine.report.model import Figure, Paragraph, Report, Section, TableBlock, Tag, Verbatim


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("excel") / "report.xlsx")


@pytest.fixture(scope="module")
def workbook(path):
    return openpyxl.load_workbook(path)


def test_a_sheet_for_each_topic(workbook):
    assert workbook.sheetnames == [
        "Contents", "Read me", "Response", "Ledger", "Ticks", "Answers", "Records", "Countries", "Organisations",
        "Themes", "How made", "Quotes", "Verbatims", "Charts",
    ]  # fmt: skip


def test_a_row_an_item_and_five_columns_a_group(workbook):
    sheet = workbook["Ticks"]
    assert [cell.value for cell in sheet[1]][3::5] == ["All", "Strand-1", "Strand-2"]
    assert [cell.value for cell in sheet[2]][:8] == [
        "Section",
        "Table",
        "Item",
        "n",
        "base",
        "share",
        "95 % low",
        "95 % high",
    ]
    row = next(row for row in sheet.iter_rows(min_row=3, values_only=True) if row[2] == "Joint communication actions")
    assert (row[3], row[4], row[8], row[9], row[13], row[14]) == (16, 20, 13, 13, 3, 7)
    assert re.fullmatch(r"=D(\d+)/E\1", row[5])


def test_lists_can_be_filtered_and_their_headings_stay(workbook):
    sheet = workbook["Ticks"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D3", f"A2:R{sheet.max_row}")
    assert workbook["Quotes"].freeze_panes == "A2"


def test_nothing_respondents_wrote_is_a_formula_or_a_link(workbook, path):
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas
    assert all(re.fullmatch(r"=[A-Z]+\d+/[A-Z]+\d+", formula) for formula in formulas)
    links = [cell for cell in cells if cell.hyperlink]
    assert {cell.parent.title for cell in links} == {"Contents"}
    assert not any(cell.hyperlink.target for cell in links)
    assert invented.HOSTILE.replace("\x07", "") in {cell.value for cell in cells}
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "externalLink" in name]


def test_the_contents_lead_to_every_sheet_and_table(workbook, report):
    sheet = workbook["Contents"]
    links = {cell.value: cell.hyperlink.location for cell in sheet["A"] if cell.hyperlink}
    assert set(workbook.sheetnames) - {"Contents"} <= set(links)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, TableBlock) and block.rows:
                name, _, place = links[f"Table {block.number}"].rpartition("!")
                row = workbook[name.strip("'")][int(place[1:])]
                assert (row[1].value, row[2].value) == (block.caption, block.rows[0][0])


def test_the_share_is_worked_out_from_the_two_cells_before_it(path):
    values = openpyxl.load_workbook(path, data_only=True)["Ticks"]
    for row in values.iter_rows(min_row=3, values_only=True):
        for count, base, share in zip(row[3::5], row[4::5], row[5::5]):
            assert share == (count / base if base else None)


def test_a_share_that_is_not_count_by_base_is_a_number(tmp_path):
    table = TableBlock("t", ("Item", "All"), (("a", Figure(1, 4, share=0.3)),), "ticks")
    made = openpyxl.load_workbook(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx"))
    assert made["Ticks"]["F3"].value == 0.3


def test_every_comment_is_listed_with_filters(workbook, report):
    sheet = workbook["Verbatims"]
    assert sheet.max_row == len(report.verbatims) + 1
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:L{sheet.max_row}")
    assert [cell.value for cell in sheet[1]][:4] == ["Comment", "Respondent", *report.by, "Question"]
    assert [row[7].value or "" for row in sheet.iter_rows(min_row=2)] == [
        said.text.replace("\x07", "") for said in report.verbatims
    ]


def test_codings_for_a_person_have_a_sheet(tmp_path):
    said = Verbatim("k", "R01", (), "C", "", "en", "ok", "=no time", tags=(Tag("review", "t", 1, 8),))
    made = openpyxl.load_workbook(write_report(Report("", "", (), verbatims=(said,)), tmp_path / "t.xlsx"))
    assert [cell.value for cell in made["Review"][2]] == ["k", "R01", "C", None, "en", "t", "no time", "=no time"]


@pytest.mark.parametrize("text", ["<r>&</r>", " a\n", "_x0041_", "\r", "\x07", "\U0001f600" * 20_000])
def test_a_row_of_words_is_written_as_its_cells_would_be(tmp_path, monkeypatch, text):
    said = (Verbatim("k", "R01", (), "C", "", "en", "ok", text), Verbatim("l", "R01", (), "C", "", "en", "ok", "b"))
    report = Report("", "", (), verbatims=said)
    at_once = write_report(report, tmp_path / "a.xlsx")
    monkeypatch.setattr(excel_sheet, "_LONG", 0)
    assert write_report(report, tmp_path / "b.xlsx").read_bytes() == at_once.read_bytes()


def test_what_looks_like_rich_text_of_the_library_is_text(tmp_path):
    said = "<r>&</r>"
    table = TableBlock("t", ("Item",), ((said,),), "ticks")
    verbatims = (Verbatim("k", "R01", (), "C", "", "en", "ok", said),)
    report = Report("", "", (Section("x", "X", 1, (table,)),), verbatims=verbatims)
    made = openpyxl.load_workbook(write_report(report, tmp_path / "t.xlsx"))
    assert (made["Ticks"]["C3"].value, made["Verbatims"]["G2"].value) == (said, said)


def test_what_a_sheet_cannot_hold_goes_on_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(excel_sheet, "ROWS", 2)
    said = tuple(Verbatim(f"k{n}", "R01", (), "C", "", "en", "ok", "x") for n in range(5))
    made = openpyxl.load_workbook(write_report(Report("", "", (), verbatims=said), tmp_path / "t.xlsx"))
    names = ["Verbatims", "Verbatims 2", "Verbatims 3"]
    assert [made[name].max_row - 1 for name in names] == [2, 2, 1]
    assert [row[0].value for name in names for row in made[name].iter_rows(min_row=2)] == ["k0", "k1", "k2", "k3", "k4"]


def test_a_topic_with_more_rows_than_a_sheet_holds_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(to_excel, "ROWS", 2)
    table = TableBlock("t", ("Item",), (("a",), ("b",)), "ticks")
    with pytest.raises(TextmineError, match="cannot hold all rows"):
        write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx")


def test_a_topic_of_its_own_has_a_sheet(tmp_path):
    table = TableBlock("t", ("Item",), (("a",),), "ledger")  # type: ignore[arg-type]
    made = openpyxl.load_workbook(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx"))
    assert "Ledger" in made.sheetnames


@pytest.mark.parametrize("text", ["=1+1", "+32 2 555", "@home", "-", "http://evil.example", "007", "x" * 40_000])
def test_text_stays_text(tmp_path, text):
    table = TableBlock("t", ("Item", "All"), ((text, Figure(1, 2)),), "ticks")
    made = openpyxl.load_workbook(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx"))
    cell = made["Ticks"]["C3"]
    cut = f"{text[:32_735]} [... cut: a cell holds no more]"
    assert (cell.data_type, cell.value) == ("s", text if len(text) < 32_768 else cut)


def test_the_workbook_has_the_rows_that_a_page_leaves_out(tmp_path):
    table = TableBlock("t", ("Item", "All"), tuple((str(n), Figure(n, 99)) for n in range(99)), "themes", shown=5)
    made = openpyxl.load_workbook(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx"))
    assert made["Themes"].max_row == 2 + 99


def test_answers_of_one_name_keep_their_own_figures(tmp_path):
    rows = (("a", Figure(1, 9), Figure(2, 9), "x", "y"),)
    table = TableBlock("t", ("Row", "Good", "Good", "Said", "Said"), rows, "answers")
    other = TableBlock("u", ("Row", "Good"), (("b", Figure(3, 9)),), "answers")
    sections = (Section("x", "X", 1, (table, other)),)
    sheet = openpyxl.load_workbook(write_report(Report("", "", sections), tmp_path / "t.xlsx"))["Answers"]
    values = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(min_row=3, values_only=True)]
    assert values == [["X", "t", "a", "x", "y", 1, 9, 2, 9], ["X", "u", "b", 3, 9]]


def test_a_table_may_have_a_column_called_item(tmp_path):
    table = TableBlock("t", ("Option", "Item", "All"), (("a", "b", Figure(1, 9)),), "ticks")
    sheet = openpyxl.load_workbook(write_report(Report("", "", (Section("x", "X", 1, (table,)),)), tmp_path / "t.xlsx"))
    assert [cell.value for cell in sheet["Ticks"][3]][2:5] == ["a", "b", 1]


def test_the_response_has_no_columns_for_intervals(workbook):
    assert [cell.value for cell in workbook["Response"][2]][3:6] == ["n", "base", "share"]
    assert "95 % low" not in {cell.value for cell in workbook["Response"][2]}


def test_titles_of_sections_and_tables_are_not_cut(workbook):
    for name in ("Response", "Ticks", "Answers", "Records", "Countries", "Themes"):
        sheet = workbook[name]
        for letter in "AB":
            for row in range(3, sheet.max_row + 1):
                cell = sheet[f"{letter}{row}"]
                assert len(cell.value) <= sheet.column_dimensions[letter].width or cell.alignment.wrap_text


def test_read_me_holds_what_makes_sense_without_a_table(workbook, report):
    words = [cell.value for cell in workbook["Read me"]["A"] if cell.value]
    leads = {b.text for s in report.sections for b in s.blocks if isinstance(b, Paragraph) and b.style == "lead"}
    assert leads
    assert not leads & set(words)
    notes = words[words.index("Notes on the tables") + 1 :]
    assert len(notes) == len(set(notes))
    assert any(note.startswith("\u2020") for note in notes)


def test_charts_are_drawn_by_excel(workbook, report):
    assert len(workbook["Charts"]._charts) == sum(
        type(b).__name__ == "ChartBlock" for s in report.sections for b in s.blocks
    )


def test_the_same_report_has_the_same_bytes(report, path, tmp_path):
    assert write_report(report, tmp_path / "again.xlsx").read_bytes() == path.read_bytes()
