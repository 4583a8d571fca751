"""A text -> personal data to hide: names of persons, and what `contacts`, `numbers` and `addresses` find.

Persons come from the NER of English texts and, in all languages, from titles ("Frau Muster") and
from given names.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.mentions import given_names, name_lists
from textmine.stages.mentions.addresses import addresses
from textmine.stages.mentions.contacts import contacts
from textmine.stages.mentions.gazetteer import UPPER, split
from textmine.stages.mentions.hidden import Hidden, apart
from textmine.stages.mentions.numbers import numbers

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span, Word
    from textmine.stages.mentions.ner import Named

__all__ = ["hidden", "is_person"]

_CAPITALISED = rf"[{UPPER}][\w'\u2019-]{{1,40}}+"
_PARTICLES = r"(?:(?:[Vv][ao]n|[Dd][aei]|de[rn]|del|della|[Ll][ae]|te[rn]|zu|El|Al|\u00d3|N\u00ed)[ ]){0,2}"
_NAME = rf"(?:[{UPPER}][.][ ]?){{0,2}}{_PARTICLES}{_CAPITALISED}(?:[ ]{_CAPITALISED}){{0,2}}"
_SURNAME = re.compile(rf"[ ]({_CAPITALISED})(?!\w)")
# Behind these words a name that the recogniser gives needs no more evidence.
_ROLES = (
    "assistant|chair|coach|colleagues?|consultant|coordinator|counsellor|director|doctor|guide|host|lecturer|librarian"
    "|manager|mayor|midwife|nurse|officer|receptionist|secretary|speaker|teacher|therapist|trainer|tutor"
)
_ASKED = re.compile(
    r"\b(?:ask|asked|called|contact|dear|meet|met|named|regards,?|signed,?|thank|thanks to"
    r"|(?:answered|chaired|given|held|helped|led|run|seen|signed|taught|trained|treated|written) by"
    rf"|(?:{_ROLES}),?)\s\Z",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:ask|contact|dear|hello|hi|meet|thank|thanks)\s+", re.IGNORECASE)
_REACH = 16  # characters before a name
_INITIAL = re.compile(rf"[{UPPER}]\.")
_PAIR = re.compile(rf"{_CAPITALISED} {_CAPITALISED}")  # rare names that the recogniser takes for those of firms
_ABBREVIATION = re.compile(rf"[{UPPER}]{{3,}}")
_MOST_IN_ABBREVIATION = 4  # characters of a title
_COUNTRY_NAMES = frozenset({"name", "alias", "demonym"})
_SURNAME_FIRST = "hu"
_SHORT_TITLE = 2  # letters
_NO_TITLES = frozenset({"M", "Me", "PC"})
_COLLEAGUES = ("kolleg", "koleg", "koleż", "coleg", "colleg", "collèg")
_NAME_WORDS = 2  # with a capital, in a name of several


@functools.cache
def _titled(language: str) -> re.Pattern[str]:
    """A title with the name behind it, or before it where it is one such as the Hungarian for Mr (group "name")."""
    titles = _titles(language)
    behind = {title.removeprefix("* ") for title in titles if title.startswith("* ")}
    before = _choice(titles - {f"* {title}" for title in behind})
    pattern = rf"(?<![\w.])(?:(?:{before})[ ]){{1,3}}(?P<name>{_NAME})"
    return re.compile(
        pattern + (rf"|(?<![\w'\u2019-])(?P<first>{_NAME})[ ](?:{_choice(behind)})(?!\w)" if behind else "")
    )


@functools.cache
def _titled_in_any_case(language: str) -> re.Pattern[str]:
    """An abbreviated title with the word behind it, for texts all in small letters or all in capitals."""
    short = {title.rstrip(".") for title in _titles(language) if len(title) <= _MOST_IN_ABBREVIATION}
    return re.compile(rf"(?<![\w.])(?i:{_choice(short)})\.?[ ](?P<name>[^\W\d_]{{3,}})")


def _titles(language: str) -> set[str]:
    """The titles of a language, and the English ones."""
    rows = reference.rows("person_titles.tsv")
    return {row["title"] for row in rows if {"en", language} & set(row["languages"].split())}


def _choice(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def hidden(text: str, language: str, names: Named, sure: Sequence[tuple[int, int]]) -> list[Hidden]:
    """The personal data of a text, from left to right, without overlap (the longer is kept).

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        names: What the recogniser found in it.
        sure: Spans that name places and organisations for sure; a person within one is none, nor is
            one within a longer name that the recogniser calls an organisation.
    """
    found = [*contacts(text, language), *numbers(text, language), *addresses(text, language)]
    titled = _titled_in_any_case(language) if text.islower() or text.isupper() else _titled(language)
    found += [
        Hidden(*m.span(m.lastgroup or 0), "person")
        for m in titled.finditer(text)
        if not name_lists.is_stopword(m.group(m.lastgroup or 0).casefold())
    ]
    signed = (span for span in names.organisations if _INITIAL.match(text, *span) or _PAIR.fullmatch(text, *span))
    for first, end in (*names.persons, *signed):
        asked = _ASKING.match(text, first, end)  # the recogniser takes "Ask Anna" for a name
        start = asked.end() if asked else first
        told = _is_name(text[start:end]) or _ASKED.search(text, max(start - _REACH, 0), start)
        if told and not _is_within((start, end), sure) and not _is_of_other(text[start:end]):
            found.append(Hidden(start, end, "person"))
    for span in given_names.persons(text, language, sure, _is_other):
        if not _is_within(span, names.organisations) or span in names.organisations:
            found.append(Hidden(*span, "person"))
    return apart(found)


def _is_name(text: str) -> bool:
    """Whether what the recogniser calls a person is a known given name, alone or with others or an initial."""
    words = text.removeprefix("The ").split()
    if not words or any(_ABBREVIATION.fullmatch(word) for word in words):
        return False
    if len(words) == 1:
        return name_lists.may_be_person(text.casefold())
    capitals = sum(word[0].isupper() for word in words)
    listed = any(name_lists.is_listed(word.casefold()) or _INITIAL.match(word) for word in words)
    return listed and capitals >= _NAME_WORDS


def _is_within(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(first <= span[0] and span[1] <= last for first, last in others)


def _is_of_other(name: str) -> bool:
    """Whether what looks like a person's name is that of a place, a grant or an organisation."""
    words = split(name)
    return name_lists.is_eponym(name) or any(map(_is_other, (words[0], words[-1]) if words else ()))


def _is_other(word: str) -> bool:
    """Whether a word beside a name says that it is the name of a street, a grant or an organisation."""
    return word in reference.column("name_bearers.tsv", "word") or word in _not_surnames()


def is_person(text: str, words: Sequence[Word], span: Span, persons: Iterable[tuple[int, int]], language: str) -> bool:
    """Whether the name of a place is a person's here ("Jordan Smith", "Ms Georgia Brown").

    A given name or title right before it makes it a surname ("João Holanda", "Frau Schweizer"), behind it in
    Hungarian, as some titles stand in other languages too. Beyond that
    only names that ambiguous.tsv gives as names of persons are asked. Evidence is a longer span that the
    NER calls a person, or a capitalised word right after the name that is no known word for an
    organisation or a landscape ("Jordan Valley"), where nothing before speaks of a place ("in Jordan").
    """
    if _is_surname(text, words, span, language):
        return True
    return "person" in span.needs and (
        any(
            start <= span.start and span.end <= end and end - start > len(text[span.start : span.end])
            for start, end in persons
        )
        or _is_bearer(text, words, span)
    )


def _is_bearer(text: str, words: Sequence[Word], span: Span) -> bool:
    """Whether the words beside the name of a place say that a person bears it."""
    first = bisect_left(words, span.start, key=lambda word: word.start)
    before = words[max(first - 1, 0) : first]
    if before and text[before[0].end : span.start].strip(" .") == "" and before[0].key in _title_words():
        return True
    last = bisect_left(words, span.end, key=lambda word: word.start)
    after = next((word for word in words[last : last + 2] if word.key != ","), None)
    if after is not None and after.key in _neighbours("person") and text[span.end : after.start].strip(" ,") == "":
        return True
    if _is_colleague([word.key for word in words[last : last + 3]]):
        return True
    following = _SURNAME.match(text, span.end)
    if following is None or following.group(1).isupper() or split(following.group(1))[0] in _not_surnames():
        return False
    return not (before and before[0].key in _neighbours("before"))


def _is_colleague(after: Sequence[str]) -> bool:
    """Whether the words behind a name name the part of an office that somebody is from ("Chad from accounting")."""
    return len(after) > 1 and after[0] in _neighbours("origin") and bool(_neighbours("office").intersection(after[1:]))


def _is_surname(text: str, words: Sequence[Word], span: Span, language: str) -> bool:
    """Whether the name of a country of one word stands beside a given name, which no other word parts from it."""
    named = span.name.source in _COUNTRY_NAMES
    if len(span.key) > 1 or span.name.kind != "country" or not named or not text[span.start].isupper():
        return False
    first = bisect_left(words, span.start, key=lambda word: word.start)
    if any(0 <= at < len(words) and _titles_beside(text, words[at], span, language) for at in (first - 1, first + 1)):
        return True
    beside = first + 1 if language == _SURNAME_FIRST else first - 1
    if not 0 <= beside < len(words):
        return False
    word = words[beside]
    between = text[span.end : word.start] if beside > first else text[word.end : span.start]
    given = text[word.start : word.end]
    if between != " " or not given.istitle():
        return False
    return name_lists.is_listed(given.casefold()) or name_lists.is_given_in(given.casefold(), language)


def _titles_beside(text: str, word: Word, span: Span, language: str) -> bool:
    """Whether a word beside a name is a title on its side."""
    title = text[word.start : word.end]
    if word.start >= span.end:
        return text[span.end : word.start] == " " and f"* {title}" in _surname_titles(language)
    between = text[word.end : span.start]
    return between in {" ", ". "} and title + between.strip() in _surname_titles(language)


@functools.cache
def _surname_titles(language: str) -> frozenset[str]:
    """The titles that stand before surnames, without short words and those of colleagues, who may be of a people."""
    return frozenset(
        title
        for title in _titles(language)
        if (len(title) > _SHORT_TITLE or title.endswith(".") or (title[0].isupper() and title not in _NO_TITLES))
        and not title.casefold().startswith(_COLLEAGUES)
    )


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
    return frozenset(
        split(row["word"])[0]
        for row in reference.rows("place_neighbours.tsv")
        if row["side"] == side and row["languages"] == "*"
    )
