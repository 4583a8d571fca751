"""What is known of given names: the lists, the endings they take, and which are also something else."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from textmine import reference
from textmine.stages.mentions.gazetteer import unaccented

__all__ = [
    "bases",
    "given",
    "is_eponym",
    "is_given_in",
    "is_known",
    "is_listed",
    "is_stopword",
    "languages_of",
    "may_be_person",
    "words",
]

_WIDESPREAD = 3  # languages
_FEWEST_INFLECTED = 4  # letters of a name that is inflected


def is_listed(word: str) -> bool:
    """Whether a word in lower case, with or without its accents, is a given name and not also a common word."""
    return (word in given() or word in _plain()) and word not in words()


def is_given_in(word: str, language: str) -> bool:
    """Whether a word in lower case, or what it is a form of, is given in a language of which it is no common word."""
    if words().get(word) == "proper" and not is_stopword(word):
        return False
    if word in reference.column("stopwords.tsv", "word", language):
        return False
    return any(language in given().get(form, "").split() for form in (word, *bases(word, language)))


def may_be_person(word: str) -> bool:
    """Whether a word in lower case is a given name, and no month, place or brand."""
    return word in given() and words().get(word) != "proper"


def is_known(name: str, language: str) -> bool:
    """Whether a name is given in a language, or in so many that it is known everywhere."""
    given_in = given().get(name, "").split()
    return language in given_in or len(given_in) >= _WIDESPREAD


def bases(word: str, language: str) -> Iterator[str]:
    """What a word can be an inflected form of."""
    for ending, base in _endings().get(language, ()):
        name = word[: -len(ending)] + base
        if len(name) >= _FEWEST_INFLECTED and word.endswith(ending):
            yield name


def languages_of(name: str, language: str) -> list[str]:
    """The languages that a name, or what it is an inflected form of, is given in."""
    return [lang for form in (name, *bases(name, language)) for lang in given().get(form, "").split()]


def is_eponym(name: str) -> bool:
    """Whether a programme, a foundation or a firm is named so."""
    return name.casefold().replace("-", " ").startswith(_eponyms())


@functools.cache
def given() -> dict[str, str]:
    """Given names with the languages they are given in."""
    files = map(reference.columns, ("given_names.tsv", "given_names_more.tsv"))
    return {name: spoken for file in files for name, spoken in zip(file["name"], file["languages"], strict=True)}


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
    return frozenset(unaccented("\n".join(given())).split("\n"))


@functools.cache
def words() -> dict[str, str]:
    """Given names that are also words, with their kind: those of the list, and stop words of any language."""
    listed = {row["name"]: row["kind"] for row in reference.rows("not_a_name.tsv")}
    return dict.fromkeys(reference.column("stopwords.tsv", "word"), "proper") | listed


def is_stopword(word: str) -> bool:
    """Whether a word in lower case is a stop word of any language."""
    return word in reference.column("stopwords.tsv", "word")
