"""What the comments hold, and the languages they are in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textmine import reference
from textmine.report.model import NoteBlock, TableBlock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textmine.report.facts import Facts
    from textmine.report.model import Block, Cell

__all__ = ["comment_blocks"]

_STATUSES = (
    ("ok", "Says something"),
    ("no_answer", "No answer (\u201cN/A\u201d, \u201cnone\u201d, a dash)"),
    ("see_other", "Points to another answer (\u201csee above\u201d)"),
    ("blank", "Blank"),
    ("unreadable", "Unreadable"),
)
_BOXES = ("option_comment", "other_comment", "question_comment")
_WORDS = 3  # from here on a language is told reliably; chosen as the shortest that has a verb with both its sides
_SHORT = f"Too short to tell (under {_WORDS} words)"
_COUNTED = (
    "Counts everything typed into a field of text, names and dates too, but for questions on personal data: "
    "{boxes:,} in comment boxes beside an option or a question, {fields:,} in fields of their own."
)
_REPEATED = (
    "{comments:,} of the {worded:,} comments that say something in a comment box or in {words} words or more say what "
    "another respondent says: {exact:,} in the same words, {template:,} in a longer text with few words changed. All "
    "of them count; with each wording counted once there are {distinct:,}."
)
_TOLD = "The language is told of comments of {words} words or more."


@dataclass
class _Tally:
    """Comments by status, by language, and by where they were typed."""

    statuses: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    repeated: Counter[str] = field(default_factory=Counter)
    groups: set[str] = field(default_factory=set)
    worded: int = 0
    boxes: int = 0
    short: int = 0


def comment_blocks(facts: Facts) -> list[Block]:
    """How many comments there are, in which state and language; questions on personal data left out."""
    tally = _tally(facts)
    total = tally.statuses.total()
    if not total:
        return []
    states = [(label, tally.statuses[status]) for status, label in _STATUSES if tally.statuses[status]]
    made: list[Block] = [
        TableBlock("Comments by what they hold", ("Comments", "All"), _rows(facts, states, total), "response"),
        NoteBlock(_COUNTED.format(boxes=tally.boxes, fields=total - tally.boxes)),
    ]
    if tally.repeated.total():
        made.append(NoteBlock(_said_again(tally)))
    spoken = [(_language(code), count) for code, count in _most_first(tally.languages)]
    spoken += [(_SHORT, tally.short)] if tally.short else []
    if spoken:
        base = tally.languages.total() + tally.short
        rows = _rows(facts, spoken, base)
        made.append(TableBlock("Languages of the comments that say something", ("Language", "All"), rows, "response"))
        made.append(NoteBlock(_TOLD.format(words=_WORDS)))
    return made


def _tally(facts: Facts) -> _Tally:
    """Count batch by batch: the comments of a large survey do not fit in memory at once."""
    tally = _Tally()
    personal = {name for name, question in facts.questions.items() if question.personal}
    duplicates = facts.table("duplicates")
    again = duplicates.loc[duplicates["kind"] != "refers", ["comment_id", "group_id", "kind"]]
    for comments, texts, languages in facts.batches(
        comments=("comment_id", "question_id", "kind"),
        texts=("comment_id", "status", "text"),
        languages=("comment_id", "language"),
    ):
        counted = comments[~comments["question_id"].isin(personal)].merge(texts, on="comment_id")
        tally.statuses.update(counted["status"])
        tally.boxes += int(counted["kind"].isin(_BOXES).sum())
        said = counted[counted["status"] == "ok"].merge(languages, on="comment_id")
        long = said["text"].map(_is_long).astype(bool)
        tally.languages.update(said.loc[long, "language"])
        tally.short += int((~long).sum())
        worded = said[long | said["kind"].isin(_BOXES)]
        repeated = worded[["comment_id"]].merge(again, on="comment_id")
        tally.worded += len(worded)
        tally.repeated.update(repeated["kind"])
        tally.groups.update(repeated["group_id"])
    return tally


def _said_again(tally: _Tally) -> str:
    comments = tally.repeated.total()
    return _REPEATED.format(
        comments=comments,
        exact=tally.repeated["exact"],
        template=tally.repeated["template"],
        distinct=tally.worded - comments + len(tally.groups),
        worded=tally.worded,
        words=_WORDS,
    )


def _is_long(text: str) -> bool:
    return len(text.split()) >= _WORDS


def _rows(facts: Facts, counts: list[tuple[str, int]], base: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple((label, facts.share(count, base, "comment")) for label, count in counts)


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))


def _language(code: str) -> str:
    return next((row["name"] for row in reference.rows("languages.tsv") if row["code"] == code), code)
