"""texts, languages -> segments.

The unit that is coded: a sentence, or a part of one where a respondent strings several points
together with semicolons, bullets or line breaks. Segments never overlap, and what lies between
them is only blanks and marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import models, tables

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
        for cut in [*_CUT.finditer(text, start, sentence.end_char), None]:
            end = cut.start() if cut else sentence.end_char
            part = text[start:end]
            if part.strip():
                yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
            start = cut.end() if cut else end
