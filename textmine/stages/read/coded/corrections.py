"""A sheet of mentions that a person went through -> corrections.

`textmine mentions` writes the sheet with what the machine said of each mention in its last column,
so that a change is seen without the run it was written from. What a row means:

- it is marked in the column `checked`, or differs from what the machine said: a person read it, and
  it holds against the machine;
- the machine said nothing of it: a person added it;
- else nobody read it, and it is left out.

Names of countries are resolved where the names are known, in the stage `mentions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import tables
from textmine.errors import TextmineError, nearest
from textmine.grids import read_grid
from textmine.stages.read.coded.comment_names import CommentNames
from textmine.stages.read.coded.places import is_place

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "EDITED", "KINDS", "MARKED", "NO_MENTION", "ROLES", "CorrectionsFile"]

COLUMNS = (
    *("comment_id", "start", "end", "before", "surface", "after"),
    *("kind", "entity", "role", "negated", "hedged", "checked", "read_first"),
    *("question", "option", "language", "rule", "machine"),
)
"""The columns of a sheet, in order; `machine` is JSON with what the machine said."""

EDITED = ("kind", "entity", "role", "negated", "hedged")
"""The columns that a person changes."""

KINDS = ("country", "region", "organisation")
ROLES = ("target", "partner", "home", "other")
NO_MENTION = "-"
MARKED = "x"

_NEEDED = ("comment_id", "surface", "entity", "role")
_CONTEXT = ("before", "after", "question", "option", "language")
_FLAGS = {"yes": True, "true": True, "1": True, "x": True, "no": False, "false": False, "0": False, "": False}
_WRITES = "`textmine mentions DIR -o FILE` writes such a sheet"
_Line = tuple[int, dict[str, str]]


class CorrectionsFile:
    """A file of corrections, matched with the comments of a survey while these stream by.

    Args:
        path: A sheet (.xlsx or .csv); None gives no corrections.

    Raises:
        TextmineError: the file is missing or no such sheet, or a row names no comment or words, no
            known kind or role, or an unclear yes or no.
    """

    def __init__(self, path: Path | None) -> None:
        lines = [] if path is None else list(_lines(path))
        read = [(row, _machine(cells)) for line, cells in lines if (row := _row(path, line, cells)) is not None]
        self._rows = [row for row, _ in read]
        # The name of a comment in the sheet -> its key, for added rows, which have only the name. Rows of another
        # survey stand below those of this one, where they were added to its sheet.
        names: dict[str, str] = {}
        for _, cells in lines:
            if key := _machine(cells).get("comment"):
                names.setdefault(cells["comment_id"], key)
        self._keys = [said.get("comment") or names.get(row["comment_id"], "") for row, said in read]
        self._names = CommentNames(self._keys, (row["comment_id"] for row in self._rows))

    def see(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Take note of a batch of the tables `respondents` and `comments`."""
        self._names.see(frames)

    def table(self) -> pd.DataFrame:
        """The table `corrections`, when all comments have been seen."""
        rows = [
            row | {"comment_id": self._names.id_of(row["comment_id"], key)}
            for row, key in zip(self._rows, self._keys, strict=True)
        ]
        return tables.check("corrections", tables.frame("corrections", rows))


def _row(path: Path | None, line: int, cells: dict[str, str]) -> dict[str, Any] | None:
    """A row of the table `corrections`, None for one that nobody read."""
    where = f"{path.name if path else ''}, line {line}"
    said = _machine(cells, where)
    for name in ("comment_id", "surface"):
        if not cells[name]:
            raise TextmineError(
                f"{where} has no {name}.",
                expected="the comment and the words of a mention",
                hint=f"to say that a mention is none, empty its entity or write {NO_MENTION}",
            )
    start = _start(where, cells)
    entity = "" if cells["entity"].strip() == NO_MENTION else cells["entity"].strip()
    now = {"surface": cells["surface"], "entity": entity}
    now |= {name: _choice(where, name, cells[name], known) for name, known in (("kind", KINDS), ("role", ROLES))}
    flags = {name: _flag(where, name, cells[name]) for name in ("negated", "hedged", "checked")}
    now |= {name: "yes" if flags[name] else "no" for name in ("negated", "hedged")}
    if not (flags["checked"] or any(said.get(name) != value for name, value in now.items())):
        return None
    if entity and entity == said.get("entity") and now["kind"] == said["kind"]:
        entity = said["id"]
    context = {name: cells[name] for name in _CONTEXT}
    ids = {"line": line, "comment_id": cells["comment_id"], "start": start, "machine_id": said.get("id", "")}
    words = {"surface": cells["surface"], "end": start + len(cells["surface"]) if start >= 0 else -1}
    judged = {"kind": now["kind"], "entity": entity, "role": now["role"]}
    return ids | words | context | judged | {"negated": flags["negated"], "hedged": flags["hedged"]}


def _choice(where: str, name: str, cell: str, known: tuple[str, ...]) -> str:
    value = cell.strip().casefold()
    if value and value not in known:
        raise TextmineError(
            f"{where}: the {name} is {cell!r}.", expected=f"one of: {', '.join(known)}", hint=nearest(value, known)
        )
    return value


def _flag(where: str, name: str, cell: str) -> bool:
    value = _FLAGS.get(cell.strip().casefold())
    if value is None:
        raise TextmineError(f"{where}: {name} is {cell!r}.", expected="yes or no")
    return value


def _start(where: str, cells: dict[str, str]) -> int:
    """Where the words stand, -1 when that is to be found."""
    cell = cells["start"].strip()
    if not cell:
        return -1
    if not is_place(cell):
        raise TextmineError(f"{where}: start is {cell!r}.", expected="a whole number, or nothing to have it found")
    return int(cell)


def _machine(cells: dict[str, str], where: str = "") -> dict[str, str]:
    """What the machine said of a row, {} for an added one."""
    try:
        said = json.loads(cells["machine"] or "{}")
    except (ValueError, RecursionError):
        said = None
    texts = isinstance(said, dict) and all(isinstance(value, str) for value in said.values())
    if said == {} or (texts and {"id", "kind"} <= said.keys()):
        return dict(said)
    raise TextmineError(
        f"{where}: the column machine is {cells['machine'][:40]!r}.",
        expected="what textmine wrote there, or nothing for an added row",
        hint="copy it from the sheet as it was written, or empty it",
    )


def _lines(path: Path) -> Iterator[_Line]:
    """The rows of a sheet below its heading, with their line; rows without any cell are left out."""
    grid = read_grid(path, _WRITES)
    heading = [cell.strip() for cell in next(iter(grid), [])]
    missing = [name for name in _NEEDED if name not in heading]
    if missing:
        raise TextmineError(
            f"{path.name} has no column {', '.join(missing)}.",
            expected=f"the columns {', '.join(COLUMNS)}",
            hint=_WRITES,
        )
    for line, cells in enumerate(grid[1:], start=2):
        if any(cells):
            yield line, dict.fromkeys(COLUMNS, "") | dict(zip(heading, cells, strict=False))
