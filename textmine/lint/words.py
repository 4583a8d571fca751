"""Sentences, words and their stems, numbers and months, as the linter compares them. English."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass

from textmine.lint.vocabulary import lint_words

__all__ = [
    "DIGITS",
    "NUMBER",
    "NUMBER_WORDS",
    "Word",
    "content",
    "fold",
    "number",
    "sentences",
    "stem",
    "words",
]

NUMBER_WORDS = {word: int(value) for word, value in lint_words("number").items()}
# 1,234 and 1 234 (narrow spaces) and 12.5; not the digits of a name such as Strand-1 or B2B.
DIGITS = r"\d{1,3}(?:[,\u202f\u00a0\u2009]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_WORDED = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
NUMBER = rf"(?:(?<![\w.,/-])(?:{DIGITS})(?![\w/]|-\w|[.,]\d)|\b(?:{_WORDED})\b(?!-\w))"
_STOP = frozenset(lint_words("stop"))
# They turn a noun into a verb or an adjective and back; the longest is tried first.
_ENDINGS = tuple(sorted(lint_words("ending"), key=len, reverse=True))
_SHORTEST = 4  # letters of a stem
_SENTENCE = re.compile(
    r"(?<=[.!?\u2026])[\"\u201d\u00bb\u2019)\]]*\s+(?=[\"\u201c\u201e\u00ab\u2018(\[]?[A-Z\d\u00c0-\u00dd])"
)
_NO_END = re.compile(
    r"\b(?:e\.g|i\.e|etc|cf|vs|no|nos|fig|tab|approx|ca|resp|mr|ms|dr|st|u\.s|jan|feb|mar|apr|aug|sept?|oct|nov|dec)\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Word:
    """A word of a text with its place and stem."""

    text: str
    start: int
    end: int
    stem: str


def words(text: str) -> list[Word]:
    """The words of a text; a hyphen parts them ("soft-landing")."""
    return [Word(m[0], m.start(), m.end(), stem(m[0])) for m in re.finditer(r"[^\W_]+", text)]


def content(text: str) -> list[str]:
    """The stems of the words of a text that carry meaning, in their order."""
    return [word.stem for word in words(text) if word.text.casefold() not in _STOP]


@functools.cache
def stem(word: str) -> str:
    """The stem of a word: ``consultation`` and ``consulted`` share theirs. Crude on purpose: it only has to compare."""
    low = fold(word)
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
            return low[: -len(ending)]
    return low[:-1] if low.endswith("s") and len(low) > _SHORTEST - 1 and not low.endswith("ss") else low


def fold(text: str) -> str:
    """Lower case without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


def number(text: str) -> float:
    """The value of a number in digits or as a word."""
    low = text.casefold()
    if low in NUMBER_WORDS:
        return float(NUMBER_WORDS[low])
    if re.fullmatch(r"\d{1,3}(?:[,\u202f\u00a0\u2009]\d{3})+(?:\.\d+)?", text):
        return float(re.sub(r"[,\u202f\u00a0\u2009]", "", text))
    return float(text.replace(",", "."))


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a paragraph, as (start, end)."""
    found, start = [], 0
    for end in _SENTENCE.finditer(text):
        if _NO_END.search(text[: end.start()].rstrip('"\u201d\u00bb\u2019)]')):
            continue
        found.append((start, end.start()))
        start = end.end()
    return [*found, (start, len(text))]
