"""Sections -> the sections of a report or of a part of it: unique ids, tables and charts numbered in order."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.errors import TextmineError, nearest
from textmine.report.model import ChartBlock, HeatBlock, MapBlock, TableBlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textmine.report.model import Block, Report, Section

__all__ = ["chosen", "numbered"]


def chosen(report: Report, names: Sequence[str]) -> Report:
    """The report with only some of its sections, in the order they are named; its verbatims stay.

    A section of level 1 brings those below it; one of level 2 that is named by itself rises to level 1.

    Args:
        report: The whole report.
        names: Ids or headings of sections, as words fit for a link: "in-short", "barriers".

    Raises:
        TextmineError: no section has this name.
    """
    known = [{section.section_id, _word(section.heading)} for section in report.sections]
    taken: dict[int, Section] = {}
    for name in names:
        places = [place for place, words in enumerate(known) if _word(name) in words]
        if not places:
            ids = [section.section_id for section in report.sections]
            raise TextmineError(f"The report has no section {name!r}.", hint=nearest(_word(name), ids))
        for place in places:
            for number, section in enumerate(_below(report.sections, place), start=place):
                risen = replace(section, level=1) if number == place else section
                taken.setdefault(number, risen)
    return replace(report, sections=numbered(taken.values()))


def numbered(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections with unique ids fit for links, their tables and charts numbered from 1."""
    seen: set[str] = set()
    tables = charts = 0
    finished = []
    for section in sections:
        made: list[Block] = []
        for block in section.blocks:
            if isinstance(block, TableBlock):
                tables += 1
                made.append(replace(block, number=tables))
            elif isinstance(block, ChartBlock | HeatBlock | MapBlock):
                charts += 1
                made.append(replace(block, number=charts, table=tables + 1))
            else:
                made.append(block)
        finished.append(replace(section, section_id=_unique(section.section_id, seen), blocks=tuple(made)))
    return tuple(finished)


def _below(sections: Sequence[Section], place: int) -> list[Section]:
    """The section at a place with those below its heading."""
    found = [sections[place]]
    for section in sections[place + 1 :]:
        if section.level <= sections[place].level:
            break
        found.append(section)
    return found


def _word(text: str) -> str:
    """A text as a word fit for a link."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")


def _unique(name: str, seen: set[str]) -> str:
    """`name` as a word fit for a link, with a number when it is taken; `seen` learns it."""
    stem = _word(name)
    word, number = stem, 1
    while word in seen:
        number += 1
        word = f"{stem}-{number}"
    seen.add(word)
    return word
