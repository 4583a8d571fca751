"""The sentences of a passage with what they state: numbers, dates, and the groups that they are said of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from textmine.lint.claims import EVERY, Claim, Group, claims, parted
from textmine.lint.dates import Date, dates
from textmine.lint.quotes import marked
from textmine.lint.words import Word, sentences, stem, words

__all__ = ["Sentence", "read_sentences"]

_EACH = re.compile(r"\b(?:each|every|either|both|per)\s+(?:of\s+the\s+)?(?P<g>\w+)", re.IGNORECASE)


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
        return parted(self.text, one, other)


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
        found.append(Sentence(bare, said, start, listed, claims(bare, named, units), tuple(named), tuple(when)))
    return found


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


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with the spans as dots, so that places hold."""
    for start, end in spans:
        text = text[:start] + "\u00b7" * (end - start) + text[end:]
    return text


def _apart(text: str, date: Date) -> bool:
    """Whether a bare year is one, and not a count of things ("2000 companies")."""
    return not re.match(r"\s+[a-z]+s\b", text[date.end :]) or bool(
        re.search(r"\b(?:in|since|of|until|by|from)\s+$", text[: date.start])
    )
