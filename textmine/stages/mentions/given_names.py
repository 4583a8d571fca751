"""A text -> persons named by a given name: "Ferruccio Bellandi", "ask Ilze".

Works in any language, by a list of given names. With a surname behind it a given name is a person;
alone it is one only where it is no common word and stands within a sentence.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions import name_lists
from textmine.stages.mentions.hidden import meets

__all__ = ["persons"]

# A word without the article or preposition that leans on it ("d'\u00c9lodie").
_WORD = re.compile(
    r"(?:(?<![\w'\u2019])(?:[cdjlmnstCDJLMNST]|[Qq]u)['\u2019](?=[^\W\d_]))?"
    r"([^\W\d_][\w-]*(?:['\u2019](?!s\b)[\w-]+)*)"
)
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.")
# Small words within a surname ("El Amraoui", "van den Berg"); at most two in a row.
_PARTICLES = frozenset({"al", "da", "de", "del", "den", "der", "di", "dos", "du", "el", "la", "le", "van", "von", "zu"})
_GERMAN_PARTICLES = frozenset({"de", "van", "von"})  # the others are articles and prepositions before any noun
_MOST_PARTS = 4
_FEWEST_LETTERS = 3  # of a name that stands alone
_FEWEST_AT_START = 4
_FEWEST_CAPITALS = 4  # letters of a surname in capitals, as in "Jean DUPONT"; fewer are an abbreviation
_FEWEST_TELLING = 4  # letters of a word beside a name that tells what it is
# Languages in which few given names are words that begin sentences.
_TOLD_AT_START = frozenset(
    {"bg", "cs", "el", "es", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "pl", "pt", "ro", "sk", "sl"}
)
# German words that stand before nouns, and not before names in writing.
_BEFORE_NOUNS = re.compile(
    r"(?:am|beim|d(?:as|em|en|er|es|ie)|diese[mnrs]?|k?ein(?:e[mnrs]?)?|im|ins|jede[nr]?|mehr|unsere?|vielen?"
    r"|vom|wenig|zu[mr])"
)
_TOLD_OF_PEOPLE = frozenset(
    {"gave", "gives", "said", "says", "told", "taught", "knows", "kept", "spoke", "wrote", "explains"}
)
_OF_PEOPLE = re.compile(r" (?:at|from|who)\b(?! \d)")
_BEHIND_WILL = re.compile(r"always|can|do|get|go|have|help|know|like|make|need|never|take|want|work")
_BEARERS = frozenset({"im", "st"})  # small words that tell nevertheless: "im. Adama Mickiewicza"
_STREET = re.compile(r"(?:stra(?:\u00df|ss)e|str|platz|weg|allee|laan|straat|plein|gatan|v\u00e4gen|gade)\Z")
# Words between two names of a row ("Anna and Sam"), in all languages.
_ROW = re.compile(
    r"(?:,? (?:and|&|und|et|y|e|i|a|og|och|ja|\u00e9s|\u0219i|\u0438|\u03ba\u03b1\u03b9|en|in|un|ir|agus|u|or|oder|ou)"
    r"|,|;|/| ?\+) ?"
)
_ADJOIN = re.compile(r"[\s.\"'\u2019\u201c\u201d\u201e\u00ab\u00bb]+")  # may stand between a name and what bears it
_ENDS = ".!?:;\n\u2022"
_BULLETS = "-*\u2013"

Span = tuple[int, int]


class _Word(NamedTuple):
    """A word of a text with its place."""

    text: str
    start: int
    end: int


def persons(text: str, language: str, known: Sequence[Span], is_other: Callable[[str], bool]) -> list[Span]:
    """The spans of persons, from left to right.

    Args:
        text: The cleaned text.
        language: Its language; Hungarian puts the surname first.
        known: Spans that name places and organisations; a name that touches one names no person.
        is_other: Whether a word in lower case belongs to an organisation or a landscape ("institute").
    """
    any_case = language == "en" and (text.islower() or text.isupper())
    may_begin = any_case or any(word[0].isupper() and _may_begin(word, language) for word in _WORD.findall(text))
    if not may_begin and not _INITIAL.search(text):
        return []
    words = [_Word(m[1], *m.span(1)) for m in _WORD.finditer(text)]
    if any_case:
        found = [(word.start, word.end) for word in words if _is_told_in_any_case(word.text.casefold())]
    else:
        found = list(_capitalised(text, words, language, is_other))
        found += _in_a_row(text, words, found)
    taken = sorted(known)
    return sorted(span for span in found if not meets(span, taken))


def _capitalised(text: str, words: Sequence[_Word], language: str, is_other: Callable[[str], bool]) -> Iterator[Span]:
    last = -1
    for place, word in enumerate(words):
        if place <= last or not word.text[0].isupper():
            continue
        if not (_may_begin(word.text, language) or _is_initial(text, words, place, language)):
            continue
        first, last = _extent(text, words, place, language)
        start, end = words[first].start, words[last].end
        if _is_named_after(text, words, first, last, is_other) or name_lists.is_eponym(text[start:end]):
            continue
        if not _is_told(text, words, place, language):
            continue
        if (last > first and not _is_doubtful(text, words, first, last, language)) or (
            last == first and _stands_alone(text, words, place, language)
        ):
            yield start, end


def _in_a_row(text: str, words: Sequence[_Word], found: Sequence[Span]) -> Iterator[Span]:
    """Given names that stand in a row with a person: "Jo and Anna", "Ewa, Deb, Yusuf"."""
    places = {word.start: at for at, word in enumerate(words)} | {word.end: at for at, word in enumerate(words)}
    taken = {at for start, end in found for at in range(places[start], places[end] + 1)}
    waiting = list(found)
    while waiting:
        start, end = waiting.pop()
        beside = [places[end] + step for step in (1, 2)] + [places[start] - step for step in (1, 2)]
        for at in beside:
            if not 0 <= at < len(words) or at in taken:
                continue
            word = words[at]
            between = text[end : word.start] if word.start >= end else text[word.end : start]
            if (
                _ROW.fullmatch(between)
                and word.text.istitle()
                and name_lists.words().get(word.text.casefold()) != "proper"
                and (word.text.casefold() in name_lists.given())
            ):
                taken.add(at)
                waiting.append((word.start, word.end))
                yield word.start, word.end


@functools.lru_cache(maxsize=65536)
def _may_begin(word: str, language: str) -> bool:
    """Whether a word can begin a name, `_is_given` for the words of many texts."""
    return _is_given(word, language)


def _is_told_in_any_case(name: str) -> bool:
    """Whether a name is known so well that it is one in any case: in texts all in small letters, or all in capitals."""
    return len(name) >= _FEWEST_AT_START and name not in name_lists.words() and name_lists.is_known(name, "en")


def _is_given(word: str, language: str) -> bool:
    """Whether a word is a given name, an inflected one, or a double one ("Gun-Britt") of which the first is."""
    if not word[0].isupper() or word.isupper():
        return False
    first, _, second = word.partition("-")
    if second:
        return (
            second.istitle() and "-" not in second and first.casefold() in name_lists.given() and not _is_street(second)
        )
    if not word[1:].replace("'", "").replace("\u2019", "").islower():
        return False
    bases = (base for base in name_lists.bases(word.casefold(), language) if base not in name_lists.words())
    return word.casefold() in name_lists.given() or any(name_lists.is_known(base, language) for base in bases)


def _is_street(word: str) -> bool:
    return _STREET.search(word.casefold()) is not None


def _is_initial(text: str, words: Sequence[_Word], place: int, language: str) -> bool:
    """Whether a letter with a full stop stands before a surname: "and J. Novotny".

    Within an English sentence another name, a comma or such a word must stand before it: "from A to
    Z. Instead we" names nobody.
    """
    word = words[place].text
    if len(word) != 1 or not word.isupper() or place + 1 == len(words):
        return False
    surname = words[place + 1]
    if text[words[place].end : surname.start] not in {". ", "."} or surname.text.casefold() in name_lists.words():
        return False
    if not surname.text.istitle() and surname.text.casefold() not in _PARTICLES:
        return False
    if language != "en" or _begins_sentence(text, words[place].start):
        return True
    before = words[place - 1].text.casefold() if place else ""
    return before in {"and", "by", "with", "ask", "from", "regards", "was"} or text[words[place].start - 2] in ",("


def _is_told(text: str, words: Sequence[_Word], place: int, language: str) -> bool:
    """Whether a name is one of the language, or no other capital stands right before it ("Shiny Server")."""
    if not place or language in name_lists.languages_of(words[place].text.casefold(), language):
        return True
    before = words[place - 1]
    return (
        not before.text[0].isupper()
        or before.text.casefold() in name_lists.given()
        or _begins_sentence(text, before.start)
    )


def _extent(text: str, words: Sequence[_Word], place: int, language: str) -> tuple[int, int]:
    """The first and the last word of the name around a given name."""
    first = last = place
    while last + 1 < len(words) and last - first + 1 < _MOST_PARTS:
        step = next((n for n in (1, 2, 3) if _continues(text, words, last, n, language)), 0)
        if not step:
            break
        last += step
    if language == "hu" and last == place and place and _continues(text, words, place - 1, 1, language):
        first = place - 1
    return first, last


def _continues(text: str, words: Sequence[_Word], last: int, step: int, language: str) -> bool:
    """Whether the word `step` further on is part of the same name, with only particles between."""
    following = words[last + 1 : last + 1 + step]
    if len(following) < step or not following[-1].text[0].isupper():
        return False
    if following[-1].text.isupper() and len(following[-1].text) < _FEWEST_CAPITALS:
        return False
    blanks = {" ", ". "} if len(words[last].text) == 1 else {" "}
    between = [word.text.casefold() for word in following[:-1]]
    if language == "de" and between and between[0] not in _GERMAN_PARTICLES:
        return False
    joined = all(text[a.end : b.start] in blanks for a, b in zip(words[last:], following, strict=False))
    return joined and all(word in _PARTICLES for word in between)


def _is_named_after(text: str, words: Sequence[_Word], first: int, last: int, is_other: Callable[[str], bool]) -> bool:
    """Whether the name is that of a street, a grant or an institute."""
    before = [
        word for word in words[max(first - 1, 0) : first] if _ADJOIN.fullmatch(text, word.end, words[first].start)
    ]
    after = [word for word in words[last + 1 : last + 2] if _ADJOIN.fullmatch(text, words[last].end, word.start)]
    around = [word.text for word in (*before, *words[first : last + 1], *after)]
    if any(_is_street(word.text) for word in words[first : last + 1]):
        return True
    telling = (word for word in around if len(word) >= _FEWEST_TELLING or not word.islower() or word in _BEARERS)
    return any(is_other(word.casefold()) for word in telling)


def _is_doubtful(text: str, words: Sequence[_Word], first: int, last: int, language: str) -> bool:
    """Whether a given name that is also a word begins a sentence ("Will Members pay?"), and nothing else tells."""
    if words[first].text.casefold() not in name_lists.words() or not _begins_sentence(text, words[first].start):
        return False
    others = (word.text.casefold() for word in words[first + 1 : last + 1])
    told = _is_verb(words, last + 1, language) and name_lists.words()[words[first].text.casefold()] == "word"
    return not told and not any(map(name_lists.is_listed, others))


def _is_verb(words: Sequence[_Word], place: int, language: str) -> bool:
    """Whether a common verb, or in English a past tense, stands here."""
    word = words[place].text.casefold() if place < len(words) else ""
    return word in reference.column("clause_verbs.tsv", "verb", language) or (
        language == "en" and (word.endswith("ed") or word in _TOLD_OF_PEOPLE)
    )


def _begins_sentence(text: str, start: int) -> bool:
    """Whether only blanks, or a bullet, stand between a word and the end of a sentence or the start."""
    before = _last_sign(text, start)
    if before >= 0 and text[before] in _BULLETS:
        before = _last_sign(text, before)
        return before < 0 or text[before] == "\n"
    return before < 0 or text[before] in _ENDS


def _last_sign(text: str, start: int) -> int:
    """The place of the last character before `start` that is no blank, -1 where there is none."""
    place = start - 1
    while place >= 0 and text[place] in " \t\"'\u201c\u201e\u00ab(":
        place -= 1
    return place


def _stands_alone(text: str, words: Sequence[_Word], place: int, language: str) -> bool:
    """Whether a given name without a surname is a person: no common word, and well placed.

    In German any noun has a capital: there no article may stand before it.
    """
    word = words[place]
    name = word.text.casefold()
    if len(name) < _FEWEST_LETTERS:
        return False
    if _begins_sentence(text, word.start):
        return _stands_first(text, words, place, language)
    if name in name_lists.words():
        return language != "de" and name_lists.words()[name] == "word" and not text.istitle()
    return language != "de" or not place or not _BEFORE_NOUNS.fullmatch(words[place - 1].text.casefold())


def _stands_first(text: str, words: Sequence[_Word], place: int, language: str) -> bool:
    """Whether a given name at the start of a sentence, where any word has a capital, is a person.

    A name that is also a word needs a verb behind it; any other must be one of the language, and in
    languages with many such names a verb or a genitive.
    """
    word = words[place]
    name = word.text.casefold()
    following = words[place + 1].text if place + 1 < len(words) else ""
    if name in name_lists.words():
        owns = text[word.end : word.end + 2] in {"'s", "\u2019s"} or bool(_OF_PEOPLE.match(text, word.end))
        told = owns or (
            _is_verb(words, place + 1, language) and (name != "will" or not _BEHIND_WILL.fullmatch(following))
        )
        return language == "en" and name_lists.words()[name] == "word" and told
    if text[word.end : word.end + 1] in {",", "'", "\u2019"}:
        return True
    told = language in name_lists.languages_of(name, language)
    if following[:1].isupper() or (len(name) < _FEWEST_AT_START and not told):
        return False
    is_inflected = name not in name_lists.given()
    safe = language in _TOLD_AT_START or is_inflected or _is_verb(words, place + 1, language)
    return language == "en" or (told and safe)
