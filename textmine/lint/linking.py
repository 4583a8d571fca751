"""What a claim speaks of: the items that its sentence names near it, and the groups.

The order of the sentence decides. Where the first thing named comes before the first number ("Canada with
seven, China with five"), a number belongs to what stands before it, else to what follows it ("seven in Canada
and five in China"); what stands in brackets belongs to what stands before them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from textmine.lint.vocabulary import lint_words, pattern

if TYPE_CHECKING:
    from textmine.lint.claims import Claim, Group
    from textmine.lint.figures import Item
    from textmine.lint.naming import Naming
    from textmine.lint.statements import Sentence

__all__ = ["Link", "Marker", "link", "markers"]

_LOOSE = re.compile(r"\brespectively\b", re.IGNORECASE)  # the order of the sentence is another one
_CLOSER = {"complete", "none", "ticked"}
_FAR = 1000.0  # out of reach
_CROSSED = 20  # characters that a comma counts for
_BESIDE = 14  # characters between a number and the group it counts: "four of the six Strand-2", "five in Strand-1"


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound="_Placed")


@dataclass(frozen=True)
class Marker:
    """A place in a sentence that names items.

    Args:
        start: First character in the sentence.
        end: Character after the last.
        items: What may be meant, with how much of its name is said, 0 to 1.
        base: Whether it is a word for those asked or answering, rather than the name of an item.
    """

    start: int
    end: int
    items: tuple[tuple[Item, float], ...]
    base: bool = False


@dataclass(frozen=True)
class Link:
    """What a claim speaks of.

    Args:
        markers: The places that name it, the likeliest first; empty where the sentence names nothing.
        groups: The groups that it is said of, "" for all respondents.
        strict: Whether it can be said of no other group.
        sure: How many of the places, from the first on, are meant beyond doubt.
    """

    markers: tuple[Marker, ...]
    groups: tuple[str, ...]
    strict: bool
    sure: int = 1


def markers(
    sentence: Sentence,
    naming: Naming,
    scope: Collection[str],
    units: Collection[str],
    bases: Callable[[str], list[Item]],
) -> list[Marker]:
    """Where a sentence names items, or speaks of who was asked and who answered."""
    words = sentence.words
    named = [
        Marker(words[m.start].start, words[m.end - 1].end, tuple(naming.items_of(m)))
        for m in naming.mentions(words, scope, units)
    ]
    for match in pattern("base").finditer(sentence.text):
        over = any(m.start < match.end() and match.start() < m.end for m in named)
        if not over:
            means = lint_words("base")[match[0].casefold()]
            named.append(Marker(match.start(), match.end(), tuple((item, 1.0) for item in bases(means)), base=True))
    named.sort(key=lambda marker: marker.start)
    return [m for m in named if not (m.base and _told_closer(m, named, sentence))]


def _told_closer(marker: Marker, named: Sequence[Marker], sentence: Sentence) -> bool:
    """Whether "responded" is told more closely beside it: "responded in full"."""
    closer = [m for m in named if m.base and any(item.item in _CLOSER for item, _ in m.items)]
    if not any(item.item == "answered" for item, _ in marker.items):
        return False
    places = [sorted((marker, other), key=lambda m: m.start) for other in closer]
    return any(not _between(sentence.claims, one.end, other.start) for one, other in places)


def link(claim: Claim, sentence: Sentence, named: Sequence[Marker]) -> Link:
    """What a claim of a sentence speaks of."""
    groups, strict = _groups(claim, sentence)
    found = _near(claim, sentence, named)
    if _LOOSE.search(sentence.text) or (claim.bracketed and len(groups) > 1):
        return Link(tuple(found), groups, strict, sure=0)
    before = [marker for marker in found if marker.end <= claim.start]
    if before == found:
        return Link(tuple(found), groups, strict, sure=len(found))
    far = _between(sentence.claims, claim.end, found[0].start)  # named after the next number only
    return Link(tuple(found), groups, strict, sure=0 if far else 1)


def _near(claim: Claim, sentence: Sentence, named: Sequence[Marker]) -> list[Marker]:
    """The markers of a claim, the likeliest first."""
    claims = [other for other in sentence.claims if other.kind != "only"]
    before, after = _neighbours(claim, named)
    if claim.bracketed and before:
        apart = [m for m in before if not _parts(claims, m.end, claim)]
        return _run(apart[::-1], claims, claim) or before[-1:]
    free_before = [m for m in before if not _between(claims, m.end, claim.start)]
    free_after = [m for m in after if not _between(claims, claim.end, m.start)]
    if _leads(named, claims, sentence):  # "Canada with seven"
        if free_before:
            return _run(before[::-1], claims, claim)
        # "13 of them build partnerships and 12 consulted their members": what is beside may be meant, too
        near = [m for m in free_after[:1] if not sentence.parted(claim.end, m.start)]
        return [*near, *before[-1:]]
    if free_after:
        return [*free_after[:3], *(before[-1:] if sentence.parted(claim.end, free_after[0].start) else [])]
    return before[-1:] or after[:1]


def _run(backwards: Sequence[Marker], claims: Sequence[Claim], claim: Claim) -> list[Marker]:
    """The nearest marker before a claim and those right before it: "Canada and Japan with seven each"."""
    run: list[Marker] = []
    for marker in backwards:
        if _between(claims, marker.end, claim.start):
            break
        run.append(marker)
    return run


def _parts(claims: Sequence[Claim], start: int, claim: Claim) -> bool:
    """Whether another number in brackets parts a claim from what stands before: "Japan (7), China (5)"."""
    return any(start <= other.start and other.end <= claim.start for other in claims if other.bracketed)


def _groups(claim: Claim, sentence: Sentence) -> tuple[tuple[str, ...], bool]:
    """The groups of a claim, and whether it can be said of no other."""
    named = sentence.groups
    if claim.kind == "only":
        return tuple(g.heading for g in named if claim.start <= g.start < claim.end), True
    before, after = _neighbours(claim, named)
    outside = claim.bracketed and not any(_one_bracket(claim, group, sentence) for group in named)
    if outside and _listed(claim, sentence) and len({group.heading for group in before}) > 1:
        return tuple(dict.fromkeys(group.heading for group in before)), False  # "(67 % compared to 54 %)"
    if before and (outside or claim.start - before[-1].end <= 2):  # noqa: PLR2004 -- " (" or ": "
        return (before[-1].heading,), True
    return _by_order(claim, sentence, before, after)


def _by_order(
    claim: Claim, sentence: Sentence, before: Sequence[Group], after: Sequence[Group]
) -> tuple[tuple[str, ...], bool]:
    """The groups of a claim by the order of groups and numbers in its sentence."""
    claims = [other for other in sentence.claims if other.kind != "only"]
    follows = bool(after) and not _between(claims, claim.end, after[0].start)
    follows = follows and "(" not in sentence.text[claim.end : after[0].start]
    beside = follows and after[0].start - claim.end <= _BESIDE
    if before and not beside and _comes_first(sentence.groups, claims):
        alone = len({group.heading for group in sentence.groups}) == 1
        apart = sentence.parted(before[-1].end, claim.start)
        strict = not apart and not _between(claims, before[-1].end, claim.start)
        return ((before[-1].heading,) if strict else (before[-1].heading, "")), strict or (alone and not apart)
    if follows:
        apart = not beside and sentence.parted(claim.end, after[0].start)
        return ((after[0].heading, "") if apart else (after[0].heading,)), not apart
    return ("", *(group.heading for group in before[-1:])), False


def _listed(claim: Claim, sentence: Sentence) -> bool:
    """Whether the brackets of a claim hold another, not of the same thing as "4 of 6 (67 %)"."""
    alike = [other for other in sentence.claims if other.kind == claim.kind and other is not claim]
    return any(_one_bracket(claim, other, sentence) for other in alike)


def _one_bracket(one: _Placed, other: _Placed, sentence: Sentence) -> bool:
    """Whether no bracket opens or closes between two places."""
    between = sentence.text[min(one.end, other.end) : max(one.start, other.start)]
    return "(" not in between and ")" not in between


def _neighbours(claim: Claim, places: Sequence[_P]) -> tuple[list[_P], list[_P]]:
    return [p for p in places if p.end <= claim.start], [p for p in places if p.start >= claim.end]


def _between(claims: Sequence[Claim], start: int, end: int) -> bool:
    """Whether a number stands between two places; what is in brackets belongs to what stands before it."""
    counted = [other for other in claims if other.kind != "base" and not other.bracketed]
    return any(start <= other.start and other.end <= end for other in counted)


def _leads(named: Sequence[Marker], claims: Sequence[Claim], sentence: Sentence) -> bool:
    """Whether names stand before their numbers: most numbers are nearer to one there; else the first decides."""
    votes = 0
    for claim in claims:
        before, after = _neighbours(claim, [m for m in named if not m.base])
        left = _apart(before[-1].end, claim.start, claims, sentence) if before else _FAR
        right = _apart(claim.end, after[0].start, claims, sentence) if after else _FAR
        votes += 0 if claim.bracketed else (left < right) - (right < left)
    return votes > 0 or (votes == 0 and _comes_first(named, claims))


def _apart(start: int, end: int, claims: Sequence[Claim], sentence: Sentence) -> float:
    """How far two places are apart: in characters, more where a comma or "and" lies between."""
    gap = sentence.text[start:end]
    crossed = gap.count(",") + gap.count(";") + len(re.findall(r"\band\b|\bthen\b", gap)) / 2
    return _FAR if _between(claims, start, end) else min(len(gap) + _CROSSED * crossed, _FAR)


def _comes_first(named: Sequence[_Placed], claims: Sequence[Claim]) -> bool:
    open_claims = [claim for claim in claims if not claim.bracketed] or claims
    return bool(named) and bool(open_claims) and named[0].start < open_claims[0].start
