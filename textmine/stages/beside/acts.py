"""questions, themes, comments, texts, segments, codings -> acts, asides.

What each segment does beside naming a subject, told by its wording: it asks for something, says that there is none,
puts it off to later, or tells of something done. A sentence that only asks for support is no barrier, nor is one that
tells of an activity or a result: codes of barriers in such sentences are set aside with the reason, and not counted.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textmine import tables
from textmine.rows import each_row
from textmine.stages.beside.cues import asked_for, find

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from textmine.stages.beside.cues import Found

__all__ = ["acts"]

_ACTS = ("request", "denial", "fine", "undone", "not_yet", "undone_yet", "later", "done")
_BARRIER = "barrier"
_PERSON = "person"


def acts(
    questions: pd.DataFrame,
    themes: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    codings: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell the acts of the segments, and which codes of barriers they speak against.

    A code of a barrier is set aside where the segment has no word of trouble and asks for something, says that
    all is well, answers a question for activities or results, or tells of something done in answer to a question that
    does not ask for barriers. What a person coded is never set aside.

    Args:
        questions: Table `questions`, whole; what they ask for is told by their wording.
        themes: Table `themes`, whole.
        comments: Table `comments`, or a batch of it.
        texts: Table `texts`, with every comment that `segments` names.
        segments: Table `segments`, or a batch of it.
        codings: Table `codings` of these segments.

    Returns:
        The tables `acts`, in the order of `segments`, and `asides`, in the order of `codings`.
    """
    text_of = dict(zip(texts["comment_id"].tolist(), texts["text"].tolist(), strict=True))
    found = {
        row.segment_id: (row.comment_id, row.start, find(text_of[row.comment_id][row.start : row.end]))
        for row in each_row(segments)
    }
    asks = {
        question: asked_for(text) for question, text in zip(questions["question_id"], questions["text"], strict=True)
    }
    asked = {row.comment_id: asks[row.question_id] for row in each_row(comments)}
    return (
        tables.frame("acts", (row for name, said in found.items() for row in _rows(name, *said))),
        tables.frame("asides", _asides(themes, codings, found, asked)),
    )


def _rows(segment: str, comment: str, offset: int, found: Found) -> Iterator[tuple[object, ...]]:
    for kind in _ACTS:
        if spans := _told(kind, found):
            yield segment, kind, comment, json.dumps([[offset + start, offset + end] for start, end in spans])


def _told(kind: str, found: Found) -> list[tuple[int, int]]:
    """The words for an act; what is planned again, or beside something done, is not put off to later."""
    if kind == "fine" and "trouble" in found:
        return []
    if kind == "later" and found.keys() & {"again", "done"}:
        return []
    return found.get(kind, [])


def _asides(
    themes: pd.DataFrame, codings: pd.DataFrame, found: dict[str, tuple[str, int, Found]], asked: dict[str, str]
) -> Iterator[tuple[object, ...]]:
    barriers = set(themes.loc[themes["kind"] == _BARRIER, "theme_id"])
    said = codings[(codings["decision"] == "yes") & codings["theme_id"].isin(barriers)]
    for row in each_row(said):
        reason = _reason(found[row.segment_id][2], asked[row.comment_id])
        if reason and json.loads(row.votes).get("by") != _PERSON:
            yield row.segment_id, row.theme_id, row.comment_id, reason


def _reason(found: Found, asks: str) -> str:
    """Why a segment voices no barrier, "" where nothing speaks against it."""
    if "trouble" in found:
        return ""
    if "request" in found:
        return "request"
    if "fine" in found:
        return "fine"
    if asks == "done":
        return "asked"
    return "done" if "done" in found and not asks else ""
