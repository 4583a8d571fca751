"""counts -> figures to write about: each with its key, in the order of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.figures import SMALL
from textmine.privacy import MIN_GROUP

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Figure", "Finding", "Tally", "by_share", "leaders"]

_GROUPS = 6  # groups of an attribute from which comparing each with each is no sentence any more
_OF_QUESTIONS = ("base", "value")  # kinds that are read of whole questions here
_KEY = ["question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"]


@dataclass(frozen=True)
class Figure:
    """A row of `counts`: its key, how many, out of how many."""

    key: tuple[str, ...]
    count: int
    base: int

    @property
    def question(self) -> str:
        """The question that it is on, "" for the whole survey."""
        return self.key[0]

    @property
    def item(self) -> str:
        """What is counted."""
        return self.key[3]

    @property
    def group(self) -> str:
        """The group of respondents, "" for all."""
        return self.key[6]

    @property
    def share(self) -> float:
        """Count by base, 0 where there is no base."""
        return self.count / self.base if self.base else 0.0


@dataclass(frozen=True)
class Finding:
    """A sentence with what it rests on.

    Args:
        section: Where it belongs.
        sentence: The words.
        figures: The figures that its numbers and quantifiers come from; none of what is counted of comments alone.
        comments: The comments that it counts by itself, all of them; those behind the figures are added later, and the
            table keeps the first.
    """

    section: str
    sentence: str
    figures: Sequence[Figure]
    comments: Sequence[str] = ()


class Tally:
    """The figures in distinct respondents, by what they are on.

    Args:
        counts: The table `counts`.
    """

    def __init__(self, counts: pd.DataFrame) -> None:
        parts = counts["kind"].isin(_OF_QUESTIONS) & (counts["option_id"] != "")  # of one option or row
        rows = counts[(counts["unit"] == "respondent") & ~parts]
        self._figures: dict[tuple[str, ...], dict[str, Figure]] = {}
        numbers = zip(rows["count"].tolist(), rows["base"].tolist(), strict=True)
        keys = zip(*(rows[column].tolist() for column in _KEY), strict=True)
        for key, (count, base) in zip(keys, numbers, strict=True):
            question, _, kind, item, role, by, group, _ = key
            self._figures.setdefault((question, kind, role, by, group), {})[item] = Figure(key, count, base)
        places = dict.fromkeys((by, group) for _, kind, _, by, group in self._figures if by and kind == "base")
        self._groups: dict[str, list[str]] = {}
        for by, group in sorted(places):
            self._groups.setdefault(by, []).append(group)

    def of(self, question: str, kind: str, role: str = "", by: str = "", group: str = "") -> dict[str, Figure]:
        """The figures on one question ("" for the whole survey), of one kind, role and group, by item."""
        return self._figures.get((question, kind, role, by, group), {})

    def questions(self, kind: str) -> list[str]:
        """The questions with figures of a kind, in their order."""
        return list(dict.fromkeys(q for q, k, *_ in self._figures if q and k == kind))

    def attributes(self) -> list[str]:
        """The attributes that figures are broken down by."""
        return list(self._groups)

    def by_group(self, question: str, kind: str, by: str, item: str) -> list[Figure]:
        """The figures of one item in the groups of an attribute that can be compared; none where they cannot.

        Groups of fewer than `MIN_GROUP` are left out, so that no sentence is on one person; so is what is left of
        several small ones, which is no group.
        """
        groups = (group for group in self._groups.get(by, []) if group != SMALL)
        found = [self.of(question, kind, "", by, group).get(item) for group in groups]
        enough = [figure for figure in found if figure is not None and figure.base >= MIN_GROUP]
        return enough if 1 < len(enough) <= _GROUPS else []


def leaders(figures: Iterable[Figure], most: int) -> tuple[list[Figure], list[Figure]]:
    """The figures that lead and those that follow, no tie cut in two.

    Args:
        figures: Any figures; those of nobody are left out.
        most: So many are named in all, more only where the first are tied.

    Returns:
        All with the highest count, and the next ones while there are no more than `most`.
    """
    ranked = sorted((figure for figure in figures if figure.count), key=lambda figure: -figure.count)
    levels: list[list[Figure]] = []
    for figure in ranked:
        if levels and levels[-1][0].count == figure.count:
            levels[-1].append(figure)
        else:
            levels.append([figure])
    first, follow = (levels[0] if levels else []), list[Figure]()
    for level in levels[1:]:
        if len(first) + len(follow) + len(level) > most:
            break
        follow += level
    return first, follow


def by_share(groups: Iterable[Figure]) -> list[tuple[int, int, str, str]]:
    """Count, base, attribute and group of figures, the largest share first."""
    ranked = sorted(groups, key=lambda figure: -figure.share)
    return [(figure.count, figure.base, figure.key[5], figure.group) for figure in ranked]


Label = Callable[[Figure], str]
"""What to call an item within a sentence."""
