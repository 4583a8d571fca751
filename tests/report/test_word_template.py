"""A report in Word takes the styles, header, footer and page of a template."""

from __future__ import annotations

import shutil
import zipfile

import docx
import pytest
from docx.shared import Cm, Pt, RGBColor

from report import invented
from textmine.errors import TextmineError
from textmine.report import write_report
from textmine.report.model import Figure, NoteBlock, Paragraph, Quote, QuoteBlock, Report, Section, TableBlock

TABLE = TableBlock("t", ("Item", "All"), (("a", Figure(1, 9)),), "ticks", number=1)
WIDE = TableBlock("w", ("Item", *["North-west"] * 12), (("a", *[Figure(1, 9)] * 12),), "ticks", number=2)
QUOTE = QuoteBlock("Funding", (Quote("too little", "en", "R07", "North", "C", "Money"),))
SMALL = Report("Results", "9 answered", (Section("x", "X", 1, (Paragraph("A point.", "finding"), TABLE, QUOTE)),))
LONG = Report("Results", "9 answered", tuple(Section(f"s{n}", f"Section {n}", 1, (TABLE,)) for n in range(7)))


@pytest.fixture
def house():
    """A document of a house: red headings, serif text, a header, a wide margin, a style of tables."""
    document = docx.Document()
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xAA, 0, 0)
    document.styles["Normal"].font.name = "Liberation Serif"
    section = document.sections[0]
    section.page_width, section.page_height, section.left_margin = Cm(21), Cm(29.7), Cm(4)
    section.header.paragraphs[0].text = "House of Examples: {{title}}"
    section.footer.paragraphs[0].text = "confidential"
    for name in ("Quote", "Caption", "List Bullet"):
        document.styles[name].delete()
    return document


def _written(document, tmp_path, report=SMALL):
    document.save(str(tmp_path / "house.docx"))
    return docx.Document(str(write_report(report, tmp_path / "r.docx", template=tmp_path / "house.docx")))


def _texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_styles_header_footer_and_page_are_those_of_the_template(house, tmp_path):
    house.add_paragraph("What the template says of itself.")
    made = _written(house, tmp_path)
    assert str(made.styles["Heading 1"].font.color.rgb) == "AA0000"
    assert made.styles["Normal"].font.name == "Liberation Serif"
    assert made.sections[0].left_margin == pytest.approx(Cm(4), abs=700)
    assert made.sections[0].header.paragraphs[0].text == "House of Examples: Results"
    assert made.sections[0].footer.paragraphs[0].text == "confidential"
    assert _texts(made)[:3] == ["Results", "9 answered", "X"]
    assert "What the template says of itself." not in _texts(made)


def test_missing_styles_are_added_in_the_font_of_the_house(house, tmp_path):
    made = _written(house, tmp_path)
    for name in ("Quote", "Caption", "List Bullet", "Note", "toc 1"):
        assert made.styles[name].base_style.name == "Normal"
        assert made.styles[name].font.name is None
        assert made.styles[name].font.color.rgb is None
    number = made.styles["List Bullet"].element.xpath("string(.//w:numId/@w:val)")
    numbering = made.part.numbering_part.element
    kind = numbering.xpath(f"string(./w:num[@w:numId='{number}']/w:abstractNumId/@w:val)")
    assert numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{kind}']//w:numFmt/@w:val") == ["bullet"]


def test_a_template_without_any_list_has_bullets_too(house, tmp_path):
    house.save(str(tmp_path / "lists.docx"))
    with zipfile.ZipFile(tmp_path / "lists.docx") as old, zipfile.ZipFile(tmp_path / "none.docx", "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                data = b"".join(part for part in _split(data) if b"numbering.xml" not in part)
            if name == "[Content_Types].xml":
                data = data.replace(b"/word/numbering.xml", b"/word/none.xml")
            if name != "word/numbering.xml":
                new.writestr(name, data)
    made = docx.Document(str(write_report(SMALL, tmp_path / "r.docx", template=tmp_path / "none.docx")))
    assert made.part.numbering_part.element.xpath(".//w:numFmt/@w:val") == ["bullet"]


def _split(data):
    return [part + b">" for part in data.split(b">") if part.strip()]


def test_the_table_style_of_the_house_is_used(house, tmp_path):
    from docx.enum.style import WD_STYLE_TYPE

    house.styles.add_style("House Table", WD_STYLE_TYPE.TABLE)
    assert _written(house, tmp_path).tables[0].style.name == "House Table"


def test_the_report_takes_the_place_of_its_paragraph(house, tmp_path):
    house.add_paragraph("{{title}}", style="Title")
    house.add_paragraph("For the board: {{subtitle}}").runs[0].font.size = Pt(9)
    house.add_paragraph("{{report}}")
    house.add_paragraph("Imprint")
    texts = _texts(_written(house, tmp_path))
    assert texts[:3] == ["Results", "For the board: 9 answered", "X"]
    assert texts[-1] == "Imprint"
    assert "{{report}}" not in texts


@pytest.mark.parametrize("ends_section", [False, True])
def test_a_wide_table_leaves_what_follows_the_report_upright(house, tmp_path, ends_section):
    place = house.add_paragraph("{{report}}")
    if ends_section:
        from copy import deepcopy

        place._p.get_or_add_pPr().append(deepcopy(house.element.body.sectPr))
    house.add_paragraph("Imprint")
    report = Report("R", "", (Section("x", "X", 1, (TABLE, WIDE, NoteBlock("note"))),))
    made = _written(house, tmp_path, report)
    sides = [section.page_width > section.page_height for section in made.sections]
    assert sides == [False, True, False]
    assert "{{report}}" not in _texts(made)
    last = [block.text for block in made.sections[-1].iter_inner_content() if hasattr(block, "text")]
    assert last == ["Imprint"]


def test_headers_of_earlier_sections_are_kept_where_the_body_is_replaced(house, tmp_path):
    from docx.enum.section import WD_SECTION

    house.add_section(WD_SECTION.NEW_PAGE)
    assert _written(house, tmp_path).sections[0].header.paragraphs[0].text == "House of Examples: Results"


def test_the_contents_of_the_template_stand_for_ours(house, tmp_path):
    from textmine.report.word_xml import element

    assert len(_written(house, tmp_path, LONG).element.body.xpath(".//w:hyperlink")) == 7
    field = element('<w:p><w:r><w:instrText>TOC \\o "1-2"</w:instrText></w:r></w:p>')
    house.add_paragraph("{{report}}")._p.addprevious(field)
    assert _written(house, tmp_path, LONG).element.body.xpath(".//w:hyperlink") == []


def test_a_template_file_for_new_documents_is_taken_too(house, tmp_path):
    house.save(str(tmp_path / "house.docx"))
    with zipfile.ZipFile(tmp_path / "house.docx") as old, zipfile.ZipFile(tmp_path / "house.dotx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"document.main+xml", b"template.main+xml"))
    with pytest.raises(ValueError, match="not a Word file"):
        docx.Document(str(tmp_path / "house.dotx"))
    made = docx.Document(str(write_report(SMALL, tmp_path / "r.docx", template=tmp_path / "house.dotx")))
    assert made.sections[0].footer.paragraphs[0].text == "confidential"


def test_the_same_report_has_the_same_bytes(house, tmp_path):
    _written(house, tmp_path)
    first = (tmp_path / "r.docx").read_bytes()
    _written(docx.Document(str(tmp_path / "house.docx")), tmp_path)
    assert docx.Document(str(tmp_path / "r.docx")).core_properties.modified.year == 2000
    write_report(SMALL, tmp_path / "again.docx", template=tmp_path / "house.docx")
    assert (tmp_path / "again.docx").read_bytes() == (tmp_path / "r.docx").read_bytes() == first


@pytest.mark.parametrize("name", ["none.docx", "words.docx", "empty.docx", "sheet.docx", "macros.docm", "old.doc"])
def test_what_is_no_template_is_one_clear_error(tmp_path, name):
    file = tmp_path / name
    if name == "words.docx":
        file.write_text("no Word file")
    elif name == "empty.docx":
        zipfile.ZipFile(file, "w").close()
    elif name == "sheet.docx":
        shutil.copy(write_report(SMALL, tmp_path / "r.xlsx"), file)
    elif name != "none.docx":
        file.write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(TextmineError, match="Word template"):
        write_report(SMALL, tmp_path / "r.docx", template=file)
    assert not (tmp_path / "r.docx").exists()


@pytest.mark.parametrize("where", ["twice", "within a sentence", "in a table"])
def test_the_report_goes_into_one_paragraph_of_its_own(house, tmp_path, where):
    match where:
        case "twice":
            house.add_paragraph("{{report}}")
            house.add_paragraph("{{report}}")
        case "within a sentence":
            house.add_paragraph("Here: {{report}}")
        case "in a table":
            house.add_table(1, 1).cell(0, 0).text = "{{report}}"
    with pytest.raises(TextmineError, match="The Word template says"):
        _written(house, tmp_path)


def test_captions_stay_with_their_table_though_the_template_does_not_say_so(house, tmp_path):
    from docx.enum.style import WD_STYLE_TYPE

    house.styles.add_style("Caption", WD_STYLE_TYPE.PARAGRAPH)
    made = _written(house, tmp_path)
    assert all(p.paragraph_format.keep_with_next for p in made.paragraphs if p.style.name == "Caption")
    assert not made.styles["Caption"].paragraph_format.keep_with_next


def test_styles_are_found_however_their_names_are_written(house, tmp_path):
    for name in house.styles.element.xpath("./w:style/w:name[@w:val='heading 1' or @w:val='Heading 1']"):
        name.set(docx.oxml.ns.qn("w:val"), "Heading 1")  # as LibreOffice writes it
    made = _written(house, tmp_path)
    assert str(made.styles["Heading 1"].font.color.rgb) == "AA0000"
    assert len([style for style in made.styles if style.name.casefold() == "heading 1"]) == 1


def test_the_whole_report_goes_into_a_template(house, report, tmp_path):
    made = _written(house, tmp_path, report)
    assert invented.HOSTILE.replace("\x07", "") in " ".join(_texts(made))
    assert len(made.inline_shapes) > 1
