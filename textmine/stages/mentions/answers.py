"""An answer to a question for organisations -> its items: "1) Acme Cluster (Chile); Ventora e.V. - VEV"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.mentions.definitions import definitions
from textmine.stages.mentions.gazetteer import squash
from textmine.stages.mentions.organisations import Organisation, is_name
from textmine.stages.mentions.shapes import shape

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span

__all__ = ["answer"]

_SCORE = 0.95
_RULE = "organisation: answer to a question for one"
# An item longer than this is a sentence, not the name of an organisation.
_LONGEST, _MOST_WORDS = 120, 12
_SEPARATOR = re.compile(
    r"(?:(?<!\s)\s+)?(?:[;\n•|]|\s/\s|(?<=\s)\d{1,2}[.)]\s|^\d{1,2}[.)]\s|\s[\u2013\u2014-]\s|,\s)\s*"
)
_BRACKET = re.compile(r"(?:(?<!\s)\s+)?[(\[]([^()\[\]]*)[)\]]\s*")
_EDGE = " \t\"'\u201c\u201d\u201e«»*\u2022-\u2013:.,"
_ARTICLE = re.compile(r"(?:the|our|die|der|das|le|la|les|l'|el|los|il|lo|de|het|o|a|os)\s+", re.IGNORECASE)
_LEGAL = re.compile(r"(?:Inc|Ltd|LLC|LLP|GmbH|S\.?A|S\.?L|AG|Co)\b\.?$")


def answer(text: str, language: str, places: Sequence[Span]) -> list[Organisation]:
    """The organisations of an answer to a question for some, from left to right.

    Items are separated by signs of lists. A town or country behind a name, and what stands in brackets, are
    no part of it; an abbreviation that the answer defines is a name of its own.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        places: Names found by the gazetteer.
    """
    short = {definition.short for definition in definitions(text)}
    found = [
        Organisation(start, end, _SCORE, _RULE)
        for start, end in _items(text)
        if (start, end) in short or _names(text, (start, end), language, places)
    ]
    named = {(item.start, item.end) for item in found}
    found += [Organisation(*span, _SCORE, _RULE) for span in short if span not in named]
    kept: list[Organisation] = []
    for item in sorted(found, key=lambda o: (o.start, -o.end)):
        if not kept or kept[-1].end <= item.start:
            kept.append(item)
    return kept


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each item, without brackets, articles and signs at its edges."""
    hidden = _BRACKET.sub(lambda m: "\n" * len(m.group()), text)
    starts = [0, *(m.end() for m in _SEPARATOR.finditer(hidden))]
    ends = [*(m.start() for m in _SEPARATOR.finditer(hidden)), len(text)]
    spans = list(zip(starts, ends, strict=True))
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        # "Acme, Inc." is one name.
        if joined and _LEGAL.fullmatch(text[start:end]) and text[joined[-1][1] : start].strip() == ",":
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    for start, end in joined:
        yield from _trimmed(text, start, end)
    for m in _BRACKET.finditer(text):
        inner = shape(m.group(1)) if m.group(1) else None
        if inner is not None and inner.kinds and inner.words and m.group(1)[0].isupper() and m.start():
            yield from _trimmed(text, *m.span(1))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in _EDGE:
        start += 1
    stop = end
    while start < stop and text[stop - 1] in _EDGE:
        stop -= 1
    # The dot of an abbreviation belongs to it.
    if stop < end and text[stop] == "." and re.search(r"(?:\.\w|Ltd|Inc|Assoc|Co|Kft|Zrt)$", text[start:stop]):
        stop += 1
    article = _ARTICLE.match(text, start, stop)
    start = article.end() if article else start
    if start < stop:
        yield start, stop


def _names(text: str, span: tuple[int, int], language: str, places: Sequence[Span]) -> bool:
    """Whether an item is a name: not a place, and in lower case only with a word that says what it is."""
    surface = text[slice(*span)]
    words = surface.split()
    if not squash(surface) or len(surface) > _LONGEST or len(words) > _MOST_WORDS:
        return False
    if any(place.start <= span[0] and span[1] <= place.end for place in places):
        return False
    if is_name(surface, language):
        return any(c.isupper() for c in surface)
    stops = reference.column("stopwords.tsv", "word", language) | reference.column("stopwords.tsv", "word", "en")
    told = shape(surface)
    known = bool(told.kinds and told.words) or len(words) == 1
    return surface == surface.lower() and known and not any(word.casefold() in stops for word in words)
