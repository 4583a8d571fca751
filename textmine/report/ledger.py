"""Who is counted where: how many respondents are left at each step, and which comments have no code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.report.facts import Facts, Slice
from textmine.report.model import Figure, NoteBlock, Paragraph, Section, TableBlock
from textmine.report.words import of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textmine.report.facts import Question
    from textmine.report.model import Block, Cell

__all__ = ["counted_sections", "ledger_blocks", "sureness_blocks", "uncoded_blocks"]

_DASH = "\u2013"
_STEPS = (
    ("shown", "Shown"),
    ("answered", "Answered"),
    ("ticked", "Ticked an option"),
    ("commented", "Commented"),
    ("substance", "Said something"),
    ("coded", "Coded"),
)
_OUTCOMES = (
    ("coded", "Has a code"),
    ("nothing_said", "Nothing said"),
    ("elsewhere", "Points elsewhere"),
    ("no_code", "No code fits"),
    ("unsure", "Left to a person"),
)
_LEDGER = (
    "Figures have different bases because not everybody got to every question, or left something in it: a column of "
    "this table is out of those the question was put to. Ticks and themes of a question are out of those in the column "
    "Answered; figures over the whole survey are out of the {base:,} {those}."
)
_SURENESS = (
    "Themes are coded by a machine, which is wrong at times. Has a code: {coded} comments that could be coded, those "
    "that the machine found among them; left to a person: {unsure}. Open a figure on the page, or the sheet Verbatims "
    "of the workbook, and read the comments behind it before you use it."
)
_STEPS_NOTE = (
    "Answered: left a tick, a value or a comment, or submitted the survey with the options shown and none ticked. "
    "Said something: more than \u201cnone\u201d or \u201csee above\u201d. Coded: a theme was found in it. A dash: the "
    "export cannot tell, or the question has no such thing."
)
_UNCODED_NOTE = (
    "Counts comments in which a respondent could state something; names, places and personal data are not coded. "
    "Points elsewhere: refers to another answer or a document, which is all that a machine knows of a comment that is "
    "not about its question; one that strays from it without saying so counts as \u201cNo code fits\u201d."
)


def counted_sections(facts: Facts) -> list[Section]:
    """Where figures come from: respondents step by step, and comments without a code; for those who check them."""
    made = (*ledger_blocks(facts), *uncoded_blocks(facts))
    return [Section("counted", "Bases of the figures", 1, made)] if made else []


def ledger_blocks(facts: Facts) -> Iterator[Block]:
    """The steps of each question on a page, and of each option in the workbook."""
    asked = [question for question in facts.questions.values() if not question.personal and question.kind != "display"]
    rows = [row for question in asked if (row := _row(facts, question)) is not None]
    base = facts.base("complete") or facts.base("answered")
    if not rows or base is None:
        return
    those = "who went to the end" if facts.base("complete") else "who answered at least one question"
    yield Paragraph(_LEDGER.format(base=base.count, those=those), "lead")
    columns = ("Question", *(heading for _, heading in _STEPS))
    yield _known(TableBlock("Who is counted where", columns, tuple(rows), "ledger"))
    yield NoteBlock(_STEPS_NOTE)
    options = tuple(row for question in asked for row in _option_rows(facts, question))
    if options:
        columns = ("Question", "Option", *(heading for step, heading in _STEPS if step != "answered"))
        rest = "options of those who answered the question"
        yield _known(TableBlock("Who is counted where, option by option", columns, options, "ledger", 0, rest))


def sureness_blocks(facts: Facts) -> list[NoteBlock]:
    """How far codes can be relied on: which comments have one, and which wait for a person; nothing without any."""
    figures = facts.figures(Slice("coding", unit="comment"))
    if not figures or not figures["coded"].count:
        return []
    return [NoteBlock(_SURENESS.format(coded=of(figures["coded"]), unsure=of(figures["unsure"])))]


def uncoded_blocks(facts: Facts) -> Iterator[Block]:
    """What became of the comments that could be coded, over all and question by question."""
    rows: list[tuple[Cell, ...]] = []
    for name, label in (("", "All questions"), *((q.question_id, _called(facts, q)) for q in facts.questions.values())):
        figures = facts.figures(Slice("coding", name, unit="comment"))
        if figures and (not name or not facts.questions[name].personal):
            rows.append((label, *(figures[outcome] for outcome, _ in _OUTCOMES)))
    if rows:
        columns = ("Comments on", *(heading for _, heading in _OUTCOMES))
        yield TableBlock("Comments with and without a code", columns, tuple(rows), "ledger")
        yield NoteBlock(_UNCODED_NOTE)


def _row(facts: Facts, question: Question) -> tuple[Cell, ...] | None:
    """The steps of a question; None when nobody got to any."""
    figures = facts.figures(Slice("base", question.question_id))
    if not any(figure.count for figure in figures.values()):
        return None
    return (_called(facts, question), *_cells(figures, [step for step, _ in _STEPS]))


def _option_rows(facts: Facts, question: Question) -> Iterator[tuple[Cell, ...]]:
    steps = [step for step, _ in _STEPS if step != "answered"]
    for option in facts.options(question.question_id):
        figures = facts.figures(Slice("base", question.question_id, row=option))
        if figures:
            label = facts.option(question.question_id, option)
            yield (_called(facts, question), label, *_cells(figures, steps))


def _known(table: TableBlock) -> TableBlock:
    """A table without the columns that have a dash in every row."""
    kept = [i for i in range(len(table.columns)) if any(row[i] != _DASH for row in table.rows)]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[i] for i in kept), rows=rows)


def _called(facts: Facts, question: Question) -> str:
    """What to call a question among others of its section: the section is only that of its ticks."""
    return facts.title(question) if facts.figures(Slice("tick", question.question_id)) else question.heading


def _cells(figures: dict[str, Figure], steps: list[str]) -> tuple[Cell, ...]:
    return tuple(figures.get(step, _DASH) for step in steps)
