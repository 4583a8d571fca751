"""Words that tell what a sentence does: asks for something, says there is none, puts off to later (data/reference)."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from textmine import reference

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Found", "asked_for", "find"]

Found = dict[str, list[tuple[int, int]]]
"""Kind of act -> spans of the words that told of it, in the order of the text."""


class _Cue(NamedTuple):
    """What is looked for: of which kind, whether only as the first word of a sentence, and the cue itself."""

    kind: str
    first: bool
    text: str


_FILE = "act_cues.tsv"
_WORD = re.compile(r"\w+")
_ASKED = {"asks_trouble": "trouble", "asks_done": "done"}


def find(text: str) -> Found:
    """The acts of one sentence with the words that told of them, whatever its language."""
    found: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for number, word in enumerate(_WORD.finditer(text)):
        for cue in _beginning(word.group().lower()):
            match = _pattern(cue.text).match(text, word.start()) if number == 0 or not cue.first else None
            if match:
                found[cue.kind].add(match.span())
    return {kind: sorted(spans) for kind, spans in found.items()}


def asked_for(wording: str) -> str:
    """What a question asks for: "trouble" (barriers), "done" (activities, results), "" where it does not say."""
    kinds = find(wording)
    return next((asked for kind, asked in _ASKED.items() if kind in kinds), "")


@functools.lru_cache(maxsize=100_000)
def _beginning(word: str) -> tuple[_Cue, ...]:
    """The cues that begin with a word."""
    by_word, by_stem = _cues()
    found = list(by_word.get(word, ()))
    found += [cue for stem, cues in by_stem.items() if word.startswith(stem) for cue in cues]
    return tuple(found)


@functools.cache
def _cues() -> tuple[Mapping[str, list[_Cue]], ...]:
    """The cues by their first word, and those of any ending by its stem."""
    by_word: dict[str, list[_Cue]] = defaultdict(list)
    by_stem: dict[str, list[_Cue]] = defaultdict(list)
    for row in reference.rows(_FILE):
        first = row["cue"].removeprefix("^").split()[0]
        word = _WORD.match(first).group()  # type: ignore[union-attr]  # every cue begins with a word
        cue = _Cue(row["kind"], row["cue"].startswith("^"), row["cue"])
        (by_stem if first.endswith("*") else by_word)[word].append(cue)
    return by_word, by_stem


@functools.cache
def _pattern(cue: str) -> re.Pattern[str]:
    """A cue as a pattern to be held against a text from its first word on; see the head of the file for its signs."""
    words = cue.removeprefix("^").removesuffix("$").split()
    made, gap = "", False
    for word in words:
        if word == "..":
            gap = True
            continue
        joined = r"(?:\W+\w+){0,3}?\W+" if gap else r"\W+"
        made += (joined if made else "") + re.escape(word).replace(r"\*", r"\w*").replace("'", "['\u2019]")
        gap = False
    made += r"\W+\w" if gap else ""  # something follows
    made += r"(?!\w)" if not gap and words[-1][-1].isalpha() else ""
    end = r"\W*\Z" if cue.endswith("$") else ""
    return re.compile(rf"(?<!\w){made}{end}", re.IGNORECASE)
