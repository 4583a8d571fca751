"""Spans of a text: where expected words stand, and which of them were found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from textmine.stages.clean import clean_text

__all__ = ["Figures", "Span", "expected", "pair", "scores", "share"]

Figures = dict[str, float | int | None]
"""A figure is missing where it has no cases."""


class Span(NamedTuple):
    """Some words of a text.

    Args:
        start: First character.
        end: Character after the last.
        what: What the words are: an entity, a kind.
        says: What else is known of them.
    """

    start: int
    end: int
    what: str
    says: dict[str, Any]


def expected(text: str, wanted: Iterable[tuple[str, str, dict[str, Any]]]) -> list[Span]:
    """Where the expected words stand in a cleaned text.

    Args:
        text: The cleaned text.
        wanted: Words, what they are and what else is known of them, in the order of the text. Words that
            are not found behind the ones before are looked for from the start; words that cleaning
            took away have an empty span.
    """
    after = 0
    spans = []
    for surface, what, says in wanted:
        words = clean_text(surface)[0]
        start = text.find(words, after)
        start = start if start >= 0 else text.find(words)
        end = start + len(words) if start >= 0 else start
        after = max(end, after)
        spans.append(Span(start, end, what, says))
    return spans


def pair(wanted: Sequence[Span], found: Sequence[Span], same: Callable[[Span, Span], bool]) -> list[tuple[Span, Span]]:
    """Expected and found spans that overlap and are the same, each taken once."""
    left = list(found)
    pairs = []
    for one in wanted:
        other = next((f for f in left if f.start < one.end and one.start < f.end and same(one, f)), None)
        if other is not None:
            left.remove(other)
            pairs.append((one, other))
    return pairs


def scores(name: str, right: int, wanted: int, found: int) -> Figures:
    """Precision, recall and F1 of `right` among `found` and among `wanted`; missing when none can be wrong."""
    return {
        f"{name}_precision": share(right, found),
        f"{name}_recall": share(right, wanted),
        f"{name}_f1": share(2 * right, wanted + found),
    }


def share(part: float, whole: float) -> float | None:
    """`part` / `whole`, missing when there is nothing."""
    return part / whole if whole else None
