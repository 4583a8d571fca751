"""A form of KoboToolbox or ODK: an XLSForm, or the JSON in which KoboToolbox keeps one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.cells.book import BookSheet
from textmine.stages.read.cells.objects import parsed
from textmine.stages.read.model import OTHER, Item, language_named, plain
from textmine.stages.read.questions.fields import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from textmine.stages.read.sniff import Head

__all__ = ["Step", "XlsForm", "is_form", "parse"]

_KINDS = {
    "text": "text", "barcode": "text", "string": "text",
    "integer": "number", "int": "number", "decimal": "number", "range": "number",
    "date": "date", "datetime": "date", "time": "date",
    "image": "file", "photo": "file", "audio": "file", "video": "file", "file": "file",
    "acknowledge": "single", "trigger": "single",
}  # fmt: skip
"""Kinds of questions by the types of XLSForm (https://xlsform.org/en/#question-types)."""

_PERSONAL = {
    "geopoint", "geotrace", "geoshape", "location", "start-geopoint", "deviceid", "phonenumber", "phone_number",
    "username", "email", "subscriberid", "simserial",
}  # fmt: skip
_PICKED = re.compile(
    r"(select[ _]multiple|select all that apply|select[ _]one|select1|rank)(?:[ _]from[ _]file)?(?: from)?\s+(\S+)"
    r"(\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"(begin|end)[ _](group|repeat|score|rank|kobomatrix)", re.IGNORECASE)
_ROWS = {"score__row", "rank__level"}
"""Rows of the grids of KoboToolbox, each a single choice of the list that the block names."""

_SELECTED = re.compile(r"selected\(\s*\$\{([^}]+)\}\s*,\s*(['\"])([^'\"]+)\2\s*\)")
_EQUALS = re.compile(r"\$\{([^}]+)\}\s*=\s*(['\"]?)([^'\"\s]+)\2")
_LABEL = re.compile(r"label\s*(?:::?\s*(.+))?", re.IGNORECASE)
_CODE = re.compile(r".*\(([A-Za-z]{2,3}(?:-\w+)*)\)\s*")
_OK = Item("OK", {"": "OK"})
_OTHER = Item(OTHER, {"": "Other"})

_Line = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A part of the path of a question: a group, or the question itself, with its name and its label by language."""

    name: str
    texts: Mapping[str, str]


@dataclass(frozen=True)
class _Group:
    """A group that is begun: its step, under which condition it is shown, if it is repeated, the list of its rows."""

    step: Step
    condition: str
    repeated: bool
    choices: str


@dataclass
class XlsForm:
    """A form.

    Attributes:
        title: Its title, "" when it has none.
        languages: Its languages, the base first.
        fields: Its questions.
        paths: For each line that gets a column, the groups around it and the line itself; those that are no
            questions are calculated, or what the form notes on itself.
        personal: Names of the lines that ask for a place, a telephone number, or who fills the form in.
        repeats: Names of the groups that are repeated, whose questions are left out.
    """

    title: str
    languages: tuple[str, ...]
    fields: list[Field] = field(default_factory=list)
    paths: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)
    repeats: list[str] = field(default_factory=list)


def is_form(head: Head) -> bool:
    """Whether a file is a form: a workbook with the sheets survey and choices, or a JSON with such lists."""
    if head.kind == "book":
        return "survey" in head.names and (
            "choices" in head.names
            or (bool(head.rows) and {"type", "name"} <= {cell.casefold() for cell in head.rows[0]})
        )
    return head.kind == "json" and bool(re.search(r'"survey"\s*:\s*\[\s*\{', head.start))


def parse(head: Head) -> XlsForm:
    """Read a form.

    Raises:
        TextmineError: it is no form, or has no questions.
    """
    sheets, translations = _of_book(head.path, head.names) if head.kind == "book" else _of_json(head.path)
    settings = (*sheets["settings"], {})[0]
    default = _language(str(settings.get("default_language") or ""))
    languages = [*([default] if default else []), *translations]
    form = XlsForm(str(settings.get("form_title") or ""), tuple(dict.fromkeys(languages)))
    _Reader(form, sheets["choices"], default).read(sheets["survey"])
    if not form.fields:
        raise TextmineError(
            f"{head.path.name} is a form without questions.", expected="an XLSForm with a sheet 'survey'"
        )
    return form


def _of_book(path: Path, names: Sequence[str]) -> tuple[dict[str, list[_Line]], list[str]]:
    """The sheets of an XLSForm, the labels of each line by language, and the languages."""
    sheets: dict[str, list[_Line]] = {"survey": [], "choices": [], "settings": []}
    languages: dict[str, None] = {}
    for name in (name for name in sheets if name in names):
        rows = [[" ".join((cell or "").split()) for cell in row.cells] for row in BookSheet(path, name).rows()]
        headings = [heading.casefold() if not _LABEL.fullmatch(heading) else heading for heading in (*rows, [])[0]]
        spoken = {n: _language(found[1] or "") for n, h in enumerate(headings) if (found := _LABEL.fullmatch(h))}
        languages |= dict.fromkeys(language for language in spoken.values() if language) if name == "survey" else {}
        for row in rows[1:]:
            line: dict[str, Any] = {h: cell for h, cell in zip(headings, row, strict=True) if cell}
            line["label"] = {language: row[column] for column, language in spoken.items() if row[column]}
            sheets[name].append(line)
    return sheets, [*languages]


def _of_json(path: Path) -> tuple[dict[str, list[_Line]], list[str]]:
    """The same of the content of a form in KoboToolbox; it may stand within the asset that the API gives."""
    try:
        content = parsed(path.read_bytes())
        content = content.get("content", content)
        spoken = [_language(language or "") for language in content.get("translations") or [""]]
        sheets = {name: [_labelled(line, spoken) for line in content.get(name) or []] for name in ("survey", "choices")}
    except (ValueError, AttributeError, TypeError, RecursionError) as error:
        raise TextmineError(
            f"{path.name} is no form of KoboToolbox that can be read.", expected='{"content": {"survey": [...]}}'
        ) from error
    settings = content.get("settings")
    lines: list[_Line] = [
        line for line in (settings if isinstance(settings, list) else [settings]) if isinstance(line, dict)
    ]
    return sheets | {"settings": lines}, [s for s in spoken if s]


def _labelled(line: _Line, spoken: Sequence[str]) -> _Line:
    label = line.get("label") or []
    texts = label if isinstance(label, list) else [label]
    said = {key: str(value) for key, value in line.items() if value}
    return {**said, "label": {key: " ".join(text.split()) for key, text in zip(spoken, texts, strict=False) if text}}


def _language(name: str) -> str:
    """The name of a language, such as "French (fr)" or "French", as its code; one without stays, "default" is none."""
    if found := _CODE.fullmatch(name):
        return found[1].casefold()
    said = name.strip()
    return "" if said.casefold() == "default" else language_named(said) or said


class _Reader:
    """Goes through the lines of a form and fills it."""

    def __init__(self, form: XlsForm, choices: Iterable[_Line], default: str) -> None:
        self._form, self._default = form, default
        self._lists: dict[str, list[Item]] = defaultdict(list)
        self._groups: list[_Group] = []
        for line in choices:
            name = line.get("list_name") or line.get("list name") or ""
            code = str(line.get("name") or line.get("value") or line.get("$autovalue") or "")
            if name and code:
                self._lists[name].append(Item(code, self._texts(line)))

    def read(self, survey: Iterable[_Line]) -> None:
        for line in survey:
            kind = str(line.get("type") or "").strip()
            name = str(line.get("name") or line.get("$autoname") or "")
            if block := _BLOCK.match(kind):
                self._block(block[1].casefold(), block[2].casefold(), name, line)
            elif name and not any(group.repeated for group in self._groups):
                self._line(kind, name, line)

    def _block(self, edge: str, kind: str, name: str, line: _Line) -> None:
        if edge == "end":
            del self._groups[-1:]
            return
        rows_of = str(line.get("kobo--score-choices") or line.get("kobo--rank-items") or "")
        group = _Group(Step(name, self._texts(line)), _condition(line), kind == "repeat", rows_of)
        self._groups.append(group)
        if group.repeated:
            self._form.repeats.append(name)

    def _field(self, kind: str, name: str, line: _Line) -> Field | None:
        """A question; None for a line that is none."""
        conditions = [said for said in (*(group.condition for group in self._groups), _condition(line)) if said]
        conditional = bool(conditions)
        section = next((group.step.texts for group in reversed(self._groups) if group.step.texts), {})
        if kind in _ROWS and self._groups:
            kind = f"select_one {self._groups[-1].choices}"
        listed = f"{kind} {line['select_from_list_name']}" if line.get("select_from_list_name") else kind
        if picked := _PICKED.match(listed):
            found = {"m": "multiple", "r": "ranking"}.get(_initial(picked[1]), "single")
            choices = tuple(self._lists[picked[2]])
            has_other = bool(picked[3] or line.get("_or_other"))
            if has_other and all(item.code != OTHER for item in choices):
                choices = (*choices, _OTHER)
            return Field(
                name, found, self._texts(line), choices, section, found, None, conditional, OTHER if has_other else ""
            )
        found = _KINDS.get(kind.casefold().replace(" ", ""), "")
        choices = (_OK,) if found == "single" else ()
        opened = _opened_by(conditions[0]) if len(conditions) == 1 else None
        return Field(name, found, self._texts(line), choices, section, kind, opened, conditional) if found else None

    def _line(self, kind: str, name: str, line: _Line) -> None:
        steps = tuple(group.step for group in self._groups)
        last = Step(name, self._texts(line))
        if name in self._form.paths:  # a name need only differ within its group
            name = "/".join(step.name for step in (*steps, last))
        self._form.paths[name] = (*steps, last)
        if kind.casefold() in _PERSONAL:
            self._form.personal.add(name)
        elif found := self._field(kind, name, line):
            self._form.fields.append(found)
            if found.open_choice:
                text = f"{name}_other"
                box = Field(text, "text", {}, section=found.section, opened_by=(name, OTHER), conditional=True)
                self._form.fields.append(box)
                self._form.paths[text] = (*steps, Step(f"{last.name}_other", {}))

    def _texts(self, line: _Line) -> dict[str, str]:
        """The label by language; one without a language is of the default one."""
        found = {language or self._default: plain(text) for language, text in line["label"].items()}
        return {language: text for language, text in found.items() if text}


def _initial(word: str) -> str:
    """The letter m for "select_multiple" and "select all that apply", r for "rank", else s."""
    low = word.casefold()
    return "m" if "multiple" in low or "all" in low else low[0]


def _condition(line: _Line) -> str:
    """The condition under which a question or group is shown."""
    return str(line.get("relevant") or line.get("relevance") or line.get("bind::relevant") or "").strip()


def _opened_by(condition: str) -> tuple[str, str] | None:
    """The question and the choice that a condition consists of; None for any other condition."""
    bare = condition.strip()
    while bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    found = _SELECTED.fullmatch(bare) or _EQUALS.fullmatch(bare)
    return (found[1].strip(), found[3]) if found else None
