"""The numbers of a sentence, and its words for numbers, each with how it is meant."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from textmine.lint.vocabulary import lint_words, pattern, quantifiers
from textmine.lint.words import DIGITS, NUMBER, NUMBER_WORDS, number, stem, words

__all__ = ["EVERY", "Claim", "Group", "claims", "nouns", "parted"]

EVERY = "*"
"""The group of "two in each strand": whichever."""

_DETERMINERS = r"(?:(?:the|its|their|our|these|those|all|total)\s+){0,3}"
_RATIO = re.compile(
    rf"(?P<n>{NUMBER})\s+(?:[a-z]+\s+)?(?:out\s+)?(?:of|from)\s+{_DETERMINERS}(?P<m>{NUMBER})", re.IGNORECASE
)
_IN = re.compile(r"\b(?P<n>{0})\s+in\s+(?P<m>{0})\b".format("|".join(NUMBER_WORDS)), re.IGNORECASE)
_PERCENT = re.compile(rf"(?<![\w.,/-])(?P<n>{DIGITS})\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)
_FRACTIONS = {word: float(Fraction(share)) for word, share in lint_words("fraction").items()}
_FRACTION = re.compile(rf"\b(?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})(?=\s+of\b)", re.IGNORECASE)
_COUNT = re.compile(NUMBER, re.IGNORECASE)
_BASE = re.compile(rf"\bn\s*=\s*(?P<n>{DIGITS})", re.IGNORECASE)
_NOT_SAID = re.compile(
    r"\b(?:above|at|after|in|for|once and for)\s+all\b"
    r"|\ball\s+(?:the\s+same|in\s+all|over|together|kinds|sorts|of\s+which)\b"
    rf"|\bthe\s+{NUMBER}\s+(?:most|least|largest|biggest|smallest|main|top|leading)\b"
    r"|\bone\s+(?:another|by\s+one|day)\b|\b(?:each|any|no|every|this|that|the|another)\s+one\b"
    r"|\bmost\s+\w+ly\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:of|among|amongst|from|by all)\s+(?:all\s+)?(?:the|these|those|our)\s+$", re.IGNORECASE)
_ALONE = {"several", "most", "many", "some", "a few", "few"}  # stand for a noun before a verb
_PRONOUNS = {"none", "nobody", "no one"}
_CLAUSE = re.compile(
    r"[;:]|,?\s(?:while|whereas|although|though|but)\s"
    r"|,\s(?:among|including|of which|of whom|notably|especially|against)\s",
    re.IGNORECASE,
)
_OF_THEM = re.compile(r"(?<!\s)\s+of\s+(?:them|these|those|which|whom)\b", re.IGNORECASE)
_NO_NOUN = frozenset(lint_words("no noun"))
_ENDS_PHRASE = frozenset(lint_words("phrase end"))
_ENOUGH = 3  # times that a noun follows the number of respondents: less is chance
_NOUN_REACH = 3  # words from a number to the noun that it counts
_ALREADY = re.compile(rf"\s+(?:of\s+)?(?:the\s+|these\s+)?{NUMBER}", re.IGNORECASE)
_BOTH = re.compile(r"\bboth\s+(?=of\s+(?:them|these|those|which|whom)\b|in\s|are\s|from\s|belong)", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|exclusively|solely)\b", re.IGNORECASE)
_SMALL = re.compile(r"(?:\s|\b(?:in|by|of|from|for|the|to|with|partnerships?)\b)*", re.IGNORECASE)
_VERB = re.compile(r"\s+(?:have|has|had|are|were|did|also)\b", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[.;:,(]|\b(?:and|but|while|that))\s*$", re.IGNORECASE)
_BESIDE = 12  # characters from a word for how many to the group it is of: " of the "
_NEAR = 3  # the same to the noun for respondents, in words

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


def claims(text: str, groups: Sequence[Group], units: Collection[str]) -> tuple[Claim, ...]:
    """What a sentence states in numbers, in its order.

    Args:
        text: The sentence, quotations and dates blanked out.
        groups: Where it names groups.
        units: Stems of the nouns for respondents.
    """
    found: list[Claim] = []
    for claim in sorted(_Finding(text, groups, units).all(), key=lambda claim: (claim.start, claim.end)):
        taken_up = found and not claim.noun and _OF_THEM.match(text, claim.end)
        found.append(replace(claim, noun=found[-1].noun) if taken_up else claim)
    return tuple(found)


class _Finding:
    """Finds the claims of one sentence, no two in one place."""

    def __init__(self, text: str, groups: Sequence[Group], units: Collection[str]) -> None:
        self._text, self._groups, self._units = text, groups, units
        self._taken = [(group.start, group.end) for group in groups if group.heading != EVERY]
        self._taken += [match.span() for shape in (_NOT_SAID, _structure()) for match in shape.finditer(text)]

    def all(self) -> Iterator[Claim]:
        yield from self._in_digits()
        yield from self._quantifiers()
        for match in self._free(_FRACTION):
            yield self._claim(match, "percent", value=_FRACTIONS[match[0].casefold()])
        if self._groups:
            for match in self._free(_BOTH):
                yield self._claim(match, "count", value=2.0)
        for match in self._free(_COUNT):
            claim = self._claim(match, "count", value=number(match[0]))
            if self._told(claim):
                yield claim
        yield from self._only()

    def _in_digits(self) -> Iterator[Claim]:
        for match in self._free(_BASE):
            yield self._claim(match, "base", value=number(match["n"]))
        for match in self._free(_RATIO):
            yield self._claim(match, "ratio", value=number(match["n"]), base=number(match["m"]))
        for match in self._free(_IN):
            yield self._claim(match, "ratio", value=number(match["n"]), base=number(match["m"]))
        for match in self._free(_PERCENT):
            digits = len(match["n"].replace(",", ".").partition(".")[2])
            yield self._claim(match, "percent", value=number(match["n"]) / 100, step=0.005 * 10**-digits)

    def _quantifiers(self) -> Iterator[Claim]:
        for match in _quantifier().finditer(self._text):
            word, after = match[0].casefold(), self._text[match.end() :]
            if self._text[: match.start()].endswith(", ") or _ALREADY.match(after):
                continue  # "three, all of Strand-1", "all 14": the number is what is stated
            if self._of_respondents(word, match.end()) and self._take(match):
                claim = self._claim(match, "quantifier", words=word)
                yield replace(claim, noun="") if word in _PRONOUNS else claim

    def _only(self) -> Iterator[Claim]:
        """What is said to be of one group only."""
        for group in (group for group in self._groups if group.heading != EVERY):
            for match in _ONLY.finditer(self._text):
                gap = self._text[min(group.end, match.end()) : max(group.start, match.start())]
                if _SMALL.fullmatch(gap):
                    start, end = min(group.start, match.start()), max(group.end, match.end())
                    yield Claim("only", start, end, self._text[start:end])

    def _free(self, shape: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches in places that no claim has."""
        return (match for match in shape.finditer(self._text) if self._take(match))

    def _take(self, match: re.Match[str]) -> bool:
        if any(match.start() < end and start < match.end() for start, end in self._taken):
            return False
        self._taken.append(match.span())
        return True

    def _claim(self, match: re.Match[str], kind: Kind, **known: Any) -> Claim:
        """A claim with how it is meant by the words around it."""
        before, after = self._text[: match.start()], self._text[match.end() :]
        value = known.get("value", 0.0)
        noun = self._unit(after) or (_noun_of_one(after) if (kind, value) == ("count", 1) else _noun(after))
        made = Claim(
            kind,
            match.start(),
            match.end(),
            match[0].strip(),
            about=_meant(before),
            bracketed=before.count("(") > before.count(")") and ")" in after,
            negated=kind != "quantifier" and bool(pattern("not").search(_clause_around(self._text, *match.span()))),
            noun="" if kind in {"percent", "base"} else noun,
            whole=kind == "count" and bool(_WHOLE.search(before)),
        )
        return replace(made, **known)

    def _unit(self, after: str) -> str:
        """The noun for respondents right behind a number, "" for none."""
        for word in words(after)[: _NEAR + 1]:
            if word.text.casefold() in _ENDS_PHRASE or re.search(r"[,.;:()]", after[: word.start]):
                return ""
            if word.stem in self._units:
                return word.stem
        return ""

    def _of_respondents(self, word: str, end: int) -> bool:
        """Whether a quantifier is said of respondents: a noun for them or a group follows, or it is one itself."""
        after = self._text[end:]
        if word in _PRONOUNS or any(w.stem in self._units for w in words(after)[:_NEAR]):
            return True
        if any(0 <= group.start - end <= _BESIDE for group in self._groups):
            return True
        opens = bool(_OPENS.search(self._text[: end - len(word)]))  # "most are", not "those named most are"
        return word in _ALONE and opens and bool(_VERB.match(after))

    def _told(self, claim: Claim) -> bool:
        """Whether a number states something: "one" is mostly an article."""
        if claim.words.casefold() != "one":
            return True
        following = words(self._text[claim.end :])
        near = any(0 <= group.start - claim.end <= _BESIDE for group in self._groups)
        only = re.search(r"\b(?:only|just|and|,)\s*$", self._text[: claim.start], re.IGNORECASE)
        return bool(near or only or claim.bracketed or (following and following[0].stem in self._units))


def parted(text: str, one: int, other: int) -> bool:
    """Whether a boundary of clauses lies between two characters."""
    low, high = sorted((one, other))
    return bool(_CLAUSE.search(text, low, high))


def _meant(before: str) -> str:
    """How a number is meant by the words right before it."""
    said = before.rstrip().casefold()
    fits = [word for word in lint_words("about") if re.search(rf"(?<!\w){re.escape(word)}$", said)]
    return lint_words("about")[max(fits, key=len)] if fits else "exact"


def nouns(texts: Iterable[str], bases: Collection[int]) -> frozenset[str]:
    """What a chapter calls the respondents: the noun that follows the bases of the run most often.

    "5 of 21 partnerships" tells more than "21 partnerships".
    """
    counted: Counter[str] = Counter()
    for text in texts:
        for match in _RATIO.finditer(text):
            if number(match["m"]) in bases and (noun := _noun(text[match.end() :])):
                counted[noun] += _ENOUGH - 1
        for match in _COUNT.finditer(text):
            if number(match[0]) in bases and (noun := _noun(text[match.end() :])):
                counted[noun] += 1
    generic = {stem(word) for word, means in lint_words("unit").items() if means == "respondent" and " " not in word}
    top = [noun for noun, count in counted.most_common(1) if count >= _ENOUGH]
    return frozenset({*generic, *top})


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


@functools.cache
def _structure() -> re.Pattern[str]:
    """Numbers of tables, sections and the like."""
    listed = "|".join(re.escape(word) for word in sorted(lint_words("structure"), key=len, reverse=True))
    return re.compile(
        rf"\b(?:{listed})\s+\d[\d.]*[a-z]?\b|^\s*\d+(?:\.\d+)*\.?\s+(?-i:(?=[A-Z]))|\[\d+\]", re.IGNORECASE
    )


@functools.cache
def _quantifier() -> re.Pattern[str]:
    listed = sorted((word for word in quantifiers() if not word.startswith(("only ", "both"))), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in listed)})\b", re.IGNORECASE)
