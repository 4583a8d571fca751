"""The sections of the report that follow the questionnaire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report import blocks
from textmine.report.answers import answer_blocks
from textmine.report.declared import declared_blocks
from textmine.report.facts import ALL, Facts, Question, Slice, shorten
from textmine.report.firmness import with_bounds
from textmine.report.measures import measured
from textmine.report.model import NoteBlock, Paragraph, QuoteBlock, Section
from textmine.report.themes import theme_blocks
from textmine.report.words import of, plural

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from textmine.report.beside import Sides
    from textmine.report.model import Block, Quote
    from textmine.report.quoting import Quotes

__all__ = ["not_shown", "question_sections"]

# Tables of a repeated block: kind and role of the figures, caption, first heading.
_RECORD_TABLES = (
    ("tick", "", "Options ticked: {}", "Option"),
    ("value", "", "{}", "Answer"),
    ("country", "any", "Countries: {}", "Country"),
    ("organisation", "any", "Organisations: {}", "Organisation"),
)
_RECORDS = "A respondent may have several records of a repeated question; each record counts once."
_WORDS = "In the words of respondents"
_BESIDE_TICKS = "What respondents wrote beside the options ticked most:"
_BESIDE = "What respondents wrote beside the options:"
_SHOWN_KINDS = ("tick", "value", "theme", "country", "organisation")


def question_sections(facts: Facts, quotes: Quotes, sides: Sides) -> list[Section]:
    """A section for each part of the questionnaire, in its order.

    A part with one question has its blocks under its own heading, else each question has a heading
    below. Questions about personal data, those that figures are broken down by, and those without
    any figure are left out.
    """
    parts: dict[str, list[tuple[Question, list[Block]]]] = {}
    for questions in _shown(facts, quotes):
        first = questions[0]
        made = (
            _record_blocks(facts, quotes, questions)
            if _block_name(first)
            else _question_blocks(facts, quotes, sides, first)
        )
        if made:
            parts.setdefault(first.section or _heading(first), []).append((first, made))
    sections = []
    for title, entries in parts.items():
        alone = len(entries) == 1
        if not alone:
            sections.append(Section(f"part-{entries[0][0].question_id}", title, 1, ()))
        for question, made in entries:
            heading = title if alone else _heading(question)
            below = (*_wording(question, heading), *made)
            sections.append(Section(f"question-{question.question_id}", heading, 1 if alone else 2, below))
    return sections


def not_shown(facts: Facts, sections: Iterable[Section]) -> list[str]:
    """The questions that have no section of their own, each with the reason."""
    shown = {section.section_id.removeprefix("question-") for section in sections}
    blocks_shown = {_block_name(facts.questions[name]) for name in shown if name in facts.questions} - {""}
    left = []
    for name, question in facts.questions.items():
        if name in shown or _block_name(question) in blocks_shown or question.kind == "display":
            continue
        reason = "personal data" if question.personal else "broken down by" if name in facts.by else "no figures"
        left.append(f"{question.heading} ({reason})")
    return left


def _heading(question: Question) -> str:
    """The wording cut to a heading; of a repeated block what stands before its number."""
    before = question.text.partition("#")[0].strip() if "#" in question.question_id else ""
    return before or question.heading


def _shown(facts: Facts, quotes: Quotes) -> Iterator[list[Question]]:
    """The questions that have figures, those of one repeated block together."""
    with_figures = {part.question for part, group in facts.slices if part.kind in _SHOWN_KINDS}
    with_figures |= {
        question for question in facts.questions if any(quotes.items(Slice(k, question)) for k in ("question", "tick"))
    }
    block: list[Question] = []
    for question in facts.questions.values():
        if question.personal or question.question_id in facts.by or question.question_id not in with_figures:
            continue
        if block and _block_name(question) and _block_name(question) == _block_name(block[0]):
            block.append(question)
            continue
        if block:
            yield block
        block = [question]
    if block:
        yield block


def _block_name(question: Question) -> str:
    """What the questions of one repeated block have in common, "" for an ordinary question."""
    return question.question_id.partition("#")[0] if question.repeated else ""


def _question_blocks(facts: Facts, quotes: Quotes, sides: Sides, question: Question) -> list[Block]:
    """Who answered, then ticks, answers, themes and quotes; nothing when there is none of these."""
    name = question.question_id
    made: list[Block] = []
    ticks = Slice("tick", name)
    answered = facts.base("answered", name)
    options = blocks.ranked(facts, ticks) if answered is None or answered.count else []
    if options:
        caption = f"Options ticked: {facts.title(question)}"
        made.append(blocks.chart(facts, ticks, options, caption))
        table = blocks.table(facts, ticks, options, ("ticks", caption, "Option"))
        made.append(with_bounds(facts, table, ticks, options))
    made += sides.blocks(quotes, name)
    made += answer_blocks(facts, question)
    made += theme_blocks(facts, quotes, name)
    quoted = {quote for block in made if isinstance(block, QuoteBlock) for quote in block.quotes}
    made += _beside(facts, quotes, ticks, options, quoted)
    made += _in_their_words(quotes, name, quoted)
    return [*_base_line(facts, question), *blocks.findings(facts, name), *made] if made else []


def _beside(facts: Facts, quotes: Quotes, ticks: Slice, options: list[str], quoted: Container[Quote]) -> list[Block]:
    """What was written beside the options: those ticked most, or in their order where no ticks are known."""
    written = quotes.items(ticks)
    items = options or [item for item in facts.options(ticks.question) if item in written]
    beside = blocks.quote_blocks(facts, quotes, ticks, items, quoted)
    return [Paragraph(_BESIDE_TICKS if options else _BESIDE, "lead"), *beside] if beside else []


def _in_their_words(quotes: Quotes, question: str, quoted: Container[Quote]) -> list[Block]:
    """What was written on a question that asks for a text, as far as it is not quoted for a theme."""
    said = quotes.of(Slice("question", question), question, quoted)
    return [QuoteBlock(_WORDS, said)] if said else []


def _wording(question: Question, heading: str) -> list[Block]:
    """The wording in full, unless the heading already has it; a block of questions has none."""
    said = "#" in question.question_id or question.text.rstrip(".: ") == heading
    return [] if said else [Paragraph(question.text, "wording")]


def _base_line(facts: Facts, question: Question) -> list[Block]:
    """How many answered, by group, and how many wrote something."""
    answered = facts.base("answered", question.question_id)
    if answered is None:
        return []
    groups = [(facts.heading(group), facts.base("answered", question.question_id, group)) for group in facts.groups]
    split = ", ".join(f"{label} {of(figure)}" for label, figure in groups if figure)
    words = [f"Answered by {of(answered)} respondents" + (f" ({split})" if split else "")]
    commented = facts.base("commented", question.question_id)
    substance = facts.base("substance", question.question_id)
    if commented and commented.count:
        wrote = f"{commented.count:,} wrote a comment"
        if substance and substance.count < commented.count:
            wrote += f", {substance.count:,} of them more than \u201cnone\u201d or \u201csee above\u201d"
        words.append(wrote)
    return [Paragraph("; ".join(words) + ".")]


def _record_blocks(facts: Facts, quotes: Quotes, questions: list[Question]) -> list[Block]:
    """A repeated block: how many records by how many respondents, then each of its questions."""
    names = [question.question_id for question in questions]
    records = max((_records(facts, name) for name in names), default=0)
    answered = facts.base("answered", names[0])
    made: list[Block] = []
    if answered:
        made.append(Paragraph(f"{plural(records, 'record')} by {of(answered)} respondents."))
    made += declared_blocks(facts, quotes, questions)
    for name in names:
        made += blocks.findings(facts, name)
    for question in questions:
        for kind, role, caption, heading in _RECORD_TABLES:
            part = Slice(kind, question.question_id, role, "record")
            line = measured(question.kind, facts.figures(part)) if kind == "value" else ""
            if line:
                made.append(Paragraph(f"{_record_caption(question)}: {line}"))
            elif facts.figures(part):
                items = blocks.ranked(facts, part)
                made.append(
                    blocks.table(facts, part, items, ("records", caption.format(_record_caption(question)), heading))
                )
    made.append(NoteBlock(_RECORDS))
    return made


def _record_caption(question: Question) -> str:
    """The wording of a question of a repeated block without the name and number of the block."""
    return shorten(question.text.partition("#")[2].strip(" :.-")) or question.section or question.heading


def _records(facts: Facts, question: str) -> int:
    """The number of records of a repeated question: the base of its figures."""
    parts = [Slice(kind, question, role, "record") for kind, role, _, _ in _RECORD_TABLES]
    return max((figure.base for part in parts for figure in facts.figures(part, ALL).values()), default=0)
