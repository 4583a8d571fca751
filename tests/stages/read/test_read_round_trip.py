"""Any survey, written as LimeSurvey exports it in any form, reads back as what it was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lime import Q, build_csv, build_lss, question, tuples, whole
from lime_writer import META, Column, Form, Response, columns, headings, records, to_csv, to_json, to_vv

from textmine.stages.read import ReadSettings, read

_KINDS = "PPPMLOYTNQF;"
_ODD = ["N/A", "Y", "Yes", "-oth-", "  ", "=1+1", "a,b;c\td", 'said "no"', "two\nlines", "\\", 'x\\"', "{quote}", "0"]
TEXTS = st.sampled_from(_ODD) | st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12).filter(
    lambda text: not text.startswith("'=")
)  # what "mask equations" writes
WORDS = [
    "Benches",
    "Shade in summer",
    "A path (wide; paved)",
    "Trees & shrubs",
    "Lights, all night long",
    "Why not?",
    "Paths [paved]",
    "Other",
]
WORDINGS = [
    "What would help you most in the park?",
    "What would help you least?",
    "Who should pay",
    "Your plan:",
    "When",
]


@st.composite
def _question(draw: st.DrawFn, number: int) -> Q:
    kind = draw(st.sampled_from(_KINDS))
    labels = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True))
    more: dict[str, Any] = {}
    if kind in "PMQF;":
        more["subs"] = {f"SQ{n:03}": label for n, label in enumerate(labels, start=1)}
    if kind == ";":
        more["cols"] = {"X": "For", "Z": "Against"}
    if kind in "LOF":
        more["answers"] = {f"A{n}": f"{label} ({n})" for n, label in enumerate(labels, start=1)}
    if kind in "PML":
        more["other"] = draw(st.sampled_from("YN"))
    return question(f"Q{number}", kind, draw(st.sampled_from(WORDINGS)), **more)


@st.composite
def _response(draw: st.DrawFn, asked: Sequence[Q], number: int) -> Response:
    found: dict[str, str | None] = {
        "id": str(number),
        "submitdate": draw(st.sampled_from(["2026-03-01 10:10:00", ""])),
        "startlanguage": "en",
    }
    hidden = {q["code"] for q in asked if draw(st.integers(0, 4)) == 0}
    for column in columns(asked):
        found[column.code] = None if column.question["code"] in hidden else draw(_cell(column))
    return found


def _cell(column: Column) -> st.SearchStrategy[str]:
    if column.holds == "text":
        return st.just("") | TEXTS
    if column.holds == "number":
        return st.sampled_from(["", "0", "7", "18.5"])
    codes = {"tick": ["Y"], "yes_no": ["Y", "N"]}.get(column.holds, [*column.question.get("answers", {})])
    other = ["-oth-"] if column.question.get("other") == "Y" and column.holds == "choice" else []
    return st.sampled_from(["", *codes, *other])


@st.composite
def surveys(draw: st.DrawFn) -> tuple[list[Q], list[Response]]:
    asked = [draw(_question(number)) for number in range(1, draw(st.integers(1, 3)) + 1)]
    ids = draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True))
    return asked, [draw(_response(asked, number)) for number in sorted(ids)]


Keys = dict[tuple[str, ...], tuple[object, ...]]


def expected(
    asked: Sequence[Q], responses: Sequence[Response], *, exact: bool, full: bool = False
) -> tuple[Keys, Keys]:
    """Answers and comments as they should be read.

    Args:
        asked: The questions.
        responses: What was answered.
        exact: Whether the export tells what was not shown.
        full: Whether it has full answers, in which boxes to tick do.
    """
    answers: Keys = {}
    comments: Keys = {}
    for response in responses:
        for q in asked:
            cells = [(column, response[column.code]) for column in columns([q])]
            hidden = all(cell is None for _, cell in cells)
            filled = any(cell for _, cell in cells)
            told = exact or (full and q["type"] in "PM")
            shown = not hidden if told else True if filled else None
            for column, cell in cells:
                who, code = str(response["id"]), q["code"]
                option, row = _place(column)
                if column.holds == "tick":
                    answers[who, code, row, option] = (shown, None if shown is False else cell == "Y", None)
                elif column.item == "other" and q["type"] in "PM":
                    answers[who, code, row, option] = (shown, None if shown is False else bool(cell), None)
                elif column.item not in {"other", "comment", "othercomment"} and column.role != "option_comment":
                    value = {"-oth-": "other"}.get(cell or "", cell) if column.role == "" else None
                    answers[who, code, row, option] = (shown, None, value or None)
                if column.role and cell:
                    raw = q["answers"].get(cell, cell) if full and column.item == "comment" else cell
                    raw = "Other" if full and column.item == "comment" and raw == "-oth-" else raw
                    comments[who, code, row, option, column.role] = (raw,)
    return answers, comments


def _place(column: Column) -> tuple[str, str]:
    """The option and the row of a column in our tables."""
    kind, item = column.question["type"], column.item
    if kind in "PM" and item.startswith("other"):
        return "other", ""
    if kind in "PM":
        return item.removesuffix("comment"), ""
    if kind == ";":
        row, _, col = item.partition("_")
        return col, row
    return ("other", "") if item == "other" else ("", item if kind in "QF" else "")


def found(tables: dict[str, pd.DataFrame]) -> tuple[Keys, Keys]:
    keys = ["respondent_id", "question_id", "row_id", "option_id"]
    answers = {row[:4]: row[4:] for row in tuples(tables["answers"], *keys, "shown", "selected", "value")}
    comments = {row[:5]: row[5:] for row in tuples(tables["comments"], *keys, "kind", "raw")}
    return answers, comments  # type: ignore[return-value]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("round")


def _read(place: Path, name: str, data: bytes, asked: Sequence[Q] | None) -> dict[str, pd.DataFrame]:
    export, structure = place / name, None
    export.write_bytes(data)
    if asked is not None:
        structure = place / "given.lss"
        structure.write_bytes(build_lss(list(asked)))
    return whole(read(export, structure=structure, settings=ReadSettings(repeat=False)))


FORMS = [
    Form("code"),
    Form("code", full_answers=True, separator=";"),
    Form("emcode", separator="\t"),
    Form("emcode", full_answers=True),
    Form("full", full_answers=True),
    Form("full", separator=";"),
    Form("underscored"),
    Form("abbreviated", full_answers=True),
    Form("codetext", full_answers=True, separator=";"),
    Form("codetext", between=""),
    Form("codetext", between=" - "),
]


@pytest.mark.parametrize("form", FORMS, ids=str)
@settings(max_examples=40)
@given(survey=surveys())
def test_every_form_of_csv(place: Path, form: Form, survey: tuple[list[Q], list[Response]]) -> None:
    asked, responses = survey
    tables = _read(place, "export.csv", to_csv(asked, responses, form), asked)
    assert found(tables) == expected(asked, responses, exact=False, full=form.full_answers)


@pytest.mark.parametrize(("name", "write"), [("x.json", to_json), ("x.txt", to_vv)], ids=["json", "vv"])
@settings(max_examples=40)
@given(survey=surveys())
def test_what_tells_what_was_shown(place: Path, name: str, write: Any, survey: tuple[list[Q], list[Response]]) -> None:
    asked, responses = survey
    told = name != "x.json" or any(None in response.values() for response in responses)
    assert found(_read(place, name, write(asked, responses), asked)) == expected(asked, responses, exact=told)


@settings(max_examples=40)
@given(survey=surveys())
def test_without_the_structure_every_box_is_found(place: Path, survey: tuple[list[Q], list[Response]]) -> None:
    asked, responses = survey
    kinds = {q["code"]: q["type"] for q in asked}
    wanted = {key: raw for key, raw in expected(asked, responses, exact=False)[1].items() if _is_box(key, kinds)}
    _, comments = found(_read(place, "bare.csv", to_csv(asked, responses, Form("code")), None))
    assert {key: raw for key, raw in comments.items() if _is_box(key, kinds)} == wanted


def _is_box(key: tuple[str, ...], kinds: dict[str, str]) -> bool:
    """Whether a comment belongs to a question with a box for each option, or to a choice."""
    return kinds[key[1]] in "PLO" and key[4] != "free_text"


@pytest.mark.parametrize("form", [Form("code"), Form("emcode"), Form("codetext")], ids=str)
@settings(max_examples=25)
@given(survey=surveys(), seed=st.integers(0, 1000))
def test_columns_in_another_order_change_nothing(
    place: Path, form: Form, survey: tuple[list[Q], list[Response]], seed: int
) -> None:
    asked, responses = survey
    table = [headings(asked, form), *records(asked, responses, form)]
    order = random.Random(seed).sample(range(len(table[0])), len(table[0]))
    _same(place, asked, table, [[row[n] for n in order] for row in table])


@pytest.mark.parametrize("form", [Form("full"), Form("abbreviated", full_answers=True)], ids=str)
@settings(max_examples=25)
@given(survey=surveys(), seed=st.integers(0, 1000))
def test_questions_in_another_order_change_nothing(
    place: Path, form: Form, survey: tuple[list[Q], list[Response]], seed: int
) -> None:
    asked, responses = survey
    for number, q in enumerate(asked, start=1):
        q["text"] = f"{number}. {q['text']}"  # or their position tells questions apart
    table = [headings(asked, form), *records(asked, responses, form)]
    own = len(META)
    blocks = [[own + n for n, c in enumerate(columns(asked)) if c.question is q] for q in asked]
    order = [*range(own), *(n for block in random.Random(seed).sample(blocks, len(blocks)) for n in block)]
    _same(place, asked, table, [[row[n] for n in order] for row in table])


@settings(max_examples=25)
@given(survey=surveys(), seed=st.integers(0, 1000))
def test_rows_in_another_order_change_only_where_comments_stand(
    place: Path, survey: tuple[list[Q], list[Response]], seed: int
) -> None:
    asked, responses = survey
    table = [headings(asked, Form()), *records(asked, responses, Form())]
    _same(place, asked, table, [table[0], *random.Random(seed).sample(table[1:], len(responses))], but="source_row")


def _same(place: Path, asked: list[Q], before: list[list[str]], after: list[list[str]], but: str = "") -> None:
    """Two tables give the same tables of ours, all but one column."""
    first, second = (_read(place, "export.csv", build_csv(table[0], table[1:]), asked) for table in (before, after))
    for name, data in first.items():
        assert data.drop(columns=but, errors="ignore").equals(second[name].drop(columns=but, errors="ignore")), name
