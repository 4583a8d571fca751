"""A text -> the names of the table `names` in it: those that tell who is meant, and those to hide.

A name is found by its letters and digits, whatever blanks, hyphens, accents and superscripts it is written with.
It is a mention of its bearer where it

- is written as a name: an abbreviation as it was defined; a name of one word with digits or a capital inside in
  any case; any other with capitals; and any name as a whole answer, unless that is a short word;
- is not part of a web or e-mail address;
- has no words beside it that tell of another bearer ("LUMINA first generation"): then an organisation of that name
  is meant, and these words belong to it;
- for a shortened name: has no capitalised word beside it, which would make it part of a longer name.

Whoever the name of two respondents means is not known: it is no mention, but hidden all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.mentions.finder import Word, words
from textmine.stages.mentions.hidden import meets, outside
from textmine.stages.mentions.phrases import Phrase, find_phrases
from textmine.stages.mentions.spelling import is_abbreviation, key_of, plain_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BY_ANALYST", "Found", "Lookup"]

BY_ANALYST = "named by the analyst"

# What may stand between the words of a name, and between it and the words that tell of another bearer.
_GAP = re.compile(r"[\s\-\u2013'\u2019&.()\[\]_]{0,3}")
_BESIDE = re.compile(r"[\s\-\u2013(\[,]{0,3}")
_CLOSING = {"(": ")", "[": "]"}
_OPENING, _ENDING = frozenset(" \t\"'\u201c\u2018(-\u2013"), frozenset(".!?:\n\u2022")
_BLANK = re.compile(r"\s|$")
_NEAR = 40  # characters before a name in which the word before it stands
_PARTS = frozenset({",", ";", "/"})
_HEAD = 3  # first letters by which most words are passed over
_WHOLE = 8  # letters of a name without capitals that is a whole answer: shorter ones are too often words
_SCORES = {False: 0.95, True: 0.8}  # of a name, and of a shortened or misspelt one; chosen by hand


class Found(NamedTuple):
    """A name in a text.

    Attributes:
        start: First character.
        end: Character after the last.
        kind: respondent or organisation.
        entity_id: The bearer, "" where it is not told.
        rule: Why it is that one's name.
        score: How sure that is.
        personal: It says who answered.
    """

    start: int
    end: int
    kind: str
    entity_id: str
    rule: str
    score: float
    personal: bool = False


class _Entry(NamedTuple):
    """All that is known of the names with one key; `name` is the first spelling."""

    name: str
    kind: str
    bearers: frozenset[str]
    source: str
    alone: bool
    personal: bool


class Lookup:
    """The names of a survey, to be found in its texts.

    Args:
        names: The table `names`.
    """

    def __init__(self, names: pd.DataFrame) -> None:
        rows: dict[str, list[tuple[str, str, str, str, bool, bool]]] = {}
        for row in names.drop(columns="comment_id").itertuples(index=False, name=None):
            rows.setdefault(key_of(row[2]), []).append(row)
        self._entries = {key: _entry(same) for key, same in rows.items() if key}
        self._keys = sorted(self._entries)
        self._heads = {key[:_HEAD] for key in self._keys} | {key[:n] for key in self._keys for n in range(1, _HEAD)}

    def find(self, text: str, tokens: Sequence[Word] | None = None) -> list[Found]:
        """The names in a text, from left to right without overlap; the longest at each word is taken.

        Args:
            text: The cleaned text.
            tokens: Its words, where they are known.
        """
        if not self._entries:
            return []
        tokens = words(text) if tokens is None else tokens
        spans = list(self._spans(text, tokens))
        if not spans:
            return []
        inside = [(start, end) for start, end, _ in spans]
        marks = [mark for mark in find_phrases(tokens, "another") if not meets((mark.start, mark.end), inside)]
        whole = not re.search(r"[^\W_]", outside(text, inside))
        found: list[Found] = []
        for span in spans:
            at = bisect_left(marks, (span[1],))
            # Between two names the words belong to the first.
            free = [m for m in marks[max(at - 1, 0) : at + 1] if not found or m.start >= found[-1].end]
            found.append(self._judged(text, *span, free, whole=whole))
        return found

    def _spans(self, text: str, tokens: Sequence[Word]) -> Iterator[tuple[int, int, str]]:
        position = 0
        while position < len(tokens):
            last, name = self._longest(text, tokens, position)
            if name:
                yield tokens[position].start, _closed(text, tokens[position].start, tokens[last].end), name
            position = last + 1

    def _longest(self, text: str, tokens: Sequence[Word], first: int) -> tuple[int, str]:
        """The last word and the key of the longest name that begins at a word; the word itself and "" for none."""
        best, name, key = first, "", ""
        if _plain(tokens[first].key)[:_HEAD] not in self._heads:
            return best, name
        for last in range(first, len(tokens)):
            token = tokens[last]
            if token.key in _PARTS or (last > first and not _GAP.fullmatch(text, tokens[last - 1].end, token.start)):
                break
            key += _plain(token.key)
            place = bisect_left(self._keys, key)
            if place == len(self._keys) or not self._keys[place].startswith(key):
                break
            if self._keys[place] == key:
                best, name = last, key
        return best, name

    def _judged(self, text: str, start: int, end: int, key: str, marks: Sequence[Phrase], *, whole: bool) -> Found:
        """Whom a name means here."""
        entry = self._entries[key]
        surface = text[start:end]
        mark = next((mark for mark in marks if _beside(text, start, end, mark)), None)
        score = _SCORES[entry.alone]
        if mark is not None:
            low, high = min(start, mark.start), _closed(text, min(start, mark.start), max(end, mark.end))
            bearer = min(entry.bearers) if entry.kind == "organisation" else f"org:{key_of(plain_of(surface))}"
            return Found(low, high, "organisation", bearer, "organisation: another bearer of a name", score)
        named = _as_a_name(text, start, end, entry, whole=whole)
        told = named and len(entry.bearers) == 1 and not _in_address(text, start, end)
        bearer = next(iter(entry.bearers)) if told else ""
        return Found(start, end, entry.kind, bearer, f"{entry.kind}: {entry.source}", score, entry.personal and named)


def _entry(rows: list[tuple[str, str, str, str, bool, bool]]) -> _Entry:
    """What the rows of one key say together; a full name goes before a shortened one, a respondent's before others."""
    full = [row for row in rows if not row[4]] or rows
    told = [row for row in full if row[3] == BY_ANALYST] or full
    of_kind = [row for row in told if row[1] == "respondent"] or told
    _, kind, name, source, alone, _ = of_kind[0]
    personal = any(row[5] for row in rows)
    return _Entry(name, kind, frozenset(row[0] for row in of_kind), source, alone, personal)


def _as_a_name(text: str, start: int, end: int, entry: _Entry, *, whole: bool) -> bool:
    """Whether a name is written as one, and stands for itself."""
    surface = text[start:end]
    if entry.source == BY_ANALYST or (whole and len(key_of(surface)) >= _WHOLE):
        return True
    begins = _begins(text, start) and not _distinct(entry.name)
    if entry.alone and not whole and (begins or _capitals_beside(text, start, end)):
        return False
    if is_abbreviation(entry.name) and not any(c.isdigit() for c in entry.name):
        return surface.replace(".", "") == entry.name.replace(".", "")
    parts = re.findall(r"[^\W_]+", surface)
    if len(parts) == 1 and _distinct(entry.name):
        return True
    if len(parts) == 1 and begins and not whole:
        return surface == entry.name and surface.isupper()
    return all(part[0].isupper() or part[0].isdigit() or len(part) <= _HEAD for part in parts) and not surface.islower()


def _distinct(name: str) -> bool:
    """Whether a name is no ordinary word: it has a digit, or a capital inside a word."""
    return any(c.isdigit() for c in key_of(name)) or bool(re.search(r"[^\W\d_A-Z][A-Z]", name))


def _begins(text: str, start: int) -> bool:
    """Whether a span is the first of a sentence, whose capital says nothing."""
    while start and text[start - 1] in _OPENING:
        start -= 1
    return not start or text[start - 1] in _ENDING


def _capitals_beside(text: str, start: int, end: int) -> bool:
    """Whether a word with a capital stands right before or behind a name, other than at the beginning of a sentence."""
    after = re.match(r"[\s\-\u2013]{1,2}([^\W\d_])", text[end : end + _WHOLE])
    if after and after[1].isupper():
        return True
    near = max(0, start - _NEAR)
    before = re.search(r"([^\W_]+)[\s\-\u2013]{1,2}$", text[near:start])
    return bool(before and before[1][0].isupper() and not _begins(text, near + before.start()))


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether a span is part of a web or e-mail address."""
    first = max(text.rfind(" ", 0, start), text.rfind("\n", 0, start)) + 1
    blank = _BLANK.search(text, end)
    chunk = text[first : blank.start() if blank else end].casefold()
    return "@" in chunk or "://" in chunk or "www." in chunk


def _beside(text: str, start: int, end: int, mark: Phrase) -> bool:
    """Whether a phrase stands right behind a name, or right before it."""
    if mark.start >= end:
        return bool(_BESIDE.fullmatch(text, end, mark.start))
    return mark.end <= start and bool(re.fullmatch(r"[\s\-\u2013]{1,2}", text[mark.end : start]))


def _closed(text: str, start: int, end: int) -> int:
    """The end of a span, behind the bracket that it opens."""
    for opening, closing in _CLOSING.items():
        if text.count(opening, start, end) > text.count(closing, start, end) and text[end : end + 1] == closing:
            return end + 1
    return end


def _plain(key: str) -> str:
    """The key of a word, with superscripts as digits."""
    return key if key.isascii() else key_of(key)
