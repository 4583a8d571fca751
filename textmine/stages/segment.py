"""texts, languages -> segments.

The unit that is coded: a sentence, or a part of one where a respondent strings several points
together with semicolons, bullets, numbers or line breaks, or joins two with a word such as "but".
Segments never overlap; what lies between them is only blanks, marks and joining words.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import models, reference, tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SegmentSettings", "segment"]


@dataclass(frozen=True)
class SegmentSettings:
    """How comments are cut.

    Attributes:
        min_words: A part with fewer words stays with the part before it.
    """

    min_words: int = 2


# Semicolons, line breaks and bullets; a dash or number counts as a bullet at the start of a line only.
_CUT = re.compile(r";+\s*|\s*\n+\s*(?:[-*\u2022\u2013\u25cf\u25aa]\s*|\(?\d{1,2}[.)]\s+)?|\s*[\u2022\u25cf\u25aa]\s*")
_WORD = re.compile(r"\w+")
# "1) ... 2) ..." and "(i) ... (ii) ..." within a line, where there are two of them at least.
_NUMBER = re.compile(r"(?:^|\s+)\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])\)\s+")
_FEWEST_JOINED = 3  # words on each side of a joining word, or it joins no two points


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
    for comment_id, text, status, language in zip(
        texts["comment_id"], texts["text"], texts["status"], languages["language"], strict=True
    ):
        if status != "ok":
            continue
        for number, (start, end) in enumerate(_spans(text, language, settings.min_words)):
            rows.append((f"{comment_id}/{number}", comment_id, start, end))
    return tables.frame("segments", rows)


def _spans(text: str, language: str, min_words: int) -> list[tuple[int, int]]:
    spans = list[tuple[int, int]]()
    for start, end in _parts(text, language):
        if spans and len(_WORD.findall(text, start, end)) < min_words:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    if len(spans) > 1 and len(_WORD.findall(text, *spans[0])) < min_words:
        spans[:2] = [(spans[0][0], spans[1][1])]
    return spans


def _parts(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Parts between cuts and sentence ends, without the blanks around them."""
    nlp = models.load_spacy(language)
    for sentence in nlp.get_pipe("sentencizer")(nlp.make_doc(text)).sents:
        start = sentence.start_char
        for first, last in [*_cuts(text, start, sentence.end_char, language), (sentence.end_char,) * 2]:
            part = text[start:first]
            if part.strip():
                yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
            start = last


def _cuts(text: str, start: int, end: int, language: str) -> list[tuple[int, int]]:
    """The spans between the points of a sentence, in order and apart."""
    cuts = [cut.span() for cut in _CUT.finditer(text, start, end)]
    numbers = [cut.span() for cut in _NUMBER.finditer(text, start, end)]
    cuts += numbers if len(numbers) > 1 else []
    joiner = _joiner(language)
    for cut in joiner.finditer(text, start, end) if joiner else ():
        if _is_point(text, start, cut.start()) and _is_point(text, cut.end(), end):
            cuts.append(cut.span())
    apart: list[tuple[int, int]] = []
    for span in sorted(cuts):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _is_point(text: str, start: int, end: int) -> bool:
    """Whether there are words enough for a point; no more are looked at, however long the text."""
    return sum(1 for _ in itertools.islice(_WORD.finditer(text, start, end), _FEWEST_JOINED)) == _FEWEST_JOINED


@functools.cache
def _joiner(language: str) -> re.Pattern[str] | None:
    """A joining word of the language between blanks, with the comma before it."""
    rows = [row for row in reference.rows("joiners.tsv") if row["language"] == language]
    if not rows:
        return None
    parts = [rf"{',' if row['comma'] == 'yes' else ',?'}\s+{re.escape(row['word'])}" for row in rows]
    return re.compile(rf"(?:{'|'.join(parts)})\s+(?!also\b|auch\b|aussi\b|también\b|anche\b)", re.IGNORECASE)
