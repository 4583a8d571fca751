"""What people coded, set beside the segments and beside the machine.

Labels name spans of comments; the machine codes segments. A label counts for each segment that its
span touches. What the machine says is taken without what people decided, or it would agree with them
by definition.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["RANDOM", "by_machine", "draw_order", "moved_places", "on_segments", "rolled_up", "words_key"]

RANDOM = "random:"
"""How `labels.draw` begins for a random draw; its seed follows."""

_PERSON = b"textmine draw"  # sets the digests apart from those that anybody else makes of the same ids


def words_key(text: str) -> str:
    """A key of some words, whatever the white space between them: it tells whether they changed, not what they are."""
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=6).hexdigest()


def moved_places(labels: pd.DataFrame, texts: Iterable[tuple[str, str]]) -> int:
    """How many places of the labels hold other words than when they were coded.

    Args:
        labels: Table `labels`.
        texts: Each comment and its text; not read where no label says its words.
    """
    wanted = labels[labels["words"] != ""].groupby("comment_id")
    places = {name: set(rows[["start", "end", "words"]].itertuples(index=False)) for name, rows in wanted}
    return sum(
        words_key(text[place.start : place.end]) != place.words
        for comment_id, text in (texts if places else ())
        for place in places.get(comment_id, ())
    )


def draw_order(respondents: Iterable[str], seed: int) -> list[str]:
    """Respondents in random order: the first n of them are a simple random sample of all.

    The place of a respondent hangs on the seed and on the id alone, so a draw is gone on with where it
    ended, and a new response takes a place of its own among the others.

    Source: permanent random numbers, Ohlsson (1995), "Coordination of samples using permanent random
    numbers", in Cox et al., Business Survey Methods, doi 10.1002/9781118150504.ch9.
    """

    def number(name: str) -> bytes:
        return hashlib.blake2b(f"{seed}:{name}".encode(), person=_PERSON).digest()

    return sorted(set(respondents), key=lambda name: (number(name), name))


def on_segments(labels: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """What each coder said of each segment.

    Args:
        labels: Table `labels`.
        segments: Table `segments`, or rows of it.

    Returns:
        Columns segment_id, comment_id, theme_id, coder, yes (bool; of several spans that touch a
        segment one suffices) and draw, a row for each segment, theme and coder.
    """
    pairs = labels.merge(segments, on="comment_id", suffixes=("", "_of_segment"))
    pairs = pairs[(pairs["start"] < pairs["end_of_segment"]) & (pairs["end"] > pairs["start_of_segment"])]
    pairs = pairs.assign(yes=pairs["decision"].eq("yes"))
    key = ["segment_id", "comment_id", "theme_id", "coder"]
    # "random..." sorts behind "next" and "", so a place that was drawn at random too counts as such.
    return pairs.groupby(key, sort=False, as_index=False).agg(yes=("yes", "any"), draw=("draw", "max"))


def by_machine(codings: pd.DataFrame, *, untaught: bool = False) -> pd.Series:
    """What the machine decides in each row of `codings`: yes, no or review.

    Where a person decided, the votes say under `machine` what would have been decided without.

    Args:
        codings: Columns decision and votes of the table.
        untaught: Take that word wherever it stands, so also where a model decided that learned from
            people. Such a model is right more often where it learned than elsewhere, and what is to tell
            how often the machine is wrong must be the same for both.
    """
    decided = codings["decision"].copy()
    votes = codings["votes"]
    touched = votes.str.contains('"machine"' if untaught else '"person"', regex=False)
    decided[touched] = [json.loads(each).get("machine", "no") for each in votes[touched]]
    return decided


def rolled_up(said: pd.DataFrame, parents: Mapping[str, str]) -> pd.DataFrame:
    """Rows with a theme_id, and the same rows for each theme above: a theme holds what those below it hold."""
    import pandas as pd

    levels, level = [said], said
    while not level.empty:
        above = level["theme_id"].map(parents).fillna("")
        level = level.assign(theme_id=above)[above != ""]
        levels.append(level)
    return pd.concat(levels, ignore_index=True)
