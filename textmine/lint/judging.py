"""A claim and what it speaks of -> proven, wrong (with the right figure), or not found.

Wrong is said only where the sentence names what is counted and the number can be of nothing else there; a number
that equals a figure of another question than the one at hand is not found, and its figure is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmine.lint.claims import EVERY
from textmine.lint.linking import Link
from textmine.lint.readings import Reading, can_be_left, fits, of_unit, readings_of, share_fits, worded
from textmine.lint.vocabulary import lint_words, pattern
from textmine.lint.words import content, stem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textmine.lint.claims import Claim
    from textmine.lint.figures import Item
    from textmine.lint.linking import Marker
    from textmine.lint.statements import Sentence

__all__ = ["Context", "Judge", "Result"]

Verdict = Literal["proven", "wrong", "not found", "contradiction"]
_SURE = 0.6  # of a name that is said, to hold its figure against the chapter
_SURE_HERE = 0.4  # the same of a name of the question at hand
_EVERYBODY = Link((), ("",), strict=False)
_TOTAL = re.compile(r"\b(?:in total|in all|altogether|a total of|the total|overall|together)\b", re.IGNORECASE)
_RELATIVE = re.compile(r"\b(?:that|who|which|those)\s+(?:have\s+|had\s+)?$", re.IGNORECASE)  # "that answered, 17 ..."
_BEYOND = 1.5  # times the base: a larger number counts something else
_FREE_WORDS = 1  # meaning words that may stand between "15 of the 21" and its group


@dataclass(frozen=True)
class Result:
    """The verdict on a claim: why, the right value where it is wrong, and every figure that it fits."""

    verdict: Verdict
    because: str = ""
    right: str = ""
    reading: Reading | None = None
    fits: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Context:
    """Where a claim stands.

    Args:
        scope: The questions that the headings speak of; empty for none told.
        units: Stems of what the chapter calls respondents.
        earlier: What the sentence before names.
        last: What the claim before in the sentence was found to state.
    """

    scope: frozenset[str]
    units: frozenset[str]
    earlier: tuple[Marker, ...] = ()
    last: tuple[Claim, Result] | None = None


class Judge:
    """Holds claims against the items of a run.

    Args:
        items: What is counted.
        groups: Headings of the groups.
        wordings: Question to the stems of its wording.
    """

    def __init__(self, items: Sequence[Item], groups: Sequence[str], wordings: Mapping[str, frozenset[str]]) -> None:
        self._items, self._groups, self._wordings = items, groups, wordings
        self._bases = [(item, 1.0) for item in items if item.kind == "base"]
        self._weighted = any(figure.weighted for item in items for figure in item.figures.values())
        self._numbered = sorted({item.question for item in items if item.kind == "sum"})

    def judge(self, claim: Claim, sentence: Sentence, link: Link, context: Context) -> Result:
        """What is to be thought of a claim."""
        if claim.kind == "only":
            return self._only(link, context)
        if claim.kind == "base":
            every = [(item, 1.0) for item in self._items if not context.scope or item.question in {*context.scope, ""}]
            return self._matched(claim, self._readings(claim, link, every, ""), context) or Result("not found")
        beside = self._beside(claim, sentence, context)
        if beside is not None:
            return beside
        unit = self._unit(claim, sentence, link, context)
        if unit == "other":
            return Result("not found", "it counts something that the survey does not")
        near = self._readings(claim, link, [p for m in link.markers for p in m.items], unit)
        weak = all(worded(reading.item) for reading in near)
        asked = [*self._of_scope(claim, context), *self._of_survey(claim, sentence, context)]
        around = self._readings(claim, link, asked, unit) if weak else []
        carried = [] if near else self._readings(claim, link, [p for m in context.earlier for p in m.items], unit)
        found = self._matched(claim, [*near, *carried, *around], context)
        elsewhere = found is not None and found.verdict == "not found"
        if found is not None and not (
            elsewhere and claim.kind == "count" and not pattern("compare").search(sentence.text)
        ):
            return found
        sure = self._readings(claim, link, [p for m in link.markers[: link.sure] for p in m.items], unit)
        wrong = self._wrong(claim, sentence, link, sure, context) or found
        if wrong is None and link.strict:
            wrong = self._part(claim, sentence, [*carried, *around])
        return wrong or Result("not found", _nearest([*near, *carried]))

    def _beside(self, claim: Claim, sentence: Sentence, context: Context) -> Result | None:
        """A percentage beside the number that it is of, by that number; None where there is none."""
        if claim.kind != "percent" or context.last is None or context.last[0].kind not in {"ratio", "count"}:
            return None
        other, result = context.last
        apart = sentence.parted(other.end, claim.start) and not claim.bracketed
        inside = sentence.text[other.end : claim.start].partition("(")[2]
        if apart or "(" in inside or pattern("base").search(inside):
            return None
        reading = result.reading
        if reading is None:
            return None if self._weighted else _by_itself(claim, other)
        asked = [r for r in self._readings(claim, _EVERYBODY, self._bases, "") if r.count == other.value]
        for fit in (reading, *result.fits, *(asked if reading.item.kind == "base" else ())):
            if fit.share is not None and share_fits(claim, fit.share):
                return Result("proven", fit.words, reading=fit)
        if claim.bracketed or result.verdict == "proven":
            return Result("wrong", reading.words, _right(claim, reading), reading)
        return None

    def _unit(self, claim: Claim, sentence: Sentence, link: Link, context: Context) -> str:
        """What a claim counts: respondent, record, link, "" where it does not say, other for what is none of them."""
        after = [m for m in link.markers if m.start >= claim.end and not all(worded(item) for item, _ in m.items)]
        named = (content(sentence.text[m.start : m.end]) for m in after)
        if not claim.noun or any(claim.noun in stems for stems in named):  # "four joint business events"
            return ""
        if claim.noun in context.units:
            return "respondent"
        for word, means in lint_words("unit").items():
            if stem(word) == claim.noun:
                return means
        asked = context.scope or self._numbered
        return "record" if any(claim.noun in self._wordings.get(q, ()) for q in asked) else "other"

    def _readings(self, claim: Claim, link: Link, items: Iterable[tuple[Item, float]], unit: str) -> list[Reading]:
        """The figures that a claim may state, of the items it may speak of."""
        groups = [g for group in link.groups for g in (self._groups if group == EVERY else (group,))]
        return [
            reading
            for item, sure in items
            if of_unit(item, unit)
            for group in groups
            for reading in readings_of(item, group, sure, claim)
        ]

    def _of_scope(self, claim: Claim, context: Context) -> list[tuple[Item, float]]:
        """What can be said of the questions at hand without naming anything: how many answered, said yes, gave."""
        kinds = {"sum", "records"}
        if not context.scope:
            counted = [item for item in self._items if item.kind in kinds]
            return [(item, 0.0) for item in counted if claim.noun and claim.noun in self._wordings[item.question]]
        return [
            (item, 0.0)
            for item in self._items
            if item.question in context.scope
            and (
                item.kind in kinds
                or (item.kind == "base" and item.item in {"answered", "none"})
                or item.item in {"Y", "N"}
            )
        ]

    def _of_survey(self, claim: Claim, sentence: Sentence, context: Context) -> list[tuple[Item, float]]:
        """How many were asked and answered, where a sentence speaks of the survey, or of a part of the respondents."""
        if context.scope or not (claim.whole or claim.kind == "ratio" or pattern("survey").search(sentence.text)):
            return []
        return [(item, 0.0) for item in self._items if item.kind == "base" and not item.question]

    def _matched(self, claim: Claim, readings: Sequence[Reading], context: Context) -> Result | None:
        """The figure that a claim states, when there is one."""
        fitting = [reading for reading in readings if fits(claim, reading)]
        here = [r for r in fitting if _in(r, _scope(readings, context, claim)) and not _opposed(claim, r)]
        if here:
            best = min(here, key=lambda r: (r.how != "plain", -r.sure))
            return Result("proven", best.words, reading=best, fits=tuple(here))
        if fitting:
            why = "the opposite" if _opposed(claim, fitting[0]) else "of another question"
            return Result("not found", f"{why}: {fitting[0].words}")
        return None

    def _wrong(
        self, claim: Claim, sentence: Sentence, link: Link, near: Sequence[Reading], context: Context
    ) -> Result | None:
        """The right figure, when it is certain enough what a claim speaks of."""
        before = sentence.text[: claim.start].casefold().split()
        after = sentence.text[claim.end :].casefold().split()
        if not near or claim.whole or {*before[-1:], *after[:1]} & lint_words("unlike").keys():
            return None
        scope = _scope(near, context, claim)
        near = [r for r in near if claim.value <= _BEYOND * r.base]
        sure = [
            r
            for r in near
            if _in(r, scope) and self._certain(claim, sentence, r, link, context) and not _opposed(claim, r)
        ]
        if not sure:
            return None
        if claim.kind == "percent" and context.last and context.last[1].reading:  # "19 answered, which is 93 %"
            sure = [context.last[1].reading]
        told = [r for r in sure if r.how == ("rest" if claim.negated and can_be_left(r.item) else "plain")] or sure
        best = min(told, key=lambda r: _distance(claim, r, context))
        return Result("wrong", best.words, _right(claim, best), best)

    def _certain(self, claim: Claim, sentence: Sentence, reading: Reading, link: Link, context: Context) -> bool:
        """Whether what a claim speaks of is named well enough to hold a figure against it."""
        item = reading.item
        if link.markers and link.markers[0].base:
            marker = link.markers[0]
            if marker.end <= claim.start and _RELATIVE.search(sentence.text[: marker.start]):
                return False
            return not item.question or item.question in context.scope
        if item.kind in {"sum", "records"} and not _TOTAL.search(sentence.text):
            return False
        if worded(item):
            return bool(claim.noun) and claim.noun in {*context.units, *self._wordings.get(item.question, ())}
        return reading.sure >= (_SURE_HERE if item.question in context.scope else _SURE)

    def _part(self, claim: Claim, sentence: Sentence, readings: Sequence[Reading]) -> Result | None:
        """The right figure of "15 of the 21 agreements were signed by Strand-2", where the 21 tells of what."""
        if claim.kind != "ratio":
            return None
        parts = [
            r for r in readings if r.base == claim.base and r.group and (r.how == "part" or r.item.kind == "records")
        ]
        after = [group.start for group in sentence.groups if group.start >= claim.end]
        if not parts or not after:
            return None
        between = [s for s in content(sentence.text[claim.end : after[0]]) if s != claim.noun]
        if len(between) > _FREE_WORDS:
            return None
        return Result("wrong", parts[0].words, f"{parts[0].count} of {parts[0].base}", parts[0])

    def _only(self, link: Link, context: Context) -> Result:
        """Whether all that a sentence names is found in one group only."""
        group = next(iter(link.groups), "")
        good: list[str] = []
        for marker in link.markers:
            here = [item for item, sure in marker.items if sure >= _SURE_HERE and group in item.figures]
            here = [item for item in here if item.question in context.scope] or here
            others = [other for other in self._groups if other != group]
            if not here or marker.base:
                continue
            alone = [
                i
                for i in here
                if i.figures[group].count and not any(i.figures[o].count for o in others if o in i.figures)
            ]
            if not alone:
                item = here[0]
                right = "; ".join(f"{g}: {item.says(g, short=True)}" for g in self._groups if g in item.figures)
                return Result("wrong", f"\u201c{item.name}\u201d ({item.where})", right)
            good.append(alone[0].says(group))
        return Result("proven", "; ".join(good)) if good else Result("not found")


def _opposed(claim: Claim, reading: Reading) -> bool:
    """Whether a claim is of those who said yes and the figure of those who said no, or the other way round."""
    return (
        reading.item.kind == "value"
        and reading.item.item == ("Y" if claim.negated else "N")
        and claim.kind != "quantifier"
    )


def _scope(readings: Sequence[Reading], context: Context, claim: Claim) -> frozenset[str]:
    """The questions at hand, "" being the whole survey; none where what is named belongs to others only.

    Where no heading tells, a bare count is of the whole survey: it would fit some question too easily.
    """
    if not context.scope and claim.kind == "count":
        whole = any(not r.item.question and r.item.kind not in {"base", "relation"} for r in readings)
        return frozenset({""}) if whole else frozenset()
    return context.scope if any(r.item.question in context.scope for r in readings) else frozenset()


def _in(reading: Reading, scope: Collection[str]) -> bool:
    return not scope or not reading.item.question or reading.item.question in scope


def _distance(claim: Claim, reading: Reading, context: Context) -> tuple[bool, bool, bool, float]:
    """How unlikely a figure is to be the one that was meant."""
    wrong_base = claim.kind == "ratio" and reading.base != claim.base and reading.count != claim.value
    return (
        reading.item.question not in context.scope and bool(context.scope),
        wrong_base,
        reading.item.unit == "record",
        -reading.sure,
    )


def _right(claim: Claim, reading: Reading) -> str:
    if claim.kind == "percent":
        weighted = "weighted " if reading.item.figures[reading.group].weighted else ""
        of = f"{reading.count} of {reading.base}"
        return f"{weighted}{reading.share:.0%} ({of})" if reading.share is not None else of
    if claim.kind == "count" and reading.how == "plain":
        return f"{reading.count:,}"
    return f"{reading.count:,} of {reading.base:,}"


def _nearest(readings: Sequence[Reading]) -> str:
    return f"nearest: {readings[0].words}" if readings else ""


def _by_itself(claim: Claim, other: Claim) -> Result | None:
    """A percentage in brackets behind "4 of 6" of which the run knows nothing, by these two numbers."""
    if other.kind != "ratio" or not other.base or not claim.bracketed:
        return None
    share = other.value / other.base
    stated = f"{other.words} is {share:.0%}"
    return Result("not found", stated) if share_fits(claim, share) else Result("wrong", stated, f"{share:.0%}")
