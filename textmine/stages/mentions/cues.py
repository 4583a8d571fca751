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


_Say = tuple[str, str, int]


# Marks stand beside roles: "negotiating with" says that the outcome is open and that a partner is meant. A phrase that
# says nothing hides either.
_MARKS = frozenset({"negated", "hedged", "nothing"})


class _Node:
    """Cues that begin with the same words: what those say that end here, and the others by their next word.

    Marks, and what tells the part that a name plays, are kept apart. The others are sorted when they are asked for:
    most cues begin with words that no comment of a survey has.

    Args:
        cues: What stands behind these words in each cue, and what it says.
    """

    def __init__(self, cues: Sequence[tuple[str, _Say]]) -> None:
        said = dict.fromkeys(say for words, say in cues if not words)
        self.marks = tuple(say for say in said if say[0] in _MARKS)
        self.others = tuple(say for say in said if say[0] not in _MARKS or say[0] == "nothing")
        self._cues = cues
        self._nodes: dict[str, _Node] = {}

    def after(self, word: str) -> list[_Node]:
        """The nodes that a word leads to: by itself, and by its beginnings, the shortest first."""
        begins = (word, *(f"{word[:length]}*" for length in range(len(word) + 1))) if self._starred else (word,)
        return [self._node(begin) for begin in begins if begin in self._following]

    def _node(self, begin: str) -> _Node:
        if begin not in self._nodes:
            self._nodes[begin] = _Node(self._following[begin])
        return self._nodes[begin]

    @functools.cached_property
    def _following(self) -> dict[str, list[tuple[str, _Say]]]:
        found: dict[str, list[tuple[str, _Say]]] = {}
        for words, say in self._cues:
            if words:
                word, _, behind = words.partition(" ")
                found.setdefault(word, []).append((behind, say))
        return found

    @functools.cached_property
    def _starred(self) -> bool:
        return any(word.endswith("*") for word in self._following)


@functools.cache
def _rows() -> dict[str, list[int]]:
    """The rows of role_cues.tsv of each language."""
    found: dict[str, list[int]] = {}
    for row, language in enumerate(reference.columns("role_cues.tsv")["language"]):
        found.setdefault(language, []).append(row)
    return found


@functools.cache
def _root(language: str) -> _Node:
    """The cues of a language."""
    named, rows = reference.columns("role_cues.tsv"), _rows().get(language, [])
    cue, role, side, reach = ([named[key][row] for row in rows] for key in ("cue", "role", "side", "reach"))
    words = (f", {some}" if on == "comma" else some for some, on in zip(splits_stars(cue), side, strict=True))
    return _Node(list(zip(words, zip(role, side, map(int, reach), strict=True), strict=True)))


@functools.lru_cache(maxsize=65536)
def _first(language: str, word: str) -> tuple[_Node, ...]:
    return tuple(_root(language).after(word))


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

    def add(self, text: str, start: int, end: int, says: Sequence[_Say]) -> None:
        """Take what the longest cue says that begins at `start`, behind all begun before."""
        words = text[start:end].casefold()
        here = [Cue(start, end, *one, words) for one in says]
        self._longest = [cue for cue in self._longest if cue.end > start] + here
        self.cues += [cue for cue in here if not any(_within(cue, other) for other in self._longest)]


def _within(cue: Cue, longer: Cue) -> bool:
    return longer.start <= cue.start and cue.end <= longer.end and longer.end - longer.start > cue.end - cue.start


def _longest(nodes: Sequence[_Node], words: Sequence[Word], position: int) -> tuple[tuple[Sequence[_Say], int], ...]:
    """What the cues of the most words that begin at a word say, and the number of their last word: marks, others.

    There may be several of one length ("partner", "partner*").
    """
    marks: tuple[_Say, ...] = ()
    others: tuple[_Say, ...] = ()
    last_mark = last_other = position
    while nodes:
        if here := [one for node in nodes for one in node.marks]:
            marks, last_mark = tuple(dict.fromkeys(here)), position
        if here := [one for node in nodes for one in node.others]:
            others, last_other = tuple(dict.fromkeys(here)), position
        position += 1
        if position == len(words):
            break
        key = words[position].key
        nodes = [after for node in nodes for after in node.after(key)]
    return (marks, last_mark), (others, last_other)
