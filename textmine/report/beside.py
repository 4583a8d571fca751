"""Ticks held against what was written beside them, and options to add next time."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from textmine.privacy import MIN_GROUP
from textmine.report.facts import Group, Slice
from textmine.report.model import NoteBlock, Paragraph, QuoteBlock, TableBlock
from textmine.rows import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from textmine.report.facts import Facts
    from textmine.report.model import Block, Cell
    from textmine.report.quoting import Quotes

__all__ = ["Sides", "comments_quoted"]

_QUOTED = 3  # comments of one option or proposal that are quoted
_BLANK = "blank"  # the status of a comment, which is its rule
_RELATIONS = (
    ("supports", "Support"),
    ("contradicts", "Contradict"),
    ("elsewhere", "Elsewhere"),
    ("uncovered", "No option"),
)
_NOTE = (
    "A comment supports a tick when it says that it is so, and contradicts it when it says that there is none, or none "
    "yet; beside an option left open the reverse. Elsewhere: it is about another option of the question; no option: it "
    "raises what none of them covers. The rest gives numbers or names alone, or a wish, or says nothing. Told by "
    "words, and by likeness with the options and with what others wrote beside them: read the comments before quoting "
    "these figures. Each row is out of the comments on its option."
)
_LATER = (
    "{count} of the {base} who answered ticked nothing and wrote that there is none yet, and that it is planned or "
    "expected later{groups}."
)
_PROPOSALS = "Options to add next time: what several respondents wrote that no option covers"


class Sides:
    """What the tables `beside` and `proposals` say, question by question.

    Args:
        facts: The run.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        table = facts.table("beside")
        table = table[table["rule"] != _BLANK]  # left in a box without a word: nobody commented
        comments = facts.rows_where("comments", "comment_id", {*table["comment_id"].tolist()}, ("respondent_id",))
        self._who: dict[str, str] = {row.comment_id: row.respondent_id for row in each_row(comments)}
        self._of = {str(question): part for question, part in table.groupby("question_id", sort=False)}
        options = facts.table("options")
        others = options[options["is_other"]].groupby("question_id")["option_id"]
        self._open: dict[str, set[str]] = {str(question): set(codes) for question, codes in others}
        self._sampled = facts.is_sampled("beside")
        self._proposals = {str(q): part for q, part in facts.table("proposals").groupby("question_id", sort=False)}

    def blocks(self, quotes: Quotes, question: str) -> list[Block]:
        """The comments on the options of a question, what contradicts a tick, and options to add."""
        if question not in self._of:
            return []
        part = self._of[question]
        caption = f"Ticks and the comments beside them: {self._facts.title(self._facts.questions[question])}"
        made = self._later(quotes, question, part)
        if self._is_told(question, part):
            made += [self._table(question, part, caption), NoteBlock(_NOTE)]
        made += self._contradicted(quotes, question, part)
        return made + self._proposed(quotes, question)

    def _is_told(self, question: str, part: pd.DataFrame) -> bool:
        """Whether a comment stands beside an option other than "Other" of which the tick is known."""
        beside = part.loc[part["ticked"].notna(), "option_id"]
        known = set(self._facts.options(question)) - self._open.get(question, set())
        return bool(beside.isin(known).any())

    def _table(self, question: str, part: pd.DataFrame, caption: str) -> TableBlock:
        facts = self._facts
        rows: list[tuple[Cell, ...]] = []
        ticks, answered = facts.figures(Slice("tick", question)), facts.base("answered", question)
        commented = set(part["option_id"])
        for option in (option for option in facts.options(question) if option in commented):
            mine = part[part["option_id"] == option]
            told = mine["relation"].value_counts()
            who = len({self._who[name] for name in mine["comment_id"].tolist()})
            wrote = facts.share(who, answered.count, "respondent") if answered and who <= answered.count else str(who)
            figures = (facts.share(int(told.get(name, 0)), len(mine), "comment") for name, _ in _RELATIONS)
            rows.append((facts.option(question, option), ticks.get(option, "\u2013"), wrote, *figures))
        columns = ("Option", "Ticked", "Commented", *(heading for _, heading in _RELATIONS))
        return TableBlock(caption, columns, tuple(rows), "ticks")

    def _later(self, quotes: Quotes, question: str, part: pd.DataFrame) -> list[Block]:
        """How many ticked nothing and wrote that it is yet to come."""
        answered = self._facts.base("answered", question)
        written = {name: self._who[name] for name in part.loc[_expected(part), "comment_id"]}
        late = set(written.values())
        late -= self._ticked(question, late)
        if answered is None or not late:
            return []
        groups = "; ".join(self._groups(late))
        told = _LATER.format(count=len(late), base=answered.count, groups=f" ({groups})" if groups else "")
        said = [quotes.words(name) for name, respondent in written.items() if respondent in late]
        shown = tuple(quote for quote in said if quote)[:_QUOTED]
        return [
            Paragraph(told, "finding"),
            *([QuoteBlock("Nothing ticked, and expected later", shown)] if shown else []),
        ]

    def _ticked(self, question: str, who: set[str]) -> set[str]:
        """Those of some respondents who ticked an option of a question."""
        answers = self._facts.rows_where("answers", "respondent_id", who, ("question_id", "selected"))
        ticks = answers[answers["question_id"].eq(question) & answers["selected"].fillna(value=False).astype(bool)]
        return set(ticks["respondent_id"])

    def _groups(self, who: set[str]) -> Iterator[str]:
        """How many of some respondents are in which group; nothing by an attribute if one is in a small group.

        Small is a group that fewer than `MIN_GROUP` of the whole survey are in: the others would give it away.
        """
        facts = self._facts
        held = facts.rows_where("attributes", "respondent_id", who, ("attribute", "value"))
        for by in facts.by:
            values = held.loc[held["attribute"] == by, "value"]
            groups = Counter(facts.group_of(by, value) for value in values)
            bases = [facts.base("answered", group=Group(by, group)) for group in groups]
            if all(base is not None and base.count >= MIN_GROUP for base in bases):
                yield from (f"{group} {count}" for group, count in sorted(groups.items()))

    def _contradicted(self, quotes: Quotes, question: str, part: pd.DataFrame) -> list[Block]:
        """What was written against a tick, or for an option left open, option by option."""
        made: list[Block] = []
        for ticked, lead in ((True, "ticked, but"), (False, "not ticked, but")):
            against = part[(part["relation"] == "contradicts") & part["ticked"].eq(other=ticked).fillna(value=False)]
            for option, mine in against.groupby("option_id", sort=False):
                said = [quotes.words(name) for name in mine["comment_id"][:_QUOTED]]
                about = f"{self._facts.option(question, str(option))} \u2013 {lead}"
                made.append(QuoteBlock(about, tuple(quote for quote in said if quote)))
        made = [block for block in made if isinstance(block, QuoteBlock) and block.quotes]
        return [Paragraph("Comments that contradict the tick beside them:", "lead"), *made] if made else []

    def _proposed(self, quotes: Quotes, question: str) -> list[Block]:
        """The groups of comments that no option covers, each by its most central words."""
        answered = self._facts.base("answered", question)
        rows: list[tuple[Cell, ...]] = []
        for row in self._proposals[question].itertuples() if question in self._proposals and answered else ():
            said = [quotes.words(name) for name in json.loads(row.comment_ids)[:_QUOTED]]
            texts = [f"\u201c{quote.text}\u201d ({quote.respondent})" for quote in said if quote]
            if texts and answered:
                rows.append((" ".join(texts), self._wrote(int(row.respondents), answered.count)))
        return [TableBlock(_PROPOSALS, ("In their words", "Respondents"), tuple(rows), "ticks")] if rows else []

    def _wrote(self, who: int, answered: int) -> Cell:
        """How many wrote a proposal; no share where only a sample of the comments was looked at."""
        return f"at least {who:,}" if self._sampled else self._facts.share(who, answered, "respondent")


def _expected(part: pd.DataFrame) -> pd.Series:
    """Which comments beside an option left open say that it is yet to come."""
    return part["later"] & part["ticked"].eq(other=False).fillna(value=False).astype(bool)


def comments_quoted(facts: Facts) -> set[str]:
    """The comments that these blocks quote."""
    table = facts.table("beside")
    against = table[table["relation"] == "contradicts"]
    quoted = set(against.groupby(["question_id", "option_id", "ticked"])["comment_id"].head(_QUOTED))
    quoted |= set(table[_expected(table)].groupby("question_id")["comment_id"].head(_QUOTED))
    for names in facts.table("proposals")["comment_ids"]:
        quoted |= set(json.loads(names)[:_QUOTED])
    return quoted
