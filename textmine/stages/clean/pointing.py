"""A comment that points elsewhere -> where to: "see above", "same as question 3", "see annex"."""

from __future__ import annotations

import functools
import re

from textmine import reference
from textmine.stages.clean.words import bare, unmarked

__all__ = ["refers"]

_NUMBER = re.compile(r"(?<!\w)[a-z]{0,2}\d+[a-z]?(?!\w)")
_ORDER = ("document", "below", "above")


def refers(text: str) -> str:
    """Where a comment with status see_other points to.

    Args:
        text: The cleaned text.

    Returns:
        ``document``; the number or code of a question behind a #, as written (``#3``, ``#q7``);
        ``below`` or ``above``; "" when the words do not say, or name several questions. The first that is told holds.
    """
    words = unmarked(bare(text))
    told = {where for word in words.split() for where in _directions(word)}
    numbers = set(_NUMBER.findall(words))
    if "document" not in told and numbers:
        return f"#{numbers.pop()}" if len(numbers) == 1 else ""
    return next((where for where in _ORDER if where in told), "")


@functools.lru_cache(maxsize=10_000)
def _directions(word: str) -> tuple[str, ...]:
    whole, stems = _words()
    return tuple({*whole.get(word, ()), *(where for stem, where in stems if word.startswith(stem))})


@functools.cache
def _words() -> tuple[dict[str, set[str]], tuple[tuple[str, str], ...]]:
    """Words with where they point, and the same for stems."""
    whole: dict[str, set[str]] = {}
    stems = set[tuple[str, str]]()
    for row in reference.rows("pointing_words.tsv"):
        word = unmarked(row["word"].casefold())
        if word.endswith("*"):
            stems.add((word[:-1], row["where"]))
        else:
            whole.setdefault(word, set()).add(row["where"])
    return whole, tuple(sorted(stems))
