"""Dates of a chapter against the dates of the run: when answers came in, and when respondents say something happens."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.lint.dates import Date, dates
from textmine.lint.judging import Result
from textmine.lint.vocabulary import pattern
from textmine.lint.words import content
from textmine.privacy import hidden, pseudonyms, redacted

if TYPE_CHECKING:
    import pandas as pd

    from textmine.lint.statements import Sentence

__all__ = ["Calendar"]

_TOLD = 0.75  # of the weight of a cell (the name of an event), to be taken for it
_WHOLE = 0.5  # the same of all cells of its row together
_FEWEST = 2  # meaning words that a cell or row must share


@dataclass(frozen=True)
class _Dated:
    """A date in an answer, with the meaning words of the cells beside it, and of those that tell it by themselves.

    `source` is what a reader may see of the answer.
    """

    date: Date
    cells: tuple[frozenset[str], ...]
    named: tuple[frozenset[str], ...]
    source: str


class Calendar:
    """The dates of a run.

    Args:
        run: Table name to frame.
        keep_personal_data: Whether a report on the run may quote the words as they stand.
    """

    def __init__(self, run: Mapping[str, pd.DataFrame], *, keep_personal_data: bool = False) -> None:
        submitted = run["respondents"]["submitted"].dropna().astype(str)
        self._submitted = sorted({date for text in submitted for date in map(_bare, dates(text[:10]))})
        self._dated = list(_dated(run, keep_personal_data=keep_personal_data))
        spread = Counter(word for one in self._dated for word in set().union(*one.cells))
        self._weight = {word: 1 + math.log(len(self._dated) / count) for word, count in spread.items()}
        self._holding: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(self._dated):
            for word in set().union(*one.cells):
                self._holding[word].append(place)

    def judge(self, date: Date, sentence: Sentence) -> Result:
        """What is to be thought of a date in a sentence."""
        earlier = max((other.end for other in sentence.dates if other.end <= date.start), default=0)
        later = min((other.start for other in sentence.dates if other.start >= date.end), default=len(sentence.text))
        before, after = sentence.text[earlier : date.start], sentence.text[date.end : later]
        said = self._event(date, before) or self._event(date, after)
        if said is not None:
            return said
        about_survey = pattern("survey").search(sentence.text) or pattern("base").search(sentence.text)
        return self._survey(date) if about_survey and self._submitted else Result("not found")

    def _survey(self, date: Date) -> Result:
        first, last = self._submitted[0], self._submitted[-1]
        span = f"answers came in from {first.words} to {last.words}"
        if any(date.agrees(day) for day in self._submitted):
            return Result("proven", span)
        for day in (first, last):
            if date.day and (date.day, date.year) == (day.day, day.year):  # a slip of the month
                return Result("wrong", span, day.words)
        return Result("not found", span)

    def _event(self, date: Date, text: str) -> Result | None:
        """The verdict by an event that the text names, None where it names none."""
        words = set(content(text))
        near = {place for word in words for place in self._holding.get(word, ())}
        scored = sorted(((self._share(self._dated[place], words), -place) for place in near), reverse=True)
        best = scored[0][0] if scored else 0.0
        told = [self._dated[-place] for share, place in scored if share and share >= best - 1e-9]
        if not told:
            return None
        for one in told:
            if date.agrees(one.date):
                return Result("proven", one.source)
        if len(told[0].cells) < _FEWEST:  # a remark, not the row of an event
            return None
        return Result("wrong", told[0].source, told[0].date.words)

    def _share(self, one: _Dated, words: set[str]) -> float:
        """How far a text names what a date is of; 0 when not enough."""
        best = 0.0
        whole: set[str] = set().union(*one.cells)
        for part, least in (*((cell, _TOLD) for cell in one.named), (whole, _WHOLE)):
            shared = part & words
            share = (
                math.fsum(self._weight[w] for w in shared) / math.fsum(self._weight[w] for w in part) if part else 0.0
            )
            if len(shared) >= _FEWEST and share >= least:
                best = max(best, share + len(shared))
        return best


def _dated(run: Mapping[str, pd.DataFrame], *, keep_personal_data: bool) -> list[_Dated]:
    """Every dated answer; the cells of one row of a table, or of one record, belong together."""
    comments = run["comments"].merge(run["texts"][["comment_id", "text"]], on="comment_id")
    personal = set(run["questions"].loc[run["questions"]["personal"], "question_id"])
    ids = run["respondents"]["respondent_id"]
    names = dict(zip(ids, ids, strict=True)) if keep_personal_data else pseudonyms(ids)
    spans = {} if keep_personal_data else hidden(run)
    comments = comments[~comments["question_id"].isin(personal)]
    mentions = run["mentions"]
    placed = set(
        mentions.loc[mentions["kind"].isin(["country", "region"]), "comment_id"]
    )  # many things happen in a place
    found = []
    keys = ["respondent_id", "question_id", "record_id", "row_id"]
    holding = comments[comments["text"].str.contains(r"\d", regex=True)]
    rows = comments.merge(holding[keys].drop_duplicates(), on=keys)
    for (respondent, question, *_), row in rows.groupby(keys, sort=True):
        apart = row["option_id"].nunique() == len(row) and row["kind"].eq("free_text").all()
        for part in [row] if apart else [row.iloc[[place]] for place in range(len(row))]:
            when = [(place, date) for place, text in enumerate(part["text"]) for date in dates(text) if date.year]
            for _, date in when:
                cells = tuple(frozenset(content(_without_dates(text))) for text in part["text"])
                named = tuple(c for c, name in zip(cells, part["comment_id"], strict=True) if c and name not in placed)
                shown = (
                    redacted(text, 0, len(text), spans.get(name, ()))
                    for name, text in zip(part["comment_id"], part["text"], strict=True)
                )
                source = f"{names.get(respondent, 'R?')}, question {question}: {'; '.join(shown)}"
                found.append(_Dated(_bare(date), tuple(c for c in cells if c), named, source))
    return [one for one in found if one.cells]


def _without_dates(text: str) -> str:
    for date in dates(text):
        text = text[: date.start] + " " * (date.end - date.start) + text[date.end :]
    return text


def _bare(date: Date) -> Date:
    return Date(date.year, date.month, date.day)
