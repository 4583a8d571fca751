"""What survey platforms write for yes, no, other ... in the languages of the EU."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["labels", "tick_words"]


def labels(word: str) -> dict[str, str]:
    """How a platform says `word` (yes, no, other ...) in full answers, by language."""
    return {row["language"]: row[word] for row in reference.rows("limesurvey_labels.tsv") if row[word]}


@functools.cache
def tick_words() -> Mapping[str, str]:
    """What stands in the cell of a tick or of a yes/no question, in any form of export: Y, N or N/A."""
    words = {"Y": "Y", "1": "Y", "N": "N", "0": "N", "2": "N", "N/A": "N/A"}
    words |= dict.fromkeys(labels("yes").values(), "Y")
    return words | dict.fromkeys(labels("no").values(), "N")
