"""Bare words -> whether they are nothing but words that say nothing, or that point elsewhere.

The phrases of no_answers.tsv are never all there are. A text is one, too, where every word of it is
of the closed vocabulary of one language (data/reference/no_answer_words.tsv) and one at least is
telling: "we really have no further remarks on that". A single word of another kind makes it an
answer.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from textmine import reference
from textmine.stages.clean.words import unmarked

__all__ = ["kind_of"]

_FEWEST_LETTERS = 4  # of a word that is a whole comment; a shorter one is a phrase or an abbreviation
_NUMBER = re.compile(r"[a-z]{0,2}\d{1,3}[a-z]?")


def kind_of(words: Sequence[str]) -> str:
    """``no_answer`` or ``see_other`` where the words are of such a vocabulary, "" else.

    Args:
        words: The words of a text, one at least, in small letters and without marks on letters.
    """
    long = len(words) > 1 or len(words[0]) >= _FEWEST_LETTERS
    if long and any(_has(language, words, "no_answer", "telling") for language in _spoken(words, "no_answer")):
        return "no_answer"
    named = [word for word in words if not _NUMBER.fullmatch(word)]
    for language in _spoken(named, "see_other"):
        points = len(named) < len(words) or _has(language, named, "see_other", "pointer")
        if points and _has(language, named, "see_other", "telling"):
            return "see_other"
    return ""


def _spoken(words: Sequence[str], kind: str) -> list[str]:
    """The languages whose vocabulary has all words; no words are in none."""
    left = set(_vocabulary(kind, words[0])) if words else set()
    for word in words[1:]:
        if not left:
            break
        left &= _vocabulary(kind, word).keys()
    return sorted(left)


def _has(language: str, words: Sequence[str], kind: str, weight: str) -> bool:
    return any(_vocabulary(kind, word).get(language) == weight for word in words)


def _vocabulary(kind: str, word: str) -> dict[str, str]:
    """The weight of a word by language."""
    return _rows(kind).get(word, {})


@functools.cache
def _rows(kind: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in reference.rows("no_answer_words.tsv"):
        if row["kind"] == kind:
            found.setdefault(unmarked(row["word"]), {})[row["language"]] = row["weight"]
    return found
