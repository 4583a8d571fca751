"""Quotes as they may leave the run folder: personal data hidden, respondents under pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.report.facts import Facts, shorten
from textmine.report.model import Quote

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from textmine.report.facts import Slice

__all__ = ["Quotes", "redacted"]

_PLACEHOLDERS = {"email": "[e-mail]", "phone": "[phone]", "person": "[name]"}


@dataclass(frozen=True)
class _Span:
    comment_id: str
    start: int
    end: int


class Quotes:
    """The quotes of a run by what they are for.

    Args:
        facts: The run.
        most: Quotes of one subject in one place, at most.
    """

    def __init__(self, facts: Facts, most: int) -> None:
        self._facts, self._most = facts, most
        self._spans: dict[tuple[str, str, str], list[_Span]] = {}
        quotes = facts.table("quotes")
        for row in quotes.sort_values("rank", kind="stable").itertuples():
            span = _Span(row.comment_id, row.start, row.end)
            self._spans.setdefault((row.question_id, row.kind, row.item_id), []).append(span)
        wanted = set(quotes["comment_id"])
        self._comments = {row.comment_id: row for row in _rows_of(facts, "comments", wanted)}
        self._texts = {row.comment_id: row.text for row in _rows_of(facts, "texts", wanted)}
        self._languages = {row.comment_id: row.language for row in _rows_of(facts, "languages", wanted)}
        self._redactions: dict[str, list[tuple[int, int, str]]] = {}
        for row in _rows_of(facts, "redactions", wanted):
            self._redactions.setdefault(row.comment_id, []).append((row.start, row.end, row.kind))
        self._pseudonyms = _pseudonyms(facts.table("respondents")["respondent_id"])
        self._groups = _groups(facts)

    def of(self, part: Slice, item: str, but_not: Container[Quote] = ()) -> tuple[Quote, ...]:
        """The quotes for an item, the best first, none twice and none from a question about personal data."""
        kind = "option" if part.kind == "tick" else part.kind
        spans = self._spans.get((part.question, kind, item), [])
        quotes = (self._quote(span) for span in spans if self._may_be_shown(span))
        return tuple([quote for quote in quotes if quote not in but_not][: self._most])

    def _may_be_shown(self, span: _Span) -> bool:
        comment = self._comments.get(span.comment_id)
        question = self._facts.questions.get(comment.question_id) if comment else None
        return question is not None and not question.personal and span.comment_id in self._texts

    def _quote(self, span: _Span) -> Quote:
        comment = self._comments[span.comment_id]
        question = self._facts.questions[comment.question_id]
        return Quote(
            text=redacted(
                self._texts[span.comment_id], span.start, span.end, self._redactions.get(span.comment_id, ())
            ),
            language=self._languages.get(span.comment_id, "und"),
            respondent=self._pseudonyms.get(comment.respondent_id, "R?"),
            group=self._groups.get(comment.respondent_id, ""),
            question=question.heading,
            option=shorten(self._facts.option(question.question_id, comment.option_id), 60)
            if comment.option_id
            else "",
        )

    def _place(self, comment: Any) -> str:
        """The option or row that a comment stands beside, "" for none."""
        code, axis = (comment.option_id, "option") if comment.option_id else (comment.row_id, "row")
        return shorten(self._facts.option(comment.question_id, code, axis), 60) if code else ""


def redacted(text: str, start: int, end: int, redactions: Iterable[tuple[int, int, str]]) -> str:
    """``text[start:end]`` with every redaction that reaches into it replaced by its placeholder.

    Args:
        text: The whole text, in which all offsets count characters.
        start: First character of the quote.
        end: Character after its last.
        redactions: Spans to hide, as (start, end, kind); they may overlap.
    """
    parts: list[str] = []
    position = start
    for hide_start, hide_end, kind in sorted(redactions):
        if hide_end <= position or hide_start >= end:
            continue
        parts += [text[position : max(position, hide_start)], _PLACEHOLDERS.get(kind, f"[{kind}]")]
        position = min(hide_end, end)
    return "".join([*parts, text[position:end]])


def _rows_of(facts: Facts, name: str, comment_ids: set[str]) -> Iterable[Any]:
    table = facts.table(name)
    rows: Iterable[Any] = table[table["comment_id"].isin(comment_ids)].itertuples()
    return rows


def _pseudonyms(respondents: Iterable[str]) -> dict[str, str]:
    """R01, R02 ... in the order of the respondents, so that no id of the survey is printed."""
    ids = list(respondents)
    width = max(2, len(str(len(ids))))
    return {name: f"R{number:0{width}d}" for number, name in enumerate(ids, start=1)}


def _groups(facts: Facts) -> dict[str, str]:
    """The groups of each respondent, by the attributes of the report, as one label."""
    attributes = facts.table("attributes")
    labels: dict[str, list[str]] = {}
    for by in facts.by:
        for row in attributes[attributes["attribute"] == by].itertuples():
            labels.setdefault(row.respondent_id, []).append(row.value)
    return {name: ", ".join(values) for name, values in labels.items()}
