"""Quotations of a chapter against the comments, word for word, as the report may print them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.privacy import hidden, pseudonyms, redacted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Comments", "Heard", "marked"]

# Opening and closing marks of the languages of the EU; a single mark also stands for an apostrophe, hence the words.
_MARKS = (
    ("\u201c", "\u201d"), ("\u201e", "\u201c"), ("\u201e", "\u201d"), ("\u00ab", "\u00bb"), ("\u00bb", "\u00ab"),
    ("\u201d", "\u201d"), ('"', '"'), ("\u2039", "\u203a"), ("\u203a", "\u2039"), ("\u201a", "\u2018"),
    ("\u2018", "\u2019"),
)  # fmt: skip
# Pairs whose marks are the other way round in another language: only where the text has none of that.
_RIVALS = {("\u201d", "\u201d"): "\u201c\u201e"}
_SINGLE = {"\u2018", "\u201a", "\u2039", "\u203a"}
_LONGEST = 1500  # characters between two marks that belong together
_GAP = re.compile(r"[\[(]\s*(?:\u2026|\.{2,})\s*[\])]|\u2026|\.{3,}")
_INSERTED = re.compile(r"\[[^\[\]]*\]")
_WORD = re.compile(r"[^\W_]+")
_FEWEST = 4  # words of a quotation that can be told for an altered one
_ALIKE = 74.0  # of 100: how like a comment an altered quotation is at least; chosen on the planted faults of the tests
_CANDIDATES = 40  # comments that are compared letter by letter


@dataclass(frozen=True)
class Heard:
    """Where the words of a quotation come from.

    Args:
        verdict: proven, wrong (altered, or showing what a report hides), or "not found".
        comment_ids: The comments with these words, the first in the order of the run first; empty for none.
        source: It in words, such as ``R02, question C``.
        right: The words as they should stand, where the quotation is wrong.
    """

    verdict: str
    comment_ids: tuple[str, ...] = ()
    source: str = ""
    right: str = ""


def marked(text: str) -> list[tuple[int, int]]:
    """What stands between quotation marks, without them, as (start, end); the outermost marks only."""
    found: list[tuple[int, int]] = []
    for opening, closing in _MARKS:
        start = 0
        if any(mark in text for mark in _RIVALS.get((opening, closing), ())):
            continue
        while (at := text.find(opening, start)) >= 0:
            end = text.find(closing, at + 1)
            if end < 0:
                break
            start = end + 1
            inside = text[at + 1 : end]
            apart = (at == 0 or not text[at - 1].isalnum()) and not text[end + 1 : end + 2].isalnum()
            wordy = opening not in _SINGLE or len(inside.split()) >= _FEWEST
            if apart and wordy and inside.strip() and len(inside) <= _LONGEST:
                found.append((at + 1, end))
    found.sort(key=lambda span: (span[0] - span[1], span))
    kept: list[tuple[int, int]] = []
    for one in found:
        if not any(one[0] < end + 1 and start - 1 < one[1] for start, end in kept):
            kept.append(one)
    return sorted(kept)


class Comments:
    """The comments of a run, to be looked up by their words.

    Args:
        run: Table name to frame.
        keep_personal_data: Whether a report on the run may quote the words as they stand.
    """

    def __init__(self, run: Mapping[str, pd.DataFrame], *, keep_personal_data: bool = False) -> None:
        comments, questions = run["comments"], run["questions"]
        personal = set(questions.loc[questions["personal"], "question_id"])
        asked = dict(zip(comments["comment_id"], comments["question_id"], strict=True))
        owners = dict(zip(comments["comment_id"], comments["respondent_id"], strict=True))
        names = pseudonyms(run["respondents"]["respondent_id"])
        spans = {} if keep_personal_data else hidden(run)
        texts = run["texts"]
        self._shown: dict[str, str] = {}
        self._bare: dict[str, str] = {}  # of those in which something is hidden, what was written
        for comment_id, text in zip(texts["comment_id"], texts["text"], strict=True):
            if asked.get(comment_id, "") in personal or not text:
                continue
            covered = spans.get(comment_id, ())
            self._shown[comment_id] = redacted(text, 0, len(text), covered)
            if covered:
                self._bare[comment_id] = text
        self.respondents = {c: owner if keep_personal_data else names.get(owner, "R?") for c, owner in owners.items()}
        self.owners, self._asked = owners, asked
        self._all = _Corpus(self._shown)
        self._hidden = _Corpus(self._bare)
        self._holding: dict[str, list[str]] = defaultdict(list)
        for comment_id, said in self._all.norms.items():
            for word in set(said.split()):
                self._holding[word].append(comment_id)

    def hear(self, quotation: str) -> Heard:
        """Where a quotation comes from, and whether it has the words of its source."""
        parts = _parts(quotation)
        if not parts:
            return Heard("not found")
        exact = self._all.holding(parts) or self._all.holding(_parts(_INSERTED.sub(" \u2026 ", quotation)))
        if exact:
            return Heard("proven", exact, self._source(exact[0]))
        if shown := self._hidden.holding(parts):
            return Heard("wrong", shown, self._source(shown[0]), self._shown[shown[0]])
        return self._altered(" ".join(parts))

    def _altered(self, said: str) -> Heard:
        """The comment that a quotation is a changed form of."""
        from rapidfuzz import fuzz

        words = said.split()
        if len(words) < _FEWEST:
            return Heard("not found")
        best, found = 0.0, ("", 0, 0)
        for comment_id in self._like(words):
            norm = self._all.norms[comment_id]
            if len(norm) < len(said) * 0.6:
                continue
            placed = fuzz.partial_ratio_alignment(said, norm, score_cutoff=max(best, _ALIKE))
            if placed is not None and placed.score > best:
                best, found = placed.score, (comment_id, placed.dest_start, placed.dest_end)
        if not found[0]:
            return Heard("not found")
        return Heard("wrong", (found[0],), self._source(found[0]), self._words_at(*found))

    def _like(self, words: Iterable[str]) -> list[str]:
        """The comments that share the most telling words."""
        shared: Counter[str] = Counter()
        for word in sorted(set(words)):
            holding = self._holding.get(word, ())
            for comment_id in holding:
                shared[comment_id] += 1 / (1 + len(holding)) ** 0.5
        return [comment_id for comment_id, _ in sorted(shared.items(), key=lambda s: (-s[1], s[0]))[:_CANDIDATES]]

    def _words_at(self, comment_id: str, start: int, end: int) -> str:
        """A part of a comment as it was written, whole words, by its place in the bare words."""
        norm, text = self._all.norms[comment_id], self._shown[comment_id]
        first = norm[:start].count(" ")
        last = norm[:end].rstrip().count(" ")
        spots = [(match.start(), match.end()) for match in _WORD.finditer(text)]
        return text[spots[min(first, len(spots) - 1)][0] : spots[min(last, len(spots) - 1)][1]]

    def _source(self, comment_id: str) -> str:
        return f"{self.respondents.get(comment_id, 'R?')}, question {self._asked.get(comment_id, '?')}"


class _Corpus:
    """Texts as bare words in one string, to be searched at once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.norms = {name: _bare(text) for name, text in texts.items()}
        self._names = list(self.norms)
        self._joined = "\n".join(f" {norm} " for norm in self.norms.values())
        self._starts: list[int] = []
        place = 0
        for norm in self.norms.values():
            self._starts.append(place)
            place += len(norm) + 3

    def holding(self, parts: list[str]) -> tuple[str, ...]:
        """The texts that hold the parts in this order."""
        if not parts:
            return ()
        near = dict.fromkeys(self._with(max(parts, key=len)))
        return tuple(name for name in near if _in_order(parts, f" {self.norms[name]} "))

    def _with(self, part: str) -> Iterator[str]:
        import bisect

        place = -1
        while (place := self._joined.find(f" {part} ", place + 1)) >= 0:
            yield self._names[bisect.bisect_right(self._starts, place) - 1]


def _in_order(parts: list[str], norm: str) -> bool:
    place = 0
    for part in parts:
        place = norm.find(f" {part} ", place)
        if place < 0:
            return False
        place += len(part)
    return True


def _parts(quotation: str) -> list[str]:
    """The runs of words of a quotation between what it leaves out."""
    return [bare for part in _GAP.split(quotation) if (bare := _bare(part))]


def _bare(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))
