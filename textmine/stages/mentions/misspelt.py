"""A word that is no name -> the country whose name it misspells ("Morroco", "Kazahkstan", "Unted States").

Only names of countries in the language of the text and in English are compared, without doubled
letters, so that "Morroco" is near "Morocco". The first letter must be right.

Source: the optimal string alignment distance (Damerau 1964, DOI 10.1145/363958.363994), which finds
most slips of the hand at a distance of one; two slips are allowed in long names. The lengths were
chosen on invented answers so that no given name or common word is near a name.
"""

from __future__ import annotations

import functools
import re

from textmine import reference
from textmine.stages.mentions.gazetteer import Name, fold, split, tree
from textmine.stages.mentions.name_lists import is_stopword, may_be_person

__all__ = ["misspelt"]

# Letters of a word that is compared, and from which two slips are allowed.
_SHORTEST, _LONG = 7, 10
_DOUBLED = re.compile(r"(\w)\1")


@functools.lru_cache(maxsize=65536)
def misspelt(text: str, language: str) -> Name | None:
    """The country that a word, or two, misspell; None if they spell none, or may spell two."""
    words = split(text)
    text = _plain(words)
    if not words or len("".join(words)) < _SHORTEST or any(map(_is_known, words)):
        return None
    from rapidfuzz.distance import OSA

    slips = 1 if len(text) < _LONG else 2
    near = {
        (distance, name.entity_id): name
        for key, name in _names(language).get((len(words), text[0]), {}).items()
        if (distance := OSA.distance(text, key, score_cutoff=slips)) <= slips
    }
    best = sorted(near)[:2]
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return near[best[0]]


def _plain(words: tuple[str, ...]) -> str:
    return " ".join(_DOUBLED.sub(r"\1", word) for word in words)


@functools.cache
def _names(language: str) -> dict[tuple[int, str], dict[str, Name]]:
    """The names of countries of a language and of English, by how many words they have and their first letter."""
    found: dict[tuple[int, str], dict[str, Name]] = {}
    named = reference.columns("country_names.tsv")
    for written, spoken, iso2 in zip(named["name"], named["languages"], named["iso2"], strict=True):
        if not {"en", language}.isdisjoint(spoken.split()):
            words = tuple(map(fold, written.replace("-", " ").split()))
            name = Name("country", iso2, "misspelt", frozenset((language,)))
            text = _plain(words)
            found.setdefault((len(words), text[0]), {})[text] = name
    return found


def _is_known(word: str) -> bool:
    """Whether a word is a name of its own, of a town or a person, or a common word."""
    return "" in tree().get(word, {}) or may_be_person(word) or is_stopword(word)
