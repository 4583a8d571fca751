"""The passages of a chapter, one after the other, against the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.lint.claims import EVERY, Claim, nouns
from textmine.lint.contradictions import Open, contradictions
from textmine.lint.document import Passage, read_chapter
from textmine.lint.figures import Item, items
from textmine.lint.judging import Context, Judge, Result, Verdict
from textmine.lint.linking import Link, Marker, link, markers
from textmine.lint.naming import Naming
from textmine.lint.quoting import Quoting
from textmine.lint.reported import Reported
from textmine.lint.statements import Sentence, read_sentences
from textmine.lint.timing import Calendar
from textmine.lint.vocabulary import pattern
from textmine.lint.words import content, words
from textmine.report import build_report
from textmine.report.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from textmine.lint.dates import Date
    from textmine.lint.reported import Kept
    from textmine.report import ReportSettings
    from textmine.report.model import Report

__all__ = ["Finding", "lint"]


_HELD = ("attributes", "comments", "mentions", "options", "questions", "redactions", "respondents", "texts")


@dataclass(frozen=True)
class Finding:
    """A statement of the chapter and what is to be thought of it.

    Args:
        verdict: proven, wrong, "not found", or contradiction (of another place of the chapter).
        kind: count, ratio, percent, base, quantifier, only, date, quote, source or table.
        words: The statement as written.
        place: Where it stands, for a reader.
        passage: Number of the paragraph or table, from 1.
        start: Its first character in the passage, -1 in a table.
        sentence: The sentence, or row, that it stands in.
        right: What it should be, where that is known.
        because: The figure or comment behind the verdict.
    """

    verdict: Verdict
    kind: str
    words: str
    place: str
    passage: int
    start: int
    sentence: str
    right: str = ""
    because: str = ""


def lint(chapter: Path, run: Mapping[str, pd.DataFrame], settings: ReportSettings) -> tuple[Finding, ...]:
    """Check a chapter against the run that it was made from.

    Args:
        chapter: The edited chapter: .docx, .html or .md.
        run: Table name to frame.
        settings: How the report on the run is made: title, groups, whether it shows personal data.

    Returns:
        What the chapter states, in its order.

    Raises:
        TextmineError: the chapter cannot be read or is empty.
    """
    passages = read_chapter(chapter)
    return tuple(_Check(run, settings, passages).findings())


class _Check:
    """One chapter and one run."""

    def __init__(self, run: Mapping[str, pd.DataFrame], settings: ReportSettings, passages: Sequence[Passage]) -> None:
        facts = Facts(run, settings.by, settings.min_share_base)
        self._passages = passages
        self._items = items(facts)
        report = build_report(run, settings)
        self._naming = Naming(self._items, facts, _whole_survey(report, facts))
        headings = [facts.heading(group) for group in facts.groups]
        self._groups = {heading: tuple(word.stem for word in words(heading)) for heading in headings}
        wordings = {q: frozenset(content(question.text)) for q, question in facts.questions.items()}
        self._judge = Judge(self._items, headings, wordings)
        held = {name: facts.table(name) for name in _HELD}
        self._quoting = Quoting(held, facts, self._items, keep_personal_data=settings.keep_personal_data)
        self._calendar = Calendar(held, keep_personal_data=settings.keep_personal_data)
        self._reported = Reported(report)
        bases = {figure.base for item in self._items if item.kind == "base" for figure in item.figures.values()}
        self._units = nouns([p.text for p in passages if p.kind == "text"], bases)
        self._found: list[Finding] = []
        self._open: list[Open] = []
        self._sentences: list[str] = []
        self._scopes: dict[tuple[str, ...], frozenset[str]] = {}
        self._lead: tuple[str, ...] = ()  # groups of the sentence that introduces a list

    def findings(self) -> list[Finding]:
        """Every statement of the chapter, in its order."""
        for passage in self._passages:
            section = self._reported.holds(passage.text) if passage.kind in {"text", "heading"} else None
            as_is = (
                None
                if section is None
                else Result("proven", f"in the report: {section}" if section else "in the report")
            )
            for said, start, heard in self._quoting.heard(passage):
                self._found.append(_finding(passage, as_is or heard, ("quote", said, start), said))
            if passage.kind == "source":
                for said, start, heard in self._quoting.source(passage):
                    self._found.append(_finding(passage, heard, ("source", said, start), passage.text))
            elif passage.kind == "table":
                self._table(passage)
            elif passage.kind != "quote":
                self._prose(passage, as_is)
        for pair in contradictions(self._open, self._sentences):
            for one, other in (pair, pair[::-1]):
                against = self._found[other]
                because = f"{against.words} in {against.place}: {against.sentence}"
                self._found[one] = replace(self._found[one], verdict="contradiction", because=because)
        return sorted(self._found, key=lambda finding: (finding.passage, finding.start))

    def _prose(self, passage: Passage, as_is: Result | None) -> None:
        """Numbers, quantifiers and dates of a paragraph or heading, by the report where it has it in the same words."""
        changed = None if as_is else self._reported.changed(passage)
        scope = self._scope(passage)
        earlier: tuple[Marker, ...] = ()
        before = ""
        lead = self._lead if passage.item else ()
        for sentence in read_sentences(passage.text, self._groups, self._units):
            self._sentences.append(sentence.text)
            whole = bool(pattern("survey").search(sentence.text))
            named = self._markers(sentence, scope, whole=whole)
            last: tuple[Claim, Result] | None = None
            for claim in sentence.claims if changed is None else ():
                context = Context(scope, self._units, earlier, last)
                linked = link(claim, sentence, named)
                linked = replace(linked, groups=lead) if lead and not sentence.groups else linked
                result = as_is or self._judge.judge(claim, sentence, linked, context)
                self._add(passage, sentence, claim, result, before)
                last = (claim, result)
            for date in sentence.dates if changed is None else ():
                self._add(passage, sentence, date, as_is or self._calendar.judge(date, sentence), before)
            earlier, before = tuple(named) or earlier, sentence.text
            if not passage.item:
                leads = sentence.text.rstrip().endswith(":")
                self._lead = tuple(dict.fromkeys(g.heading for g in sentence.groups)) if leads else ()
        for one in changed or ():
            self._found.append(_finding(passage, _of_report(one), ("count", one.words, one.start), passage.text))

    def _add(self, passage: Passage, sentence: Sentence, stated: Claim | Date, result: Result, before: str) -> None:
        """Note a statement, and for later what the run says nothing of."""
        kind = stated.kind if isinstance(stated, Claim) else "date"
        said = sentence.said[stated.start : stated.end].strip()
        if said.casefold() == "one" and result.verdict == "not found":
            return  # "as one partnership notes"
        if result.verdict == "not found":
            groups = tuple(sorted({group.heading for group in sentence.groups}))
            told: list[Claim | Date] = [*sentence.claims, *sentence.dates]
            others = frozenset(sentence.said[one.start : one.end] for one in told if one is not stated)
            self._open.append(
                Open(len(self._found), len(self._sentences), sentence.text, before, stated, groups, others)
            )
        where = (kind, said, sentence.start + stated.start)
        self._found.append(_finding(passage, result, where, sentence.said.strip()))

    def _table(self, passage: Passage) -> None:
        """The numbers of a table, by the report's table, else by the names of rows and columns."""
        kept, left = self._reported.table(passage)
        for one in kept:
            self._found.append(_finding(passage, _of_report(one), ("table", one.words, one.start), one.words))
        scope = self._scope(passage)
        label = ""
        for row in left:
            own, label = passage.rows[row][0], passage.rows[row][0] or label
            for place, cell in enumerate(passage.rows[row][1:], start=1):
                # The bars of a chart may be cells: a second bar has no label, nor has the axis.
                if cell and (own or self._reported.holds(f"{label} {cell}") is not None):
                    self._cell(passage, label, (place, cell), scope)

    def _cell(self, passage: Passage, label: str, placed: tuple[int, str], scope: frozenset[str]) -> None:
        """The numbers of a cell, by the names of its row and column."""
        place, cell = placed
        said = f"{label}: {cell}"
        if (section := self._reported.holds(f"{label} {cell}")) is not None:
            self._found.append(
                _finding(passage, Result("proven", f"in the report: {section}"), ("table", said, 0), said)
            )
            return
        heads = read_sentences(
            passage.rows[0][place] if place < len(passage.rows[0]) else "", self._groups, self._units
        )
        groups = tuple(group.heading for head in heads for group in head.groups) or ("", EVERY)
        for sentence in read_sentences(cell, self._groups, self._units):
            row = read_sentences(label, {}, ())[0]
            named = self._markers(row, scope)
            for claim in (claim for claim in sentence.claims if claim.kind != "quantifier"):
                result = self._judge.judge(
                    claim, sentence, Link(tuple(named), groups, strict=False), Context(scope, self._units)
                )
                self._found.append(_finding(passage, result, ("table", said, claim.start), said))

    def _markers(self, sentence: Sentence, scope: frozenset[str], *, whole: bool = False) -> list[Marker]:
        """What a sentence names.

        Who answered is of the questions at hand; where none is told, or a sentence speaks of the survey
        (`whole`), of the survey too.
        """

        def bases(means: str) -> list[Item]:
            fits = [item for item in self._items if item.kind == "base" and item.item == means]
            here = [item for item in fits if item.question in scope]
            if here and not whole:
                return here
            return [item for item in fits if not scope or not item.question or item.question in scope]

        return markers(sentence, self._naming, scope, self._units, bases)

    def _scope(self, passage: Passage) -> frozenset[str]:
        """The questions that the headings above a passage speak of; the title of the chapter does not."""
        headings = (*passage.headings, passage.text) if passage.kind == "heading" else passage.headings
        title, rest = self._passages[0], self._passages[1:]
        whole = title.kind == "heading" and bool(rest) and all(title.text in p.headings for p in rest)
        above = headings[1:] if whole else headings
        if above not in self._scopes:
            self._scopes[above] = self._naming.scope(above, self._units)
        return self._scopes[above]


def _whole_survey(report: Report, facts: Facts) -> list[str]:
    """The headings of the report, but for those of questions and of how it was made."""
    asked = {name for q in facts.questions.values() for name in (q.section, q.heading, facts.title(q), q.text)}
    tops = [section.heading for section in report.sections if section.level == 1 and section.heading not in asked]
    return tops[:-1]


def _finding(passage: Passage, result: Result, what: tuple[str, str, int], sentence: str) -> Finding:
    kind, said, start = what
    place = (passage.place, passage.number, start)
    return Finding(result.verdict, kind, said, *place, sentence, result.right, result.because)


def _of_report(one: Kept) -> Result:
    because = f"in the report: {one.where}" if one.where else "in the report"
    return Result("wrong" if one.right else "proven", because, one.right)
