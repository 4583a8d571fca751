"""comments -> texts.

Of each comment the first `LONGEST` characters are repaired by a short list of rules, and what is behind
them is left out; every edit is recorded, so that applying the recorded changes to the raw text gives the
cleaned text (`replay`). A status says whether there is anything to read; no comment is dropped.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.clean.pointing import refers
from textmine.stages.clean.status import status_of
from textmine.stages.clean.words import bare

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LONGEST", "Change", "CleanSettings", "clean", "clean_text", "replay", "status_of"]

LONGEST = 65_535
"""Characters of a comment that are read, some 10,000 words; of a longer one the beginning.

Source: what a column of the type TEXT holds in MySQL, in which LimeSurvey keeps the answers to free text questions.
"""

Change = tuple[str, int, int, str]
"""Rule, first character, character after the last, replacement: an edit of the text before it."""


@dataclass(frozen=True)
class CleanSettings:
    """How comments are cleaned.

    Attributes:
        no_answer: Phrases that mean "no answer" in this survey, besides those of the reference.
    """

    no_answer: tuple[str, ...] = ()


# Markup that pasted text brings along; other angle brackets ("<5 staff") are the respondent's own.
_TAGS = (
    "a|b|blockquote|br|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul"
)
_BREAKING = re.compile(r"</?(?:br|p|div|li|tr|h[1-6]|blockquote|hr)\b", re.IGNORECASE)
_MARKUP = re.compile(rf"<!--.{{0,2000}}?-->|</?(?:{_TAGS})(?:\s[^<>]{{0,2000}})?/?>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)
_NEWLINE = re.compile(r"\r\n?|(?<![ \t\xa0])[ \t\xa0]*\n(?:[ \t\xa0]*\n)+|(?<![ \t\xa0])[ \t\xa0]+\n|\n[ \t\xa0]+")
_SPACE = re.compile(
    r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+ *| {2,}[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000 ]*"
)
_EDGE = re.compile(r"\A\s+|(?<!\s)\s+\Z")


def _is_plain(text: str) -> bool:
    """Whether a text needs no rule: most comments pass here."""
    signs = "<" in text or "&" in text or "  " in text
    return not signs and text.isascii() and text.isprintable() and text == text.strip()


def _unescape(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _untag(match: re.Match[str]) -> str:
    return "\n" if _BREAKING.match(match.group()) else ""


def _one_newline(match: re.Match[str]) -> str:
    return "\n\n" if match.group().count("\n") > 1 else "\n"


def _one_space(_: re.Match[str]) -> str:
    return " "


def _nothing(_: re.Match[str]) -> str:
    return ""


def _mark(_: re.Match[str]) -> str:
    return "\N{REPLACEMENT CHARACTER}"


def _uncontrol(match: re.Match[str]) -> str:
    return "\n" if match.group() in "\x0b\x0c\x85\u2028\u2029" else ""


def _fix_encoding(text: str) -> str:
    import ftfy

    return str(ftfy.fix_encoding(text))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


# In this order: control characters are what mojibake is made of, a mended encoding may hold
# entities, an entity may hide markup or a blank.
_RULES: tuple[
    tuple[str, re.Pattern[str], Callable[[re.Match[str]], str]] | tuple[str, None, Callable[[str], str]], ...
] = (
    ("surrogate", _SURROGATE, _mark),
    ("encoding", None, _fix_encoding),
    ("control", _CONTROL, _uncontrol),
    ("entity", _ENTITY, _unescape),
    ("markup", _MARKUP, _untag),
    ("nfc", None, _nfc),
    ("newline", _NEWLINE, _one_newline),
    ("space", _SPACE, _one_space),
    ("edge", _EDGE, _nothing),
)
_LONGEST_WORD = 300  # characters before `LONGEST` that are left out at most, so that no address is shown by half
_HALVED = re.compile(r"(?<![\s\d()+/.-])[\s\d()+/.-]*(?:\s\S*)?\Z")  # a word at the end, and figures before it
_WRITTEN = json.JSONEncoder(ensure_ascii=False)
_PASSES = 8  # "&amp;amp;lt;b&gt;" needs as many passes as it has layers; nobody nests deeper by accident


def clean(comments: pd.DataFrame, settings: CleanSettings) -> pd.DataFrame:
    """Clean each comment and give it a status.

    Args:
        comments: The table `comments`, or a batch of it.
        settings: See `CleanSettings`.

    Returns:
        The table `texts`, one row a comment in the same order.
    """
    extra = frozenset(bare(phrase) for phrase in settings.no_answer)
    rows = []
    for comment_id, kind, raw in zip(*(comments[c].tolist() for c in ("comment_id", "kind", "raw")), strict=True):
        text, changes = clean_text(raw)
        status = status_of(text, kind=kind, no_answer=extra)
        key = _key(text) if status == "ok" else ""
        points = refers(text) if status == "see_other" else ""
        rows.append((comment_id, text, status, points, _WRITTEN.encode(changes), key))
    return tables.frame("texts", rows)


def clean_text(raw: str) -> tuple[str, list[Change]]:
    """The cleaned text and the edits that lead to it, in order.

    Cleaning is idempotent: a cleaned text has nothing left to change.
    """
    changes = _shortened(raw)
    text = replay(raw, changes)
    for _ in range(_PASSES):
        before = text
        for rule, pattern, repair in () if _is_plain(text) else _RULES:
            edits = _whole(rule, text, repair) if pattern is None else _each(rule, text, pattern, repair)  # type: ignore[arg-type]
            text = replay(text, edits)
            changes += edits
        if text == before:
            break
    return text, changes


def _shortened(raw: str) -> list[Change]:
    """The edit that takes away what is not read of a comment."""
    if len(raw) <= LONGEST:
        return []
    halved = _HALVED.search(raw, LONGEST - _LONGEST_WORD, LONGEST)
    return [("length", halved.start() if halved else LONGEST - _LONGEST_WORD, len(raw), "")]


def replay(raw: str, changes: list[Change]) -> str:
    """Apply recorded changes, each to the result of the one before it."""
    text = raw
    for _, start, end, replacement in changes:
        text = text[:start] + replacement + text[end:]
    return text


def _each(rule: str, text: str, pattern: re.Pattern[str], repair: Callable[[re.Match[str]], str]) -> list[Change]:
    # From the end, so that no edit moves the offsets of the next.
    edits = ((m.start(), m.end(), repair(m), m.group()) for m in reversed(list(pattern.finditer(text))))
    return [(rule, start, end, new) for start, end, new, old in edits if new != old]


def _whole(rule: str, text: str, repair: Callable[[str], str]) -> list[Change]:
    new = repair(text)
    if new == text:
        return []
    limit = min(len(text), len(new))
    head = next((i for i in range(limit) if text[i] != new[i]), limit)
    tail = next((i for i in range(limit - head) if text[-1 - i] != new[-1 - i]), limit - head)
    return [(rule, head, len(text) - tail, new[head : len(new) - tail])]


def _key(text: str) -> str:
    return hashlib.blake2b(bare(text).encode("utf-8", "replace"), digest_size=8).hexdigest()
