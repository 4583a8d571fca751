"""Every real export beside the checkout is read with the right numbers, or refused with a word on what to do.

The numbers in cases/real_exports.jsonl were counted from the files by somebody who had not seen our code, with
the csv, openpyxl and xml modules; columns are numbers, from 1, and no wording of a survey stands there. Where
a reading is a matter of judgement (one question or two), the case holds both.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers import REAL

from textmine.errors import TextmineError
from textmine.stages.read import ReadSettings, read
from textmine.stages.read.cells.long import Long
from textmine.stages.read.sniff import head
from textmine.stages.read.understand import names

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases/real_exports.jsonl").read_text().splitlines()]
READ = [case for case in CASES if "respondents" in case]
REFUSED = [case for case in CASES if "refused" in case]


class Export:
    """An export as it was read, its columns by number."""

    def __init__(self, case: dict[str, Any]) -> None:
        path = REAL / case["file"]
        structure = REAL / case["structure"] if "structure" in case else None
        self.survey = read(path, structure=structure, settings=ReadSettings(**_settings(case)))
        frames = list(self.survey.batches(1000))
        self.answers, self.comments = (pd.concat([each[name] for each in frames]) for name in ("answers", "comments"))
        grid = self.survey._sources[0].grid
        self._columns = names(grid._grid.headings if isinstance(grid, Long) else grid.headings)

    def heading(self, column: int | str) -> str:
        """The heading of a column by its number, from 1; in JSON there are no numbers."""
        return self._columns[int(column) - 1] if str(column).isdecimal() else str(column)

    def texts(self, column: int | str) -> int:
        """How many comments stand in a column; white space alone is none."""
        found = self.comments[self.comments["source_column"] == self.heading(column)]
        return int(found["raw"].str.strip().ne("").sum())

    def ticks(self, column: int | str) -> list[int]:
        """How often each option of a column was ticked, most first."""
        found = []
        for binding in self.survey._sources[0].plan.bindings:
            if binding.source == self.heading(column) and binding.role in {"tick", "other_text", "value"}:
                keys = ("question_id", "record_id", "row_id", "option_id")
                place = (binding.question, binding.record, binding.row, binding.option)
                mine = self.answers[(self.answers[[*keys]] == pd.Series(place, index=keys)).all(axis=1)]
                ticked = mine["value"].notna() if binding.role == "value" else mine["selected"].fillna(value=False)
                found.append(int(ticked.sum()))
        return sorted(found, reverse=True)

    def bound(self, column: int | str) -> set[str]:
        """The questions that a column belongs to."""
        bindings = self.survey._sources[0].plan.bindings
        return {binding.question for binding in bindings if binding.source == self.heading(column)}


def _settings(case: dict[str, Any]) -> dict[str, Any]:
    settings = dict(case.get("settings", {}))
    if "text_columns" in settings:
        headings = names(head(REAL / case["file"]).rows[0])
        settings["text_columns"] = tuple(headings[number - 1] for number in settings["text_columns"])
    return settings


@pytest.fixture(scope="module", params=READ, ids=[case["file"] for case in READ])
def export(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Export]:
    case = request.param
    if not (REAL / case["file"]).is_file():
        pytest.skip(f"{case['file']} is not beside the checkout")
    return case, Export(case)


def test_respondents_and_questions(export: tuple[dict[str, Any], Export]) -> None:
    case, found = export
    assert found.survey.respondents == case["respondents"]
    low, high = case["questions"]
    assert low <= len(found.survey.questions) <= high


def test_open_texts(export: tuple[dict[str, Any], Export]) -> None:
    case, found = export
    assert {column: found.texts(column) for column in case["open"]} == case["open"]


def test_ticks(export: tuple[dict[str, Any], Export]) -> None:
    case, found = export
    for check in case["checks"]:
        ticks = check.get("ticks", {})
        assert {column: found.ticks(column) for column in ticks} == {column: [n] for column, n in ticks.items()}
        if "joined" in check:
            counted = [number for number in found.ticks(check["columns"][0]) if number]  # a form may list more options
            least = 0.15 * found.survey.respondents if check.get("judged") else 1  # whether a rare answer was typed
            assert [n for n in counted if n >= least] == [n for n in check["joined"] if n >= least]


def test_the_columns_of_a_question_are_one_question(export: tuple[dict[str, Any], Export]) -> None:
    case, found = export
    for check in case["checks"]:
        questions = Counter(question for column in check["columns"] for question in found.bound(column))
        assert len(questions) == 1, check


def test_personal_data_is_left_out(export: tuple[dict[str, Any], Export]) -> None:
    case, found = export
    questions = found.survey.questions
    personal = set(questions.loc[questions["personal"], "question_id"])
    for column in case["personal"]:
        assert found.bound(column) <= personal, column


@pytest.mark.parametrize("case", REFUSED, ids=[case["file"] for case in REFUSED])
def test_what_is_no_export_is_refused(case: dict[str, Any]) -> None:
    if not (REAL / case["file"]).is_file():
        pytest.skip(f"{case['file']} is not beside the checkout")
    with pytest.raises(TextmineError) as caught:
        read(REAL / case["file"])
    assert caught.value.expected
