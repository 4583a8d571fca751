"""An answer that names others -> its items, each with the respondent whose name it is."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine.stages.mentions.gazetteer import small_words

if TYPE_CHECKING:
    from textmine.stages.mentions.spelling import Linker

__all__ = ["items"]


def items(text: str, linker: Linker) -> list[tuple[str, str, str]]:
    """The names of an answer, as spelling, respondent and rule; "" and "" where it is no respondent's.

    It is taken whole where it is a name, and at commas, signs of lists and words such as "and" where one of its
    parts is: a name that holds "and" stays whole.
    """
    whole = text.strip()
    linked = linker.link(whole)
    if linked[0]:
        return [(whole, *linked)]
    parts = [(part, *linker.link(part)) for part in (p.strip() for p in _joins().split(whole)) if part]
    return parts if any(respondent for _, respondent, _ in parts) else [(whole, "", "")]


@functools.cache
def _joins() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, small_words("join"))))
    return re.compile(rf"(?:(?<!\s)\s+)?[,;/\n+&\u2022]\s*|(?<!\s)\s+(?:{words})\s+", re.IGNORECASE)
