"""Exports of other platforms in tests: written as files, and what is read of them counted column by column."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from lime import whole

from textmine.stages.read import ReadSettings, Survey, read
from textmine.stages.read.understand import names


def written(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A CSV file."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """An Excel workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


class Answered:
    """A survey that was read whole.

    Args:
        path: The export.
        settings: How to read.
    """

    def __init__(self, path: Path, settings: ReadSettings | None = None) -> None:
        self.survey: Survey = read(path, settings=settings)
        self.tables: dict[str, pd.DataFrame] = whole(self.survey)
        self._bindings = self.survey._sources[0].plan.bindings
        self._headings = names(self.survey._sources[0].grid.headings)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the questions."""
        return list(self.survey.questions["kind"])

    @property
    def notes(self) -> str:
        """All notes."""
        return "\n".join(self.survey.notes)

    def labels(self, question: str) -> dict[str, str]:
        """The options of a question, wording by code."""
        options = self.survey.options
        found = options[(options["question_id"] == question) & (options["axis"] == "option")]
        return dict(zip(found["option_id"], found["text"], strict=True))

    def ticked(self, question: str) -> dict[str, int]:
        """How many ticked each option of a question, by wording."""
        answers = self.tables["answers"]
        found = answers[(answers["question_id"] == question) & answers["selected"].fillna(value=False)]
        labels = self.labels(question)
        return {labels[option]: number for option, number in found["option_id"].value_counts().items()}

    def chosen(self, question: str) -> dict[str, int]:
        """How many gave each answer to a question with one, or to the rows of a grid, by wording."""
        answers = self.tables["answers"]
        found = answers[(answers["question_id"] == question) & answers["value"].notna()]
        labels = self.labels(question)
        return {labels.get(value, value): number for value, number in found["value"].value_counts().items()}

    def comments(self, question: str) -> list[tuple[str, str, str, str]]:
        """Kind, option, text and cell (column and row) of the comments on a question."""
        comments = self.tables["comments"]
        found = comments[comments["question_id"] == question]
        return [
            (row.kind, row.option_id, row.raw, f"{row.source_column}:{row.source_row}") for row in found.itertuples()
        ]

    def ticks_by_column(self) -> dict[int, list[int]]:
        """Ticks of each option, the most first, by the column (from 1) that holds them."""
        answers = self.tables["answers"]
        ticks = answers[answers["selected"].fillna(value=False)].groupby(["question_id", "option_id"]).size()
        found: dict[int, list[int]] = {}
        for b in self._bindings:
            if b.role == "tick":
                found.setdefault(b.column + 1, []).append(int(ticks.get((b.question, b.option), 0)))
        return {column: sorted(numbers, reverse=True) for column, numbers in found.items()}

    def texts_by_column(self) -> dict[int, int]:
        """Comments that are more than blanks, by the column (from 1) that holds them."""
        comments = self.tables["comments"]
        columns = Counter(comments[comments["raw"].str.strip() != ""]["source_column"])
        return {self._headings.index(heading) + 1: number for heading, number in columns.items()}
