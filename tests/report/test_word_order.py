"""Word refuses a document whose elements do not stand in the order of the standard.

Source of the orders: ECMA-376-1:2016, CT_PPr, CT_RPr, CT_TblPr, CT_TcPr, CT_SectPr, CT_Style, CT_Lvl.
"""

from __future__ import annotations

import zipfile

import docx
import pytest
from lxml import etree

from textmine.report import write_report
from textmine.report.model import Figure, Report, Section, TableBlock

ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
}
WIDE = TableBlock("w", ("Item", *["North-west"] * 12), (("a", *[Figure(1, 9)] * 12),), "ticks", number=99)


@pytest.mark.parametrize("with_template", [False, True])
def test_elements_stand_in_the_order_of_the_standard(report, tmp_path, with_template):
    template = None
    if with_template:
        house = docx.Document()
        house.sections[0].header.paragraphs[0].text = "{{title}}"
        house.add_paragraph("{{report}}")
        house.add_paragraph("Imprint")
        for name in ("Quote", "Caption", "List Bullet", "Heading 2"):
            house.styles[name].delete()
        template = tmp_path / "house.docx"
        house.save(str(template))
    sections = (*report.sections[:4], Section("wide", "Wide", 1, (WIDE,)), report.sections[-1])
    path = write_report(Report("R", "", sections), tmp_path / "r.docx", template=template)
    with zipfile.ZipFile(path) as archive:
        for part in ("word/document.xml", "word/styles.xml", "word/numbering.xml"):
            root = etree.fromstring(archive.read(part))
            for element in root.iter(etree.Element):
                names = [etree.QName(child).localname for child in element.iterchildren(etree.Element)]
                order = ORDERS.get(etree.QName(element).localname, "").split()
                if order:
                    places = [order.index(name) for name in names]
                    assert places == sorted(places), (part, names)


def test_bookmarks_have_numbers_of_their_own(report, tmp_path):
    body = docx.Document(str(write_report(report, tmp_path / "r.docx"))).element.body
    starts, ends = (body.xpath(f".//w:{name}/@w:id") for name in ("bookmarkStart", "bookmarkEnd"))
    assert sorted(starts) == sorted(ends)
    assert len(set(starts)) == len(starts)
    pictures = body.xpath(".//wp:docPr/@id")
    assert len(set(pictures)) == len(pictures)
