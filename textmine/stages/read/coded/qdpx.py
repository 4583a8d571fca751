"""A project of a program for qualitative analysis (REFI-QDA, .qdpx) -> what was coded in it.

A source holds one comment and is named by its id, or holds all that a respondent wrote, as `textmine report` writes it:
then a line above each comment ends with its key in brackets.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from textmine import refi
from textmine.errors import TextmineError
from textmine.stages.read.coded.places import is_place

__all__ = ["Coded", "read_project"]

_HINT = "export the project again as REFI-QDA (.qdpx)"
_MARK = re.compile(r"^.*\[#([0-9a-f]{16})\][^\S\n]*\n ?", re.MULTILINE)  # QualCoder puts a blank behind each line end
_BREAK = re.compile(r"\r\n|\n ?")
_HIDDEN = re.compile(r"\[[^\[\]]+\]")
"""A placeholder in the place of personal data, behind which nobody knows how long the words were."""


class Coded(NamedTuple):
    """One code on a passage: `end` is -1 for the whole comment, `key` is "" where only a name tells which comment."""

    source: str
    start: int
    end: int
    code: str
    coder: str
    words: str
    key: str = ""


class _Comment(NamedTuple):
    """A comment within a source: its key, where it begins, and its words."""

    key: str
    start: int
    text: str


def read_project(path: Path) -> list[Coded]:
    """Every code on a text, or a part of a text, in the order of the project.

    Codes that say what question a comment answers, or what country or organisation it names, are left
    out: their names end with a kind and an id in brackets.

    Raises:
        TextmineError: the file is no such archive, is damaged, holds a part that is far too large or a
            document type (which could pull in other files), or a code has no place in its source.
    """
    with refi.archive(path) as archive:
        return list(_codings(path, archive, refi.project(path, archive)))


def _codings(path: Path, archive: zipfile.ZipFile, root: Any) -> Iterator[Coded]:
    codes = {node.get("guid"): node.get("name", "") for node in root.iter("{*}Code")}
    users = {node.get("guid"): node.get("name", "") for node in root.iter("{*}User")}
    for source in root.iter("{*}TextSource"):
        name = source.get("name", "")
        comments: list[_Comment] | None = None
        for part, start, end in _passages(path, source, name):
            for coding in part.iterfind("{*}Coding"):
                if comments is None:
                    comments = _comments(_text(path, archive, source))
                coder = users.get(coding.get("creatingUser")) or path.stem
                for reference in coding.iterfind("{*}CodeRef"):
                    code = codes.get(reference.get("targetGUID"), "")
                    if not refi.is_tag(code):
                        yield from _placed(Coded(name, start, end, code, coder, ""), comments)


def _passages(path: Path, source: Any, name: str) -> Iterator[tuple[Any, int, int]]:
    """The source as a whole, then its parts, with first character and the one after the last."""
    yield source, 0, -1
    for part in source.iterfind("{*}PlainTextSelection"):
        places = (part.get("startPosition", ""), part.get("endPosition", ""))
        if not all(map(is_place, places)) or int(places[0]) >= int(places[1]):
            raise TextmineError(
                f"{path.name}: a code in {name!r} is at {places}.", expected="start and end", hint=_HINT
            )
        yield part, int(places[0]), int(places[1])


def _comments(text: str) -> list[_Comment]:
    """The comments of a source; one without a key where it has no marks."""
    marks = list(_MARK.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    found = [_Comment(m[1], m.end(), text[m.end() : end].rstrip()) for m, end in zip(marks, ends, strict=False)]
    return found or [_Comment("", 0, text)]


def _placed(coded: Coded, comments: list[_Comment]) -> Iterator[Coded]:
    """A code in each comment of its source that it reaches into, with its place in that comment."""
    for key, at, said in comments:
        start, end = coded.start - at, coded.end - at
        if not key:
            yield coded._replace(words=said[start:end] if coded.end > 0 else "")
        elif coded.end < 0:
            yield coded._replace(key=key)
        elif start < len(said) and end > 0:
            yield _within(coded._replace(key=key), said, max(start, 0), min(end, len(said)))


def _within(coded: Coded, said: str, start: int, end: int) -> Coded:
    """A code on a part of a comment; on the whole of it where personal data is hidden before its end."""
    hidden = _HIDDEN.search(said)
    if hidden and hidden.start() < end:
        return coded._replace(start=0, end=-1)
    before, words = (_BREAK.sub("\n", part) for part in (said[:start], said[start:end]))
    known = "" if refi.STAND_IN in words else words
    return coded._replace(start=len(before), end=len(before) + len(words), words=known)


def _text(path: Path, archive: zipfile.ZipFile, source: Any) -> str:
    """The words of a source, "" when they lie outside of the archive."""
    inside = source.find("{*}PlainTextContent")
    if inside is not None:
        return inside.text or ""
    scheme, _, name = source.get("plainTextPath", "").partition("://")
    if scheme != "internal":
        return ""
    return refi.part(path, archive, f"sources/{name}").decode("utf-8-sig", errors="replace")
