"""Figures of organisations that have several names: which of them are found to be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from quality.spans import Figures, Span, expected, pair, scores, share
from quality.surveys import run, survey
from textmine import tables
from textmine.stages.mentions.identities import identities
from textmine.stages.mentions.shapes import is_acronym, words_of

if TYPE_CHECKING:
    import pandas as pd

    from quality.formats import Case, Cases

__all__ = ["organisation_links"]

_STAGES = ("clean", "language", "names", "mentions", "entities")
_COMMON = 4  # letters of a word that two names in different languages share, if neither is a translation
_KINDS = ("organisation", "event", "facility")


class _Variant(NamedTuple):
    """One spelling of one organisation: the languages of its comments, and what it was counted with."""

    entity: str
    spelling: str
    languages: frozenset[str]
    found: str


def organisation_links(cases: Cases) -> dict[str, Figures]:
    """Names found, and variants of names linked: among the names of the cases, and among those found.

    Two variants are linked when they have the same `same_as`, and rightly so when their `entity` is
    the same. Pairs of names in different languages without a common word count apart, as
    translations. Each variant counts once, however often it is written.
    """
    frames = run(survey(cases.rows), *_STAGES)
    texts = [
        (row, comment, expected(text, [(s["surface"], s["entity"], s) for s in row["expect"]]), text)
        for row, comment, text in zip(cases.rows, frames["texts"]["comment_id"], frames["texts"]["text"], strict=True)
    ]
    found = _by_comment(frames["mentions"])
    figures: Figures = {}
    for kind in _KINDS:
        wanted = {c: [s for s in spans if s.says["kind"] == kind] for _, c, spans, _ in texts}
        named = {c: [s for s in found.get(c, []) if s.says["kind"] == kind] for _, c, _, _ in texts}
        right = sum(len(pair(wanted[c], named[c], lambda one, other: True)) for c in wanted)  # noqa: ARG005  any name
        figures |= scores(kind, right, *(sum(map(len, spans.values())) for spans in (wanted, named)))
        if kind == _KINDS[0]:
            exact = sum(len({s[:2] for s in wanted[c]} & {s[:2] for s in named[c]}) for c in wanted)
            figures["organisation_exact_f1"] = scores("", exact, *(sum(map(len, s.values())) for s in (wanted, named)))[
                "_f1"
            ]
    figures |= _scored("linking", _variants(texts, _of_gold(texts)))
    figures |= _scored("end_to_end", _variants(texts, _of_run(texts, frames)))
    return {"textmine": figures}


def _by_comment(mentions: pd.DataFrame) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = {}
    for row in mentions.to_dict("records"):
        says = {str(name): value for name, value in row.items()}
        spans.setdefault(row["comment_id"], []).append(Span(row["start"], row["end"], row["entity_id"], says))
    return spans


_Texts = list[tuple["Case", str, list[Span], str]]


def _of_gold(texts: _Texts) -> dict[tuple[str, int], str]:
    """What each organisation of the cases is counted with when all of them are known, by comment and start."""
    from textmine.config import Options
    from textmine.stages.mentions import entities

    rows, ids = list[dict[str, object]](), dict[tuple[str, int], str]()
    for _, comment, spans, text in texts:
        named = sorted({s[:2] for s in spans if s.says["kind"] == _KINDS[0] and s.end > s.start})
        for (start, end), same in zip(named, identities(text, named), strict=True):
            ids[comment, start] = same.entity_id
            row = {"comment_id": comment, "start": start, "end": end, "kind": _KINDS[0], "entity_id": same.entity_id}
            plain = {"role": "", "negated": False, "hedged": False, "score": 1.0, "rule": ""}
            rows.append(row | plain | {"surface": text[start:end]})
    made = entities(tables.frame("mentions", rows), settings=Options().mentions)
    same_as = dict(zip(made["entity_id"], made["same_as"], strict=True))
    return {place: same_as[entity_id] for place, entity_id in ids.items()}


def _of_run(texts: _Texts, frames: dict[str, pd.DataFrame]) -> dict[tuple[str, int], str]:
    """The same for the organisations that are found where one is expected."""
    same_as = dict(zip(frames["entities"]["entity_id"], frames["entities"]["same_as"], strict=True))
    found = _by_comment(frames["mentions"][frames["mentions"]["kind"] == _KINDS[0]])
    return {
        (comment, one.start): same_as[other.what]
        for _, comment, spans, _ in texts
        for one, other in pair(
            [s for s in spans if s.says["kind"] == _KINDS[0]],
            found.get(comment, []),
            lambda one, other: True,  # noqa: ARG005
        )
    }


def _variants(texts: _Texts, found: dict[tuple[str, int], str]) -> list[_Variant]:
    """Each spelling of each organisation; one that is counted with several goes with the commonest of them."""
    counted: dict[tuple[str, str], Counter[str]] = {}
    languages: dict[tuple[str, str], set[str]] = {}
    for row, comment, spans, _ in texts:
        for span in spans:
            if span.says["kind"] == _KINDS[0]:
                variant = span.what, span.says["surface"]
                languages.setdefault(variant, set()).add(row["language"])
                # What is not found is counted with nothing else.
                same_as = found.get((comment, span.start), f"not found: {variant}")
                counted.setdefault(variant, Counter())[same_as] += 1
    return [
        _Variant(*variant, frozenset(languages[variant]), min(c, key=lambda s: (-c[s], s)))
        for variant, c in sorted(counted.items())
    ]


def _scored(name: str, variants: Iterable[_Variant]) -> Figures:
    """Precision and recall of the linked pairs of variants, and recall of translations."""
    right = wanted = linked = translated = translations = 0
    for one, other in combinations(variants, 2):
        same, together = one.entity == other.entity, one.found == other.found
        if same and _is_translation(one, other):
            translations += 1
            translated += together
            continue
        wanted += same
        linked += together
        right += same and together
    figures = scores(name, right, wanted, linked)
    return {**figures, f"{name}_recall_of_translations": share(translated, translations), f"{name}_pairs": wanted}


def _is_translation(one: _Variant, other: _Variant) -> bool:
    """Whether two names stand in comments of different languages and have no word in common."""
    if one.languages & other.languages or is_acronym(one.spelling) or is_acronym(other.spelling):
        return False
    words = [{w[:_COMMON] for w in words_of(v.spelling) if len(w) >= _COMMON} for v in (one, other)]
    return not words[0] & words[1]
