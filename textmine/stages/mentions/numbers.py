"""A text -> account numbers (IBAN) and national ids of persons, told by their check digits."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from textmine import reference
from textmine.stages.mentions.hidden import Hidden

__all__ = ["meaning_before", "numbers"]

_IBAN = re.compile(r"(?<![\w-])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_LONG = re.compile(r"\d(?:[ ./+-]?\w){5}")  # fewer characters name nobody
_MANY = re.compile(r"(?:\d\D{0,4}){5}\d")  # as all have that no word needs to tell
_IBAN_LENGTHS = range(34, 14, -1)  # ISO 13616-1
_BESIDE = r"(?<![\w.,/+-])(?:{})(?![\w/-]|[.,]\d)"
_SEPARATORS = str.maketrans("", "", " .")
_REACH = 48  # characters before a number in which a word says what it is
_AFTER_WORD = re.compile(r"[^.!?;\n]{0,30}\Z")


class _Scheme(NamedTuple):
    languages: frozenset[str]
    check: str
    needs: str
    pattern: re.Pattern[str]


def numbers(text: str, language: str) -> Iterator[Hidden]:
    """The IBANs and national ids of a text; spans may overlap.

    Args:
        text: The cleaned text.
        language: Its language, ISO 639-1 or und: ids without a word for them are looked for in the
            languages of their country only.
    """
    if not _LONG.search(text):
        return
    said = _words("id").search(text) is not None
    if not said and not _MANY.search(text):
        return
    for match in _IBAN.finditer(text):
        end = _end_of_iban(text, match.start(), match.end())
        if end:
            yield Hidden(match.start(), end, "iban")
    for scheme in _schemes():
        if not said and (scheme.needs == "word" or (scheme.needs == "language" and language not in scheme.languages)):
            continue
        for match in scheme.pattern.finditer(text):
            if _is_id(scheme, text, match, language):
                yield Hidden(match.start(), match.end(), "id")


def _is_id(scheme: _Scheme, text: str, match: re.Match[str], language: str) -> bool:
    meaning = meaning_before(text, match.start())
    if meaning != "id" and (meaning == "other" or scheme.needs == "word"):
        return False
    if meaning != "id" and scheme.needs == "language" and language not in scheme.languages:
        return False
    return meaning == "id" or scheme.check == "-" or _is_valid(scheme.check, match.group())


def _is_valid(check: str, number: str) -> bool:
    """Whether the check digits, and the date of birth where there is one, are right."""
    return bool(importlib.import_module(f"stdnum.{check}").is_valid(number.translate(_SEPARATORS)))


def _end_of_iban(text: str, start: int, end: int) -> int:
    """The end of the IBAN that begins here, 0 for none; words may follow it without a sign between."""
    from stdnum import iban

    places = [place for place in range(start, end) if text[place].isalnum()]
    for length in _IBAN_LENGTHS:
        if length <= len(places):
            last = places[length - 1] + 1
            if (last == len(text) or not text[last].isalnum()) and iban.is_valid(text[start:last], check_country=False):
                return last
    return 0


def meaning_before(text: str, start: int) -> str:
    """What the words before a number say that it is: id, phone or other; "" when they do not say."""
    before = text[max(start - _REACH, 0) : start]
    found = [(match.end(), means) for means in _MEANINGS for match in _words(means).finditer(before)]
    if not found:
        return ""
    last, means = max(found)
    return means if _AFTER_WORD.match(before[last:].replace(".", " ", 1)) else ""


_MEANINGS = ("id", "phone", "other")


@functools.cache
def _words(means: str) -> re.Pattern[str]:
    words = [row["word"] for row in reference.rows("number_words.tsv") if row["means"] == means]
    parts = [re.escape(word[:-1]) + r"\w*" if word.endswith("*") else re.escape(word) + r"(?!\w)" for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=lambda part: (-len(part), part)))})", re.IGNORECASE)


@functools.cache
def _schemes() -> tuple[_Scheme, ...]:
    return tuple(
        _Scheme(
            frozenset(row["languages"].split()),
            row["check"],
            row["needs"],
            re.compile(_BESIDE.format(row["pattern"]), re.IGNORECASE),
        )
        for row in reference.rows("national_ids.tsv")
    )
