"""A text -> the spans that name a place or a known organisation; the longest name wins.

One pass over the words of the text, each looked up in the tree of `gazetteer`. A reading is taken
when its language, its capitals and its neighbours allow it; every refusal is a row of
ambiguous.tsv or not_a_country.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from textmine.stages.mentions.gazetteer import TOKEN, UPPER, Name, codes, fold, needs, small_words, split, unspaced
from textmine.stages.mentions.inflected import inflected
from textmine.stages.mentions.misspelt import misspelt

__all__ = ["TOWNS", "Span", "Word", "begins_sentence", "find", "words"]

# What may stand between the words of a name ("Guinea-Bissau"), and after an abbreviation in it ("St. Lucia").
_GAP = re.compile(r"[\s\-\u2013'\u2019&]{0,3}")
_SHORT_GAP = re.compile(r"\.\s?")
_ABBREVIATION = 2
_SENTENCE_START = re.compile(r"(?:^|[.!?:\n•])(?:[^\S\n]|[\"'\u201c\u2018(\-\u2013])*$")
_OPENING = 40  # signs that open a sentence, far more than there ever are
_LIST_MARKS = frozenset({",", ";", "/"})
# A name of another language than the text's is taken when it is of these sources, this long, and has a capital.
_FOREIGN = frozenset({"name", "alias", "city"})
_FOREIGN_LENGTH = 5
# Names of towns are too often words of some language; in running text they need their capital.
TOWNS = frozenset({"city", "place", "subdivision"})
# Irish puts up to two letters before a capital ("i gConamara", "i bhFear Manach").
_MUTATING, _MUTATED = "ga", 3
# Thousands of people of a town that needs no capital where a text has none.
_WORLD_CITY = 1000
# One word or two that may be the misspelt name of a country.
_CAPITALISED = re.compile(rf"(?<!\w)([{UPPER}][^\W\d_{UPPER}]{{3,}})(?:[ -]([{UPPER}][^\W\d_{UPPER}]{{3,}}))?(?!\w)")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# In an answer to "Country" up to this many words, abbreviations may be in lower case.
_SHORT_ANSWER = 8
_NEVER, _INSIDE, _CAPITAL = "never", "inside", "capital"


class Word(NamedTuple):
    """A word of a text, folded, with its place."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Span:
    """A name found: where, as what, its folded words (of which some may be ambiguous), for a town all it may be."""

    start: int
    end: int
    name: Name
    key: tuple[str, ...]
    needs: frozenset[str]
    readings: tuple[Name, ...] = ()
    why: str = ""


def begins_sentence(text: str, start: int) -> bool:
    """Whether what begins here is the first of a sentence, but for quotation marks and the like."""
    return _SENTENCE_START.search(text, max(start - _OPENING, 0), start) is not None


def words(text: str) -> list[Word]:
    """The words of a text, folded."""
    return [Word(fold(m[0]), m.start(), m.end()) for m in TOKEN.finditer(text)]


@dataclass(frozen=True)
class _Text:
    """A text while it is searched."""

    text: str
    words: Sequence[Word]
    language: str
    place_field: bool

    def joined(self, word: Word, following: Word) -> bool:
        """Whether two words may be parts of one name; a full stop stands in it after an abbreviation only."""
        if _GAP.fullmatch(self.text, word.end, following.start):
            return True
        return len(word.key) <= _ABBREVIATION and bool(_SHORT_GAP.fullmatch(self.text, word.end, following.start))

    def whole(self, first: int, last: int) -> bool:
        """Whether words `first` to `last` are a whole answer, or a whole item of one, to a question for a place."""
        if not self.place_field or len(self.words) > _SHORT_ANSWER:
            return False
        joins = small_words("join") | _LIST_MARKS
        before = first == 0 or self.words[first - 1].key in joins
        after = last + 1 == len(self.words) or self.words[last + 1].key in joins
        return before and after

    def allows(self, name: Name, first: int, last: int, key: tuple[str, ...]) -> bool:
        """Whether the words `first` to `last` may be read as `name`."""
        start, end = self.words[first].start, self.words[last].end
        surface = self.text[start:end]
        if name.source != "inflected" and self.whole(first, last):
            return True
        if name.exact and surface.rstrip(".") != name.exact.rstrip("."):
            return False
        if name.source in TOWNS and not self._has_capital(name, surface):
            return False
        if name.plain and any(c.isalpha() and not c.isascii() for c in surface):
            return False
        return self._speaks(name, surface, key) and not self._refused(key, start, surface)

    def _has_capital(self, name: Name, surface: str) -> bool:
        """Whether a town has its capital, behind what Irish puts before it, or is great in a text without any."""
        if surface[0].isupper() or (self.language == _MUTATING and not surface[:_MUTATED].islower()):
            return True
        return name.thousands >= _WORLD_CITY and not name.also and self.text.islower()

    def _speaks(self, name: Name, surface: str, key: tuple[str, ...]) -> bool:
        """Whether the name is of the language of the text, English, or told by its length and capital."""
        languages = name.languages
        if "*" in languages or self.language in languages or (self.language == "und" and "en" in languages):
            return True
        if "en" in languages:
            return name.source != "demonym" or surface[0].isupper()
        if name.source not in _FOREIGN:
            return False
        return surface[0].isupper() and len("".join(key)) >= _FOREIGN_LENGTH

    def _refused(self, key: tuple[str, ...], start: int, surface: str) -> bool:
        """Whether a row of ambiguous.tsv forbids the reading."""
        held = {need.need for need in needs().get(key, ()) if need.hold(self.language)}
        if not held:
            return False
        if _NEVER in held:
            return True
        if _CAPITAL in held or _INSIDE in held:
            return surface.islower() or (_INSIDE in held and begins_sentence(self.text, start))
        return False


def find(text: str, language: str, tree: dict[str, Any], *, place_field: bool) -> tuple[list[Span], list[Word]]:
    """The names in a text, from left to right without overlap, and the words of a text with any.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
        tree: The tree of names that `gazetteer.tree` gives.
        place_field: Whether it answers a question for a country or place.
    """
    matches = list(TOKEN.finditer(text))
    keys = [fold(match[0]) for match in matches]
    places = [at for at, key in enumerate(keys) if key in tree and _may_begin(tree[key], keys, at)]
    unspaced = not text.isascii() and _UNSPACED.search(text)
    if not places and not place_field and not unspaced and not _CAPITALISED.search(text):
        return [], []
    tokens = [Word(key, match.start(), match.end()) for key, match in zip(keys, matches, strict=True)]
    searched = _Text(text, tokens, language, place_field)
    spans: list[Span] = []
    after = 0
    for position in places:
        if position < after:
            continue
        span, after = _longest(searched, position, tree[keys[position]])
        if span is not None and span.name.kind != "nothing":
            spans.append(span)
    if place_field:
        spans = _with(spans, _codes(searched))
    spans = _with(spans, _inflected(searched))
    spans = _with(spans, _misspelt(searched))
    if unspaced:
        spans = _with(spans, _unspaced(text))
    return spans, tokens


def _may_begin(node: dict[str, Any], keys: Sequence[str], at: int) -> bool:
    """Whether a name can begin at a word: most first words of names of several words are followed by another."""
    return "" in node or (at + 1 < len(keys) and keys[at + 1] in node)


def _with(spans: list[Span], more: Iterable[Span]) -> list[Span]:
    """The spans with those of the others that touch none, by their place."""
    new = [span for span in more if not any(s.start < span.end and span.start < s.end for s in spans)]
    return sorted([*spans, *new], key=lambda span: span.start) if new else spans


def _inflected(searched: _Text) -> Iterator[Span]:
    """Inflected forms of names of towns that no list has, within a sentence."""
    text = searched.text
    for word in searched.words:
        if text[word.start].isupper() and not text[word.start : word.end].isupper():
            readings = inflected(word.key, searched.language)
            if readings and not begins_sentence(text, word.start):
                yield Span(word.start, word.end, readings[0], (word.key,), frozenset(), readings, "inflected")


def _misspelt(searched: _Text) -> Iterator[Span]:
    """Names of countries with a slip of the hand, of two words or one."""
    if searched.text.isupper() or searched.language == "und":
        return
    for match in _CAPITALISED.finditer(searched.text):
        for group in (0, 1, 2):
            name = misspelt(match[group] or "", searched.language)
            if name is not None:
                yield Span(*match.span(group), name, split(match[group]), frozenset())
                break


def _codes(searched: _Text) -> Iterator[Span]:
    """The codes of countries that are an answer, or an item of one, to a question for a place."""
    for at, word in enumerate(searched.words):
        name = codes().get(searched.text[word.start : word.end])
        if name is not None and searched.whole(at, at):
            yield Span(word.start, word.end, name, (word.key,), frozenset())


def _unspaced(text: str) -> Iterator[Span]:
    """The names in stretches of Chinese, Japanese and Korean."""
    pattern, names = unspaced()
    for m in pattern.finditer(text):
        yield Span(m.start(), m.end(), names[m.group()], (fold(m.group()),), frozenset())


def _longest(searched: _Text, first: int, node: dict[str, Any]) -> tuple[Span | None, int]:
    """The longest name that begins at word `first`, and the word to go on from."""
    best: Span | None = None
    after = first + 1
    last = first
    tokens = searched.words
    while True:
        key = tuple(word.key for word in tokens[first : last + 1])
        allowed = (n for n in _ranked(node, searched.language) if searched.allows(n, first, last, key))
        name = next(allowed, None)
        if name is not None:
            held = frozenset(n.need for n in needs().get(key, ()) if n.hold(searched.language))
            others = (name, *(n for n in allowed if n.source in TOWNS)) if name.source in TOWNS else ()
            best, after = Span(tokens[first].start, tokens[last].end, name, key, held, others), last + 1
        last += 1
        if last >= len(tokens) or not searched.joined(tokens[last - 1], tokens[last]):
            return best, after
        node = node.get(tokens[last].key, {})
        if not node:
            return best, after


def _ranked(node: dict[str, Any], language: str) -> list[Name]:
    """The readings of a node: those of the language of the text first."""
    readings: list[Name] = node.get("", [])
    if len(readings) < 2:  # noqa: PLR2004 - nothing to rank
        return readings
    return sorted(readings, key=lambda name: language not in name.languages and "*" not in name.languages)
