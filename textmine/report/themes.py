"""What the comments say: themes of one question, and over all questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report import blocks
from textmine.report.corrected import corrected_sections
from textmine.report.facts import Facts, Slice, Theme
from textmine.report.firmness import firmness_blocks
from textmine.report.model import NoteBlock, Paragraph, Section, TableBlock

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.report.model import Block, Cell
    from textmine.report.quoting import Quotes

__all__ = ["theme_blocks", "theme_sections"]

_KINDS = (
    ("barrier", "Barriers"),
    ("success_factor", "Success factors"),
    ("theme", "Themes"),
    ("request", "Requests"),
)
_FOUND_FROM = 2  # respondents: what one person says is no theme
_CHART_FROM = 3  # themes that are worth a chart, and have an order
_INDENT = "\u2003"  # em space
_FOUND = " \u2020"  # dagger
_INTRO = (
    "Each respondent counts once for a theme, however often and wherever it comes up. Intervals are for who answered, "
    "and leave out errors of coding."
)
_SUBMITTED = (
    " Figures here are of those who submitted the survey; a single question can show more, because it "
    "also counts those who left before the end."
)
_PROPOSED = "a language model proposes:"
_STABILITY = "Stability of a theme: share of repeated searches on part of the comments that find it again, 0 to 1."
_FOUND_NOTE = (
    "\u2020 Found by the machine in what no other theme covers, and named by its keywords: "
    "to be checked by a person before it is used."
)


def theme_blocks(facts: Facts, quotes: Quotes, question: str) -> list[Block]:
    """The themes in the comments on one question, kind by kind, with quotes.

    What the machine found stands in the table of a question from two respondents on.
    """
    made: list[Block] = []
    part = Slice("theme", question)
    figures = facts.figures(part)
    for kind, heading in _KINDS:
        items = _of_kind(facts, part, kind)
        items += [item for item in _found(facts, part, kind) if figures[item].count >= _FOUND_FROM]
        if items:
            made.append(_table(facts, part, items, f"{heading} in the comments on this question"))
            if any(facts.themes[item].origin == "emergent" for item in items):
                made.append(NoteBlock(_FOUND_NOTE))
            made += blocks.quote_blocks(facts, quotes, part, _leaves(facts, items))
    return made


def theme_sections(facts: Facts, quotes: Quotes) -> list[Section]:
    """The themes over all questions: by kind, by group, then those found by the machine."""
    part = Slice("theme")
    sections: list[Section] = []
    for kind, heading in _KINDS:
        items = _of_kind(facts, part, kind)
        if items:
            caption = f"{heading} over all questions"
            leaves = _leaves(facts, items)
            made: list[Block] = [blocks.chart(facts, part, leaves, caption)] if len(leaves) >= _CHART_FROM else []
            made.append(_table(facts, part, items, caption))
            if len(leaves) >= _CHART_FROM:
                made += firmness_blocks(facts, part, leaves, caption)
            made += blocks.quote_blocks(facts, quotes, part, leaves)
            sections.append(Section(f"themes-{kind}", heading, 2, tuple(made)))
    sections += _group_sections(facts, part)
    found = blocks.ranked(facts, part, [item for kind, _ in _KINDS for item in _found(facts, part, kind)])
    if found:
        sections.append(_found_section(facts, quotes, part, found))
    sections += corrected_sections(facts)
    if not sections:
        return []
    intro = Paragraph(_INTRO + (_SUBMITTED if facts.base("complete") else ""))
    head = Section("themes", "Recurring themes over all questions", 1, (intro, *blocks.findings(facts, "themes")))
    return [head, *sections]


def _voiced(facts: Facts, part: Slice) -> list[str]:
    """The themes that somebody voices, the most frequent first."""
    return [item for item in blocks.ranked(facts, part) if facts.figures(part)[item].count and item in facts.themes]


def _of_kind(facts: Facts, part: Slice, kind: str) -> list[str]:
    """The themes of a kind that people named, without those that only group themes of other kinds."""
    groups = _groups(facts)
    return [
        item
        for item in _voiced(facts, part)
        if facts.themes[item].kind == kind and facts.themes[item].origin != "emergent" and item not in groups
    ]


def _found(facts: Facts, part: Slice, kind: str) -> list[str]:
    """The themes of a kind that the machine found."""
    return [
        item
        for item in _voiced(facts, part)
        if facts.themes[item].kind == kind and facts.themes[item].origin == "emergent"
    ]


def _groups(facts: Facts) -> set[str]:
    """The themes that themes of another kind belong to."""
    themes = facts.themes
    return {t.parent for t in themes.values() if t.parent in themes and themes[t.parent].kind != t.kind}


def _group_sections(facts: Facts, part: Slice) -> list[Section]:
    """All themes that belong to groups, below their group."""
    groups = _groups(facts)
    items = [item for item in _voiced(facts, part) if item in groups or facts.themes[item].parent in groups]
    if not items:
        return []
    return [
        Section("themes-groups", "By group", 2, (_table(facts, part, items, "Themes by the group they belong to"),))
    ]


def _table(facts: Facts, part: Slice, items: Sequence[str], caption: str) -> TableBlock:
    """Themes with their figures; a theme stands indented below the one it belongs to."""
    groups = blocks.groups_with(facts, part)
    rows = tuple(
        (_INDENT * depth + _marked(facts.themes[item]), *blocks.row(facts, part, groups, item))
        for item, depth in _nested(facts, items)
    )
    return TableBlock(caption, ("Theme", *(facts.heading(group) for group in groups)), rows, "themes")


def _nested(facts: Facts, items: Sequence[str], parent: str = "", depth: int = 0) -> Iterator[tuple[str, int]]:
    """Items in their order, each followed by those that belong to it, with their depth."""
    for item in items:
        above = facts.themes[item].parent
        if (above if above in items else "") == parent:
            yield item, depth
            yield from _nested(facts, items, item, depth + 1)


def _leaves(facts: Facts, items: Sequence[str]) -> list[str]:
    """The items that no other item belongs to."""
    parents = {facts.themes[item].parent for item in items}
    return [item for item in items if item not in parents]


def _found_section(facts: Facts, quotes: Quotes, part: Slice, items: Sequence[str]) -> Section:
    groups = blocks.groups_with(facts, part)
    rows: list[tuple[Cell, ...]] = []
    for item in items:
        theme = facts.themes[item]
        stability = "" if theme.stability is None else f"{theme.stability:.2f}"
        name = f"{theme.label} ({_PROPOSED} \u201c{theme.proposed}\u201d)" if theme.proposed else theme.label
        rows.append((name, ", ".join(theme.keywords[:8]), stability, *blocks.row(facts, part, groups, item)))
    columns = ("Theme", "Keywords", "Stability", *(facts.heading(group) for group in groups))
    made: list[Block] = [
        Paragraph(
            "These were found by the machine in the comments that no other theme covers, and are named by their "
            "keywords. Read their quotes and name or drop them before they are used.",
            "lead",
        ),
        TableBlock("Themes found by the machine", columns, tuple(rows), "themes"),
        NoteBlock(_STABILITY),
        *blocks.quote_blocks(facts, quotes, part, items),
    ]
    return Section("themes-found", "Found by the machine, to be checked", 2, tuple(made))


def _marked(theme: Theme) -> str:
    return theme.label + (_FOUND if theme.origin == "emergent" else "")
