"""Quotes as they may leave the run folder: personal data hidden, respondents under pseudonyms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.figures import SMALL
from textmine.privacy import MIN_GROUP, bearers, common, pseudonyms, redacted
from textmine.report.facts import Facts, Question, shorten
from textmine.report.model import Quote
from textmine.rows import each_row

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from textmine.report.facts import Slice

__all__ = ["Quotes", "place_of"]


@dataclass(frozen=True)
class _Span:
    comment_id: str
    start: int
    end: int
    reason: str = ""


class Quotes:
    """The quotes of a run by what they are for.

    Args:
        facts: The run.
        most: Quotes of one subject in one place, at most.
        also: Comments that are quoted besides those of the table `quotes`.
        keep_personal_data: Quote the words as they stand, and name respondents by their ids.
    """

    def __init__(
        self, facts: Facts, most: int, also: Collection[str] = (), *, keep_personal_data: bool = False
    ) -> None:
        self._facts, self._most = facts, most
        self._spans: dict[tuple[str, str, str], list[_Span]] = {}
        self._items: dict[tuple[str, str], set[str]] = {}
        quotes = facts.table("quotes")
        for row in each_row(quotes.sort_values("rank", kind="stable")):
            span = _Span(row.comment_id, row.start, row.end, row.reason)
            self._spans.setdefault((row.question_id, row.kind, row.item_id), []).append(span)
            self._items.setdefault((row.question_id, row.kind), set()).add(row.item_id)
        wanted = {*quotes["comment_id"], *also}
        places = ("respondent_id", "question_id", "row_id", "option_id")
        self._comments = {row.comment_id: row for row in _rows_of(facts, "comments", wanted, *places)}
        self._texts = {row.comment_id: row.text for row in _rows_of(facts, "texts", wanted, "text")}
        self._languages = {row.comment_id: row.language for row in _rows_of(facts, "languages", wanted, "language")}
        ids = facts.batches(respondents=("respondent_id",))
        names = pseudonyms(name for (part,) in ids for name in part["respondent_id"])
        self._names = {name: name for name in names} if keep_personal_data else names
        self._redactions: dict[str, list[tuple[int, int, str]]] = {}
        hidden = () if keep_personal_data else _rows_of(facts, "redactions", wanted, "start", "end", "kind")
        named = bearers(facts.rows_where("mentions", "comment_id", wanted, ("start", "kind", "entity_id")), names)
        for row in hidden:
            kind = named.get((row.comment_id, row.start), row.kind) if row.kind == "respondent" else row.kind
            self._redactions.setdefault(row.comment_id, []).append((row.start, row.end, kind))
        self._groups, self._rare = _groups(facts, {comment.respondent_id for comment in self._comments.values()})
        if keep_personal_data:
            self._rare = frozenset()
        self._own = {place for place, whose in named.items() if whose == names.get(self._respondent_of(place[0]))}

    def respondent(self, respondent_id: str) -> str:
        """What the report calls a respondent."""
        return self._names.get(respondent_id, "R?")

    def items(self, part: Slice) -> set[str]:
        """The items of a slice that there are quotes for."""
        return self._items.get((part.question, _kind(part)), set())

    def of(self, part: Slice, item: str, but_not: Container[Quote] = ()) -> tuple[Quote, ...]:
        """The quotes for an item, the best first, none twice and none from a question about personal data."""
        spans = self._spans.get((part.question, _kind(part), item), [])
        quotes = (self._quote(span) for span in spans if self._may_be_shown(span))
        return tuple([quote for quote in quotes if quote not in but_not][: self._most])

    def practices(self, item: str) -> list[tuple[Quote, str]]:
        """The candidates for boxes of one kind (story, practice), each with the reason of the choice."""
        spans = self._spans.get(("", "practice", item), [])
        return [(self._quote(span), span.reason) for span in spans if self._may_be_shown(span)]

    def _respondent_of(self, comment_id: str) -> str:
        comment = self._comments.get(comment_id)
        return str(comment.respondent_id) if comment else ""

    def words(self, comment_id: str, start: int = 0, end: int | None = None) -> Quote | None:
        """A comment, or a part of it, as a quote; None where it may not be shown or is not held."""
        whole = len(self._texts.get(comment_id, ""))
        span = _Span(comment_id, start, whole if end is None else end)
        return self._quote(span) if self._may_be_shown(span) else None

    def _may_be_shown(self, span: _Span) -> bool:
        """Not on personal data, and not by one who is named in it and whose groups nearly nobody shares."""
        comment = self._comments.get(span.comment_id)
        question = self._facts.questions.get(comment.question_id) if comment else None
        if question is None or question.personal or span.comment_id not in self._texts:
            return False
        starts = (
            start
            for start, end, _ in self._redactions.get(span.comment_id, ())
            if start < span.end and end > span.start
        )
        names_itself = any((span.comment_id, start) in self._own for start in starts)
        return not (names_itself and comment is not None and comment.respondent_id in self._rare)

    def _quote(self, span: _Span) -> Quote:
        comment = self._comments[span.comment_id]
        question = self._facts.questions[comment.question_id]
        return Quote(
            text=redacted(
                self._texts[span.comment_id], span.start, span.end, self._redactions.get(span.comment_id, ())
            ),
            language=self._languages.get(span.comment_id, "und"),
            respondent=self.respondent(comment.respondent_id),
            group=self._groups.get(comment.respondent_id, ""),
            question=question.heading,
            option=shorten(place_of(self._facts, question, comment.row_id, comment.option_id), 60),
        )


def place_of(facts: Facts, question: Question, row: str, option: str) -> str:
    """What to call a place in a question: its row, its option or column, or both; "" for none."""
    words = [facts.option(question.question_id, row, "row")] if row else []
    if option and question.kind == "array":  # two answers a row: the columns are scales, which have no wording
        words.append(f"scale {int(option) + 1}" if option.isdecimal() else option)
    elif option:
        words.append(facts.option(question.question_id, option))
    return " \u2013 ".join(words)


def _kind(part: Slice) -> str:
    """What the table `quotes` calls the kind of a slice."""
    return "option" if part.kind == "tick" else part.kind


def _rows_of(facts: Facts, name: str, comment_ids: Collection[str], *columns: str) -> Iterable[Any]:
    return each_row(facts.rows_where(name, "comment_id", comment_ids, columns))


def _groups(facts: Facts, respondents: Collection[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The groups of respondents as one label, and who has none, or not all, because too few share the combination.

    Only groups that the tables of the report show are named, and of these what `privacy.common` leaves, as beside the
    verbatims: what only one of them hides could be found in the other. A label that fewer than `MIN_GROUP` share is
    left out.
    """
    held: dict[str, dict[str, str]] = {}
    for (part,) in facts.batches(attributes=("respondent_id", "attribute", "value")):
        for row in each_row(part):
            if group := facts.group_of(row.attribute, row.value):
                held.setdefault(row.respondent_id, {})[row.attribute] = group
    whole = {name: tuple(values.get(by, "") for by in facts.by) for name, values in held.items()}
    told = common(whole)
    named = {name: [group for group in groups if group not in {"", SMALL}] for name, groups in told.items()}
    labels = {name: ", ".join(groups) for name, groups in named.items() if groups}
    sizes = Counter(labels.values())
    too_few = {name for name, label in labels.items() if sizes[label] < MIN_GROUP}
    labels = {name: labels[name] for name in respondents if name in labels and name not in too_few}
    return labels, frozenset(too_few | {name for name, groups in told.items() if groups != whole[name]})
