"""A text -> the abbreviations that it defines, each with the name it stands for: "Natural Products Canada (NPC)".

Two ways to hold an abbreviation against the words beside it. Each of its letters begins a word, and only
small words are passed over: that is enough wherever the two stand side by side. Or its letters stand
anywhere in the words in their order, the first at the beginning of a word: only in brackets.

Source: A. S. Schwartz, M. A. Hearst (2003), A simple algorithm for identifying abbreviation definitions in
biomedical text, Pacific Symposium on Biocomputing 8:451-462. Other than there, digits and hyphens of the
abbreviation need no counterpart ("Nordic Food (NF4)"), and the first of the two ways is tried before theirs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

__all__ = ["Definition", "definitions"]

_Span = tuple[int, int]
_SHORT = r"[^\W_](?:[\w&/.-]{0,10}[^\W_])"
_BRACKET = re.compile(
    rf"[\[(]\s*(?:[^\W\d_A-Z]+[.:]?\s+){{0,3}}[\"'\u201c\u201e«]?(?P<short>{_SHORT})[\"'\u201d\u201c»]?\s*(?:[,;:\u2013-]\s[^()\[\]]*)?[\])]"
)
_EXPLAINED = re.compile(
    rf"(?<![\w-])(?P<short>{_SHORT})\s*[\[(]\s*+(?P<long>[^()\[\]\s](?:[^()\[\]]*[^()\[\]\s])?)\s*[\])]"
)
_AFTER = re.compile(rf"(?:\s[\u2013\u2014-]\s|,\s|:\s)(?P<short>{_SHORT})(?=\s*(?:$|[.,;:)/\n]))")
_BEFORE = re.compile(rf"(?:^|(?<=[;,\n(]))[^\S\n]*(?P<short>{_SHORT})(?:\s[\u2013\u2014-]\s|\s*[:=]\s)(?=\S)")
_WORD = re.compile(r"[^\W_]+")
# What ends a name; a comma may stand within one whose initials all fit ("Economy, Trade and Industry").
_STOP = re.compile(r"[;()\[\]:\n]|[.!?](?=\s)|\s[\u2013\u2014-]\s")
# From Schwartz and Hearst: at most min(n + 5, 2 n) words for an abbreviation of n letters.
_MORE = 5
# Characters beside an abbreviation in which its name stands, and how many times its letters the words are that can be
# one; far more than any name has.
_REACH, _WORDS = 600, 3
# Small words that an abbreviation passes over, in lower case: no longer than this.
_SMALL = 4


class Definition(NamedTuple):
    """Where a name and its abbreviation stand in the text, as spans of characters."""

    long: _Span
    short: _Span


def definitions(text: str) -> list[Definition]:
    """The abbreviations that a text defines, by their place, each once.

    Four forms: "Natural Products Canada (NPC)", "NPC (Natural Products Canada)", "Natural Products Canada - NPC"
    and "NPC: Natural Products Canada". An abbreviation has 2 to 12 signs, two of them capitals or digits.
    """
    found: dict[_Span, Definition] = {}
    for short, long in _candidates(text):
        if long is not None and text[slice(*long)] != text[slice(*short)]:
            found.setdefault(short, Definition(long, short))
    return sorted(found.values(), key=lambda definition: definition.short)


def _candidates(text: str) -> Iterator[tuple[_Span, _Span | None]]:
    """Every abbreviation beside words, with the name before or behind it that fits."""
    if not any(sign in text for sign in "([-\u2013\u2014,:="):
        return
    for m in _BRACKET.finditer(text):
        if _is_short(m["short"]):
            yield m.span("short"), _before(text, m.start(), m["short"], strict=False)
    for m in _EXPLAINED.finditer(text):
        words = _words(text, *m.span("long"))
        if _is_short(m["short"]) and words and _covers(text, words, m["short"]):
            yield m.span("short"), m.span("long")
    for m in _AFTER.finditer(text):
        if _is_short(m["short"]):
            yield m.span("short"), _before(text, m.start(), m["short"], strict=True)
    for m in _BEFORE.finditer(text):
        if _is_short(m["short"]):
            yield m.span("short"), _behind(text, m.end(), m["short"])


def _is_short(short: str) -> bool:
    """Whether a word has the shape of an abbreviation: two capitals or digits, of them a capital, no year."""
    marks = sum(c.isupper() or c.isdigit() for c in short)
    return marks > 1 and any(c.isupper() for c in short) and len(_letters(short)) > 1


def _letters(short: str) -> str:
    return "".join(_plain(c) for c in short if c.isalpha())


def _plain(c: str) -> str:
    """A character in lower case without its accent, one for one."""
    return unicodedata.normalize("NFD", c)[0].lower()[0]


def _words(text: str, start: int, end: int) -> list[_Span]:
    return [m.span() for m in _WORD.finditer(text, start, end)]


def _before(text: str, end: int, short: str, *, strict: bool) -> _Span | None:
    """The words that end at `end` and that `short` stands for, if there are any."""
    near = max(end - _REACH, 0)
    stops = list(_STOP.finditer(text, near, end))
    words = _words(text, stops[-1].end() if stops else near, end)
    letters = _letters(short)
    words = words[-min(len(letters) + _MORE, 2 * len(letters)) :]
    for first in range(len(words) - 1, -1, -1):
        if _initials(text, words[first:], letters):
            return words[first][0], words[-1][1]
    words = [word for word in words if "," not in text[word[0] : end]]
    first_word = None if strict or not words else _loose(text, words, letters)
    return None if first_word is None else (words[first_word][0], words[-1][1])


def _behind(text: str, start: int, short: str) -> _Span | None:
    """The words that begin at `start` and of which `short` has the initials, if there are any."""
    stop = _STOP.search(text, start, start + _REACH)
    letters = _letters(short)
    words = _words(text, start, stop.start() if stop else min(start + _REACH, len(text)))
    words = words[: _WORDS * len(letters) + _MORE]
    for last in range(1, len(words) + 1):
        if _initials(text, words[:last], letters):
            return words[0][0], words[last - 1][1]
    return None


def _covers(text: str, words: Sequence[_Span], short: str) -> bool:
    """Whether `short` stands for all of the words."""
    letters = _letters(short)
    return _initials(text, words, letters) or _loose(text, words, letters) == 0


def _initials(text: str, words: Sequence[_Span], letters: str) -> bool:
    """Whether the letters are the initials of all words but the small ones, of which the first is none."""
    at = 0
    for number, (start, end) in enumerate(words):
        if at < len(letters) and _plain(text[start]) == letters[at]:
            at += 1
        elif not number or end - start > _SMALL or not text[start].islower():
            return False
    return at == len(letters)


def _loose(text: str, words: Sequence[_Span], letters: str) -> int | None:
    """The number of the word at whose beginning the first letter stands when all are found from the right."""
    position = words[-1][1]
    starts = {start: number for number, (start, _) in enumerate(words)}
    for at in range(len(letters) - 1, -1, -1):
        position -= 1
        while position >= words[0][0] and (
            _plain(text[position]) != letters[at] or (at == 0 and position not in starts)
        ):
            position -= 1
        if position < words[0][0]:
            return None
    # A word that is as short as its abbreviation is not shortened by it.
    first = starts[position]
    return first if words[-1][1] - position > len(letters) + 1 else None
