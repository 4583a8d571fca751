"""Report -> a Word document of real headings, captions, tables and quotations, for editing.

Charts are tables of shaded cells: they need no picture library, print sharply and can be edited.
The bytes depend on the report alone: fixed dates, no random ids.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textmine.report.charts import PALETTE, axis, legend, top
from textmine.report.model import ChartBlock, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.words import cell, headings, more, of, percent, printable, source

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.report.model import Block, Report, Section

__all__ = ["write"]

_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- python-docx takes no zone; fixed, so that bytes are equal
_FONT = "Calibri"
_INK, _SOFT, _LINE, _GROUND, _ACCENT = "1D2733", "5A6775", "C9D1D8", "EEF2F5", "0B5A8C"
_TWIPS = 9638  # width of the text on A4 with margins of 2 cm, in twentieths of a point
_LABELS, _VALUES = 3500, 1338  # twips of a chart for labels and for figures; the bars have the rest
_TOGETHER = 3  # rows of a table that are not parted from its heading
_STEPS = 50  # cells of the grid below a bar: its length is exact to 2 % of the scale
_WHITE_LINE = '<w:tcBorders><w:bottom w:val="single" w:sz="24" w:color="FFFFFF"/></w:tcBorders>'
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write(report: Report, path: Path) -> None:
    """Write the report as a Word document."""
    import docx

    document = docx.Document()
    _page(document)
    _styles(document)
    core = document.core_properties
    core.title, core.author, core.comments, core.last_modified_by = printable(report.title), "textmine", "", "textmine"
    core.created = core.modified = _DATE
    document.add_paragraph(printable(report.title), style="Title")
    document.add_paragraph(printable(report.subtitle), style="Subtitle")
    _contents(document, report.sections)
    for number, section in enumerate(report.sections, start=1):
        _heading(document, section, number)
        for block, after in zip_longest(section.blocks, section.blocks[1:]):
            _block(document, block, noted=isinstance(after, NoteBlock))
    _save(document, path)


def _save(document: Any, path: Path) -> None:
    """Save with fixed dates inside the archive."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, made.read(name))


def _page(document: Any) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    footer._p.append(_xml('<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))  # noqa: SLF001 -- python-docx has no fields


# Style: size in points, colour, bold, italic, space before and after in points.
_STYLES: dict[str, tuple[float, str, bool, bool, float, float]] = {
    "Normal": (10.5, _INK, False, False, 0, 6),
    "Title": (24, _INK, True, False, 0, 4),
    "Subtitle": (11, _SOFT, False, False, 0, 18),
    "Heading 1": (17, _INK, True, False, 24, 8),
    "Heading 2": (13, _INK, True, False, 16, 6),
    "Heading 3": (10.5, _INK, True, False, 10, 2),
    "Caption": (9.5, _INK, True, False, 12, 4),
    "Quote": (10.5, _INK, False, False, 2, 0),
    "List Bullet": (10.5, _INK, False, False, 0, 4),
}
_PARAGRAPHS = {"text": "Normal", "wording": "Question Wording", "finding": "List Bullet", "lead": "Lead"}
# Style made here: the style it is based on, then the same.
_NEW_STYLES: dict[str, tuple[str, tuple[float, str, bool, bool, float, float]]] = {
    "Quote Source": ("Normal", (9, _SOFT, False, False, 0, 6)),
    "Question Wording": ("Normal", (10.5, _SOFT, False, True, 0, 6)),
    "Lead": ("Normal", (10.5, _INK, False, False, 6, 6)),
    "Note": ("Normal", (9, _SOFT, False, False, 3, 8)),
    "Table Text": ("Normal", (9.5, _INK, False, False, 2, 2)),
    "Chart Text": ("Normal", (9, _INK, False, False, 0, 0)),
    "Contents 1": ("Normal", (10.5, _INK, False, False, 0, 3)),
    "Contents 2": ("Normal", (10, _SOFT, False, False, 0, 3)),
}


def _styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    styles = document.styles
    for name, look in _STYLES.items():
        _dress(styles[name], look)
    for name, (parent, look) in _NEW_STYLES.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[parent]
        _dress(style, look)
    for name in ("Quote", "Quote Source", "Contents 2"):
        styles[name].paragraph_format.left_indent = Cm(0.6)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Caption", "Quote", "Question Wording", "Lead"):
        styles[name].paragraph_format.keep_with_next = True
    for border in styles["Title"].element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)


def _dress(style: Any, look: tuple[float, str, bool, bool, float, float]) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    size, colour, bold, italic, before, after = look
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FONT, Pt(size), bold, italic
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _contents(document: Any, sections: tuple[Section, ...]) -> None:
    """A table of contents of links; Word adds page numbers when the reader updates the field."""
    for place, section in enumerate(sections):
        paragraph = document.add_paragraph(style=f"Contents {section.level}")
        if place == 0:
            for part in ("begin", 'instr TOC \\o "1-2" \\h \\z \\u', "separate"):
                paragraph._p.append(_field(part))  # noqa: SLF001 -- python-docx has no fields
        link = (
            f'<w:hyperlink w:anchor="_section{place + 1}"><w:r><w:t>{_safe(section.heading)}</w:t></w:r></w:hyperlink>'
        )
        paragraph._p.append(_xml(link))  # noqa: SLF001 -- python-docx has no links
    if sections:
        paragraph._p.append(_field("end"))  # noqa: SLF001 -- as above


def _field(part: str) -> Any:
    if part.startswith("instr "):
        return _xml(f'<w:r><w:instrText xml:space="preserve">{_safe(part[6:])}</w:instrText></w:r>')
    return _xml(f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>')


def _heading(document: Any, section: Section, number: int) -> None:
    paragraph = document.add_paragraph(printable(section.heading), style=f"Heading {section.level}")
    paragraph._p.insert(1, _xml(f'<w:bookmarkStart w:id="{number}" w:name="_section{number}"/>'))  # noqa: SLF001 -- no bookmarks in python-docx
    paragraph._p.append(_xml(f'<w:bookmarkEnd w:id="{number}"/>'))  # noqa: SLF001 -- as above


def _block(document: Any, block: Block, *, noted: bool) -> None:
    match block:
        case Paragraph():
            document.add_paragraph(printable(block.text), style=_PARAGRAPHS[block.style])
        case NoteBlock():
            document.add_paragraph(printable(block.text), style="Note")
        case TableBlock():
            _table(document, block, noted=noted)
        case ChartBlock():
            _chart(document, block)
        case QuoteBlock():
            _quotes(document, block)


def _caption(document: Any, label: str, number: int, text: str) -> None:
    """A caption numbered by a field, so that Word can list the tables and figures."""
    paragraph = document.add_paragraph(f"{label} ", style="Caption")
    number_field = f'<w:fldSimple w:instr="SEQ {label} \\* ARABIC"><w:r><w:t>{number}</w:t></w:r></w:fldSimple>'
    paragraph._p.append(_xml(number_field))  # noqa: SLF001 -- python-docx has no fields
    paragraph.add_run(f": {printable(text)}")


def _quotes(document: Any, block: QuoteBlock) -> None:
    heading = document.add_paragraph(printable(block.about), style="Heading 3")
    if block.figure is not None:
        heading.add_run(f"   {of(block.figure)}").bold = False
    for quote in block.quotes:
        words = document.add_paragraph(style="Quote").add_run(f"\u201c{printable(quote.text)}\u201d")
        if quote.language != "und":  # so that Word does not mark the words as misspelt
            language = _xml(f'<w:lang w:val="{_safe(quote.language)}"/>')
            words._r.get_or_add_rPr().append(language)  # noqa: SLF001 -- python-docx has no languages
        document.add_paragraph(printable(source(quote)), style="Quote Source")


def _table(document: Any, table: TableBlock, *, noted: bool) -> None:
    """A table with a heading row that Word repeats on every page, figures to the right.

    The heading and the first rows stay together, so that none stands alone at the end of a page; the
    last row stays with what is remarked on the table, which may be a block of its own (`noted`).
    """
    _caption(document, "Table", table.number, table.caption)
    bases = [table.base(index) for index in range(len(table.columns))]
    numeric = [bool(table.figures(index)) for index in range(len(table.columns))]
    widths = _widths(numeric)
    head = [
        _text_cell(text, width, bold=True, right=right, border=8, keep=True)
        for text, width, right in zip(headings(table), widths, numeric, strict=True)
    ]
    rest = more(table)
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>"]
    for number, row in enumerate(table.page, start=1):
        keep = number < min(_TOGETHER, len(table.page)) or (number == len(table.page) and bool(noted or rest))
        cells = (
            _text_cell(cell(value, base), width, right=right, border=4, keep=keep)
            for value, base, width, right in zip(row, bases, widths, numeric, strict=True)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    if table.page:
        _append(document, widths, "".join(rows))
    if rest or not noted:
        document.add_paragraph(printable(rest), style="Note").paragraph_format.keep_with_next = noted


def _widths(numeric: list[bool]) -> list[int]:
    """Widths in twips: figures in narrow columns of one width, words share the rest."""
    narrow = min(1500, int(_TWIPS * 0.6 / max(1, sum(numeric))))
    words = (_TWIPS - narrow * sum(numeric)) // max(1, numeric.count(False))
    return [narrow if is_numeric else words for is_numeric in numeric]


def _text_cell(text: str, width: int, *, bold: bool = False, right: bool = False, border: int, keep: bool) -> str:
    """A cell of a table; `keep` keeps it on one page with the row below."""
    align = '<w:jc w:val="right"/>' if right else ""
    look = "<w:rPr><w:b/></w:rPr>" if bold else ""
    line = f'<w:tcBorders><w:bottom w:val="single" w:sz="{border}" w:color="{_LINE}"/></w:tcBorders>'
    place = "bottom" if bold else "top"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{line}<w:vAlign w:val="{place}"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{"<w:keepNext/>" if keep else ""}{align}</w:pPr>'
        f'<w:r>{look}<w:t xml:space="preserve">{_safe(text)}</w:t></w:r></w:p></w:tc>'
    )


def _chart(document: Any, chart: ChartBlock) -> None:
    """Bars as shaded cells over a fine grid, a row a bar."""
    _caption(document, "Figure", chart.number, chart.caption)
    step = (_TWIPS - _LABELS - _VALUES) // _STEPS
    widths = [_LABELS, *([step] * _STEPS), _VALUES]
    rows = [
        _bar_row(chart, index, place) for index in range(len(chart.categories)) for place in range(len(chart.series))
    ]
    _append(document, widths, "".join([*rows, _axis_row(chart)]))
    note = document.add_paragraph(style="Note")
    if len(chart.series) > 1:
        from docx.shared import RGBColor

        for place, series in enumerate(chart.series):
            note.add_run("\u25a0 ").font.color.rgb = RGBColor.from_string(PALETTE[place])
            note.add_run(f"{printable(legend(series))}   ")


def _bar_row(chart: ChartBlock, index: int, place: int) -> str:
    """One bar: label, filled cells, empty cells, figure; a white line below the last bar of a category."""
    figure = chart.series[place].figures[index]
    filled = round(_STEPS * (figure.share or 0.0) / top(chart))
    filled = max(filled, 1) if figure.count else 0
    line = _WHITE_LINE if place == len(chart.series) - 1 else ""
    value = percent(figure.share) if figure.percent and figure.share is not None else of(figure)
    cells = [_label_cell(chart, index, place)]
    if filled:
        cells.append(_chart_cell("", filled, line + _shade(PALETTE[place])))
    if filled < _STEPS:
        cells.append(_chart_cell("", _STEPS - filled, line + _shade(_GROUND)))
    properties = '<w:trPr><w:cantSplit/><w:trHeight w:val="250" w:hRule="atLeast"/></w:trPr>'
    return f"<w:tr>{properties}{''.join(cells)}{_chart_cell(value, 1)}</w:tr>"


def _label_cell(chart: ChartBlock, index: int, place: int) -> str:
    """The label of a category, one cell beside all its bars."""
    if place:
        return _chart_cell("", 1, "<w:vMerge/>")
    merge = '<w:vMerge w:val="restart"/>' if len(chart.series) > 1 else ""
    return _chart_cell(chart.categories[index], 1, merge, align="right")


def _axis_row(chart: ChartBlock) -> str:
    start, middle, end = axis(chart)
    third = _STEPS // 3
    cells = (
        _chart_cell("", 1),
        _chart_cell(start, third),
        _chart_cell(middle, _STEPS - 2 * third, align="center"),
        _chart_cell(end, third, align="right"),
        _chart_cell("", 1),
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _chart_cell(text: str, span: int, properties: str = "", align: str = "left") -> str:
    """A cell over `span` columns of the grid; `properties` are WordprocessingML in the order of the standard."""
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr>{wide}{properties}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="ChartText"/><w:keepNext/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:r><w:t xml:space="preserve">{_safe(text)}</w:t></w:r></w:p></w:tc>'
    )


def _shade(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


def _append(document: Any, widths: list[int], rows: str) -> None:
    """Add a table of fixed column widths, in twips, before the page settings at the end of the body."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    properties = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{margins}'
    table = _xml(f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
    document.element.body.insert_element_before(table, "w:sectPr")


def _xml(element: str) -> Any:
    """A piece of WordprocessingML as an element."""
    from docx.oxml import parse_xml

    return parse_xml(f"<w:body {_NAMESPACE}>{element}</w:body>")[0]


def _safe(text: str) -> str:
    return escape(printable(text), quote=False)
