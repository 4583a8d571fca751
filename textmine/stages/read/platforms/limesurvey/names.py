"""The columns of a LimeSurvey question, and what each export form calls them.

The names are made from the structure and looked up, never taken apart: ``CHANNEL[mother]`` ends in
"other" without being one, and field ``1X1X121`` is question 12, rank 1, or question 121.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Role

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["KINDS", "Column", "Source", "columns"]

KINDS = {
    "M": "multiple", "P": "multiple_comments", "L": "single", "!": "single", "O": "single_comment",
    "G": "single", "5": "single", "I": "single", "Y": "yes_no", "S": "text", "T": "text", "U": "text",
    "Q": "texts", "N": "number", "K": "numbers", "D": "date", "A": "array", "B": "array", "C": "array",
    "E": "array", "F": "array", "H": "array", "1": "array", ":": "array_number", ";": "array_text",
    "R": "ranking", "|": "file", "X": "display", "*": "display",
}  # fmt: skip
"""Kind of question for each type letter of LimeSurvey."""


@dataclass(frozen=True)
class Source:
    """A question in the terms of LimeSurvey's database: sub-questions are (code, id) pairs."""

    code: str
    type: str
    sid: str
    gid: str
    qid: str
    other: bool
    rows: tuple[tuple[str, str], ...]
    cols: tuple[tuple[str, str], ...]
    ranks: int


@dataclass(frozen=True)
class Column:
    """One column: its code heading, its expression-manager heading, its database names, its meaning."""

    heading: str
    em: str
    fields: tuple[str, ...]
    question: str
    role: Role | None
    row: str = ""
    option: str = ""


@dataclass(frozen=True)
class _Part:
    """What is put behind the code of the question; `new` is the database name since LimeSurvey 7."""

    code: str
    em: str
    old: str
    new: str
    role: Role | None
    row: str = ""
    option: str = ""


def columns(source: Source) -> list[Column]:
    """The columns of a question in the order of the export; a `role` of None is not read."""
    old, new = f"{source.sid}X{source.gid}X{source.qid}", f"Q{source.qid}"
    return [
        Column(
            f"{source.code}{part.code}", f"{source.code}{part.em}", (f"{old}{part.old}", f"{new}{part.new}"),
            source.code, part.role, part.row, part.option,
        )
        for part in _parts(source)
    ]  # fmt: skip


def _parts(source: Source) -> Iterator[_Part]:
    kind = KINDS.get(source.type, "text")
    if kind in {"multiple", "multiple_comments"}:
        yield from _ticks(source, comments=kind == "multiple_comments")
    elif kind in {"texts", "numbers", "array"} and source.type != "1":
        for code, qid in source.rows:
            yield _item(code, f"_S{qid}", "text" if kind == "texts" else "value", row=code)
    elif source.type == "1":
        yield from _scales(source)
    elif kind in {"array_text", "array_number"}:
        yield from _cells(source, "text" if kind == "array_text" else "value")
    elif kind == "ranking":
        yield from _ranks(source)
    elif kind == "file":
        yield _Part("", "", "", "", None)
        yield _Part("[filecount]", "_filecount", "_filecount", "_Cfilecount", "value")
    else:
        yield from _simple(source, "text" if kind == "text" else "value")


def _item(code: str, new: str, role: Role, *, row: str = "", option: str = "") -> _Part:
    return _Part(f"[{code}]", f"_{code}", code, new, role, row, option)


def _ticks(source: Source, *, comments: bool) -> Iterator[_Part]:
    for code, qid in source.rows:
        yield _item(code, f"_S{qid}", "tick", option=code)
        if comments:
            yield _item(f"{code}comment", f"_S{qid}_Ccomment", "option_comment", option=code)
    if source.other:
        yield _item("other", "_Cother", "other_text", option=OTHER)
        if comments:
            yield _item("othercomment", "_Cothercomment", "other_comment", option=OTHER)


def _simple(source: Source, role: Role) -> Iterator[_Part]:
    yield _Part("", "", "", "", role)
    if source.other:
        yield _item("other", "_Cother", "other_text", option=OTHER)
    if source.type == "O":
        yield _item("comment", "_Ccomment", "question_comment")


def _scales(source: Source) -> Iterator[_Part]:
    for code, qid in source.rows:
        for scale in (0, 1):
            yield _Part(
                f"[{code}][{scale + 1}]", f"_{code}_{scale}", f"{code}#{scale}", f"_S{qid}#{scale}",
                "value", code, str(scale),
            )  # fmt: skip


def _cells(source: Source, role: Role) -> Iterator[_Part]:
    for row, row_qid in source.rows:
        for col, col_qid in source.cols:
            yield _item(f"{row}_{col}", f"_S{row_qid}_S{col_qid}", role, row=row, option=col)


def _ranks(source: Source) -> Iterator[_Part]:
    for rank in range(1, source.ranks + 1):
        new = f"_S{source.rows[rank - 1][1]}" if rank <= len(source.rows) else f"_R{rank}"
        yield _item(str(rank), new, "value", row=str(rank))
