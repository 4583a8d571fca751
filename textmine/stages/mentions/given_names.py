"""A text -> persons named by a given name: "Ferruccio Bellandi", "ask Ilze".

Works in any language, by a list of given names. With a surname behind it a given name is a person;
alone it is one only where it is no common word and stands within a sentence.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from textmine import reference

__all__ = ["is_eponym", "is_listed", "persons"]

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
# Small words within a surname ("El Amraoui", "van den Berg"); at most two in a row.
_PARTICLES = frozenset({"al", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})
_GERMAN_PARTICLES = frozenset({"de", "van", "von"})  # the others are articles and prepositions before any noun
_MOST_PARTS = 4
_FEWEST_LETTERS = 4  # of a name that stands alone
# Languages in which few given names are words that begin sentences.
_TOLD_AT_START = frozenset(
    {"bg", "cs", "el", "es", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "pl", "pt", "ro", "sk", "sl"}
)
# German words that stand before nouns, and not before names in writing.
_BEFORE_NOUNS = frozenset(
    {
        "am",
        "beim",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "diese",
        "diesem",
        "diesen",
        "dieser",
        "dieses",
        "ein",
        "eine",
    }
    | {
        "einem",
        "einen",
        "einer",
        "eines",
        "im",
        "ins",
        "jede",
        "jeden",
        "jeder",
        "kein",
        "keine",
        "keinen",
        "mehr",
        "unser",
    }
    | {"unsere", "viel", "viele", "vom", "wenig", "zum", "zur", "\u00fcber", "ohne"}
)
_BEARERS = frozenset({"im", "st"})  # small words that tell nevertheless: "im. Adama Mickiewicza"
_WIDESPREAD = 3  # languages
_FEWEST_IN_STEM = 4  # of an inflected name
_STREETS = (
    "stra\u00dfe",
    "strasse",
    "str",
    "platz",
    "weg",
    "allee",
    "laan",
    "straat",
    "plein",
    "gatan",
    "v\u00e4gen",
    "vej",
    "gade",
)
_ENDS = ".!?:;\n\u2022"
_BULLETS = "-*\u2013"

Span = tuple[int, int]


def persons(text: str, language: str, known: Sequence[Span], is_other: Callable[[str], bool]) -> Iterator[Span]:
    """The spans of persons, from left to right.

    Args:
        text: The cleaned text.
        language: Its language; Hungarian puts the surname first.
        known: Spans that name places and organisations; a name that touches one names no person.
        is_other: Whether a word in lower case belongs to an organisation or a landscape ("institute").
    """
    words = list(_WORD.finditer(text))
    last = -1
    for place, word in enumerate(words):
        if place <= last or not word.group()[0].isupper():
            continue
        if not (_is_given(word.group(), language) or _is_initial(text, words, place, language)):
            continue
        first, last = _extent(text, words, place, language)
        start, end = words[first].start(), words[last].end()
        if any(start < b and a < end for a, b in known) or _is_named_after(words, first, last, is_other):
            continue
        if is_eponym(text[start:end]):
            continue
        if not _is_told(text, words, place, language):
            continue
        if (last > first and not _is_doubtful(text, word)) or (last == first and _stands_alone(text, word, language)):
            yield start, end


def is_listed(word: str) -> bool:
    """Whether a word in lower case, with or without its accents, is a given name and not also a common word."""
    return (word in _given() or word in _plain()) and word not in _words()


def _is_given(word: str, language: str) -> bool:
    """Whether a word is a given name, an inflected one, or a double one ("Gun-Britt") of which the first is."""
    if not word[0].isupper() or word.isupper():
        return False
    first, _, second = word.partition("-")
    if second:
        return second.istitle() and "-" not in second and first.casefold() in _given() and not _is_street(second)
    if not word[1:].replace("'", "").replace("\u2019", "").islower():
        return False
    bases = (base for base in _bases(word.casefold(), language) if base not in _words())
    return word.casefold() in _given() or any(_is_known(base, language) for base in bases)


def _is_known(name: str, language: str) -> bool:
    """Whether a name is given in a language, or in so many that it is known everywhere."""
    given_in = _given().get(name, "").split()
    return language in given_in or len(given_in) >= _WIDESPREAD


def _is_street(word: str) -> bool:
    return word.casefold().endswith(_STREETS)


def _bases(word: str, language: str) -> Iterator[str]:
    """What a word can be an inflected form of."""
    for ending, base in _endings().get(language, ()):
        stem = word[: -len(ending)]
        if len(stem) >= _FEWEST_IN_STEM and word.endswith(ending):
            yield stem + base


def _is_initial(text: str, words: Sequence[re.Match[str]], place: int, language: str) -> bool:
    """Whether a letter with a full stop stands before a surname within a sentence: "und J. Novotny".

    In English the recogniser says so: "from A to Z. Instead we" names nobody.
    """
    word = words[place].group()
    if len(word) != 1 or not word.isupper() or place + 1 == len(words) or not place or language == "en":
        return False
    surname = words[place + 1]
    return (
        text[words[place].end() : surname.start()] in {". ", "."}
        and surname.group()[0].isupper()
        and surname.group()[1:].islower()
        and not _begins_sentence(text, words[place].start())
        and surname.group().casefold() not in _words()
    )


def _is_told(text: str, words: Sequence[re.Match[str]], place: int, language: str) -> bool:
    """Whether a name is one of the language, or no other capital stands right before it ("Shiny Server")."""
    if not place or language in _given().get(words[place].group().casefold(), "").split():
        return True
    before = words[place - 1]
    return (
        not before.group()[0].isupper()
        or before.group().casefold() in _given()
        or _begins_sentence(text, before.start())
    )


def is_eponym(name: str) -> bool:
    """Whether a programme, a foundation or a firm is named so."""
    return name.casefold().replace("-", " ").startswith(_eponyms())


def _extent(text: str, words: Sequence[re.Match[str]], place: int, language: str) -> tuple[int, int]:
    """The first and the last word of the name around a given name."""
    first = last = place
    while last + 1 < len(words) and last - first + 1 < _MOST_PARTS:
        step = next((n for n in (1, 2, 3) if _continues(text, words, last, n, language)), 0)
        if not step:
            break
        last += step
    if language == "hu" and last == place and place and _continues(text, words, place - 1, 1, language):
        first = place - 1
    return first, last


def _continues(text: str, words: Sequence[re.Match[str]], last: int, step: int, language: str) -> bool:
    """Whether the word `step` further on is part of the same name, with only particles between."""
    following = words[last + 1 : last + 1 + step]
    if len(following) < step or not following[-1].group()[0].isupper() or following[-1].group().isupper():
        return False
    blanks = {" ", ". "} if len(words[last].group()) == 1 else {" "}
    between = [word.group().casefold() for word in following[:-1]]
    if language == "de" and between and between[0] not in _GERMAN_PARTICLES:
        return False
    joined = all(text[a.end() : b.start()] in blanks for a, b in zip(words[last:], following, strict=False))
    return joined and all(word in _PARTICLES for word in between)


def _is_named_after(words: Sequence[re.Match[str]], first: int, last: int, is_other: Callable[[str], bool]) -> bool:
    """Whether the name is that of a street, a grant or an institute."""
    around = [word.group() for word in (*words[max(first - 1, 0) : first], *words[first + 1 : last + 2])]
    if any(_is_street(word.group()) for word in words[first : last + 1]):
        return True
    telling = (word for word in around if len(word) >= _FEWEST_LETTERS or not word.islower() or word in _BEARERS)
    return any(is_other(word.casefold()) for word in telling)


def _is_doubtful(text: str, word: re.Match[str]) -> bool:
    """Whether a given name that is also a word begins a sentence ("Will Members pay?")."""
    return word.group().casefold() in _words() and _begins_sentence(text, word.start())


def _begins_sentence(text: str, start: int) -> bool:
    """Whether only blanks, or a bullet, stand between a word and the end of a sentence or the start."""
    before = _last_sign(text, start)
    if before >= 0 and text[before] in _BULLETS:
        before = _last_sign(text, before)
        return before < 0 or text[before] == "\n"
    return before < 0 or text[before] in _ENDS


def _last_sign(text: str, start: int) -> int:
    """The place of the last character before `start` that is no blank, -1 where there is none."""
    place = start - 1
    while place >= 0 and text[place] in " \t\"'\u201c\u201e\u00ab(":
        place -= 1
    return place


def _stands_alone(text: str, word: re.Match[str], language: str) -> bool:
    """Whether a given name without a surname is a person: no common word, and well placed.

    At the start of a sentence any word has a capital, and in German any noun: there the name must
    be one of the language, and no article may stand before it.
    """
    name = word.group().casefold()
    if len(name) < _FEWEST_LETTERS:
        return False
    if not _begins_sentence(text, word.start()):
        if name in _words():
            return language == "en" and _words()[name] == "word" and not text.istitle()
        before = _WORD.search(text, max(text.rfind(" ", 0, word.start() - 1), 0), word.start())
        return language != "de" or before is None or before.group().casefold() not in _BEFORE_NOUNS
    if name in _words():
        return False
    if text[word.end() : word.end() + 1] == ",":
        return True
    return language in _TOLD_AT_START and language in _given().get(name, "").split()


@functools.cache
def _given() -> dict[str, str]:
    """Given names with the languages they are given in."""
    rows = (*reference.rows("given_names.tsv"), *reference.rows("given_names_more.tsv"))
    return {row["name"]: row["languages"] for row in rows}


@functools.cache
def _endings() -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for row in reference.rows("name_endings.tsv"):
        found.setdefault(row["language"], []).append((row["ending"], row["base"] or ""))
    return found


@functools.cache
def _eponyms() -> tuple[str, ...]:
    return tuple(row["name"].casefold().replace("-", " ") for row in reference.rows("eponyms.tsv"))


@functools.cache
def _plain() -> frozenset[str]:
    """The given names without the marks on their letters, as addresses have them."""
    decomposed = (unicodedata.normalize("NFD", name) for name in _given())
    return frozenset("".join(c for c in name if not unicodedata.combining(c)) for name in decomposed)


@functools.cache
def _words() -> dict[str, str]:
    """Given names that are also words, with their kind: those of the list, and stop words of any language."""
    listed = {row["name"]: row["kind"] for row in reference.rows("not_a_name.tsv")}
    return {row["word"]: "proper" for row in reference.rows("stopwords.tsv")} | listed
