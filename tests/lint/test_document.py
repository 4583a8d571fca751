"""Chapters as their passages: headings, tables, quotations, and what a reader does not see."""

from __future__ import annotations

import pytest

from textmine.errors import TextmineError
from textmine.lint.document import read_chapter
from textmine.report import write_report
from textmine.report.model import Paragraph, Quote, QuoteBlock, Report, Section, TableBlock


def _kinds(path):
    return [(p.kind, p.text) for p in read_chapter(path)]


def test_markdown(tmp_path):
    file = tmp_path / "chapter.md"
    file.write_text(
        "# One **title**\n\nA paragraph\nof two lines, with [a link](x.html).\n\n- a point\n- another\n\n"
        "> \u201cSaid so.\u201d\n>\n> R01, on \u201cX\u201d\n\n| A | n |\n|---|--:|\n| x | 3 |\n\n```\n5 of 6\n```\n"
        "<!-- 7 of 8 -->\nSetext\n---\n\nLast.",
        encoding="utf-8",
    )
    assert _kinds(file) == [
        ("heading", "One title"),
        ("text", "A paragraph of two lines, with a link."),
        ("text", "a point"),
        ("text", "another"),
        ("quote", "\u201cSaid so.\u201d"),
        ("source", "R01, on \u201cX\u201d"),
        ("table", ""),
        ("heading", "Setext"),
        ("text", "Last."),
    ]
    passages = read_chapter(file)
    assert passages[6].rows == (("A", "n"), ("x", "3"))
    assert passages[-1].headings == ("One title", "Setext")
    assert passages[2].item
    assert passages[-1].place == 'paragraph 9, under "Setext"'


SIGNS = [
    "C:\\new\\*all* of \\ them", "a `code` and ``one` more", "2 * 3 * 4, **not bold**, snake_case_name",
    "[not a link](x.html) nor ![a picture](y)", "a | b || c\\| d", "<b>not bold</b> <!-- seen --> a<b", "&amp; & co",
    "# no heading #", "- no point", "1. no number", "> no quote", "~~~ no code", "===", "$x$ \\$5", "ends with \\",
    "_not_ slanted", "\\",
]  # fmt: skip


@pytest.mark.parametrize("text", SIGNS)
def test_what_the_report_writes_as_markdown_is_read_back(tmp_path, text):
    """Every text stands in the report as it was written, whatever Markdown would take it for."""
    quote = Quote(text, "en", "R01", "", text, "")
    blocks = (
        Paragraph(text),
        Paragraph(text, "finding"),
        TableBlock("Table", ("A", text), ((text, "3"), ("x", text)), "ticks"),
        QuoteBlock(text, (quote,)),
    )
    file = write_report(Report(f"T {text}", "", (Section("x", f"S {text}", 1, blocks),)), tmp_path / "r.md")
    passages = read_chapter(file)
    assert [p.text for p in passages if p.kind == "heading"] == [f"T {text}", f"S {text}"]
    assert [(p.text, p.item) for p in passages if p.kind == "text"][:2] == [(text, False), (text, True)]
    assert next(p.rows for p in passages if p.kind == "table") == (("A", text), (text, "3"), ("x", text))
    assert [p.text for p in passages if p.kind == "text"][3:] == [text]
    assert [p.text for p in passages if p.kind == "quote"] == [f"\u201c{text}\u201d"]


def test_code_and_escapes_of_a_hand(tmp_path):
    file = tmp_path / "chapter.md"
    file.write_text("Run `a\\*b*` or ``c`d``, \\*not* \\_this\\_; \\q stays, and `so", encoding="utf-8")
    assert _kinds(file) == [("text", "Run a\\*b* or c`d, *not* _this_; \\q stays, and `so")]


def test_html(tmp_path):
    file = tmp_path / "chapter.html"
    file.write_text(
        "<html><head><title>no</title><style>p{}</style></head><body><nav>no</nav><h2>Head<span>4 of 6</span></h2>"
        "<p>One <b>two</b>.</p><figure><blockquote>Said.</blockquote><figcaption>R01</figcaption></figure>"
        "<svg><text>no</text></svg><table><caption>Tab</caption><tr><th>A</th><td>3</td></tr></table>"
        "<script>no</script></body></html>",
        encoding="utf-8",
    )
    found = _kinds(file)
    assert ("heading", "Head 4 of 6") in found
    assert ("text", "One two.") in found
    assert ("quote", "Said.") in found
    assert found[-1] == ("table", "Tab")
    assert not any(text == "no" for _, text in found)


def test_word_with_tracked_changes_and_footnotes(tmp_path):
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_heading("Barriers", 1)
    paragraph = document.add_paragraph("Named by ")
    change = (
        f"<w:ins {nsdecls('w')}><w:r><w:t>five</w:t></w:r></w:ins>",
        f"<w:del {nsdecls('w')}><w:r><w:delText>four</w:delText></w:r></w:del>",
        f"<w:moveFrom {nsdecls('w')}><w:r><w:t>nine</w:t></w:r></w:moveFrom>",
    )
    for xml in change:
        paragraph._p.append(parse_xml(xml))
    paragraph.add_run(" partnerships.")
    document.add_paragraph("Table 1: Barriers", style="Caption")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "A", "3"
    file = tmp_path / "chapter.docx"
    document.save(file)
    assert _kinds(file) == [
        ("heading", "Barriers"),
        ("text", "Named by five partnerships."),
        ("text", "Table 1: Barriers"),
        ("table", "Table 1: Barriers"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("chapter.pdf", b"x", "of a format that is not checked"),
        ("chapter.md", None, "There is no file"),
        ("chapter.md", b"\n<!-- nothing -->\n", "holds no text"),
        ("chapter.docx", b"not a zip", "is not a Word document"),
        ("chapter.html", b"", "cannot be read as HTML"),
    ],
)
def test_what_is_no_chapter(tmp_path, name, content, said):
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(TextmineError, match=said):
        read_chapter(file)
