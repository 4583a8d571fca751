"""Texts -> the organisations and persons that spaCy's recogniser finds, in one pass.

English comes with textmine; another language is read where its spaCy package is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["NOTHING", "Named", "recognise"]

# Without a capital inside a sentence there is nothing for the recogniser to find.
_WORTH = re.compile(r"[\w,;:)][ ]+[\"'“(]*[^\W\d_a-z]")

# As the packages call them: English and Chinese PERSON, most others PER, Polish and Romanian in their own way.
_ORGANISATIONS = frozenset({"ORG", "orgName", "ORGANIZATION"})
_PERSONS = frozenset({"PERSON", "PER", "persName", "PRS"})


class Named(NamedTuple):
    """What the recogniser found in one text, as spans of characters."""

    organisations: tuple[tuple[int, int], ...]
    persons: tuple[tuple[int, int], ...]


NOTHING = Named((), ())


def recognise(texts: Sequence[str], languages: Sequence[str]) -> list[Named]:
    """The names in each text; nothing where no recogniser reads its language or no capital is inside a sentence.

    Args:
        texts: The texts to read.
        languages: The language of each, ISO 639-1.
    """
    found = [NOTHING] * len(texts)
    worth: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if _WORTH.search(text):
            worth.setdefault(languages[i], []).append(i)
    if not worth:
        return found
    from textmine.models import load_spacy, spacy_packages

    for language in sorted(worth.keys() & {"en", *spacy_packages()}):
        places = worth[language]
        for i, doc in zip(places, load_spacy(language).pipe([texts[i] for i in places]), strict=True):
            found[i] = Named(*(tuple(_spans(doc, labels)) for labels in (_ORGANISATIONS, _PERSONS)))
    return found


def _spans(doc: Doc, labels: frozenset[str]) -> Iterator[tuple[int, int]]:
    return ((e.start_char, e.end_char) for e in doc.ents if e.label_ in labels)
