"""Pieces of WordprocessingML that python-docx has no words for: fields, bookmarks, breaks between sections."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from html import escape
from typing import TYPE_CHECKING, Any

from textmine.report.words import printable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["bookmarked", "element", "field", "safe", "save", "turned"]

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def element(markup: str) -> Any:
    """A piece of WordprocessingML as an element of lxml."""
    from docx.oxml import parse_xml

    return parse_xml(f'<w:body xmlns:w="{_NAMESPACE}">{markup}</w:body>')[0]


def safe(text: str) -> str:
    """A text to stand between tags or within an attribute."""
    return escape(printable(text))


def field(instruction: str, shown: str) -> str:
    """A field with what it shows until the program that opens the file works it out."""
    return f'<w:fldSimple w:instr="{safe(instruction)}"><w:r><w:t>{safe(shown)}</w:t></w:r></w:fldSimple>'


def bookmarked(paragraph: Any, name: str, number: int, parts: range) -> None:
    """Put a bookmark around the children of a paragraph at these places, or at its end where it has none there.

    The number is unique in the document.
    """
    place = paragraph._p  # noqa: SLF001 -- python-docx has no bookmarks
    children = list(place)[parts.start : parts.stop]
    start = element(f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>')
    end = element(f'<w:bookmarkEnd w:id="{number}"/>')
    if not children:
        place.extend([start, end])
        return
    children[0].addprevious(start)
    children[-1].addnext(end)


def turned(settings: Any) -> Any:
    """A copy of the settings of a section (`w:sectPr`) with the page on its other side."""
    from docx.oxml.ns import qn

    made = deepcopy(settings)
    for size in made.xpath("./w:pgSz"):
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), height)
        size.set(qn("w:h"), width)
        size.set(qn("w:orient"), "landscape" if int(height) > int(width) else "portrait")
    return made


def save(document: Any, path: Path) -> None:
    """Save a document of python-docx with fixed dates inside the archive."""
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, made.read(name))
