"""The words by which an edited chapter is read: `data/reference/lint_words.tsv` and `quantifiers.tsv`."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from dataclasses import dataclass

from textmine import reference

__all__ = ["Quantifier", "lint_words", "other_names", "pattern", "quantifiers"]


@dataclass(frozen=True)
class Quantifier:
    """When a word for how many is true: share and count lie within the bounds, ends included."""

    word: str
    min_share: float
    max_share: float
    min_count: int
    max_count: float

    def holds(self, count: int, base: int) -> bool:
        """Whether the word may be said of `count` of `base`; a word for the larger part never says too little."""
        share = count / base if base else 0.0
        above = self.min_share >= 0.5  # noqa: PLR2004 -- the larger part
        return (
            self.min_share <= share
            and self.min_count <= count
            and (above or (share <= self.max_share and count <= self.max_count))
        )


@functools.cache
def lint_words(use: str) -> dict[str, str]:
    """The words of `data/reference/lint_words.tsv` for one use, with what they mean."""
    return {row["word"]: row["means"] for row in reference.rows("lint_words.tsv") if row["use"] == use}


@functools.cache
def pattern(use: str) -> re.Pattern[str]:
    """Any of the words for one use, the longest first."""
    listed = sorted(lint_words(use), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in listed)})(?!\w)", re.IGNORECASE)


@functools.cache
def quantifiers() -> dict[str, Quantifier]:
    """The words of `data/reference/quantifiers.tsv`."""
    return {
        row["word"]: Quantifier(
            row["word"],
            float(row["min_share"] or 0),
            float(row["max_share"] or 1),
            int(row["min_count"] or 0),
            float(row["max_count"] or "inf"),
        )
        for row in reference.rows("quantifiers.tsv")
    }


@functools.cache
def other_names() -> dict[str, tuple[str, ...]]:
    """Other English names of the countries, by their code."""
    names: dict[str, list[str]] = defaultdict(list)
    for file in ("country_names.tsv", "country_aliases.tsv"):
        for row in reference.rows(file):
            if "en" in row["languages"].split() or row["languages"] == "*":
                names[row["iso2"]].append(row["name"])
    return {code: tuple(dict.fromkeys(listed)) for code, listed in names.items()}
