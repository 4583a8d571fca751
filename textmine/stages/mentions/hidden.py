"""Stretches of a text, of personal data above all, and which to keep where several overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

__all__ = ["Hidden", "apart", "joined", "meets", "outside"]


class Hidden(NamedTuple):
    """A stretch of text that is personal data: email, phone, iban, id, url, address, person or respondent."""

    start: int
    end: int
    kind: str


# Where one stretch can be read in two ways the first of these holds; each knows its own by a check.
_SUREST = ("email", "iban", "id", "url", "address", "phone", "person")


def apart(found: Iterable[Hidden]) -> list[Hidden]:
    """Stretches from left to right without overlap; the longer is kept, of equals the surer."""
    kept: list[Hidden] = []
    for item in sorted(found, key=lambda h: (h.start - h.end, _SUREST.index(h.kind), h.start)):
        place = bisect_left(kept, item)
        before_is_clear = place == 0 or kept[place - 1].end <= item.start
        if before_is_clear and (place == len(kept) or item.end <= kept[place].start):
            kept.insert(place, item)
    return kept


def joined(*found: Iterable[Hidden]) -> list[Hidden]:
    """Stretches from left to right; those that overlap are one, of the kind of the longest, so that all is hidden."""
    kept: list[tuple[Hidden, int]] = []
    for item in sorted((h for some in found for h in some), key=lambda h: (h.start, -h.end)):
        length = item.end - item.start
        if not kept or kept[-1][0].end <= item.start:
            kept.append((item, length))
            continue
        last, longest = kept[-1]
        kind = item.kind if length > longest else last.kind
        kept[-1] = (Hidden(last.start, max(last.end, item.end), kind), max(length, longest))
    return [item for item, _ in kept]


def meets(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of others, which are sorted and apart."""
    place = bisect_left(others, span)
    before = place > 0 and others[place - 1][1] > span[0]
    return before or (place < len(others) and others[place][0] < span[1])


def outside(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without the spans, which are sorted and apart; a blank stands for each."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))
