"""Headings of a LimeSurvey export: which mode they are in, and what they mean given the structure."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.model import Binding
from textmine.stages.read.understand import note

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey
    from textmine.stages.read.platforms.limesurvey.names import Column

__all__ = [
    "CODE",
    "META",
    "PERSONAL",
    "Mode",
    "absent",
    "bind",
    "is_export",
    "is_meta",
    "is_timing",
    "mode",
    "participants",
    "place",
    "refuse",
    "roles",
    "unread",
]

Mode = str
"""code, emcode (expression-manager codes), fields (of the database), codetext, full (wording, cut or not), or "" for no
survey at all."""

CODE = re.compile(r"([A-Za-z][A-Za-z0-9_]*)(?:\[([^\[\]]+)\])?(?:\[([^\[\]]+)\])?")
"""A code heading: question, then sub-question or row, then scale."""

META: dict[str, str | None] = {
    "id": "id", "submitdate": "submitted", "startlanguage": "language",
    "lastpage": None, "seed": None, "startdate": None, "datestamp": None, "quota_exit": None, "interviewtime": None,
    "token": None, "ipaddr": None, "refurl": None, "firstname": None, "lastname": None, "email": None,
    "emailstatus": None, "participant_id": None,
}  # fmt: skip
"""Columns that are no questions; those without a role are not read, personal data among them."""

PERSONAL = frozenset({"token", "ipaddr", "firstname", "lastname", "email"})
"""Those that say who a respondent is."""

_SIGNS = {"id", "submitdate", "lastpage", "startlanguage"}
_TIMING = re.compile(r"groupTime\d+|([A-Za-z]\w*)Time")
_ATTRIBUTE = re.compile(r"attribute_\d+")
_NEW_OTHER = re.compile(r"\[_C(other|comment|othercomment)\]$")
_FIELD = re.compile(r"\d+X\d+X\d+\S*")
_CODETEXT = re.compile(r"id\W*\s*\S.*")
_NOT_READ = {
    "codetext": "question codes and wording",
    "full": "question wording",
}


def mode(headings: Sequence[str]) -> Mode:
    """The mode of the headings of a CSV file."""
    if any(map(_FIELD.fullmatch, headings)):
        return "fields"
    bracketed = [heading for heading in headings if "[" in heading]
    if all(CODE.fullmatch(heading) for heading in bracketed) and (bracketed or _SIGNS & set(headings)):
        return "code" if bracketed or not any(map(_is_em, headings)) else "emcode"
    if len(headings) > 1 and _CODETEXT.fullmatch(headings[0]) and headings[1].startswith("submitdate"):
        return "codetext"
    return "full" if headings[0] == "Response ID" or any(h.endswith("]") for h in bracketed) else ""


def is_export(headings: Sequence[str]) -> bool:
    """Whether a file with these headings is surely an export, and no list or note that lies beside one."""
    found = mode(headings) if len(headings) > 1 else ""
    sure = any("[" in heading for heading in headings) or len(_SIGNS & set(headings)) > 1
    return found in _NOT_READ or (found != "" and sure)


def _is_em(heading: str) -> bool:
    return "_" in heading and not is_meta(heading) and CODE.fullmatch(heading) is not None


def refuse(path: Path, found: Mode) -> TextmineError:
    """The error for headings that are not read."""
    if found in _NOT_READ:
        return TextmineError(
            f"{path.name} has {_NOT_READ[found]} as headings, which are not read.",
            expected="question codes as headings, such as MEAS[SQ001comment]",
            hint="In LimeSurvey: Export responses, Headings: Question code; or export the survey archive (.lsa).",
        )
    return TextmineError(
        f"{path.name} is not a survey export: no heading is known.",
        expected="a LimeSurvey export: .csv with question codes as headings (id, submitdate, MEAS[SQ001] ...), or .lsa",
        hint="If it is LimeSurvey's, give its structure (.lss) with --structure.",
    )


def is_meta(heading: str) -> bool:
    """Whether a column is one of LimeSurvey's own and no question."""
    return heading in META or bool(_ATTRIBUTE.fullmatch(heading))


def roles(headings: Sequence[str]) -> dict[str, int]:
    """The columns of the id, the date of submission and the language."""
    return {role: column for heading, column in _places(headings).items() if (role := META.get(heading))}


def participants(headings: Sequence[str], described: Collection[str]) -> dict[str, int]:
    """The columns of participant attributes, by heading.

    Args:
        headings: The headings of the export.
        described: Descriptions of participant attributes, which may stand as headings.
    """
    places = _places(headings).items()
    return {heading: column for heading, column in places if _ATTRIBUTE.fullmatch(heading) or heading in described}


def place(headings: Sequence[str], lime: LimeSurvey, path: Path) -> dict[int, Column]:
    """Where the columns of the structure stand, in the order of the questionnaire.

    Raises:
        TextmineError: no column of the export is in the structure: it is of another survey.
    """
    places = _places(headings)
    located = ((next((places[name] for name in c.names if name in places), None), c) for c in lime.columns)
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


def unread(headings: Sequence[str], used: Collection[int], known: Collection[str], codes: Collection[str]) -> list[str]:
    """Notes on the columns that nobody knows, and on headings that occur twice.

    Args:
        headings: The headings of the export.
        used: Positions of the columns of questions.
        known: Headings that are read for another reason.
        codes: Codes of the questions, which name the columns of timings.
    """
    counts = Counter(headings)
    strange = [
        heading
        for position, heading in enumerate(headings)
        if position not in used and heading not in known and counts[heading] == 1
        if not is_meta(heading) and not is_timing(heading, headings, codes)
    ]
    twice = [heading for heading, n in counts.items() if n > 1]
    return note("twice in the export, only the first is read", twice) + note("not known and not read", strange)


def _places(headings: Sequence[str]) -> dict[str, int]:
    """The first column of each heading."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(_NEW_OTHER.sub(r"[\1]", heading), place)
    return places


def is_timing(heading: str, headings: Collection[str], codes: Collection[str]) -> bool:
    """Whether a column holds how long a question or a group took."""
    match = _TIMING.fullmatch(heading)
    return match is not None and (match[1] is None or match[1] in codes or "interviewtime" in headings)
