"""A cleaned text -> what there is to read in it.

The phrases that say nothing, or point elsewhere, are data/reference/no_answers.tsv. A text has such
a status only when it is such a phrase as a whole, with nothing but fillers ("thanks", "for now")
around it: what a respondent has to say is never put aside.
"""

from __future__ import annotations

import functools
import itertools
import re

from textmine import reference
from textmine.stages.clean.vocabulary import kind_of
from textmine.stages.clean.words import bare, unmarked

__all__ = ["status_of"]

_DASH = re.compile(r"[-/.\u2013\u2014\u2026 ]{1,3}")
# What a spreadsheet writes into a cell that it could not compute.
_SPREADSHEET = re.compile(r"#[A-Z]++[/!?0A]*")
# A letter to get past a mandatory field; a capital is the name of something ("R"), but for X.
_LETTER = re.compile(r"\W*(?:[^\W\d_A-WYZ])[.!?]*")
# Six or more small Latin letters without a vowel; a letter, or two, over and over.
_MASH = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}|([^\W\d_])\1{3,}|([^\W\d_]{2})\2{2,}")
# Rows of keyboards: English, German, French, Spanish, Portuguese, Nordic, Greek, Bulgarian (both).
_KEYS = (
    *("qwertyuiop", "qwertzuiopü", "azertyuiop", "qwertyuiopå"),
    *("asdfghjkl", "asdfghjklöä", "asdfghjklñ", "asdfghjklç", "asdfghjklæø", "asdfghjkløæ", "qsdfghjklm"),
    *("zxcvbnm", "yxcvbnm", "wxcvbn", "ςερτυθιοπ", "ασδφγηξκλ", "ζχψωβνμ"),
    *("явертъуиопшщ", "асдфгхйкл", "зхцжбнм", "уеишщксдзц", "ьяаожгтнвмч", "юйъэфхпрлб"),
)
_FEWEST_KEYS = 4  # neighbours, in their order; "wer" and "oui" are words
_FEWEST_SKIPPING = 5  # the same with gaps, as in "asdfhjkl"
_STATUSES = ("no_answer", "see_other", "unreadable")
_FILLER = "filler"
_MARKS = re.compile(r"([][()|*#])")  # of the phrases of the reference
_LONGEST_RUN = 5  # neighbours within a word
_RUNS = frozenset(
    row[at : at + _LONGEST_RUN]
    for keys in _KEYS
    for row in (keys, keys[::-1])
    for at in range(len(row) - _LONGEST_RUN + 1)
)
_MARKED = 0.8  # share of letters with accents from which a word is a row of such keys
_NOT_LATIN = "\u0370"
_MOST_WORDS = 12  # a longer text says something of its own
_MOST_IN_GAP = 4
_MOST_IN_FILLER = 5
_NUMBER = r"(?:[a-z]{0,2}\d+[a-z]?(?: \d+)?)"  # the number of a question: 7, q7, 7b


def status_of(text: str, *, kind: str = "free_text", no_answer: frozenset[str] = frozenset()) -> str:
    """What there is to read in a cleaned text.

    Args:
        text: A cleaned text.
        kind: The kind of comment (`comments.kind`); a box beside an option expects words, so a
            number alone is unreadable there and ok in a field for a date or an amount.
        no_answer: Bare phrases that also mean "no answer".

    Returns:
        ``blank``, ``no_answer``, ``see_other``, ``unreadable`` or ``ok``.
    """
    if not text:
        return "blank"
    words = bare(text)
    if _DASH.fullmatch(text) or words in no_answer:
        return "no_answer"
    listed = _listed(words)
    if listed:
        return listed
    if not any(c.isalnum() for c in text) or _SPREADSHEET.fullmatch(text) or _is_mash(text, words):
        return "unreadable"
    wordless = not any(c.isalpha() for c in text)
    return "unreadable" if (wordless and kind.endswith("comment")) or _LETTER.fullmatch(text) else "ok"


def _is_mash(text: str, words: str) -> bool:
    """Whether a text, given with its bare words, is nothing but keys hit at random, or neighbours in their order.

    Nobody holds the shift key for that: CSSBB is an abbreviation.
    """
    parts = [] if text.isupper() else words.split()
    if len(parts) > _MOST_IN_FILLER:
        return False
    told = any(map(_is_hit, parts)) or (len(parts) > 1 and any(unmarked(part) in _tries() for part in parts))
    return told and all(map(_may_be_hit, parts))


def _is_hit(word: str) -> bool:
    if len(word) >= _FEWEST_SKIPPING and not word.isascii():
        marked = sum(not c.isascii() for c in word)
        if word[0] < _NOT_LATIN and marked > _MARKED * len(word):
            return True
    if any(word[at : at + _LONGEST_RUN] in _RUNS for at in range(len(word) - _LONGEST_RUN + 1)):
        return True
    half = word[: len(word) // 2]
    if _MASH.fullmatch(word) or (half and word == half * 2 and _is_hit(half)):
        return True
    for row in _KEYS if len(word) >= _FEWEST_KEYS else ():
        if word in row or word[::-1] in row:
            return True
        places = [row.find(key) for key in word]
        if len(word) >= _FEWEST_SKIPPING and places[0] >= 0 and all(a < b for a, b in itertools.pairwise(places)):
            return True
    return False


def _may_be_hit(word: str) -> bool:
    """Whether a word beside a mashed one can be another: itself one, a number, or short and of neighbouring keys."""
    return (
        word.isdecimal() or word in _tries() or _is_hit(word) or any(word in row or word[::-1] in row for row in _KEYS)
    )


@functools.cache
def _tries() -> frozenset[str]:
    """Words that are typed to try a form."""
    words = {
        word
        for row in reference.rows("no_answers.tsv")
        if row["status"] == "unreadable"
        for word in row["phrase"].split()
    }
    return frozenset(map(unmarked, words))


def _is_phrase(words: str, kind: str) -> bool:
    """Whether bare words, without marks on letters, are as a whole a phrase of this status."""
    whole, patterns = _phrases(kind)
    if words in whole:
        return True
    return any(_pattern(phrase).fullmatch(f"{words} ") for phrase in patterns.get(words.partition(" ")[0], ()))


def _listed(words: str) -> str:
    """The status of a text that is one of the phrases, fillers around it set aside; "" else."""
    if words.count(" ") >= _MOST_WORDS:
        return ""
    plain = unmarked(words)
    found = _status(plain)
    if found or not plain:
        return found
    inner = _without_fillers(plain.split())
    if not inner:
        return "no_answer"
    return _status(" ".join(inner)) or kind_of(inner)


def _status(words: str) -> str:
    return next((status for status in _STATUSES if _is_phrase(words, status)), "")


def _without_fillers(words: list[str]) -> list[str]:
    longest = min(_MOST_IN_FILLER, len(words))
    for length in range(longest, 0, -1):
        if _is_phrase(" ".join(words[-length:]), _FILLER):
            return _without_fillers(words[:-length])
        if _is_phrase(" ".join(words[:length]), _FILLER):
            return _without_fillers(words[length:])
    return words


@functools.cache
def _phrases(status: str) -> tuple[frozenset[str], dict[str, list[str]]]:
    """The phrases of a status: plain ones whole, the others by the words they can begin with."""
    whole = set[str]()
    patterns: dict[str, list[str]] = {}
    for row in reference.rows("no_answers.tsv"):
        if row["status"] != status:
            continue
        if not _MARKS.search(row["phrase"]):
            whole.add(unmarked(bare(row["phrase"])))
            continue
        for word in _beginnings(row["phrase"]):
            patterns.setdefault(word, []).append(row["phrase"])
    return frozenset(whole), patterns


@functools.cache
def _pattern(phrase: str) -> re.Pattern[str]:
    """A phrase of the reference as a pattern over bare words, each with a blank behind it."""
    gap, number = rf"(?:\w+ ){{0,{_MOST_IN_GAP}}}", rf"{_NUMBER} "
    marks = {"*": gap, "#": number, "(": "(?:", "[": "(?:", ")": ")", "]": ")?", "|": "|"}
    return re.compile("".join(marks.get(part) or _words_of(part) for part in _MARKS.split(phrase)))


def _words_of(part: str) -> str:
    return "".join(f"{re.escape(word)} " for word in unmarked(bare(part)).split())


def _beginnings(phrase: str) -> set[str]:
    """The words that a phrase can begin with."""
    parts = [part for part in _MARKS.split(phrase) if part.strip()]

    def choices(at: int) -> tuple[set[str], bool, int]:
        """First words from a place to the end of its bracket, whether there may be none, and the place after."""
        words, empty = set[str](), False
        open_here = True  # nothing stands before this place in its alternative
        while at < len(parts) and parts[at] not in ")]":
            part = parts[at]
            at += 1
            if part == "|":
                empty, open_here = empty or open_here, True
            elif part in "([":
                inner, may_be_empty, at = choices(at)
                words |= inner if open_here else set()
                open_here = open_here and (may_be_empty or parts[at - 1] == "]")
            elif open_here:
                words |= set(unmarked(bare(part)).split()[:1])
                open_here = part == "*"
        return words, empty or open_here, at + 1

    return choices(0)[0]
