"""What survey platforms write for yes, no, other ... in the languages of the EU."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["labels", "says_other", "tick_words"]


def labels(word: str) -> dict[str, str]:
    """How a platform says `word` (yes, no, other ...) in full answers, by language."""
    return {row["language"]: row[word] for row in reference.rows("limesurvey_labels.tsv") if row[word]}


@functools.cache
def tick_words() -> Mapping[str, str]:
    """What stands in the cell of a tick or of a yes/no question, in any form of export: Y, N or N/A."""
    words = {"Y": "Y", "1": "Y", "N": "N", "0": "N", "2": "N", "N/A": "N/A"}
    words |= dict.fromkeys(labels("yes").values(), "Y")
    return words | dict.fromkeys(labels("no").values(), "N")


def says_other(label: str) -> bool:
    """Whether the label of an option with a text box is that of the open one, such as "Other, please specify"."""
    first = re.match(r"\W*(\w+)", label)
    return first is not None and first[1].casefold() in _other_words()


@functools.cache
def _other_words() -> frozenset[str]:
    more = (row["word"] for row in reference.rows("other_words.tsv"))
    return frozenset({*more, *(word.casefold() for word in labels("other").values())})
