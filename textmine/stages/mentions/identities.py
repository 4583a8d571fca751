"""The organisations named in one comment -> which of them are other names for one that it names in full.

What a comment says of a short name goes before what other comments say of it: "NWC" is the Northern Water
Cluster in one and the Northern Wind Cluster in another.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from textmine.stages.mentions.definitions import definitions
from textmine.stages.mentions.gazetteer import squash
from textmine.stages.mentions.shapes import Shape, shape

__all__ = ["Identity", "identities", "key"]

_Span = tuple[int, int]
_OPEN, _CLOSE = re.compile(r"\s*[\[(]\s*[\"'\u201c\u201e]?$"), re.compile(r"^[\"'\u201d\u201c]?\s*[\])]")


class Identity(NamedTuple):
    """The id of the organisation that a name stands for in its comment, and why; "" where it stands for itself."""

    entity_id: str
    evidence: str


def key(surface: str) -> str:
    """The id of an organisation that goes by this name."""
    return f"org:{squash(surface)}"


def identities(text: str, spans: Sequence[_Span]) -> list[Identity]:
    """What each of the names at `spans` stands for, in the order of the text.

    Args:
        text: The cleaned text.
        spans: Where organisations are named, from left to right.
    """
    names = [text[start:end] for start, end in spans]
    if len(set(names)) < 2:  # noqa: PLR2004 - a name that stands alone is itself
        return [Identity(key(name), "") for name in names]
    full = _defined(text, spans, names) | _in_brackets(text, spans, names)
    before: dict[tuple[str, ...], set[str]] = defaultdict(set)  # by the words that they begin with
    with_initials: dict[str, set[str]] = defaultdict(set)
    for name in set(names):
        with_initials[shape(name).initials].add(name)
    for name in names:
        short = shape(name)
        others = with_initials[short.plain] if short.acronym else set[str]()
        if name not in full and (whole := _whole(short, before[short.words] - full.keys(), others - full.keys())):
            full[name] = whole, f"short for {whole}"
        for length in range(1, len(short.words) + 1):
            before[short.words[:length]].add(name)
    return [Identity(key(full[name][0]), full[name][1]) if name in full else Identity(key(name), "") for name in names]


def _defined(text: str, spans: Sequence[_Span], names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The abbreviations that the text defines, and the names they stand for."""
    found: dict[str, tuple[str, str]] = {}
    for long, short in definitions(text) if len(spans) > 1 else ():
        surface = text[slice(*short)]
        over = [name for name, (start, end) in zip(names, spans, strict=True) if start < long[1] and long[0] < end]
        if over and surface in names and surface not in over:
            found.setdefault(surface, (over[-1], f"abbreviation of {over[-1]}, defined here"))
    return found


def _in_brackets(text: str, spans: Sequence[_Span], names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Names that stand alone in brackets behind another name: "MedAlpina (Alpine Medtech Cluster)"."""
    found: dict[str, tuple[str, str]] = {}
    for (before, one), (after, other) in zip(
        zip(spans, names, strict=True), list(zip(spans, names, strict=True))[1:], strict=False
    ):
        opened, closed = _OPEN.fullmatch(text[before[1] : after[0]]), _CLOSE.match(text[after[1] :])
        if opened and closed and one != other and shape(one).unit == shape(other).unit:
            found[other] = one, f"in brackets behind {one}"
    return found


def _whole(short: Shape, before: set[str], with_initials: set[str]) -> str:
    """The one name that stands before a name that is its beginning, or anywhere and has its initials; "" for none."""
    found = {key(other): other for other in sorted(before) if _begins(short, shape(other))}
    found |= {key(other): other for other in sorted(with_initials)}
    return next(iter(found.values())) if len(found) == 1 else ""


def _begins(short: Shape, other: Shape) -> bool:
    if short.unit != other.unit or (short.legal and not other.legal):
        return False
    begins = bool(short.words) and other.words[: len(short.words)] == short.words and short.kinds <= other.kinds
    return begins and len(short.words) + len(short.kinds) < len(other.words) + len(other.kinds)
