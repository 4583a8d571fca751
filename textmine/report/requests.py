"""What respondents ask for or suggest, told from barriers, and the sentences that are not counted as barriers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock
from textmine.report.words import of, plural

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    import pandas as pd

    from textmine.report.facts import Facts
    from textmine.report.model import Block, Cell, Quote
    from textmine.report.quoting import Quotes

__all__ = ["Requests"]

_MOST = 1000  # sentences of a list, so that the report of a large survey stays one that a person opens
_KIND = "request"
_REASONS = {
    "request": "asks for something",
    "fine": "says that all is well",
    "asked": "answers a question for activities or results",
    "done": "tells of something done",
}
_INTRO = (
    "{who} respondents ask for something or suggest it, in {sentences}: {coded} coded as a request, {told} told by "
    "{their} wording alone. A sentence that only asks for support is no barrier and is not counted as one. "
    "Counted are all who answered, also those who left before the end."
)
_ASIDES = (
    "These sentences were coded with a barrier and are not counted, because no word in them speaks of trouble and they "
    "do what the last column says. What a person coded always counts."
)


@dataclass(frozen=True)
class _Sentence:
    """A segment: its comment, its span, and what is said of it."""

    comment_id: str
    start: int
    end: int
    says: str


class Requests:
    """The requests of a run, and the codes of barriers that were set aside.

    Args:
        facts: The run.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        codes = {name for name, theme in facts.themes.items() if theme.kind == _KIND}
        coded = _rows(facts, "codings", "theme_id", codes, ("segment_id", "theme_id", "decision"))
        labels = {row.segment_id: facts.themes[row.theme_id].label for row in coded if row.decision == "yes"}
        told = {row.segment_id for row in _rows(facts, "acts", "kind", {_KIND}, ("segment_id",))}
        self.asked = list(self._sentences({name: labels.get(name, "wording") for name in told | labels.keys()}))
        asides = facts.table("asides")
        reasons: dict[str, str] = {}
        for row in asides.itertuples():
            label = facts.themes[row.theme_id].label if row.theme_id in facts.themes else row.theme_id
            reasons[row.segment_id] = f"{label}|{_REASONS[row.reason]}"
        self.aside = list(self._sentences(reasons))

    @property
    def comments(self) -> set[str]:
        """The comments that the section quotes."""
        return {sentence.comment_id for sentence in (*self.asked[:_MOST], *self.aside[:_MOST])}

    def sections(self, quotes: Quotes, level: int = 2) -> list[Section]:
        """The requests with who makes them, and what is not counted as a barrier; none where there is neither.

        Args:
            quotes: The quotes of the run.
            level: Level of the heading, 2 below that of the themes.
        """
        made = [*self._requests(quotes), *self._asides(quotes)]
        return [Section("requests", "Requests and suggestions", level, tuple(made))] if made else []

    def _sentences(self, says: dict[str, str]) -> Iterator[_Sentence]:
        """The segments in the order of the survey."""
        personal = {name for name, question in self._facts.questions.items() if question.personal}
        rows = self._facts.rows_where("segments", "segment_id", says.keys(), ("comment_id", "start", "end"))
        asked = self._facts.rows_where("comments", "comment_id", set(rows["comment_id"]), ("question_id",))
        question = dict(zip(asked["comment_id"], asked["question_id"], strict=True))
        for row in rows.itertuples():
            if question.get(row.comment_id, "") not in personal:
                yield _Sentence(row.comment_id, row.start, row.end, says[row.segment_id])

    def _requests(self, quotes: Quotes) -> list[Block]:
        rows = list(_quoted(quotes, self.asked))
        answered = self._facts.base("answered")
        if not rows or answered is None:
            return []
        names = {sentence.comment_id for sentence in self.asked}
        held = self._facts.rows_where("comments", "comment_id", names, ("respondent_id",))
        who = self._facts.share(held["respondent_id"].nunique(), answered.count, "respondent")
        coded = sum(sentence.says != "wording" for sentence in self.asked)
        told = len(self.asked) - coded
        words = {"who": of(who), "sentences": plural(len(self.asked), "sentence"), "coded": coded, "told": told}
        table = TableBlock(
            "Requests and suggestions, sentence by sentence",
            ("Asked on", "In their words", "Who", "Told by"),
            tuple((_place(quote), quote.text, _who(quote), says) for quote, says in rows),
            "themes",
        )
        return [Paragraph(_INTRO.format(**words, their="its" if told == 1 else "their")), table]

    def _asides(self, quotes: Quotes) -> list[Block]:
        rows: list[tuple[Cell, ...]] = []
        for quote, says in _quoted(quotes, self.aside):
            label, _, reason = says.partition("|")
            rows.append((label, quote.text, _who(quote), reason))
        columns = ("Coded as", "In their words", "Who", "Not counted because it")
        caption = "Sentences not counted as barriers"
        return [TableBlock(caption, columns, tuple(rows), "themes"), NoteBlock(_ASIDES)] if rows else []


def _rows(facts: Facts, name: str, column: str, values: Collection[str], columns: tuple[str, ...]) -> Iterable[Any]:
    rows: pd.DataFrame = facts.rows_where(name, column, values, [each for each in columns if each != column])
    found: Iterable[Any] = rows.itertuples()
    return found


def _quoted(quotes: Quotes, sentences: Iterable[_Sentence]) -> Iterator[tuple[Quote, str]]:
    for sentence in list(sentences)[:_MOST]:
        quote = quotes.words(sentence.comment_id, sentence.start, sentence.end)
        if quote:
            yield quote, sentence.says


def _place(quote: Quote) -> str:
    return quote.option or quote.question


def _who(quote: Quote) -> str:
    return ", ".join(part for part in (quote.respondent, quote.group) if part)
