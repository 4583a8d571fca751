"""Alchemer (formerly SurveyGizmo): "Item:Question" above each column of a question, its open option likewise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.model import Meta, Understood, plain
from textmine.stages.read.questions.blocks import Block
from textmine.stages.read.questions.build import Questionnaire
from textmine.stages.read.questions.inline import Inline, Joining, asked
from textmine.stages.read.questions.kinds import MOST_OPTIONS
from textmine.stages.read.sniff import foreign, sheet
from textmine.stages.read.understand import names, note
from textmine.stages.read.words import role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Cell, Grid
    from textmine.stages.read.scan import Profile
    from textmine.stages.read.settings import ReadSettings
    from textmine.stages.read.sniff import Head

__all__ = ["NAME", "STRUCTURE", "Opened", "is_structure", "open_export", "recognise"]

NAME = "alchemer"
STRUCTURE = ""

_TOLD = {"started", "submitted", "finished"}
_WITHIN = 8
"""Columns among which those are."""

_STATES = {"complete": "Y", "partial": "N", "disqualified": "N"}


def recognise(head: Head) -> str:
    """What shows that a file is an export of Alchemer."""
    if head.kind in {"text", "book"} and head.rows:
        found = [heading for heading in head.rows[0][:_WITHIN] if role_of(heading, NAME) in _TOLD]
        if {role_of(heading, NAME) for heading in found} == _TOLD:
            return f"the headings {', '.join(found)}"
    return ""


def is_structure(head: Head) -> bool:  # noqa: ARG001 - Alchemer has none that is read
    """Whether a file is a structure without answers: none of Alchemer is read."""
    return False


@dataclass(frozen=True)
class Opened:
    """An export."""

    grid: Grid
    format: str

    @property
    def meta(self) -> Mapping[str, Meta]:
        """The id, where it was exported, the end, whether it was reached, and the language."""
        roles = {role: column for column, role in reversed(list(self._own.items()))}
        found = {role: Meta(roles[role]) for role in ("id", "submitted", "language") if role in roles}
        return found | ({"finished": Meta(roles["finished"], _finished)} if "finished" in roles else {})

    def understand(self, profile: Profile, settings: ReadSettings) -> Understood:  # noqa: ARG002 - of the protocol
        """Question by question, each with its items."""
        headings, own = names(self.grid.headings), self._own
        questionnaire = Questionnaire(self.grid.headings, profile)
        inline = Inline(self.grid, profile, questionnaire, Joining(";", open_ended=False))
        blocks = list(
            _blocks(self.grid.headings, [column for column in asked(self.grid.headings, profile) if column not in own])
        )
        inline.look_at(column for _, items in blocks for label, column in items if not label)
        unread = set[int]()
        for text, items in blocks:
            (label, column), *others = items
            if not label and (not others or (len(others) == 1 and inline.joins(column))):
                inline.ask(text, column, next(iter(others), None))
                continue
            block = Block(text, items, profile)
            block.ask(questionnaire)
            unread |= block.unread
        personal = frozenset(column for column, role in own.items() if role == "personal")
        attributes = {
            headings[column]: column
            for column, role in own.items()
            if role == "attribute" and 0 < len(profile.values[column]) <= MOST_OPTIONS
        }
        return Understood(
            questionnaire.structure(self.grid.path.stem),
            tuple(questionnaire.bindings),
            attributes,
            personal,
            frozenset(own) - personal - {*attributes.values()},
            notes=(*inline.notes(), *note("left out: empty", [headings[column] for column in sorted(unread)])),
        )

    @property
    def _own(self) -> Mapping[int, str]:
        """The columns of the platform: those before the first that is none."""
        found = {}
        for column, heading in enumerate(self.grid.headings):
            role = role_of(heading, NAME)
            if not role:
                break
            found[column] = role
        return found


def open_export(head: Head, structure: Path | None, settings: ReadSettings) -> Opened:  # noqa: ARG001 - of the protocol
    """Open a CSV file or a workbook.

    Raises:
        TextmineError: the columns of the platform are missing.
    """
    cells = Headed(sheet(head, settings.encoding), blank=False)
    if not {role_of(heading, NAME) for heading in cells.headings[:_WITHIN]} >= _TOLD:
        raise foreign(head, "Alchemer", "columns Time Started, Date Submitted and Status before the questions")
    return Opened(cells, f"{NAME}-{head.form}")


def _blocks(headings: Sequence[str], columns: Sequence[int]) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    """Each question with its items: neighbours that end with the same wording behind a colon."""
    at = 0
    while at < len(columns):
        question, end = _shared(headings, columns, at)
        yield plain(question), [(_item(headings[column], question), column) for column in columns[at:end]]
        at = end


def _shared(headings: Sequence[str], columns: Sequence[int], at: int) -> tuple[str, int]:
    """The wording that a column shares with those behind it, and where they end; the longest such wording."""
    heading = headings[columns[at]]
    for question in (heading, *_endings(heading)):
        end = at + 1
        while end < len(columns) and headings[columns[end]].endswith(f":{question}"):
            end += 1
        if end > at + 1:
            return question, end
    return heading, at + 1


def _endings(heading: str) -> Iterator[str]:
    """What may be the question of a heading "Item:Question", the longest first."""
    for place, sign in enumerate(heading):
        if sign == ":" and heading[place + 1 :].strip():
            yield heading[place + 1 :]


def _item(heading: str, question: str) -> str:
    return heading.removesuffix(question).rstrip(":").strip()


def _finished(cell: Cell) -> Cell:
    return _STATES.get(cell.strip().casefold(), "") if cell else ""
