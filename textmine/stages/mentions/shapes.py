"""The name of an organisation -> what of it tells it from others, and what is only its kind or form.

"The Ventora Wind Cluster e.V." has the words ventora and wind, the kind cluster and the legal form ev.
What a word is says name_words.tsv.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions.gazetteer import fold

__all__ = ["Shape", "is_acronym", "shape", "words_of"]

_ELISION = re.compile(r"(?<!\w)[dlDL]['\u2019](?=\w)")
_APOSTROPHE = re.compile(r"['\u2019`]")
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 4  # words of a kind of organisation, small ones left out
# A compound is cut before a kind of organisation of this many letters, what is left before it being of three at least.
_COMPOUND, _REST = 6, 3
# A kind with one letter missing or too many is known from this many letters on: there are no two so near each other.
_TYPO = 7
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 2, 6


@dataclass(frozen=True)
class Shape:
    """A name taken apart.

    Attributes:
        plain: All words but small ones and the legal form, written together.
        words: The words that tell it from others, in order.
        weak: Kinds of organisation that are often left out.
        strong: Kinds that tell two organisations of one name apart.
        unit: It is a part of an organisation.
        legal: The class of its legal form, "" for none.
        numbers: The numbers in it.
        initials: Of all words, in order, small ones left out.
        acronym: It is one word in capitals.
    """

    plain: str
    words: tuple[str, ...]
    weak: frozenset[str]
    strong: frozenset[str]
    unit: bool
    legal: str
    numbers: frozenset[str]
    initials: str
    acronym: bool

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of both sorts."""
        return self.weak | self.strong


class _Lists(NamedTuple):
    """name_words.tsv: (use, concept) of words, of stems of which any ending may follow, and of words with a typo."""

    words: dict[tuple[str, ...], tuple[str, str]]
    stems: dict[str, tuple[str, str]]
    typos: dict[str, tuple[str, str]]


def words_of(surface: str) -> list[str]:
    """The folded words of a name, superscripts as digits, dots and apostrophes left out."""
    text = unicodedata.normalize("NFKC", surface)
    text = _APOSTROPHE.sub("", _ELISION.sub("", text))
    return _WORD.findall(fold(text))


@functools.cache
def _lists() -> _Lists:
    words: dict[tuple[str, ...], tuple[str, str]] = {}
    stems: dict[str, tuple[str, str]] = {}
    rows = [(row["word"], (row["use"], row["concept"])) for row in reference.rows("name_words.tsv")]
    small = {fold(word) for word, (use, _) in rows if use == "small"}
    for word, meaning in rows:
        key = tuple(words_of(word))
        bare = key if meaning[0] in {"small", "legal"} else tuple(w for w in key if w not in small)
        if bare:
            words.setdefault(bare, meaning)
            if word.endswith("*"):
                stems.setdefault(bare[-1], meaning)
    kinds = {key[0]: meaning for key, meaning in words.items() if len(key) == 1 and len(key[0]) >= _TYPO}
    typos = {variant: meaning for word, meaning in kinds.items() for variant in _one_less(word)}
    return _Lists(words, stems, typos)


def _one_less(word: str) -> list[str]:
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


def is_acronym(surface: str) -> bool:
    """Whether a name is one short word of capitals, digits and at most as many small letters."""
    letters = [c for c in surface if c.isalnum()]
    marks = sum(c.isupper() or c.isdigit() for c in letters)
    short = _SHORTEST_ACRONYM <= len(letters) <= _LONGEST_ACRONYM
    return short and " " not in surface and surface[0].isupper() and marks > 1 and 2 * marks >= len(letters)


@functools.lru_cache(maxsize=1 << 17)
def shape(surface: str) -> Shape:
    """The name `surface` taken apart."""
    known = _lists()
    tokens, legal = _without_legal_form(words_of(surface))
    kept = [t for i, t in enumerate(tokens) if i == 0 or known.words.get((t,), ("",))[0] != "small"]
    if len(kept) > 1 and known.words.get((kept[0],), ("",))[0] == "small":
        kept = kept[1:]
    found = _parts(kept)
    by_use = {use: frozenset(c for u, c in found if u == use) for use in ("weak", "strong")}
    words = tuple(c for u, c in found if u in {"", "same"})
    return Shape(
        plain="".join(kept),
        words=words,
        weak=by_use["weak"],
        strong=by_use["strong"],
        unit=any(u == "unit" for u, _ in found),
        legal=legal,
        numbers=frozenset(w for w in kept if w[0].isdigit()),
        initials="".join(w[0] for w in kept),
        acronym=is_acronym(surface),
    )


def _without_legal_form(tokens: list[str]) -> tuple[list[str], str]:
    """The words without the legal form at their end or beginning, and its class."""
    known = _lists().words
    for length in range(min(_LONGEST, len(tokens) - 1), 0, -1):
        for part, rest in ((tokens[-length:], tokens[:-length]), (tokens[:length], tokens[length:])):
            use, concept = known.get(tuple(part), ("", ""))
            if use == "legal" and (part is not tokens[:length] or length == 1):
                return rest, concept
    return tokens, ""


def _parts(tokens: list[str]) -> list[tuple[str, str]]:
    """The words as (use, concept); a word that is in no list has no use and is its own concept."""
    known = _lists()
    found: list[tuple[str, str]] = []
    position = 0
    while position < len(tokens):
        for length in range(min(_LONGEST, len(tokens) - position), 0, -1):
            meaning = known.words.get(tuple(tokens[position : position + length]))
            if meaning is not None and meaning[0] not in {"legal", "small"}:
                found.append(meaning)
                position += length
                break
        else:
            found += _part(tokens[position])
            position += 1
    return found


@functools.lru_cache(maxsize=1 << 16)
def _part(token: str) -> tuple[tuple[str, str], ...]:
    """One word that is not listed as it stands: with an ending, in a compound, with a typo, or none of the list."""
    known = _lists()
    for length in range(len(token) - 1, _REST, -1):
        if token[:length] in known.stems:
            return (known.stems[token[:length]],)
    for cut in range(_REST, len(token) - _COMPOUND + 1):
        meaning = known.words.get((token[cut:],), known.stems.get(token[cut:]))
        if meaning is not None and meaning[0] in {"weak", "strong"}:
            return ("", token[:cut]), meaning
    near = known.typos.get(token)
    if near is None and len(token) > _TYPO:
        near = next((known.words[(w,)] for w in _one_less(token) if (w,) in known.words and len(w) >= _TYPO), None)
    if near is not None and near[0] in {"weak", "strong"}:
        return (near,)
    return (("", token),)
