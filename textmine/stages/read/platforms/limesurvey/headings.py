"""Headings of a LimeSurvey export: which of them are read, given what they say or the structure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Binding
from textmine.stages.read.platforms.limesurvey.matching import reworded
from textmine.stages.read.platforms.limesurvey.naming import META, PARTICIPANT, SIGNS, is_meta, is_timing, name_columns
from textmine.stages.read.platforms.limesurvey.wordings import is_cut, is_underscored, split
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey
    from textmine.stages.read.platforms.limesurvey.names import Column
    from textmine.stages.read.platforms.limesurvey.naming import Mode, Named

__all__ = [
    "absent",
    "bind",
    "is_export",
    "losses",
    "mode",
    "participants",
    "place",
    "refuse",
    "reworded_note",
    "roles",
    "unread",
]

_NO_WORDING = (
    "There is no structure (.lss): the codes of questions and options stand for their wording, and questions on "
    "personal data can only be recognised by their codes; give the structure with --structure FILE.lss "
    "(LimeSurvey: Display/Export > Survey structure)."
)
_NO_STRUCTURE = (
    "There is no structure (.lss): questions and options are those of the headings, and what kind a question is of and "
    "which answers it has is seen from its values; give the structure with --structure FILE.lss "
    "(LimeSurvey: Display/Export > Survey structure)."
)
_NEW_OTHER = re.compile(r"\[_C(other|comment|othercomment)\]$")


def mode(headings: Sequence[str]) -> Mode:
    """The mode of the headings of an export; "" when they are not surely those of one."""
    named = name_columns(headings)
    return named.mode if named.sure else ""


def is_export(headings: Sequence[str]) -> bool:
    """Whether a file with these headings is surely an export, and no list or note that lies beside one."""
    found = mode(headings) if len(headings) > 1 else ""
    sure = any("[" in heading for heading in headings) or len(SIGNS & set(headings)) > 1
    return found not in {"", "code", "emcode"} or (found != "" and sure)


def refuse(path: Path, named: Named) -> TextmineError:
    """The error for headings that are not read."""
    if named.mode == "fields":
        return TextmineError(
            f"{path.name} has names of database columns (547281X1X2SQ001) as headings.",
            expected="the structure of the survey beside it, which tells what they mean",
            hint="Give its .lss with --structure, or export CSV with question codes as headings.",
        )
    if named.mode == "emcode":
        return TextmineError(
            f"{path.name} has expression-manager codes (MEAS_SQ001) as headings, of which some have more parts than "
            "question, row and column.",
            expected="the structure of the survey beside it, which tells what they mean",
            hint="Give its .lss with --structure, or export without 'Use Expression Manager code'.",
        )
    return TextmineError(
        f"{path.name} is not a survey export: no heading is known.",
        expected="codes (id, submitdate, MEAS[SQ001] ...) or questions as headings, or a survey archive (.lsa)",
        hint="If it is LimeSurvey's, say so with --format limesurvey, or give its structure (.lss) with --structure.",
    )


def roles(headings: Sequence[str]) -> dict[str, int]:
    """The columns of the id, the date of submission and the language."""
    return {role: column for heading, column in _places(headings).items() if (role := META.get(heading))}


def participants(headings: Sequence[str], described: Collection[str]) -> dict[str, int]:
    """The columns of participant attributes, by code or description.

    Args:
        headings: The codes of the columns, or their headings where these have none.
        described: Descriptions of participant attributes, which may stand as headings.
    """
    places = _places(headings).items()
    return {heading: column for heading, column in places if PARTICIPANT.fullmatch(heading) or heading in described}


def place(headings: Sequence[str], lime: LimeSurvey, path: Path) -> dict[int, Column]:
    """Where the columns of the structure stand, in the order of the questionnaire.

    Raises:
        TextmineError: no column of the export is in the structure: it is of another survey.
    """
    places = _places(headings)
    located = ((places.get(column.heading, places.get(column.em)), column) for column in lime.columns)
    found = {position: column for position, column in located if position is not None}
    if not found:
        raise TextmineError(
            f"No column of {path.name} is a question of the structure {lime.structure.title!r}.",
            expected="the export and the structure of one survey, with question codes as headings",
            hint="Give the .lss of this survey, or none.",
        )
    return found


def bind(headings: Sequence[str], placed: Mapping[int, Column]) -> list[Binding]:
    """The columns that are read, in the order of the questionnaire."""
    return [
        Binding(position, headings[position], c.role, c.question, c.row, c.option, asked=c.question)
        for position, c in placed.items()
        if c.role is not None
    ]


def absent(lime: LimeSurvey, placed: Mapping[int, Column]) -> list[str]:
    """A note on the columns that the structure has and the export has not."""
    silent = {question.code for question in lime.structure.questions if question.kind in {"display", "file"}}
    here = {column.heading for column in placed.values()}
    missing = [c.heading for c in lime.columns if c.heading not in here and c.question not in silent]
    return note("in the structure but not in the export", missing)


def reworded_note(named: Named, headings: Sequence[str], lime: LimeSurvey) -> list[str]:
    """A note on the columns whose wording is another than the structure has for their code."""
    if named.mode != "codetext":
        return []
    found = reworded(dict(enumerate(named.texts)), named.codes, lime)
    return note("worded otherwise than in the structure, whose wording is taken", [headings[place] for place in found])


def unread(
    headings: Sequence[str],
    columns: Sequence[str],
    used: Collection[int],
    known: Collection[str],
    codes: Collection[str],
) -> list[str]:
    """Notes on the columns that nobody knows, and on headings that occur twice.

    Args:
        headings: The headings of the export.
        columns: The codes of the columns, or their headings where these have none.
        used: Positions of the columns of questions.
        known: Headings that are read for another reason.
        codes: Codes of the questions, which name the columns of timings.
    """
    counts, known = Counter(headings), {*known} - {""}
    strange = [
        headings[position] or "(no heading)"
        for position, column in enumerate(columns)
        if position not in used and headings[position] not in known and column not in known
        if not is_meta(column) and not is_timing(column, columns, codes)
    ]
    twice = [heading for heading in dict.fromkeys(strange) if counts[heading] > 1]
    once = [heading for heading in strange if counts[heading] <= 1]
    return note("twice in the export, only the first is read", twice) + note("not known and not read", once)


def losses(named: Named, headings: Sequence[str], *, with_structure: bool) -> list[str]:
    """Notes on what the headings of a mode do not hold."""
    notes = []
    if not with_structure:
        notes.append(_NO_WORDING if named.mode in {"code", "emcode"} else _NO_STRUCTURE)
    if not with_structure and named.mode in {"full", "abbreviated"}:
        notes.append("The headings have no codes: those of questions (Q1 ...) and options were made for this run.")
    if not with_structure and any(map(is_underscored, headings, named.texts)):
        notes.append(
            "The headings have underscores for blanks; an underscore of a wording's own is read as a blank, too."
        )
    if named.mode == "abbreviated" or any(is_cut(split(text)) for text in named.texts if text):
        cut = "The headings are cut: "
        if with_structure:
            notes.append(cut + "wordings are those of the structure, in its order where two are cut to the same.")
        else:
            notes.append(
                cut + "so are the wordings of questions and options, and two that begin alike may be taken for one."
            )
    return notes


def _places(headings: Sequence[str]) -> dict[str, int]:
    """The first column of each heading."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(_NEW_OTHER.sub(r"[\1]", heading), place)
    return places
