"""Numbers that respondents declare, beside the blocks they describe: "how many agreements?" 3, described 2."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from textmine import tables
from textmine.report.model import NoteBlock, Paragraph, TableBlock
from textmine.report.words import of
from textmine.rows import filled
from textmine.wordings import stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.report.facts import Facts, Question
    from textmine.report.model import Block, Cell
    from textmine.report.quoting import Quotes

__all__ = ["declared_blocks"]

_NOTE = (
    "The number is held against the block of questions that follows it in the same part of the questionnaire and "
    "shares a word with it ({word}). A block counts as described when anything stands in it; the questionnaire has "
    "room for {room}."
)


def declared_blocks(facts: Facts, quotes: Quotes, questions: Sequence[Question]) -> list[Block]:
    """What respondents declare in a number, held against the records of a repeated block.

    Args:
        facts: The run.
        quotes: What respondents are called.
        questions: The questions of one repeated block.

    Returns:
        A sentence, and a table of those whose number is another; nothing where no question declares a number of these.
    """
    found = _declaring(facts, questions)
    if found is None:
        return []
    number, word = found
    said = dict(_numbers(facts, number.question_id))
    described = _described(facts, [question.question_id for question in questions])
    both = sorted(said.keys() | described.keys(), key=tables.natural_key)
    if not both:
        return []
    pairs = {name: (said.get(name), described.get(name, 0)) for name in both}
    differ = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    same = facts.share(len(both) - len(differ), len(both), "respondent")
    declared, told = sum(said.values()), sum(described.values())
    text = (
        f"Declared and described: {declared:g} in answer to \u201c{number.heading}\u201d, {told} described; "
        f"the same number by {of(same)} respondents who did either."
    )
    made: list[Block] = [Paragraph(text)]
    if differ:
        rows: list[tuple[Cell, ...]] = sorted(
            (quotes.respondent(name), "\u2013" if said_ is None else f"{said_:g}", str(told_))
            for name, (said_, told_) in differ.items()
        )
        columns = ("Respondent", "Declared", "Described")
        made.append(
            TableBlock("Where the declared number is another than that described", columns, tuple(rows), "records")
        )
    room = int(facts.table("questions").set_index("question_id").at[questions[0].question_id, "records"])
    return [*made, NoteBlock(_NOTE.format(word=word, room=room))]


def _declaring(facts: Facts, questions: Sequence[Question]) -> tuple[Question, str] | None:
    """The nearest question for a number before a block, in its part, and the word that the two share."""
    asked = list(facts.questions.values())
    before = asked[: asked.index(questions[0])]
    block = stems(" ".join(question.text for question in questions))
    for question in reversed(before):
        if question.section != questions[0].section or question.repeated:
            return None
        if question.kind == "number" and not question.personal:
            shared = [word for stem, word in stems(question.text).items() if stem in block]
            return (question, shared[0]) if shared else None
    return None


def _numbers(facts: Facts, question: str) -> Iterator[tuple[str, float]]:
    answers = facts.rows_where("answers", "question_id", {question}, ("respondent_id", "value"))
    for row in answers.dropna(subset="value").itertuples():
        try:
            yield row.respondent_id, float(row.value)
        except ValueError:
            continue


def _described(facts: Facts, questions: Sequence[str]) -> dict[str, int]:
    """How many records of a block each respondent left anything in."""
    left: dict[str, set[str]] = defaultdict(set)
    answers = facts.rows_where(
        "answers", "question_id", set(questions), ("respondent_id", "record_id", "selected", "value")
    )
    comments = facts.rows_where("comments", "question_id", set(questions), ("comment_id", "respondent_id", "record_id"))
    texts = facts.rows_where("texts", "comment_id", set(comments["comment_id"]), ("status",))
    empty = set(texts.loc[texts["status"].isin({"blank", "no_answer"}), "comment_id"])
    said = comments[~comments["comment_id"].isin(empty)]
    for part in (answers[filled(answers)], said):
        for respondent, record in zip(part["respondent_id"], part["record_id"], strict=True):
            left[respondent].add(record)
    return {respondent: len(records) for respondent, records in left.items()}
