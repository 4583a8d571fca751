"""XML results of EUSurvey: the structure of the survey in all its languages, and the contributions.

``<Results><Survey><Elements lang="EN">...</Elements>...</Survey><Answers><AnswerSet>...``: the elements of
the survey follow one another, the options behind their question. Written from the source of the program,
which also is why a sheet can be matched with it: both are made of the same titles.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.cells.xml import check_end, elements
from textmine.stages.read.model import Cell, Row, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["JOIN", "Element", "EuSurvey", "Part", "Place", "XmlContributions", "parse"]

JOIN = ";"
"""Stands between the ids of several answers in a cell that is made of XML."""

_TITLES = {"MatrixTitle": "Matrix", "TableTitle": "Table", "ComplexTableTitle": ""}
_ROWS = {"MatrixQuestion", "TableQuestion", "RatingQuestion"}
_OPTIONS = {"Answer", "MatrixAnswer", "TableAnswer", "RankingItem"}
_META = ("id", "create", "last", "lang", "user", "invitation", "userlogin", "totalscore")


@dataclass
class Part:
    """A row or an option: its id, its short name, its wordings, and the ids of what it makes visible."""

    key: str
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    opens: tuple[str, ...] = ()


@dataclass
class Element:
    """A question: what EUSurvey calls its type, its wordings, rows and options; `several` of a matrix with boxes."""

    key: str
    type: str
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    section: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Part] = field(default_factory=dict)
    options: dict[str, Part] = field(default_factory=dict)
    several: bool = False

    @property
    def places(self) -> list[Place]:
        """Its columns."""
        if self.type == "Table":
            return [Place(self.key, row, option) for row in self.rows for option in self.options]
        return [Place(self.key, row) for row in self.rows] or [Place(self.key)]

    def heading(self, place: Place, language: str) -> str:
        """What a sheet calls one of its columns, without short names."""
        title = self.texts.get(language, "")
        if not place.row:
            return title
        row = self.rows[place.row].texts.get(language, "")
        if place.option:
            return f"{title} {row}:{self.options[place.option].texts.get(language, '')}"
        return f"{title}: {row}"


@dataclass(frozen=True)
class Place:
    """A column of a survey: question, row, and of a table the option."""

    question: str
    row: str = ""
    option: str = ""


@dataclass(frozen=True)
class EuSurvey:
    """A survey: its short name, its languages in the order of the file, and its questions by id."""

    title: str
    languages: tuple[str, ...]
    questions: Mapping[str, Element]


def parse(path: Path) -> EuSurvey:
    """Read the structure.

    Raises:
        TextmineError: it is no XML of EUSurvey, or was cut off.
    """
    check_end(path, "Results")
    survey = next(elements(path, "Survey"), None)
    if survey is None or survey.find("Elements") is None:
        raise TextmineError(
            f"{path.name} holds no questions.",
            expected="XML results of EUSurvey, with the elements of the survey",
            hint="In EUSurvey: Results, Export, XML.",
        )
    found: dict[str, Element] = {}
    languages = []
    for part in survey.iterfind("Elements"):
        language = str(part.get("lang") or "").casefold()
        languages.append(language)
        _Reader(found, language).read(part)
    return EuSurvey(str(survey.get("alias") or path.stem), tuple(languages), found)


class _Reader:
    """Adds the wordings of one language to the questions."""

    def __init__(self, found: dict[str, Element], language: str) -> None:
        self._found, self._language = found, language
        self._section = ""
        self._open = Element("", "")

    def read(self, node: Any) -> None:
        """Read the elements in a node, and those within them."""
        for child in node:
            tag, key = child.tag, str(child.get("id") or "")
            text = plain(child.text or "")
            if tag == "Section":
                self._section = text
            elif tag == "Question" or _TITLES.get(tag):
                self._add(key, child, text)
            elif tag == "Cell":
                self._add(key, child, plain(child.findtext("ResultText") or ""))
            elif tag in _ROWS:
                title = self._open.texts.get(self._language, "")
                self._part(self._open.rows, child, text.removeprefix(f"{title}: "))
                self._open.several = self._open.several or str(child.get("type")).startswith("Multiple")
            elif tag in _OPTIONS:
                self._part(self._open.options, child, text)
            elif tag == "MatrixCell" and (option := self._open.options.get(str(child.get("aid")))):
                option.opens = (*option.opens, *_ids(child))
            if tag in {"Question", "Cell"}:
                self.read(child)

    def _add(self, key: str, child: Any, text: str) -> None:
        kind = _TITLES.get(child.tag) or str(child.get("type") or "")
        self._open = self._found.setdefault(key, Element(key, kind, str(child.get("bid") or "")))
        self._open.texts[self._language] = text
        self._open.section[self._language] = self._section

    def _part(self, parts: dict[str, Part], child: Any, text: str) -> None:
        key = str(child.get("id") or "")
        part = parts.setdefault(key, Part(key, str(child.get("bid") or ""), opens=_ids(child)))
        part.texts[self._language] = text


def _ids(child: Any) -> tuple[str, ...]:
    return tuple(filter(None, str(child.get("dependentElements") or "").split(";")))


class XmlContributions:
    """The contributions in an XML export, each question in a column: a `Grid`.

    Cells hold texts, or the ids of the answers.

    Args:
        path: The file.
        survey: Its structure.
    """

    tells_shown = False

    def __init__(self, path: Path, survey: EuSurvey) -> None:
        self.path = path
        self.places = tuple(place for element in survey.questions.values() for place in element.places)
        language = next(iter(survey.languages), "")
        self.headings = (
            *(survey.questions[place.question].heading(place, language) for place in self.places), *_META,
        )  # fmt: skip
        self._tables = {row for element in survey.questions.values() if element.type == "Table" for row in element.rows}

    def rows(self) -> Iterator[Row]:
        """The contributions; what was not answered is not in the file."""
        columns = {(place.row or place.question, place.option): at for at, place in enumerate(self.places)}
        for number, answers in enumerate(elements(self.path, "AnswerSet"), start=2):
            cells: list[Cell] = [""] * len(self.headings)
            for answer in answers.iterfind("Answer"):
                question, option = str(answer.get("qid")), str(answer.get("aid") or "")
                table = question in self._tables
                at = columns.get((question, option if table else ""))
                if at is not None:
                    said = answer.text or "" if table or not option else option
                    cells[at] = f"{cells[at]}{JOIN}{said}" if cells[at] else said
            for at, name in enumerate(_META, start=len(self.places)):
                cells[at] = str(answers.get(name) or "")
            yield Row(number, answers.sourceline or number, tuple(cells))
