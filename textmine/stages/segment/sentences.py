"""A text -> its sentences and the items of its lists.

Sentence ends are those of the library sentencex, mended where respondents write otherwise than
books: abbreviations of each language (data/reference/abbreviations.tsv), ordinals, "..." and "?!"
before small letters, hard line breaks, lists with signs or numbers in a line or on lines.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from textmine import reference

__all__ = ["Sentence", "sentences"]


class Sentence(NamedTuple):
    """A stretch of text, without the blanks around it; an item of a list stands without its sign."""

    start: int
    end: int
    item: bool = False


_NEWLINE = re.compile(r"(?:(?<!\s)\s+)?\n\s*")
_SIGN = re.compile(
    r"(?:[-*\u2022\u2013\u2014\u25cf\u25aa\u25e6\u00b7>+]\s*(?=[^\d\s.,-])|\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]\s+)"
)
_BULLET = re.compile(r"(?:(?<!\s)\s+)?[\u2022\u25cf\u25aa\u25e6]\s*")
# Numbers of items within a line; there is a list where they count up from 1, a or i.
_COUNTED = re.compile(r"(?:(?<=\s)|^)\(?(?:(\d{1,2})[.)]|([a-h])\)|([ivx]{1,4})\))\s+")
_FIRST = re.compile(r"1[.)]|[ai]\)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_PROSE = re.compile(r"[.!?][ ]+[^\W\d_]")
_WRAP_FROM = 35  # characters of a line that may be broken by a margin
# Signs that end a sentence whatever follows. These patterns begin with the sign, because that is quickly looked for.
_ENDS = re.compile(
    r"[!?.\u203d\u2026](?:"
    r"(?<![!?.\u203d\u2026]{2})(?:(?<!\.)|(?=[!?.\u203d\u2026]))[!?.\u203d\u2026]*+[\"'\u201d\u00bb)]*+\s++(?=\S)"
    r"|(?<=[.!?])[\"'\u201d\u00bb)]++\s++(?=[^\W\d_a-z]))"
)
# A full stop without a blank between two words, and one before a small letter.
_JOINED = re.compile(r"\.(?<=[^\W\d_]{3}\.)(?=[^\W\d_]{3})")
_SMALL = re.compile(r"\.(?<=[^\W\d_]{4}\.)\s+(?=[^\W\d_])")
_RUN = re.compile(r"\S+")
_GREEK_END = re.compile(r"[;\u037e]\s+")
_SUFFIX = re.compile(
    r"(?:com|org|net|info|html?|docx?|xlsx?|pptx?|pdf|csv|txt|jpe?g|png|example|europa|gov|edu)\W*\Z", re.IGNORECASE
)
_TAIL = re.compile(r"(?<!\S)(?:\S+\s){0,2}\S+\.\s*\Z")
_NUMBER_END = re.compile(r"(?:\A|[\s(])[\d.]*\d\.\s*\Z")
_GERMAN_ORDINAL = re.compile(
    r"(?:^|\s)(?:ab|am|beim|bis|das|dem|den|der|des|die|im|seit|vom|zum|zur)\s\d{1,2}\.\s*\Z", re.IGNORECASE
)
_INITIAL = re.compile(r"(?:\A|[\s(.])[^\W\d_]\.\s*\Z")
_LONGEST_ADDRESS = 300  # characters on either side of a full stop
_REACH = 40  # characters before an end that can belong to an abbreviation


def sentences(text: str, language: str) -> list[Sentence]:
    """The sentences and list items of a text, in order and apart.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und.
    """
    found = list[Sentence]()
    for start, end, item in _blocks(text):
        for first, last in _ends(text, start, end, language):
            words = text[first:last]
            if words.strip():
                left = first + len(words) - len(words.lstrip())
                found.append(Sentence(left, first + len(words.rstrip()), item and first == start))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines, and items within lines, without the signs before them; lines broken by a margin are one."""
    start = 0
    for first, last in [*_breaks(text), (len(text), len(text))]:
        yield from _items(text, start, first)
        start = last


def _breaks(text: str) -> list[tuple[int, int]]:
    """The line breaks that part two points."""
    breaks = [match.span() for match in _NEWLINE.finditer(text)] if "\n" in text else []
    if not breaks or not _PROSE.search(text):
        return breaks
    starts = [0, *(end for _, end in breaks)]
    return [
        span
        for span, line in zip(breaks, starts, strict=False)
        if not (
            span[0] - line >= _WRAP_FROM and text[span[1] : span[1] + 1].islower() and text[span[0] - 1] not in ".!?:;"
        )
    ]


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    sign = _SIGN.match(text, start, end)
    counted = _counted(text, start, end)
    if not counted and not text.isascii():
        counted = [match.span() for match in _BULLET.finditer(text, start, end)]
    if not counted:
        yield sign.end() if sign else start, end, sign is not None
        return
    if text[start : counted[0][0]].strip():
        yield start, counted[0][0], False
    ends = [first for first, _ in counted[1:]] + [end]
    for (_, first), last in zip(counted, ends, strict=True):
        yield first, last, True


def _counted(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of numbers that count up from one, where there are two of them at least."""
    if not _FIRST.search(text, start, end):
        return []
    spans, wanted = list[tuple[int, int]](), 1
    for match in _COUNTED.finditer(text, start, end):
        digits, letter, roman = match.groups()
        number = int(digits) if digits else _ROMAN.get(roman, 0) if roman else ord(letter) - ord("a") + 1
        if number == wanted:
            spans.append(match.span())
            wanted += 1
    return spans if len(spans) > 1 else []


def _ends(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The stretches between sentence ends."""
    block = text[start:end]
    if not any(sign in block for sign in ".!?\u2026;\u037e\u203d"):
        yield start, end
        return
    from sentencex import get_sentence_boundaries

    cuts = {found["start_index"] for found in get_sentence_boundaries(language if language != "und" else "en", block)}
    cuts = {cut for cut in cuts if cut and not _is_no_end(block, cut, language)}
    cuts |= {match.end() for match in _ENDS.finditer(block)}
    cuts |= {match.end() for match in _JOINED.finditer(block) if not _is_address(block, match.start())}
    cuts |= {
        match.end()
        for match in _SMALL.finditer(block)
        if not _abbreviation(block[max(match.end() - _REACH, 0) : match.end()], language)
    }
    cuts |= set(_after_abbreviations(block, language))
    if language == "el":
        cuts |= {match.end() for match in _GREEK_END.finditer(block)}
    places = [0, *sorted(cuts), len(block)]
    for first, last in itertools.pairwise(places):
        yield start + first, start + last


def _is_no_end(block: str, cut: int, language: str) -> bool:
    """Whether a sentence does not end here: behind an abbreviation, an ordinal or a comma."""
    before = block[max(cut - _REACH, 0) : cut]
    following = block[cut : cut + 1]
    if before.rstrip()[-1:] in {",", ":"} or (not before[-1:].isspace() and not following.isupper()):
        return True
    if _NUMBER_END.search(before):
        is_ordinal = language == "de" and _GERMAN_ORDINAL.search(before)
        return following.islower() or following.isdigit() or following in {"-", "\u2013"} or bool(is_ordinal)
    if _INITIAL.search(before):
        return True
    kind = _abbreviation(before, language)
    return kind == "never" or (kind == "may" and not following.isupper())


def _is_address(block: str, stop: int) -> bool:
    """Whether a full stop belongs to a web or mail address or the name of a file."""
    first = max(stop - _LONGEST_ADDRESS, 0)
    start = max(first, block.rfind(" ", first, stop) + 1, block.rfind("\n", first, stop) + 1)
    run = _RUN.match(block, start, stop + _LONGEST_ADDRESS)
    written = run.group() if run else ""
    inner = written.strip(".,;:!?()\"'")
    return "@" in inner or "/" in inner or "_" in inner or inner.count(".") > 1 or bool(_SUFFIX.search(inner))


def _after_abbreviations(block: str, language: str) -> Iterator[int]:
    """Sentence starts behind an abbreviation that may end one; in German before a function word only."""
    for match in re.finditer(r"\.\s+(?=(\w+))", block):
        word = match.group(1)
        begins = word[0].isupper() and (
            language != "de" or word.casefold() in reference.column("stopwords.tsv", "word", "de")
        )
        if begins and _abbreviation(block[max(match.end() - _REACH, 0) : match.end()], language) == "may":
            yield match.end()


def _abbreviation(before: str, language: str) -> str:
    """Whether the abbreviation at the end of `before` may end a sentence or never does; "" for none."""
    tail = _TAIL.search(before)
    if not tail:
        return ""
    words = tail.group().strip().removesuffix(".").casefold().lstrip("(\"'\u201e\u00ab").split()
    known = _abbreviations(language)
    for length in range(len(words), 0, -1):
        kind = known.get(" ".join(words[-length:]).lstrip("("), "")
        if kind:
            return kind
    return ""


@functools.cache
def _abbreviations(language: str) -> dict[str, str]:
    """The abbreviations of a language; those of English where it is not known."""
    spoken = language if language != "und" else "en"
    return {
        row["abbreviation"]: row["ends"] for row in reference.rows("abbreviations.tsv") if row["language"] == spoken
    }
