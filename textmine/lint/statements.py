"""What a sentence says in numbers: counts, "4 of 6", percentages, quantifiers, and "in Strand-2 only"."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from textmine.lint.dates import Date, dates
from textmine.lint.quotes import marked
from textmine.lint.vocabulary import lint_words, pattern, quantifiers
from textmine.lint.words import DIGITS, NUMBER, Word, number, sentences, stem, words

__all__ = ["Claim", "Group", "Sentence", "nouns", "read_sentences"]

EVERY = "*"
"""The group of "two in each strand": whichever."""

_DETERMINERS = r"(?:(?:the|its|their|our|these|those|all|total)\s+){0,3}"
_RATIO = re.compile(rf"(?P<n>{NUMBER})\s+(?:[a-z]+\s+)?(?:out\s+)?(?:of|from)\s+{_DETERMINERS}(?P<m>{NUMBER})", re.IGNORECASE)
_PERCENT = re.compile(rf"(?<![\w.,/-])(?P<n>{DIGITS})\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_FRACTIONS = {
    "half": 1 / 2, "a half": 1 / 2, "one half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3,
    "a quarter": 1 / 4, "one quarter": 1 / 4, "three quarters": 3 / 4, "a fifth": 1 / 5, "one fifth": 1 / 5,
    "two fifths": 2 / 5, "three fifths": 3 / 5, "four fifths": 4 / 5, "a tenth": 1 / 10, "one tenth": 1 / 10,
}  # fmt: skip
_FRACTION = re.compile(rf"\b(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})(?=\s+of\b)", re.IGNORECASE)
_COUNT = re.compile(NUMBER, re.IGNORECASE)
_BASE = re.compile(rf"\bn\s*=\s*(?P<n>{DIGITS})", re.IGNORECASE)
_NOT_SAID = re.compile(
    r"\b(?:above|at|after|in|for|once and for)\s+all\b|\ball\s+(?:the\s+same|in\s+all|over|together|kinds|sorts|of\s+which)\b"
    rf"|\bthe\s+{NUMBER}\s+(?:most|least|largest|biggest|smallest|main|top|leading)\b"
    r"|\bone\s+(?:another|by\s+one|day)\b|\b(?:each|any|no|every|this|that|the|another)\s+one\b|\bmost\s+(?!of\b|partner)\w+ly\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:of|among|amongst|from|by all)\s+(?:all\s+)?(?:the|these|those|our)\s+$", re.IGNORECASE)
_PRONOUNS = {"none", "nobody", "no one"}
_CLAUSE = re.compile(r"[;:]|,?\s(?:while|whereas|although|though|but)\s", re.IGNORECASE)
_NO_NOUN = frozenset("is was has does as this across always perhaps less its thus us yes".split())
_NOUN_REACH = 3  # words from a number to the noun that it counts
_EACH = re.compile(r"\b(?:each|every|either|both|per)\s+(?:of\s+the\s+)?(?P<g>\w+)", re.IGNORECASE)

Kind = Literal["count", "ratio", "percent", "quantifier", "only", "base"]


@dataclass(frozen=True)
class Group:
    """A place that names a group of respondents (its heading in the report, or `EVERY`)."""

    start: int
    end: int
    heading: str


@dataclass(frozen=True)
class Claim:
    """A number, or a word for one, that a sentence states.

    Args:
        kind: What it is.
        start: First character in the sentence.
        end: Character after the last.
        words: It as written.
        value: The number; of a percentage or fraction the share; of a quantifier nothing.
        base: Out of how many, of a ratio.
        about: How the number is meant: exact, about, nearly, below, above, at least, at most.
        bracketed: Stands in brackets, hence speaks of what stands before them.
        negated: Those are meant who did not.
        noun: Stem of the noun that is counted, "" where none follows.
        whole: Is what something else is a part of: "of the 20 respondents".
        step: Half of the last digit given, of a percentage: how far rounding may go.
    """

    kind: Kind
    start: int
    end: int
    words: str
    value: float = 0.0
    base: float | None = None
    about: str = "exact"
    bracketed: bool = False
    negated: bool = False
    noun: str = ""
    whole: bool = False
    step: float = 0.0


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage, with what it states.

    Args:
        text: Its words, quotations and dates blanked out.
        said: Its words as they stand.
        start: Its first character in the passage.
        words: The words of `text`.
        claims: Numbers and words for numbers, in their order.
        groups: Where it names groups.
        dates: Its dates, places as in `said`.
    """

    text: str
    said: str
    start: int
    words: tuple[Word, ...]
    claims: tuple[Claim, ...]
    groups: tuple[Group, ...]
    dates: tuple[Date, ...]

    def parted(self, one: int, other: int) -> bool:
        """Whether a boundary of clauses lies between two characters."""
        low, high = sorted((one, other))
        return bool(_CLAUSE.search(self.text, low, high))


def read_sentences(text: str, groups: Mapping[str, Sequence[str]], units: Collection[str]) -> list[Sentence]:
    """The sentences of a passage.

    Args:
        text: The passage.
        groups: Heading of a group to the stems of its words.
        units: Stems of the nouns for respondents.
    """
    quoted = marked(text)
    masked = _blank(text, ((start, end - (text[end - 1] in ".!?")) for start, end in quoted))
    found = []
    for start, end in sentences(masked):
        bare, said = masked[start:end], text[start:end]
        when = [date for date in dates(bare) if date.month or _apart(bare, date)]
        bare = _blank(bare, [(date.start, date.end) for date in when])
        listed = tuple(words(bare))
        named = _groups(bare, listed, groups)
        claims = tuple(sorted(_claims(bare, named, units), key=lambda claim: claim.start))
        found.append(Sentence(bare, said, start, listed, claims, tuple(named), tuple(when)))
    return found


def nouns(texts: Iterable[str], bases: Collection[int]) -> frozenset[str]:
    """What a chapter calls the respondents: the noun that follows numbers that are bases of the run most often."""
    counted: Counter[str] = Counter()
    for text in texts:
        for match in _COUNT.finditer(text):
            if number(match[0]) in bases and (noun := _noun(text[match.end() :])):
                counted[noun] += 1
    generic = {stem(word) for word, means in lint_words("unit").items() if means == "respondent" and " " not in word}
    top = [noun for noun, count in counted.most_common(1) if count >= 3]  # noqa: PLR2004 -- less is chance
    return frozenset({*generic, *top})


def _claims(text: str, groups: Sequence[Group], units: Collection[str]) -> Iterator[Claim]:
    taken = [(group.start, group.end) for group in groups if group.heading != EVERY]
    taken += [match.span() for match in _NOT_SAID.finditer(text)]
    taken += [match.span() for match in _structure().finditer(text)]

    def free(start: int, end: int) -> bool:
        if any(start < b and a < end for a, b in taken):
            return False
        taken.append((start, end))
        return True

    for match in _BASE.finditer(text):
        if free(*match.span()):
            yield _claim(text, match, "base", number(match["n"]))
    for match in _RATIO.finditer(text):
        if free(*match.span()) and number(match["n"]) <= number(match["m"]):
            yield _claim(text, match, "ratio", number(match["n"]), base=number(match["m"]))
    for match in _PERCENT.finditer(text):
        if free(*match.span()):
            digits = len(match["n"].replace(",", ".").partition(".")[2])
            yield _claim(text, match, "percent", number(match["n"]) / 100, step=0.005 * 10**-digits)
    yield from _worded(text, groups, units, free)
    for match in _COUNT.finditer(text):
        if free(*match.span()):
            claim = _claim(text, match, "count", number(match[0]))
            if _told(claim, text, units, groups):
                yield claim


def _worded(text: str, groups: Sequence[Group], units: Collection[str], free: Callable[[int, int], bool]) -> Iterator[Claim]:
    """Fractions and quantifiers of respondents, "both of them", and "in Strand-2 only"."""
    for match in _quantifier().finditer(text):
        word = match[0].casefold()
        after = text[match.end() : match.end() + 40]
        if text[: match.start()].endswith(", ") or re.match(rf"\s+(?:of\s+)?(?:the\s+|these\s+)?{NUMBER}", after, re.IGNORECASE):
            continue  # "three, all of Strand-1", "all 14": the number is what is stated
        if _counted(word, after, units, groups, match.end()) and free(*match.span()):
            claim = _claim(text, match, "quantifier", 0.0, words_=word)
            yield replace(claim, noun="") if word in _PRONOUNS else claim
    for match in _FRACTION.finditer(text):
        if free(*match.span()):
            yield _claim(text, match, "percent", _FRACTIONS[match[0].casefold()], step=0.0)
    for match in re.finditer(r"\bboth\s+(?=of\s+(?:them|these|those|which|whom)\b|in\s|are\s|from\s|belong)", text, re.IGNORECASE):
        if groups and free(*match.span()):
            yield _claim(text, match, "count", 2.0)
    for group in groups:
        for match in re.finditer(r"\b(?:only|exclusively|solely)\b", text, re.IGNORECASE):
            gap = text[min(group.end, match.end()) : max(group.start, match.start())]
            if re.fullmatch(r"\s*(?:partnerships?|in|by|of|from|for|the|to|\s)*\s*", gap):
                start, end = min(group.start, match.start()), max(group.end, match.end())
                if group.heading != EVERY:
                    yield Claim("only", start, end, text[start:end])


def _counted(word: str, after: str, units: Collection[str], groups: Sequence[Group], end: int) -> bool:
    """Whether a quantifier is said of respondents: a noun for them or a group follows, or it is a noun itself."""
    if word in _PRONOUNS:
        return True
    near = words(after)[:4]
    if any(w.stem in units for w in near[:3]) or any(0 <= group.start - end <= 12 for group in groups):  # noqa: PLR2004 -- " of the "
        return not re.match(r"\s*(?:\d|(?:of\s+)?(?:the\s+)?(?:other\s+)?\w+\s+in\b)", after) or any(w.stem in units for w in near[:3])
    return word in {"several", "most", "many", "some", "a few", "few"} and bool(re.match(r"\s+(?:have|has|had|are|were|did|also)\b", after))


def _claim(text: str, match: re.Match[str], kind: Kind, value: float, *, base: float | None = None, step: float = 0.0, words_: str = "") -> Claim:
    before, after = text[: match.start()], text[match.end() :]
    about = pattern("about").findall(before[-25:].rstrip())
    meant = "exact"
    if about and before.rstrip().casefold().endswith(about[-1].casefold()):
        meant = lint_words("about")[about[-1].casefold()]
    bracketed = before.count("(") > before.count(")") and ")" in after
    clause = _clause_around(text, match.start(), match.end())
    negated = bool(pattern("not").search(clause)) and kind != "quantifier"
    noun = "" if kind in {"percent", "base"} else _noun_of_one(after) if value == 1 and kind == "count" else _noun(after)
    whole = kind == "count" and bool(_WHOLE.search(before))
    return Claim(kind, match.start(), match.end(), words_ or match[0].strip(), value, base, meant, bracketed, negated, noun, whole, step)


def _clause_around(text: str, start: int, end: int) -> str:
    """The clause of a claim, up to the numbers beside it."""
    bounds = [0, *(m.end() for m in _CLAUSE.finditer(text)), len(text)]
    low = max(b for b in bounds if b <= start)
    high = min((b for b in bounds if b > end), default=len(text))
    spans = [m.span() for shape in (_COUNT, _quantifier()) for m in shape.finditer(text, low, high)]
    spans = [(a, b) for a, b in spans if text[a:b].casefold() not in {"no", "none", "nobody"} or a >= end]
    others = [(a, b) for a, b in spans if b <= start or a >= end]
    low = max([low, *(b for _, b in others if b <= start)])
    high = min([high, *(a for a, _ in others if a >= end)])
    return text[low:high]


def _noun(after: str) -> str:
    """The stem of the noun that a number counts: the first plural, before anything that ends its phrase."""
    for place, word in enumerate(re.findall(r"^[^\w,.;:()]*|[^\W\d_][\w-]*|[,.;:()]", after)[1 : _NOUN_REACH + 2]):
        low = word.casefold()
        if not word[0].isalpha() or low in _ENDS_PHRASE:
            return ""
        if low.endswith("s") and low not in _NO_NOUN and not low.endswith("ss"):
            return stem(word)
        if place == _NOUN_REACH:
            break
    return ""


def _noun_of_one(after: str) -> str:
    """The stem of the word after "one" that may be its noun: a word in s is its verb."""
    following = re.match(r"\s+([^\W\d_]+)", after)
    low = following[1].casefold() if following else ""
    return "" if low in _ENDS_PHRASE or low.endswith("s") else stem(low) if low else ""


_ENDS_PHRASE = frozenset(
    "of in on at by for from to with and or but as are is was were have has had did do does not each that which who while "
    "out among between than if when where because their its the our a an this these those some all any".split()
)


def _told(claim: Claim, text: str, units: Collection[str], groups: Sequence[Group]) -> bool:
    """Whether a number states something: "one" is mostly an article."""
    if claim.words.casefold() != "one":
        return True
    following = words(text[claim.end :])
    near = any(0 <= group.start - claim.end <= 12 for group in groups)  # noqa: PLR2004 -- " of the "
    only = re.search(r"\b(?:only|just|and|but for only|,)\s*$", text[: claim.start], re.IGNORECASE)
    return bool(near or only or claim.bracketed or (following and following[0].stem in units))


def _groups(text: str, listed: Sequence[Word], groups: Mapping[str, Sequence[str]]) -> list[Group]:
    """The groups that a sentence names, in their order."""
    found = []
    for place, word in enumerate(listed):
        for heading, stems in groups.items():
            part = listed[place : place + len(stems)]
            if word.stem == stems[0] and tuple(w.stem for w in part) == tuple(stems):
                found.append(Group(word.start, part[-1].end, heading))
    common = set.intersection(*(set(stems) for stems in groups.values())) if groups else set()
    found += [
        Group(match.start(), match.end(), EVERY)
        for match in _EACH.finditer(text)
        if stem(match["g"]) in {*common, "group"}
    ]
    return sorted(found, key=lambda group: group.start)


@functools.cache
def _structure() -> re.Pattern[str]:
    """Numbers of tables, sections and the like."""
    listed = "|".join(re.escape(word) for word in sorted(lint_words("structure"), key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})\s+\d[\d.]*[a-z]?\b|^\s*\d+(?:\.\d+)*\.?\s+(?-i:(?=[A-Z]))|\[\d+\]", re.IGNORECASE)


@functools.cache
def _quantifier() -> re.Pattern[str]:
    listed = sorted((word for word in quantifiers() if not word.startswith(("only ", "both"))), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in listed)})\b", re.IGNORECASE)


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the spans as dots, so that places hold."""
    for start, end in spans:
        text = text[:start] + "\u00b7" * (end - start) + text[end:]
    return text


def _apart(text: str, date: Date) -> bool:
    """Whether a bare year is one, and not a count of things ("2000 companies")."""
    return not re.match(r"\s+[a-z]+s\b", text[date.end :]) or bool(re.search(r"\b(?:in|since|of|until|by|from)\s+$", text[: date.start]))
