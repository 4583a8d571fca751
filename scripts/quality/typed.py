"""Answers to a question for a country -> how many of them say which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quality.spans import Figures, share
from quality.surveys import run, survey

if TYPE_CHECKING:
    from quality.formats import Case, Cases

__all__ = ["typed", "unresolved"]


def typed(cases: Cases) -> dict[str, Figures]:
    """Answers, and wordings, in which at least one country is found; and where it is told which, all and no other.

    Answers that say nothing ("n/a") are left out: the stage `clean` is measured elsewhere. Those of which it is told
    that they are no country ("worldwide") count for *exact* only.
    """
    read = list(_read(cases))
    told = [(row, found) for row, found in read if "countries" in row]
    read = [(row, found) for row, found in read if row.get("countries") != []]
    figures: Figures = {
        "resolved": share(sum(_times(row) for row, found in read if found), sum(_times(row) for row, _ in read)),
        "resolved_wordings": share(sum(bool(found) for _, found in read), len(read)),
    }
    if told:
        figures["exact"] = share(sum(found == set(row["countries"]) for row, found in told), len(told))
    return {"textmine": {**figures, "answers": sum(_times(row) for row, _ in read), "wordings": len(read)}}


def unresolved(cases: Cases) -> list[tuple[int, str]]:
    """The wordings in which no country is found, the most frequent first: how often, and the wording."""
    left = [(_times(row), row["text"]) for row, found in _read(cases) if not found and row.get("countries") != []]
    return sorted(left, key=lambda each: (-each[0], each[1]))


def _read(cases: Cases) -> Iterator[tuple[Case, set[str]]]:
    """Each answer with the countries found in it."""
    frames = run(survey(cases.rows), "clean", "language", "names", "mentions")
    named: dict[str, set[str]] = {}
    mentions = frames["mentions"]
    mentions = mentions[(mentions["kind"] == "country") & ~mentions["negated"]]
    for comment, entity in zip(mentions["comment_id"], mentions["entity_id"], strict=True):
        named.setdefault(comment, set()).add(entity)
    texts = frames["texts"]
    for row, comment, status in zip(cases.rows, texts["comment_id"], texts["status"], strict=True):
        if status not in {"blank", "no_answer"}:
            yield row, named.get(comment, set())


def _times(row: Case) -> int:
    return int(row.get("times", 1))
