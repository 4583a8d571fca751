"""The chapter of lessons learnt, and the comments proposed for boxes.

The sentences are findings; here they become paragraphs, with the words of respondents below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine.report.facts import Facts, Slice
from textmine.report.model import NoteBlock, Paragraph, QuoteBlock, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.report.model import Block, Quote
    from textmine.report.quoting import Quotes
    from textmine.sentences import Words

__all__ = ["lesson_sections"]

_CHAPTER = "lessons"
_KINDS = ("barrier", "success_factor", "theme", "request")
_QUOTED = ("barrier", "success_factor")  # one quote of the point made most of each kind
_BOXES = ("story", "practice")


def lesson_sections(facts: Facts, quotes: Quotes, words: Words) -> list[Section]:
    """The chapter: what it rests on, a part for each heading of the codebook (else each kind), and the boxes."""
    parts = list(_parts(facts, quotes, words))
    if not parts:
        return _boxes(quotes, words, 1)
    whole = " ".join(facts.findings(_CHAPTER))
    opening: list[Block] = [Paragraph(whole)] if whole else []
    opening.append(NoteBlock(words.sentence("lessons.note")))
    head = Section(_CHAPTER, words.say("lessons.title"), 1, tuple(opening))
    return [head, *parts, *_boxes(quotes, words, 2)]


def _parts(facts: Facts, quotes: Quotes, words: Words) -> Iterator[Section]:
    below: dict[str, list[str]] = {}
    for theme in facts.themes.values():
        below.setdefault(theme.parent, []).append(theme.theme_id)
    shown: list[Quote] = []
    for theme in facts.themes.values():
        if not theme.parent and theme.theme_id in below and facts.findings(theme.theme_id):
            blocks: list[Block] = [Paragraph(" ".join(facts.findings(theme.theme_id)))]
            blocks += _words_of(facts, quotes, below[theme.theme_id], shown)
            blocks += _request(quotes, words, theme.theme_id, shown)
            yield Section(f"{_CHAPTER}-{theme.theme_id}", theme.label, 2, tuple(blocks))
    for kind in _KINDS:
        told = facts.findings(f"{_CHAPTER}-{kind}")
        if told:
            mine = [name for name, theme in facts.themes.items() if theme.kind == kind and theme.origin != "emergent"]
            heading = words.say(f"lessons.kind_{kind}")
            yield Section(
                f"{_CHAPTER}-{kind}", heading, 2, (Paragraph(" ".join(told)), *_words_of(facts, quotes, mine, shown))
            )


def _words_of(facts: Facts, quotes: Quotes, themes: Sequence[str], shown: list[Quote]) -> list[Block]:
    """A quote on the point made most of each kind; none that stood in the chapter before."""
    part = Slice("theme")
    figures = facts.figures(part)
    made: list[Block] = []
    for kind in _QUOTED:
        own = [name for name in themes if facts.themes[name].kind == kind and name in figures]
        for name in sorted(own, key=lambda name: -figures[name].count):
            found = quotes.of(part, name, shown)[:1]
            if found:
                shown.extend(found)
                made.append(QuoteBlock(facts.label(part, name), found, figures[name]))
                break
    return made


def _request(quotes: Quotes, words: Words, heading: str, shown: list[Quote]) -> list[Block]:
    """A request made in a comment on a heading."""
    found = quotes.of(Slice("request"), heading, shown)[:1]
    shown.extend(found)
    return [QuoteBlock(words.say("lessons.kind_request"), found)] if found else []


def _boxes(quotes: Quotes, words: Words, level: int) -> list[Section]:
    """Comments that could stand in a box, each with the reason of the choice."""
    made: list[Block] = []
    for item in _BOXES:
        for quote, reason in quotes.practices(item):
            made.append(QuoteBlock(words.sentence(f"practices.{item}", reason=reason), (quote,)))
    if not made:
        return []
    note = Paragraph(words.sentence("practices.note"), "lead")
    return [Section("practices", words.say("practices.title"), level, (note, *made))]
