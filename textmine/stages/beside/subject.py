"""Which option of its question a comment speaks of, by meaning and by shared words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textmine.wordings import stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["Offered", "Subject", "own_words", "subject"]

# Chosen on data/gold/beside_dev.jsonl: where a respondent put a comment counts for more than likeness, so that another
# option is named only where it is near and the own one is not.
_ELSEWHERE = 0.22  # likeness with another option from which it may be that one
_STRANGE = 0.10  # likeness with the own option below which it may not be that one
_AHEAD = 0.20  # how much nearer the other option has to be
_FROM_OTHER = 0.38  # likeness from which what was written under "Other" is an option there is
_NOWHERE = 0.19  # likeness with every option below which none covers it
_ALIKE = 0.17  # likeness with what others wrote beside the own option from which it belongs there
_WORDS = 3  # with fewer ("yes", "mailing list") likeness tells nothing
_SHARED = 0.12  # likeness that a word shared with one option alone adds
_FEW_WORDS = 8  # no more words than these, with a number: details
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"\d")


class Subject(NamedTuple):
    """What a comment speaks of: own, other (and which option), uncovered or details; how like it is, from 0 to 1."""

    what: str
    option: str
    score: float


@dataclass(frozen=True)
class Offered:
    """The options of a question in their order, without the open ones.

    Attributes:
        ids: Their codes.
        words: Of each the words that no other option has, as `own_words` gives them.
        vectors: The vectors of the wordings, (n_options, dimensions), of unit length.
    """

    ids: tuple[str, ...]
    words: tuple[frozenset[str], ...]
    vectors: Floats


def subject(option: str, offered: Offered, text: str, near: Floats, alike: float) -> Subject:
    """What a comment speaks of.

    Args:
        option: The option beside which it stands; one that is not in `offered` is the open "Other".
        offered: The options of its question.
        text: What it states.
        near: Cosine of each option with the nearest of the segments that state it, (n_options,).
        alike: How like it is to what others wrote beside the same option, 0 where too few did.
    """
    if not offered.ids:  # an export without its questionnaire: there is nothing to hold it against
        return Subject("own", option, alike)
    likeness = dict(zip(offered.ids, _likeness(offered, text, near), strict=True))
    own = likeness.pop(option, None)
    best = max(likeness, key=lambda each: likeness[each], default="")
    nearest = likeness.get(best, 0.0)
    if own is None:
        return (
            Subject("other", best, nearest)
            if nearest >= _FROM_OTHER
            else Subject("uncovered", "", min(1.0, 1 - nearest))
        )
    if own < _NOWHERE and _NUMBER.search(text) and len(_WORD.findall(text)) <= _FEW_WORDS:
        return Subject("details", "", min(1.0, 1 - own))
    strange = own < _STRANGE and alike < _ALIKE and len(_WORD.findall(text)) >= _WORDS
    if strange and nearest >= _ELSEWHERE and nearest - own >= _AHEAD:
        return Subject("other", best, nearest)
    if strange and nearest < _NOWHERE:
        return Subject("uncovered", "", min(1.0, 1 - max(own, nearest)))
    return Subject("own", option, max(own, alike, 0.0))


def _likeness(offered: Offered, text: str, near: Floats) -> list[float]:
    """How like each option a comment is: its nearest sentence, and the words that only this option has too."""
    said = stems(text).keys()
    pairs = zip(near.tolist(), offered.words, strict=True)
    return [min(1.0, cosine + (0.0 if own.isdisjoint(said) else _SHARED)) for cosine, own in pairs]


def own_words(wordings: Sequence[str]) -> tuple[frozenset[str], ...]:
    """Of each option the words that no other has, without their endings."""
    words = [frozenset(stems(wording)) for wording in wordings]
    return tuple(own.difference(*words[:place], *words[place + 1 :]) for place, own in enumerate(words))
