"""Names of towns and states -> those that are places here, each in one country, with the reason.

Most names of towns are shared: by towns of other countries ("Cambridge"), by words ("Bath") and by
persons ("Florence"). A town is read

1. in the country that is named right beside it ("Paris, Texas", "Cambridge (USA)", "Austin, TX");
2. else in the one of its countries that the comment, the option or the question names, unless it is
   so much larger elsewhere that nobody would mean another;
3. else in the country of the largest.

It is a place where a country beside it says so, in an answer that is a place, when it is large and
has no other meaning, after a preposition of places, or in a list with another place; else it is left.

Source: the steps are those people follow in toponym resolution (population, then context: Leidner,
Toponym Resolution in Text, 2007); the figures were chosen on the invented comments of data/gold.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.mentions.finder import begins_sentence
from textmine.stages.mentions.gazetteer import fold, small_words
from textmine.stages.mentions.name_lists import may_be_person

if TYPE_CHECKING:
    from textmine.stages.mentions.finder import Span, Word
    from textmine.stages.mentions.gazetteer import Name

__all__ = ["settle"]

# Thousands of people: a town of this size is known without more; from the next one on unless it also means something.
_WORLD_CITY, _LARGE = 1000, 100
# A town so many times as large as its namesake is meant whatever else is named.
_OVERSHADOWS = 20
_BESIDE = re.compile(r"\s*[,(/]\s*|\s+(?:in|en|em)\s+|,?\s+")
_STATE = re.compile(r",\s*([A-Z]{2})(?![\w])")
_STATES = {
    "US": "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC",
    "CA": "AB BC MB NB NL NS ON PE QC SK",
}
_STATE_OF = {state: country for country, states in _STATES.items() for state in states.split()}
# Languages that write all nouns with a capital: there it tells a town from no word.
_CAPITAL_NOUNS = frozenset({"de"})


def settle(
    text: str, words: Sequence[Word], spans: Sequence[Span], language: str, asked: frozenset[str], *, place_field: bool
) -> list[Span]:
    """The spans without towns that are no places here; each town with the reading that is meant.

    Args:
        text: The cleaned text.
        words: Its words.
        spans: The names found in it.
        language: Its language, ISO 639-1 or und.
        asked: The countries that question and option name.
        place_field: Whether it answers a question for a country or place.
    """
    if not any(span.readings for span in spans):
        return list(spans)
    sure = {span.name.entity_id for span in spans if span.name.kind == "country" and not span.readings}
    around = _Around(text, words, spans, language, sure, asked, place_field)
    return [kept for i in range(len(spans)) for kept in around.settled(i)]


class _Around:
    """A text with its names, while its towns are settled."""

    def __init__(  # noqa: PLR0913 - all that is known of a comment
        self,
        text: str,
        words: Sequence[Word],
        spans: Sequence[Span],
        language: str,
        sure: set[str],
        asked: frozenset[str],
        place_field: bool,  # noqa: FBT001
    ) -> None:
        self._text, self._words, self._spans, self._language = text, words, spans, language
        self._sure, self._asked, self._place_field = sure, asked, place_field
        self._starts = [word.start for word in words]
        self._in_names = {number for span in spans for number in range(*self._place_of(span))}

    def settled(self, i: int) -> Iterator[Span]:
        """The span of this number with the reading that is meant, if it is a place."""
        span = self._spans[i]
        if not span.readings:
            yield span
            return
        beside = self._beside(i)
        name, why = self._meant(span, beside)
        if beside[0] or self._is_place(i, name):
            yield replace(span, name=name, why=why)

    def _beside(self, i: int) -> tuple[str, str]:
        """The country named right beside a town and the words that name it, ("", "") for none."""
        span = self._spans[i]
        countries = {name.entity_id for name in span.readings}
        state = _STATE.match(self._text, span.end)
        if state and _STATE_OF.get(state[1]) in countries:
            return _STATE_OF[state[1]], state[1]
        following = self._spans[i + 1] if i + 1 < len(self._spans) else None
        if following is None or not _BESIDE.fullmatch(self._text, span.end, following.start):
            return "", ""
        # A town beside a town says nothing of its country, nor does an adjective.
        owner = next((name for name in (following.name, *following.readings) if name.entity_id in countries), None)
        if owner is None or owner.source in {"city", "demonym"}:
            return "", ""
        return owner.entity_id, self._text[following.start : following.end]

    def _meant(self, span: Span, beside: tuple[str, str]) -> tuple[Name, str]:
        """The reading that is meant, and why if it is not the largest."""
        first = span.readings[0]
        if beside[0]:
            meant = next(name for name in span.readings if name.entity_id == beside[0])
            return meant, f"beside {beside[1]}"
        for countries, why in ((self._sure, "as {} is named"), (self._asked, "as the question names {}")):
            for name in span.readings:
                if name.entity_id in countries:
                    far = first.thousands >= _WORLD_CITY and first.thousands > _OVERSHADOWS * max(name.thousands, 1)
                    other = name.entity_id != first.entity_id
                    return (name, why.format(name.entity_id) if other else "") if not far else (first, "")
        return first, ""

    def _is_place(self, i: int, name: Name) -> bool:
        span = self._spans[i]
        first, last = self._place_of(span)
        if self._place_field and len(self._words) <= last - first + 2:
            return True
        if self._named_longer(first, last):
            return False
        several = last - first > 1
        other = bool(name.also & {self._language, "name"} or (self._language == "und" and name.also))
        if name.thousands >= _WORLD_CITY and not several and "name" not in name.also:
            other = False
        if not other and (several or name.thousands >= _LARGE):
            return True
        noun = self._language in _CAPITAL_NOUNS and self._language in name.also and name.thousands < _LARGE
        return not noun and (self._in_list(i) or self._follows_preposition(span, first, name))

    def _follows_preposition(self, span: Span, first: int, name: Name) -> bool:
        """Whether a town has a capital within a sentence and stands after a preposition that tells a place."""
        # A capital within a sentence says that no word is meant, the preposition that no person is.
        if self._text.isupper() or begins_sentence(self._text, span.start):
            return False
        before = self._words[first - 1].key
        return before in _neighbours("locative", self._language) or (
            "name" not in name.also and before in _neighbours("motion", self._language)
        )

    def _place_of(self, span: Span) -> tuple[int, int]:
        """The numbers of the first word of a span and of the word after it."""
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)

    def _named_longer(self, first: int, last: int) -> bool:
        """Whether a capitalised word beside a town makes it part of a longer name, of a person or anything else."""
        before, after = self._beside_it(first - 1, first), self._beside_it(last, last - 1)
        if after is not None and self._language not in _CAPITAL_NOUNS:
            return after.key not in _neighbours("after", self._language)
        if before is None or before.key in small_words("article"):
            return False
        # The first word of a sentence has its capital anyway, unless it is a given name.
        return not begins_sentence(self._text, before.start) or may_be_person(
            self._text[before.start : before.end].casefold()
        )

    def _beside_it(self, near: int, edge: int) -> Word | None:
        """The word of this number if it is capitalised, stands right beside the edge of a town, and is no place."""
        if not 0 <= near < len(self._words):
            return None
        word, town = self._words[near], self._words[edge]
        surface = self._text[word.start : word.end]
        gap = self._text[min(word.end, town.end) : max(word.start, town.start)]
        apart = gap.strip(" -") or near in self._in_names
        return None if apart or not surface[0].isupper() or surface.isupper() else word

    def _in_list(self, i: int) -> bool:
        """Whether the span beside it in a list is a place for sure."""
        for j in (i - 1, i + 1):
            if 0 <= j < len(self._spans):
                one, other = sorted((self._spans[i], self._spans[j]), key=lambda span: span.start)
                between = self._words[bisect_left(self._starts, one.end) : bisect_left(self._starts, other.start)]
                near = self._spans[j]
                size = _LARGE if not near.name.also else _WORLD_CITY
                sure = not near.readings or near.name.thousands >= size
                if sure and between and all(word.key in small_words("join") | {",", "/", ";"} for word in between):
                    return True
        return False


@functools.cache
def _neighbours(side: str, language: str) -> frozenset[str]:
    """The words of one side of a language, of English and of all."""
    return frozenset(
        fold(row["word"])
        for row in reference.rows("place_neighbours.tsv")
        if row["side"] == side and row["languages"] in {language, "en", "*"}
    )
