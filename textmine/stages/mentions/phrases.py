"""naming_words.tsv -> the phrases of it in a text: words that say who is named, and what is said of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import is_like, split_stars

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Word

__all__ = ["Phrase", "find_phrases", "listed"]

_Key = tuple[str, ...]


class Phrase(NamedTuple):
    """A phrase in a text: where it stands and what it means."""

    start: int
    end: int
    means: str


@functools.cache
def listed(means: str) -> frozenset[_Key]:
    """The folded words of all phrases with this meaning; a word that ends in * stands for any ending."""
    rows = reference.rows("naming_words.tsv")
    return frozenset(split_stars(row["phrase"]) for row in rows if row["means"] == means)


def find_phrases(words: Sequence[Word], *means: str) -> list[Phrase]:
    """The phrases with one of these meanings, from left to right without overlap; the longest at each word is taken.

    Args:
        words: The words of a text.
        means: Meanings of naming_words.tsv.
    """
    known = _by_first(means)
    found: list[Phrase] = []
    position = 0
    while position < len(words):
        key = words[position].key
        candidates = [*known.get(key, ()), *(entry for entry in known.get("*", ()) if is_like(key, entry[0][0]))]
        fitting = [entry for entry in candidates if _fits(entry[0], words[position : position + len(entry[0])])]
        if not fitting:
            position += 1
            continue
        phrase, meaning = max(fitting, key=lambda entry: len(entry[0]))
        last = position + len(phrase) - 1
        found.append(Phrase(words[position].start, words[last].end, meaning))
        position = last + 1
    return found


@functools.cache
def _by_first(means: tuple[str, ...]) -> dict[str, tuple[tuple[_Key, str], ...]]:
    """The phrases by their first word; those whose first word has any ending under "*"."""
    found: dict[str, list[tuple[_Key, str]]] = {}
    for meaning in means:
        for phrase in sorted(listed(meaning)):
            found.setdefault("*" if phrase[0].endswith("*") else phrase[0], []).append((phrase, meaning))
    return {first: tuple(entries) for first, entries in found.items()}


def _fits(phrase: _Key, words: Sequence[Word]) -> bool:
    return len(phrase) == len(words) and all(map(is_like, (word.key for word in words), phrase))
