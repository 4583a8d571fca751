"""A capitalised word that is no name -> the town of which it is an inflected form ("Gaboroneu", "Miškolca").

Only the towns that comments name most have their forms written out in places.tsv. The forms of the
others are told here by the endings that inflections.tsv gives to names of countries, and only for
names that are neither words nor persons' and that `towns` then finds in a list or behind a
preposition. Where the ending does the work of a preposition, it is evidence enough.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping

from textmine import reference
from textmine.stages.mentions.gazetteer import Name, fold, needs, tree
from textmine.stages.mentions.name_lists import is_stopword, may_be_person

__all__ = ["inflected"]

_SHORTEST = 4  # letters of a name that is inflected
_TOWNS = frozenset({"city", "place", "subdivision"})
# A town that is known without more, in thousands of people, and one that needs a preposition, as `towns` has them.
_LARGE, _SMALL = 100, 99
# Languages in which an ending says what a preposition says elsewhere.
_BY_ENDING = frozenset({"et", "fi", "hu", "lt", "lv"})


@functools.lru_cache(maxsize=65536)
def inflected(key: str, language: str) -> tuple[Name, ...]:
    """The towns of which a folded word is an inflected form, the largest first; none where it is a word or a name."""
    if len(key) <= _SHORTEST or "" in tree().get(key, {}) or may_be_person(key) or is_stopword(key):
        return ()
    found: dict[str, Name] = {}
    for new, ending in _endings().get(language, ()):
        base = key[: len(key) - len(new)] + ending
        if key.endswith(new) and len(base) >= _SHORTEST and (base,) not in needs():
            names = [n for n in tree().get(base, {}).get("", ()) if n.languages & {"*", language}]
            if not any(name.source not in _TOWNS or name.also & {language, "name"} for name in names):
                found.update((name.entity_id, name) for name in reversed(names) if name.entity_id not in found)
    most = _LARGE if language in _BY_ENDING else _SMALL
    ranked = sorted(found.values(), key=lambda name: -name.thousands)
    return tuple(name._replace(source="city", thousands=min(name.thousands, most)) for name in ranked)


@functools.cache
def _endings() -> Mapping[str, list[tuple[str, str]]]:
    """What inflections.tsv puts in the place of what a name ends in, by language, folded."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in reference.rows("inflections.tsv"):
        ending = "" if row["ending"] == "-" else fold(row["ending"])
        found.setdefault(row["language"], []).extend((fold(new), ending) for new in row["endings"].split())
    return found
