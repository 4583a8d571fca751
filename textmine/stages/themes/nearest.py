"""The emergent theme that is nearest to what no given theme covers, or why there is none.

A theme is known by the mean vector of the segments it was found in and by its examples: a segment
belongs where it is most like them in meaning and in spelling. Each segment is looked at alone, so a
batch codes as the whole does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.themes.cluster import SPELLING, unit
from textmine.stages.themes.spelling import Spelling
from textmine.stages.themes.words import without_addresses

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from textmine.codebook import Theme

__all__ = ["Nearest", "Place"]

_WORD = re.compile(r"[^\W\d_]{2,}")
# Fewer words say too little to belong anywhere.
_FEWEST_WORDS = 2
# Less alike than `_ALONE` to any theme, a segment stands alone; less than `_SURE`, or nearer to one theme than to the
# next by less than the margin, it is left to people. `_SURE` was chosen by eye: of segments below it in three real
# surveys hardly any was about what its theme is named by. The others: on the training part of banking77 and
# development halves.
_ALONE, _SURE = 0.05, 0.25
_MARGIN = 0.01
_DECISIONS = {"yes": "yes", "unsure": "review"}


class Place(NamedTuple):
    """Where a segment belongs.

    Args:
        theme: Number of the nearest theme.
        score: How alike they are, 0 to 1.
        vote: yes, or why not: unsure (it is near to none, or to another as well), alone (it is far from all),
            brief (too few words).
    """

    theme: int
    score: float
    vote: str

    @property
    def decision(self) -> str:
        """Yes, no, or review where it is unsure."""
        return _DECISIONS.get(self.vote, "no")


class Nearest:
    """Places segments among emergent themes.

    Args:
        themes: The themes, one at least, with their examples.
        middles: Mean vector of the segments of each.
    """

    def __init__(self, themes: Sequence[Theme], middles: Sequence[Sequence[float]]) -> None:
        import numpy as np

        means = np.array(middles, dtype=np.float32)
        # What all themes have in common, the subject of the survey, tells none of them.
        self._middle = means.mean(axis=0) * np.float32(1 - 1 / len(themes))
        self._means = unit(means - self._middle)
        self._spelling = Spelling([without_addresses(" ".join(theme.examples)) for theme in themes], np.float32)
        self._of_example = {text: number for number, theme in enumerate(themes) for text in theme.examples}

    def place(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[Place]:
        """The place of each segment.

        Args:
            texts: The words of each segment.
            vectors: (n_segments, dimensions), of unit length.
        """
        import numpy as np

        if not texts:
            return []
        # One product a segment, because that of many differs in the last bits with their number.
        meaning = np.stack([self._means @ row for row in unit(vectors - self._middle)])
        plain = [without_addresses(text) for text in texts]
        alike = ((1 - SPELLING) * meaning + SPELLING * self._spelling.likeness(plain)).round(5)
        shown = [self._of_example.get(text, -1) for text in texts]
        rows, best = np.arange(len(texts)), np.where(np.array(shown) < 0, alike.argmax(axis=1), shown)
        scores = alike[rows, best]
        alike[rows, best] = -np.inf
        unsure = (scores - alike.max(axis=1) < _MARGIN) | (scores < _SURE)
        brief = [len(_WORD.findall(text)) < _FEWEST_WORDS for text in plain]
        votes = np.select(
            [np.array(shown) >= 0, brief, scores < _ALONE, unsure], ["yes", "brief", "alone", "unsure"], "yes"
        )
        return [
            Place(theme, round(score, 4), vote)
            for theme, score, vote in zip(best.tolist(), scores.clip(0, 1).tolist(), votes.tolist(), strict=True)
        ]
