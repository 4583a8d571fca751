"""The organisations found in a text -> those that follow from them: abbreviations, short names, items of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from textmine.stages.mentions.definitions import definitions
from textmine.stages.mentions.gazetteer import UPPER, squash
from textmine.stages.mentions.organisations import Organisation, apart, is_name
from textmine.stages.mentions.shapes import is_acronym, shape

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span

__all__ = ["inferred"]

_SCORE = 0.6
_ACRONYM = re.compile(rf"(?<![\w-])[{UPPER}][{UPPER}\d&-]{{1,7}}(?![\w-])")
_CAPITALISED = re.compile(rf"(?<![\w-])[{UPPER}][\w-]+(?!\s[{UPPER}])")
_SHORTEST = 5  # letters of the first word of a name that stands for it
# An adjective that many names begin with stands for none of them.
_ADJECTIVE = re.compile(
    r"(?:ern|ic|ish|ean|ian|an|al|ese|isch(?:e[rnms]?)?|européen(?:ne)?|national\w{0,20}|regional\w{0,20}|central|green|blue|smart"
    r"|first|digital\w{0,20}|deutsche\w{0,20}|new|great|royal|open|free|future|health|food|water|wind|energy|marine|maritime)$",
    re.IGNORECASE,
)
_MOST_OF_IT = 0.7
_LIST = re.compile(r"(?:(?<!\s)\s+)?(?:[;\n/•]|,\s|\d[.)]\s|\s[\u2013-]\s)\s*")
_ITEM = re.compile(
    rf"[{UPPER}][\w&'\u2019.-]*(?:\s(?:(?:&|and|und|et|y|e|i|och|og|en|de|van|of)\s)?[{UPPER}][\w&'\u2019.-]*){{0,3}}"
)


def inferred(text: str, language: str, found: Sequence[Organisation], places: Sequence[Span]) -> list[Organisation]:
    """`found` with the names that follow from them, from left to right, without overlap.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        found: The organisations found so far.
        places: Names found by the gazetteer.
    """
    named = [item for item in found if item.kind == "organisation"]
    if not named:
        return list(found)
    more = [*_abbreviations(text, named), *_short_names(text, named, places), *_items(text, language, named, places)]
    held = {(place.start, place.end) for place in places}
    new = [item for item in more if (item.start, item.end) not in held and not _meets(item, found)]
    return sorted([*found, *apart(new)])


def _meets(item: Organisation, found: Sequence[Organisation]) -> bool:
    return any(item.start < other.end and other.start < item.end for other in found)


def _abbreviations(text: str, named: Sequence[Organisation]) -> Iterator[Organisation]:
    """Abbreviations that the text defines for a name, and those of the initials of one, wherever they stand."""
    known: dict[str, str] = {}
    for long, short in definitions(text):
        full = next((text[o.start : o.end] for o in named if o.start < long[1] and long[0] < o.end), None)
        if full is not None:
            known[text[slice(*short)]] = full
    initials = {shape(text[o.start : o.end]).initials: text[o.start : o.end] for o in named}
    for m in _ACRONYM.finditer(text):
        if len(m.group()) > 2 and m.group().lower() in initials and not text.isupper():  # noqa: PLR2004
            known.setdefault(m.group(), initials[m.group().lower()])
    for abbreviation, full in known.items():
        written = re.escape(abbreviation)  # first, because it is quickly looked for
        for m in re.finditer(rf"{written}(?<![\w-]{written})(?![\w-])", text):
            yield Organisation(m.start(), m.end(), _SCORE, f"organisation: abbreviation of {full}")


def _short_names(text: str, named: Sequence[Organisation], places: Sequence[Span]) -> Iterator[Organisation]:
    """The first words of a name where they stand alone ("Ventora" beside "Ventora Cluster")."""
    beginnings, written = {p.start for p in places}, {text[p.start : p.end] for p in places}
    standing: dict[str, list[re.Match[str]]] | None = None
    for item in named:
        surface = text[item.start : item.end]
        first = re.match(r"[\w-]+", surface)
        if not first or len(first.group()) < _SHORTEST or first.end() == len(surface) or shape(first.group()).kinds:
            continue
        word = first.group()
        if text.count(word[0]) < 2:  # noqa: PLR2004 - it stands nowhere else
            continue
        if _ADJECTIVE.search(word) or item.start in beginnings or word in written:
            continue
        if standing is None:
            standing = _capitalised(text)
        for m in standing.pop(squash(word), ()):  # of the first name alone: of the others it would say the same
            yield Organisation(m.start(), m.end(), _SCORE, f"organisation: short for {surface}")


def _capitalised(text: str) -> dict[str, list[re.Match[str]]]:
    """The words with a capital that stand alone, by their squashed form."""
    found: dict[str, list[re.Match[str]]] = {}
    for m in _CAPITALISED.finditer(text):
        found.setdefault(squash(m.group()), []).append(m)
    return found


def _items(text: str, language: str, named: Sequence[Organisation], places: Sequence[Span]) -> Iterator[Organisation]:
    """The items of a list of names in which one is an organisation."""
    edges = [(0, 0), *(m.span() for m in _LIST.finditer(text)), (len(text), len(text))]
    items = [(left[1], right[0]) for left, right in pairwise(edges) if left[1] < right[0]]
    bare = [(start, re.match(r"[^(\[]*", text[start:end])) for start, end in items]
    spans = [(start, start + len(m.group().rstrip(" ."))) for start, m in bare if m]
    if len(spans) < 2 or not all(_ITEM.fullmatch(text[slice(*span)]) or _holds(span, named) for span in spans):  # noqa: PLR2004
        return
    for start, end in spans:
        surface = text[start:end]
        place = any(p.start < end and start < p.end for p in places)
        if surface and is_name(surface, language) and not place and (len(surface) >= _SHORTEST or is_acronym(surface)):
            yield Organisation(start, end, _SCORE, "organisation: in a list of them")


def _holds(span: tuple[int, int], named: Sequence[Organisation]) -> bool:
    """Whether an item is, but for an article, one of the names."""
    inside = [item.end - item.start for item in named if span[0] <= item.start and item.end <= span[1] + 1]
    return sum(inside) >= _MOST_OF_IT * (span[1] - span[0])
