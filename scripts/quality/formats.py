"""The plain formats of labelled cases: one JSON object a line, the keys declared here.

`docs/measuring.md` describes them; `read` holds a file against them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import codebook as codebooks
from textmine import reference
from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    from textmine.codebook import Codebook

__all__ = ["FORMATS", "Case", "Cases", "Key", "read"]

Case = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """One key of a case.

    Args:
        name: The key.
        kind: What its value is: text, flag, number, texts (a list) or spans (a list of objects).
        meaning: What it says, for the documentation.
        required: Whether every case has it.
        keys: The keys of each span.
    """

    name: str
    kind: str
    meaning: str
    required: bool = True
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Cases:
    """Labelled cases of one task.

    Args:
        task: A key of `FORMATS`.
        data: Name of the set, as it stands in the figures.
        rows: The cases, each with the keys of its format.
        codebook: What the cases of the task `coding` are coded with.
        sizes: Of the task `discovery`: numbers of comments to draw from each survey; 0 for the whole survey.
        learn: Of the task `coding`: numbers of coded examples a code to learn from (see `learning`); () for none.
        one_code: Of the task `coding`: each comment has one theme.
        note: What part of the set this is, and whether anything was chosen on it.
        tuned: Whether rules or thresholds were chosen on these cases.
    """

    task: str
    data: str
    rows: list[Case]
    codebook: Codebook | None = None
    sizes: tuple[int, ...] = (20, 60, 0)
    learn: tuple[int, ...] = ()
    one_code: bool = False
    note: str = ""
    tuned: bool = False


_TEXT = Key("text", "text", "the comment, as written")
_LANGUAGE = Key("language", "text", "its language (ISO 639-1); the respondent's interface is taken to be in it")
_SURVEY = Key("survey", "text", "name of the survey; cases of one survey are read together", required=False)
_ASKED = (
    Key("question", "text", "wording of the question", required=False),
    Key("option", "text", "wording of the option beside whose tick the comment stands", required=False),
)
_SURFACE = Key("surface", "text", "the words as they stand in the text")
_COUNTRY = (
    _SURFACE,
    Key("entity", "text", 'ISO 3166-1 alpha-2 of the country, or "region:" and the name of a region'),
    Key("role", "text", "target, partner, home or other; left out where readings differ", required=False),
    Key("negated", "flag", "said not to be so", required=False),
    Key("hedged", "flag", "only considered", required=False),
)

FORMATS: dict[str, tuple[Key, ...]] = {
    "status": (
        _TEXT,
        Key("kind", "text", "kind of comment, as in the table comments"),
        Key("language", "text", "its language (ISO 639-1)", required=False),
        Key("status", "text", "ok, blank, no_answer, see_other or unreadable"),
        Key("refers", "text", "of see_other: above, below, document, question:NUMBER or unknown", required=False),
    ),
    "language": (
        _TEXT,
        Key("language", "text", "its language (ISO 639-1), of a mixed comment the one of most words"),
        Key("interface", "text", "language of the respondent's interface; und when unknown", required=False),
        Key("words", "number", "how many words it has", required=False),
        Key("mixed", "flag", "parts of it are in different languages", required=False),
        Key("group", "text", "figures are also given for each group", required=False),
    ),
    "personal": (
        _TEXT,
        _LANGUAGE,
        Key(
            "expect",
            "spans",
            "what must be hidden",
            keys=(_SURFACE, Key("kind", "text", "email, phone, iban, id, url, address or person")),
        ),
    ),
    "segments": (
        _TEXT,
        _LANGUAGE,
        Key("segments", "texts", "the segments, in order"),
        Key("sentences", "texts", "the sentences, in order; figures are given for them too", required=False),
    ),
    "countries": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        _SURVEY,
        Key("as_of", "text", "date of the survey (ISO 8601)", required=False),
        Key("expect", "spans", "every country and region named", keys=_COUNTRY),
    ),
    "agreement": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        Key("first", "spans", "every country and region named, by one labeller", keys=_COUNTRY),
        Key("second", "spans", "the same by another", keys=_COUNTRY),
    ),
    "typed": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        Key("countries", "texts", "ISO 3166-1 alpha-2 of every country it means", required=False),
        Key("times", "number", "how many respondents answer in this wording", required=False),
    ),
    "organisations": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        Key("expect", "texts", "every organisation named, as it stands in the text"),
        Key("places", "texts", "every place named; figures are then given for places too", required=False),
    ),
    "organisation_links": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        Key(
            "expect",
            "spans",
            "every organisation, event and facility named",
            keys=(
                _SURFACE,
                Key("entity", "text", "what it names; two names of one organisation have the same"),
                Key("kind", "text", "organisation, event or facility"),
            ),
        ),
    ),
    "coding": (_TEXT, _LANGUAGE, *_ASKED, Key("themes", "texts", "ids of the themes it says; [] for none")),
    "beside": (
        _TEXT,
        _LANGUAGE,
        *_ASKED,
        Key("options", "texts", "wordings of all options of the question, the open one last"),
        Key("ticked", "flag", "whether the option is ticked"),
        Key("relation", "text", "supports, contradicts, elsewhere, uncovered, details or nothing"),
        Key("other", "text", "of elsewhere: the option that it belongs to", required=False),
        Key("later", "flag", "said to be planned or expected", required=False),
    ),
    "discovery": (_TEXT, _LANGUAGE, Key("theme", "text", "the one theme it is about"), _SURVEY),
}
"""The keys of a case of each task. Keys that are not listed are left alone."""

_EXPECTED = {
    "text": "a text in quotes",
    "flag": "true or false",
    "number": "a whole number",
    "texts": "a list of texts",
    "spans": "a list of objects",
}


def read(task: str, file: Path, data: str, book: Codebook | None = None) -> Cases:
    """Read a file of cases.

    Args:
        task: A key of `FORMATS`.
        file: JSON lines; the first may be a header, an object with ``"header": true``.
        data: Name for the set.
        book: Codebook of a file of the task `coding`; else the one its header names.

    Raises:
        TextmineError: the file cannot be read, or a line of it is not a case of the task; the
            message names the line and what was expected.
    """
    header, rows = _lines(task, file)
    if not rows:
        raise TextmineError(f"{file} holds no case.", expected=f"a case of the task {task} on each line")
    if task != "coding":
        return Cases(task, data, [row for _, row in rows])
    book = book or _codebook(str(header.get("codebook", "cluster_programmes")))
    ids = {theme.id for theme in book.themes}
    for where, row in rows:
        unknown = next((theme for theme in row["themes"] if theme not in ids), None)
        if unknown is not None:
            raise TextmineError(f"{where}: no theme has the id {unknown!r}.", hint=nearest(unknown, ids))
    return Cases(task, data, [row for _, row in rows], book)


def _codebook(name: str) -> Codebook:
    return codebooks.load(reference.codebook_path(name))


def _lines(task: str, file: Path) -> tuple[Case, list[tuple[str, Case]]]:
    """The header, {} where there is none, and each case with its place."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TextmineError(f"{file} cannot be read: {error}.", expected="a text file in UTF-8") from error
    header: Case = {}
    rows = list[tuple[str, Case]]()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{file}, line {number}"
        row = _object(line, where)
        if number == 1 and (row.get("header") is True or "note" in row):
            header = row
            continue
        for problem in _problems(row, FORMATS[task]):
            raise TextmineError(f"{where}: {problem[0]}.", expected=problem[1])
        rows.append((where, row))
    return header, rows


def _object(line: str, where: str) -> Case:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise TextmineError(f"{where} is not JSON: {error}.", expected="one JSON object on each line") from error
    if not isinstance(row, dict):
        raise TextmineError(f"{where} is {line[:40]!r}.", expected="one JSON object on each line")
    return row


def _problems(row: Case, keys: tuple[Key, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with a case, each with what was expected."""
    for key in keys:
        value = row.get(key.name)
        wanted = f"{key.name}: {_EXPECTED[key.kind]} ({key.meaning})"
        if value is None:
            if key.required:
                yield f"the key {key.name!r} is missing", wanted
        elif not _is(key.kind, value):
            yield f"{key.name} is {json.dumps(value, ensure_ascii=False)[:60]}", wanted
        elif key.kind == "spans":
            for span in value:
                yield from _problems(span, key.keys)
    yield from _absent(row)


def _is(kind: str, value: object) -> bool:
    if kind == "texts":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if kind == "spans":
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if kind == "flag" else str)


def _absent(row: Case) -> Iterator[tuple[str, str]]:
    """Expected words that do not stand in the text, or not so often, or not in this order."""
    for spans in (row.get(key, []) for key in ("expect", "first", "second")):
        surfaces = Counter(one["surface"] if isinstance(one, dict) else one for one in spans)
        for surface, times in surfaces.items():
            if row["text"].count(surface) < times:
                yield f"{surface!r} does not stand in the text {times} times", "the words as they stand in the text"
    for unit in ("segment", "sentence"):
        after = 0
        for part in row.get(f"{unit}s", []):
            start = row["text"].find(part, after)
            if start < 0:
                yield f"the {unit} {part!r} does not stand in the rest of the text", f"the {unit}s in their order"
            after = start + len(part)
