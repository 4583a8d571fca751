"""What leads and what follows, where one group stands alone, and where groups differ: as sentences.

The same for options, themes and countries; the wording is that of the section of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textmine.sentences import MIN_SHARE_BASE, Words
from textmine.stages.findings.tally import Figure, Label, Tally, leaders

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Compared", "Proven", "group_findings", "ranking"]

_LISTED = 4  # more items are read in the table
_TIED = 5  # more that share the first place say nothing
_CONTRAST = 0.35  # of shares: chosen so that one respondent of six moved makes no sentence appear
_TESTED = 0.1  # of shares: the same, where a test bears it out
_CONTRASTS = 2  # sentences on one attribute in one place
_LEAST, _EDGE = "0.001", "0.050"  # the least p-value that is said; one that would read as on the level of 5 %
_PAIR = 2  # groups; a test of more says that they differ, not which


class Compared(NamedTuple):
    """What a row of `comparisons` says of the groups.

    Args:
        test: The test, as the table calls it.
        p: Its p-value after the correction for the number of comparisons.
        differs: Whether the difference stands.
        groups: How many groups were compared.
    """

    test: str
    p: float
    differs: bool
    groups: int


Proven = dict[tuple[str, ...], Compared]
"""(question, kind, item, attribute) -> the test between the groups."""


def ranking(words: Words, label: Label, figures: Sequence[Figure], keys: Mapping[str, str]) -> tuple[str, list[Figure]]:
    """What most respondents tick or name, and what follows.

    Args:
        words: The language.
        label: What to call an item.
        figures: What is ranked, of one base.
        keys: The texts of the catalogue: "first", "tied", "follow", and "all" where everybody is said otherwise.

    Returns:
        The sentence and its figures; "" where nothing leads.
    """
    first, follow = leaders(figures, _LISTED)
    follow = [figure for figure in follow if figure.count > 1]  # what one says stands apart
    if not first or len(first) > _TIED:
        return "", []
    count, base = first[0].count, first[0].base
    items = words.listed([label(figure) for figure in first])
    if base == 1:
        return words.sentence(keys.get("all", keys["first"]), 1, who=words.counted(1, 1), item=items, follow=""), first
    after = _follow(words, label, follow, keys["follow"])
    if len(first) == 1:
        key = keys.get("all", keys["first"]) if count == base else keys["first"]
        who = words.opening(count, base)
        return words.sentence(key, count, who=who, item=items, follow=after), [*first, *follow]
    n, who = words.number(len(first)), words.counted(count, base)
    return words.sentence(keys["tied"], len(first), n=n, who=who, items=items, follow=after), [*first, *follow]


def group_findings(
    words: Words, label: Label, tally: Tally, figures: Sequence[Figure], place: tuple[str, str], proven: Proven
) -> Iterator[tuple[str, list[Figure]]]:
    """What only one group ticks or names, and where groups lie furthest apart.

    Small groups are described and nothing more. From `MIN_SHARE_BASE` respondents on in each group a
    difference that was tested is written only where the test bears it out.

    Args:
        words: The language.
        label: What to call an item.
        tally: All figures.
        figures: The items, with their figures for all respondents.
        place: Section of the catalogue, and kind of the figures.
        proven: The tests between groups, as far as there are any.

    Yields:
        Each sentence with its figures.
    """
    section, kind = place
    for by in tally.attributes():
        alone: dict[str, list[Figure]] = {}
        apart: list[tuple[float, Figure, Figure]] = []
        for figure in figures:
            groups = tally.by_group(figure.question, kind, by, figure.item)
            if not groups:
                continue
            high, low = max(groups, key=lambda f: f.share), min(groups, key=lambda f: f.share)
            if high.count == figure.count > 1:
                alone.setdefault(high.group, []).extend((high, figure))
            elif high.share - low.share >= (_TESTED if _holds(high, low, proven) else _CONTRAST):
                apart.append((high.share - low.share, high, low))
        for group, found in alone.items():
            items = words.ranked([(label(figure), figure.count) for figure in _ranked(found[::2])])
            yield words.sentence(f"{section}.only", group=words.members(by, group), items=items), found
        apart.sort(key=lambda each: -each[0])
        before = ""
        for _, high, low in apart[:_CONTRASTS]:
            key = f"{section}.against_too" if high.group == before else f"{section}.against"
            if told := _against(words, label, (high, low), key, proven):
                before = high.group
                yield told, [high, low]


def _against(words: Words, label: Label, pair: tuple[Figure, Figure], key: str, proven: Proven) -> str:
    """The sentence on two groups that lie apart, "" where a test says that chance may explain it."""
    (high, low), by = pair, pair[0].key[5]
    who = words.opening(high.count, high.base, words.members(by, high.group))
    others = words.counted(low.count, low.base, words.members(by, low.group))
    told = words.sentence(key, high.count, who=who, item=label(high), others=others)
    test = _test(high, low, proven)
    if test is None:
        return told
    if not test.differs:
        return ""
    key = "ticks.tested" if test.groups == _PAIR else "ticks.tested_groups"
    return words.say(key, sentence=told, test=words.say(f"tests.{test.test}"), p=_chance(words, test.p))


def _test(high: Figure, low: Figure, proven: Proven) -> Compared | None:
    """The test of two groups among others that are large enough to speak of one, None where there is none."""
    test = proven.get((high.question, high.key[2], high.item, high.key[5]))
    return test if min(high.base, low.base) >= MIN_SHARE_BASE else None


def _holds(high: Figure, low: Figure, proven: Proven) -> bool:
    """Whether groups large enough to be tested differ by more than chance explains."""
    test = _test(high, low, proven)
    return test is not None and test.differs


def _chance(words: Words, p: float) -> str:
    """A p-value as in the tables of the report: ``p = 0.004``, ``p < 0.001``."""
    if p < float(_LEAST):
        return words.say("tests.below", p=words.decimal(float(_LEAST), 3))
    return words.say("tests.is", p=words.decimal(p, 4 if f"{p:.3f}" == _EDGE else 3))


def _follow(words: Words, label: Label, figures: Sequence[Figure], key: str) -> str:
    ranked = words.ranked([(label(figure), figure.count) for figure in figures])
    return words.say(key, len(figures), items=ranked) if figures else ""


def _ranked(figures: Sequence[Figure]) -> list[Figure]:
    return sorted(figures, key=lambda figure: -figure.count)
