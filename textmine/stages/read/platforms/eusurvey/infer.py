"""The questions of an EUSurvey sheet from its headings and values alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.read.platforms.eusurvey.assigned import Assigned, bare, glued, named, pairs, several
from textmine.stages.read.questions.build import Choice
from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.questions.split import Answers, Parts, classify, classify_tight, learn, tally
from textmine.stages.read.words import labels
from textmine.wordings import identifiers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textmine.stages.read.model import Grid
    from textmine.stages.read.questions.build import Questionnaire, Split
    from textmine.stages.read.scan import Profile

__all__ = ["Inferred", "infer"]

_LEAST = 2
"""Columns that make a matrix, a table, or options of one question."""

_TIGHT = re.compile(r";(?=\S)")


@dataclass(frozen=True)
class Inferred:
    """What was inferred that a human should know.

    Attributes:
        joined: Columns whose options were learned from cells that join them.
        split: Columns with an option each, told by their Yes and No alone.
    """

    joined: tuple[int, ...]
    split: tuple[int, ...]


def infer(made: Questionnaire, grid: Grid, columns: Sequence[int], profile: Profile) -> Inferred:
    """Add the questions that columns hold.

    Args:
        made: The questionnaire.
        grid: The contributions.
        columns: The columns of questions.
        profile: What the columns hold.
    """
    return _Inference(made, grid, columns, profile).run()


class _Inference:
    def __init__(self, made: Questionnaire, grid: Grid, columns: Sequence[int], profile: Profile) -> None:
        self._made, self._profile = made, profile
        self._names = {column: named(grid.headings[column]) for column in columns}
        self._assigned = _assigned(columns, profile) if all(code for _, code in self._names.values()) else {}
        if not self._assigned:
            self._names = {column: (grid.headings[column], "") for column in columns}
        rest = [c for c in columns if not self._assigned and profile.values[c] and profile.is_whole(c)]
        self._answers = {column: _classified(cells) for column, cells in tally(grid, rest).items()}
        self._joined: list[int] = []
        self._split: list[int] = []

    def run(self) -> Inferred:
        """Add the questions in the order of the columns."""
        columns = list(self._names)
        while columns:
            run = self._boxes(columns) or self._table(columns) or self._matrix(columns)
            if not run:
                self._one(columns[0])
            columns = columns[max(run, 1) :]
        return Inferred(tuple(self._joined), tuple(self._split))

    def _one(self, column: int) -> None:
        text, code = self._names[column]
        values = self._profile.values[column]
        if split := self._assigned.get(column):
            known = [(split.codes[label], label) for label in split.options]
            if several(values):
                choices = [Choice(label, code=value) for value, label in known]
                self._made.joined(text, column, split, code=code, choices=choices)
            else:
                said = {cell: value for cell in values for _, value in pairs(cell)}
                self._made.one(text, column, code=code, kind="single", choices=known, said=said)
            return
        sort, learned = self._answers.get(column, ("open", None))
        kind = kind_of([column], self._profile)
        if sort == "joined" and learned:
            self._joined.append(column)
            self._made.joined(text, column, learned, code=code)
        elif sort == "ranking" and isinstance(learned, Parts):
            self._joined.append(column)
            self._made.ranks(text, column, learned.ranks, identifiers(learned.options), code=code)
        elif kind in {"number", "date"}:
            self._made.one(text, column, code=code, kind=kind)
        elif not self._assigned and (kind in {"single", "yes_no"} or sort == "closed"):
            self._made.one(text, column, code=code, kind="single")
        else:
            self._made.one(text, column, code=code, kind="text")

    def _boxes(self, columns: Sequence[int]) -> int:
        """A question with a column for each option: an empty one with its wording, then Yes and No in the others."""
        text, code = self._names[columns[0]]
        run = [columns[0]]
        if self._profile.values[columns[0]]:
            return 0
        yes_no = {*labels("yes").values(), *labels("no").values()}
        for column in columns[1:]:
            values = self._profile.values[column]
            if not values or not values <= yes_no or self._names[column][0].endswith("?"):
                break
            run.append(column)
        if len(run) <= _LEAST:
            return 0
        choices = [Choice(self._names[column][0], tick=column, code=self._names[column][1]) for column in run[1:]]
        self._made.several(text, choices, code=code)
        self._split += run
        return len(run)

    def _matrix(self, columns: Sequence[int]) -> int:
        """A question with rows, each of which is closed or a number: ``Title: Row``."""
        run, title = _alike([self._names[column][0] for column in columns], ": ")
        run = next((n for n, column in enumerate(columns[:run]) if not self._closed(column)), run)
        if run < _LEAST:
            return 0
        rows = [(self._names[column][0][len(title) + 2 :], column) for column in columns[:run]]
        code = self._code(columns[:run])
        splits = [self._assigned.get(column) for column in columns[:run]]
        if all(splits):
            self._assigned_matrix(title, code, rows, columns[:run])
            return run
        if any(self._sort(column) == "joined" for column in columns[:run]):
            return 0
        kind = "numbers" if kind_of(columns[:run], self._profile) == "number" and self._many(columns[:run]) else "array"
        self._made.grid(title, rows, code=code, kind=kind)
        return run

    def _many(self, columns: Sequence[int]) -> bool:
        return len(self._profile.seen(columns)) > 12  # noqa: PLR2004 - more stars than any rating has

    def _assigned_matrix(self, title: str, code: str, rows: Sequence[tuple[str, int]], columns: Sequence[int]) -> None:
        split = Assigned(self._profile.seen(columns))
        if several(split.cells):
            codes = [row for row, _ in identifiers(label for label, _ in rows)]
            names = dict(zip(codes, rows, strict=True))
            self._made.table(
                title, {row: label for row, (label, _) in names.items()},
                {split.codes[label]: label for label in split.options},
                {(row, split.codes[label]): column for row, (_, column) in names.items() for label in split.options},
                kind="array_number", code=code, read=_placed,
            )  # fmt: skip
            return
        known = [(split.codes[label], label) for label in split.options]
        said = {cell: value for cell in split.cells for _, value in pairs(cell)}
        self._made.grid(title, rows, code=code, kind="array", choices=known, said=said)

    def _closed(self, column: int) -> bool:
        if column in self._assigned or not self._profile.values[column]:
            return True
        return kind_of([column], self._profile) != "text" or self._sort(column) != "open"

    def _sort(self, column: int) -> str:
        return self._answers.get(column, ("open", None))[0]

    def _table(self, columns: Sequence[int]) -> int:
        """A table to write in: ``Title Row:Column`` for each of its cells, row by row."""
        parts = []
        for column in columns:
            left, colon, right = _without_codes(self._names, column).rpartition(":")
            if not colon or not left or right[:1].isspace() or not right:
                break
            parts.append((left, right))
        width = next((n for n, (left, _) in enumerate(parts) if left != parts[0][0]), len(parts))
        names = [right for _, right in parts[:width]]
        rows = 0
        while names and [right for _, right in parts[rows * width : (rows + 1) * width]] == names:
            block = {left for left, _ in parts[rows * width : (rows + 1) * width]}
            if len(block) > 1:
                break
            rows += 1
        if rows < _LEAST:
            return 0
        lefts = [parts[number * width][0] for number in range(rows)]
        title = _common_words(lefts)
        cells = {
            (str(row + 1), str(column + 1)): columns[row * width + column]
            for row in range(rows)
            for column in range(width)
        }
        self._made.table(
            title.strip() or lefts[0], {str(n): left[len(title) :] for n, left in enumerate(lefts, start=1)},
            {str(n): name for n, name in enumerate(names, start=1)}, cells, kind="array_text",
            code=self._code(columns[: rows * width]),
        )  # fmt: skip
        return rows * width

    def _code(self, columns: Sequence[int]) -> str:
        """A code for several columns that have short names of their own."""
        first, last = self._names[columns[0]][1], self._names[columns[-1]][1]
        return f"{first}_{last}" if first and last else first


def _assigned(columns: Sequence[int], profile: Profile) -> dict[int, Assigned]:
    """The columns whose cells show assigned values, and nothing else."""
    shown = [column for column in columns if profile.values[column] and all(map(pairs, profile.values[column]))]
    tight = [column for column in shown if all(map(glued, profile.values[column]))]
    return {column: Assigned(profile.values[column]) for column in tight or shown}


def _classified(cells: Mapping[str, int]) -> tuple[str, Split]:
    """Whether a column is joined, a ranking, closed or open, and how its cells are taken apart.

    Answers are joined by "; ", in the results of archived surveys by ";" alone. What is no option stands in no cell.
    """
    if any(_TIGHT.search(cell) for cell in cells):
        answers, tight = classify_tight(cells, ";")
        return answers.kind, tight
    parts = learn(cells, "; ", open_ended=False)
    ranking = Answers("joined", parts).is_ranking(cells)
    return "ranking" if ranking else classify(cells, "; ").kind, parts


def _placed(cell: str | None, label: str) -> str | None:
    if not cell:
        return cell
    return "1" if label in {said for said, _ in pairs(cell)} else ""


def _without_codes(names: Mapping[int, tuple[str, str]], column: int) -> str:
    text, code = names[column]
    return bare(f"{text} ({code})") if code else text


def _alike(headings: Sequence[str], between: str) -> tuple[int, str]:
    """How many headings begin with the same title, up to `between`, and that title: the one that most share."""
    first = headings[0]
    at = first.find(between)
    best, title = 0, ""
    while at >= 0:
        begin = first[: at + len(between)]
        run = next((n for n, heading in enumerate(headings) if not heading.startswith(begin)), len(headings))
        if run >= max(best, _LEAST):
            best, title = run, first[:at]
        at = first.find(between, at + 1)
    return best, title


def _common_words(texts: Sequence[str]) -> str:
    """What all texts begin with, up to a blank."""
    least, most = min(texts), max(texts)
    same = next((place for place, sign in enumerate(least) if not most.startswith(sign, place)), len(least))
    return least[: least.rfind(" ", 0, same + 1) + 1] if " " in least[:same] else ""
