"""Figures of the stage mentions: countries with their role, organisations, personal data."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from quality.spans import Figures, Span, expected, pair, scores, share
from quality.surveys import run, survey
from quality.wordings import WORDINGS, wording
from textmine.config import Options

if TYPE_CHECKING:
    import pandas as pd

    from quality.formats import Case, Cases

__all__ = ["countries", "organisations", "personal"]

_STAGES = ("clean", "language", "names", "mentions", "entities")
_WORD = re.compile(r"\w+")
_ENGLISH = "en"
_WITH_MODEL = _ENGLISH  # the language whose recogniser of names comes with textmine
Pairs = list[tuple[Span, Span]]


def personal(cases: Cases) -> dict[str, Figures]:
    """What is hidden, whatever it is called, and each kind of it.

    Without expected spans only how much is hidden: the most that can be hidden falsely.
    """
    frames = run(survey(cases.rows), *_STAGES)
    hidden = _spans(frames["redactions"], "kind")
    wanted, found, pairs = list[Span](), list[Span](), Pairs()
    kinds = Pairs()
    english = Pairs()
    words = hidden_words = persons = 0
    for row, comment, text in _texts(cases.rows, frames["texts"]):
        here = hidden.get(comment, [])
        words += len(_WORD.findall(text))
        hidden_words += sum(len(_WORD.findall(text, span.start, span.end)) for span in here)
        expect = expected(text, [(span["surface"], span["kind"], {}) for span in row.get("expect", [])])
        wanted += expect
        found += here
        pairs += pair(expect, here, lambda one, other: True)  # noqa: ARG005  any kind
        kinds += pair(expect, here, lambda one, other: one.what == other.what)
        if row["language"] == _WITH_MODEL:
            names = [span for span in expect if span.what == "person"]
            persons += len(names)
            english += pair(names, here, lambda one, other: True)  # noqa: ARG005  any kind
    figures: Figures = {"hidden_share_of_words": share(hidden_words, words), "words": words}
    if wanted:
        figures |= scores("hidden", len(pairs), len(wanted), len(found))
        figures["person_recall_where_a_model_is"] = share(len(english), persons)
    for kind in sorted({span.what for span in wanted}):
        figures |= scores(kind, *(sum(span.what == kind for span in s) for s in ([o for o, _ in kinds], wanted, found)))
    return {"textmine": figures}


def organisations(cases: Cases) -> dict[str, Figures]:
    """Names of organisations, and of places where they are told: found where they stand, in any length."""
    frames = run(survey(cases.rows), *_STAGES)
    figures: Figures = {}
    for name, key, kinds in (("organisation", "expect", {"organisation"}), ("place", "places", {"country", "region"})):
        if not any(key in row for row in cases.rows):
            continue
        named = _spans(frames["mentions"][frames["mentions"]["kind"].isin(kinds)], "entity_id")
        right = wanted = found = 0
        for row, comment, text in _texts(cases.rows, frames["texts"]):
            expect = expected(text, [(surface, "", {}) for surface in row[key]])
            right += len(pair(expect, named.get(comment, []), lambda one, other: True))  # noqa: ARG005  any name
            wanted += len(expect)
            found += len(named.get(comment, []))
        figures |= {**scores(name, right, wanted, found), f"{name}s": wanted}
    return {"textmine": figures}


def countries(cases: Cases) -> dict[str, Figures]:
    """Countries and regions named, the role of each, and what is denied or only considered.

    Countries also by language, English against the others, and by how they are named.
    """
    count = _Countries()
    surveys: dict[tuple[str, str], list[Case]] = {}
    for row in cases.rows:
        surveys.setdefault((row.get("survey", ""), row.get("as_of", "")), []).append(row)
    for (_, as_of), rows in surveys.items():
        options = Options()
        options = dataclasses.replace(options, mentions=dataclasses.replace(options.mentions, as_of=as_of))
        frames = run(survey(rows), *_STAGES, options=options)
        named = _spans(_of_kind(frames["mentions"], "country"), "entity_id")
        regions = _spans(_of_kind(frames["mentions"], "region"), "entity_id")
        for row, comment, text in _texts(rows, frames["texts"]):
            count.add(row, text, named.get(comment, []), regions.get(comment, []))
    return {"textmine": count.figures()}


class _Countries:
    """Expected and found countries, comment by comment."""

    def __init__(self) -> None:
        self.wanted, self.found, self.pairs = list[Span](), list[Span](), Pairs()
        self.by_language, self.by_wording = dict[str, Counter[str]](), dict[str, Counter[str]]()
        self.regions = Counter[str]()
        self.sets = list[tuple[set[str], set[str]]]()
        self.targets = list[tuple[set[str], set[str]]]()
        self.all_targets = list[tuple[set[str], set[str]]]()

    def add(self, row: Case, text: str, named: list[Span], regions: list[Span]) -> None:
        """Count one comment."""
        expect = expected(text, [(span["surface"], span["entity"], span) for span in row["expect"]])
        places = [span for span in expect if ":" in span.what]
        wanted = [span for span in expect if ":" not in span.what]
        self.wanted += wanted
        self.found += named
        pairs = pair(wanted, named, lambda one, other: one.what == other.what)
        self.pairs += pairs
        self._slice(row["language"], wanted, named, pairs)
        both = pair(places, regions, lambda one, other: True)  # noqa: ARG005  regions go by many names
        self.regions.update(wanted=len(places), found=len(regions), right=len(both))
        self.sets.append(({span.what for span in wanted}, {span.what for span in named}))
        if all("role" in span.says for span in wanted):
            self.targets.append((_targets(wanted), _targets(named)))
            self.all_targets.append((_targets(wanted), {span.what for span in named}))

    def _slice(self, language: str, wanted: list[Span], named: list[Span], pairs: Pairs) -> None:
        """Count the countries of a comment by language and wording; what is found rightly has the wording expected."""
        count = Counter(cases=1, wanted=len(wanted), found=len(named), right=len(pairs))
        self.by_language.setdefault(language, Counter()).update(count)
        right = [one for one, _ in pairs]
        wrong = [span for span in named if not any(span is other for _, other in pairs)]
        for key, spans in (("right", right), ("wanted", wanted), ("found", [*right, *wrong])):
            for span in spans:
                words = span.says["surface"]
                self.by_wording.setdefault(wording(words, span.what, language), Counter())[key] += 1

    def _slices(self) -> Figures:
        """The figures of each wording and language, where there are several."""
        figures: Figures = {}
        if len(self.by_wording) > 1:
            for name in WORDINGS:
                figures |= _sliced(f"among_{name}", self.by_wording.get(name, Counter()))
        if len(self.by_language) > 1:
            others = {name: count for name, count in sorted(self.by_language.items()) if name != _ENGLISH}
            figures |= _sliced(f"in_{_ENGLISH}", self.by_language.get(_ENGLISH, Counter()))
            figures |= _sliced(f"in_other_than_{_ENGLISH}", sum(others.values(), Counter[str]()))
            for language, count in others.items():
                figures |= _sliced(f"in_{language}", count)
        return figures

    def figures(self) -> Figures:
        """The figures over all comments added."""
        from sklearn.metrics import accuracy_score, f1_score

        told = [(one.says["role"], other.says["role"]) for one, other in self.pairs if "role" in one.says]
        roles = [role for role, _ in told]
        figures = scores("country", len(self.pairs), len(self.wanted), len(self.found))
        figures["country_set_f1"] = _set_f1(self.sets)
        figures |= scores("region", *(self.regions[key] for key in ("right", "wanted", "found")))
        if told:
            said = [role for _, role in told]
            figures["role_accuracy"] = float(accuracy_score(roles, said))
            figures["role_macro_f1"] = float(f1_score(roles, said, labels=sorted(set(roles)), average="macro"))
            figures["role_accuracy_of_the_commonest"] = Counter(roles).most_common(1)[0][1] / len(roles)
            figures["target_set_f1"] = _set_f1(self.targets)
            figures["target_set_f1_of_calling_all_targets"] = _set_f1(self.all_targets)
        for flag in ("negated", "hedged"):
            flags = [(bool(one.says.get(flag)), bool(other.says[flag])) for one, other in self.pairs]
            wanted, found = (sum(both[side] for both in flags) for side in (0, 1))
            figures |= scores(flag, flags.count((True, True)), wanted, found)
        return {**figures, "countries": len(self.wanted), "regions": self.regions["wanted"], **self._slices()}


def _sliced(where: str, count: Counter[str]) -> Figures:
    """The figures of a slice: cases, countries expected, precision, recall and F1."""
    figures: Figures = {"cases": count["cases"] or None, "countries": count["wanted"]}
    figures |= scores("country", count["right"], count["wanted"], count["found"])
    return {f"{name}_{where}": value for name, value in figures.items()}


def _targets(spans: Sequence[Span]) -> set[str]:
    return {span.what for span in spans if span.says["role"] == "target" and not span.says.get("negated")}


def _set_f1(sets: Sequence[tuple[set[str], set[str]]]) -> float:
    """Mean F1 of the sets of the comments; two empty sets agree."""
    return fmean(2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0 for one, other in sets)


def _of_kind(mentions: pd.DataFrame, kind: str) -> pd.DataFrame:
    return mentions[mentions["kind"] == kind]


def _spans(table: pd.DataFrame, what: str) -> dict[str, list[Span]]:
    """The rows of a table of spans, by comment."""
    spans: dict[str, list[Span]] = {}
    for row in table.to_dict("records"):
        span = Span(row["start"], row["end"], row[what], {str(key): value for key, value in row.items()})
        spans.setdefault(row["comment_id"], []).append(span)
    return spans


def _texts(rows: Sequence[Case], texts: pd.DataFrame) -> Iterator[tuple[Case, str, str]]:
    """Each case with its comment and its cleaned text."""
    return zip(rows, texts["comment_id"], texts["text"], strict=True)
