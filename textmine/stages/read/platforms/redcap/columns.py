"""What the columns of a REDCap export are called, and which of them are the platform's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.questions.fields import placed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from textmine.stages.read.model import Cell
    from textmine.stages.read.platforms.redcap.dictionary import Dictionary
    from textmine.stages.read.questions.fields import Place

__all__ = [
    "BLOCK",
    "GROUP",
    "PERSON",
    "box",
    "check_ticks",
    "checked",
    "is_own",
    "match",
    "may_be",
    "position",
    "sent",
    "why",
]

BLOCK = (
    ("redcap_event_name", "Event Name"),
    ("redcap_repeat_instrument", "Repeat Instrument"),
    ("redcap_repeat_instance", "Repeat Instance"),
)
"""Columns that say what a row is of its record: which visit, which form that is filled in repeatedly, which time."""

GROUP = ("redcap_data_access_group", "Data Access Group")
PERSON = ("redcap_survey_identifier", "Survey Identifier")
_OWN = {name for names in (*BLOCK, GROUP, PERSON) for name in names} | {"Complete?", "Survey Timestamp"}
_BOX = re.compile(r"(?>(\w+?)___)(\w+)")
_LABELLED_BOX = re.compile(r"(?>(.+) \(choice=)(.*)\)", re.DOTALL)
_NAME = re.compile(r"[a-z]\w*")
_STATUS = re.compile(r"\w+_(?:complete|timestamp|return_code)")
_CHECKED = {"1", "checked", "true"}
_UNCHECKED = {"0", "unchecked", "false"}
_UNSENT = "[not completed]"


def why(headings: Sequence[str]) -> str:
    """What shows that headings are those of an export, "" when nothing does."""
    if own := next((heading for heading in headings if heading.startswith("redcap_")), ""):
        return f"a column {own}"
    if any(map(_BOX.fullmatch, headings)) and any(map(_STATUS.fullmatch, headings)):
        return "columns such as name___1 and form_complete"
    if all(map(_NAME.fullmatch, headings)) and headings[-1].endswith("_complete"):
        return f"a last column {headings[-1]}, the state of a form"
    if any(map(_LABELLED_BOX.fullmatch, headings)):
        return "columns such as Question (choice=Answer)"
    return "a last column Complete?, the state of a form" if headings[-1] == "Complete?" else ""


def may_be(headings: Sequence[str]) -> bool:
    """Whether headings could be those of an export: all are names of fields, or one is the platform's own."""
    return all(map(_NAME.fullmatch, headings)) or any(is_own(heading, None) or box(heading) for heading in headings)


def position(headings: Sequence[str], names: Sequence[str]) -> int | None:
    """Where one of the names stands."""
    return next((headings.index(name) for name in names if name in headings), None)


def box(heading: str) -> tuple[str, str] | None:
    """The field and the choice that a column of a check box is called by; None for any other column."""
    found = _BOX.fullmatch(heading) or _LABELLED_BOX.fullmatch(heading)
    return (found[1], found[2]) if found else None


def is_own(heading: str, forms: Collection[str] | None) -> bool:
    """Whether a column is the platform's own: what a row is, the state of a form, when it was sent.

    Args:
        heading: The heading.
        forms: The names of the forms, where they are known.
    """
    if heading in _OWN or forms is None:
        return heading in _OWN or bool(_STATUS.fullmatch(heading))
    return bool(_STATUS.fullmatch(heading)) and heading.rpartition("_")[0].removesuffix("_return") in forms


def match(dictionary: Dictionary, headings: Sequence[str], path: Path) -> dict[Place, int]:
    """The column of each field and choice, whether the headings are names or labels.

    Raises:
        TextmineError: hardly a column is in the dictionary.
    """
    named, labelled = (placed(dictionary.headings(labels=labels), headings) for labels in (False, True))
    found = max(named, labelled, key=len)
    if len(found) < 2:  # noqa: PLR2004 - more than the id
        raise TextmineError(
            f"No column of {path.name} is in the dictionary.",
            expected="the data dictionary of the same project",
            hint="Give it with --structure FILE.csv, or read the export without.",
        )
    return found


def checked(cell: Cell, label: str) -> Cell:
    """A check box as Y or "": REDCap writes 0 whether a box was left or never seen."""
    said = (cell or "").strip()
    taken = said.casefold() not in _UNCHECKED and (said.casefold() in _CHECKED or said == label)
    return "Y" if said and taken else cell and ""


def check_ticks(path: Path, heading: str, values: Collection[str], label: str) -> None:
    """See that a check box holds nothing but what is known to mean checked or not.

    Raises:
        TextmineError: it holds another word.
    """
    other = {value for value in values if value.strip().casefold() not in _CHECKED | _UNCHECKED} - {label, ""}
    if other:
        raise TextmineError(
            f"{path.name}: the column {heading!r} holds {min(other)!r}.",
            expected="1 and 0, or Checked and Unchecked",
            hint="Export the raw data and not the labels, which REDCap writes in the language of the project.",
        )


def figures(codes: Mapping[str, str]) -> Mapping[str, str]:
    """The codes of choices, with TRUE and FALSE for 1 and 0, which other programs make of them."""
    return {"TRUE": codes["1"], "FALSE": codes["0"], **codes} if {"0", "1"} <= codes.keys() else codes


def sent(cell: Cell) -> Cell:
    """When a survey was sent, "" when it was not."""
    return "" if cell == _UNSENT else cell
