"""Planned events, where a question asks for them in a table: by month and place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine import reference, tables
from textmine.dates import When, when
from textmine.report.facts import Slice
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock
from textmine.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textmine.report.facts import Facts
    from textmine.report.model import Block, Cell
    from textmine.report.quoting import Quotes

__all__ = ["Calendar"]

_KINDS = frozenset({"array_text", "texts"})
_NONE = "no date"
_NOTE = (
    "The month is the first that the date names; a date with two numbers is read day before month. What is no date "
    "stands last, as it was typed. A place is as typed, its country as it was recognised there."
)
_SAME = "Several respondents in one place in one month"


@dataclass(frozen=True)
class _Event:
    """A row of such a table."""

    question: str
    respondent_id: str
    cells: dict[str, str]  # column -> comment id
    typed: dict[str, str]  # column -> what was typed
    language: str
    countries: tuple[str, ...]


class Calendar:
    """The events that respondents list in tables with a column for a date and one for a place.

    Which column is which is told by its wording (data/reference/event_words.tsv) and, of places, by the table `fields`.

    Args:
        facts: The run.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._columns = {
            name: columns
            for name, question in facts.questions.items()
            if question.kind in _KINDS and not question.personal
            for columns in [_columns(facts, name, "row" if question.kind == "texts" else "option")]
            if {"date", "place"} <= set(columns.values())
        }
        self._events = list(self._read()) if self._columns else []

    @property
    def comments(self) -> set[str]:
        """The comments that the section shows."""
        return {comment for event in self._events for comment in event.cells.values()}

    def sections(self, quotes: Quotes) -> list[Section]:
        """The calendar, the events by country, and where several respondents meet; none without events."""
        if not self._events:
            return []
        who = {event.respondent_id for event in self._events}
        dated = [(self._when(event), event) for event in self._events]
        known = sum(date is not None for date, _ in dated)
        lead = (
            f"{plural(len(self._events), 'event')} of {plural(len(who), 'respondent')}, "
            f"{known} of {len(self._events)} with a date."
        )
        dated.sort(key=lambda pair: (pair[0] or When(9999, 99), self._place(quotes, pair[1])))
        made: list[Block] = [Paragraph(lead), self._by_country(), self._calendar(quotes, dated), NoteBlock(_NOTE)]
        return [Section("calendar", "Planned events", 1, (*made, *self._shared(quotes, dated)))]

    def _read(self) -> Iterator[_Event]:
        """The rows of the tables, in the order of the survey."""
        facts = self._facts
        columns = ("comment_id", "respondent_id", "record_id", "row_id", "option_id")
        cells = facts.rows_where("comments", "question_id", self._columns.keys(), columns)
        ids = set(cells["comment_id"])
        texts = facts.rows_where("texts", "comment_id", ids, ("text", "status"))
        said = dict(zip(texts["comment_id"], texts["text"], strict=True))
        empty = set(
            texts.loc[~texts["status"].isin({"ok", "unreadable"}), "comment_id"]
        )  # a date alone is "unreadable"
        spoken = facts.rows_where("languages", "comment_id", ids, ("language",))
        language = dict(zip(spoken["comment_id"], spoken["language"], strict=True))
        named: dict[str, list[str]] = defaultdict(list)
        for row in facts.rows_where("mentions", "comment_id", ids, ("kind", "entity_id")).itertuples():
            if row.kind == "country" and row.entity_id not in named[row.comment_id]:
                named[row.comment_id].append(row.entity_id)
        rows: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
        for cell in cells.itertuples():
            row, column = (cell.row_id, cell.option_id) if cell.option_id else ("", cell.row_id)
            if cell.comment_id not in empty:
                rows[cell.question_id, cell.respondent_id, cell.record_id, row][column] = cell.comment_id
        for (question, respondent, _, _), held in rows.items():
            at = {self._columns[question].get(column, ""): comment for column, comment in held.items()}
            typed = {column: said[comment] for column, comment in held.items()}
            countries = tuple(named[at["place"]]) if "place" in at else ()
            yield _Event(question, respondent, held, typed, language.get(at.get("date", ""), ""), countries)

    def _when(self, event: _Event) -> When | None:
        columns = self._columns[event.question]
        dates = [text for column, text in event.typed.items() if columns.get(column) == "date"]
        return when(dates[0], event.language) if dates else None

    def _calendar(self, quotes: Quotes, dated: list[tuple[When | None, _Event]]) -> TableBlock:
        columns = ("Month", "Place", "Country", "Event", "Respondent")
        rows: list[tuple[Cell, ...]] = []
        for date, event in dated:
            shown = {column: quote.text for column, quote in self._quotes(quotes, event)}
            kinds = self._columns[event.question]
            place = "; ".join(text for column, text in shown.items() if kinds.get(column) == "place")
            typed = "; ".join(text for column, text in shown.items() if kinds.get(column) == "date")
            what = "; ".join(text for column, text in shown.items() if column not in kinds)
            month = str(date) if date else f"{_NONE} ({typed})" if typed else _NONE
            countries = ", ".join(self._country(code) for code in event.countries)
            rows.append((month, place, countries, what, quotes.respondent(event.respondent_id)))
        return TableBlock("Calendar of planned events", columns, tuple(rows), "records")

    def _quotes(self, quotes: Quotes, event: _Event) -> Iterator[tuple[str, Any]]:
        """The cells of an event in the order of the columns, as far as they may be shown."""
        axis = "row" if self._facts.questions[event.question].kind == "texts" else "option"
        for column in self._facts.options(event.question, axis):
            quote = quotes.words(event.cells[column]) if column in event.cells else None
            if quote:
                yield column, quote

    def _by_country(self) -> TableBlock:
        """Events and respondents by country; an event in two countries counts in both."""
        events: dict[str, list[str]] = defaultdict(list)
        for event in self._events:
            for code in event.countries or ("",):
                events[code].append(event.respondent_id)
        who = len({event.respondent_id for event in self._events})
        order = sorted(events, key=lambda code: (code == "", -len(events[code]), self._country(code)))
        rows: list[tuple[Cell, ...]] = [
            (
                self._country(code) or "no country recognised",
                self._facts.share(len(events[code]), len(self._events), "record"),
                self._facts.share(len(set(events[code])), who, "respondent"),
            )
            for code in order
        ]
        return TableBlock("Planned events by country", ("Country", "Events", "Respondents"), tuple(rows), "records")

    def _country(self, code: str) -> str:
        return self._facts.label(Slice("country"), code) if code else ""

    def _shared(self, quotes: Quotes, dated: list[tuple[When | None, _Event]]) -> list[Block]:
        """Where several respondents plan to be in one place in one month."""
        meet: dict[tuple[When, str], dict[str, str]] = defaultdict(dict)
        for date, event in dated:
            place = self._place(quotes, event)
            town = _key(place)
            if date is not None and not date.part and town and not town.startswith("["):  # hidden: nobody meets there
                meet[date, town].setdefault(event.respondent_id, place)
        rows: list[tuple[Cell, ...]] = []
        for (date, _), who in sorted(meet.items(), key=lambda item: item[0]):
            if len(who) > 1:
                names = sorted((quotes.respondent(name) for name in who), key=tables.natural_key)
                rows.append((str(date), next(iter(who.values())), ", ".join(names)))
        return [TableBlock(_SAME, ("Month", "Place", "Respondents"), tuple(rows), "records")] if rows else []

    def _place(self, quotes: Quotes, event: _Event) -> str:
        """The place of an event as it may be shown, "" where it may not or there is none."""
        kinds = self._columns[event.question]
        return next((quote.text for column, quote in self._quotes(quotes, event) if kinds.get(column) == "place"), "")


def _columns(facts: Facts, question: str, axis: str) -> dict[str, str]:
    """The columns for dates and places."""
    words = reference.rows("event_words.tsv")
    places = facts.table("fields")
    places = places[(places["question_id"] == question) & (places["means"] == "place")]
    told = dict.fromkeys([*places["option_id"], *places["row_id"]], "place")
    told.pop("", None)
    for column in facts.options(question, axis):
        said = (
            f" {facts.option(question, column, axis).casefold()} ".replace("(", " ").replace(")", " ").replace("/", " ")
        )
        meant = next((row["means"] for row in words if f" {row['words']} " in said), "")
        if meant:
            told.setdefault(column, meant)
    return told


def _key(place: str) -> str:
    """The town, as what stands before the first comma, bracket or slash."""
    for sign in ",(/":
        place = place.partition(sign)[0]
    return place.casefold().strip()
