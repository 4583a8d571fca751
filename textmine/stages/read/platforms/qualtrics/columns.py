"""The columns of a Qualtrics export: what each says of itself in up to three rows of headings.

Row 1 names the column (``Q4_5_TEXT``), row 2 labels it (``Question - Option - Text``), row 3 says where
it belongs (``{"ImportId":"QID4_5_TEXT"}``). Older exports lack row 3 and name the columns about the
respondent V1, V2 ...; the elements of an XML export are named as row 3 has it.
"""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["META", "UNANSWERED", "Column", "columns", "header_rows", "may_be", "meta", "of_xml"]

UNANSWERED = "-99"
"""What stands in a cell that was seen and left empty, where whoever exported asked for it."""

META = {
    "recordid": "id", "responseid": "id", "recordeddate": "submitted", "enddate": "ended", "finished": "finished",
    "userlanguage": "language", "status": "status", "startdate": "", "progress": "", "duration": "",
    "durationinseconds": "", "distributionchannel": "", "responseset": "", "locationaccuracy": "",
    "ipaddress": "personal", "recipientlastname": "personal", "recipientfirstname": "personal",
    "recipientemail": "personal", "emailaddress": "personal", "externalreference": "personal",
    "externaldatareference": "personal", "locationlatitude": "personal", "locationlongitude": "personal",
}  # fmt: skip
"""What the columns about the respondent are for: a role, "personal", or "" for no use here."""

_SIGNS = {"startdate", "enddate", "recordeddate", "responseid", "distributionchannel", "userlanguage", "finished"}
_IDS = {"ResponseId", "ResponseID", "_recordId", "V1"}
_QUESTION = re.compile(r"Q(?:ID)?\d[\w.#]*", re.ASCII)
_LEGACY = re.compile(r"V\d+")
_IMPORT = '{"ImportId"'

_IMPORTED = re.compile(
    r"_*(?:(?P<loop>x?\d+)_)?(?P<question>QID\d+(?:#\d+)?)(?P<rest>(?:_[\w .]+)?)(?:-(?P<again>\d+))?", re.ASCII
)
_NAMED = re.compile(r"(?:(?P<loop>\d+)_)?(?P<question>.+?)(?P<rest>(?:_x?\d+){0,2}(?:_TEXT)?)")
_UNLOOPED = re.compile(r"(?P<loop>)(?P<question>.+?)(?P<rest>(?:_x?\d+){0,2}(?:_TEXT)?)")
_REST = {
    "": re.compile(r""),
    "text": re.compile(r"_TEXT"),
    "item": re.compile(r"_(?P<item>x?\d+)"),
    "box": re.compile(r"_(?P<item>x?\d+)_TEXT"),
    "cell": re.compile(r"_(?P<item>x?\d+)_(?P<option>x?\d+)(?:_TEXT)?"),
    "group": re.compile(r"_(?P<option>\d+)_GROUP_(?P<item>x?\d+)"),
    "rank": re.compile(r"_G(?P<option>\d+)_(?P<item>x?\d+)_RANK"),
}
"""What stands behind the id of a question, by what its column then holds; anything else is Qualtrics' own."""

_OWN = re.compile(
    r".+ - (parent )?(topics|topic .+|sentiment.*)"
    r"|.+_(first.click|last.click|page.submit|click.count|nps.group|browser|version|operating.system|os|resolution)",
    re.IGNORECASE,
)
"""Names of columns that Qualtrics adds to a question: Text iQ, timings, the browser, groups of a Net Promoter Score."""


@dataclass(frozen=True)
class Column:
    """One column of a question.

    Attributes:
        position: Its place in the export.
        name: Its name, as in row 1.
        label: Its label, as in row 2, without markup.
        question: The id of its question; "" for a column that belongs to none.
        part: What it holds: "" (the answer), text (an open answer), item (an option or a row), box (the text of an
            item), cell (of a matrix), group and rank (of Pick, Group and Rank), or technical.
        item: The number of the option or row.
        option: The number of the column of a matrix, or of the group.
        loop: The loop of a question that is asked repeatedly.
        tick: Whether it is surely an option that was ticked or not.
    """

    position: int
    name: str
    label: str
    question: str
    part: str = ""
    item: str = ""
    option: str = ""
    loop: str = ""
    tick: bool = False

    @property
    def suffix(self) -> str:
        """What stands behind the name of the question where nobody renamed the column."""
        numbers = "".join(f"_{number}" for number in (self.item, self.option) if number)
        return numbers + ("_TEXT" if self.part in {"box", "text"} else "")


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows of headings an export has, from its first rows; 0 when it is none of Qualtrics."""
    for number, row in enumerate(rows):
        if sum(cell.startswith(_IMPORT) for cell in row) > len(row) / 2:
            return number + 1
    if len(rows) < 2:  # noqa: PLR2004 - headings and a record at least
        return 0
    first, second = rows[0], rows[1]
    if _LEGACY.fullmatch(first[0]) and _key(second[0]) == "responseid":
        return 2
    names = {_key(name): position for position, name in enumerate(first)}
    if len(_SIGNS & names.keys()) < 4 or "startdate" not in names:  # noqa: PLR2004 - no other platform has as many
        return 0
    began = names["startdate"]
    return 1 if began < len(second) and any(map(str.isdigit, second[began])) else 2


def may_be(headings: Sequence[str]) -> bool:
    """Whether one row of headings could be that of an export: one is an id as Qualtrics calls it, or a question's."""
    return any(heading in _IDS or _QUESTION.fullmatch(heading) for heading in headings)


def columns(rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """The columns under the rows of headings, one to three."""
    names = rows[0]
    imports = next((row for row in rows if any(cell.startswith(_IMPORT) for cell in row)), None)
    labels = rows[1] if len(rows) > 1 and rows[1] is not imports else ("",) * len(names)
    if imports is not None:
        return tuple(
            _imported(position, name, plain(label), said)
            for position, (name, label, said) in enumerate(
                itertools.zip_longest(names, labels[: len(names)], imports[: len(names)], fillvalue="")
            )
        )
    found = (_named(position, name, plain(label)) for position, (name, label) in enumerate(_pairs(names, labels)))
    return tuple(_regrouped(tuple(found)))


def of_xml(names: Sequence[str]) -> tuple[Column, ...]:
    """The columns of an XML export, from the names of its elements."""
    return tuple(_parsed(_IMPORTED.fullmatch(name), position, name, "") for position, name in enumerate(names))


def meta(found: Sequence[Column], rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """The columns about the respondent, each with its role, "personal" or "".

    Args:
        found: The columns.
        rows: The rows of headings.
    """
    imports = [_import(cell)[0] for cell in rows[-1]]
    labels = rows[1] if len(rows) > 1 else rows[0]
    roles: dict[int, str] = {}
    for column in found:
        place = column.position
        legacy = bool(_LEGACY.fullmatch(column.name))
        said = imports[place] if place < len(imports) and imports[place] else column.name
        key = _key(labels[place] if legacy and place < len(labels) else said)
        role = META.get(key)
        if role is not None and (role in {"", "personal"} or role not in roles.values()):
            roles[place] = role
        elif legacy:
            roles[place] = "personal" if key == "name" else ""
    if "submitted" not in roles.values():
        return {place: "submitted" if role == "ended" else role for place, role in roles.items()}
    return {place: "" if role == "ended" else role for place, role in roles.items()}


def _key(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())


def _import(cell: str) -> tuple[str, str]:
    """The import id that row 3 says, and the number of the option beside it."""
    if not cell.startswith(_IMPORT):
        return "", ""
    try:
        said = json.loads(cell)
    except ValueError:
        return "", ""
    return str(said.get("ImportId", "")), str(said.get("choiceId", ""))


def _imported(position: int, name: str, label: str, cell: str) -> Column:
    said, choice = _import(cell)
    if choice and "_" not in said.replace("_QID", "QID"):
        said = f"{said}_{choice}"
    return _parsed(_IMPORTED.fullmatch(said), position, name, label, tick=bool(choice))


def _named(position: int, name: str, label: str) -> Column:
    if _OWN.fullmatch(name):
        return Column(position, name, label, "", "technical")
    if _key(name) in META or _LEGACY.fullmatch(name) or not name or name == label:  # embedded data is its own label
        return Column(position, name, label, "")
    return _parsed(_NAMED.fullmatch(name), position, name, label)


def _parsed(match: re.Match[str] | None, position: int, name: str, label: str, *, tick: bool = False) -> Column:
    if match is None:
        return Column(position, name, label, "")
    said: Mapping[str, str | None] = match.groupdict()
    loop = said["loop"] or said.get("again") or ("0" if name.startswith("__") else "")
    for part, pattern in _REST.items():
        if rest := pattern.fullmatch(said["rest"] or ""):
            numbers = rest.groupdict()
            item, option = numbers.get("item", ""), numbers.get("option", "")
            return Column(position, name, label, said["question"] or "", part, item, option, loop, tick)
    return Column(position, name, label, said["question"] or "", "technical")


def _pairs(names: Sequence[str], labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    return itertools.zip_longest(names, labels[: len(names)], fillvalue="")


def _regrouped(found: Sequence[Column]) -> Iterator[Column]:
    """Columns grouped by name alone, less what only looks like a loop, a matrix or an option."""
    loops, rows, size = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set), Counter[str]()
    for column in found:
        loops[column.question].add(column.loop)
        rows[column.question].add(column.item if column.part == "cell" else "")
        size[column.question] += 1
    for column in found:
        asked = column.question
        if column.loop and len(loops[asked] - {""}) == 1:
            yield _parsed(_UNLOOPED.fullmatch(column.name), column.position, column.name, column.label)
        elif column.part == "cell" and len(rows[asked]) == 1:
            yield replace(column, question=f"{asked}_{column.item}", part="item", item=column.option, option="")
        elif column.part == "item" and size[asked] == 1:
            yield replace(column, question=column.name, part="", item="")
        else:
            yield column
