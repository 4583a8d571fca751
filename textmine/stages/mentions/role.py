"""A name in its clause -> its role, whether it is negated or hedged, and the words that say so.

A name plays one of four parts: ``target`` (a market or country to enter), ``partner`` (where a
partner is), ``home`` (where the respondent is) or ``other``. In this order:

1. the nearest cue of role_cues.tsv in the clause, within its reach ("mission to", "partners from");
2. the wording of the question or option (`fields`); where it speaks of places outside Europe
   ("third countries"), a comment may name others there for any reason, and they are other;
3. outside the EU and the regions of Europe, in a survey whose wordings speak of target markets or
   countries: target; else other.

Negation and hedge are cues of their own and stand beside the role. The names and small words of a
list do not count as distance, so that "a mission to Canada, Japan and Chile" reaches all three.

Source: the order, every cue and every reach were chosen on the invented comments of
data/gold/mentions_dev.jsonl; they are open to correction in the data files.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference
from textmine.stages.mentions.cues import Cue, find_cues
from textmine.stages.mentions.gazetteer import small_words, split_stars

if TYPE_CHECKING:
    from textmine.stages.mentions.fields import Field
    from textmine.stages.mentions.finder import Span, Word

__all__ = ["Clauses", "Role", "Setting"]

_STOP = re.compile(r"[.;!?()\n•](?=\s|$)|[;()\n•]")
_ASKING = re.compile(r"\?+(?!$)")
_DASH = re.compile(r"\s[-\u2013\u2014]\s")
# A comma that does not part two names parts thoughts: it counts as this many words.
_COMMA = 3
# The most words between two names of a list: "Chinese firms and Japanese ones".
_LISTED = 1
# The most words of a thing between two adjectives that are joined: "Viennese coffee and Russian eggs".
_THING = 2
# Languages whose adjectives stand behind their nouns, and the sources of names that are adjectives.
_NOUN_FIRST = frozenset({"es", "fr", "ga", "it", "mt", "pl", "pt", "ro"})
_ADJECTIVES = frozenset({"demonym", "inflected"})
# The longest reach in role_cues.tsv.
_FARTHEST = 8
_PUNCTUATION = frozenset({"/", ";"})
_ROLES = frozenset({"target", "partner", "home", "other"})
_MARKS = ("negated", "hedged")


class Role(NamedTuple):
    """What a name is in its clause, and why."""

    role: str
    negated: bool
    hedged: bool
    why: str


@dataclass(frozen=True)
class Setting:
    """What is known of a name beside its clause.

    Args:
        field: What the question asks for.
        european: Whether it is a member of the EU, or a region of Europe.
    """

    field: Field
    european: bool = False


class Clauses:
    """A text with its names, cut into clauses, that tells the role of each name.

    Args:
        text: The cleaned text.
        words: Its words.
        spans: The names found in it.
        language: Its language, ISO 639-1 or und.
    """

    def __init__(self, text: str, words: Sequence[Word], spans: Sequence[Span], language: str) -> None:
        self._text, self._words, self._spans, self._language = text, words, spans, language
        cues = find_cues(text, words, language)
        self._cues = [cue for cue in cues if cue.role != "break"]
        stops = _stops(text, words, language) - _around_names(text, spans)
        self._breaks = sorted({cue.start for cue in cues if cue.role == "break"} | stops)
        self._twins = {cue._replace(reach=0) for cue in cues}
        self._starts = [word.start for word in words]
        self._weights = _weights(words, spans)
        self._before = list(accumulate(self._weights, initial=0))

    def role(self, span: Span, setting: Setting) -> Role:
        """The role of a name, one of those that the clauses were made with."""
        reaching = (cue for cue in self._near(span) if self._reaches(cue, span))
        near = [cue for _, _, cue in sorted((self._distance(c, span), c.side == "after", c) for c in reaching)]
        marks: dict[str, Cue] = {}
        for cue in near:
            # Of two marks on one side the nearer holds: "perhaps India, not Russia".
            if cue.role in _MARKS and all(cue.side != other.side or cue.role == role for role, other in marks.items()):
                marks.setdefault(cue.role, cue)
        role, why = _decide([cue for cue in near if cue.role in _ROLES], setting)
        notes = [f"{mark} by '{marks[mark].words}'" for mark in _MARKS if mark in marks]
        return Role(role, "negated" in marks, "hedged" in marks, "; ".join([f"role: {role} {why}", *notes]))

    def is_language(self, span: Span) -> bool:
        """Whether an adjective names a language here ("speak Portuguese", "other than English"), not a country."""
        # With a noun behind it an adjective is none where it stands apart from the cue ("translated for German firms"),
        # or where ambiguous.tsv does not give it as the name of a language.
        told = "language" in span.needs
        if told or (span.name.source in _ADJECTIVES and self._text[span.start : span.end].islower()):
            alone = self._stands_alone(span)
            for cue in self._near(span):
                beside = cue.end <= span.start if cue.side == "before" else cue.start >= span.end
                distance = self._distance(cue, span)
                near = told and (cue.side == "after" or not distance)
                if cue.role == "language" and beside and distance <= cue.reach and (alone or near):
                    return True
        return "noun" in span.needs and self._stands_alone(span)

    def is_kind(self, span: Span) -> bool:
        """Whether an adjective names a kind of thing with the noun beside it ("Turkish coffee"), not a country.

        So does one that a list joins to such a thing: "Viennese coffee and Russian eggs".
        """
        if self._has_kind(span):
            return True
        if span.name.source not in _ADJECTIVES:
            return False
        at = bisect_left(self._spans, span.start, key=lambda other: other.start)
        near = (self._spans[i] for i in (at - 1, at + 1) if 0 <= i < len(self._spans))
        return any(self._has_kind(other) and self._joined(*sorted((span, other), key=_start)) for other in near)

    def _has_kind(self, span: Span) -> bool:
        """Whether the noun that goes with a name is a word of kind_words.tsv."""
        first, following = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        nouns = [word for word in self._words[following : following + 1] if self._beside(span.end, word.start)]
        if self._language in _NOUN_FIRST and span.name.source in _ADJECTIVES:
            nouns += [word for word in self._words[first - 1 : first] if self._beside(word.end, span.start)]
        whole, stems = _kinds(self._language)
        return any(noun.key in whole or noun.key.startswith(stems) for noun in nouns)

    def _beside(self, low: int, high: int) -> bool:
        """Whether nothing but a blank or hyphen stands between two places of the text."""
        return not self._text[low:high].strip(" -")

    def _joined(self, one: Span, other: Span) -> bool:
        """Whether a join and at most two words, the nouns of a list of things, stand between two names."""
        between = self._words[bisect_left(self._starts, one.end) : bisect_left(self._starts, other.start)]
        joins = small_words("join")
        return any(word.key in joins for word in between) and (sum(word.key not in joins for word in between) <= _THING)

    def _stands_alone(self, span: Span) -> bool:
        """Whether neither "the" nor a noun goes with a name; of a list ("French and German firms") the end decides."""
        first = bisect_left(self._starts, span.start)
        if len(self._words) == 1 or (first and self._words[first - 1].key == "the"):
            return False
        following = bisect_left(self._starts, span.end)
        while following < len(self._words) and self._weights[following] == 0:
            following += 1
        if following == len(self._words) or self._words[following].key in small_words("end"):
            return True
        next_break = bisect_left(self._breaks, span.end)
        return next_break < len(self._breaks) and self._breaks[next_break] < self._starts[following]

    def _near(self, span: Span) -> Iterator[Cue]:
        """The cues on both sides of a name that are not too far for any."""
        middle = bisect_left(self._cues, span.start, key=lambda cue: cue.start)
        for side in (range(middle - 1, -1, -1), range(middle, len(self._cues))):
            for cue in map(self._cues.__getitem__, side):
                if self._distance(cue, span) > _FARTHEST:
                    break
                yield cue

    def _reaches(self, cue: Cue, span: Span) -> bool:
        """Whether a cue stands on its side of a name, in the same clause and near enough."""
        before = cue.end <= span.start
        if cue.role == "language" or not (before if cue.side == "before" else cue.start >= span.end):
            return False
        low, high = (cue.end, span.start) if before else (span.end, cue.start)
        if self._parted(low, high) or self._distance(cue, span) > cue.reach:
            return False
        return cue.role not in _MARKS or (self._binds(cue, before=before) and self._in_one_list(span, low, high))

    def _parted(self, low: int, high: int) -> bool:
        """Whether a clause ends between two places of the text."""
        first = bisect_left(self._breaks, low)
        return first < len(self._breaks) and self._breaks[first] < high

    def _binds(self, cue: Cue, *, before: bool) -> bool:
        """Whether a mark that could stand on both sides belongs to this one, as no name on the other is nearer.

        "Sweden and maybe Norway", "China cancelled, Japan goes on".
        """
        if not self._twins.issuperset(cue._replace(side=side, reach=0) for side in ("before", "after")):
            return True
        following = bisect_left(self._spans, cue.end, key=lambda span: span.start)
        behind, ahead = (self._to(cue, at) for at in (following - 1, following))
        return ahead <= behind if before else behind < ahead

    def _to(self, cue: Cue, at: int) -> int:
        """Words between a cue and the name of a number; more than any reach if the clause ends between, or none is."""
        if not 0 <= at < len(self._spans):
            return _FARTHEST + 1
        span = self._spans[at]
        low, high = (cue.end, span.start) if cue.end <= span.start else (span.end, cue.start)
        if self._parted(low, high):
            return _FARTHEST + 1
        return self._distance(cue, span) + (_COMMA if "," in self._text[low:high] else 0)

    def _in_one_list(self, span: Span, low: int, high: int) -> bool:
        """Whether the names between a mark and a name lead to it as a list does ("neither China nor Japan")."""
        first = bisect_left(self._spans, low, key=lambda other: other.start)
        last = bisect_left(self._spans, high, key=lambda other: other.start)
        if first == last:
            return True
        near = self._spans[first] if high == span.start else self._spans[last - 1]
        start, end = sorted((near, span), key=lambda other: other.start)
        if self._words_between(start.end, end.start) > _LISTED:
            return False
        if _DASH.search(self._text, start.end, end.start):
            return False
        if high == span.start:
            return True
        # "China, Japan dropped" speaks of Japan; "China, Japan and Korea dropped" of all three.
        before = self._spans[last - 2] if last - first > 1 else span
        between = self._words[bisect_left(self._starts, before.end) : bisect_left(self._starts, near.start)]
        return all(word.key != "," for word in between) or any(word.key in small_words("join") for word in between)

    def _distance(self, cue: Cue, span: Span) -> int:
        """Words between a cue and a name, without those of lists."""
        low, high = (cue.end, span.start) if cue.end <= span.start else (span.end, cue.start)
        return self._words_between(low, high)

    def _words_between(self, low: int, high: int) -> int:
        return self._before[bisect_left(self._starts, high)] - self._before[bisect_left(self._starts, low)]


def _start(span: Span) -> int:
    return span.start


@functools.cache
def _kinds(language: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of kind_words.tsv in a language, folded: whole ones, and beginnings of words."""
    found = [word for text in reference.column("kind_words.tsv", "word", language) for word in split_stars(text)]
    stems = sorted({word.removesuffix("*") for word in found if word.endswith("*")})
    return frozenset(word for word in found if not word.endswith("*")), tuple(stems)


def _decide(cues: Sequence[Cue], setting: Setting) -> tuple[str, str]:
    """The role, and what decided, from the cues that reach the name (the nearest first)."""
    field = setting.field
    if cues and cues[0].role == "target" and setting.european and field.third and field.role != "target":
        return "other", f"by '{cues[0].words}' in Europe, in a survey on targets outside"
    if cues:
        return cues[0].role, f"by '{cues[0].words}'"
    if field.role and field.outside and setting.european and field.means != "place":
        return "other", f"as in Europe, where question '{field.wording}' asks for places outside"
    if field.role:
        return field.role, f"by question '{field.wording}'"
    if field.abroad and not setting.european:
        return "target", "as outside the EU, in a survey on markets"
    return "other", "without a word that says more"


def _stops(text: str, words: Sequence[Word], language: str) -> set[int]:
    """Where a sentence or bracket ends, but for the dots of abbreviations."""
    short = reference.column("abbreviations.tsv", "abbreviation", language)
    dotted = {word.end - 1 for word in words if text[word.end - 1] == "."}
    dotted |= {word.end for word in words if text[word.start : word.end].casefold() in short}
    return {m.start() for m in _STOP.finditer(text)} - dotted


def _around_names(text: str, spans: Sequence[Span]) -> set[int]:
    """Brackets that hold a name alone, and question marks behind a name: they end no clause."""
    found: set[int] = set()
    for span in spans:
        if text[span.start - 1 : span.start] == "(" and text[span.end : span.end + 1] == ")":
            found |= {span.start - 1, span.end}
        marks = _ASKING.match(text, span.end)
        if marks:
            found |= set(range(*marks.span()))
    return found


def _weights(words: Sequence[Word], spans: Sequence[Span]) -> list[int]:
    """How much each word counts as distance."""
    starts = [word.start for word in words]
    inside = {
        start for span in spans for start in starts[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
    }
    small = small_words("join", "article") | _PUNCTUATION
    weights = []
    for i, word in enumerate(words):
        if word.key == ",":
            listed = any(other.start in inside for other in words[i + 1 : i + 3])
            weights.append(0 if listed and words[i - 1].start in inside else _COMMA)
        else:
            weights.append(int(word.start not in inside and word.key not in small))
    return weights
