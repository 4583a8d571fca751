"""The columns that stand under one question, told apart by what they hold: ticks, rows of a grid, texts beside them."""

from __future__ import annotations

import operator
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, plain
from textmine.stages.read.questions.build import Choice
from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.words import is_other, order_of
from textmine.wordings import identifiers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from textmine.stages.read.questions.build import Questionnaire, Wording
    from textmine.stages.read.scan import Profile

__all__ = ["Block"]


class Block:
    """The columns of one question.

    Args:
        text: Its wording.
        columns: Label and column of each; the label is "" where the column is the only answer.
        profile: What the columns of the export hold.
        ticks: Which are ticks, where that is known; else it is seen from what they hold.
        code: The code of the question; a number (Q3) where empty.
    """

    def __init__(
        self, text: str, columns: Sequence[tuple[str, int]], profile: Profile, *,
        ticks: Collection[int] = (), code: str = "",
    ) -> None:  # fmt: skip
        self._text, self._profile, self._ticks, self._code = text, profile, ticks, code
        known = [(plain(label), column) for label, column in columns]
        labels = [label for label, column in known if profile.values[column]]
        # an empty column that another one repeats, or that is not labelled, was never asked
        self._columns = [
            (label, column) for label, column in known if profile.values[column] or (label and label not in labels)
        ] or known[:1]
        self.unread = {column for _, column in known} - {column for _, column in self._columns}

    def ask(self, questionnaire: Questionnaire) -> None:
        """Add the question; columns that only repeat or recode others are in `unread` then."""
        ticks = [self._is_tick(label, column, place) for place, (label, column) in enumerate(self._columns, start=1)]
        filled = [bool(self._profile.values[column]) for _, column in self._columns]
        others = [is_other(label) for label, _ in self._columns]
        answers = sum(
            is_filled and not tick and not other for is_filled, tick, other in zip(filled, ticks, others, strict=True)
        )
        only_other = self._columns[0][0] and not answers and any(map(operator.and_, filled, others))
        if self._ticks or sum(ticks) > answers or only_other:
            self._several(questionnaire, ticks)
        elif len(self._columns) == 1 or not self._columns[0][0]:
            self._one(questionnaire)
        else:
            self._grid(questionnaire)

    def _is_tick(self, label: str, column: int, place: int) -> bool:
        """Whether a column holds nothing but its label, or the end of it, or one number: 1, or that of the option."""
        if self._ticks:
            return column in self._ticks
        values = {plain(value) for value in self._profile.values[column]}
        if len(values) != 1 or not label:
            return False
        (value,) = values
        if value.isdecimal() and value != label:
            return len(self._columns) > 1 and value in {"1", str(place)}
        return self._profile.cut(label).strip().casefold().endswith(value.casefold())

    def _several(self, questionnaire: Questionnaire, ticks: Sequence[bool]) -> None:
        choices: list[Choice] = []
        texts: list[tuple[str, int]] = []
        options = {label for tick, (label, _) in zip(ticks, self._columns, strict=True) if tick}
        for tick, (label, column) in zip(ticks, self._columns, strict=True):
            mark = min(self._profile.values[column], default="")
            if tick or not self._profile.values[column]:
                choices.append(Choice(label, tick=column, mark=mark))
            elif choices and choices[-1].box is None and self._same(choices[-1].label, label):
                before = choices[-1]
                choices[-1] = replace(before, box=column, is_other=self._opens(before, choices))
            elif is_other(label) and not any(choice.is_other for choice in choices):
                choices.append(Choice(label, box=column, is_other=True))
            elif self._recodes(column, options):
                self.unread.add(column)
            else:
                texts.append((label, column))
        questionnaire.several(self._text, choices, code=self._code, comment=texts[0][1] if texts else None)
        self._apart(questionnaire, texts[1:])

    @staticmethod
    def _same(option: Wording, label: str) -> bool:
        """Whether a text belongs to the option before it: both have one label, or both are open."""
        return option == label or (isinstance(option, str) and is_other(option) and is_other(label))

    def _opens(self, choice: Choice, choices: Sequence[Choice]) -> bool:
        """Whether an option with a text is the open one; where columns are not told apart by us, the first is."""
        free = not any(each.is_other for each in choices)
        return free and (not self._ticks or is_other(choice.mark) or is_other(str(choice.label)))

    def _recodes(self, column: int, options: Collection[str]) -> bool:
        """Whether a column behind the others holds a few answers over and over: somebody's coding of the texts."""
        return kind_of([column], self._profile) == "single" or self._profile.values[column] <= {*options}

    def _one(self, questionnaire: Questionnaire) -> None:
        (_, answer), *boxes = self._columns
        other = next((column for label, column in boxes if is_other(label)), None)
        texts = [(label, column) for label, column in boxes if column != other]
        choices = self._closed(answer) if other is not None else []
        comment = texts[0][1] if texts else None
        questionnaire.one(self._text, answer, code=self._code, other=other, comment=comment, choices=choices)
        self._apart(questionnaire, texts[1:])

    def _closed(self, column: int) -> list[tuple[str, str]]:
        """Code and label of the answers to a question with an open option."""
        values = {value.strip() for value in self._profile.values[column]} - {""}
        found = identifiers(sorted(values, key=order_of), {OTHER})
        opens = next((label for _, label in found if is_other(label)), None)
        return [(OTHER if label == opens else code, label) for code, label in found]

    def _grid(self, questionnaire: Questionnaire) -> None:
        """Rows with an answer each; a text beside closed rows is a question of its own."""
        closed = [kind_of([column], self._profile) != "text" for _, column in self._columns]
        apart = [
            (label, column)
            for is_closed, (label, column) in zip(closed, self._columns, strict=True)
            if not is_closed and self._profile.values[column] and (is_other(label) or 2 * sum(closed) > len(closed))
        ]
        questionnaire.grid(self._text, [row for row in self._columns if row not in apart])
        self._apart(questionnaire, apart)

    def _apart(self, questionnaire: Questionnaire, texts: Sequence[tuple[str, int]]) -> None:
        """Texts beside a question that are neither its open option nor a comment on it: questions of their own."""
        for label, column in texts:
            code = f"Q{column + 1}" if self._code else ""
            questionnaire.one(f"{self._text} \u2013 {label}", column, kind="text", code=code)
