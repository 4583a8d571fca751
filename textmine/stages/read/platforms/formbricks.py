"""Formbricks: numbered questions behind the columns of the platform, answers joined in the order of the clicks."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.model import Meta, Understood, plain
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.inline import Inline, Joining
from textmine.stages.read.sniff import foreign, sheet
from textmine.stages.read.understand import names, note
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textmine.stages.read.model import Cell, Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "formbricks"
STRUCTURE = ""

_FIRST = ("No.", "Response ID", "Timestamp", "Finished")
_NUMBERED = re.compile(r"(?P<number>\d+)\. (?P<question>.*)", re.DOTALL)


def recognise(head: Head) -> str:
    """What shows that a file is an export of Formbricks."""
    found = head.kind in {"text", "book"} and bool(head.rows) and head.rows[0][: len(_FIRST)] == _FIRST
    return f"the headings {', '.join(_FIRST)}" if found else ""


def is_structure(head: Head) -> bool:  # noqa: ARG001 - none of Formbricks is read
    """Whether a file is a structure without answers: none of Formbricks is read."""
    return False


@dataclass(frozen=True)
class Opened:
    """An export."""

    grid: Grid
    format: str

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The id, the time and whether the end was reached."""
        roles = {role_of(heading, NAME): column for column, heading in enumerate(self.grid.headings)}
        return {
            "id": Meta(roles["id"]),
            "submitted": Meta(roles["submitted"]),
            "finished": Meta(roles["finished"], _finished),
        }

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - of the protocol
        """Question by question; the rows of a matrix have the same number."""
        headings = self.grid.headings
        asked = {column: found for column, heading in enumerate(headings) if (found := _NUMBERED.fullmatch(heading))}
        own = {column: role_of(headings[column], NAME) for column in range(len(headings)) if column not in asked}
        questionnaire = Questionnaire(headings, profile)
        inline = Inline(self.grid, profile, questionnaire, Joining(", ", typed=True))
        inline.look_at(asked)
        for _, block in itertools.groupby(asked, key=lambda column: asked[column]["number"]):
            columns = list(block)
            texts = [asked[column]["question"] for column in columns]
            if len(columns) == 1:
                inline.ask(plain(texts[0]), columns[0])
                continue
            stem = texts[0].rpartition(" - ")[0]
            rows = [plain(text.removeprefix(f"{stem} - ")) for text in texts]
            inline.grid(plain(stem or texts[0]), list(zip(rows, columns, strict=True)))
        personal = frozenset(column for column, role in own.items() if role == "personal")
        unread = [names(headings)[column] for column, role in own.items() if not role and profile.values[column]]
        return Understood(
            questionnaire.structure(self.grid.path.stem),
            tuple(questionnaire.bindings),
            personal=personal,
            technical=frozenset(column for column, role in own.items() if role) - personal,
            notes=(*inline.notes(), *note("of the platform or of hidden fields, which are not read", unread)),
        )


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - of the protocol
    """Open a CSV file or a workbook.

    Raises:
        TextmineError: the columns of the platform are missing.
    """
    cells = Headed(sheet(head, settings.encoding), blank=False)
    if not {*_FIRST} <= {*cells.headings}:
        raise foreign(head, "Formbricks", f"columns {', '.join(_FIRST)} before the questions")
    return Opened(cells, f"{NAME}-{head.form}")


def _finished(cell: Cell) -> Cell:
    said = (cell or "").strip().casefold()
    return "Y" if said in {"yes", "true"} else "N" if said else ""
