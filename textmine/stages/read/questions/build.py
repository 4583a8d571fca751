"""Questions put together column by column, for platforms that name columns by wording and hand out no codes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from textmine.stages.read.model import OTHER, Binding, Cell, Item, Question, Reader, Role, Structure, plain
from textmine.stages.read.questions.kinds import kind_of
from textmine.stages.read.scan import Profile
from textmine.stages.read.words import order_of, tick_words
from textmine.wordings import identifier, identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Choice", "Questionnaire", "Split", "Wording", "ticked"]

Wording = str | Mapping[str, str]
"""What a question or option says: one text, or a text for each language."""

_Parts = Callable[[str], tuple[frozenset[str], str]]

_CLOSED = {"single", "yes_no"}


@dataclass(frozen=True)
class Choice:
    """An option of a question, and the columns that speak of it.

    Attributes:
        label: Its wording.
        said: What cells say when it was chosen; its wording where empty.
        tick: The column that is filled when it was ticked.
        box: The column of its comment; of the open option, of what was written there.
        comment: The column of a comment on the open option.
        is_other: Whether it is the open option ("Other, please specify").
        code: Its code; made from the label where empty.
        mark: What stands in the cell of a tick, where it is neither the label nor a word or sign for yes.
    """

    label: Wording
    tick: int | None = None
    box: int | None = None
    comment: int | None = None
    is_other: bool = False
    code: str = ""
    mark: str = ""
    said: tuple[str, ...] = ()


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

    def several(
        self, text: Wording, choices: Sequence[Choice], *, code: str = "", comment: int | None = None,
        section: Wording = "", read: Callable[..., Cell] | None = None,
    ) -> None:  # fmt: skip
        """Add a question with several answers, which has a column for each option.

        Args:
            text: Its wording.
            choices: Its options.
            read: How a tick is read, given the cell and the `label` of the option; see `ticked`.
            code: Its code; a number (Q3) where empty.
            comment: The column of a comment on the question as a whole.
            section: The section it stands in.
        """
        code, taken = self._code(code), {OTHER} if any(choice.is_other for choice in choices) else set[str]()
        choices = _one_open(choices)
        labelled = all(self._holds_only(_mark(choice), choice.tick) for choice in choices)  # else "No" is no tick
        items = []
        for choice in choices:
            option = _option(choice, taken)
            items.append(_item(option, choice.label, is_other=choice.is_other))
            for column, role in _roles(choice):
                tick = functools.partial(read or ticked, label=_mark(choice) if labelled else "")
                self._bind(column, role, code, option=option, reader=Reader(tick) if role == "tick" else Reader())
        if comment is not None:
            self._bind(comment, "question_comment", code)
        self._add(code, _several(choices), text, items, section=section)

    def joined(  # noqa: PLR0913 - as for `one`
        self, text: Wording, column: int, split: Split, *, code: str = "", other: tuple[str, int] | None = None,
        section: Wording = "", choices: Sequence[Choice] = (),
    ) -> None:  # fmt: skip
        """Add a question with several answers that are joined in the cells of one column.

        Args:
            text: Its wording.
            column: The column.
            split: How its cells are taken apart; what is no option is the text of the open one.
            code: Its code; a number (Q3) where empty.
            other: Label and column of the text of the open option, where it has one.
            section: The section it stands in.
            choices: Its options, where more is known of them than what the cells say.
        """
        code, taken = self._code(code), {OTHER}
        items: list[Item] = []
        parts = functools.lru_cache(maxsize=4096)(split)  # the options of a question ask for the same cell in turn
        known = _one_open(choices or [Choice(label, is_other=_is_open(label, other)) for label in split.options])
        for choice in known:
            option = _option(choice, taken)
            items.append(_item(option, choice.label, is_other=choice.is_other))
            said = frozenset(choice.said or (_said(choice.label),))
            self._bind(
                column, "tick", code, option=option, reader=Reader(functools.partial(_holds, parts=parts, said=said))
            )
            for box, role in _roles(choice):
                self._bind(box, role, code, option=option)
        rest = Reader(functools.partial(_rest, parts=parts))
        has_box = any(choice.is_other and choice.box is not None for choice in known)
        if other is not None or (not has_box and any(parts(cell)[1] for cell in self._profile.values[column])):
            if OTHER not in {item.code for item in items}:
                items.append(_item(OTHER, "Other", is_other=True))
            place, reader = (column, rest) if other is None else (other[1], Reader())
            self._bind(place, "other_text", code, option=OTHER, reader=reader)
        self._add(code, _several(known), text, items, section=section)

    def closed(self, text: str, column: int, split: Split, *, code: str = "", section: str = "") -> None:
        """Add a question with one answer, an option or the text of the open one in the same cell.

        Args:
            text: Its wording.
            column: The column.
            split: Which cells are options.
            code: Its code; a number (Q3) where empty.
            section: The section it stands in.
        """
        choices = _named(split.options)
        values = {value.strip() for value in self._profile.values[column]} - {""}
        written = values - set(map(self._profile.cut, split.options))
        if not written:
            self.one(text, column, code=code, kind="single", choices=choices, section=section)
            return
        code = self._code(code)
        codes = {label: option for option, label in choices}
        self._bind(column, "value", code, reader=Reader(functools.partial(_coded_or_other, codes=codes)))
        self._bind(column, "other_text", code, option=OTHER, reader=Reader(functools.partial(_rest, parts=split)))
        items = [*itertools.starmap(_item, choices), _item(OTHER, "Other", is_other=True)]
        self._add(code, "single", text, items, section=section)

    def one(  # noqa: PLR0913 - each is a thing that a platform may know
        self, text: Wording, column: int, *, code: str = "", other: int | None = None, comment: int | None = None,
        kind: str = "", choices: Sequence[tuple[str, Wording]] = (), said: Mapping[str, str] | None = None,
        boxes: Mapping[str, int] | None = None, section: Wording = "",
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
            said: The codes by what else cells say.
            boxes: The columns of comments on one option, by its code.
            section: The section it stands in.
        """
        code, boxes = self._code(code), boxes or {}
        kind = kind or ("single" if choices or other is not None else kind_of([column], self._profile))
        if (comment is not None or boxes) and kind in _CLOSED:
            kind = "single_comment"
        items, reader = self._choices([column], kind, choices, said)
        self._bind(column, "text" if kind == "text" else "value", code, reader=reader)
        if other is not None:
            if OTHER not in {item.code for item in items}:
                items.append(_item(OTHER, "Other", is_other=True))
            self._bind(other, "other_text", code, option=OTHER)
        for option, box in boxes.items():
            self._bind(box, "option_comment", code, option=option)
        if comment is not None:
            self._bind(comment, "question_comment", code)
        self._add(code, kind, text, items, section=section)

    def grid(  # noqa: PLR0913 - as for `one`
        self, text: Wording, rows: Sequence[tuple[Wording, int]], *, code: str = "", kind: str = "",
        choices: Sequence[tuple[str, Wording]] = (), said: Mapping[str, str] | None = None,
        boxes: Mapping[int, int] | None = None, section: Wording = "",
    ) -> None:  # fmt: skip
        """Add a question with rows, each with an answer of its own: of a scale, a number or a text.

        Args:
            text: Its wording.
            rows: Label and column of each row.
            code: Its code; a number (Q3) where empty.
            kind: array, numbers or texts, where it is known.
            choices: Code and label of the scale, where they are known.
            said: The codes by what else cells say.
            boxes: The column of a comment on a row, by the column of the row.
            section: The section it stands in.
        """
        code = self._code(code)
        columns = [column for _, column in rows]
        found = kind or {"text": "texts", "number": "numbers"}.get(kind_of(columns, self._profile), "array")
        items, reader = self._choices(columns, found, choices, said)
        names = []
        codes = identifiers(plain(_said(label)) for label, _ in rows)
        for (label, column), (row, _) in zip(rows, codes, strict=True):
            names.append(_item(row, label))
            self._bind(column, "text" if found == "texts" else "value", code, row=row, reader=reader)
            if boxes and column in boxes:
                self._bind(boxes[column], "option_comment", code, row=row)
        self._add(code, found, text, items, tuple(names), section=section)

    def table(  # noqa: PLR0913 - as for `one`
        self, text: Wording, rows: Mapping[str, Wording], columns: Mapping[str, Wording],
        places: Mapping[tuple[str, str], int], *, kind: str, code: str = "", section: Wording = "",
        boxes: Mapping[str, int] | None = None, read: Callable[..., Cell] | None = None,
    ) -> None:  # fmt: skip
        """Add a question with rows and columns, each cell of which has a column of the export.

        Args:
            text: Its wording.
            rows: The labels of its rows, by code.
            columns: The labels of its columns, by code.
            places: The columns of the export by the codes of row and column.
            kind: array_text, or array_number, which also holds boxes to tick: 1 where ticked.
            code: Its code; a number (Q3) where empty.
            section: The section it stands in.
            boxes: The columns of comments on a row, by its code.
            read: How a cell is read, given the `label` of its column; as it is where not given.
        """
        code = self._code(code)
        for (row, column), place in places.items():
            reader = Reader(functools.partial(read, label=_said(columns[column]))) if read else Reader()
            role: Role = "text" if kind == "array_text" else "value"
            self._bind(place, role, code, row=row, option=column, reader=reader)
        for row, box in (boxes or {}).items():
            self._bind(box, "option_comment", code, row=row)
        items = [_item(column, label) for column, label in columns.items()]
        self._add(code, kind, text, items, tuple(_item(row, label) for row, label in rows.items()), section=section)

    def ranks(
        self, text: Wording, column: int, split: Callable[[str], Sequence[str]], choices: Sequence[tuple[str, Wording]],
        *, code: str = "", section: Wording = "",
    ) -> None:  # fmt: skip
        """Add a ranking whose items stand in one cell, the first rank first.

        Args:
            text: Its wording.
            column: The column.
            split: How a cell is taken apart.
            choices: Code and label of its items; cells hold either.
            code: Its code; a number (Q3) where empty.
            section: The section it stands in.
        """
        code = self._code(code)
        codes = {name: code for code, label in choices for name in (code, *_texts(label).values())}
        names = []
        for place in range(len(choices)):
            rank = str(place + 1)
            names.append(_item(rank, rank))
            read = functools.partial(_ranked, split=split, place=place, codes=codes)
            self._bind(column, "value", code, row=rank, reader=Reader(read))
        self._add(code, "ranking", text, [_item(*choice) for choice in choices], tuple(names), section=section)

    def _choices(
        self, columns: Sequence[int], kind: str, choices: Sequence[tuple[str, Wording]],
        said: Mapping[str, str] | None = None,
    ) -> tuple[list[Item], Reader]:  # fmt: skip
        """The options of a closed question, given or found, and how its cells are read as their codes."""
        if kind not in {"single", "single_comment", "yes_no", "array"}:
            return [], Reader()
        if not choices:
            seen = {label.strip() for label in self._profile.seen(columns)} - {""}
            choices = _named(sorted(seen, key=lambda label: (order_of(plain(label)), label)))
        codes = {code: code for code, _ in choices}
        codes |= {text: code for code, label in choices for text in _texts(label).values()} | dict(said or {})
        items = [_item(code, label, is_other=code == OTHER) for code, label in choices]
        return items, Reader(functools.partial(_coded, codes=codes))

    def _holds_only(self, mark: str, column: int | None) -> bool:
        """Whether nothing but one text stands in the cells of a column."""
        return column is None or {value.strip() for value in self._profile.values[column]} <= {mark, ""}

    def _code(self, code: str) -> str:
        return code or f"Q{len(self._questions) + 1}"

    def _bind(
        self, column: int, role: Role, code: str, *, row: str = "", option: str = "", reader: Reader | None = None
    ) -> None:
        self.bindings.append(
            Binding(column, self._headings[column], role, code, row, option, asked=code, reader=reader or Reader())
        )

    def _add(
        self, code: str, kind: str, text: Wording, options: Sequence[Item], rows: tuple[Item, ...] = (), *,
        section: Wording,
    ) -> None:  # fmt: skip
        self._questions[code] = Question(code, kind, _texts(text), _texts(section), "", tuple(options), rows)


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
    state = _signs().get(said.casefold(), "Y")
    return None if state == "N/A" else state


@functools.cache
def _signs() -> Mapping[str, str]:
    """What words and signs in the cell of a tick stand for, in any case of letters."""
    return {word.casefold(): state for word, state in tick_words().items()} | {"false": "N"}


def _mark(choice: Choice) -> str:
    """What stands in the cell of a tick, where that is a text of its own; as far as cells are kept."""
    return Profile.cut(choice.mark or _said(choice.label)).strip()


def _one_open(choices: Sequence[Choice]) -> list[Choice]:
    """The options, of which only the first that is said to be open is: the texts of the others are comments."""
    first = next((choice for choice in choices if choice.is_other), None)
    return [choice if choice is first else replace(choice, is_other=False) for choice in choices]


def _roles(choice: Choice) -> list[tuple[int, Role]]:
    """The columns of an option and what each holds."""
    box: Role = "other_text" if choice.is_other else "option_comment"
    found: list[tuple[int | None, Role]] = [(choice.tick, "tick"), (choice.box, box), (choice.comment, "other_comment")]
    return [(column, role) for column, role in found if column is not None]


def _several(choices: Sequence[Choice]) -> str:
    """The kind of a question with several answers: whether it has comment boxes."""
    boxes = any(choice.comment is not None or (choice.box is not None and not choice.is_other) for choice in choices)
    return "multiple_comments" if boxes else "multiple"


def _is_open(label: str, other: tuple[str, int] | None) -> bool:
    return other is not None and label in {other[0], f"{other[0]}:"}


def _option(choice: Choice, taken: set[str]) -> str:
    """The code of an option, which is then taken."""
    option = OTHER if choice.is_other else choice.code or identifier(plain(_said(choice.label)), taken)
    taken.add(option)
    return option


def _texts(wording: Wording) -> Mapping[str, str]:
    return {"": wording} if isinstance(wording, str) else wording


def _said(wording: Wording) -> str:
    """A wording in its first language."""
    return wording if isinstance(wording, str) else next(iter(wording.values()), "")


def _item(code: str, label: Wording, *, is_other: bool = False) -> Item:
    return Item(code, _texts(label), is_other=is_other)


def _holds(cell: Cell, *, parts: _Parts, said: frozenset[str]) -> Cell:
    if not cell:
        return cell
    return "Y" if said & parts(cell)[0] else "N"


def _ranked(cell: Cell, *, split: Callable[[str], Sequence[str]], place: int, codes: Mapping[str, str]) -> Cell:
    if not cell:
        return cell
    names = split(cell)
    return codes.get(names[place], names[place]) if place < len(names) else ""


def _rest(cell: Cell, *, parts: _Parts) -> Cell:
    return parts(cell)[1] if cell else cell


def _coded_or_other(cell: Cell, *, codes: Mapping[str, str]) -> Cell:
    return codes.get(cell.strip(), OTHER) if cell and cell.strip() else cell and ""


def _coded(cell: Cell, *, codes: Mapping[str, str]) -> Cell:
    """The code of a cell; labels that were found in cells are cut where they are long."""
    if not cell:
        return cell
    return codes.get(cell.strip()) or codes.get(plain(cell)) or codes.get(Profile.cut(cell).strip(), cell)


def _named(labels: Sequence[str]) -> list[tuple[str, str]]:
    """Code and label of each option; a code holds no markup."""
    codes = identifiers(map(plain, labels), {OTHER})
    return [(code, label) for (code, _), label in zip(codes, labels, strict=True)]
