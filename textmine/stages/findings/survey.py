"""What the figures say first: response, options, themes and places, each in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.sentences import MIN_SHARE_BASE
from textmine.stages.findings.ranking import group_findings, ranking
from textmine.stages.findings.tally import Figure, Finding, by_share, leaders

if TYPE_CHECKING:
    from textmine.areas import Area
    from textmine.stages.findings.source import Source

__all__ = ["place_findings", "question_findings", "response_findings", "theme_findings"]

_YES = "Y"  # as LimeSurvey codes it
_KINDS = ("barrier", "success_factor", "theme", "request")
_FEW = 10  # items that a sentence can list
_RARE = 0.25
_RARE_ITEMS = (2, 5)  # so many options under a quarter make a sentence
_VOICED = 3  # respondents from which a theme is said of one question
_SPREAD = 2  # questions
_AT_ODDS = 1.5  # mean ticks of one group to those of another
_MEANS = 3  # groups whose means are told
_LEADING = 2  # regions that are said to lead: with three of six one might as well name those that do not
_BEHIND = 3  # countries named behind a region


def response_findings(source: Source) -> Iterator[Finding]:
    """Who answered, and in which groups."""
    tally, words = source.tally, source.words
    steps = tally.of("", "base")
    if "answered" not in steps or not steps["answered"].base:
        return
    answered, complete = steps["answered"], steps.get("complete")
    # Where all went to the end, others may not be in the file: Google Forms has none, LimeSurvey can leave them out.
    submitted = complete is not None and complete.count == steps["opened"].count
    key = "invited" if "invited" in steps else "submitted" if submitted else "opened" if complete else "file"
    slots = {"base": words.number(answered.base), "n": words.some(answered.count, answered.base), "share": ""}
    rows = [steps[step] for step in ("invited", "opened", "answered", "complete") if step in steps]
    if complete and complete.count and key != "submitted":
        share = words.percent(complete.count, complete.base) if complete.count < complete.base else ""
        slots |= {"complete": words.some(complete.count, complete.base)}
        slots |= {"share": words.say("response.share", percent=share)} if share else {}
        key += "_end"
    yield Finding("response", words.sentence(f"response.{key}", answered.base, **slots), rows)
    small = False
    for by in tally.attributes():
        groups = [figure for figure in tally.by_group("", "base", by, "complete") if figure.count]
        small = small or any(figure.base < MIN_SHARE_BASE for figure in groups)
        if complete and len(groups) > 1 and sum(figure.count for figure in groups) == complete.count:
            parts = [
                words.say("response.group", n=words.number(f.count), group=words.members(by, f.group)) for f in groups
            ]
            yield Finding("response", words.sentence("response.groups", groups=words.listed(parts)), groups)
    if small:
        yield Finding("response", words.sentence("response.small"), [])


def question_findings(source: Source) -> Iterator[Finding]:
    """Options ticked most and least, by groups; then what the comments on the question name most."""
    ticked = source.tally.questions("tick")
    for question in source.questions:
        if question in ticked:
            options = [f for f in source.tally.of(question, "tick").values() if f.item not in source.others(question)]
            for sentence, figures in _ticks(source, options):
                yield Finding(question, sentence, figures)
        if question in source.single and question not in source.tally.attributes():
            yield from _values(source, question)
        for kind in _KINDS[:2]:
            raised = [f for f in source.themes_of(question, kind) if f.count and question not in source.repeated]
            sentence, figures = ranking(source.words, source.label, raised, _theme_keys(kind))
            if figures and figures[0].count >= _VOICED:
                yield Finding(question, sentence, figures)


def _ticks(source: Source, options: Sequence[Figure]) -> Iterator[tuple[str, Sequence[Figure]]]:
    """The sentences on the options of one question."""
    words, label = source.words, source.label
    sentence, figures = ranking(words, label, options, _keys("ticks") | {"all": "ticks.all"})
    if not any(figure.count for figure in options):
        return
    if sentence:
        yield sentence, figures
    yield from _seldom(source, options, figures)
    yield from group_findings(words, label, source.tally, options, ("ticks", "tick"), source.proven)
    yield from _means(source, options)


def _seldom(
    source: Source, options: Sequence[Figure], told: Sequence[Figure]
) -> Iterator[tuple[str, Sequence[Figure]]]:
    """The options ticked by few and by nobody."""
    words, label = source.words, source.label
    base = max(figure.base for figure in options)
    rare = sorted((f for f in options if f.count and f.share < _RARE and f not in told), key=lambda f: -f.count)
    none = [figure for figure in options if not figure.count]
    lowest, ties = leaders([replace(f, count=f.base - f.count + 1) for f in options if f not in told and f.count], 1)
    if words.shares and _RARE_ITEMS[0] <= len(rare) <= _RARE_ITEMS[1]:
        items = words.ranked([(label(figure), figure.count) for figure in rare])
        yield words.sentence("ticks.rare", base=words.number(base), items=items), rare
    elif len(lowest) == 1 and not none and not ties:
        figure = next(f for f in options if f.key == lowest[0].key)
        who = words.quantified(figure.count, figure.base)
        yield words.sentence("ticks.least", figure.count, who=who, item=label(figure)), [figure]
    if 0 < len(none) <= _FEW:
        yield words.sentence("ticks.none", items=words.listed([label(figure) for figure in none], "or")), none
    if not none and len(options) > _LEADING and base > 1:
        yield words.sentence("ticks.every"), list(options)


def _means(source: Source, options: Sequence[Figure]) -> Iterator[tuple[str, Sequence[Figure]]]:
    """How many options a member of each group ticks on average, where groups are far apart."""
    words, tally = source.words, source.tally
    for by in tally.attributes():
        ticks: dict[str, list[Figure]] = {}
        for option in options:
            for figure in tally.by_group(option.question, "tick", by, option.item):
                ticks.setdefault(figure.group, []).append(figure)
        means = {group: sum(f.count for f in found) / found[0].base for group, found in ticks.items()}
        if not 1 < len(means) <= _MEANS or max(means.values()) < _AT_ODDS * min(means.values()):
            continue
        ranked = sorted(means.items(), key=lambda each: -each[1])
        groups = [words.say("ticks.mean_group", group=words.members(by, g), mean=words.decimal(m)) for g, m in ranked]
        sentence = words.sentence("ticks.mean", len(options), groups=words.listed(groups), n=words.number(len(options)))
        yield sentence, [figure for found in ticks.values() for figure in found]


def _values(source: Source, question: str) -> Iterator[Finding]:
    """The answer given most to a question with one answer; to one of yes or no, by groups."""
    words, tally = source.words, source.tally
    values = tally.of(question, "value")
    if len(values) < 2 and not source.listed(question):  # noqa: PLR2004 -- nothing else could be answered
        return
    yes = values.get(_YES)
    if yes is not None and yes.count:
        for by in tally.attributes():
            groups = tally.by_group(question, "value", by, _YES)
            if groups and sum(f.count for f in groups) == yes.count:
                slots = {"item": source.label(yes), "groups": words.in_groups(by_share(groups))}
                who = words.opening(yes.count, yes.base)
                yield Finding(question, words.sentence("values.groups", yes.count, who=who, **slots), [yes, *groups])
                return
    sentence, figures = ranking(words, source.label, list(values.values()), _keys("values"))
    if sentence:
        yield Finding(question, sentence, figures)


def theme_findings(source: Source) -> Iterator[Finding]:
    """The themes that recur over the survey, kind by kind; by group; what rests on one respondent."""
    words, label = source.words, source.label
    every: list[Figure] = []
    for kind in _KINDS:
        raised = [figure for figure in source.themes_of("", kind) if figure.count]
        every += raised
        if kind == "request" and len(raised) == 1:
            who = words.opening(raised[0].count, raised[0].base)
            yield Finding("themes", words.sentence("themes.apart", raised[0].count, who=who), raised)
            continue
        sentence, figures = ranking(words, label, raised, _theme_keys(kind))
        if sentence:
            yield Finding("themes", sentence, figures)
    yield from _recurring(source, every)
    for sentence, figures in group_findings(words, label, source.tally, every, ("themes", "theme"), source.proven):
        yield Finding("themes", sentence, figures)
    single = [figure for figure in every if figure.count == 1]
    if 0 < len(single) <= _FEW and single[0].base > 1:
        items = words.listed([label(figure) for figure in single])
        yield Finding("themes", words.sentence("themes.single", len(single), items=items), single)


def _recurring(source: Source, themes: Sequence[Figure]) -> Iterator[Finding]:
    """The themes that come up on most questions."""
    words = source.words
    on = {figure.item: source.questions_of(figure.item) for figure in themes}
    most = max((len(questions) for questions in on.values()), default=0)
    widest = [figure for figure in themes if len(on[figure.item]) == most]
    if most < _SPREAD or len(widest) > _LEADING + 1:
        return
    items = [
        words.say("themes.recur_each", item=source.label(figure), n=words.number(len(on[figure.item])))
        for figure in widest
    ]
    figures = [figure for each in widest for figure in (each, *on[each.item])]
    yield Finding("themes", words.sentence("themes.recur", len(widest), items=words.listed(items)), figures)


def place_findings(source: Source, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """The target markets named most, and the regions that lead among them."""
    words, tally = source.words, source.tally
    countries = list(tally.of("", "country", "target").values())
    sentence, figures = ranking(words, source.label, countries, _keys("places"))
    if sentence:
        yield Finding("countries", sentence, figures)
    yield from _regions(source, areas)


def _regions(source: Source, areas: Mapping[str, Area]) -> Iterator[Finding]:
    """The regions that lead among the targets, with the countries behind each and the region that follows.

    A region leads when several respondents name it and more than name the next; where no such line
    can be drawn after the first or second, there is no sentence.
    """
    words, label = source.words, source.label
    named = source.tally.of("", "area", "target")
    rows = [f for i, f in named.items() if f.count and i in areas and areas[i].level == "region"]
    rows.sort(key=lambda figure: -figure.count)
    most = [figure.count for figure in rows]
    lead = next((n for n in range(_LEADING, 0, -1) if len(most) > n and most[n - 1] > most[n]), 0)
    if not lead or most[lead - 1] == 1:
        return
    told, support = list[str](), list[Figure]()
    for row in rows[:lead]:
        area = areas[row.item]
        inside = [f for i, f in source.tally.of("", "country", "target").items() if i in area.countries and f.count]
        inside += [f for i, f in source.tally.of("", "region", "target").items() if i in area.named and f.count]
        inside.sort(key=lambda figure: -figure.count)
        first = inside[:_BEHIND]
        while len(inside) > len(first) and first[-1].count == inside[len(first)].count:  # no tie cut in two
            first.append(inside[len(first)])
        told.append(_region(source, row, first, len(inside) - len(first)))
        support += [row, *inside]
    following = words.say("places.next", item=label(rows[lead]), n=words.of(rows[lead].count, rows[lead].base))
    sentence = words.sentence("places.regions", regions=words.listed(told), next=following)
    yield Finding("countries", sentence, [*support, rows[lead]])


def _region(source: Source, row: Figure, first: Sequence[Figure], more: int) -> str:
    words, label = source.words, source.label
    key = "places.region_more" if more else "places.region"
    each = [words.say("figures.plain", item=source.name(figure), n=words.figure(figure.count)) for figure in first]
    items = words.series(each) if more else words.listed(each)
    of = words.of(row.count, row.base)
    return words.say(key, item=label(row), of=of, items=items, more=words.number(more))


def _keys(section: str) -> dict[str, str]:
    return {key: f"{section}.{key}" for key in ("first", "tied", "follow")}


def _theme_keys(kind: str) -> dict[str, str]:
    return {"first": f"themes.{kind}", "tied": "themes.tied", "follow": "themes.follow"}
