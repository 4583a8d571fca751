"""A platform of the tests' own, whose headings are the wordings of its questions: Timestamp, then a column each."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Meta, Understood
from textmine.stages.read.questions.build import Choice, Questionnaire

NAME = "forms"
STRUCTURE = ""
_DATES = {"Timestamp", "Horodateur", "Zeitstempel"}


def recognise(head):
    return "a timestamp" if head.rows and head.rows[0] and head.rows[0][0] in _DATES else ""


def is_structure(_head):
    return False


@dataclass(frozen=True)
class _Split:
    options: list[str]

    def __call__(self, cell):
        parts = cell.split(";")
        return frozenset(parts) & {*self.options}, ";".join(part for part in parts if part not in self.options)


@dataclass(frozen=True)
class Opened:
    grid: Headed
    format: str = "forms-csv"

    @property
    def meta(self):
        return {"submitted": Meta(0)}

    def understand(self, profile, _settings):
        """A column `Question [Option]` is a tick, one with ";" in it answers that are joined, any other a question."""
        made = Questionnaire(self.grid.headings, profile)
        several: dict[str, list[Choice]] = {}
        for column, heading in enumerate(self.grid.headings[1:], start=1):
            question, _, option = heading.partition(" [")
            values = {value for value in profile.values[column] if ";" in value}
            if values:
                made.joined(heading, column, _Split(sorted({part for value in values for part in value.split(";")})))
            elif option:
                several.setdefault(question, []).append(Choice(option.rstrip("]"), column))
            else:
                made.one(heading, column)
        for question, choices in several.items():
            made.several(question, choices)
        return Understood(made.structure(self.grid.path.stem), tuple(made.bindings))


def open_export(head, _structure, settings):
    return Opened(Headed(CsvSheet(head.path, settings.encoding)))


def write(path: Path, headings: list[str], rows: list[list[str]]) -> Path:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path
