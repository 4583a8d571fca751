"""Report -> a Word document of real headings, captions, tables and quotations, for editing.

The bytes depend on the report and the template alone: fixed dates, no random ids.
"""

from __future__ import annotations

import datetime as dt
import io
from copy import deepcopy
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from textmine.report import word_table, word_template
from textmine.report.charts import png
from textmine.report.model import ChartBlock, HeatBlock, MapBlock, NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.report.word_xml import bookmarked, element, field, safe, save, turned
from textmine.report.words import more, of, plural, printable, source

if TYPE_CHECKING:
    from pathlib import Path

    from textmine.report.charts import Chart
    from textmine.report.model import Block, Report, Section

__all__ = ["write"]

_DATE = dt.datetime(2000, 1, 1)  # noqa: DTZ001 -- python-docx takes no zone; fixed, so that bytes are equal
_PARAGRAPHS = {"text": "Normal", "wording": "Question Wording", "finding": "List Bullet", "lead": "Lead"}
_SETTINGS = "(./w:pPr/w:sectPr | following-sibling::w:p/w:pPr/w:sectPr | following-sibling::w:sectPr)[1]"
_FEW = 5  # sections that need no table of contents
_CONTENTS = ".//w:instrText[starts-with(normalize-space(), 'TOC')]"
_OF_PAGE = 0.8  # of the height of the text on a page: the highest picture
_EMU = 635  # English metric units, the measure of pictures, in a twip


def write(report: Report, path: Path, *, template: Path | None = None) -> None:
    """Write the report as a Word document.

    Args:
        report: What to write.
        path: Where to.
        template: A Word file whose styles, header, footer and page the document takes; see `word_template`.

    Raises:
        TextmineError: the template cannot be used.
    """
    document = word_template.opened(template)
    words = {"title": printable(report.title), "subtitle": printable(report.subtitle)}
    place, has_cover = word_template.place_of_report(document, {f"{{{{{k}}}}}": v for k, v in words.items()})
    word_template.styled(document, own=template is not None)
    core = document.core_properties
    core.title, core.created, core.modified = words["title"], _DATE, _DATE
    core.revision, core.language = 1, "en-GB"
    if template is None:
        core.author, core.comments, core.last_modified_by = "textmine", "", "textmine"
    chapter = _Chapter(document, place, report.sections)
    if not has_cover:
        chapter.paragraph(words["title"], "Title")
        chapter.paragraph(words["subtitle"], "Subtitle")
    if len(report.sections) > _FEW and not document.element.body.xpath(_CONTENTS):
        chapter.contents(report.sections)
    for number, section in enumerate(report.sections, start=1):
        chapter.section(section, number)
    chapter.end()
    save(document, path)


class _Chapter:
    """What is written before one paragraph of a document.

    Args:
        document: A document of python-docx with all styles.
        place: The paragraph before which to write.
        sections: What is going to be written.
    """

    def __init__(self, document: Any, place: Any, sections: tuple[Section, ...]) -> None:
        self.document, self.place = document, place
        settings = place._p.xpath(_SETTINGS)  # noqa: SLF001 -- to know the page
        self.page = settings[0]
        self.upright, self.across = deepcopy(self.page), turned(self.page)
        self.is_across = self.on_new_page = False
        self.styles = word_template.paragraph_styles(document)
        self.table_styles = (word_template.table_style(document), document.styles["Table Text"].style_id)
        self.tables = {
            block.number for section in sections for block in section.blocks if isinstance(block, TableBlock)
        }
        self.bookmarks = max(
            (int(number) for number in document.element.body.xpath("//w:bookmarkStart/@w:id")), default=0
        )

    @property
    def highest(self) -> int:
        """Of a picture that stays on a page with its caption, in twips."""
        size, margins = self.upright.pgSz, self.upright.pgMar
        return int((size.h - margins.top - margins.bottom) / _EMU * _OF_PAGE)

    @property
    def width(self) -> int:
        """Of the text, in twips."""
        return _text_width(self.across if self.is_across else self.upright)

    def paragraph(self, text: str, style: str) -> Any:
        made = self.place.insert_paragraph_before(printable(text))
        made._p.style, keep = self.styles[style]  # noqa: SLF001 -- python-docx looks through all styles for each paragraph
        if keep:
            made.paragraph_format.keep_with_next = True
        return made

    def markup(self, words: str) -> None:
        self.place._p.addprevious(element(words))  # noqa: SLF001 -- python-docx has no tables of fixed widths

    def contents(self, sections: tuple[Section, ...]) -> None:
        """A table of contents of links; Word adds the numbers of the pages when its reader updates the field."""
        for place, section in enumerate(sections):
            begin = "".join(map(_part, ("begin", 'TOC \\o "1-2" \\h \\z \\u', "separate"))) if place == 0 else ""
            words = f"<w:r><w:t>{safe(section.heading)}</w:t></w:r>"
            link = f'<w:hyperlink w:anchor="_section{place + 1}" w:history="1">{words}</w:hyperlink>'
            end = _part("end") if place == len(sections) - 1 else ""
            paragraph = self.paragraph("", f"toc {section.level}")
            for child in list(element(f"<w:p>{begin}{link}{end}</w:p>")):
                paragraph._p.append(child)  # noqa: SLF001 -- python-docx has no fields
        self.on_new_page = True

    def section(self, section: Section, number: int) -> None:
        """A heading with what stands below it, on a page on its side where its first table asks for that."""
        first = next((block for block in section.blocks if not isinstance(block, Paragraph)), None)
        self.turn(across=isinstance(first, TableBlock) and self._is_wide(first))
        heading = self.paragraph(section.heading, f"Heading {section.level}")
        if self.on_new_page:
            heading.paragraph_format.page_break_before, self.on_new_page = True, False
        self.bookmark(heading, f"_section{number}", range(1, 2))
        for block, after in zip_longest(section.blocks, section.blocks[1:]):
            if not isinstance(block, (NoteBlock, Paragraph)):
                self.turn(across=isinstance(block, TableBlock) and self._is_wide(block))
            self.block(block, noted=isinstance(after, NoteBlock))

    def block(self, block: Block, *, noted: bool) -> None:
        match block:
            case Paragraph():
                self.paragraph(block.text, _PARAGRAPHS[block.style])
            case NoteBlock():
                self.paragraph(block.text, "Note")
            case TableBlock():
                self.table(block, noted=noted)
            case ChartBlock() | HeatBlock() | MapBlock():
                self.chart(block)
            case QuoteBlock():
                self.quotes(block)

    def caption(self, label: str, number: int, text: str) -> None:
        """A caption numbered by a field, so that Word can list tables and figures, with a bookmark for references."""
        paragraph = self.paragraph(f"{label} ", "Caption")
        paragraph._p.append(element(field(f"SEQ {label} \\* ARABIC", str(number))))  # noqa: SLF001 -- python-docx has no fields
        paragraph.add_run(f": {printable(text)}")
        self.bookmark(paragraph, f"_{label}{number}", range(1, 3))

    def bookmark(self, paragraph: Any, name: str, parts: range) -> None:
        self.bookmarks += 1
        bookmarked(paragraph, name, self.bookmarks, parts)

    def table(self, table: TableBlock, *, noted: bool) -> None:
        """A table; its last row stays with what is remarked on it, which may be a block of its own (`noted`)."""
        self.caption("Table", table.number, table.caption)
        shown = word_table.fitting(table, self.width)
        left = len(table.columns) - len(shown.columns)
        cut = f"and {plural(left, 'more column')}, in the workbook" if left else ""
        rest = "; ".join(part for part in (more(table), cut) if part)
        if table.page:
            self.markup(word_table.markup(shown, self.width, self.table_styles, keep_last=bool(noted or rest)))
        if rest or not noted:
            self.paragraph(rest, "Note").paragraph_format.keep_with_next = noted

    def chart(self, chart: Chart) -> None:
        """A picture with words for those who do not see it, and where its figures stand."""
        self.caption("Figure", chart.number, chart.caption)
        paragraph = self.paragraph("", "Normal")
        picture = paragraph.add_run().add_picture(io.BytesIO(png(chart)), width=self.width * _EMU)
        if picture.height > self.highest * _EMU:
            picture.width = int(picture.width * self.highest * _EMU / picture.height)
            picture.height = self.highest * _EMU
        words = f"Chart: {chart.caption}."
        if chart.table in self.tables:
            name = f"Table {chart.table}"
            words += f" The figures are in {name}."
            paragraph.paragraph_format.keep_with_next = True
            note = self.paragraph("The figures are in ", "Note")
            note._p.append(element(field(f"REF _Table{chart.table} \\h", name)))  # noqa: SLF001 -- python-docx has no fields
            note.add_run(".")
        picture._inline.docPr.set("descr", printable(words))  # noqa: SLF001 -- python-docx has no such words

    def quotes(self, block: QuoteBlock) -> None:
        heading = self.paragraph(block.about, "Heading 3")
        if block.figure is not None:
            heading.add_run(f"   {of(block.figure)}").bold = False
        for quote in block.quotes:
            words = self.paragraph("", "Quote").add_run(f"\u201c{printable(quote.text)}\u201d")
            if quote.language != "und":  # so that Word does not mark the words as misspelt
                language = element(f'<w:lang w:val="{safe(quote.language)}"/>')
                words._r.get_or_add_rPr().append(language)  # noqa: SLF001 -- python-docx has no languages
            self.paragraph(source(quote), "Quote Source")

    def turn(self, *, across: bool) -> None:
        """Go on upright or across: end the section of the document, unless nothing stands in it yet."""
        if across == self.is_across:
            return
        before = self.place._p.getprevious()  # noqa: SLF001 -- what was written last
        if before is None or not before.tag.endswith("}p") or before.xpath("./w:pPr/w:sectPr"):
            before = self.paragraph("", "Note")._p  # noqa: SLF001 -- as above
        before.get_or_add_pPr().append(deepcopy(self.across if self.is_across else self.upright))
        self.is_across = across
        for settings in (self.upright, self.across, self.page):
            for first_page_only in settings.xpath("./w:titlePg | ./w:pgNumType[@w:start]"):
                settings.remove(first_page_only)

    def end(self) -> None:
        """Take the place-holding paragraph away, or only its words where it ends a section; go on upright."""
        place = self.place._p  # noqa: SLF001 -- python-docx removes no paragraphs
        ends_section = self.page.getparent().getparent() is place
        if self.is_across and (ends_section or place.getnext() is self.page):
            self.page.getparent().replace(self.page, deepcopy(self.across))
        else:
            self.turn(across=False)
        if ends_section:
            self.place.clear()
        else:
            place.getparent().remove(place)

    def _is_wide(self, table: TableBlock) -> bool:
        return word_table.is_wide(table, _text_width(self.upright))


def _text_width(settings: Any) -> int:
    """The width of the text on a page, in twips."""
    size, margins = settings.pgSz, settings.pgMar
    return int(size.w - margins.left - margins.right) // _EMU


def _part(part: str) -> str:
    """A part of a field that spans paragraphs: begin, separate, end, or what it is."""
    if part in {"begin", "separate", "end"}:
        return f'<w:r><w:fldChar w:fldCharType="{part}"/></w:r>'
    return f'<w:r><w:instrText xml:space="preserve">{safe(part)}</w:instrText></w:r>'
