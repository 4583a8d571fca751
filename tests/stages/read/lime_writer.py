"""LimeSurvey's side of a round trip: an invented survey and its answers, written in any form of export.

What a survey holds is a `Response`: a cell for each column, by code heading, as in the database of LimeSurvey, None
where the column was never shown. Written from docs and exports of LimeSurvey, without the code under test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lime import Q, build_csv

Response = Mapping[str, str | None]

META = {"id": "Response ID", "submitdate": "Date submitted", "startlanguage": "Start language"}
_LABELS = {"other": "Other", "comment": "Comment", "othercomment": "Other comment"}


@dataclass(frozen=True)
class Form:
    """A form of export.

    Attributes:
        headings: code, emcode, full, abbreviated, underscored or codetext.
        full_answers: Whether answers are labels and not codes.
        separator: What stands between cells.
        between: What stands between code and wording.
    """

    headings: str = "code"
    full_answers: bool = False
    separator: str = ","
    between: str = ". "


@dataclass(frozen=True)
class Column:
    """A column of a question: its item behind the code, the wordings in brackets, and what it holds."""

    question: Q
    item: str
    labels: tuple[str, ...]
    holds: str

    @property
    def code(self) -> str:
        """The heading as a code, by which responses hold its cells."""
        return f"{self.question['code']}[{self.item}]" if self.item else self.question["code"]

    @property
    def role(self) -> str:
        """What a comment in it is called in our tables."""
        if self.holds != "text":
            return ""
        kinds = {"other": "other_text", "othercomment": "other_comment", "comment": "question_comment"}
        default = "option_comment" if self.item.endswith("comment") else "free_text"
        return kinds.get(self.item, default)


def columns(asked: Sequence[Q]) -> list[Column]:
    """The columns of a survey, in the order of the export."""
    return [column for question in asked for column in _columns(question)]


def _columns(q: Q) -> Iterator[Column]:
    kind, subs, other = q["type"], q.get("subs", {}), q.get("other") == "Y"
    if kind in "MP":
        for code, label in subs.items():
            yield Column(q, code, (label,), "tick")
            if kind == "P":
                yield Column(q, f"{code}comment", (label, "Comment"), "text")
        extra = ["other", "othercomment"] if kind == "P" else ["other"]
        yield from (Column(q, item, (_LABELS[item],), "text") for item in extra if other)
    elif kind in "QF":
        for code, label in subs.items():
            yield Column(q, code, (label,), "text" if kind == "Q" else "choice")
    elif kind == ";":
        for row, label in subs.items():
            yield from (Column(q, f"{row}_{col}", (label, text), "text") for col, text in q["cols"].items())
    else:
        yield Column(q, "", (), {"L": "choice", "O": "choice", "Y": "yes_no", "N": "number"}.get(kind, "text"))
        extra = ["other"] if other else ["comment"] if kind == "O" else []
        yield from (Column(q, item, (_LABELS[item],), "text") for item in extra)


def heading(column: Column, form: Form) -> str:
    """What a column is called in a form of export."""
    if form.headings == "emcode":
        return column.code.replace("[", "_").replace("]", "")
    shorten = _cut if form.headings == "abbreviated" else str
    parts = [shorten(label) if label not in _LABELS.values() else label for label in column.labels]
    wording = shorten(column.question["text"]) + (f" [{']['.join(parts)}]" if parts else "")
    if form.headings == "underscored":
        return wording.replace(" ", "_")
    return {"code": column.code, "codetext": column.code + form.between + wording}.get(form.headings, wording)


def _cut(text: str, length: int = 15) -> str:
    return text[:length] + ".. " if len(text) > length + 3 else text


def headings(asked: Sequence[Q], form: Form) -> list[str]:
    """All headings of an export."""
    if form.headings in {"code", "emcode"}:
        own = list(META)
    elif form.headings == "codetext":
        own = [code + form.between + label for code, label in META.items()]
    else:
        own = [label.replace(" ", "_") if form.headings == "underscored" else label for label in META.values()]
    return own + [heading(column, form) for column in columns(asked)]


def records(asked: Sequence[Q], responses: Sequence[Response], form: Form) -> list[list[str]]:
    """All records of an export, below `headings`."""
    return [
        [response[name] or "" for name in META]
        + [
            _said(column, response[column.code]) if form.full_answers else response[column.code] or ""
            for column in columns(asked)
        ]
        for response in responses
    ]


def _said(column: Column, cell: str | None) -> str:
    """A cell as full answer."""
    if column.holds == "tick":
        return "N/A" if cell is None else "Yes" if cell else "No"
    if column.holds == "yes_no":
        return {"Y": "Yes", "N": "No"}.get(cell or "", "N/A")
    answers = column.question.get("answers", {}) | {"-oth-": "Other"}
    # a comment on a choice, too: LimeSurvey takes it for a code
    replaced = column.holds == "choice" or column.item == "comment"
    return answers.get(cell, cell or "") if replaced else cell or ""


def to_csv(asked: Sequence[Q], responses: Sequence[Response], form: Form) -> bytes:
    """The export as CSV."""
    return build_csv(headings(asked, form), records(asked, responses, form), form.separator)


def to_json(asked: Sequence[Q], responses: Sequence[Response]) -> bytes:
    """The export as JSON with codes, which has null for what was not shown."""
    names = [*META, *(column.code for column in columns(asked))]
    return json.dumps({"responses": [{name: response[name] for name in names} for response in responses]}).encode()


def to_vv(asked: Sequence[Q], responses: Sequence[Response]) -> bytes:
    """The export as VV file, with expression-manager codes."""
    names = [*META, *(column.code for column in columns(asked))]
    rows = [["A wording"] * len(names), headings(asked, Form("emcode"))]
    rows += [[escaped(response[name]) for name in names] for response in responses]
    return "".join("\t".join(map(fputcsv, row)) + "\n" for row in rows).encode()


def escaped(cell: str | None) -> str:
    """A cell of a VV file before it is quoted; None is what was not shown."""
    if cell is None:
        return "{question_not_shown}"
    for sign, name in (("{", "lbrace"), ("\n", "newline"), ("\r", "cr"), ("\t", "tab")):
        cell = cell.replace(sign, f"{{{name}}}")
    return cell


def fputcsv(cell: str) -> str:
    """A cell as PHP writes it: a quote is doubled unless a backslash stands before it."""
    if not set(cell) & set('\t"\\\n\r '):
        return cell
    written, after_backslash = "", False
    for sign in cell:
        written += '""' if sign == '"' and not after_backslash else sign
        after_backslash = sign == "\\"
    return f'"{written}"'
