"""Questions of an export of KoboToolbox or ODK without its form."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Item
from textmine.stages.read.questions.fields import Field
from textmine.stages.read.questions.kinds import kind_of
from textmine.tables import natural_key
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.stages.read.questions.fields import Place
    from textmine.stages.read.scan import Profile

__all__ = ["infer"]

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_TICKS = {"0", "1", "TRUE", "FALSE"}


def infer(headings: Sequence[str], asked: Sequence[int], profile: Profile) -> tuple[list[Field], dict[Place, int]]:
    """The questions as far as headings and values show them.

    Args:
        headings: The headings.
        asked: The columns that are neither technical nor personal, in their order.
        profile: What the columns hold.

    Returns:
        The questions, and the column of each and of each choice.
    """
    found = _Found(headings, profile, named=all(map(_NAME.fullmatch, _parts(headings, asked))))
    left = list(asked)
    while left:
        used = found.add(left)
        left = [column for column in left if column not in used]
    return found.fields, found.columns


def _parts(headings: Sequence[str], asked: Sequence[int]) -> Iterator[str]:
    return itertools.chain.from_iterable(headings[column].split("/") for column in asked)


class _Found:
    """Questions in the making; `named` says that headings are names and not labels."""

    def __init__(self, headings: Sequence[str], profile: Profile, *, named: bool) -> None:
        self._headings, self._profile, self._named = headings, profile, named
        self.fields: list[Field] = []
        self.columns: dict[Place, int] = {}

    def add(self, left: Sequence[int]) -> set[int]:
        """Add the question of the first of some columns; the columns that are its own."""
        first, *others = left
        heading = self._headings[first]
        ticks = self._run(heading, others)
        if not ticks and self._is_tick(first):
            heading, ticks = self._options(left)
        free = others[len(ticks) - (first in ticks) :]
        if ticks:
            name, codes = self._several(heading, ticks)
        else:
            name, codes = self._one(first)
        box = self._box(free, name) if OTHER in codes else None
        if box is not None:
            self.fields.append(Field(f"{name}_other", "text", {}, opened_by=(name, OTHER)))
            self.columns[f"{name}_other", ""] = box
        return {first, *ticks} | ({box} if box is not None else set())

    def _options(self, left: Sequence[int]) -> tuple[str, list[int]]:
        """The question that begins with a column of ticks: the longest stem that it shares with the next ones."""
        parts = self._headings[left[0]].split("/")
        for length in range(len(parts) - 1, 0, -1):
            stem = "/".join(parts[:length])
            ticks = [n for n in self._run(stem, left) if self._profile.filled[n] == self._profile.filled[left[0]]]
            if len(ticks) > 1 and ticks == list(left[: len(ticks)]):
                return stem, ticks
        return "", []

    def _run(self, stem: str, columns: Sequence[int]) -> list[int]:
        """The columns, from the first on, that are ticks of the question that `stem` stands for."""
        return list(
            itertools.takewhile(lambda n: self._headings[n].startswith(f"{stem}/") and self._is_tick(n), columns)
        )

    def _is_tick(self, column: int) -> bool:
        return self._profile.values[column] <= _TICKS and bool(self._profile.values[column])

    def _several(self, stem: str, ticks: Sequence[int]) -> tuple[str, set[str]]:
        name, taken, items = self._name(stem), set[str](), []
        for column in ticks:
            label = self._headings[column].removeprefix(f"{stem}/")
            code = label if self._named else identifier(label, taken)
            taken.add(code)
            items.append(Item(code, {"": label}))
            self.columns[name, code] = column
        self._field(name, stem, "multiple", items)
        return name, taken

    def _one(self, column: int) -> tuple[str, set[str]]:
        heading, taken, items = self._headings[column], set[str](), []
        name, kind = self._name(heading), kind_of([column], self._profile)
        values = sorted(self._profile.values[column], key=natural_key) if kind in {"single", "yes_no"} else []
        for value in values:
            code = value if self._named else identifier(value, taken)
            taken.add(code)
            items.append(Item(code, {"": value}))
        self.columns[name, ""] = column
        self._field(name, heading, kind, items)
        return name, taken

    def _field(self, name: str, heading: str, kind: str, items: Sequence[Item]) -> None:
        group, _, last = heading.rpartition("/") if self._named else ("", "", heading)
        has_other = any(item.code == OTHER for item in items)
        self.fields.append(
            Field(name, kind, {"": last}, tuple(items), {"": group}, open_choice=OTHER if has_other else "")
        )

    def _name(self, heading: str) -> str:
        if not self._named:
            return f"Q{1 + sum(field.opened_by is None for field in self.fields)}"
        name, taken = heading.rpartition("/")[2], {field.name for field in self.fields}
        return name if name not in taken else identifier(heading, taken)

    def _box(self, columns: Sequence[int], name: str) -> int | None:
        """The column of the text of the open option, which is called NAME_other and stands next."""
        for column in columns[:1]:
            last = self._headings[column].rpartition("/")[2]
            if last == f"{name}_other" or (not self._named and _NAME.fullmatch(last) and last.endswith("_other")):
                return column
        return None
