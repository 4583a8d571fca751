"""Questions put together column by column, for platforms that name columns by wording and hand out no codes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textmine.stages.read.kinds import kind_of
from textmine.stages.read.model import OTHER, Binding, Cell, Item, Question, Reader, Role, Structure
from textmine.stages.read.words import tick_words
from textmine.tables import natural_key
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["Choice", "Questionnaire", "Split", "ticked"]

_Parts = Callable[[str], tuple[frozenset[str], str]]

_NO = frozenset({"0", "false"})
_CLOSED = {"single", "yes_no"}


@dataclass(frozen=True)
class Choice:
    """An option of a question, and the columns that speak of it.

    Attributes:
        label: Its wording.
        tick: The column that is filled when it was ticked.
        box: The column of its comment; of the open option, of what was written there.
        comment: The column of a comment on the open option.
        is_other: Whether it is the open option ("Other, please specify").
        code: Its code; made from the label where empty.
    """

    label: str
    tick: int | None = None
    box: int | None = None
    comment: int | None = None
    is_other: bool = False
    code: str = ""


class Split(Protocol):
    """How the cells of a column are taken apart that join several answers."""

    @property
    def options(self) -> Sequence[str]:
        """The labels of the options that cells hold."""

    def __call__(self, cell: str) -> tuple[frozenset[str], str]:
        """The labels that a cell holds, and what else stands there: the text of the open option."""


class Questionnaire:
    """The questions of an export and what its columns hold, in the making.

    Args:
        headings: The headings of the export.
        profile: What its columns hold.
    """

    def __init__(self, headings: Sequence[str], profile: Profile) -> None:
        self._headings, self._profile = headings, profile
        self._questions: dict[str, Question] = {}
        self.bindings: list[Binding] = []

    def structure(self, title: str, languages: tuple[str, ...] = ()) -> Structure:
        """All questions so far."""
        return Structure(title, languages, tuple(self._questions.values()))

    def several(self, text: str, choices: Sequence[Choice], *, code: str = "", section: str = "") -> None:
        """Add a question with several answers, which has a column for each option.

        Args:
            text: Its wording.
            choices: Its options.
            code: Its code; a number (Q3) where empty.
            section: The section it stands in.
        """
        code, taken = self._code(code), set[str]()
        items = []
        for choice in choices:
            option = OTHER if choice.is_other else choice.code or identifier(choice.label, taken)
            taken.add(option)
            items.append(_item(option, choice.label, is_other=choice.is_other))
            for column, role in _roles(choice):
                read = functools.partial(ticked, label=choice.label) if role == "tick" else None
                self._bind(column, role, code, option=option, reader=Reader(read) if read else Reader())
        boxes = any(
            choice.comment is not None or (choice.box is not None and not choice.is_other) for choice in choices
        )
        self._add(code, "multiple_comments" if boxes else "multiple", text, items, section=section)

    def joined(self, text: str, column: int, split: Split, *, code: str = "", section: str = "") -> None:
        """Add a question with several answers that are joined in the cells of one column.

        Args:
            text: Its wording.
            column: The column.
            split: How its cells are taken apart; what is no option is the text of the open one.
            code: Its code; a number (Q3) where empty.
            section: The section it stands in.
        """
        code, taken = self._code(code), {OTHER}
        items = []
        parts = functools.lru_cache(maxsize=4096)(split)  # the options of a question ask for the same cell in turn
        for label in split.options:
            option = identifier(label, taken)
            taken.add(option)
            items.append(_item(option, label))
            self._bind(
                column, "tick", code, option=option, reader=Reader(functools.partial(_holds, parts=parts, label=label))
            )
        if any(parts(cell)[1] for cell in self._profile.values[column]):
            items.append(_item(OTHER, "Other", is_other=True))
            self._bind(column, "other_text", code, option=OTHER, reader=Reader(functools.partial(_rest, parts=parts)))
        self._add(code, "multiple", text, items, section=section)

    def one(  # noqa: PLR0913 - each is a thing that a platform may know
        self, text: str, column: int, *, code: str = "", other: int | None = None, comment: int | None = None,
        kind: str = "", choices: Sequence[tuple[str, str]] = (), section: str = "",
    ) -> None:  # fmt: skip
        """Add a question with one answer; whether it is open or closed is seen from its values.

        Args:
            text: Its wording.
            column: The column of the answer.
            code: Its code; a number (Q3) where empty.
            other: The column of the text of the open option.
            comment: The column of a comment on the answer.
            kind: Its kind, where it is known.
            choices: Code and label of its options, where they are known; cells hold either.
            section: The section it stands in.
        """
        code = self._code(code)
        kind = kind or ("single" if choices or other is not None else kind_of([column], self._profile))
        if comment is not None and kind in _CLOSED:
            kind = "single_comment"
        items, reader = self.choices([column], kind, choices)
        self._bind(column, "text" if kind == "text" else "value", code, reader=reader)
        if other is not None:
            items.append(_item(OTHER, "Other", is_other=True))
            self._bind(other, "other_text", code, option=OTHER)
        if comment is not None:
            self._bind(comment, "question_comment", code)
        self._add(code, kind, text, items, section=section)

    def grid(
        self, text: str, rows: Sequence[tuple[str, int]], *, code: str = "", kind: str = "",
        choices: Sequence[tuple[str, str]] = (), section: str = "",
    ) -> None:  # fmt: skip
        """Add a question with rows, each with an answer of its own: of a scale, a number or a text.

        Args:
            text: Its wording.
            rows: Label and column of each row.
            code: Its code; a number (Q3) where empty.
            kind: array, numbers or texts, where it is known.
            choices: Code and label of the scale, where they are known.
            section: The section it stands in.
        """
        code, taken = self._code(code), set[str]()
        columns = [column for _, column in rows]
        found = kind or {"text": "texts", "number": "numbers"}.get(kind_of(columns, self._profile), "array")
        items, reader = self.choices(columns, found, choices)
        names = []
        for label, column in rows:
            row = identifier(label, taken)
            taken.add(row)
            names.append(_item(row, label))
            self._bind(column, "text" if found == "texts" else "value", code, row=row, reader=reader)
        self._add(code, found, text, items, tuple(names), section=section)

    def choices(
        self, columns: Sequence[int], kind: str, choices: Sequence[tuple[str, str]]
    ) -> tuple[list[Item], Reader]:
        """The options of a question, given or found, and how its cells are read as their codes; none of an open one.

        Args:
            columns: Its columns.
            kind: Its kind.
            choices: Code and label of its options, where they are known.
        """
        if kind not in {"single", "single_comment", "yes_no", "array"}:
            return [], Reader()
        if not choices:
            taken = {OTHER}
            found = []
            for label in sorted(self._profile.seen(columns), key=natural_key):
                found.append((identifier(label, taken), label))
                taken.add(found[-1][0])
            choices = found
        codes = {code: code for code, _ in choices} | {label: code for code, label in choices}
        return [_item(code, label) for code, label in choices], Reader(functools.partial(_coded, codes=codes))

    def _code(self, code: str) -> str:
        return code or f"Q{len(self._questions) + 1}"

    def _bind(
        self, column: int, role: Role, code: str, *, row: str = "", option: str = "", reader: Reader | None = None
    ) -> None:
        self.bindings.append(
            Binding(column, self._headings[column], role, code, row, option, asked=code, reader=reader or Reader())
        )

    def _add(
        self, code: str, kind: str, text: str, options: Sequence[Item], rows: tuple[Item, ...] = (), *, section: str
    ) -> None:
        self._questions[code] = Question(code, kind, {"": text}, {"": section}, "", tuple(options), rows)


def ticked(cell: Cell, label: str = "") -> Cell:
    """A cell of a tick column as Y, N or "": the label of the option, or a word or sign for yes or no.

    Args:
        cell: The cell.
        label: The wording of the option, which may itself be a word for no.
    """
    if not cell or not cell.strip():
        return cell and ""
    said = cell.strip()
    if said == label:
        return "Y"
    if said.casefold() in _NO:
        return "N"
    state = tick_words().get(said, "Y")
    return None if state == "N/A" else state


def _roles(choice: Choice) -> list[tuple[int, Role]]:
    """The columns of an option and what each holds."""
    box: Role = "other_text" if choice.is_other else "option_comment"
    found: list[tuple[int | None, Role]] = [(choice.tick, "tick"), (choice.box, box), (choice.comment, "other_comment")]
    return [(column, role) for column, role in found if column is not None]


def _item(code: str, label: str, *, is_other: bool = False) -> Item:
    return Item(code, {"": label}, is_other=is_other)


def _holds(cell: Cell, *, parts: _Parts, label: str) -> Cell:
    if not cell:
        return cell
    return "Y" if label in parts(cell)[0] else "N"


def _rest(cell: Cell, *, parts: _Parts) -> Cell:
    return parts(cell)[1] if cell else cell


def _coded(cell: Cell, *, codes: dict[str, str]) -> Cell:
    return codes.get(cell.strip(), cell) if cell else cell
