"""Figures of the stages clean, language and segment."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from quality.spans import Figures, scores, share
from quality.surveys import run, survey
from textmine.stages.clean import clean_text
from textmine.stages.language import EU_LANGUAGES

if TYPE_CHECKING:
    from quality.formats import Case, Cases

__all__ = ["language", "segments", "status"]

_LENGTHS = (("1_to_3_words", 1, 3), ("4_to_8_words", 4, 8), ("9_words_or_more", 9, 10_000))
_DRAWS = 1000
_WORD = re.compile(r"\w+")
Gap = tuple[int, int]


def status(cases: Cases) -> dict[str, Figures]:
    """Accuracy, and precision and recall of each status, beside calling everything ok."""
    from sklearn.metrics import accuracy_score, precision_recall_fscore_support

    wanted = [row["status"] for row in cases.rows]
    texts = run(survey(cases.rows), "clean")["texts"]
    found = texts["status"].tolist()
    names = sorted(set(wanted))
    precision, recall, _, _ = precision_recall_fscore_support(wanted, found, labels=names, zero_division=0)
    figures: Figures = {"accuracy": float(accuracy_score(wanted, found))}
    for name, p, r in zip(names, precision, recall, strict=True):
        figures |= {f"{name}_precision": float(p) if name in found else None, f"{name}_recall": float(r)}
    pointing = [(row["refers"], told) for row, told in zip(cases.rows, texts["refers"], strict=True) if "refers" in row]
    if pointing:
        right = sum(_pointer(one) == told for one, told in pointing)
        figures |= {"refers_accuracy": share(right, len(pointing)), "pointing": len(pointing)}
    return {"textmine": figures, "all ok": {"accuracy": share(wanted.count("ok"), len(wanted))}}


def _pointer(wanted: str) -> str:
    """What a case says of where a comment points to, as the table `texts` says it."""
    question = wanted.removeprefix("question:")
    return f"#{question.casefold()}" if question != wanted else wanted.replace("unknown", "")


def language(cases: Cases) -> dict[str, Figures]:
    """Accuracy by length and interface, beside other detectors on the same lines.

    *ahead*: how much more often textmine is right than the other, with a 95 % interval from a
    bootstrap over the lines (1,000 draws, seed 0).
    """
    table = run(survey(cases.rows, interface="interface"), "clean", "language")["languages"]
    found = table["language"].tolist()
    figures = _accuracies(cases.rows, found)
    mixed = table["mixed"].tolist()
    wanted = [bool(row.get("mixed")) for row in cases.rows]
    if any(wanted):
        both = sum(one and other for one, other in zip(wanted, mixed, strict=True))
        figures |= scores("mixed", both, sum(wanted), sum(mixed))
    methods = {"textmine": figures}
    others = {"interface alone": [row.get("interface", "und") for row in cases.rows]}
    others |= {name: [detect(row["text"]) for row in cases.rows] for name, detect in _others().items()}
    for name, told in others.items():
        methods[name] = _accuracies(cases.rows, told) | _ahead(cases.rows, found, told)
    return methods


def _others() -> dict[str, Callable[[str], str]]:
    """The detectors that textmine is held against: alone and held to the languages of the EU, or as it comes."""
    import eldc
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(EU_LANGUAGES))
    eldc.init()
    eld = eldc.instance()
    eld.set_languages([lang for lang in EU_LANGUAGES if lang in eldc.LANGUAGES])
    return {
        "py3langid alone": lambda text: identifier.classify(text)[0],
        "eldc alone": lambda text: eld.detect(text) or "und",
        "langdetect as it comes": _langdetect,
    }


def _ahead(rows: Sequence[Case], ours: Sequence[str], theirs: Sequence[str]) -> Figures:
    """How far ahead of another detector ours is, over all lines and over those of each group."""
    import numpy as np

    gain = np.array(
        [int(a == row["language"]) - int(b == row["language"]) for row, a, b in zip(rows, ours, theirs, strict=True)]
    )
    groups = np.array([row.get("group", "") for row in rows])
    parts = {"": gain} | {f"_{group}": gain[groups == group] for group in sorted(set(groups)) if group}
    figures: Figures = {}
    for name, part in parts.items():
        draws = np.random.default_rng(0).choice(part, (_DRAWS, len(part))).mean(axis=1)
        low, high = np.quantile(draws, [0.025, 0.975])
        figures |= {f"ahead{name}": float(part.mean()), f"ahead{name}_from": float(low), f"ahead{name}_to": float(high)}
    return figures


def _langdetect(text: str) -> str:
    """What langdetect says with its own settings, all its languages and a seed."""
    from langdetect import DetectorFactory, detect
    from langdetect.lang_detect_exception import LangDetectException

    DetectorFactory.seed = 0
    try:
        return str(detect(text)).partition("-")[0]
    except LangDetectException:
        return "und"


def _accuracies(rows: Sequence[Case], found: Sequence[str]) -> Figures:
    """Accuracy over all cases and over parts of them."""
    from sklearn.metrics import recall_score

    wanted = [row["language"] for row in rows]
    right = [one == other for one, other in zip(wanted, found, strict=True)]
    told = [language != "und" for language in found]
    figures: Figures = {
        "accuracy": share(sum(right), len(right)),
        "macro_accuracy": float(
            recall_score(wanted, found, labels=sorted(set(wanted)), average="macro", zero_division=0)
        ),
        "und_share": share(told.count(False), len(told)),
        "accuracy_when_told": share(sum(r for r, t in zip(right, told, strict=True) if t), sum(told)),
    }
    parts = {_length(row): None for row in rows} | {_interface(row): None for row in rows}
    parts |= {row["group"]: None for row in rows if "group" in row}
    for part in sorted(parts):
        inside = [r for r, row in zip(right, rows, strict=True) if part in _parts(row)]
        figures[f"accuracy_{part}"] = share(sum(inside), len(inside))
    return figures


def _parts(row: Case) -> tuple[str, ...]:
    return (_length(row), _interface(row), row.get("group", ""))


def _length(row: Case) -> str:
    words = row.get("words") or len(_WORD.findall(row["text"]))
    return next((name for name, least, most in _LENGTHS if least <= words <= most), _LENGTHS[0][0])


def _interface(row: Case) -> str:
    interface = row.get("interface", "und")
    if interface == "und":
        return "interface_unknown"
    return "interface_right" if interface == row["language"] else "interface_other"


def segments(cases: Cases) -> dict[str, Figures]:
    """Where comments are cut: precision and recall of the cuts, and comments cut exactly as expected.

    A cut is right when it falls anywhere between two expected segments, on either side of the marks
    and of words such as "and" that stand there. Where the cases have sentences, the same for the
    cuts between them: a cut within an expected sentence is left out of both.
    """
    frames = run(survey(cases.rows), "clean", "language", "segment")
    starts: dict[str, list[int]] = {}
    for comment, start in zip(frames["segments"]["comment_id"], frames["segments"]["start"], strict=True):
        starts.setdefault(comment, []).append(start)
    points, sentences = _Cuts(), _Cuts()
    for row, comment, text in zip(cases.rows, frames["texts"]["comment_id"], frames["texts"]["text"], strict=True):
        cuts = starts.get(comment, [])[1:]
        gaps = _gaps(text, row["segments"])
        points.add(text, gaps, cuts)
        if "sentences" in row:
            ends = _gaps(text, row["sentences"])
            words = [word.start() for word in _WORD.finditer(text)]
            clauses = [gap for gap in gaps if not any(_meet(words, gap, end) for end in ends)]
            sentences.add(text, ends, [cut for cut in cuts if not any(_falls(words, cut, gap) for gap in clauses)])
    figures = {"exact": share(points.exact, len(cases.rows)), **points.scores("cut"), "cuts": points.wanted}
    if sentences.wanted:
        figures |= {**sentences.scores("sentence"), "sentence_cuts": sentences.wanted}
    return {"textmine": figures}


@dataclass
class _Cuts:
    """Cuts that were wanted, made, and right."""

    right: int = 0
    wanted: int = 0
    made: int = 0
    exact: int = 0

    def add(self, text: str, gaps: Sequence[Gap], cuts: Sequence[int]) -> None:
        """Count one comment."""
        words = [word.start() for word in _WORD.finditer(text)]
        hits = sum(any(_falls(words, cut, gap) for cut in cuts) for gap in gaps)
        self.right, self.wanted, self.made = self.right + hits, self.wanted + len(gaps), self.made + len(cuts)
        self.exact += hits == len(gaps) == len(cuts)

    def scores(self, name: str) -> Figures:
        """Precision, recall and F1."""
        return scores(name, self.right, self.wanted, self.made)


def _falls(words: Sequence[int], cut: int, gap: Gap) -> bool:
    return bisect_left(words, gap[0]) <= bisect_left(words, cut) <= bisect_left(words, gap[1])


def _meet(words: Sequence[int], one: Gap, other: Gap) -> bool:
    return bisect_left(words, one[0]) <= bisect_left(words, other[1]) and bisect_left(words, other[0]) <= bisect_left(
        words, one[1]
    )


def _gaps(text: str, parts: Sequence[str]) -> list[Gap]:
    """What lies between the expected segments of a cleaned text: the end of one, the start of the next."""
    spans, after = list[tuple[int, int]](), 0
    for part in parts:
        words = clean_text(part)[0]
        start = text.find(words, after)
        if start >= 0:
            after = start + len(words)
            spans.append((start, after))
    return [(one[1], other[0]) for one, other in pairwise(spans)]
