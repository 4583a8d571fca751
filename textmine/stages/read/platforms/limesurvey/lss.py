"""A LimeSurvey structure file (.lss) as a `Structure` and the names of its columns.

Reads database versions with the wordings in tables of their own (``question_l10ns``, since version
4) and older ones, which repeat each row for each language.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.model import OTHER, Item, Question, Structure, iso639, plain, wording
from textmine.stages.read.platforms.limesurvey.names import KINDS, Column, Source, columns
from textmine.stages.read.words import labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["LARGEST", "LimeSurvey", "parse", "xml_root"]

LARGEST = 64 << 20
"""Bytes of a structure: its elements take thirty times as many in memory; those of real surveys have 2 MB at most."""

_BUILT_IN = {
    "Y": {"Y": "yes", "N": "no"},
    "G": {"F": "female", "M": "male"},
    "C": {"Y": "yes", "U": "uncertain", "N": "no"},
    "E": {"I": "increase", "S": "same", "D": "decrease"},
}
_POINTS = {"5": 5, "A": 5, "B": 10}
_DIGITS = 4  # of a limit of ranks
_ALWAYS = {"", "1"}  # relevance of a question that is asked of everybody

_Row = dict[str, str]


@dataclass(frozen=True)
class LimeSurvey:
    """A structure, the columns an export of it can have, and the names of participant attributes."""

    structure: Structure
    columns: tuple[Column, ...]
    attributes: Mapping[str, str]


def xml_root(data: bytes, path: Path) -> Any:
    """The root element of LimeSurvey XML; characters that XML forbids are passed over.

    Raises:
        TextmineError: the data is not XML, or ends before its root element does.
    """
    from lxml import etree

    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise TextmineError(f"{path.name} is not LimeSurvey XML.", expected="an XML file as LimeSurvey writes it")
    if not data.rstrip().endswith(b"</document>"):
        raise TextmineError(
            f"{path.name} is not a whole LimeSurvey file: it does not end with </document>.",
            expected="an XML file as LimeSurvey writes it",
            hint="Export it again; the download may have been cut off.",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    root = etree.fromstring(data, parser)
    if root is None or root.tag != "document":
        raise TextmineError(f"{path.name} is not LimeSurvey XML.", expected="an XML file with the root <document>")
    return root


def parse(data: bytes, path: Path) -> LimeSurvey:
    """Read a structure.

    Raises:
        TextmineError: not LimeSurvey XML, of another type than Survey, damaged, far too large, or without questions.
    """
    if len(data) > LARGEST:
        raise TextmineError(
            f"{path.name} has a structure of {len(data):,} bytes.", expected=f"at most {LARGEST:,} bytes"
        )
    root = xml_root(data, path)
    kind = root.findtext("LimeSurveyDocType")
    if kind != "Survey" or not len(root.findall("questions/rows/row")):
        raise TextmineError(
            f"{path.name} holds no questions (LimeSurvey document type: {kind}).",
            expected="a survey structure (.lss)",
            hint="In LimeSurvey: Display/Export, Survey structure (.lss).",
        )
    survey = (*_rows(root, "surveys"), {})[0]
    languages = _languages(root, survey)
    try:
        questions, names = _Reader(root, languages).read()
    except (KeyError, ValueError) as error:
        raise TextmineError(
            f"{path.name} is damaged: a question, group or answer is without its number ({error}).",
            expected="a survey structure as LimeSurvey writes it",
            hint="Export it again: Display/Export, Survey structure (.lss).",
        ) from error
    titles = {
        row.get("surveyls_language", ""): row.get("surveyls_title", "")
        for row in _rows(root, "surveys_languagesettings")
    }
    title = plain(wording(titles, languages)) or path.stem
    return LimeSurvey(Structure(title, languages, questions), names, _attribute_names(survey))


def _rows(root: Any, table: str) -> Iterator[_Row]:
    """The rows of a table; a column whose value is NULL is absent."""
    for row in root.iterfind(f"{table}/rows/row"):
        yield {cell.tag: cell.text or "" for cell in row}


def _languages(root: Any, survey: _Row) -> tuple[str, ...]:
    listed = [node.text or "" for node in root.iterfind("languages/language")]
    base = survey.get("language") or (listed[-1] if listed else "")
    return tuple(dict.fromkeys(code for code in (base, *listed) if code))


def _attribute_names(survey: _Row) -> dict[str, str]:
    """The descriptions of the participant attributes: attribute_1 -> Strand."""
    try:
        described = json.loads(survey.get("attributedescriptions") or "{}")
    except (ValueError, RecursionError):  # versions before 2.0 wrote lines instead
        return {}
    entries = described.items() if isinstance(described, dict) else ()
    said = {name: entry.get("description") for name, entry in entries if isinstance(entry, dict)}
    return {name: str(description) for name, description in said.items() if description}


def _order(row: _Row, *names: str) -> tuple[int, ...]:
    return tuple(int(row.get(name) or 0) for name in names)


class _Reader:
    """Joins the tables of the structure by their keys."""

    def __init__(self, root: Any, languages: tuple[str, ...]) -> None:
        self._root = root
        self._languages = languages
        self._texts = self._wordings("question_l10ns", ("questions", "subquestions"), "qid", "question")
        self._groups = self._wordings("group_l10ns", ("groups",), "gid", "group_name")
        self._group_order = {row["gid"]: _order(row, "group_order") for row in _rows(root, "groups")}
        self._relevance = {row["gid"]: row.get("grelevance", "") for row in _rows(root, "groups")}
        self._children = self._by_parent("subquestions", "parent_qid", "scale_id", "question_order", "qid")
        self._answers = self._by_parent("answers", "qid", "scale_id", "sortorder")
        self._answer_texts = self._wordings("answer_l10ns", (), "aid", "answer")
        self._settings: dict[str, _Row] = defaultdict(dict)
        for row in _rows(root, "question_attributes"):
            self._settings[row.get("qid", "")][row.get("attribute", "")] = row.get("value", "")

    def read(self) -> tuple[tuple[Question, ...], tuple[Column, ...]]:
        rows = {row["qid"]: row for row in _rows(self._root, "questions") if row.get("parent_qid", "0") in {"0", ""}}
        ordered = sorted(
            rows.values(),
            key=lambda row: (self._group_order.get(row["gid"], (0,)), _order(row, "question_order", "qid")),
        )
        names = [column for row in ordered for column in columns(self._source(row))]
        return tuple(self._question(row) for row in ordered), tuple(names)

    def _wordings(self, table: str, older: tuple[str, ...], key: str, column: str) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for name in (table, *older):
            for row in _rows(self._root, name):
                if column in row:
                    found[row[key]].setdefault(row.get("language", ""), plain(row[column]))
        return found

    def _by_parent(self, table: str, key: str, *order: str) -> dict[str, list[_Row]]:
        found: dict[str, list[_Row]] = defaultdict(list)
        for row in sorted(_rows(self._root, table), key=lambda row: _order(row, *order)):
            found[row[key]].append(row)
        return found

    def _source(self, row: _Row) -> Source:
        qid = row["qid"]
        items = {child["qid"]: child for child in self._children[qid]}.values()
        rows, cols = (
            tuple((item["title"], item["qid"]) for item in items if (item.get("scale_id") or "0") == scale)
            for scale in ("0", "1")
        )
        limit = self._settings[qid].get("max_subquestions", "")
        codes = {answer["code"] for answer in self._answers[qid]}
        # Nobody ranks more than some hundred options; a larger limit is damage, and a column for each would be made.
        limited = limit.isdecimal() and len(limit) <= _DIGITS and int(limit) > 0
        ranks = int(limit) if limited else len(codes or rows)
        return Source(
            row["title"], row["type"], row["sid"], row["gid"], qid, row.get("other") == "Y", rows, cols, ranks
        )

    def _question(self, row: _Row) -> Question:
        source = self._source(row)
        kind = KINDS.get(source.type, "text")
        ticks = kind in {"multiple", "multiple_comments"}
        rows = () if ticks or kind == "ranking" else self._items(source.rows)
        options = self._items(source.rows) if ticks else self._items(source.cols) or self._choices(row)
        if source.other:
            options = (*options, Item(OTHER, self._word("other"), is_other=True))
        rules = (row.get("preg", ""), self._settings[source.qid].get("em_validation_q", ""))
        section = self._groups.get(source.gid, {})
        return Question(
            source.code, kind, self._texts.get(source.qid, {}), section, source.type, options, rows,
            conditional=not {row.get("relevance", ""), self._relevance.get(source.gid, "")} <= _ALWAYS,
            email=any("@" in rule for rule in rules),
        )  # fmt: skip

    def _items(self, pairs: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
        return tuple(Item(code, self._texts.get(qid, {})) for code, qid in pairs)

    def _word(self, word: str) -> dict[str, str]:
        known = labels(word)
        return {code: known[iso639(code)] for code in self._languages if iso639(code) in known}

    def _choices(self, row: _Row) -> tuple[Item, ...]:
        letter = row["type"]
        if letter in _POINTS:
            return tuple(Item(str(n), {"": str(n)}) for n in range(1, _POINTS[letter] + 1))
        if letter in _BUILT_IN:
            return tuple(Item(code, self._word(word)) for code, word in _BUILT_IN[letter].items())
        if letter == "R" and not self._answers[row["qid"]]:
            return self._items(self._source(row).rows)
        return self._answer_items(self._answers[row["qid"]])

    def _answer_items(self, answers: list[_Row]) -> tuple[Item, ...]:
        """The answers by code; a code that both scales of a dual array use carries both wordings."""
        texts: dict[str, dict[str, str]] = defaultdict(dict)
        for answer in answers:
            new = self._answer_texts.get(answer.get("aid", ""))
            for language, text in (new or {answer.get("language", ""): plain(answer.get("answer", ""))}).items():
                before = texts[answer["code"]].get(language, text)
                texts[answer["code"]][language] = text if before == text else f"{before} / {text}"
        return tuple(Item(code, wordings) for code, wordings in texts.items())
