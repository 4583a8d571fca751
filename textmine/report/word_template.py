"""The Word document that a report is written into: an empty one, or a template with the styles of its house.

A template keeps its styles, headers, footers and page; styles that it has not are added. What it says
between header and footer is replaced, unless a paragraph of its own says `{{report}}`: the report takes
the place of that paragraph, and `{{title}}` and `{{subtitle}}` of a cover page are filled in. Nothing else in
double braces means anything: a template is a document, not a program.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from textmine import archives
from textmine.errors import TextmineError
from textmine.report.word_xml import element

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PLACE", "PLACEHOLDERS", "TABLE", "opened", "paragraph_styles", "place_of_report", "styled", "table_style"]

PLACE = "{{report}}"
PLACEHOLDERS = ("{{title}}", "{{subtitle}}")
TABLE = "Textmine Table"
# Styles of paragraphs that stay on one page with what follows, also where a template does not say so.
_KEPT = ("Heading 1", "Heading 2", "Heading 3", "Caption", "Quote", "Question Wording", "Lead")
_FONT = "Calibri"
_INK, _SOFT, _LINE, _GROUND = "1D2733", "5A6775", "C9D1D8", "EEF2F5"
_SUFFIXES = (".docx", ".dotx")
_AS_TEMPLATE = b"wordprocessingml.template.main+xml"  # what tells a .dotx from a .docx
_AS_DOCUMENT = b"wordprocessingml.document.main+xml"

# Style: what it is based on; size in points, colour, bold, italic, space before and after in points.
_STYLES: dict[str, tuple[str, float, str, bool, bool, float, float]] = {
    "Normal": ("", 10.5, _INK, False, False, 0, 6),
    "Title": ("Normal", 24, _INK, True, False, 0, 4),
    "Subtitle": ("Normal", 11, _SOFT, False, False, 0, 18),
    "Heading 1": ("Normal", 17, _INK, True, False, 24, 8),
    "Heading 2": ("Normal", 13, _INK, True, False, 16, 6),
    "Heading 3": ("Normal", 10.5, _INK, True, False, 10, 2),
    "Caption": ("Normal", 9.5, _INK, True, False, 12, 4),
    "Quote": ("Normal", 10.5, _INK, False, False, 2, 0),
    "List Bullet": ("Normal", 10.5, _INK, False, False, 0, 4),
    "Quote Source": ("Normal", 9, _SOFT, False, False, 0, 6),
    "Question Wording": ("Normal", 10.5, _SOFT, False, True, 0, 6),
    "Lead": ("Normal", 10.5, _INK, False, False, 6, 6),
    "Note": ("Normal", 9, _SOFT, False, False, 3, 8),
    "Table Text": ("Normal", 9.5, _INK, False, False, 2, 2),
    "toc 1": ("Normal", 10.5, _INK, False, False, 0, 3),
    "toc 2": ("Normal", 10, _SOFT, False, False, 0, 3),
}
_INDENTED = ("Quote", "Quote Source", "toc 2")
_OUTLINE = {"Heading 1": 0, "Heading 2": 1, "Heading 3": 2}
_BULLET = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="357" w:hanging="357"/></w:pPr></w:lvl>'
)


def opened(template: Path | None) -> Any:
    """A document of python-docx to write into.

    Raises:
        TextmineError: the template is missing, or no Word file without macros.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    if template is None:
        document = docx.Document()
        _page(document)
        return document
    if template.suffix.casefold() not in _SUFFIXES:
        raise _no_template(template, "save it in Word as .docx or .dotx, without macros")
    if not template.is_file():
        raise TextmineError(f"There is no Word template {template}.", hint="check the name of the file")
    if not archives.part_names(template):
        raise _no_template(template, "save it anew in Word, without a password")
    archives.check_office(template, "save it anew in Word")
    with archives.opened(template) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(_AS_TEMPLATE, _AS_DOCUMENT) if name == "[Content_Types].xml" else data)
    try:
        document = docx.Document(buffer)
        document.styles, document.element.body.sectPr  # noqa: B018 -- a document without them cannot be written into
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise _no_template(template, "save it anew in Word") from error
    return document


def _no_template(template: Path, hint: str) -> TextmineError:
    return TextmineError(
        f"{template} cannot be used as a Word template.", expected="a Word file .docx or .dotx", hint=hint
    )


def place_of_report(document: Any, filled: dict[str, str]) -> tuple[Any, bool]:
    """The paragraph before which the report goes, to be taken away in the end, and whether there is a cover.

    Args:
        document: A document of python-docx.
        filled: What stands in the place of each of `PLACEHOLDERS`.

    Raises:
        TextmineError: it is not one paragraph of its own that says that the report goes there.
    """
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.text.strip() == PLACE]
    said = sum(PLACE in Paragraph(each, document).text for each in document.element.body.iter(qn("w:p")))
    if said > 1 or said > len(paragraphs):
        raise TextmineError(
            f"The Word template says {PLACE} {said} times, {len(paragraphs)} of them in a paragraph of its own.",
            expected="one such paragraph, in no table and no text box",
        )
    if not paragraphs:
        _emptied(document.element.body)
    for part in (document.element.body, *_margins(document)):
        for found in part.iter(qn("w:p")):
            _fill(Paragraph(found, document), filled)
    return (paragraphs[0], True) if paragraphs else (document.add_paragraph(), False)


def _emptied(body: Any) -> None:
    """Take away what a document says; the headers and footers of all its sections pass to the last."""
    last = body.get_or_add_sectPr()
    held = {(each.tag, each.type_) for each in _references(last)}
    for settings in reversed(body.xpath("./w:p/w:pPr/w:sectPr")):
        for reference in _references(settings):
            if (reference.tag, reference.type_) not in held:
                held.add((reference.tag, reference.type_))
                last.insert(0, reference)
    for child in list(body):
        if child is not last:
            body.remove(child)


def _references(settings: Any) -> list[Any]:
    """Which headers and footers a section has."""
    return list(settings.xpath("./w:headerReference | ./w:footerReference"))


def _margins(document: Any) -> Iterator[Any]:
    """The headers and footers that a document has; asking for one that it has not would make it."""
    for section in document.sections:
        for name in (
            "header",
            "footer",
            "first_page_header",
            "first_page_footer",
            "even_page_header",
            "even_page_footer",
        ):
            margin = getattr(section, name)
            if not margin.is_linked_to_previous:
                yield margin._element  # noqa: SLF001 -- to reach tables and text boxes too


def _fill(paragraph: Any, filled: dict[str, str]) -> None:
    """Put words in the place of their placeholders, in the look of the first run that says them."""
    text = "".join(run.text for run in paragraph.runs)
    if not any(name in text for name in filled):
        return
    for name, words in filled.items():
        text = text.replace(name, words)
    first, *others = paragraph.runs
    first.text = text
    for run in others:
        run.text = ""


def styled(document: Any, *, own: bool) -> None:
    """Give a document all styles that a report needs.

    Args:
        document: A document of python-docx.
        own: Whether its styles are those of a template, which stay as they are.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm

    styles = document.styles
    _spell_names(styles)
    held = {style.name for style in styles}
    for name, look in _STYLES.items():
        made = name not in held
        if own and not made:
            continue
        style = (
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc")) if made else styles[name]
        )
        if made and look[0] in styles:
            style.base_style = styles[look[0]]
        _dress(style, look, own=own, plain=made or name == "Normal")
        style.paragraph_format.keep_with_next = name in _KEPT or None
        if name in _INDENTED:
            style.paragraph_format.left_indent = Cm(0.6)
        if made and name in _OUTLINE:
            outline = element(f'<w:outlineLvl w:val="{_OUTLINE[name]}"/>')
            style.element.get_or_add_pPr().append(outline)
        if made and name == "List Bullet":
            style.element.get_or_add_pPr().insert(0, element(_bullets(document)))
    if not own:
        for border in styles["Title"].element.xpath("./w:pPr/w:pBdr"):
            border.getparent().remove(border)
    if TABLE not in held:
        styles.element.append(element(_table_style()))


def _spell_names(styles: Any) -> None:
    """Spell the names of styles as python-docx looks for them; to Word case is one, and LibreOffice writes its own."""
    from docx.oxml.ns import qn
    from docx.styles import BabelFish

    spelt = {name.casefold(): BabelFish.ui2internal(name) for name in _STYLES}
    for name in styles.element.xpath("./w:style[@w:type='paragraph']/w:name"):
        written = name.get(qn("w:val"))
        name.set(qn("w:val"), spelt.get(written.casefold(), written))


def paragraph_styles(document: Any) -> dict[str, tuple[str | None, bool]]:
    """The styles of the paragraphs of a report by name.

    Args:
        document: A document of python-docx with all of them.

    Returns:
        Of each its id, None for the one that paragraphs have anyway, and whether they must be told to stay on one
        page with what follows.
    """
    from docx.enum.style import WD_STYLE_TYPE

    styles = {name: document.styles[name] for name in _STYLES}
    return {
        name: (
            document.part.get_style_id(style, WD_STYLE_TYPE.PARAGRAPH),
            name in _KEPT and not style.paragraph_format.keep_with_next,
        )
        for name, style in styles.items()
    }


def table_style(document: Any) -> str:
    """The id of the style of tables: the first that the house made, else ours."""
    made = document.styles.element.xpath("./w:style[@w:type='table'][@w:customStyle='1']")
    names = {style.name_val: style.styleId for style in made}
    return next((str(style) for name, style in names.items() if name != TABLE), str(names[TABLE]))


def _page(document: Any) -> None:
    """A4 with margins of 2 cm and the number of the page; words in English."""
    from docx.oxml.ns import qn
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    number = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    footer._p.append(element(number))  # noqa: SLF001 -- python-docx has no fields
    for language in document.styles.element.xpath("./w:docDefaults//w:lang"):
        language.set(qn("w:val"), "en-GB")


def _dress(style: Any, look: tuple[str, float, str, bool, bool, float, float], *, own: bool, plain: bool) -> None:
    """Give a style its look; in a template font and colour are those of its house."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    _, size, colour, bold, italic, before, after = look
    # What cells inherit must not say that it is not bold, or the style of a table could not make its heading so.
    style.font.bold, style.font.italic = (bold or None, italic or None) if plain else (bold, italic)
    style.font.size = Pt(size)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    if own:
        return
    style.font.name = _FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    style.font.color.rgb = RGBColor.from_string(colour)


def _bullets(document: Any) -> str:
    """Add a numbering of bullets to a document, and say how a style refers to it."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    part = document.part
    if not any(each.reltype == RELATIONSHIP_TYPE.NUMBERING for each in part.rels.values()):
        name = PackURI("/word/numbering.xml")
        empty = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element("<w:numbering/>"), part.package)
        part.relate_to(empty, RELATIONSHIP_TYPE.NUMBERING)
    numbering = part.numbering_part.element
    kinds = numbering.xpath("./w:abstractNum")
    kind, number = (
        1 + max((int(each) for each in numbering.xpath(path)), default=0)
        for path in ("./w:abstractNum/@w:abstractNumId", "./w:num/@w:numId")
    )
    made = element(
        f'<w:abstractNum w:abstractNumId="{kind}"><w:multiLevelType w:val="singleLevel"/>{_BULLET}</w:abstractNum>'
    )
    if kinds:  # all kinds stand before all numbers
        kinds[-1].addnext(made)
    else:
        numbering.insert(0, made)
    numbering.append(element(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/></w:num>'))
    return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'


def _table_style() -> str:
    """Lines between the rows, the heading bold on a pale ground."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{_LINE}"/>'
        for side, size in (("top", 8), ("bottom", 8), ("insideH", 4))
    )
    name = TABLE.replace(" ", "")
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{TABLE}"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>"
        '<w:tblCellMar><w:left w:w="75" w:type="dxa"/><w:right w:w="75" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{_GROUND}"/></w:tcPr></w:tblStylePr></w:style>'
    )
