from __future__ import annotations

import re

import pytest

from report import invented
from textmine.report import write_report
from textmine.report.model import Figure, Paragraph, Quote, QuoteBlock, Report, Section, TableBlock


@pytest.fixture(scope="module")
def text(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("markdown") / "report.md").read_text(encoding="utf-8")


def _written(tmp_path, *blocks):
    path = write_report(Report("R", "", (Section("x", "X", 1, blocks),)), tmp_path / "r.md")
    return path.read_text(encoding="utf-8").removeprefix("# R\n\n## X\n\n").rstrip("\n")


def test_headings_are_one_level_below_the_title(text, report):
    found = re.findall(r"^(#+) (.*)$", text, flags=re.MULTILINE)
    assert [len(signs) for signs, _ in found] == [1, *(section.level + 1 for section in report.sections)]


def test_tables_have_as_many_cells_as_columns(text):
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}) == 1


def test_a_table_shows_the_rows_of_a_page_and_says_what_is_left(tmp_path):
    rows = (("a | b", Figure(1, 9)), ("c", Figure(2, 9)))
    table = TableBlock("t", ("Item", "All"), rows, "ticks", shown=1)
    assert _written(tmp_path, table).split("\n") == [
        "**Table 0: t**", "", "| Item | All (n\u00a0=\u00a09) |", "| --- | ---: |", r"| a \| b | 1 |", "",
        "and 1 more, in the workbook",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("# no heading", r"\# no heading"),
        ("1. no list", r"1\. no list"),
        ("- no point", r"\- no point"),
        ("*stars* and _lines_", r"\*stars\* and \_lines\_"),
        ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
        ("fewer than <1 %", "fewer than <1 %"),
        ("R&D, &amp; that", r"R&D, \&amp; that"),
        ("[a](b) ![c](d) `e`", r"\[a\](b) !\[c\](d) \`e\`"),
        ("two\nlines\r\n\r\nor three", "two lines or three"),
        ("$x$ ~~y~~ a|b \\", r"\$x\$ \~\~y\~\~ a\|b \\"),
    ],
)
def test_no_text_is_a_sign_of_markdown(tmp_path, said, written):
    assert _written(tmp_path, Paragraph(said)) == written


def test_quotes_are_block_quotes_with_their_source(tmp_path):
    block = QuoteBlock("Funding", (Quote("too\nlittle", "fr", "R07", "North", "C", "Money"),), Figure(4, 6))
    assert _written(tmp_path, block) == (
        "**Funding** (4\u00a0of\u00a06)\n\n> \u201ctoo little\u201d\n>\n> \u2014 R07, North, on \u201cMoney\u201d (fr)"
    )


def test_hostile_words_stay_words(text):
    assert "<script" not in text.replace("\\<script", "")
    assert re.sub(r"\\(.)", r"\1", text).count(invented.HOSTILE.replace("\x07", "").split("\n")[0][:10]) > 0


def test_charts_point_to_their_table(text):
    assert re.search(r"\*\*Figure 1: .*\*\* \(its figures are those of Table \d+\)", text)


def test_the_same_report_has_the_same_bytes(report, text, tmp_path):
    assert write_report(report, tmp_path / "again.md").read_text(encoding="utf-8") == text
