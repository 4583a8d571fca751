"""data/reference -> the names of places, as one tree of words.

The tree is a dict of dicts: the folded words of a name lead from the root to a node whose key ""
holds the readings of that name. Inflected forms are written out, so that finding is nothing but
looking words up.
"""

from __future__ import annotations

import functools
import gc
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from textmine import reference
from textmine.errors import TextmineError

__all__ = [
    "TOKEN",
    "UPPER",
    "Name",
    "Needs",
    "codes",
    "countries",
    "eu_members",
    "fold",
    "is_like",
    "needs",
    "regions",
    "small_words",
    "split",
    "split_stars",
    "splits",
    "splits_stars",
    "squash",
    "tree",
    "unaccented",
    "unspaced",
]

# Words, abbreviations with dots, and the signs that separate the parts of a list.
TOKEN = re.compile(r"[A-Z](?:\.[A-Z])+\.?(?!\w)|[^\W_]+|[,;/]")
# Latin, Greek and Cyrillic capitals, for a class of a pattern.
UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
_TOKEN_OR_END = re.compile(rf"{TOKEN.pattern}|\n")
# A * of data/reference while its word is folded.
_STAR = "zzstar"
# Shortest stem that is inflected: "Mali" is, "Iran" is, "Man" is not.
_SHORTEST_STEM = 4
_SCORES = {
    "known": 0.95,
    "name": 0.95,
    "alias": 0.95,
    "inflected": 0.9,
    "demonym": 0.9,
    "code": 0.9,
    "city": 0.8,
    "place": 0.8,
    "subdivision": 0.8,
    "misspelt": 0.6,
}
_TOWNS = frozenset({"city", "subdivision"})
# Thousands of people that a state or province counts for, as no list says how many live there: those of the countries
# with few and great ones, and those of the others.
_GREAT_STATE, _STATE = 2000, 150
_GREAT_STATES = frozenset({"AR", "AT", "AU", "BR", "CA", "CN", "DE", "IN", "MX", "US"})
# Languages without blanks between words: their names are looked for in any stretch of letters.
_UNSPACED = frozenset({"zh", "ja", "ko"})
# Arabic writes "and", "in", "to" and "so" together with the next word, and "to the" in its own way.
_ARABIC_BEFORE, _ARABIC_ARTICLE, _ARABIC_TO_THE = ("و", "ب", "ل", "ف"), "ال", "لل"


class Name(NamedTuple):
    """One reading of a name.

    Attributes:
        kind: country, region, organisation, or nothing for a phrase that names none.
        entity_id: What it names.
        source: Which list it comes from.
        languages: The languages it is of, or "*".
        exact: The only spelling of an abbreviation, "" where case does not matter.
        plain: It is written without accents, so that a word with accents is another ("pôles").
        thousands: Of people, for a town.
        also: The languages in which a town or state is a common word too, and "name" where persons have it.
    """

    kind: str
    entity_id: str
    source: str
    languages: frozenset[str]
    exact: str = ""
    plain: bool = False
    thousands: int = 0
    also: frozenset[str] = frozenset()

    @property
    def score(self) -> float:
        """How sure a name of this source is. Chosen on the cases of data/gold."""
        return _SCORES[self.source]


@dataclass(frozen=True)
class Needs:
    """What an ambiguous name needs to be read as a place, and in which languages."""

    need: str
    languages: frozenset[str]

    def hold(self, language: str) -> bool:
        """Whether the need holds in a text of this language; unknown languages are read as English."""
        return "*" in self.languages or (language if language != "und" else "en") in self.languages


@functools.lru_cache(maxsize=65536)
def fold(token: str) -> str:
    """A word in lower case, without accents and dots: "U.S." is "us", "Perú" is "peru"."""
    token = token.casefold().replace(".", "")
    if token.isascii():
        return token
    return "".join(c for c in unicodedata.normalize("NFD", token) if not unicodedata.combining(c))


def split(text: str) -> tuple[str, ...]:
    """The folded words of a name or phrase."""
    if text.isalpha():
        return (fold(text),)
    return tuple(fold(token) for token in TOKEN.findall(text))


def unaccented(text: str) -> str:
    """A long text without the accents on its letters."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text)
    accents = "".join(filter(unicodedata.combining, set(text)))
    return re.sub(f"[{accents}]+", "", text) if accents else text


def splits(texts: Sequence[str]) -> list[str]:
    """The folded words of many names, each joined by blanks: `split` of all in one pass."""
    tokens = unaccented(" ".join(_TOKEN_OR_END.findall("\n".join(texts))).casefold().replace(".", ""))
    return tokens.replace(" \n", "\n").replace("\n ", "\n").split("\n") if texts else []


def split_stars(text: str) -> tuple[str, ...]:
    """The folded words of a phrase of data/reference, in which a * at the end of a word stands for any ending."""
    return tuple(word.replace(_STAR, "*") for word in split(text.replace("*", _STAR)))


def splits_stars(texts: Sequence[str]) -> list[str]:
    """`split_stars` of many phrases in one pass, the words of each joined by blanks."""
    return "\n".join(splits([text.replace("*", _STAR) for text in texts])).replace(_STAR, "*").split("\n")


def is_like(word: str, pattern: str) -> bool:
    """Whether a folded word is that of a phrase of `split_stars`."""
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@functools.lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """A name as one folded word, to see that two spellings are the same: "Acme-Cluster" is "acmecluster"."""
    return "".join(c for c in fold(text) if c.isalnum())


@functools.cache
def countries() -> dict[str, dict[str, str]]:
    """The rows of countries.tsv by their alpha-2 code."""
    return {row["iso2"]: row for row in reference.rows("countries.tsv")}


@functools.cache
def regions() -> dict[str, dict[str, str]]:
    """A row of regions.tsv for each region and bloc, by its id."""
    return {row["entity_id"]: row for row in reference.rows("regions.tsv")}


@functools.cache
def eu_members(as_of: str) -> frozenset[str]:
    """The members of the EU on a day (ISO 8601), or those of the latest day known for "".

    Raises:
        TextmineError: `as_of` is not a date.
    """
    try:
        day = date.fromisoformat(as_of).isoformat() if as_of else "9999-12-31"
    except ValueError:
        raise TextmineError(f"The date {as_of!r} of the option 'as_of' is not one.", expected="YYYY-MM-DD") from None
    return frozenset(
        code
        for code, row in countries().items()
        if row["eu_from"] and row["eu_from"] <= day and day <= (row["eu_to"] or "9999-12-31")
    )


@functools.cache
def needs() -> dict[tuple[str, ...], tuple[Needs, ...]]:
    """The ambiguous names, by their folded words."""
    found: dict[tuple[str, ...], list[Needs]] = {}
    for row in reference.rows("ambiguous.tsv"):
        found.setdefault(split(row["name"]), []).append(Needs(row["needs"], _languages(row["languages"])))
    return {key: tuple(value) for key, value in found.items()}


@functools.cache
def small_words(*uses: str) -> frozenset[str]:
    """The small words of these uses: join, article, end."""
    return frozenset(
        word for row in reference.rows("small_words.tsv") if row["use"] in uses for word in split(row["word"])
    )


@functools.cache
def codes() -> dict[str, Name]:
    """The codes of countries, alpha-2 and alpha-3, as they are written."""
    return {
        code: Name("country", iso2, "code", frozenset("*"), code)
        for iso2, row in countries().items()
        for code in (iso2, row["iso3"])
    }


@functools.cache
def tree() -> dict[str, Any]:
    """The tree of all names of places."""
    grown = _Tree()
    # Nothing that is loaded by now is ever garbage: each look for some takes as long as hundreds of comments.
    gc.freeze()
    return grown


class _Tree(dict[str, Any]):
    """The tree of names, of which a branch grows when its first word is asked for: a survey names few places.

    Until then the word leads to the number of the last name that begins with it.
    """

    def __init__(self) -> None:
        self._lists = list(_lists())
        self._ends = list(accumulate(len(names.words) for names in self._lists))
        last: dict[str, int] = {}
        # The name before each name with the same first word.
        self._before: list[int] = []
        firsts = (words.partition(" ")[0] for names in self._lists for words in names.words)
        for number, first in enumerate(firsts):
            self._before.append(last.get(first, -1))
            last[first] = number
        super().__init__(last)

    def __getitem__(self, word: str) -> dict[str, Any]:
        found = super().__getitem__(word)
        if not isinstance(found, dict):
            self[word] = found = self._grown(found)
        branch: dict[str, Any] = found
        return branch

    def get(self, word: str, default: Any = None) -> Any:
        """The branch of a word."""
        return self[word] if word in self else default  # noqa: SIM401 - that would be this method

    def _grown(self, number: int) -> dict[str, Any]:
        names = []
        while number >= 0:
            names.append(self._name(number))
            number = self._before[number]
        names.reverse()
        names.sort(key=lambda found: (found[0], -found[2].thousands))  # towns by their size
        branch: dict[str, Any] = {}
        for words, name in _sized(names):
            node = branch
            for word in words.split(" ")[1:]:
                node = node.setdefault(word, {})
            readings = node.setdefault("", [])
            if name not in readings:
                readings.append(name)
        return branch

    def _name(self, number: int) -> tuple[int, str, Name]:
        """A name by its number: the number of its list, its folded words, how to read it."""
        place = bisect_right(self._ends, number)
        names = self._lists[place]
        at = number - self._ends[place] + len(names.words)
        return place, names.words[at], names.reading(at)


def _sized(found: Sequence[tuple[int, str, Name]]) -> Iterator[tuple[str, Name]]:
    """The names of a branch, those of places.tsv with what cities.tsv says of the same town."""
    towns = {(words, name.entity_id): name for _, words, name in reversed(found) if name.source in _TOWNS}
    spoken: dict[tuple[str, str], frozenset[str]] = {}
    for _, words, name in found:
        if name.source == "place":
            key = words, name.entity_id
            spoken[key] = spoken.get(key, frozenset()) | name.languages
    for _, words, name in found:
        if name.source == "place":
            town = towns.get((words, name.entity_id), name)
            # Who writes a row of places.tsv for a language knows that the name is a town in it.
            also = town.also - spoken[words, name.entity_id]
            yield words, name._replace(thousands=max(town.thousands, _STATE), also=also)
        else:
            yield words, name


class _Names(NamedTuple):
    """A list of names: the folded words of each, and how the name of a number is read."""

    words: list[str]
    reading: Callable[[int], Name]


def _lists() -> Iterator[_Names]:
    """All names of data/reference; of the readings of one spelling the first that fits is taken."""
    yield _file("not_a_country.tsv", "nothing", "alias", "")
    yield _file("country_aliases.tsv", "country", "alias", "iso2")
    yield _country_names()
    yield _demonyms()
    yield _file("regions.tsv", "region", "name", "entity_id")
    yield _file("places.tsv", "country", "place", "iso2")
    yield _towns()
    named = list(countries().items())
    english = frozenset({"en"})
    yield _Names(splits([row["name"] for _, row in named]), lambda at: Name("country", named[at][0], "name", english))


def _file(file: str, kind: str, source: str, of: str) -> _Names:
    """The names of a file, of which the column `of` says what they name."""
    named = reference.columns(file)
    names, languages = named["name"], named["languages"]
    ids = named[of] if of else [""] * len(names)
    # "Deutsche Bank" is a company, "eine deutsche Bank" is not.
    cases = (
        named.get("case") or ["exact" if why == "company" else "" for why in named.get("why", [])] or [""] * len(ids)
    )

    def reading(at: int) -> Name:
        exact = names[at] if cases[at] == "exact" else ""
        return Name(kind, ids[at], source, _languages(languages[at]), exact, bool(of) and names[at].isascii())

    return _Names(splits(names), reading)


def _towns() -> _Names:
    """The towns and states."""
    cities, states = reference.columns("cities.tsv"), reference.columns("subdivisions.tsv")
    names, of, spoken, also = (cities[key] + states[key] for key in ("name", "iso2", "languages", "also"))

    def reading(at: int) -> Name:
        is_city = at < len(cities["name"])
        size = int(cities["thousands"][at]) if is_city else _GREAT_STATE if of[at] in _GREAT_STATES else _STATE
        # The English name of a province goes for all languages, as that of a town does.
        languages = _languages("*" if spoken[at] == "en" else spoken[at])
        source = "city" if is_city else "subdivision"
        return Name("country", of[at], source, languages, "", names[at].isascii(), size, _languages(also[at]))

    return _Names(splits(names), reading)


@functools.cache
def unspaced() -> tuple[re.Pattern[str], dict[str, Name]]:
    """The names of countries in languages without blanks: a pattern of them, the longest first, and what they are."""
    names = {
        row["name"]: Name("country", row["iso2"], "name", _languages(row["languages"]))
        for row in reference.rows("country_names.tsv")
        if _UNSPACED & set(row["languages"].split()) and not row["name"].isascii()
    }
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))), names


def _country_names() -> _Names:
    """The names of country_names.tsv with their inflected forms."""
    endings = _endings()
    named = reference.columns("country_names.tsv")
    # Each form, the row it is of, and the language of which it is an inflected form.
    forms, of, inflected = list[str](), list[int](), list[str]()

    def add(some: Sequence[str], row: int, language: str = "") -> None:
        forms.extend(some)
        of.extend([row] * len(some))
        inflected.extend([language] * len(some))

    for row, (words, cell) in enumerate(zip(splits(named["name"]), named["languages"], strict=True)):
        languages = _languages(cell)
        if len(words.replace(" ", "")) > 2:  # noqa: PLR2004 - a name of two letters is a code
            add([words], row)
        if "ar" in languages:
            add(_arabic(words), row)
        last = words.rpartition(" ")[2]
        for language in sorted(languages & endings.keys()):
            for ending, instead in endings[language]:
                if last.endswith(ending) and len(last) - len(ending) >= _SHORTEST_STEM - bool(ending):
                    stem = words.removesuffix(ending)
                    add([stem + new for new in instead], row, language)

    def reading(at: int) -> Name:
        iso2 = named["iso2"][of[at]]
        if inflected[at]:
            return Name("country", iso2, "inflected", frozenset((inflected[at],)))
        name, languages = named["name"][of[at]], _languages(named["languages"][of[at]])
        return Name("country", iso2, "name", languages, plain=name.isascii())

    return _Names(forms, reading)


def _endings() -> dict[str, list[tuple[str, list[str]]]]:
    """What names of each language end in, and what they end in when they are inflected, folded."""
    found: dict[str, list[tuple[str, list[str]]]] = {}
    for row in reference.rows("inflections.tsv"):
        ending = "" if row["ending"] == "-" else fold(row["ending"])
        found.setdefault(row["language"], []).append((ending, [fold(e) for e in row["endings"].split()]))
    return found


def _arabic(words: str) -> list[str]:
    """A name with the small words that Arabic writes together with it."""
    forms = [before + words for before in _ARABIC_BEFORE]
    if words.startswith(_ARABIC_ARTICLE):
        forms.append(_ARABIC_TO_THE + words.removeprefix(_ARABIC_ARTICLE))
    return forms


def _demonyms() -> _Names:
    named = reference.columns("demonyms.tsv")
    # The endings of each row; one goes on with the last word of its stem.
    endings = {cell: [ending.removeprefix("-") for ending in cell.split()] for cell in set(named["endings"])}
    folded = {cell: list(map(fold, some)) for cell, some in endings.items()}
    rows = list(zip(splits(named["stem"]), named["endings"], strict=True))
    words = [stem + ending for stem, cell in rows for ending in folded[cell]]
    of = [(row, place) for row, cell in enumerate(named["endings"]) for place in range(len(endings[cell]))]

    def reading(at: int) -> Name:
        row, place = of[at]
        plain = (named["stem"][row] + endings[named["endings"][row]][place]).isascii()
        return Name("country", named["iso2"][row], "demonym", _languages(named["language"][row]), plain=plain)

    return _Names(words, reading)


@functools.lru_cache(maxsize=65536)
def _languages(cell: str) -> frozenset[str]:
    return frozenset(cell.split())
