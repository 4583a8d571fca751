"""Sheets and files of what people coded -> labels.

Three forms are read, tables from .xlsx or .csv and told apart by their headings:

- the coding sheet of `textmine codebook --sheet`: a row a segment, a column a theme. Its last column
  holds, as JSON, which place the row stands for, so that it is found whatever moves. A row counts as
  coded when a theme is filled in or `done` is marked; its other themes are then a no. All other rows
  nobody looked at, and they are left out;
- a project of a program for qualitative analysis (`qdpx`), whose codes are each a yes;
- a plain table with `comment_id`, `theme_id`, `decision` and `coder`, and `start` and `end` where a
  part of the comment is meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import tables
from textmine.codebook import id_in
from textmine.errors import TextmineError, nearest
from textmine.grids import read_grid
from textmine.handcoding import words_key
from textmine.refi import MACHINE
from textmine.stages.read.coded.comment_names import CommentNames
from textmine.stages.read.coded.places import BEYOND, is_place
from textmine.stages.read.coded.qdpx import Coded, read_project

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "DONE", "NO", "ROW", "YES", "LabelsFiles", "themes_key"]

YES, NO, DONE = "yes", "no", "x"
ROW = "row"
"""The last column: JSON with the comment, the place, the draw and keys of what stands in the row."""

COLUMNS = ("segment", "option", "question", "comment", "machine", "coder", "done", "notes", "comment_id", ROW)
"""The columns of a coding sheet beside those of the themes."""

_CELLS = {YES: True, "x": True, "1": True, "true": True, NO: False, "0": False, "false": False}
_NUMBER = re.compile(r"[\d.,]+(E[+-]?\d+)?", re.IGNORECASE)
_PLAIN = ("comment_id", "theme_id", "coder", "decision")
_WRITES = "`textmine codebook DIR -o FILE --sheet` writes a sheet to code in"
_ROW_KEYS = {"comment", "start", "end", "draw", "words", "shown", "id", "themes"}


def themes_key(theme_ids: Iterable[str]) -> str:
    """A key of the themes of a sheet, in any order."""
    return words_key(" ".join(sorted(theme_ids)))


@dataclass(frozen=True)
class _Label:
    """A decision with where it was read; `end` is -1 for the whole comment."""

    where: str
    written: str
    key: str
    start: int
    end: int
    theme: str
    coder: str
    decision: str
    draw: str
    words: str


class LabelsFiles:
    """Files of what people coded, matched with the comments of a survey while these stream by.

    Args:
        paths: Files .xlsx, .csv or .qdpx.

    Raises:
        TextmineError: a file is missing or no such table; a cell is neither yes nor no; a row of a
            sheet was moved apart from its words, or names another comment. The message names the row.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._labels = [label for path in paths for label in _read(path)]
        self._names = CommentNames(
            (label.key for label in self._labels),
            {label.written for label in self._labels},
            measured=any(label.end < 0 for label in self._labels),
        )

    def see(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Take note of a batch of the tables `respondents` and `comments`."""
        self._names.see(frames)

    def table(self) -> pd.DataFrame:
        """The table `labels`, when all comments have been seen.

        Raises:
            TextmineError: a coder decided twice and differently on one place, or a spreadsheet
                turned the name of a comment into a number.
        """
        rows: dict[tuple[str, int, str, str], tuple[_Label, tuple[object, ...]]] = {}
        for label in self._labels:
            comment_id = self._names.id_of(label.written, label.key)
            if _NUMBER.fullmatch(comment_id):
                raise TextmineError(
                    f"{label.where}: the comment_id is {comment_id}, a number.",
                    expected="the id of a comment, such as 12:C:SQ001:option_comment",
                    hint="a spreadsheet turned it into a number: format the column as text and copy it again",
                )
            end = label.end if label.end >= 0 else max(1, self._names.lengths.get(comment_id, 1))
            key = (comment_id, label.start, label.theme, label.coder)
            row = (comment_id, label.start, end, *key[2:], label.decision, label.draw, label.words)
            before = rows.get(key)
            if before is None:
                rows[key] = label, row
            elif before[0].decision != label.decision:
                raise TextmineError(
                    f"{label.where}: {label.coder!r} decides {label.decision} on {label.theme!r}, "
                    f"and {before[0].decision} in {before[0].where}.",
                    expected="one decision of a coder on a place and theme",
                    hint="correct one of the two rows, or write the name of the second coder in the column coder",
                )
            elif label.draw.startswith("random"):  # the same said twice: once as part of a random sample
                rows[key] = label, row
        return tables.check("labels", tables.frame("labels", [row for _, row in rows.values()]))


def _read(path: Path) -> list[_Label]:
    if path.suffix.casefold() == ".qdpx":
        return _project(path)
    grid = read_grid(path, _WRITES)
    names = [cell.strip() for cell in next(iter(grid), [])]
    lines = [
        (f"{path.name}, line {line}", dict(zip(names, cells, strict=False)))
        for line, cells in enumerate(grid[1:], start=2)
        if any(cells)
    ]
    if ROW in names:
        return _sheet(path, names, lines)
    missing = [name for name in _PLAIN if name not in names]
    if missing:
        raise TextmineError(
            f"{path.name} has no column {', '.join(missing)}.",
            expected=f"a coding sheet with its hidden column {ROW!r}, or a table with the columns {', '.join(_PLAIN)}",
            hint=_WRITES,
        )
    return [_plain(where, cells) for where, cells in lines]


def _project(path: Path) -> list[_Label]:
    """The codes of people in a project; those that the machine put there, nobody decided on."""
    coded = read_project(path)
    of_people = [each for each in coded if each.coder != MACHINE]
    if coded and not of_people:
        raise TextmineError(
            f"{path.name} holds no codes of people: all are by the user {MACHINE!r}.",
            expected="codes by a user of another name",
            hint="set your own name in the program that you code in, and code what you agree with under it",
        )
    return [_coded(path, each) for each in of_people]


def _coded(path: Path, coded: Coded) -> _Label:
    """A code of another program: its source is named by the comment, the code by the theme."""
    where = f"{path.name}, source {coded.source!r}"
    theme = id_in(coded.code) or coded.code.strip()
    if not theme or not coded.source:
        raise TextmineError(
            f"{where} has a code {coded.code!r}.",
            expected="sources named by the ids of comments and codes by the ids of themes",
            hint="`textmine show DIR texts` and `textmine show DIR themes` list them",
        )
    words = words_key(coded.words) if coded.words else ""
    return _Label(where, coded.source, coded.key, coded.start, coded.end, theme, coded.coder, YES, "", words)


def _plain(where: str, cells: Mapping[str, str]) -> _Label:
    start, end = (cells.get(name, "").strip() for name in ("start", "end"))
    decision = cells.get("decision", "").strip().casefold()
    whole = not start and not end
    if not (whole or (is_place(start) and is_place(end))) or decision not in {YES, NO}:
        raise TextmineError(
            f"{where}: start {start!r}, end {end!r}, decision {decision!r}.",
            expected="start and end as whole numbers, or both empty for the whole comment; decision yes or no",
        )
    place = (0, -1) if whole else (int(start), int(end))
    theme, coder = (cells.get(name, "").strip() for name in ("theme_id", "coder"))
    if not (cells["comment_id"] and theme and coder):
        raise TextmineError(f"{where} has an empty cell.", expected=f"a value for {', '.join(_PLAIN)}")
    return _Label(where, cells["comment_id"], "", *place, theme, coder, decision, cells.get("draw", ""), "")


def _sheet(path: Path, names: list[str], lines: Iterable[tuple[str, dict[str, str]]]) -> list[_Label]:
    missing = [name for name in ("segment", "comment_id") if name not in names]
    if missing:
        raise TextmineError(
            f"{path.name} has no column {', '.join(missing)}.",
            expected="all columns of the sheet as it was written",
            hint="put it back from the sheet as it was written, or hide it instead of deleting it",
        )
    themes = _themes(path, names)
    return [label for where, cells in lines for label in _row(path, where, cells, themes)]


def _themes(path: Path, names: Sequence[str]) -> dict[str, str]:
    """Heading -> id of the theme, for the columns of themes."""
    themes = {name: theme for name in names if (theme := id_in(name))}
    strange = next((name for name in names if name and name not in themes and name not in COLUMNS), "")
    twice = next((theme for theme in themes.values() if list(themes.values()).count(theme) > 1), "")
    if strange or twice or names.count(ROW) > 1:
        found = f"the column {strange!r}" if strange else f"two columns for {twice or ROW!r}"
        raise TextmineError(
            f"{path.name} has {found}.",
            expected="the columns as written, each theme once with its id in brackets at the end",
            hint="put the heading back, add a theme to the codebook and write a new sheet, or write under notes",
        )
    return themes


def _row(path: Path, where: str, cells: dict[str, str], themes: Mapping[str, str]) -> Iterator[_Label]:
    """The decisions of a row, none when nobody looked at it."""
    filled = {name: cell for name in themes if (cell := cells.get(name, "").strip())}
    unclear = next((name for name, cell in filled.items() if cell.casefold() not in _CELLS), "")
    if unclear:
        raise TextmineError(
            f"{where}: {unclear!r} is {filled[unclear]!r}.",
            expected="yes (or x), no or nothing",
            hint="remarks and doubts go under notes",
        )
    done = cells.get("done", "").strip().casefold()
    if done not in {"", *_CELLS}:
        raise TextmineError(f"{where}: done is {done!r}.", expected=f"{DONE} on a row that you coded, or nothing")
    if not filled and not _CELLS.get(done):
        return
    place = _place(where, cells)
    if themes_key(themes.values()) != place["themes"]:
        raise TextmineError(
            f"{path.name} has other columns of themes than it was written with.",
            expected="each theme once, with its id in brackets at the end of the heading",
            hint="put their headings back (its page of the codebook has the ids); hide a column that you do not need; "
            "add themes to the codebook",
        )
    coder = cells.get("coder", "").strip() or path.stem
    for name, theme in themes.items():
        decision = YES if _CELLS.get(filled.get(name, "").casefold()) else NO
        yield _Label(
            where,
            str(place["id"]),
            str(place["comment"]),
            int(place["start"]),
            int(place["end"]),
            theme,
            coder,
            decision,
            str(place["draw"]),
            str(place["words"]),
        )


def _place(where: str, cells: Mapping[str, str]) -> dict[str, str | int]:
    """What the last column says of a coded row, held against what stands in the row."""
    try:
        place = json.loads(cells.get(ROW, ""))
        places = [place[name] for name in ("start", "end")]
        sound = set(place) == _ROW_KEYS and all(type(at) is int and abs(at) < BEYOND for at in places)
        sound = sound and all(isinstance(place[name], str) for name in _ROW_KEYS - {"start", "end"})
    except (ValueError, TypeError, KeyError, RecursionError):
        sound = False
    if not sound:
        raise TextmineError(
            f"{where}: the hidden column {ROW} is {cells.get(ROW, '')[:40]!r}.",
            expected="what textmine wrote there",
            hint="rows are not added by hand: copy the cell from the sheet as it was written, or empty the row",
        )
    if words_key(cells.get("segment", "")) != place["shown"]:
        raise TextmineError(
            f"{where}: the words under segment are not those that the row was written for.",
            expected=f"the words of {place['id']} as they were",
            hint="columns were sorted apart, or the text was edited: copy the row from the sheet as it was written",
        )
    if cells.get("comment_id", "").strip() != place["id"]:
        raise TextmineError(
            f"{where}: the comment_id is {cells.get('comment_id', '')!r}.",
            expected=str(place["id"]),
            hint=nearest(cells.get("comment_id", ""), [str(place["id"])]) or "put it back",
        )
    return dict(place)
