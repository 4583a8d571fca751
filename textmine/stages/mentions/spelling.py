"""A name -> the ways it is written, and a way it is written -> whose name it is.

Respondents write the names of others as they remember them: "BIOTEX2" for "BioTex\u00b2", "Trans-Going" for
"TransGoIn-Action", "T4F" for "Taste Forward (TF4)". A spelling is held against all names, by these rules in
this order, and the first by which it is the name of exactly one respondent decides:

1. the same letters and digits, whatever their case, accents, blanks, hyphens and superscripts;
2. the same as a name shortened by its last part ("LUMINA" for "LUMINA-GO"), or with a general word more;
3. the same but for a bracket that says more ("CityLoop-2i (Sweden)"), not with a shortened name;
4. one letter more, fewer, other or exchanged, in names of eight signs and more; never a digit;
5. the same signs in another order, in codes of letters and digits ("T4F" for "TF4").

A spelling that says that another bearer is meant ("LUMINA first generation") is nobody's name here.

Source: the rules were chosen on the spellings in Table 2 of D5.5 Progress Report on the European Strategic Cluster
Partnerships (2019), as NF4/N4F and MobiGoIn-Action/Mobi-Going, and on invented ones; so were the shortest lengths.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from textmine.stages.mentions.definitions import definitions
from textmine.stages.mentions.finder import words
from textmine.stages.mentions.gazetteer import small_words, split, squash, tree
from textmine.stages.mentions.phrases import find_phrases, listed

__all__ = ["Linker", "Variant", "is_abbreviation", "key_of", "plain_of", "variants"]

_BRACKET = re.compile(r"(?P<plain>[^()\[\]]*[^()\[\]\s])\s*[(\[](?P<inner>[^()\[\]]+)[)\]][\s.]*")
_TAIL = re.compile(r"(?P<stem>.*[^\W_])(?P<gap>[\s\-\u2013_]+)(?P<tail>[^\W_]+)")
_NUMBERED = re.compile(r"(?P<stem>.*[^\W\d_])(?P<tail>\d{1,2})")
_MARKS = str.maketrans("", "", "\u2122\u00ae\u00a9")
_DIGITS = re.compile(r"\d+")
# Letters and digits of a shortened name, of a name in which a letter may differ, of an abbreviation and of a code.
_SHORTENED, _TOLERANT, _ABBREVIATION, _CODE = 5, 8, 3, 5
# Signs of a last part that is a tag and no word: "GO", "4i".
_TAG = 3
_LONGEST_BRACKET = 12
# Characters of a spelling; what is longer is a sentence.
_LONGEST = 120


class Variant(NamedTuple):
    """A way in which a name is written.

    Attributes:
        name: The spelling.
        source: How it comes from the name.
        alone: It is shortened, and stands for the name only where nothing beside it makes it another.
    """

    name: str
    source: str
    alone: bool = False


def key_of(name: str) -> str:
    """The letters and digits of a name, by which two spellings are the same: "BioTex\u00b2" is "biotex2"."""
    return squash(name if name.isascii() else unicodedata.normalize("NFKC", name.translate(_MARKS)))


def plain_of(name: str) -> str:
    """A name without a bracket at its end, and without words that tell one bearer from another."""
    bracket = _BRACKET.fullmatch(name)
    plain = bracket["plain"] if bracket else name
    marks = find_phrases(words(plain), "another")
    if marks and marks[0].start:
        plain = plain[: marks[0].start]
    elif marks:
        plain = plain[marks[0].end :]
    return plain.strip(" -\u2013,;:.([")


def variants(name: str) -> list[Variant]:
    """The ways in which a name may be written, itself first; spellings with the same key are given once."""
    whole = " ".join(name.split()).strip(" .,;:\"'\u201c\u201d")
    found = [Variant(whole, "answer")]
    bracket = _BRACKET.fullmatch(whole)
    plain = bracket["plain"] if bracket else whole
    if bracket:
        found.append(Variant(plain, "without its bracket"))
        if is_abbreviation(bracket["inner"]):
            found.append(Variant(bracket["inner"].strip(), "abbreviation in brackets"))
    for long, short in definitions(whole):
        spelt = whole[slice(*long)], whole[slice(*short)]
        found += [Variant(part, "part of its definition") for part in spelt if is_abbreviation(part) or " " in part]
    for stem, _ in _shortened(plain):
        found.append(Variant(stem, "without its last part", alone=True))
    first = {key_of(variant.name): variant for variant in reversed(found)}
    return [variant for variant in found if first[key_of(variant.name)] is variant and key_of(variant.name)]


def is_abbreviation(text: str) -> bool:
    """Whether half of a text are capitals and digits, as in an abbreviation, and it is no code or name of a place."""
    text = text.strip()
    marks = sum(c.isupper() or c.isdigit() for c in text)
    if " " in text or len(text) > _LONGEST_BRACKET or 2 * marks < max(len(text), _ABBREVIATION + 1):
        return False
    if not any(map(str.isalpha, text)):
        return False
    return len(key_of(text)) >= _ABBREVIATION and "" not in tree().get(split(text)[0], {})


def _shortened(name: str) -> Iterator[tuple[str, str]]:
    """A name without the tag or general word at its end, and that end."""
    plain = unicodedata.normalize("NFKC", name.translate(_MARKS))
    match = _TAIL.fullmatch(plain)
    if match:
        tail = match["tail"]
        hyphen = not match["gap"].isspace()
        tag = len(tail) <= _TAG and (hyphen or tail.isupper() or _DIGITS.search(tail))
        if not tag and split(tail) not in listed("tail"):
            match = None
    match = match or _NUMBERED.fullmatch(plain)
    if match and len(key_of(match["stem"])) >= _SHORTENED:
        # As it is written, where normalising has not changed its length.
        yield (name[: len(match["stem"])] if len(plain) == len(name) else match["stem"]), match["tail"]


class Linker:
    """Tells whose name a spelling is.

    Args:
        names: Id of the bearer, spelling, and whether it is shortened (see `Variant.alone`).
    """

    def __init__(self, names: Iterable[tuple[str, str, bool]]) -> None:
        self._full: dict[str, set[str]] = {}
        self._short: dict[str, set[str]] = {}
        self._codes: dict[str, set[str]] = {}
        self._near: dict[str, set[tuple[str, bool]]] = {}
        for bearer, name, alone in names:
            key = key_of(name)
            (self._short if alone else self._full).setdefault(key, set()).add(bearer)
            if _is_code(key):
                self._codes.setdefault("".join(sorted(key)), set()).add(bearer)
            if len(key) >= _TOLERANT:
                for part in (key, *_deletions(key)):
                    self._near.setdefault(part, set()).add((key, alone))

    def link(self, written: str) -> tuple[str, str]:
        """The id of the one whose name this is, and the rule by which; ("", "") where it is nobody's or several's."""
        bearers, why = self._bearers(written)
        return (min(bearers), why) if len(bearers) == 1 else ("", "")

    def several(self, written: str) -> bool:
        """Whether a spelling is the name of several, and so tells nobody."""
        return len(self._bearers(written)[0]) > 1

    def _bearers(self, written: str) -> tuple[Collection[str], str]:
        """Those whose name this is by the first rule that knows it, and that rule."""
        text = _without_article(written)
        if len(text) > _LONGEST or not key_of(text) or find_phrases(words(text), "another"):
            return frozenset(), ""
        return next(((bearers, why) for bearers, why in self._rules(text) if bearers), (frozenset(), ""))

    def _rules(self, text: str) -> Iterator[tuple[Collection[str], str]]:
        key = key_of(text)
        none: frozenset[str] = frozenset()
        shortened = [(key_of(stem), tail) for stem, tail in _shortened(text)]
        bracket = _BRACKET.fullmatch(text)
        yield self._full.get(key, none), "same letters"
        yield self._short.get(key, none), "shortened"
        for short, tail in shortened:
            yield self._full.get(short, none), "same letters, with a word more"
            if split(tail) in listed("tail") and len(tail) > _TAG:
                yield self._short.get(short, none), "shortened, with a word more"
        if bracket:
            yield self._full.get(key_of(bracket["plain"]), none), "same letters, with a bracket more"
        yield self._one_apart(key, short=True), "one letter apart"
        for short, _ in shortened:
            yield self._one_apart(short, short=False), "one letter apart, with a word more"
        if _is_code(key):
            yield self._codes.get("".join(sorted(key)), none), "same signs in another order"

    def _one_apart(self, key: str, *, short: bool) -> set[str]:
        """The bearers of names that are one letter apart, shortened ones too where `short`."""
        if len(key) < _TOLERANT:
            return set()
        near = {entry for part in (key, *_deletions(key)) for entry in self._near.get(part, ())}
        keys = [(other, alone) for other, alone in near if (short or not alone) and _apart(key, other)]
        return {bearer for other, alone in keys for bearer in (self._short if alone else self._full)[other]}


def _without_article(text: str) -> str:
    text = " ".join(text.split()).strip(" .,;:\"'\u201c\u201d")
    first, _, rest = text.partition(" ")
    return rest if rest and split(first) and split(first)[0] in small_words("article") else text


def _is_code(key: str) -> bool:
    return _ABBREVIATION <= len(key) <= _CODE and bool(_DIGITS.search(key)) and not key.isdigit()


def _deletions(key: str) -> Iterator[str]:
    """A key without one of its signs: two keys that share one are at most two edits apart.

    Source: W. Garbe, SymSpell (2012), symmetric delete.
    """
    return (key[:i] + key[i + 1 :] for i in range(len(key)))


def _apart(one: str, other: str) -> bool:
    """Whether two keys differ by one letter: added, left out, another, or exchanged with the next; never a digit."""
    if one == other or _DIGITS.findall(one) != _DIGITS.findall(other):
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[at:], other[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
