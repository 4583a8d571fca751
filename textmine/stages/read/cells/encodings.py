"""The encoding of a text file: what it says itself, else the one in which its words are words.

A file is UTF-8, or UTF-16 with or without a byte order mark, or in an encoding of one byte a character (Windows, ISO
8859, DOS, Macintosh), which no byte tells from another. Of these, that one is taken in which three letters in a row
are seen most often that the reference words of the European languages have in a row.
"""

from __future__ import annotations

import codecs
import contextlib
import functools
import re
from typing import TYPE_CHECKING

from textmine import reference
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["encoding_of", "of_beginning"]

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 26
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_BYTE = (
    "cp1252", "iso8859_15", "cp1250", "iso8859_2", "cp1253", "iso8859_7", "cp1251", "iso8859_5", "cp1257", "cp1254",
    "mac_roman", "mac_latin2", "cp850", "cp852",
)  # fmt: skip
"""Of two that read the words alike, the first is meant."""

_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]+")
_LONGEST_WORD = 60  # bytes
_MOST_WORDS = 5000
_SHARE = 16
"""One byte of so many at least is a zero in UTF-16, whatever the script: separators, quotes, line ends and figures."""

_SIGNS = re.compile("[’‘‚“”„–—…€•«»°§®™©·×¿¡´\u00a0]+")  # noqa: RUF001
_APOSTROPHES = "’´"  # noqa: RUF001
_MARGIN = 4
"""Points by which the best encoding must lead, and a fiftieth of its points more."""

_LISTS = {
    "stopwords.tsv": "word", "country_names.tsv": "name", "given_names.tsv": "name", "field_words.tsv": "wording",
    "role_cues.tsv": "cue",
}  # fmt: skip


def encoding_of(path: Path, given: str = "") -> tuple[str, tuple[str, ...]]:
    """The encoding of a text file, every byte of which was looked at, and notes on it.

    Args:
        path: The file.
        given: Its encoding, where the user says it.

    Raises:
        TextmineError: it is no text, no such encoding exists, it cannot be read in it, or nothing tells its encoding.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    encoding = _named(given, start) or _marked(start)
    if not encoding:
        raise TextmineError(f"{path.name} is not a text file.", expected="a survey export")
    problem = _problem(path, encoding)
    if problem is None:
        return encoding, ()
    guess = ""
    if not given and encoding == "utf-8-sig" and "end of data" not in problem[1]:  # else it was cut off
        guess = _one_byte(_words_of(path))
    if not guess or _problem(path, guess):
        raise _unreadable(path, encoding, *problem)
    note = f"{path.name} was read as {guess}, in which its words are known; say another with --encoding if accents "
    return guess, (note + "look wrong.",)


def of_beginning(data: bytes, given: str = "") -> str:
    """The encoding of a file as far as its first bytes tell; "" when it is no text.

    Raises:
        TextmineError: there is no encoding of the name that is given.
    """
    encoding = _named(given, data) or _marked(data[:4096])
    if encoding != "utf-8-sig" or given:
        return encoding
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except UnicodeDecodeError:
        return _one_byte({*_words(data)}) or encoding
    return encoding


def _named(given: str, start: bytes) -> str:
    """The encoding of a name, "" for none; a byte order mark is no character."""
    if not given:
        return ""
    try:
        with contextlib.suppress(UnicodeError):
            b"    ".decode(given)
    except LookupError:
        raise TextmineError(
            f"There is no encoding {given!r}.",
            expected="utf-8, utf-16, cp1252, cp1250, iso8859-15, mac-roman or another",
        ) from None
    name = codecs.lookup(given).name
    if name == "utf-8":
        return "utf-8-sig"
    return "utf-16" if name.startswith("utf-16") and start.startswith(_UTF16) else name


def _marked(start: bytes) -> str:
    """UTF-16 by its mark, or by zeros in every other byte; else UTF-8; "" when it is no text."""
    if start.startswith(_UTF16):
        return "utf-16"
    even, odd = start[::2].count(0), start[1::2].count(0)
    if not even and not odd:
        return "utf-8-sig"
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = start[: len(start) // 2 * 2].decode(encoding, errors="ignore")
    readable = all(character.isprintable() or character.isspace() for character in text)
    return encoding if readable and _SHARE * max(even, odd) > len(start) and not min(even, odd) else ""


def _problem(path: Path, encoding: str) -> tuple[int, str] | None:
    """The first byte of a file that cannot be read in an encoding, and why; None when there is none."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset = line_end = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = len(decoder.getstate()[0])
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return offset - pending + error.start, error.reason
            if "\0" in text:
                return offset + max(0, chunk.find(b"\0")), "it is a zero byte"
            if not chunk:
                return None
            line_end = max(line_end, *(offset + chunk.rfind(end) for end in (b"\n", b"\r") if end in chunk), 0)
            offset += len(chunk)
            if offset - line_end > _LONGEST_LINE:
                raise TextmineError(
                    f"{path.name} has a line of more than {_LONGEST_LINE:,} bytes.",
                    expected="a survey export, a line a record",
                    hint="Export the survey again.",
                )


def _unreadable(path: Path, encoding: str, offset: int, reason: str) -> TextmineError:
    line = 1
    with path.open("rb") as file:
        for start in range(0, offset, _CHUNK):
            line += file.read(min(_CHUNK, offset - start)).count(b"\n")
    name = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    return TextmineError(
        f"{path.name} is not in {name}: byte {offset} (line {line}) cannot be read ({reason}).",
        expected="UTF-8, as survey platforms write it",
        hint="Say its encoding with --encoding (cp1252, cp1250, mac-roman ...), or export it again.",
    )


def _words(data: bytes) -> Iterator[bytes]:
    """The words with a byte that is not ASCII."""
    return (w for w in _LETTERS.findall(data) if not w.isascii() and len(w) <= _LONGEST_WORD)


def _words_of(path: Path) -> set[bytes]:
    """Those of a file, many at most."""
    found: set[bytes] = set()
    with path.open("rb") as file:
        while len(found) < _MOST_WORDS and (chunk := file.read(_CHUNK)):
            found.update(_words(chunk))
    return found


def _one_byte(words: set[bytes]) -> str:
    """The encoding in which words are words; "" when none is, or two are."""
    chosen = sorted(words)[:_MOST_WORDS]
    points: dict[tuple[str, ...], tuple[int, str]] = {}
    for encoding in _ONE_BYTE:
        try:
            read = tuple(word.decode(encoding) for word in chosen)
        except UnicodeDecodeError:
            continue
        points.setdefault(read, (sum(map(_points, read)), encoding))
    (best, encoding), (next_best, _) = sorted([*points.values(), (0, ""), (0, "")], key=lambda p: -p[0])[:2]
    return encoding if best >= _MARGIN and best - next_best >= _MARGIN + best // 50 else ""


def _points(word: str) -> int:
    """How much a word looks like one: known triples of letters, and signs where signs stand, less the others."""
    signs = list(_SIGNS.finditer(word))
    inside = [s for s in signs if s.start() > 0 and s.end() < len(word) and s[0] not in _APOSTROPHES]
    points = len(signs) - 3 * len(inside)
    for part in _SIGNS.sub(" ", word).split():
        mixed = part != part.upper() and part[1:] != part[1:].lower()
        no_letters = sum(not (letter.isascii() or letter.isalpha()) for letter in part)
        points += sum(1 if triple in _known() else -1 for triple in _triples(part)) - mixed - _MARGIN * no_letters
    return points


def _triples(word: str) -> Iterator[str]:
    """Three characters in a row, the blanks around the word too, one of them not ASCII."""
    padded = f" {word.casefold()} "
    return (t for start in range(len(word)) if not (t := padded[start : start + 3]).isascii())


@functools.cache
def _known() -> frozenset[str]:
    words = (word for name, column in _LISTS.items() for row in reference.rows(name) for word in _letters(row[column]))
    return frozenset(triple for word in words for triple in _triples(word))


def _letters(text: str) -> Iterable[str]:
    return () if text.isascii() else re.findall(r"[^\W\d_]+", text)
