"""What survey platforms write for yes, no, other ... and above columns of their own, in the languages of the EU."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine import reference
from textmine.tables import natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["is_other", "labels", "order_of", "role_of", "tick_words"]

_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:([,.'\u2019 \u00a0\u202f])\d{3})(?:\1\d{3})*(?![\d.,]?\d)")
"""A number with a sign between its thousands."""


def labels(word: str) -> dict[str, str]:
    """How a platform says `word` (yes, no, other ...) in full answers, by language."""
    return {row["language"]: row[word] for row in reference.rows("limesurvey_labels.tsv") if row[word]}


@functools.cache
def tick_words() -> Mapping[str, str]:
    """What stands in the cell of a tick or of a yes/no question, in any form of export: Y, N or N/A."""
    words = {"Y": "Y", "1": "Y", "N": "N", "0": "N", "2": "N", "N/A": "N/A"}
    words |= dict.fromkeys(labels("yes").values(), "Y")
    return words | dict.fromkeys(labels("no").values(), "N")


def role_of(heading: str, platform: str) -> str:
    """What a column is that a platform adds of its own, in any language: id, submitted, personal ...; "" for others."""
    return _roles(platform).get(_key(heading), "")


def is_other(label: str) -> bool:
    """Whether a label is that of the open option: "Other", "Other (please specify)", "Autre :" ..."""
    return _other().search(label) is not None


def order_of(label: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A sort key of options whose order is not known: by their numbers, "2-50" before "1,000-10,000"; then by words."""
    return natural_key(_THOUSANDS.sub(lambda number: re.sub(r"\D", "", number[0]), label)), label


@functools.cache
def _roles(platform: str) -> Mapping[str, str]:
    rows = reference.rows("platform_headings.tsv")
    return {_key(row["heading"]): row["role"] for row in rows if row["platform"] == platform}


@functools.cache
def _other() -> re.Pattern[str]:
    rows = [row for row in reference.rows("platform_headings.tsv") if row["role"] == "other"]
    words = "|".join(sorted({re.escape(row["heading"]) for row in rows} | {*map(re.escape, labels("other").values())}))
    return re.compile(rf"(?:^|\W)(?:{words})\s*(?:$|[(\[:,;/\u2013-]|please)", re.IGNORECASE)


def _key(heading: str) -> str:
    return " ".join(heading.split()).casefold()
