"""What textmine.toml says of single columns and questions, [columns] and [questions]: read, and written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textmine.errors import TextmineError, nearest
from textmine.wordings import identifier

__all__ = ["IS", "ROLES", "ColumnLine", "QuestionLine", "check", "lines", "parse", "quoted"]

ROLES = ("tick", "answer", "text", "joined", "comment", "other", "other comment")
"""What a column can be of a question."""

IS = {
    "tick": "filled when an option was ticked: question and option",
    "comment": "a comment on an option: question and option; without an option, on the answer to the question",
    "other": 'the text of the open option ("Other, please specify"): question',
    "other comment": "a comment on the open option: question",
    "answer": "one answer, number or date: question; of a table of answers, row as well",
    "text": "an open answer: question; of several texts, row as well",
    "joined": "several answers in one cell: question, and what stands between them as separator",
    "id": "the id of the respondent",
    "submitted": "the date of submission",
    "finished": "whether the respondent came to the end",
    "language": "the language of the respondent",
    "attribute": "what figures can be broken down by",
    "personal": "personal data: not read, and listed by `textmine check`",
    "leave out": "not read",
}
"""What a column can be, and what its line needs."""

_KINDS = (
    "multiple", "multiple_comments", "single", "single_comment", "text", "texts", "number", "numbers", "date",
    "yes_no", "array", "array_text", "array_number", "ranking", "file", "display",
)  # fmt: skip
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class ColumnLine:
    """A line of [columns].

    Attributes:
        heading: The column; the second of two with one heading ends in " (2)".
        what: What it is, a key of `IS`.
        question: Code of its question.
        option: Wording or code of its option.
        row: Wording or code of the row of its question.
        separator: What stands between answers that are joined in its cells; found out where empty.
    """

    heading: str
    what: str
    question: str = ""
    option: str = ""
    row: str = ""
    separator: str = ""


@dataclass(frozen=True)
class QuestionLine:
    """A line of [questions]; what is None stays as it was found.

    Attributes:
        code: Code of the question.
        text: Its wording.
        kind: Its kind.
        options: Code and wording of its options but the open one; the code is "" where only wordings were given.
        rows: Code and wording of its rows, in the same way.
        other: Wording of its open option.
        personal: Whether it asks for personal data.
    """

    code: str
    text: str | None = None
    kind: str | None = None
    options: tuple[tuple[str, str], ...] | None = None
    rows: tuple[tuple[str, str], ...] | None = None
    other: str | None = None
    personal: bool | None = None


def parse(
    path: Path | None, columns: Any, questions: Any
) -> tuple[tuple[ColumnLine, ...], tuple[QuestionLine, ...]]:  # fmt: skip
    """The sections [columns] and [questions] of a configuration file.

    Args:
        path: The file, for the messages.
        columns: What stands under [columns].
        questions: What stands under [questions].

    Raises:
        TextmineError: a key is not known, or a value is of the wrong type or not one of those allowed.
    """
    of_columns = _each(path, "columns", columns)
    of_questions = _each(path, "questions", questions)
    return (
        tuple(_column(f"{path}: columns.{_key(name)}", name, given) for name, given in of_columns),
        tuple(_question(f"{path}: questions.{_key(name)}", name, given) for name, given in of_questions),
    )


def _each(path: Path | None, section: str, given: Any) -> Collection[tuple[str, Any]]:
    if not isinstance(given, dict):
        raise TextmineError(f"{path}: {section} is a value.", expected=f"a section [{section}]")
    return given.items()


def _column(where: str, heading: str, given: Any) -> ColumnLine:
    said = _checked(where, given, {"is": str} | dict.fromkeys(("question", "option", "row", "separator"), str))
    what = said.pop("is", None)
    if what not in IS:
        raise TextmineError(
            f"{where} says is = {what!r}." if what else f"{where} does not say what it is.",
            expected='a line such as { is = "text", question = "Q3" }',
            hint=nearest(what or "", IS),
        )
    line = ColumnLine(heading, what, **said)
    if what not in ROLES and said:
        raise TextmineError(f"{where}: a column that is {what!r} has no {', '.join(sorted(said))}.", expected=IS[what])
    if what == "tick" and not line.option:
        raise TextmineError(f"{where} does not say which option it is a tick of.", expected=IS[what])
    if what in {"other", "other comment", "joined"} and line.option:
        raise TextmineError(f"{where}: a column that is {what!r} has no option.", expected=IS[what])
    return line


def _question(where: str, code: str, given: Any) -> QuestionLine:
    items = (list, dict)
    types = {"text": str, "kind": str, "options": items, "rows": items, "other": str, "personal": bool}
    said = _checked(where, given, types)
    if said.get("kind", "text") not in _KINDS:
        raise TextmineError(f"{where} says kind = {said['kind']!r}.", hint=nearest(said["kind"], _KINDS))
    for name in ("options", "rows"):
        if name in said:
            said[name] = _items(f"{where}: {name}", said[name])
    return QuestionLine(code, **said)


def _checked(where: str, given: Any, types: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise TextmineError(f"{where} is {given!r}.", expected='a line such as { is = "text" }, the heading in quotes')
    for key, value in given.items():
        if key not in types:
            raise TextmineError(f"{where} has no key {key!r}.", hint=nearest(key, types))
        if not isinstance(value, types[key]):
            words = {str: "a text in quotes", bool: "true or false"}
            expected = words.get(types[key], 'a list of wordings, or codes with wordings: { A1 = "yes" }')
            raise TextmineError(f"{where}: {key} is {value!r}.", expected=expected)
    return dict(given)


def _items(where: str, given: list[Any] | dict[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = tuple(given.items()) if isinstance(given, dict) else tuple(("", label) for label in given)
    if not all(isinstance(label, str) and (code or label) for code, label in pairs):
        raise TextmineError(f"{where} is {given!r}.", expected='a list of wordings, such as ["Bus", "Train; tram"]')
    twice = sorted({label for _, label in pairs if sum(label == other for _, other in pairs) > 1})
    if twice and not isinstance(given, dict):
        raise TextmineError(f"{where} names {twice[0]!r} twice.", expected="each once")
    return pairs


def check(
    columns: Iterable[ColumnLine], questions: Iterable[QuestionLine], headings: Collection[str], codes: Collection[str]
) -> None:
    """See that what is named is there.

    Args:
        columns: What is said of columns.
        questions: What is said of questions.
        headings: The headings of the survey, each once.
        codes: The codes of its questions.

    Raises:
        TextmineError: a column or a question is not there.
    """
    for column in columns:
        if column.heading not in headings:
            raise TextmineError(
                f"columns: the survey has no column {column.heading!r}.", hint=nearest(column.heading, headings)
            )
    for question in questions:
        if question.code not in codes:
            raise TextmineError(
                f"questions: the survey has no question {question.code!r}.", hint=nearest(question.code, codes)
            )


def lines(columns: Sequence[ColumnLine], questions: Sequence[QuestionLine]) -> str:
    """The two sections as TOML, each line commented out: without the "# " before them they say what was found.

    Args:
        columns: What was found of each column.
        questions: What was found of each question.
    """
    wordings = {question.code: question for question in questions}
    groups = dict.fromkeys(line.question for line in columns if line.what in ROLES)
    out = [
        '## What was made of each column. To correct one, take away the "# " before its line and change it; the others',
        "## stay as they are. A column is one of:",
        *(f'##   is = "{word}"{" " * (13 - len(word))} {meaning}' for word, meaning in IS.items()),
        "[columns]",
    ]
    out += [_column_line(line) for line in columns if line.what not in ROLES]
    for code in groups:
        question = wordings[code]
        out += ["##", f"## {_key(code)}: {quoted(question.text or '')[1:-1]} ({question.kind})"]
        out += [_column_line(line) for line in columns if line.what in ROLES and line.question == code]
    out += [
        "",
        "## What was made of each question: wording, kind and options, as a list or with their codes. The open option",
        "## is not among them but stands as other. personal = true keeps a question out of reports, false lets it in.",
        "[questions]",
        *map(_question_line, questions),
    ]
    return "\n".join(out) + "\n"


def _column_line(line: ColumnLine) -> str:
    said = {"question": line.question, "is": line.what, "option": line.option, "row": line.row}
    return f"# {quoted(line.heading)} = {{ {_pairs(said | {'separator': line.separator})} }}"


def _pairs(said: Mapping[str, str]) -> str:
    return ", ".join(f"{key} = {quoted(value)}" for key, value in said.items() if value)


def _question_line(line: QuestionLine) -> str:
    said = {"text": quoted(line.text or ""), "kind": quoted(line.kind or "")}
    said |= {name: _list(found) for name, found in (("options", line.options), ("rows", line.rows)) if found}
    said |= {"other": quoted(line.other)} if line.other is not None else {}
    said |= {"personal": "true"} if line.personal else {}
    return f"# {_key(line.code)} = {{ {', '.join(f'{key} = {value}' for key, value in said.items())} }}"


def _list(pairs: Sequence[tuple[str, str]]) -> str:
    """A list of wordings where codes would be made of them anyway, else codes with their wordings."""
    taken = {"other"}
    for code, label in pairs:
        if not label or identifier(label, taken) != code:
            return f"{{ {', '.join(f'{_key(each)} = {quoted(text)}' for each, text in pairs)} }}"
        taken.add(code)
    return f"[{', '.join(quoted(label) for _, label in pairs)}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(text: str) -> str:
    """A text as TOML has it: like JSON, but that the control character 127 is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
