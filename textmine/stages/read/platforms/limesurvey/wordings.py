"""Headings that are wordings: their parts, and LimeSurvey's own words in them, in any language."""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import reference
from textmine.stages.read.words import labels

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["Wording", "cells", "is_cut", "is_underscored", "language", "meaning", "same", "spaced", "split", "uncut"]

_CUT = ".."
"""What stands at the end of a wording that was cut ("abbreviated" headings); three dots are the author's own."""

_OLD_BOX = re.compile(r"\s-\s([^\[\]-]+)$")
_AGAIN = re.compile(r"\.\d+$")
_NUMBERED = re.compile(r"(\D*[^\d\s])\s*(\d+)")
_NUMBERED_WORDS = {"rank", "scale"}
_OWN_WORDS = {"other", "comment", "other_comment"}
_TIMED = {"grouptime", "questiontime"}
_COLUMNS = {
    "id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl",
    "firstname", "lastname", "email", "interviewtime",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """A heading in words: the question, and what stands behind it in brackets.

    Attributes:
        question: The wording of the question.
        groups: The texts in the brackets at the end: option, or row and column, then "Comment".
        old_box: Whether " - comment" stood behind, as LimeSurvey wrote before version 2.05.
    """

    question: str
    groups: tuple[str, ...] = ()
    old_box: bool = False


def cells(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings as they read: entities resolved, white space made one blank, blanks for underscores.

    "Spaces to underscores" is an option of the export, which leaves no blank in any heading. A program
    that saved the file again may have put a number behind the second of two (".1").
    """
    written, known = " ".join(headings), set(headings)
    again = ((heading, _AGAIN.sub("", heading)) for heading in headings)
    found = [" ".join(html.unescape(first if first in known else heading).split()) for heading, first in again]
    return tuple(spaced(heading) for heading in found) if _underscored(headings, written) else tuple(found)


def _underscored(headings: Sequence[str], written: str) -> bool:
    return len(headings) > 1 and not any(" " in heading for heading in headings) and "_" in written


def spaced(heading: str) -> str:
    """A heading with blanks for underscores."""
    return " ".join(heading.replace("_", " ").split())


def is_underscored(heading: str, text: str) -> bool:
    """Whether a heading has underscores where its wording, as `cells` gives it, has blanks."""
    return " " not in heading and " " in text


def split(text: str) -> Wording:
    """Take a heading apart.

    Brackets are paired from the end; the first group may stand behind a blank, the others follow at once.
    """
    box = _OLD_BOX.search(text)
    if box and meaning(box[1]) == "comment":
        return Wording(*_groups(text[: box.start()].rstrip()), old_box=True)
    return Wording(*_groups(text))


def _groups(text: str) -> tuple[str, tuple[str, ...]]:
    groups: list[str] = []
    while text.endswith("]"):
        start = _opening(text)
        if start < 0:
            break
        groups.insert(0, text[start + 1 : -1].strip())
        text = text[:start]
    return text.strip(), tuple(groups)


def _opening(text: str) -> int:
    """Where the bracket opens that the last character closes; brackets in the text may not be paired."""
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == "]") - (text[place] == "[")
        if not depth:
            return place
    return max(text.rfind(" ["), text.rfind("][")) + 1 or -1


def uncut(text: str) -> str | None:
    """What is left of a wording that was cut; None when it was not."""
    return text.removesuffix(_CUT) if text.endswith(_CUT) and not text.endswith(_CUT + ".") else None


def is_cut(wording: Wording) -> bool:
    """Whether a part of a heading was cut."""
    return any(uncut(part) is not None for part in (wording.question, *wording.groups))


@functools.cache
def _words() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """LimeSurvey's own words of headings, in small letters, with what each means in which languages."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in reference.rows("limesurvey_headings.tsv"):
        for what, alternatives in row.items():
            for word in alternatives.split(" | ") if what != "language" and alternatives else ():
                found.setdefault(word.casefold(), {}).setdefault(what, set()).add(row["language"])
    for code, word in labels("other").items():
        found.setdefault(word.casefold(), {}).setdefault("other", set()).add(code)
    return {word: {what: frozenset(codes) for what, codes in known.items()} for word, known in found.items()}


def language(headings: Sequence[str]) -> str:
    """The language of which LimeSurvey's own words in the headings are; "" when there are none or too few to tell."""
    spoken: list[frozenset[str]] = []
    for heading in headings:
        words = [(heading, set(_COLUMNS)), *((group, _OWN_WORDS) for group in split(heading).groups[-1:])]
        for word, meant in words:
            known = _words().get(word.casefold(), {})
            if codes := [codes for what, codes in known.items() if what in meant]:
                spoken.append(frozenset().union(*codes))
    found = frozenset.intersection(*spoken) if spoken else frozenset[str]()
    return min(found) if len(found) == 1 else ""


def meaning(text: str, *, meta: bool = False) -> str:
    """What a word of LimeSurvey's own stands for; "" when it is none.

    Args:
        text: What stands in brackets, or a heading.
        meta: Whether the name of a column of the platform is meant (id, submitdate ...), else one of other, comment,
            other_comment, or rank and scale with their number ("rank 1").
    """
    word = text.casefold()
    if meta:
        return _means(word, _COLUMNS) or _means(word.partition(": ")[0], _TIMED)
    number = _NUMBERED.fullmatch(word)
    numbered = _means(number[1], _NUMBERED_WORDS) if number else ""
    return f"{numbered} {number[2]}" if number and numbered else _means(word, _OWN_WORDS)


def _means(word: str, among: Collection[str]) -> str:
    return min(_words().get(word, {}).keys() & among, default="")


def same(text: str) -> str:
    """A wording by which two are compared: without white space, underscores and entities, in one normal form."""
    return unicodedata.normalize("NFC", re.sub(r"[\s_]+", "", html.unescape(text)))
