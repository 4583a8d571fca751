"""texts, languages -> segments.

The unit that is coded: a sentence, or a part of one where a respondent strings several points
together with semicolons, bullets, numbers or line breaks, or joins two with a word such as "but".
Segments never overlap; what lies between them is only blanks, marks and joining words.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.segment.clauses import clauses
from textmine.stages.segment.sentences import sentences

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SegmentSettings", "segment"]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SegmentSettings:
    """How comments are cut.

    Attributes:
        min_words: A part with fewer words stays with the part before it.
    """

    min_words: int = 2


def segment(texts: pd.DataFrame, languages: pd.DataFrame, settings: SegmentSettings) -> pd.DataFrame:
    """Cut the comments with status ok into segments.

    Args:
        texts: The table `texts`, or a batch of it.
        languages: The table `languages` of the same comments, in the same order: abbreviations such
            as "e.g." or "z. B." end no sentence of their language.
        settings: See `SegmentSettings`.

    Returns:
        The table `segments`; every comment with status ok has at least one.
    """
    rows = []
    columns = (texts["comment_id"], texts["text"], texts["status"], languages["language"])
    for comment_id, text, status, language in zip(*(column.tolist() for column in columns), strict=True):
        if status != "ok":
            continue
        for number, (start, end) in enumerate(_spans(text, language, settings.min_words)):
            rows.append((f"{comment_id}/{number}", comment_id, start, end))
    return tables.frame("segments", rows)


def _spans(text: str, language: str, min_words: int) -> list[tuple[int, int]]:
    spans = list[tuple[int, int]]()
    waiting, held = -1, 0  # where too few words began that have nothing before them to stay with, and their number
    for sentence in sentences(text, language):
        for start, end in clauses(text, sentence.start, sentence.end, language):
            first = start if waiting < 0 else waiting
            words = held + sum(1 for _ in itertools.islice(_WORD.finditer(text, start, end), min_words))
            if sentence.item or words >= min_words:
                spans.append((first, end))
                waiting, held = -1, 0
            elif spans:
                spans[-1] = (spans[-1][0], end)
            else:
                waiting, held = first, words
    return spans or [(max(waiting, 0), len(text.rstrip()))]
