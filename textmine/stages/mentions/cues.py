"""role_cues.tsv -> the cues in a text: words that say which part a name plays in its clause."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import splits_stars

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
    """Cues that begin with the same words: by their next word or its beginning, and what those say that end here.

    Marks, and what tells the part that a name plays, are kept apart.
    """

    __slots__ = ("exact", "marks", "others", "starred")

    def __init__(self) -> None:
        self.exact: dict[str, _Node] = {}
        self.starred: dict[str, _Node] = {}
        self.marks: dict[tuple[str, str, int], None] = {}
        self.others: dict[tuple[str, str, int], None] = {}

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


@functools.cache
def _by_first_word(language: str) -> dict[str, list[tuple[str, int]]]:
    """The folded words of the cues of a language with their rows of role_cues.tsv, by the first."""
    named = reference.columns("role_cues.tsv")
    rows = [row for row, of in enumerate(named["language"]) if of == language]
    found: dict[str, list[tuple[str, int]]] = {}
    for words, row in zip(splits_stars([named["cue"][row] for row in rows]), rows, strict=True):
        cue = f", {words}" if named["side"][row] == "comma" else words
        found.setdefault(cue.partition(" ")[0], []).append((cue, row))
    return found


@functools.cache
def _branch(language: str, first: str) -> _Node:
    """The cues of a language that begin with a word."""
    named = reference.columns("role_cues.tsv")
    root = _Node()
    for cue, row in _by_first_word(language)[first]:
        node = root
        for word in cue.split(" ")[1:]:
            branch = node.starred if word.endswith("*") else node.exact
            node = branch.setdefault(word.removesuffix("*"), _Node())
        role = named["role"][row]
        says = (role, named["side"][row], int(named["reach"][row]))
        if role in _MARKS:
            node.marks[says] = None
        if role == "nothing" or role not in _MARKS:
            node.others[says] = None
    return root


@functools.lru_cache(maxsize=65536)
def _first(language: str, word: str) -> tuple[_Node, ...]:
    """The nodes that a word leads to at the beginning of a cue."""
    begins = (word, *(f"{word[:length]}*" for length in range(len(word) + 1)))
    return tuple(_branch(language, first) for first in begins if first in _by_first_word(language))


def find_cues(text: str, words: Sequence[Word], language: str) -> list[Cue]:
    """The cues in a text from left to right, of marks and of the others those that lie in no longer one.

    Args:
        text: The cleaned text.
        words: Its words.
        language: Its language, ISO 639-1; und is read as English.
    """
    spoken = "en" if language == "und" else language
    marks, others = _Kept(), _Kept()
    for position, word in enumerate(words):
        nodes = _first(spoken, word.key)
        if nodes:
            for kept, (says, last) in zip((marks, others), _longest(nodes, words, position), strict=True):
                if says:
                    kept.add(text, word.start, words[last].end, says)
    # "But this was given up" is no new clause.
    of_roles = (c for c in others.cues if c.role != "break" or not any(_within(c, mark) for mark in marks.cues))
    return sorted([*marks.cues, *of_roles])


class _Kept:
    """The cues found so far that lie in no longer one; two may share a word ("our partner from")."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._longest: list[Cue] = []

    def add(self, text: str, start: int, end: int, says: _Says) -> None:
        """Take what the longest cue says that begins at `start`, behind all begun before."""
        words = text[start:end].casefold()
        here = [Cue(start, end, *one, words) for one in says]
        self._longest = [cue for cue in self._longest if cue.end > start] + here
        self.cues += [cue for cue in here if not any(_within(cue, other) for other in self._longest)]


def _within(cue: Cue, longer: Cue) -> bool:
    return longer.start <= cue.start and cue.end <= longer.end and longer.end - longer.start > cue.end - cue.start


def _longest(nodes: Sequence[_Node], words: Sequence[Word], position: int) -> tuple[tuple[_Says, int], ...]:
    """What the cues of the most words that begin at a word say, and the number of their last word: marks, others.

    There may be several of one length ("partner", "partner*").
    """
    marks: _Says = ()
    others: _Says = ()
    last_mark = last_other = position
    while nodes:
        if any(node.marks for node in nodes):
            marks, last_mark = tuple(dict.fromkeys(one for node in nodes for one in node.marks)), position
        if any(node.others for node in nodes):
            others, last_other = tuple(dict.fromkeys(one for node in nodes for one in node.others)), position
        position += 1
        if position == len(words):
            break
        key = words[position].key
        nodes = [after for node in nodes for after in node.after(key)]
    return (marks, last_mark), (others, last_other)
