"""How cells of KoboToolbox and ODK are read: choices by name or label, several of them joined by blanks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textmine.stages.read.model import Cell
    from textmine.stages.read.questions.fields import Form, Place
    from textmine.stages.read.scan import Profile

__all__ = ["holds", "parts", "ranked", "split", "unknown"]

Parts = tuple[tuple[str, ...], tuple[str, ...]]
"""The codes of the choices that a cell holds, in its order, and the words that are none."""


def split(cell: str, codes: Mapping[str, str]) -> Parts:
    """Take a cell apart whose choices are joined by blanks, which labels may hold too.

    The choices that leave the fewest words over are taken, and of these those with the longest labels first.

    Args:
        cell: The cell.
        codes: The code of each choice, by its name and labels.
    """
    words = cell.split()
    longest = max((said.count(" ") + 1 for said in codes), default=0)
    over, upto = [0] * (len(words) + 1), [0] * len(words)  # from each word on: words left over, end of the first choice
    for start in reversed(range(len(words))):
        over[start] = over[start + 1] + 1
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            if over[end] <= over[start] and " ".join(words[start:end]) in codes:
                over[start], upto[start] = over[end], end
    taken, rest, at = [], [], 0
    while at < len(words):
        if upto[at]:
            taken.append(codes[" ".join(words[at : upto[at]])])
        else:
            rest.append(words[at])
        at = upto[at] or at + 1
    return tuple(taken), tuple(rest)


def parts(codes: Mapping[str, str]) -> Callable[[str], Parts]:
    """How the cells of a question are taken apart; its choices ask for the same cell in turn."""
    return functools.lru_cache(maxsize=4096)(functools.partial(split, codes=codes))


def holds(cell: Cell, parts: Callable[[str], Parts], code: str) -> Cell:
    """Whether a cell holds a choice: Y, N or ""."""
    return ("Y" if code in parts(cell)[0] else "N") if cell else cell


def ranked(cell: Cell, parts: Callable[[str], Parts], rank: int) -> Cell:
    """The code of the choice at a rank, from 1."""
    taken = parts(cell)[0] if cell else ()
    return taken[rank - 1] if rank <= len(taken) else cell and ""


def unknown(form: Form, columns: Mapping[Place, int], headings: Sequence[str], profile: Profile) -> list[str]:
    """A note on each column whose cells hold answers that the form does not list."""
    notes = []
    for question in form.questions:
        column = columns.get((question.code, ""))
        if column is None or not question.options:
            continue
        codes = form.codes(question.code)
        cells = profile.values[column]
        over = sorted(cell for cell in cells if split(cell, codes)[1])
        if over:
            notes.append(
                f"{headings[column]}: {len(over)} different answer{'s' if len(over) > 1 else ''} with what the form "
                f"does not list, such as {over[0][:60]!r}"
            )
    return notes
