"""How a country is named: by its name, by an adjective or its people, or by a part of it.

The gold cases do not say it. It is told from data/reference alone, never from what a stage finds: a word is of the kind
of the list that holds it with its country. Of several, in lower case it is an adjective, else a part, unless a country
has that very name. A word in none, misspelt or not known, is of the kind of the likest word that the lists have for its
country. Of the 1,243 expected words of the development half some 20 are told wrong, read one by one.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.finder import TOWNS

if TYPE_CHECKING:
    from textmine.stages.mentions.gazetteer import Name

__all__ = ["WORDINGS", "wording"]

_NAME, _ADJECTIVE, _PART = "names", "adjectives_and_inhabitants", "towns_and_parts"
WORDINGS = (_NAME, _ADJECTIVE, _PART)


@functools.cache
def wording(surface: str, entity: str, language: str) -> str:
    """The kind of a word for a country.

    Args:
        surface: The word as it stands in the text.
        entity: The country, ISO 3166-1 alpha-2.
        language: The language of the text, ISO 639-1; its lists and those of English go before the others.
    """
    forms = _forms().get(entity, {})
    word = " ".join(gazetteer.split(surface))
    if word not in forms:
        word = next(iter(get_close_matches(word, forms, n=1, cutoff=0)), "")
    names = forms.get(word, [])
    spoken = [name for name in names if name.languages & {language, "en", "*"}] or names
    sources = {name.source for name in spoken}
    found = {_ADJECTIVE if source == "demonym" else _PART if source in TOWNS else _NAME for source in sources}
    if _ADJECTIVE in found and (len(found) == 1 or surface[0].islower()):
        return _ADJECTIVE
    # Scotland stands among the other names of the United Kingdom, and is a part of it.
    return _PART if _PART in found and "name" not in sources else _NAME


@functools.cache
def _forms() -> dict[str, dict[str, list[Name]]]:
    """All words for each country, folded, with their readings."""
    forms: dict[str, dict[str, list[Name]]] = {}
    for words, name in _leaves((), gazetteer.tree()):
        if name.kind == "country":
            forms.setdefault(name.entity_id, {}).setdefault(" ".join(words), []).append(name)
    return forms


def _leaves(words: tuple[str, ...], node: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Name]]:
    for word in node:  # noqa: PLC0206  a node grows where it is looked up
        below = node[word]
        if word:
            yield from _leaves((*words, word), below)
        else:
            yield from ((words, name) for name in below)
