"""Questions from the named fields of a form, as XLSForm and the dictionaries of REDCap hold them.

Such forms have no comment boxes: a text field that one choice of another field opens stands for one. It is
read as the comment on that option, or as the text of the open option ("Other, please specify").
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER, Binding, Item, Question, Reader, Role
from textmine.stages.read.words import labels, tick_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from textmine.stages.read.model import Cell

__all__ = ["Field", "Form", "Place", "Readers", "chosen", "placed"]

Place = tuple[str, str]
"""A field by its name, and a choice of it by its code or "" for the field itself."""

_FIRST_WORD = re.compile(r"[^\W\d_]+")
_YES_NO = {"Y", "N"}


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Attributes:
        name: Its name, by which the form speaks of it.
        kind: Kind of question, as declared in `tables`.
        texts: Its wording by language.
        choices: Its options, by their codes in the form.
        section: Title of the group that it stands in, by language.
        native_type: Its type in the platform.
        opened_by: The field and the choice that opens it, where it is asked of those alone who took that choice.
        conditional: Whether it is asked only of some.
        open_choice: The code of its open option, where the form itself says which that is.
    """

    name: str
    kind: str
    texts: Mapping[str, str]
    choices: tuple[Item, ...] = ()
    section: Mapping[str, str] = field(default_factory=dict)
    native_type: str = ""
    opened_by: tuple[str, str] | None = None
    conditional: bool = False
    open_choice: str = ""


@dataclass(frozen=True)
class Readers:
    """How the cells of the fields of a form are read.

    Attributes:
        tick: Of the column of a choice.
        value: Of a field with one answer.
        joined: Of a choice, by its code in the tables, from a column that joins all that were taken.
        ranked: Of a rank, from 1, from a column that joins all choices in their order.
    """

    tick: Callable[[Field, Item], Reader]
    value: Callable[[Field], Reader]
    joined: Callable[[Field, str], Reader] = lambda *_: Reader()
    ranked: Callable[[Field, int], Reader] = lambda *_: Reader()


class Form:
    """The fields of a form, those that stand for comment boxes with the option that they belong to.

    Args:
        fields: The fields, in the order asked.

    Attributes:
        boxes: The fields that are read as comments, in the order asked.
        questions: The other fields as questions.
    """

    def __init__(self, fields: Sequence[Field]) -> None:
        fields = [_as_yes_no(each) for each in fields]
        self._by_name = {each.name: each for each in fields}
        opened = Counter(each.opened_by for each in fields if each.kind == "text")
        self.boxes = tuple(each for each in fields if self._is_box(each) and opened[each.opened_by] == 1)
        self._boxes = {each.opened_by: each for each in self.boxes}
        folded = {each.name for each in self.boxes}
        self._asked = [each for each in fields if each.name not in folded]
        self.questions = tuple(map(self._question, self._asked))

    def notes(self) -> list[str]:
        """What a human should know: which questions are read as comments."""
        said = [f"{box.name} ({':'.join(box.opened_by or ())})" for box in self.boxes if box.texts]
        return [f"Read as comments on the option that opens them: {', '.join(said)}"] if said else []

    def bindings(self, columns: Mapping[Place, int], readers: Readers) -> Iterator[Binding]:
        """What the columns of an export hold, in the order of the questionnaire.

        Args:
            columns: Where each field and each choice stands, as far as the export has it.
            readers: How cells are read.
        """
        for each in self._asked:
            for column, role, row, option, reader in self._columns(each, columns, readers):
                yield Binding(column, "", role, each.name, row, option, asked=each.name, reader=reader)

    def codes(self, name: str) -> dict[str, str]:
        """The code of each choice of a field in the tables, by its code in the form and by its wordings.

        A wording that two choices share stands for neither.
        """
        each = self._by_name[name]
        found: dict[str, set[str]] = defaultdict(set)
        for item in each.choices:
            for text in item.texts.values():
                found[_even(text)].add(self._option(each, item))
        known = {text: codes.pop() for text, codes in found.items() if len(codes) == 1}
        return known | {item.code: self._option(each, item) for item in each.choices}

    def _columns(
        self, each: Field, columns: Mapping[Place, int], readers: Readers
    ) -> Iterator[tuple[int, Role, str, str, Reader]]:
        """The columns of a question: column, role, row, option and reader."""
        own = columns.get((each.name, ""))
        ticks = {item.code: columns.get((each.name, item.code)) for item in each.choices}
        split = any(column is not None for column in ticks.values())
        if own is not None and each.kind == "ranking":
            for rank in range(1, len(each.choices) + 1):
                yield own, "value", str(rank), "", readers.ranked(each, rank)
        elif own is not None and each.kind != "multiple":
            yield own, "text" if each.kind == "text" else "value", "", "", readers.value(each)
        for item in each.choices:
            option, tick = self._option(each, item), ticks[item.code]
            if tick is not None:
                yield tick, "tick", "", option, readers.tick(each, item)
            elif own is not None and each.kind == "multiple" and not split:
                yield own, "tick", "", option, readers.joined(each, option)
            box = self._boxes.get((each.name, item.code))
            column = columns.get((box.name, "")) if box else None
            if column is not None:
                yield column, "other_text" if option == OTHER else "option_comment", "", option, Reader()

    def _is_box(self, each: Field) -> bool:
        """Whether a text field stands for a comment box.

        What one answer of a single choice opens may be a question of its own, unless that answer is the open one.
        """
        if each.opened_by is None or each.kind != "text":
            return False
        name, code = each.opened_by
        parent = self._by_name.get(name)
        item = next((item for item in parent.choices if item.code == code), None) if parent else None
        return item is not None and parent is not None and (parent.kind == "multiple" or _is_other(parent, item))

    def _option(self, each: Field, item: Item) -> str:
        """The code of a choice in the tables: the open option, yes and no have codes of their own."""
        if each.kind == "yes_no":
            return _yes_or_no(item) or item.code
        return OTHER if item.code == self._open(each) else item.code

    def _open(self, each: Field) -> str:
        """The code of the open option, which has a text of its own; "" when there is none."""
        found = [item.code for item in each.choices if (each.name, item.code) in self._boxes and _is_other(each, item)]
        taken = any(item.code == OTHER for item in each.choices if item.code not in found)
        return found[0] if len(found) == 1 and not taken else each.open_choice

    def _question(self, each: Field) -> Question:
        options = tuple(
            Item(self._option(each, item), item.texts, is_other=item.code == self._open(each)) for item in each.choices
        )
        commented = any(
            (each.name, item.code) in self._boxes and item.code != self._open(each) for item in each.choices
        )
        kind = "multiple_comments" if each.kind == "multiple" and commented else each.kind
        return Question(
            each.name, kind, each.texts, each.section, each.native_type, options, conditional=each.conditional
        )


def placed(wanted: Iterable[tuple[Place, str]], headings: Sequence[str]) -> dict[Place, int]:
    """The columns that have the headings wanted; of places that want the same one, each takes the next column.

    White space does not count, and columns that nobody wants are left out.
    """
    columns: dict[str, list[int]] = defaultdict(list)
    for column, heading in enumerate(headings):
        columns[_even(heading)].append(column)
    return {place: columns[_even(heading)].pop(0) for place, heading in wanted if columns[_even(heading)]}


def chosen(cell: Cell, codes: Mapping[str, str]) -> Cell:
    """The code of the choice that a cell holds; what is none stays as it is."""
    return codes.get(_even(cell), cell) if cell else cell


def _even(text: str) -> str:
    return " ".join(text.split())


def _as_yes_no(each: Field) -> Field:
    """A choice between yes and no is a question of its own kind."""
    said = [_yes_or_no(item) for item in each.choices]
    return replace(each, kind="yes_no") if each.kind == "single" and sorted(said) == sorted(_YES_NO) else each


def _yes_or_no(item: Item) -> str:
    """Y or N where every wording of an option says so, else ""."""
    said = {tick_words().get(text, "") for text in item.texts.values() if not text.isdecimal()}
    return said.pop() if len(said) == 1 and said <= _YES_NO else ""


def _is_other(parent: Field, item: Item) -> bool:
    """Whether an option is the open one: the form says so, or its code, or the first word of a wording does."""
    if item.code == parent.open_choice or item.code.casefold() == OTHER:
        return True
    words = {_first(word) for word in labels("other").values()}
    return any(_first(text) in words for text in item.texts.values())


def _first(text: str) -> str:
    found = _FIRST_WORD.search(text)
    return found[0].casefold() if found else ""
