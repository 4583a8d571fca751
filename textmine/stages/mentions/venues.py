"""A run of capitalised words -> the event or facility that it names, which is no organisation."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions.shapes import shape

__all__ = ["heads", "venue"]

_Part = tuple[str, int, int]
_LONGEST = 3  # words of a tail
_LEAST = 4  # letters of the name before a tail in one word, and of that tail
_YEAR = re.compile(r"(?:19|20)?\d\d")


class _Words(NamedTuple):
    """venue_words.tsv in one language: kind by word."""

    tails: dict[str, str]
    ends: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]


@functools.cache
def _words(language: str) -> _Words:
    tails: dict[str, str] = {}
    heads: dict[str, str] = {}
    for row in reference.rows("venue_words.tsv"):
        if {"*", language} & set(row["languages"].split()):
            (tails if row["position"] == "tail" else heads)[row["word"]] = row["kind"]
    longest = sorted(heads.items(), key=lambda head: (-len(head[0]), head[0]))
    ends = sorted((t for t in tails if len(t) >= _LEAST and t.islower()), key=lambda tail: (-len(tail), tail))
    return _Words(tails, tuple((end, tails[end]) for end in ends), tuple(longest))


def heads(language: str) -> set[str]:
    """The words of several words that begin the name of an event or facility."""
    return {head for head, _ in _words(language).heads if " " in head}


def venue(run: str, parts: Sequence[_Part], language: str) -> tuple[int, int, str, str] | None:
    """Begin and end in the run, deciding word and kind; None where the run names no event or facility.

    The last word that decides holds: the Ventora Cluster Day is an event, the Park Cluster none.

    Args:
        run: The words as they stand in the text.
        parts: The words with their begin and end.
        language: ISO 639-1 or und.
    """
    if not parts:
        return None
    words = _words(language)
    for number, (_, start, _) in enumerate(parts):
        if number and not parts[number - 1][0].islower():
            continue
        head = next(((h, kind) for h, kind in words.heads if run.startswith(f"{h} ", start)), None)
        if head is not None and len(parts) - number > head[0].count(" ") + 1:
            return start, parts[-1][2], *head
    for last in range(len(parts) - 1, -1, -1):
        for first in range(max(last - _LONGEST + 1, 1), last + 1):
            tail = " ".join(text for text, _, _ in parts[first : last + 1])
            if tail in words.tails:
                # A name goes on with one word, mostly that of its town; with a kind of organisation it is another name.
                goes_on = last + 2 == len(parts)
                if goes_on and shape(parts[-1][0]).kinds:
                    return None
                end = last + 1 if goes_on and not _YEAR.fullmatch(parts[-1][0]) else last
                return parts[0][1], parts[end][2], tail, words.tails[tail]
        end_of_word = _compound(parts[last][0], words)
        if end_of_word is not None and last == len(parts) - 1:
            start = parts[last][1] if "-" in parts[last][0] else parts[0][1]
            return start, parts[last][2], *end_of_word
        if last < len(parts) - 1:
            break
    return None


def _compound(word: str, words: _Words) -> tuple[str, str] | None:
    """The tail and kind of a word that ends with a tail ("Handwerksmesse", "Ventora-Turm")."""
    lower = word.lower()
    for end, kind in words.ends:
        rest = lower.removesuffix(end)
        if rest != lower and len(rest) >= _LEAST and ("-" in rest or kind == "event"):
            return end, kind
    return None
