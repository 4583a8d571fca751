"""REFI-QDA, the format in which programs for qualitative analysis exchange codebooks (.qdc) and projects (.qdpx).

A codebook is XML; a project is a zip archive with project.qde, which is XML too, and the sources as text files. Both
are read as something that a stranger sent.

Source: REFI-QDA Standard 1.5, https://www.qdasoftware.org.
"""

from __future__ import annotations

import re
import uuid
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import archives
from textmine.errors import TextmineError

if TYPE_CHECKING:
    import zipfile

__all__ = [
    "CODEBOOK",
    "MACHINE",
    "PROJECT",
    "STAND_IN",
    "TAGS",
    "add",
    "archive",
    "code",
    "colour",
    "document",
    "guid",
    "is_tag",
    "legal",
    "part",
    "project",
    "read",
    "written",
]

CODEBOOK = "urn:QDA-XML:codebook:1.0"
PROJECT = "urn:QDA-XML:project:1.0"
TAGS = ("review", "country", "region", "organisation", "question")
"""The kinds of codes of a project of ours that are no themes, in their order."""

MACHINE = "textmine"
"""The user who codes in a project of ours: nobody decided on these codes."""

STAND_IN = "\u25a1"
"""A white square, in the place of a character that programs count differently."""

_TAG = re.compile(rf"\[(?:{'|'.join(TAGS)}):[^\[\]]*\]\s*$")
_PARTS = 1_000_000  # of a project: a text for each respondent
_LARGEST = 100 << 20  # bytes of a file, or of a part of an archive, unpacked
_HINT = "export it again as REFI-QDA (.qdpx or .qdc)"
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.qdasoftware.org/textmine")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Colours that people with any colour blindness tell apart, without black and the yellow that hides words under it.
# Source: Okabe and Ito (2008), "Color universal design", jfly.uni-koeln.de/color.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


def guid(*what: str) -> str:
    """A GUID that hangs on what it stands for alone, so that a project written again updates the one before."""
    return str(uuid.uuid5(_OURS, "\n".join(what)))


def colour(number: int) -> str:
    """The colour of a family of codes, by its place."""
    return _COLOURS[number % len(_COLOURS)]


def legal(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def document(space: str, name: str, /, **attributes: str) -> Any:
    """The root of a new document.

    Args:
        space: Its namespace, `CODEBOOK` or `PROJECT`.
        name: Its name.
        **attributes: Its attributes.
    """
    from lxml import etree

    legals = {key: legal(value) for key, value in attributes.items()}
    return etree.Element(f"{{{space}}}{name}", nsmap={None: space}, **legals)


def add(above: Any, name: str, text: str = "", /, **attributes: str) -> Any:
    """Add an element to another, in its namespace."""
    legals = {key: legal(value) for key, value in attributes.items()}
    made = above.makeelement(f"{{{above.nsmap[None]}}}{name}", legals)
    made.text = legal(text) or None
    above.append(made)
    return made


def code(above: Any, what: tuple[str, ...], name: str, colour: str = "", description: str = "") -> Any:
    """Add a code below another, or to the codes of a codebook.

    Args:
        above: The element to add it to.
        what: What it stands for; its GUID is made of this.
        name: Its name.
        colour: Its colour, "" for a heading of codes that is none itself.
        description: What it means, "" for none.
    """
    looks = {"isCodable": "true", "color": colour} if colour else {"isCodable": "false"}
    made = add(above, "Code", guid=guid(*what), name=name, **looks)
    if description:
        add(made, "Description", description)
    return made


def is_tag(name: str) -> bool:
    """Whether a code of this name is no theme, but says what question a comment answers or what country it names."""
    return _TAG.search(name) is not None


def written(element: Any) -> bytes:
    """An XML document."""
    from lxml import etree

    data: bytes = etree.tostring(element, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return data


def read(path: Path) -> Any:
    """The root of a codebook (.qdc).

    Raises:
        TextmineError: the file cannot be read, is far too large, is no XML or no codebook, or has a document type.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise TextmineError(f"{path} cannot be read: {error.strerror or error}.", hint=_HINT) from error
    if len(data) > _LARGEST:
        raise TextmineError(f"{path.name} is far too large.", expected="a REFI-QDA codebook", hint=_HINT)
    return _root(path.name, data, "CodeBook")


def archive(path: Path) -> AbstractContextManager[zipfile.ZipFile]:
    """The archive of a project (.qdpx).

    Raises:
        TextmineError: as `archives.opened`.
    """
    return archives.opened(path, hint=_HINT, parts=_PARTS)


def project(path: Path, opened: zipfile.ZipFile) -> Any:
    """The root of a project.

    Raises:
        TextmineError: the archive has no project.qde, or a far too large one, or it is not what it should be.
    """
    return _root(f"{path.name}: project.qde", part(path, opened, "project.qde"), "Project")


def part(path: Path, opened: zipfile.ZipFile, name: str) -> bytes:
    """A file of an archive, whatever the case of its name.

    Raises:
        TextmineError: there is none, or it is far too large.
    """
    found = next((each for each in opened.namelist() if each.casefold() == name.casefold()), None)
    if found is None:
        raise TextmineError(f"{path.name} holds no {name}.", expected="a REFI-QDA project", hint=_HINT)
    return archives.held(path, opened, found, _LARGEST)


def _root(where: str, data: bytes, name: str) -> Any:
    """The root of an XML document, which pulls in nothing from elsewhere.

    Raises:
        TextmineError: it is no XML, has a document type, or its root is not called `name`.
    """
    from lxml import etree

    try:
        found = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TextmineError(f"{where} is no XML: {error}.", hint=_HINT) from error
    if found.getroottree().docinfo.doctype or etree.QName(found).localname != name:
        raise TextmineError(
            f"{where} is not what REFI-QDA prescribes.", expected=f"the root {name}, and no document type", hint=_HINT
        )
    return found
