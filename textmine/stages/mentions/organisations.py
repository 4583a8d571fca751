"""A text -> the organisations named in it, beside those that the analyst knows.

Two sources: runs of capitalised words that hold a word of organisation_words.tsv ("Acme GmbH",
"University of ..."), and what the NER calls an organisation in English texts.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import UPPER, squash

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span

__all__ = ["BY_NER", "Organisation", "answer", "organisations"]

_PATTERN_SCORE = 0.7
BY_NER = "organisation: NER"
_NER_SCORE = 0.5
_ANSWER_SCORE = 0.95
_WORD = rf"[{UPPER}][\w&'\u2019/-]*(?:\.[\w&]+)*"
_JOIN = r"(?:(?:of the|for the|of|for|and|&|de la|de los|de|du|des|del|della|di|do|da|der|für|van|voor|la|les)[ ])?"
_ARTICLE = re.compile(r"(?:the|our|an?)\s+", re.IGNORECASE)
# Words and letters: a name has two words, and a legal form below four letters in a text in capitals is no evidence.
_SHORTEST, _SHORT_FORM = 2, 4
_Part = tuple[str, int, int]
# An answer longer than this is a sentence, not the name of an organisation.
_LONGEST_ANSWER = 120


class Organisation(NamedTuple):
    """A stretch of text that names an organisation, how sure that is and what found it."""

    start: int
    end: int
    score: float
    rule: str


class _Vocabulary(NamedTuple):
    """organisation_words.tsv in one language, by position."""

    tail: frozenset[str]
    head: tuple[str, ...]
    place: frozenset[str]
    stop: frozenset[str]
    never: frozenset[str]
    run: re.Pattern[str]


@functools.cache
def _vocabulary(language: str) -> _Vocabulary:
    """The words of a language and of English; in German, where all nouns have capitals, a tail is a legal form."""
    found: dict[str, set[str]] = {position: set() for position in _Vocabulary._fields}
    for row in reference.rows("organisation_words.tsv"):
        languages = set(row["languages"].split())
        spoken = {"*", language} if row["position"] == "tail" else {"*", "en", language}
        if spoken & languages:
            found[row["position"]].add(row["word"])
    # Legal forms with dots or without a capital are no words of the usual shape.
    odd = sorted((t for t in found["tail"] if "." in t or t[0].islower()), key=lambda tail: (-len(tail), tail))
    forms = "|".join(map(re.escape, odd)) or "(?!)"
    return _Vocabulary(
        tail=frozenset(found["tail"]),
        head=tuple(sorted(found["head"], key=lambda head: (-len(head), head))),
        place=frozenset(found["place"]),
        stop=frozenset(word.casefold() for word in found["stop"]),
        never=frozenset(word.casefold() for word in found["never"]),
        run=re.compile(rf"(?<!\w){_WORD}(?:,?[ ](?:{forms})|[ ]{_JOIN}{_WORD})*"),
    )


def answer(text: str) -> list[Organisation]:
    """An answer to a question for an organisation, taken whole."""
    if not text or len(text) > _LONGEST_ANSWER:
        return []
    return [Organisation(0, len(text), _ANSWER_SCORE, "organisation: the whole answer")]


def organisations(
    text: str, language: str, named: Iterable[tuple[int, int]], places: Sequence[Span]
) -> list[Organisation]:
    """The organisations of a text, from left to right, without overlap.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        named: Spans that the NER calls organisations.
        places: Names found by the gazetteer; one that is a whole name is no organisation.
    """
    words = _vocabulary(language)
    taken = {(span.start, span.end) for span in places}
    found = [
        item
        for run in words.run.finditer(text)
        for item in _in_run(run.group(), run.start(), words, places)
        if (item.start, item.end) not in taken and not _is_generic(text, item, places)
    ]
    for start, end in named:
        article = _ARTICLE.match(text, start, end)
        first = article.end() if article else start
        if (first, end) not in taken and _is_name(text[first:end], words) and not _begins(text, first, end):
            found.append(Organisation(first, end, _NER_SCORE, BY_NER))
    kept: list[Organisation] = []
    for item in sorted(found, key=lambda o: (-o.score, o.start - o.end, o.start)):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept)


def _is_generic(text: str, item: Organisation, places: Sequence[Span]) -> bool:
    """Whether a span is the name of a place with a common noun ("a Chilean cluster"), which names no organisation."""
    inside = (span for span in places if item.start <= span.start and span.end < item.end)
    return any(text[place.end : item.end].strip().islower() for place in inside)


def _begins(text: str, start: int, end: int) -> bool:
    """Whether a span is but the first word of a sentence, whose capital says nothing."""
    surface = text[start:end]
    before = text[:start].rstrip(" \"'(-")
    return surface.istitle() and " " not in surface and (not before or before[-1] in ".!?:\n")


def _is_name(surface: str, words: _Vocabulary) -> bool:
    return len(squash(surface)) > 1 and surface != surface.lower() and surface.casefold() not in words.never


def _in_run(run: str, offset: int, words: _Vocabulary, places: Sequence[Span]) -> list[Organisation]:
    """The organisation in a run of capitalised words, if it has a word that makes it one."""
    parts = [(m.group().rstrip(","), m.start(), m.end()) for m in re.finditer(r"\S+", run)]
    while parts and parts[0][0].casefold() in words.stop:
        parts = parts[1:]
    # An organisation word alone names nothing.
    if len(parts) < _SHORTEST:
        return []
    start, end, word = _by_head(run, parts, offset, words, places) or _by_tail(parts, words) or (0, 0, "")
    short_in_capitals = len(word) < _SHORT_FORM and run[start:end].isupper()
    if " " not in run[start:end] or short_in_capitals:
        return []
    return [Organisation(offset + start, offset + end, _PATTERN_SCORE, f"organisation: '{word}'")]


def _by_head(
    run: str, parts: Sequence[_Part], offset: int, words: _Vocabulary, places: Sequence[Span]
) -> tuple[int, int, str] | None:
    """Begin, end and deciding word of a name that begins with a word for organisations."""
    for text, start, end in parts:
        head = next((h for h in words.head if run.startswith(f"{h} ", start)), "")
        if head:
            # "Ecological Society of ..." begins with its adjective, "Visit University of ..." with its head.
            first = parts[0][1] if text in words.tail else start
            return first, parts[-1][2], head
        if text in words.place and any(place.start == offset + end + 1 for place in places):
            return start, parts[-1][2], text
    return None


def _by_tail(parts: Sequence[_Part], words: _Vocabulary) -> tuple[int, int, str] | None:
    """Begin, end and deciding word of a name that ends with a word for organisations."""
    for length in range(len(parts), 1, -1):
        # A legal form may be of several words ("sp. z o.o.").
        for tail in (
            " ".join(text for text, _, _ in parts[i:length]) for i in range(length - 1, max(length - 4, 0), -1)
        ):
            if tail in words.tail:
                return parts[0][1], parts[length - 1][2], tail
    return None
