"""Words: keywords found in a text, stop words, and the phrases a theme can be named with."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Keywords", "content_words", "phrases", "stop_words", "without_addresses"]

_WORD = re.compile(r"\w+")
_PATTERN = re.compile(r"\w+\*?")
# What ends a phrase: any sign but an apostrophe or a hyphen, and a dash between blanks.
_BREAK = re.compile(r"[^\w\s'\u2019-]+|\s-+\s")
_ADDRESS = re.compile(r"\b\w+://\S*|\bwww\.\S*")
# Longest phrase that can name a theme, in words: "lack of qualified staff".
_LONGEST = 4
_CUT = re.compile(r"'\w")  # "doesn" of "doesn't" ends no phrase


class Keywords:
    """Finds the keywords of many themes in a text, word by word, without regard to case.

    A keyword is one or more words; `*` at the end of a word stands for any ending. Between the words
    of a phrase anything but a word may stand ("joint-venture" is found by "joint venture"). Accents
    count.

    Args:
        lists: The keywords of each theme.
    """

    def __init__(self, lists: Sequence[Iterable[str]]) -> None:
        self._first: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
        for theme, keywords in enumerate(lists):
            for keyword in keywords:
                if pattern := _PATTERN.findall(keyword.casefold()):
                    self._first[pattern[0]].append((theme, pattern))
        self._prefixes = [first for first in self._first if first.endswith("*")]
        self._starts = functools.lru_cache(maxsize=100_000)(self._starting)

    def find(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Theme -> spans of its keywords in `text`, in order of their start."""
        if not self._first:
            return {}
        words = _WORD.findall(text)
        found = [
            (theme, place, place + len(pattern) - 1)
            for place, patterns in enumerate(map(self._starts, words))
            for theme, pattern in patterns
            if len(pattern) == 1 or _follows(pattern, words[place : place + len(pattern)])
        ]
        if not found:
            return {}
        spans = [match.span() for match in _WORD.finditer(text)]
        hits: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for theme, first, last in found:
            hits[theme].append((spans[first][0], spans[last][1]))
        return dict(hits)

    def _starting(self, written: str) -> list[tuple[int, list[str]]]:
        """The keywords whose first word is this one."""
        word = written.casefold()
        keys = [word, *(prefix for prefix in self._prefixes if _same(prefix, word))]
        return [entry for key in keys for entry in self._first.get(key, ())]


def _follows(pattern: list[str], words: list[str]) -> bool:
    """Whether these words are those of the pattern, the first of which is known to be."""
    return len(words) == len(pattern) and all(map(_same, pattern[1:], map(str.casefold, words[1:])))


def _same(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


def stop_words(languages: Iterable[str]) -> frozenset[str]:
    """The stop words of these languages, and their parts beside an apostrophe ("ve" of "'ve", "doesn" of "doesn't")."""
    wanted = frozenset(languages)
    rows = (row["word"] for row in reference.rows("stopwords.tsv") if row["language"] in wanted)
    return frozenset(part for word in rows for part in (word, *_WORD.findall(word), *word.split("'")) if part)


def content_words(text: str, stops: frozenset[str]) -> int:
    """How many words of a text are neither stop words nor numbers nor single letters."""
    return sum(_names(word, stops) for word in _WORD.findall(without_addresses(text)))


def without_addresses(text: str) -> str:
    """The text with a bar for each web address: its letters say nothing of what is said."""
    return _ADDRESS.sub("|", text)


def phrases(text: str, stops: frozenset[str]) -> Iterator[str]:
    """The phrases of a text that can name a theme, in lower case and as they stand in it.

    One to four words without a sign between them, the first and last content words; none of a web address.
    """
    plain = " ".join(without_addresses(text.lower()).replace("\u2019", "'").split())
    for clause in _BREAK.split(plain):
        found = [(match, _names(match.group(), stops)) for match in _WORD.finditer(clause)]
        spans = [(*match.span(), names, names and not _CUT.match(clause, match.end())) for match, names in found]
        for place, (start, _, begins, _) in enumerate(spans):
            if begins:
                yield from (clause[start:end] for _, end, _, ends in spans[place : place + _LONGEST] if ends)


@functools.lru_cache(maxsize=100_000)
def _names(word: str, stops: frozenset[str]) -> bool:
    return len(word) > 1 and not word.isdigit() and word.casefold() not in stops
