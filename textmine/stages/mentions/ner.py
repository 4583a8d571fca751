"""English texts -> the organisations and persons that spaCy's recogniser finds, in one pass."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["NOTHING", "Named", "recognise"]

# Without a capital inside a sentence there is nothing for the recogniser to find.
_WORTH = re.compile(r"[\w,;:)][ ]+[\"'“(]*[^\W\d_a-z]")


class Named(NamedTuple):
    """What the recogniser found in one text, as spans of characters."""

    organisations: tuple[tuple[int, int], ...]
    persons: tuple[tuple[int, int], ...]


NOTHING = Named((), ())


def recognise(texts: Sequence[str], languages: Sequence[str]) -> list[Named]:
    """The names in each text; nothing for those that are not English or hold no capital inside a sentence.

    Args:
        texts: The texts to read.
        languages: The language of each, ISO 639-1.
    """
    found = [NOTHING] * len(texts)
    worth = [i for i, text in enumerate(texts) if languages[i] == "en" and _WORTH.search(text)]
    if not worth:
        return found
    from textmine.models import load_spacy

    for i, doc in zip(worth, load_spacy().pipe([texts[i] for i in worth]), strict=True):
        spans = {
            label: tuple((e.start_char, e.end_char) for e in doc.ents if e.label_ == label)
            for label in ("ORG", "PERSON")
        }
        found[i] = Named(spans["ORG"], spans["PERSON"])
    return found
