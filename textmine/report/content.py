"""counts, quotes, findings, questions, options, themes, entities -> Report.

`build_report` puts the sections together; `questions`, `themes`, `places` and `links` make them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textmine.report import blocks
from textmine.report.beside import Sides, comments_quoted
from textmine.report.calendar import Calendar
from textmine.report.chapter import numbered
from textmine.report.comments import comment_blocks
from textmine.report.differences import difference_sections
from textmine.report.facts import ALL, Facts
from textmine.report.heat import with_heat
from textmine.report.ledger import counted_sections, sureness_blocks
from textmine.report.lessons import lesson_sections
from textmine.report.links import link_sections
from textmine.report.method import method_section
from textmine.report.model import NoteBlock, Report, Section, TableBlock
from textmine.report.places import place_sections
from textmine.report.questions import not_shown, question_sections
from textmine.report.quoting import Quotes
from textmine.report.requests import Requests
from textmine.report.respondents import not_answered_sections, profile_sections
from textmine.report.themes import theme_sections
from textmine.report.variables import variables_of
from textmine.report.verbatims import items_of, verbatims_of
from textmine.report.words import of
from textmine.sentences import MIN_SHARE_BASE, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from textmine.report.model import Block, Cell

__all__ = ["ReportSettings", "build_report"]

_BASES = (
    ("invited", "Invited"),
    ("opened", "Opened the survey"),
    ("answered", "Answered at least one question"),
    ("complete", "Went to the end"),
)
_IN_FILE = "Responses in the file"
_WEIGHTED = (
    "Respondents have weights: percentages, bars and intervals count each by its weight, counts and bases do not. "
    "Where a base is too small for percentages, only counts are printed, and no weight shows."
)
_IN_SHORT = 10  # findings that open the report


@dataclass(frozen=True)
class ReportSettings:
    """How the report is made.

    Args:
        title: Title of the report; "" for a general one.
        by: Attributes that figures are broken down by; empty for all that `counts` has.
        min_share_base: Smallest base whose shares are printed as percentages, chosen as the smallest
            base at which one respondent moves a share by less than 3.5 points. Below it, "4 of 6".
        quotes: Quotes of one theme, option or country in one place, at most.
        rows: Rows of a table on a page, at most; the workbook has them all.
        verbatims: Comments that a report holds, at most: with more it holds none but its quotes.
        cases: Respondents whose closed answers a report holds, at most: with more it holds none.
        keep_personal_data: Quote comments as they stand and name respondents by their ids; for use
            within the team that ran the survey only.
        respondents: What respondents are called, one and several; () for the catalogue's word.
        catalogue: The sentences of another language (see `textmine.sentences.load`); empty for English.
        manifest: What made the run (version, input, models), for the last section; the run's own
            `manifest` when it has one.
    """

    title: str = ""
    by: tuple[str, ...] = ()
    min_share_base: int = MIN_SHARE_BASE
    quotes: int = 2
    rows: int = 30
    verbatims: int = 200_000
    cases: int = 50_000
    keep_personal_data: bool = False
    respondents: tuple[str, ...] = ()
    catalogue: Mapping[str, object] = field(default_factory=dict)
    manifest: Mapping[str, object] = field(default_factory=dict)


def build_report(run: Mapping[str, pd.DataFrame], settings: ReportSettings | None = None) -> Report:
    """The report on a run.

    Args:
        run: Table name to frame, as declared in `textmine.tables`; a missing table counts as empty.
        settings: How the report is made; None for the defaults.
    """
    settings = settings or ReportSettings()
    facts = Facts(run, settings.by, settings.min_share_base)
    requests = Requests(facts)
    calendar = Calendar(facts)
    also = comments_quoted(facts) | requests.comments | calendar.comments
    quotes = Quotes(facts, settings.quotes, also, keep_personal_data=settings.keep_personal_data)
    verbatims = verbatims_of(facts, settings.verbatims, keep_personal_data=settings.keep_personal_data)
    questions = with_heat(question_sections(facts, quotes, Sides(facts)), facts, verbatims)
    themes = theme_sections(facts, quotes)
    made_from = settings.manifest or getattr(run, "manifest", {})
    sections = [
        *_in_short(facts),
        *lesson_sections(facts, quotes, Words(settings.catalogue, settings.respondents)),
        _response(facts),
        *profile_sections(facts),
        *questions,
        *place_sections(facts, quotes),
        *link_sections(facts, quotes),
        *themes,
        *requests.sections(quotes, 2 if themes else 1),
        *difference_sections(facts),
        *calendar.sections(quotes),
        *not_answered_sections(facts, names_shown=settings.keep_personal_data),
        *counted_sections(facts),
        method_section(facts, settings, made_from, not_shown(facts, questions)),
    ]
    people, variables = variables_of(facts, settings.cases, keep_personal_data=settings.keep_personal_data)
    return Report(
        title=settings.title or "Survey report",
        subtitle=_subtitle(facts),
        sections=numbered(_cut_for_page(sections, settings.rows)),
        by=facts.by,
        items=items_of(facts, verbatims),
        verbatims=verbatims,
        respondents=people,
        variables=variables,
    )


def _subtitle(facts: Facts) -> str:
    """Who answered, in one line."""
    answered, complete = facts.base("answered"), facts.base("complete")
    if answered and _is_file(facts) and not facts.base("invited"):
        held = f"{answered.base:,} response{'s' * (answered.base != 1)} in the file"
        return held if answered.count == answered.base else f"{held}; {of(answered)} answered a question"
    asked = "invited" if facts.base("invited") else "who opened the survey"
    parts = [f"{of(answered)} {asked} answered"] if answered else []
    parts += [f"{complete.count:,} went to the end"] if complete else []
    return "; ".join(parts)


def _is_file(facts: Facts) -> bool:
    """Whether some who opened the survey may not be in the file: it does not say who went to the end, or all did."""
    opened, complete = facts.base("opened"), facts.base("complete")
    return opened is None or complete is None or complete.count == opened.count


def _in_short(facts: Facts) -> list[Section]:
    """The first finding of each section, when there are several; of questions those with options to tick, if any."""
    points = blocks.findings(facts, "response")[:1]
    ticked = {part.question for part, _ in facts.slices if part.kind == "tick"}
    for name, question in facts.questions.items():
        if question.personal or (ticked and name not in ticked):
            continue
        points += [
            replace(point, text=f"{facts.title(question)} \u2013 {point.text}")
            for point in blocks.findings(facts, name)[:1]
        ]
    for name in ("countries", "themes"):
        points += blocks.findings(facts, name)[:1]
    made: list[Block] = [*points[:_IN_SHORT], *sureness_blocks(facts)]
    return [Section("in-short", "In short", 1, tuple(made))] if len(points) > 1 else []


def _response(facts: Facts) -> Section:
    """How many were asked and answered, and what the comments hold."""
    made: list[Block] = list(blocks.findings(facts, "response"))
    groups = [ALL, *(group for group in facts.groups if facts.base("answered", group=group))]
    rows: list[tuple[Cell, ...]] = []
    for item, label in _BASES:
        figures = [facts.base(item, group=group) for group in groups]
        if any(figures):
            heading = _IN_FILE if item == "opened" and _is_file(facts) else label
            rows.append((heading, *("\u2013" if f is None else f for f in figures)))
    if rows:
        columns = ("Respondents", *(facts.heading(group) for group in groups))
        made.append(TableBlock("Response", columns, tuple(rows), "response"))
    made += comment_blocks(facts)
    if facts.weighted:
        made.append(NoteBlock(_WEIGHTED))
    return Section("response", "Response", 1, tuple(made))


def _cut_for_page(sections: Iterable[Section], rows: int) -> Iterator[Section]:
    """The sections with their tables cut to `rows` rows on a page."""
    for section in sections:
        made = (_cut(block, rows) if isinstance(block, TableBlock) else block for block in section.blocks)
        yield replace(section, blocks=tuple(made))


def _cut(table: TableBlock, rows: int) -> TableBlock:
    """A table with no more than `rows` rows on a page."""
    if table.shown is not None and table.shown <= rows:
        return table
    return replace(table, shown=rows, rest="")
