"""The records of a Qualtrics export: those of respondents, and XML as rows of cells."""

from __future__ import annotations

import functools
import re
from collections import Counter
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.read.cells.xml import check_end, elements
from textmine.stages.read.model import Cell, Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from textmine.stages.read.model import Grid

__all__ = ["Responses", "XmlResponses"]

_FLAGS = {1: "preview", 2: "test", 8: "spam"}
"""Bits of the status, where it is a number: 9 is a preview that is spam, 12 an imported response that is."""


class Responses:
    """The records that respondents gave: without previews, tests and spam.

    Args:
        grid: All records.
        status: The column of the status; None where there is none.
    """

    def __init__(self, grid: Grid, status: int | None) -> None:
        self.path, self.headings, self.tells_shown = grid.path, grid.headings, grid.tells_shown
        self._grid, self._status = grid, status
        self._left_out = Counter[str]()

    def rows(self) -> Iterator[Row]:
        """The records, in the order of the file."""
        left_out = Counter[str]()
        for row in self._grid.rows():
            what = "" if self._status is None else _unreal((row.cells[self._status] or "").strip())
            if what:
                left_out[what] += 1
            else:
                yield row
        self._left_out = left_out

    def notes(self) -> list[str]:
        """A note that counts what was left out, once all rows were read."""
        if not self._left_out:
            return []
        listed = ", ".join(f"{number} {what}" for what, number in sorted(self._left_out.items()))
        number = sum(self._left_out.values())
        are = "record that is" if number == 1 else "records that are"
        return [f"{number} {are} no response of the survey left out, by the column {self._heading}: {listed}."]

    @property
    def _heading(self) -> str:
        return self.headings[self._status or 0]


class XmlResponses:
    """The responses of an XML export under the names of their elements: a `Grid`.

    Args:
        path: The file.

    Raises:
        TextmineError: it was cut off.
    """

    tells_shown = False

    def __init__(self, path: Path) -> None:
        check_end(path, "Responses")
        self.path = path
        names: dict[str, None] = {}
        for element in elements(path, "Response"):
            names |= dict.fromkeys(child.tag for child in element.iterchildren("*"))
        self.headings = tuple(names)

    def rows(self) -> Iterator[Row]:
        """The responses; an element that is absent is of a question that was added later: never shown."""
        places = {name: place for place, name in enumerate(self.headings)}
        for number, element in enumerate(elements(self.path, "Response"), start=2):
            cells: list[Cell] = [None] * len(places)
            line = element.sourceline or number
            for child in element.iterchildren("*"):
                cells[places[child.tag]] = child.text or ""
            yield Row(number, line, tuple(cells))


def _unreal(status: str) -> str:
    """What a record is that no respondent gave: preview, test, spam, or "" for one that somebody gave."""
    if re.fullmatch(r"\d{1,9}", status):
        return next((what for flag, what in _FLAGS.items() if int(status) & flag), "")
    said = status.casefold()
    return next((what for word, what in _words().items() if word in said), "")


@functools.cache
def _words() -> Mapping[str, str]:
    return {row["word"]: row["what"] for row in reference.rows("qualtrics_status.tsv")}
