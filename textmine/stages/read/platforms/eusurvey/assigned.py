"""Cells that show the values assigned to answers: ``Yes(ID10); No(ID16)``, and headings ``Question (P3)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

__all__ = ["Assigned", "bare", "glued", "named", "pairs", "several"]

_ANSWER = re.compile(r"\s*+(\S.*?)\s?\(([\w.-]+)\)\s*(?:;|$)", re.DOTALL)
_GLUED = re.compile(r"\S\([\w.-]+\)\s*(?:;|$)")
_HEADING = re.compile(r"(.*\S)\s\(([\w.-]+)\)", re.DOTALL)
_CODES = re.compile(r"\s\([\w.-]+\)(?=:|$)")


def pairs(cell: str) -> list[tuple[str, str]]:
    """Label and value of each answer in a cell; none when it is not made of such answers alone."""
    found, at = [], 0
    while at < len(cell):
        match = _ANSWER.match(cell, at)
        if match is None:
            return []
        found.append((match[1], match[2]))
        at = match.end()
    return found


def glued(cell: str) -> bool:
    """Whether no blank stands before the value of any answer, which older versions wrote there."""
    return len(_GLUED.findall(cell)) == len(pairs(cell))


def named(heading: str) -> tuple[str, str]:
    """The wording of a heading and the short name behind it, "" where there is none."""
    match = _HEADING.fullmatch(heading)
    return (match[1], match[2]) if match else (heading, "")


def bare(heading: str) -> str:
    """A heading without short names."""
    return _CODES.sub("", heading)


@dataclass(frozen=True)
class Assigned:
    """A `Split` of cells that show assigned values.

    Attributes:
        cells: The different cells of the column.
    """

    cells: Collection[str]

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """The value of each label."""
        return {label: code for cell in sorted(self.cells) for label, code in pairs(cell)}

    @property
    def options(self) -> list[str]:
        """The labels, in the order of their values."""
        return sorted(self.codes, key=lambda label: _order(self.codes[label]))

    def __call__(self, cell: str) -> tuple[frozenset[str], str]:
        """The labels in a cell; one that is not made of answers is all rest."""
        found = frozenset(label for label, _ in pairs(cell))
        return found, "" if found else cell


def _order(code: str) -> tuple[object, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in re.split(r"(\d{1,4000})", code))


def several(cells: Iterable[str]) -> bool:
    """Whether any cell holds more than one answer."""
    return any(len(pairs(cell)) > 1 for cell in cells)
