"""A LimeSurvey archive (.lsa): structure and answers in one file, which tells what was not shown.

The archive is a zip of XML: the structure (.lss), the responses (.lsr) and, when there is a
participant table, the participants (.lst), of whom only the attributes are read.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

from textmine.archives import held, opened, part_names
from textmine.errors import TextmineError
from textmine.stages.read.cells.xml import each
from textmine.stages.read.model import Cell, Row
from textmine.stages.read.platforms.limesurvey.lss import LARGEST, LimeSurvey, parse, xml_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ArchiveGrid", "is_archive", "open_archive"]

_TAIL = 64


def is_archive(path: Path) -> bool:
    """Whether the file is a zip with responses in it."""
    return any(name.endswith("_responses.lsr") for name in part_names(path))


def open_archive(path: Path) -> tuple[ArchiveGrid, LimeSurvey]:
    """The answers and the structure in the archive.

    Raises:
        TextmineError: it is not a zip, lacks a part, or a part is damaged or far too large.
    """
    if not zipfile.is_zipfile(path):
        raise TextmineError(
            f"{path.name} is not a zip archive.",
            expected="a LimeSurvey survey archive (.lsa)",
            hint="Export it again; the download may have been cut off.",
        )
    with opened(path) as archive:
        structure = parse(held(path, archive, _member(path, archive, ".lss"), LARGEST), path)
    return ArchiveGrid(path, structure), structure


class ArchiveGrid:
    """The responses of an archive under the headings that a CSV export with codes would have."""

    tells_shown = True

    def __init__(self, path: Path, structure: LimeSurvey) -> None:
        self.path = path
        with opened(path) as archive:
            self._member = _member(path, archive, "_responses.lsr")
            self._check_end(archive)
            self._attributes, self._participants = _participants(path, archive)
        headings = {field: column.heading for column in structure.columns for field in column.fields}
        self._fields = self._field_names()
        self.headings = (*(headings.get(field, field) for field in self._fields), *self._attributes)

    def rows(self) -> Iterator[Row]:
        """The responses; an element that is absent was NULL in the database: never shown."""
        tags = {_tag(field): position for position, field in enumerate(self._fields)}
        token = tags.get("token")
        blank: tuple[Cell, ...] = (None,) * len(self._attributes)
        for number, element in enumerate(self._elements("row"), start=1):
            cells: list[Cell] = [None] * len(self._fields)
            for cell in element:
                if cell.tag in tags:
                    cells[tags[cell.tag]] = cell.text or ""
            known = self._participants.get(cells[token] or "", blank) if token is not None else blank
            yield Row(number + 1, number + 1, (*cells, *known))

    def _check_end(self, archive: zipfile.ZipFile) -> None:
        """A file that was cut off must not pass for one with fewer answers."""
        tail = b""
        with archive.open(self._member) as file:
            while chunk := file.read(1 << 20):
                tail = (tail + chunk)[-_TAIL:]
        if not tail.rstrip().endswith(b"</document>"):
            raise TextmineError(
                f"{self.path.name}: {self._member} is cut off.",
                expected="responses that end with </document>",
                hint="Export the archive again.",
            )

    def _field_names(self) -> tuple[str, ...]:
        names: list[str] = []
        for element in self._elements("fields"):
            names = [node.text or "" for node in element.iter("fieldname")]
            break
        return tuple(names)

    def _elements(self, tag: str) -> Iterator[Any]:
        with opened(self.path) as archive, archive.open(self._member) as file:
            yield from each(file, tag)


def _tag(field: str) -> str:
    """The XML tag of a database column: no digit in front, no #."""
    return ("_" + field if field[:1].isdigit() else field).replace("#", "-")


def _participants(path: Path, archive: zipfile.ZipFile) -> tuple[tuple[str, ...], dict[str, tuple[Cell, ...]]]:
    """The names of the participant attributes, and their values by access code."""
    if not any(name.endswith("_tokens.lst") for name in archive.namelist()):
        return (), {}
    root = xml_root(held(path, archive, _member(path, archive, "_tokens.lst")), path)
    fields = (node.text or "" for node in root.iterfind("tokens/fields/fieldname"))
    names = tuple(field for field in fields if field.startswith("attribute_"))
    return names, {
        token: tuple(row.findtext(name) for name in names)
        for row in root.iterfind("tokens/rows/row")
        if (token := row.findtext("token"))
    }


def _member(path: Path, archive: zipfile.ZipFile, suffix: str) -> str:
    """The one part of the archive whose name ends with `suffix`."""
    found = [info for info in archive.infolist() if info.filename.endswith(suffix)]
    if len(found) != 1:
        raise TextmineError(
            f"{path.name} holds {len(found)} files *{suffix}.",
            expected="one *.lss and one *_responses.lsr, as in a LimeSurvey survey archive",
            hint="In LimeSurvey: Display/Export, Survey archive (.lsa).",
        )
    return found[0].filename
