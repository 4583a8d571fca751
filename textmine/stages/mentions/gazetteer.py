"""data/reference -> the names of places, as one tree of words.

The tree is a dict of dicts: the folded words of a name lead from the root to a node whose key ""
holds the readings of that name. Inflected forms are written out when the tree is built, so that
finding is nothing but looking words up.
"""

from __future__ import annotations

import functools
import gc
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
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
    "squash",
    "tree",
    "unspaced",
]

# Words, abbreviations with dots, and the signs that separate the parts of a list.
TOKEN = re.compile(r"[A-Z](?:\.[A-Z])+\.?(?!\w)|[^\W_]+|[,;/]")
# Latin, Greek and Cyrillic capitals, for a class of a pattern.
UPPER = "".join(c for c in map(chr, range(0x41, 0x530)) if c.isupper())
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
# Files of names, what they name, and the column with its id; earlier ones are preferred.
_SOURCES = (
    ("country_aliases.tsv", "country", "alias", "iso2"),
    ("regions.tsv", "region", "name", "entity_id"),
    ("places.tsv", "country", "place", "iso2"),
)
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


def split_stars(text: str) -> tuple[str, ...]:
    """The folded words of a phrase of data/reference, in which a * at the end of a word stands for any ending."""
    return tuple(word.replace(_STAR, "*") for word in split(text.replace("*", _STAR)))


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
    # Nothing of the tree is ever garbage: looking for some while it grows takes a third of the time, and every look
    # through all objects afterwards as long as a thousand comments.
    collecting = gc.isenabled()
    gc.disable()
    try:
        grown = _grow(_places())
        gc.freeze()
        return grown
    finally:
        if collecting:
            gc.enable()


def _grow(names: Iterable[tuple[tuple[str, ...], Name]]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for words, name in names:
        node = root
        for word in words:
            node = node.setdefault(word, {})
        readings = node.setdefault("", [])
        if name not in readings:
            readings.append(name)
    return root


def _places() -> Iterator[tuple[tuple[str, ...], Name]]:
    """Every name of data/reference; of the readings of one spelling the first that fits is taken."""
    for row in reference.rows("not_a_country.tsv"):
        # "Deutsche Bank" is a company, "eine deutsche Bank" is not.
        exact = row["name"] if row["why"] == "company" else ""
        yield split(row["name"]), Name("nothing", "", "alias", _languages(row["languages"]), exact)
    towns = list(_towns())
    known = {(words, town.entity_id): (max(town.thousands, _STATE), town.also) for words, town in reversed(towns)}
    spoken: dict[tuple[tuple[str, ...], str], frozenset[str]] = {}
    for row in reference.rows("places.tsv"):
        key = split(row["name"]), row["iso2"]
        spoken[key] = spoken.get(key, frozenset()) | _languages(row["languages"])
    for file, kind, source, of in _SOURCES:
        for row in reference.rows(file):
            exact = row["name"] if row.get("case") == "exact" else ""
            words = split(row["name"])
            size = (0, frozenset[str]())
            if source == "place":
                thousands, also = known.get((words, row[of]), (_STATE, frozenset()))
                # Who writes a row of places.tsv for a language knows that the name is a town in it.
                size = thousands, also - spoken[words, row[of]]
            yield words, Name(kind, row[of], source, _languages(row["languages"]), exact, row["name"].isascii(), *size)
        if source == "alias":
            yield from _country_names()
            yield from _demonyms()
    yield from towns
    for iso2, row in countries().items():
        yield split(row["name"]), Name("country", iso2, "name", frozenset({"en"}))


def _towns() -> Iterator[tuple[tuple[str, ...], Name]]:
    """The states and towns, the largest first."""
    rows = [(row, "city", int(row["thousands"])) for row in reference.rows("cities.tsv")]
    rows += [
        (row, "subdivision", _GREAT_STATE if row["iso2"] in _GREAT_STATES else _STATE)
        for row in reference.rows("subdivisions.tsv")
    ]
    known: dict[str, frozenset[str]] = {}
    for row, source, thousands in sorted(rows, key=lambda row: -row[2]):
        # The English name of a province goes for all languages, as that of a town does.
        spoken = "*" if row["languages"] == "en" else row["languages"]
        languages = known.setdefault(spoken, _languages(spoken))
        also = known.setdefault(row["also"], _languages(row["also"]))
        yield (
            split(row["name"]),
            Name("country", row["iso2"], source, languages, "", row["name"].isascii(), thousands, also),
        )


@functools.cache
def unspaced() -> tuple[re.Pattern[str], dict[str, Name]]:
    """The names of countries in languages without blanks: a pattern of them, the longest first, and what they are."""
    names = {
        row["name"]: Name("country", row["iso2"], "name", _languages(row["languages"]))
        for row in reference.rows("country_names.tsv")
        if _UNSPACED & set(row["languages"].split()) and not row["name"].isascii()
    }
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name))))), names


def _country_names() -> Iterator[tuple[tuple[str, ...], Name]]:
    """The names of country_names.tsv with their inflected forms."""
    endings: dict[str, list[tuple[str, list[str]]]] = {}
    for row in reference.rows("inflections.tsv"):
        ending = "" if row["ending"] == "-" else fold(row["ending"])
        endings.setdefault(row["language"], []).append((ending, [fold(e) for e in row["endings"].split()]))
    for row in reference.rows("country_names.tsv"):
        words, languages = split(row["name"]), _languages(row["languages"])
        name = Name("country", row["iso2"], "name", languages, plain=row["name"].isascii())
        if sum(map(len, words)) > 2:  # noqa: PLR2004 - a name of two letters is a code
            yield words, name
        if "ar" in languages:
            yield from ((form, name) for form in _arabic(words))
        for language in sorted(languages & endings.keys()):
            inflected = Name("country", row["iso2"], "inflected", frozenset((language,)))
            for ending, instead in endings[language]:
                stem = words[-1].removesuffix(ending)
                if words[-1].endswith(ending) and len(stem) >= _SHORTEST_STEM - bool(ending):
                    yield from (((*words[:-1], stem + new), inflected) for new in instead)


def _arabic(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """A name with the small words that Arabic writes together with it."""
    for before in _ARABIC_BEFORE:
        yield before + words[0], *words[1:]
    if words[0].startswith(_ARABIC_ARTICLE):
        yield _ARABIC_TO_THE + words[0].removeprefix(_ARABIC_ARTICLE), *words[1:]


def _demonyms() -> Iterator[tuple[tuple[str, ...], Name]]:
    for row in reference.rows("demonyms.tsv"):
        accented = Name("country", row["iso2"], "demonym", _languages(row["language"]))
        plain = accented._replace(plain=True)
        for ending in row["endings"].split():
            text = row["stem"] + ending.removeprefix("-")
            yield split(text), plain if text.isascii() else accented


@functools.lru_cache(maxsize=65536)
def _languages(cell: str) -> frozenset[str]:
    return frozenset(cell.split())
