"""A text -> persons named by a given name: "Ferruccio Bellandi", "ask Ilze".

Works in any language, by a list of given names. With a surname behind it a given name is a person;
alone it is one only where it is no common word and stands within a sentence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

from textmine import reference

__all__ = ["persons"]

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
# Small words within a surname ("El Amraoui", "van den Berg"); at most two in a row.
_PARTICLES = frozenset({"al", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})
_MOST_PARTS = 4
_FEWEST_LETTERS = 4  # of a name that stands alone
_ENDS = ".!?:;\n\u2022"
_BULLETS = "-*\u2013"

Span = tuple[int, int]


def persons(text: str, language: str, known: Sequence[Span], is_other: Callable[[str], bool]) -> Iterator[Span]:
    """The spans of persons, from left to right.

    Args:
        text: The cleaned text.
        language: Its language; Hungarian puts the surname first.
        known: Spans that name places and organisations; a name that touches one names no person.
        is_other: Whether a word in lower case belongs to an organisation or a landscape ("institute").
    """
    words = list(_WORD.finditer(text))
    last = -1
    for place, word in enumerate(words):
        if place <= last or not _is_given(word.group()):
            continue
        first, last = _extent(text, words, place, language)
        start, end = words[first].start(), words[last].end()
        if any(start < b and a < end for a, b in known) or _is_named_after(words, first, last, is_other):
            continue
        if (last > first and not _is_doubtful(text, word)) or (last == first and _stands_alone(text, word)):
            yield start, end


def _is_given(word: str) -> bool:
    """Whether a word is a given name, or a double one ("Gun-Britt") of which the first is."""
    if not word[0].isupper() or word.isupper():
        return False
    first, _, second = word.partition("-")
    return word.casefold() in _given() or (second[:1].isupper() and first.casefold() in _given())


def _extent(text: str, words: Sequence[re.Match[str]], place: int, language: str) -> tuple[int, int]:
    """The first and the last word of the name around a given name."""
    first = last = place
    while last + 1 < len(words) and last - first + 1 < _MOST_PARTS:
        step = next((n for n in (1, 2, 3) if _continues(text, words, last, n)), 0)
        if not step:
            break
        last += step
    if language == "hu" and last == place and place and _continues(text, words, place - 1, 1):
        first = place - 1
    return first, last


def _continues(text: str, words: Sequence[re.Match[str]], last: int, step: int) -> bool:
    """Whether the word `step` further on is part of the same name, with only particles between."""
    following = words[last + 1 : last + 1 + step]
    if len(following) < step or not following[-1].group()[0].isupper() or following[-1].group().isupper():
        return False
    joined = all(text[a.end() : b.start()] == " " for a, b in zip(words[last:], following, strict=False))
    return joined and all(word.group().casefold() in _PARTICLES for word in following[:-1])


def _is_named_after(words: Sequence[re.Match[str]], first: int, last: int, is_other: Callable[[str], bool]) -> bool:
    """Whether the name is that of a street, a grant or an institute."""
    around = [*words[max(first - 1, 0) : first], *words[first + 1 : last + 2]]
    return any(is_other(word.group().casefold()) for word in around)


def _is_doubtful(text: str, word: re.Match[str]) -> bool:
    """Whether a given name that is also a word begins a sentence ("Will Members pay?")."""
    return word.group().casefold() in _words() and _begins_sentence(text, word.start())


def _begins_sentence(text: str, start: int) -> bool:
    """Whether only blanks, or a bullet, stand between a word and the end of a sentence or the start."""
    before = _last_sign(text, start)
    if before >= 0 and text[before] in _BULLETS:
        before = _last_sign(text, before)
        return before < 0 or text[before] == "\n"
    return before < 0 or text[before] in _ENDS


def _last_sign(text: str, start: int) -> int:
    """The place of the last character before `start` that is no blank, -1 where there is none."""
    place = start - 1
    while place >= 0 and text[place] in " \t\"'\u201c\u201e\u00ab(":
        place -= 1
    return place


def _stands_alone(text: str, word: re.Match[str]) -> bool:
    """Whether a given name without a surname is a person: no common word, and not the start of a sentence."""
    name = word.group().casefold()
    if len(name) < _FEWEST_LETTERS or name in _words():
        return False
    return not _begins_sentence(text, word.start()) or text[word.end() : word.end() + 1] == ","


@functools.cache
def _given() -> frozenset[str]:
    return frozenset(row["name"] for row in reference.rows("given_names.tsv"))


@functools.cache
def _words() -> frozenset[str]:
    """Given names that are also words: those of the list, and stop words of any language."""
    listed = {row["name"] for row in reference.rows("not_a_name.tsv")}
    return frozenset(listed | {row["word"] for row in reference.rows("stopwords.tsv")})
