"""The chapter of lessons learnt: what the respondents say on each heading of the codebook.

A codebook without headings gives a chapter by kind: barriers, what helps, requests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textmine.stages.findings.ranking import group_findings
from textmine.stages.findings.tally import Figure, Finding, by_share, leaders

if TYPE_CHECKING:
    from textmine.stages.findings.source import Source
    from textmine.stages.findings.support import Support

__all__ = ["CHAPTER", "lesson_findings"]

CHAPTER = "lessons"
"""The section of what is said of the chapter as a whole; by kind, its parts are "lessons-barrier" and so on."""

_KINDS = ("barrier", "success_factor", "theme", "request")
_LISTED = 4  # points of one heading that are named
_PLACES = 2  # questions that are named
_BESIDE = 2  # respondents from which comments beside an option are told
_SEVERAL = 2  # headings from which the most and the least are told apart


def lesson_findings(source: Source, support: Support) -> Iterator[Finding]:
    """The sentences of the chapter, heading by heading in the order of the codebook."""
    headings = [theme for theme in source.children if not source.themes[theme].parent]
    if not headings:
        yield from _by_kind(source)
        return
    yield from _as_a_whole(source, headings)
    for turn, heading in enumerate(headings):
        yield from _on(source.turned(turn), support, heading)


def _as_a_whole(source: Source, headings: Sequence[str]) -> Iterator[Finding]:
    """Which heading is raised most and least, and what lies outside of all."""
    words, figures = source.words, source.tally.of("", "theme")
    told = sorted((figures[theme] for theme in headings if theme in figures), key=lambda figure: -figure.count)
    first = [figure for figure in told if figure.count == told[0].count]
    if len(told) > _SEVERAL and told[0].count and len(first) < len(told) - 1:
        last = [figure for figure in told if figure.count == told[-1].count]
        least = words.say("lessons.least", item=source.label(last[0]), n=words.number(last[0].count))
        alone, items = len(first) == 1, words.listed([source.label(figure) for figure in first])
        say = words.opening if alone else words.counted
        sentence = words.sentence(
            "lessons.most" if alone else "lessons.most_tied",
            told[0].count,
            who=say(told[0].count, told[0].base),
            item=items,
            n=words.number(len(first)),
            k=words.number(len(told)),
            least=least if len(last) == 1 else "",
        )
        yield Finding(CHAPTER, sentence, told)
    outside = [f for f in source.themes_of("", "theme") if f.count and not source.themes[f.item].parent]
    first, follow = leaders(outside, _LISTED)
    if first and len(first) <= _LISTED:
        items = words.listed([source.label(figure) for figure in first])
        after = words.ranked([(source.label(figure), figure.count) for figure in follow])
        slots = {"follow": words.say("themes.follow", len(follow), items=after) if follow else ""}
        who = words.opening(first[0].count, first[0].base)
        yield Finding(
            CHAPTER, words.sentence("lessons.outside", first[0].count, who=who, item=items, **slots), [*first, *follow]
        )


def _on(source: Source, support: Support, heading: str) -> Iterator[Finding]:
    """The sentences on one heading."""
    words, figure = source.words, source.tally.of("", "theme").get(heading)
    if figure is None or not figure.base:
        return
    if not figure.count:
        yield Finding(heading, words.sentence("lessons.nobody", item=source.label(figure)), [figure])
        return
    yield _who(source, heading, figure)
    inside = [f for f in source.tally.of("", "theme").values() if f.item in source.children[heading]]
    inside = [f for f in inside if source.themes[f.item].origin != "emergent"]
    for kind in _KINDS[:3]:
        yield from _named(source, heading, kind, [f for f in inside if source.themes[f.item].kind == kind])
    for sentence, figures in group_findings(
        words, source.label, source.tally, [f for f in inside if f.count > 1], ("themes", "theme"), source.proven
    ):
        yield Finding(heading, sentence, figures)
    yield from _where(source, heading)
    yield from _beside(source, support, heading)
    yield from _requests(source, support, heading)
    single = [f for f in inside if f.count == 1 and f.base > 1]
    if single:
        items = words.listed([source.label(f) for f in single])
        yield Finding(heading, words.sentence("themes.single", len(single), items=items), single)
    unnamed = [f for f in inside if not f.count]
    if unnamed:
        items = words.listed([source.label(f) for f in unnamed], "or")
        yield Finding(heading, words.sentence("lessons.unnamed", items=items), unnamed)


def _who(source: Source, heading: str, figure: Figure) -> Finding:
    """How many raise it, and of which group."""
    words, tally = source.words, source.tally
    who, item = words.quantified(figure.count, figure.base), source.label(figure)
    for by in tally.attributes():
        groups = tally.by_group("", "theme", by, heading)
        if groups and sum(f.count for f in groups) == figure.count:
            parts = words.in_groups(by_share(groups))
            sentence = words.sentence("lessons.lead_groups", figure.count, who=who, item=item, groups=parts)
            return Finding(heading, sentence, [figure, *groups])
    return Finding(heading, words.sentence("lessons.lead", figure.count, who=who, item=item), [figure])


def _named(source: Source, section: str, kind: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """The points of one kind made most."""
    first, follow = leaders(figures, _LISTED)
    follow = [figure for figure in follow if figure.count > 1]
    if not first or len(first) > _LISTED:
        return
    words = source.words
    items = words.ranked([(source.label(figure), figure.count) for figure in follow])
    after = words.say("lessons.follow", items=items) if follow else ""
    sentence = words.sentence(f"lessons.{kind}", len(first), item=_counted(source, first), follow=after)
    yield Finding(section, sentence, [*first, *follow])


def _counted(source: Source, figures: Sequence[Figure]) -> str:
    """Items with how many respondents, all alike."""
    return _with_count(source, [source.label(figure) for figure in figures], figures[0].count)


def _with_count(source: Source, items: Sequence[str], number: int) -> str:
    words = source.words
    key = "lessons.count_each" if len(items) > 1 else "lessons.count"
    return words.say(key, number, item=items[0], items=words.listed(items), n=words.number(number))


def _where(source: Source, heading: str) -> Iterator[Finding]:
    """On which questions it is raised."""
    words, on = source.words, source.questions_of(heading)
    if not on:
        return
    most = [f for f in on[:_PLACES] if len(on) == 1 or f.count > 1]
    if not most or (len(on) > len(most) and on[len(most)].count == most[-1].count):
        return
    titles = [source.title(figure.question) for figure in most]
    alike = len({figure.count for figure in most}) == 1
    items = _with_count(source, titles if alike else titles[:1], most[0].count)
    if not alike:
        items = words.listed([items, words.ranked([(titles[1], most[1].count)])])
    sentence = words.sentence("lessons.where", len(on), n=words.number(len(on)), items=items)
    yield Finding(heading, sentence, list(on))


def _beside(source: Source, support: Support, heading: str) -> Iterator[Finding]:
    """The options beside which most such comments stand, with their ticks."""
    words = source.words
    ranked = support.beside(heading)
    most = max((len(who) for who in ranked.values()), default=0)
    places = [place for place, who in ranked.items() if len(who) == most]
    options = [source.tally.of(question, "tick").get(option) for question, option in places]
    ticks = [figure for figure in options if figure is not None and figure.base]
    if most < _BESIDE or not 0 < len(ticks) <= _PLACES or len(ticks) < len(places):
        return
    who = words.counted(ticks[0].count, ticks[0].base)
    each = [words.say("lessons.beside_each", item=source.label(ticks[0]), who=who)]
    for f in ticks[1:]:
        same = f.question == ticks[0].question
        slots = {"item": source.label(f), "n": words.number(f.count), "who": words.counted(f.count, f.base)}
        each.append(words.say("lessons.beside_more" if same else "lessons.beside_each", **slots))
    sentence = words.sentence(
        "lessons.beside", len(ticks), item=source.label(ticks[0]), who=who, items=words.listed(each)
    )
    comments = [comment for place in places for comment in ranked[place].values()]
    yield Finding(heading, sentence, ticks, comments)


def _requests(source: Source, support: Support, heading: str) -> Iterator[Finding]:
    """How many add a request: in the same comment."""
    words, found = source.words, support.requests(heading)
    if found:
        sentence = words.sentence("lessons.requests", len(found), n=words.number(len(found)))
        yield Finding(heading, sentence, [], list(found.values()))


def _by_kind(source: Source) -> Iterator[Finding]:
    """The chapter of a codebook without headings."""
    for kind in _KINDS:
        section = f"{CHAPTER}-{kind}"
        raised = [f for f in source.themes_of("", kind) if f.count and source.themes[f.item].origin == "codebook"]
        yield from _named(source, section, "theme" if kind == "request" else kind, raised)
        groups = group_findings(source.words, source.label, source.tally, raised, ("themes", "theme"), source.proven)
        for sentence, figures in groups:
            yield Finding(section, sentence, figures)
