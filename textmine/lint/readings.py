"""The figures that a claim may state, and whether it states them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmine.lint.vocabulary import quantifiers

if TYPE_CHECKING:
    from textmine.lint.claims import Claim
    from textmine.lint.figures import Item

__all__ = ["Reading", "can_be_left", "fits", "of_unit", "readings_of", "share_fits", "worded"]

_ABOUT = 0.03  # how far "about 60 %" may be from the share
_NEARLY = 0.05  # how far below "almost 60 %" may be


@dataclass(frozen=True)
class Reading:
    """A figure that a claim may state."""

    item: Item
    group: str
    count: int
    base: int
    how: Literal["plain", "rest", "part"]
    sure: float = 1.0

    @property
    def share(self) -> float | None:
        """The share that the report prints: by weights where respondents have them, None where it prints none."""
        figure = self.item.figures[self.group]
        if not figure.weighted or figure.share is None:
            return self.count / self.base if self.base else None
        return {"plain": figure.share, "rest": 1 - figure.share, "part": None}[self.how]

    @property
    def words(self) -> str:
        """The figure for a reader."""
        if self.how == "plain":
            return self.item.says(self.group)
        if self.how == "rest":
            return f"{self.count} of {self.base} are left by {self.item.says(self.group)}"
        return f"{self.count} of the {self.base} are {self.group}: {self.item.says('')}"


def readings_of(item: Item, group: str, sure: float, claim: Claim) -> Iterator[Reading]:
    """The readings of one item and group."""
    figure, whole = item.figures.get(group), item.figures[""]
    if figure is None:
        return
    yield Reading(item, group, figure.count, figure.base, "plain", sure)
    if claim.negated and can_be_left(item):
        yield Reading(item, group, figure.base - figure.count, figure.base, "rest", sure)
    if group and claim.kind in {"ratio", "percent", "quantifier"}:
        yield Reading(item, group, figure.count, whole.count, "part", sure)


def can_be_left(item: Item) -> bool:
    """Whether it makes sense to speak of those who are not counted in an item."""
    return item.kind in {"tick", "theme", "country", "area", "region", "base"} and item.item not in {"none", "invited"}


def worded(item: Item) -> bool:
    """Whether an item is named by a part of a long wording."""
    return item.kind in {"sum", "records"} or item.item in {"Y", "N"}


def of_unit(item: Item, unit: str) -> bool:
    """Whether an item counts what a claim does."""
    if unit == "record":
        return item.unit == "record" or item.kind in {"sum", "records"}
    if unit == "respondent":
        return item.unit == "respondent" and item.kind not in {"sum", "records"}
    return not unit or item.unit == unit


def fits(claim: Claim, reading: Reading) -> bool:
    """Whether a claim states a figure.

    A percentage is a share rounded to the digits that are given, halves either way.
    """
    if claim.kind == "base" or (claim.whole and reading.base == claim.value):
        return reading.base == claim.value
    if claim.kind == "quantifier":
        return any(quantifiers()[claim.words].holds(count, reading.base) for count in _counts(reading))
    if claim.negated and reading.how == "plain" and reading.item.kind == "tick":
        return False
    if claim.kind == "percent":
        return reading.share is not None and share_fits(claim, reading.share)
    return (claim.kind != "ratio" or reading.base == claim.base) and _number_fits(claim, reading.count)


def _counts(reading: Reading) -> set[int]:
    """How many a quantifier may speak of: as counted, or as the share by weights is of the base."""
    return {reading.count} if reading.share is None else {reading.count, round(reading.share * reading.base)}


def _number_fits(claim: Claim, truth: float) -> bool:
    value = claim.value
    return {
        "exact": truth == value,
        "about": abs(truth - value) <= max(1.0, 0.1 * value),
        "nearly": 0.85 * value <= truth < value,
        "below": truth < value,
        "above": truth > value,
        "at least": truth >= value,
        "at most": truth <= value,
    }[claim.about]


def share_fits(claim: Claim, share: float) -> bool:
    """Whether a percentage is a share, rounded to the digits that are given, halves either way."""
    value, slack = claim.value, claim.step + 1e-9
    return {
        "exact": abs(share - value) <= slack,
        "about": abs(share - value) <= max(_ABOUT, slack),
        "nearly": value - _NEARLY <= share < value,
        "below": share < value,
        "above": share > value,
        "at least": share >= value - slack,
        "at most": share <= value + slack,
    }[claim.about]
