"""role_cues.tsv -> the cues in a text: words that say which part a name plays in its clause."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import split_stars

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Word

__all__ = ["Cue", "find_cues"]


class Cue(NamedTuple):
    """A cue in a text: where it stands, what it says of names on which side, and how far it reaches."""

    start: int
    end: int
    role: str
    side: str
    reach: int
    words: str


_Says = tuple[tuple[str, str, int], ...]


class _Node:
    """Cues that begin with the same words: by their next word, by the beginning of it, and what those say that end."""

    __slots__ = ("exact", "says", "starred")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.starred: dict[str, _Node] = {}
        self.says: dict[tuple[str, str, int], None] = {}

    def after(self, word: str) -> list[_Node]:
        """The nodes that a word leads to."""
        found = [self.exact[word]] if word in self.exact else []
        if self.starred:
            stems = (word[:length] for length in range(len(word) + 1))
            found += [self.starred[stem] for stem in stems if stem in self.starred]
        return found


# Marks stand beside roles: "negotiating with" says that the outcome is open and that a partner is meant. A phrase that
# says nothing hides either.
_MARKS = frozenset({"negated", "hedged", "nothing"})
_OTHERS = frozenset({"target", "partner", "home", "other", "language", "break", "nothing"})


@functools.cache
def _root(language: str, *, marks: bool) -> _Node:
    """The cues of a language; those that mark a name as negated or hedged, or the others."""
    root = _Node()
    for row in reference.rows("role_cues.tsv"):
        if row["language"] == language and row["role"] in (_MARKS if marks else _OTHERS):
            words = split_stars(row["cue"])
            node = root
            for word in (",", *words) if row["side"] == "comma" else words:
                branch = node.starred if word.endswith("*") else node.exact
                node = branch.setdefault(word.removesuffix("*"), _Node())
            node.says[row["role"], row["side"], int(row["reach"])] = None
    return root


@functools.lru_cache(maxsize=65536)
def _first(language: str, word: str, *, marks: bool) -> tuple[_Node, ...]:
    return tuple(_root(language, marks=marks).after(word))


def find_cues(text: str, words: Sequence[Word], language: str) -> list[Cue]:
    """The cues in a text from left to right, of marks and of the others those that lie in no longer one.

    Args:
        text: The cleaned text.
        words: Its words.
        language: Its language, ISO 639-1; und is read as English.
    """
    spoken = "en" if language == "und" else language
    marks = _cues(text, words, spoken, marks=True)
    others = _cues(text, words, spoken, marks=False)
    # "But this was given up" is no new clause.
    kept = [cue for cue in others if cue.role != "break" or not any(_within(cue, mark) for mark in marks)]
    return sorted([*marks, *kept])


def _cues(text: str, words: Sequence[Word], language: str, *, marks: bool) -> list[Cue]:
    """The cues that lie in no longer one; two may share a word ("our partner from")."""
    found: list[Cue] = []
    longest: list[Cue] = []
    for position in range(len(words)):
        nodes = _first(language, words[position].key, marks=marks)
        says, last = _longest(nodes, words, position) if nodes else ((), 0)
        if says:
            start, end = words[position].start, words[last].end
            here = [Cue(start, end, *one, text[start:end].casefold()) for one in says]
            longest = [cue for cue in longest if cue.end > start] + here
            found += [cue for cue in here if not any(_within(cue, other) for other in longest)]
    return found


def _within(cue: Cue, longer: Cue) -> bool:
    return longer.start <= cue.start and cue.end <= longer.end and longer.end - longer.start > cue.end - cue.start


def _longest(nodes: Sequence[_Node], words: Sequence[Word], position: int) -> tuple[_Says, int]:
    """What the cues of the most words that begin at a word say, and the number of their last word.

    There may be several of one length ("partner", "partner*").
    """
    says: _Says = ()
    last = position
    while nodes:
        here = dict.fromkeys(one for node in nodes for one in node.says)
        if here:
            says, last = tuple(here), position
        position += 1
        if position == len(words):
            break
        key = words[position].key
        nodes = [after for node in nodes for after in node.after(key)]
    return says, last
