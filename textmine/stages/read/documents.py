"""Documents, presentations and pictures: what somebody may take for a survey export, and none is."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.archives import DAMAGE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["document", "refuse_document"]

_BEGINNINGS = {
    b"%PDF": "a PDF", b"{\\rtf": "a text document (RTF)", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture", b"II*\x00": "a picture", b"MM\x00*": "a picture",
}  # fmt: skip
_PARTS = {"word/document.xml": "a Word document", "ppt/presentation.xml": "a presentation"}
_OPEN = {
    "application/vnd.oasis.opendocument.text": "a text document (ODT)",
    "application/vnd.oasis.opendocument.presentation": "a presentation",
}
_OLD = {".doc": "a Word document", ".ppt": "a presentation", ".msg": "an e-mail"}
_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office before 2007 begin, workbooks too; of these only the ending tells which they are."""

_TEXTS = {".md": "a text in Markdown", ".markdown": "a text in Markdown", ".rst": "a text", ".tex": "a text"}


def document(path: Path) -> str:
    """What a file is that people read and no program takes answers from; "" when it is nothing of the kind."""
    with path.open("rb") as file:
        start = file.read(8)
    for beginning, what in _BEGINNINGS.items():
        if start.startswith(beginning):
            return what
    if start == _OFFICE:
        return _OLD.get(path.suffix.casefold(), "")
    if start.startswith(b"PK"):
        return _packed(path)
    return _TEXTS.get(path.suffix.casefold(), "")


def refuse_document(path: Path, wanted: str, expected: str, hint: str) -> None:
    """Refuse a document.

    Args:
        path: The file.
        wanted: What it was given as.
        expected: What to give instead.
        hint: Where to get it.

    Raises:
        TextmineError: it is a document, a presentation or a picture.
    """
    if what := document(path):
        raise TextmineError(f"{path.name} is {what}, no {wanted}.", expected=expected, hint=hint)


def _packed(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {*archive.namelist()}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:  # noqa: PLR2004 - a name, no bomb
                return _OPEN.get(archive.read("mimetype").decode("ascii", "replace").strip(), "")
    except DAMAGE:  # whoever reads it says what is wrong with it
        return ""
    return next((what for name, what in _PARTS.items() if name in names), "")
