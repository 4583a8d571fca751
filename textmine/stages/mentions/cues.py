"""role_cues.tsv -> the cues in a text: words that say which part a name plays in its clause."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import split

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Word

__all__ = ["Cue", "find_cues"]

# A word that ends in * in the data is looked up by its beginnings, from this length on.
_SHORTEST_STEM = 2
_STAR = "zzstar"


class Cue(NamedTuple):
    """A cue in a text: where it stands, what it says of names on which side, and how far it reaches."""

    start: int
    end: int
    role: str
    side: str
    reach: int
    words: str


class _Entry(NamedTuple):
    """The words of a cue, the last of which may end in *, and all it says."""

    words: tuple[str, ...]
    says: tuple[tuple[str, str, int], ...]


@functools.cache
def _entries(language: str) -> dict[str, list[_Entry]]:
    """The cues of a language and of English by their first word, those of more words first."""
    says: dict[tuple[str, ...], list[tuple[str, str, int]]] = {}
    for row in reference.rows("role_cues.tsv"):
        if row["language"] in {"en", language}:
            words = tuple(word.replace(_STAR, "*") for word in split(row["cue"].replace("*", _STAR)))
            comma = (",",) if row["side"] == "comma" else ()
            says.setdefault(comma + words, []).append((row["role"], row["side"], int(row["reach"])))
    found: dict[str, list[_Entry]] = {}
    for words in sorted(says, key=lambda words: (-len(words), words)):
        found.setdefault(words[0], []).append(_Entry(words, tuple(dict.fromkeys(says[words]))))
    return found


def find_cues(text: str, words: Sequence[Word], language: str) -> list[Cue]:
    """The cues in a text from left to right, without overlap; the longest at each word is taken.

    Args:
        text: The cleaned text.
        words: Its words.
        language: Its language, ISO 639-1 or und.
    """
    entries = _entries(language)
    found: list[Cue] = []
    position = 0
    while position < len(words):
        longest = _longest(entries, words, position)
        if not longest:
            position += 1
            continue
        last = position + len(longest[0].words) - 1
        start, end = words[position].start, words[last].end
        says = dict.fromkeys(one for entry in longest for one in entry.says)
        found += [Cue(start, end, *one, text[start:end].casefold()) for one in says]
        position = last + 1
    return found


def _longest(entries: dict[str, list[_Entry]], words: Sequence[Word], position: int) -> list[_Entry]:
    """The cues of the most words that begin at a word; of them there may be several ("partner", "partner*")."""
    key = words[position].key
    stems = (f"{key[:length]}*" for length in range(_SHORTEST_STEM, len(key) + 1))
    candidates = [entry for first in (key, *stems) for entry in entries.get(first, ())]
    fitting = [entry for entry in candidates if _fits(entry.words, words[position : position + len(entry.words)])]
    most = max((len(entry.words) for entry in fitting), default=0)
    return [entry for entry in fitting if len(entry.words) == most]


def _fits(cue: tuple[str, ...], words: Sequence[Word]) -> bool:
    return len(cue) == len(words) and all(
        word.key.startswith(part[:-1]) if part.endswith("*") else word.key == part
        for part, word in zip(cue, words, strict=True)
    )
