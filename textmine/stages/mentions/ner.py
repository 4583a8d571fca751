"""Texts -> the organisations and persons that spaCy's recogniser finds, in one pass.

English comes with textmine; another language is read where its spaCy package is installed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.mentions.gazetteer import UPPER
from textmine.stages.mentions.name_lists import may_be_person

if TYPE_CHECKING:
    from textmine.recogniser import Entity

__all__ = ["NOTHING", "Named", "is_worth", "recognise"]

# A capitalised word, and what stands before it within a sentence.
_CAPITALISED = re.compile(rf"(?<![\w'\u2019])[{UPPER}][\w'\u2019-]*")
_WITHIN = re.compile(r"[\w,;:)][ ]+[\"'\u201c(]*\Z")
_NEAR = 8  # characters
# Words with a capital that name nobody.
_UNNAMED = (
    "i i'm i'd i've i'll january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday"
)
_CALENDAR = frozenset(_UNNAMED.split())

# As the packages call them: English and Chinese PERSON, most others PER, Polish and Romanian in their own way.
_ORGANISATIONS = frozenset({"ORG", "orgName", "ORGANIZATION"})
_PERSONS = frozenset({"PERSON", "PER", "persName", "PRS"})


class Named(NamedTuple):
    """What the recogniser found in one text, as spans of characters."""

    organisations: tuple[tuple[int, int], ...]
    persons: tuple[tuple[int, int], ...]


NOTHING = Named((), ())


def recognise(
    texts: Sequence[str], languages: Sequence[str], known: Callable[[str, str], Sequence[tuple[int, int]]]
) -> list[Named]:
    """The names in each text; nothing where no recogniser reads its language or it can find nothing that counts.

    Args:
        texts: The texts to read.
        languages: The language of each, ISO 639-1.
        known: The spans of a text of a language that are known to be names of countries, which need no recogniser.
    """
    from textmine.models import spacy_packages

    found = [NOTHING] * len(texts)
    read = {"en", *spacy_packages()}
    worth: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if languages[i] in read and is_worth(text, known(text, languages[i])):
            worth.setdefault(languages[i], []).append(i)
    for language in sorted(worth):
        distinct = list(dict.fromkeys(texts[i] for i in worth[language]))
        read_once = dict(zip(distinct, _entities(distinct, language), strict=True))
        for i in worth[language]:
            entities = read_once[texts[i]]
            found[i] = Named(*(tuple(_spans(entities, labels)) for labels in (_ORGANISATIONS, _PERSONS)))
    return found


def is_worth(text: str, known: Sequence[tuple[int, int]]) -> bool:
    """Whether a text holds a capitalised word that may be part of a name nobody knows.

    The capital at the start of a sentence says nothing, unless the word is a given name: `organisations`
    and `people` take no other single word from there.
    """
    inside = False
    unknown = False
    for match in _CAPITALISED.finditer(text):
        start, end = match.span()
        within = bool(_WITHIN.search(text, max(start - _NEAR, 0), start))
        inside |= within
        word = match[0].casefold()
        if word not in _CALENDAR and not any(first <= start and end <= last for first, last in known):
            unknown |= within or may_be_person(word)
    return inside and unknown


def _entities(texts: Sequence[str], language: str) -> list[list[Entity]]:
    """What the recogniser of a language finds in each text."""
    from textmine.models import load_recogniser, load_spacy
    from textmine.recogniser import Entity

    if language == "en":
        return load_recogniser().entities(texts)
    docs = load_spacy(language).pipe(texts)
    return [[Entity(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in docs]


def _spans(entities: Iterable[Entity], labels: frozenset[str]) -> Iterator[tuple[int, int]]:
    return ((entity.start, entity.end) for entity in entities if entity.label in labels)
