"""A project of a program for qualitative analysis (REFI-QDA, .qdpx) -> what was coded in it.

QualCoder, MAXQDA, NVivo, ATLAS.ti and others write such projects: a zip archive with project.qde, which is
XML, and the sources as text files. It is read as something that a stranger sent.

Source: REFI-QDA Standard 1.5, https://www.qdasoftware.org.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from textmine.errors import TextmineError

__all__ = ["Coded", "read_project"]

_PROJECT = "project.qde"
_LARGEST = 100 * 2**20  # bytes of a part of the archive, unpacked
_HINT = "export the project again as REFI-QDA (.qdpx)"


class Coded(NamedTuple):
    """One code on a passage; `end` is -1 where the whole source is coded."""

    source: str
    start: int
    end: int
    code: str
    coder: str
    words: str


def read_project(path: Path) -> list[Coded]:
    """Every code on a text, or a part of a text, in the order of the project.

    Raises:
        TextmineError: the file is no such archive, is damaged, holds a part that is far too large or a
            document type (which could pull in other files), or a code has no place in its source.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            root = _root(path, _part(path, archive, _PROJECT))
            return list(_codings(path, archive, root))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise TextmineError(
            f"{path.name} is no REFI-QDA project: {error}.", expected="a zip archive with project.qde", hint=_HINT
        ) from error
    except OSError as error:
        raise TextmineError(f"{path} cannot be read: {error.strerror or error}.", hint=_HINT) from error


def _part(path: Path, archive: zipfile.ZipFile, name: str) -> bytes:
    found = next((part for part in archive.infolist() if part.filename.casefold() == name.casefold()), None)
    if found is None or found.file_size > _LARGEST:
        words = "holds no" if found is None else "holds far too large a"
        raise TextmineError(f"{path.name} {words} {name}.", expected="a REFI-QDA project", hint=_HINT)
    with archive.open(found) as file:
        return file.read(_LARGEST)  # the size that the archive states may be wrong


def _root(path: Path, data: bytes) -> Any:
    from lxml import etree

    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TextmineError(f"{path.name}: project.qde is no XML: {error}.", hint=_HINT) from error
    if root.getroottree().docinfo.doctype or etree.QName(root).localname != "Project":
        raise TextmineError(
            f"{path.name}: project.qde is not what REFI-QDA prescribes.",
            expected="the root Project, and no document type",
            hint=_HINT,
        )
    return root


def _codings(path: Path, archive: zipfile.ZipFile, root: Any) -> Iterator[Coded]:
    codes = {node.get("guid"): node.get("name", "") for node in root.iter("{*}Code")}
    users = {node.get("guid"): node.get("name", "") for node in root.iter("{*}User")}
    for source in root.iter("{*}TextSource"):
        name = source.get("name", "")
        text: str | None = None
        passages = [(source, 0, -1)]
        for part in source.iterfind("{*}PlainTextSelection"):
            places = (part.get("startPosition", ""), part.get("endPosition", ""))
            if not all(place.isdecimal() for place in places) or int(places[0]) >= int(places[1]):
                raise TextmineError(
                    f"{path.name}: a code in {name!r} is at {places}.", expected="start and end", hint=_HINT
                )
            passages.append((part, int(places[0]), int(places[1])))
        for part, start, end in passages:
            for coding in part.iterfind("{*}Coding"):
                if text is None:
                    text = _text(path, archive, source)
                coder = users.get(coding.get("creatingUser")) or path.stem
                for reference in coding.iterfind("{*}CodeRef"):
                    code = codes.get(reference.get("targetGUID"), "")
                    yield Coded(name, start, end, code, coder, text[start:end] if end > 0 else "")


def _text(path: Path, archive: zipfile.ZipFile, source: Any) -> str:
    """The words of a source, "" when they lie outside of the archive."""
    inside = source.find("{*}PlainTextContent")
    if inside is not None:
        return inside.text or ""
    scheme, _, name = source.get("plainTextPath", "").partition("://")
    if scheme != "internal":
        return ""
    return _part(path, archive, f"sources/{name}").decode("utf-8-sig", errors="replace")
