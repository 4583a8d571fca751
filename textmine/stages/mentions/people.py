"""A text -> personal data to hide: e-mail addresses, telephone numbers, names of persons.

Persons come from the NER of English texts and, in all languages, from titles ("Frau Muster") and
from given names.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions import given_names
from textmine.stages.mentions.gazetteer import split

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span, Word

__all__ = ["Hidden", "hidden", "is_person"]

# The look-behinds let each run of characters be tried once, so that time stays linear in the length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(r"(?<![\w.+/-])(?:\+|00|\(\+?|0)\d[\d ()./-]{5,20}\d(?![\w])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# E.164 numbers have at most 15 digits; shorter ones than 8 are rarely a person's.
_DIGITS = (8, 15)
_CAPITALISED = r"[^\W\d_a-zà-ÿ][\w'\u2019-]+"
_NAME = rf"{_CAPITALISED}(?:[ ]{_CAPITALISED}){{0,2}}"
_SURNAME = re.compile(rf"[ ]({_CAPITALISED})(?!\w)")
# Spoken names have two words at least; one word is too often a firm or a place.
_NAME_WORDS = 2


class Hidden(NamedTuple):
    """A stretch of text that is personal data: email, phone or person."""

    start: int
    end: int
    kind: str


@functools.cache
def _titled(language: str) -> re.Pattern[str]:
    """A title and the name after it (group 1)."""
    titles = {
        row["title"] for row in reference.rows("person_titles.tsv") if {"en", language} & set(row["languages"].split())
    }
    choice = "|".join(re.escape(title) for title in sorted(titles, key=lambda t: (-len(t), t)))
    return re.compile(rf"(?<![\w.])(?:{choice})[ ]({_NAME})")


def hidden(
    text: str, language: str, persons: Iterable[tuple[int, int]], named: Sequence[tuple[int, int]]
) -> list[Hidden]:
    """The personal data of a text, from left to right, without overlap (the longer is kept).

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        persons: Spans that the NER calls persons.
        named: Spans that name places and organisations; a person within one is none.
    """
    found = [Hidden(m.start(), m.end(), "email") for m in _EMAIL.finditer(text)] if "@" in text else []
    found += [Hidden(m.start(), m.end(), "phone") for m in _PHONE.finditer(text) if _is_phone(m.group())]
    found += [Hidden(*m.span(1), "person") for m in _titled(language).finditer(text)]
    for start, end in persons:
        capitals = sum(word[0].isupper() for word in text[start:end].split())
        if capitals >= _NAME_WORDS and not any(first <= start and end <= last for first, last in named):
            found.append(Hidden(start, end, "person"))
    found += [Hidden(*span, "person") for span in given_names.persons(text, language, named, _is_other)]
    kept: list[Hidden] = []
    for item in sorted(found, key=lambda h: (h.start - h.end, h.start)):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept)


def _is_other(word: str) -> bool:
    """Whether a word beside a name says that it is the name of a street, a grant or an organisation."""
    return word in _bearers() or word in _not_surnames()


@functools.cache
def _bearers() -> frozenset[str]:
    return frozenset(row["word"] for row in reference.rows("name_bearers.tsv"))


def _is_phone(number: str) -> bool:
    digits = sum(c.isdigit() for c in number)
    return _DIGITS[0] <= digits <= _DIGITS[1] and not _DATE.fullmatch(number)


def is_person(text: str, words: Sequence[Word], span: Span, persons: Iterable[tuple[int, int]]) -> bool:
    """Whether the name of a place is a person's here ("Jordan Smith", "Ms Georgia Brown").

    Only names that ambiguous.tsv gives as names of persons are asked. Evidence is a longer span that
    the NER calls a person, or a capitalised word right after the name that is no known word for an
    organisation or a landscape ("Jordan Valley"), where nothing before speaks of a place ("in Jordan").
    """
    if "person" not in span.needs:
        return False
    if any(start <= span.start and span.end <= end and end - start > span.end - span.start for start, end in persons):
        return True
    first = bisect_left(words, span.start, key=lambda word: word.start)
    before = words[max(first - 1, 0) : first]
    if before and text[before[0].end : span.start].strip(" .") == "" and before[0].key in _title_words():
        return True
    last = bisect_left(words, span.end, key=lambda word: word.start)
    after = next((word for word in words[last : last + 2] if word.key != ","), None)
    if after is not None and after.key in _neighbours("person") and text[span.end : after.start].strip(" ,") == "":
        return True
    following = _SURNAME.match(text, span.end)
    if following is None or following.group(1).isupper() or split(following.group(1))[0] in _not_surnames():
        return False
    return not (before and before[0].key in _neighbours("before"))


@functools.cache
def _title_words() -> frozenset[str]:
    return frozenset(
        word for row in reference.rows("person_titles.tsv") for word in split(row["title"]) if len(word) > 1
    )


@functools.cache
def _not_surnames() -> frozenset[str]:
    """Words after the name of a place that belong to it or to an organisation."""
    rows = reference.rows("organisation_words.tsv")
    return _neighbours("after") | {
        split(row["word"])[0] for row in rows if row["position"] != "stop" and split(row["word"])
    }


@functools.cache
def _neighbours(side: str) -> frozenset[str]:
    return frozenset(split(row["word"])[0] for row in reference.rows("place_neighbours.tsv") if row["side"] == side)
