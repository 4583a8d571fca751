"""Statements of a chapter that the run says nothing of, held against each other.

Two dates of one thing ("started in October 2018", "began in October 2019"), or two numbers of it. A sentence
that takes up the one before ("these partnerships") speaks of what that one names.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.lint.vocabulary import lint_words, pattern
from textmine.lint.words import NUMBER_WORDS, content, words

if TYPE_CHECKING:
    from textmine.lint.claims import Claim
    from textmine.lint.dates import Date

__all__ = ["Open", "contradictions"]

_ONCE = {"begin", "end", "sign", "publish"}  # what happens to one thing once
_RARE = 4  # sentences that a word stands in at most, to tell what is spoken of
_SHARED = 2  # such words that two sentences share at least, where their dates differ in year or month only
_ALIKE = 0.6  # of the words of both sentences, to be the same statement with another number


@dataclass(frozen=True)
class Open:
    """A date or number that the run says nothing of.

    Args:
        place: Its finding, as a place in the list of all.
        sentence: Number of its sentence in the chapter.
        text: The sentence, numbers and dates left out.
        before: The sentence before it in the same passage.
        stated: What is stated.
        groups: Groups that it is said of.
        others: The other numbers and dates of the sentence.
    """

    place: int
    sentence: int
    text: str
    before: str
    stated: Date | Claim
    groups: tuple[str, ...] = ()
    others: frozenset[str] = frozenset()


def contradictions(found: Sequence[Open], sentences: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of findings that cannot both be true, each as their places.

    Args:
        found: What the run says nothing of.
        sentences: All sentences of the chapter, to tell rare words from common ones.
    """
    spread = Counter(stem for text in sentences for stem in set(content(text)))
    rare = {stem for stem, count in spread.items() if count <= max(_RARE, math.ceil(0.02 * len(sentences)))}
    pairs = []
    topics = [_topic(one) for one in found]
    for first, second in _together(topics, rare):
        one, other = found[first], found[second]
        if one.sentence == other.sentence or one.groups != other.groups or _told_apart(one, other):
            continue
        both = topics[first] & topics[second]
        if _dates_differ(one, other, both & rare) or _numbers_differ(one, other, topics[first], topics[second]):
            pairs.append((one.place, other.place))
    return sorted(pairs)


def _together(topics: Sequence[set[str]], rare: set[str]) -> list[tuple[int, int]]:
    """Pairs that share a rare word, so that not each is held against each."""
    holding: dict[str, list[int]] = defaultdict(list)
    for place, topic in enumerate(topics):
        for stem in topic & rare:
            holding[stem].append(place)
    return sorted({(a, b) for places in holding.values() for a in places for b in places if a < b})


def _dates_differ(one: Open, other: Open, shared: set[str]) -> bool:
    from textmine.lint.dates import Date

    if not isinstance(one.stated, Date) or not isinstance(other.stated, Date):
        return False
    first, second = one.stated, other.stated
    if first.words in other.others or second.words in one.others:  # the same span of time, told twice
        return False
    if first.agrees(second) or not _events(one.text) & _events(other.text) & _ONCE:
        return False
    half_same = bool(first.month and first.month == second.month) or bool(first.year and first.year == second.year)
    return len(shared) >= (_SHARED if half_same else _SHARED + 1)


def _numbers_differ(one: Open, other: Open, first: set[str], second: set[str]) -> bool:
    from textmine.lint.dates import Date

    a, b = one.stated, other.stated
    if (
        isinstance(a, Date)
        or isinstance(b, Date)
        or (a.kind, a.noun) != (b.kind, b.noun)
        or not (a.noun or a.kind == "percent")
    ):
        return False
    if (a.value, a.base) == (b.value, b.base) or one.others != other.others:
        return False
    both = first & second
    return len(both) > _SHARED and len(both) >= _ALIKE * min(len(first), len(second))


def _topic(one: Open) -> set[str]:
    """The stems that tell what a statement speaks of."""
    text = f"{one.before} {one.text}" if pattern("again").search(one.text) else one.text
    events = {word for word in lint_words("event") if " " not in word}
    kept = [w.text for w in words(text) if w.text.casefold() not in events | set(NUMBER_WORDS) and not w.text.isdigit()]
    return set(content(" ".join(kept)))


def _events(text: str) -> set[str]:
    return {lint_words("event")[match.casefold()] for match in pattern("event").findall(text)}


def _told_apart(one: Open, other: Open) -> bool:
    """Whether one speaks of the first and the other of the second of what they share."""
    marks, others = _marks(one.text), _marks(other.text)
    return any(marks[stem] != others[stem] for stem in marks.keys() & others.keys())


def _marks(text: str) -> dict[str, str]:
    """Stem to the word before it that tells two of its kind apart."""
    listed = words(text)
    pairs = itertools.pairwise(listed)
    return {
        after.stem: before.text.casefold() for before, after in pairs if before.text.casefold() in lint_words("unlike")
    }
