"""The kind of a question of which nothing is known but its answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.stages.read.words import tick_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["MOST_OPTIONS", "kind_of"]

MOST_OPTIONS = 12
"""Distinct answers up to which a question without a list of options can be a closed one."""

_LONGEST_LABEL = 60
_MOST_REPEATED = 50
_REPEATED = 5
"""Times that each answer is given on average, from which on a question is closed however long they are, up to 50."""

_MOST_LISTED = 250
_OFTEN = 2.5
"""And from which on it is closed if they are short, up to 250, as there are countries.

In the real exports of the tests the answers of lists of countries and subjects are given 2.7 times and more, typed ones
2.1 times and less.
"""

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?|\d\d:\d\d:\d\d")
_CODE = re.compile(r"[A-Za-z]{0,3}\d{1,4}|-oth-")


def kind_of(columns: Sequence[int], profile: Profile) -> str:
    """The kind of an unstructured column, or of several that hold the same sort of answer.

    Returns:
        yes_no, number, date, single (codes, short answers that are few or each given 2.5 times on
        average, or any that are given five times), or text.
    """
    values = profile.seen(columns)
    filled = sum(profile.filled[column] for column in columns)
    if not values:
        return "text"
    words = tick_words()
    if values <= words.keys() and not values & {"0", "1", "2"}:
        return "yes_no"
    for kind, pattern in (("number", _NUMBER), ("date", _DATE), ("single", _CODE)):
        if all(pattern.fullmatch(value) for value in values):
            return kind
    if len(values) <= _MOST_REPEATED and filled >= _REPEATED * len(values):
        return "single"
    few = len(values) <= MOST_OPTIONS and filled >= 2 * len(values)
    listed = few or (len(values) <= _MOST_LISTED and filled >= _OFTEN * len(values))
    return "single" if listed and max(map(len, values)) <= _LONGEST_LABEL else "text"
