"""A run of capitalised words -> the event or facility that it names, which is no organisation."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions import name_lists
from textmine.stages.mentions.shapes import shape

__all__ = ["heads", "venue"]

_Part = tuple[str, int, int]
_LONGEST = 3  # words of a tail
_LEAST = 4  # letters of the name before a tail in one word, and of that tail
_YEAR = re.compile(r"(?:19|20)?\d\d")


# Prepositions of places that also join the parts of a name ("Fiera di Milano").
_OF = frozenset({"di", "de", "al", "del"})


class _Words(NamedTuple):
    """venue_words.tsv in one language: kind by word; prepositions of places."""

    tails: dict[str, str]
    ends: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]
    locatives: frozenset[str]


@functools.cache
def _words(language: str) -> _Words:
    tails: dict[str, str] = {}
    heads: dict[str, str] = {}
    for row in reference.rows("venue_words.tsv"):
        if {"*", language} & set(row["languages"].split()):
            (tails if row["position"] == "tail" else heads)[row["word"]] = row["kind"]
    longest = sorted(heads.items(), key=lambda head: (-len(head[0]), head[0]))
    ends = sorted((t for t in tails if len(t) >= _LEAST and t.islower()), key=lambda tail: (-len(tail), tail))
    locatives = frozenset(
        row["word"]
        for row in reference.rows("place_neighbours.tsv")
        if row["side"] == "locative" and row["languages"] == language and row["word"] not in _OF
    )
    return _Words(tails, tuple((end, tails[end]) for end in ends), tuple(longest), locatives)


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
    # There are more persons called Anna Day than days called Anna.
    tails = () if name_lists.is_listed(parts[0][0].casefold()) else range(len(parts) - 1, -1, -1)
    return _by_head(run, parts, words) or next(filter(None, (_by_tail(parts, last, words) for last in tails)), None)


def _by_head(run: str, parts: Sequence[_Part], words: _Words) -> tuple[int, int, str, str] | None:
    for number, (_, start, _) in enumerate(parts):
        if number and not parts[number - 1][0].islower():
            continue
        head = next(((h, kind) for h, kind in words.heads if run.startswith(f"{h} ", start)), None)
        # "Targi w Lipsku", at the start of a sentence, says that a fair was there.
        if head is not None and head[1] == "event" and _says_where(parts[number + 1 :], words):
            continue
        if head is not None and len(parts) - number > head[0].count(" ") + 1:
            return start, parts[-1][2], *head
    return None


def _says_where(parts: Sequence[_Part], words: _Words) -> bool:
    """Whether a preposition of places begins the words behind a head."""
    return bool(parts) and parts[0][0] in words.locatives


def _by_tail(parts: Sequence[_Part], last: int, words: _Words) -> tuple[int, int, str, str] | None:
    """The event or facility whose tail ends with word `last`: the last word, or the one before it."""
    following = len(parts) - 1 - last
    if following > 1:
        return None
    for first in range(max(last - _LONGEST + 1, 1), last + 1):
        tail = " ".join(text for text, _, _ in parts[first : last + 1])
        if tail in words.tails:
            # A name goes on with one word, mostly that of its town; with a kind of organisation it is another name.
            if following and shape(parts[-1][0]).kinds:
                return None
            end = last if following and _YEAR.fullmatch(parts[-1][0]) else len(parts) - 1
            return parts[0][1], parts[end][2], tail, words.tails[tail]
    end_of_word = None if following else _compound(parts[last][0], words)
    if end_of_word is None:
        return None
    start = parts[last][1] if "-" in parts[last][0] else parts[0][1]
    return start, parts[last][2], *end_of_word


def _compound(word: str, words: _Words) -> tuple[str, str] | None:
    """The tail and kind of a word that ends with a tail ("Handwerksmesse", "Ventora-Turm")."""
    lower = word.lower()
    for end, kind in words.ends:
        rest = lower.removesuffix(end)
        if rest != lower and len(rest) >= _LEAST and ("-" in rest or kind == "event"):
            return end, kind
    return None
