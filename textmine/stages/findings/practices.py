"""Comments that report something done, by whom or where and how much: for boxes of a report.

Such boxes ("Good practice", "On the way", "Success story") name a concrete result with a place, an
organisation or a number. What only is planned, what failed, and barriers and requests, are left out.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from textmine import reference, tables
from textmine.rows import among

if TYPE_CHECKING:
    import pandas as pd

    from textmine.sentences import Words

__all__ = ["practices"]

_LENGTH = (40, 400)  # characters
_EACH = 5  # candidates of each kind
_ENOUGH = 4  # points from which a comment is proposed: a result with something that is named
_RESULT, _NAMED, _NUMBER, _ASKED = 2, 2, 1, 1  # points
_NAMED_KINDS = ("country", "region", "organisation")
_LISTED = 3  # names in a reason
_FIGURE = re.compile(r"\b(?!(?:19|20)\d\d\b)\d+\b")  # a year says when, not how much


def practices(
    questions: pd.DataFrame, spans: pd.DataFrame, mentions: pd.DataFrame, names: dict[str, str], words: Words
) -> pd.DataFrame:
    """Candidates for boxes, the most concrete first, one a respondent.

    Args:
        questions: The table `questions`.
        spans: Comments with columns comment_id, respondent_id, question_id, text, start, end, hidden, and
            barred: coded as a barrier or request.
        mentions: The table `mentions`.
        names: Entity id to the name to print.
        words: The language of the reasons.

    Returns:
        Rows of the table `quotes` of kind "practice": under questions on results success stories ("story"),
        under others good practice ("practice"), each with the reason of the choice.
    """
    length = spans["text"].str.len()
    kept = spans[~spans["barred"] & length.between(*_LENGTH) & (spans["hidden"] == 0)]
    kept = kept[kept["text"].str.contains(_pattern("result"))]
    kept = kept[~kept["text"].str.contains(_pattern("plan")) & ~kept["text"].str.contains(_pattern("not"))]
    asked = questions["section"].str.contains(_pattern("question")) | questions["text"].str.contains(
        _pattern("question")
    )
    on_results = set(questions.loc[asked, "question_id"])
    firm = mentions[mentions["kind"].isin(_NAMED_KINDS) & ~mentions["negated"] & ~mentions["hedged"]]
    if kept.empty:
        return tables.empty("quotes")
    told = kept.assign(
        story=kept["question_id"].isin(on_results),
        number=kept["text"].str.contains(_FIGURE) | kept["text"].str.contains(_numbers(words)),
        named=among(kept["comment_id"], {*firm["comment_id"].tolist()}),
    )
    told = told.assign(points=_RESULT + _NAMED * told["named"] + _NUMBER * told["number"] + _ASKED * told["story"])
    told = told[(told["points"] >= _ENOUGH) & (told["number"] | told["named"])]
    told = told.sort_values("points", ascending=False, kind="stable").drop_duplicates("respondent_id")
    told = told.assign(item_id=["story" if story else "practice" for story in told["story"]])
    told = told.assign(rank=told.groupby("item_id").cumcount() + 1, question_id="", kind="practice")
    told = told[told["rank"] <= _EACH].sort_values(["item_id", "rank"], kind="stable")
    places = firm[among(firm["comment_id"], set(told["comment_id"]))].groupby("comment_id")["entity_id"].unique()
    reasons = [
        _reason(words, list(places.get(comment, [])), names, number=number)
        for comment, number in zip(told["comment_id"], told["number"], strict=True)
    ]
    return tables.typed("quotes", told.assign(reason=reasons))


def _reason(words: Words, places: list[str], names: dict[str, str], *, number: bool) -> str:
    """Why a comment is proposed."""
    parts = [words.say("practices.result")]
    if places:
        listed = words.listed([words.place(names.get(place, place)) for place in places[:_LISTED]])
        parts.append(words.say("practices.place", items=listed))
    if number:
        parts.append(words.say("practices.number"))
    return words.listed(parts)


@functools.cache
def _pattern(means: str) -> re.Pattern[str]:
    """Any of the words of result_words.tsv with a meaning."""
    listed = [row["word"] for row in reference.rows("result_words.tsv") if row["means"] == means]
    return re.compile(_any(listed), re.IGNORECASE)


def _numbers(words: Words) -> re.Pattern[str]:
    """Numbers from two on as words of the language of the report."""
    return re.compile(_any([words.number(number) for number in range(2, 11)]), re.IGNORECASE)


def _any(words: list[str]) -> str:
    """Any of the words, `*` for any ending; by their first letter, which rules out most of them at once."""
    endings: dict[str, list[str]] = {}
    for word in words:
        ending = re.escape(word[1:].rstrip("*")) + (r"\w*" if word.endswith("*") else "")
        endings.setdefault(word[0], []).append(ending)
    parts = (rf"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in endings.items())
    return rf"\b(?:{'|'.join(parts)})\b"
