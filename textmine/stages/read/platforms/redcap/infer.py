"""Questions of a REDCap export without its dictionary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.stages.read.model import Item
from textmine.stages.read.personal import is_personal
from textmine.stages.read.platforms.redcap.columns import box
from textmine.stages.read.questions.fields import Field, Place
from textmine.stages.read.questions.kinds import kind_of
from textmine.tables import natural_key
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textmine.stages.read.scan import Profile

__all__ = ["infer"]

_OPEN = {"text", "number", "date"}
_FILE = {"[document]"}


def infer(
    headings: Sequence[str], columns: Mapping[int, Sequence[int]], profile: Profile
) -> tuple[list[Field], dict[Place, int], set[int]]:
    """The questions as far as headings and values show them.

    Args:
        headings: The headings of the file.
        columns: The columns of the file that are not the platform's own, and for each its columns in the records.
        profile: What the columns of the records hold.

    Returns:
        The fields, the column of each field and choice, and the columns with personal data.
    """
    fields: dict[str, Field] = {}
    boxes: dict[str, str] = {}
    places: dict[Place, int] = {}
    personal: set[int] = set()
    for column, wide in columns.items():
        ticked = box(headings[column])
        text = ticked[0] if ticked else headings[column]
        name = next((each.name for each in fields.values() if ticked and each.texts[""] == text), "") or _name(
            text, fields
        )
        kind = "multiple" if ticked else kind_of(wide, profile)
        values = profile.seen(wide)
        if kind in _OPEN and is_personal(text, values):
            personal.add(column)
            continue
        before = fields[name].choices if name in fields else ()
        boxes |= {text: name} if ticked else {}
        closed = {"multiple": [ticked[1]] if ticked else [], "single": values, "yes_no": values}.get(kind, [])
        choices = (*before, *_choices(closed, {item.code for item in before}))
        fields[name] = Field(name, kind, {"": text}, choices)
        places[name, choices[-1].code if ticked else ""] = column
    return [*fields.values()], places, personal


def _name(text: str, taken: Collection[str]) -> str:
    """The name of a field, which is one already unless the headings are labels."""
    return text if re.fullmatch(r"\w+", text) and text not in taken else identifier(text, taken)


def _choices(labels: Collection[str], taken: Collection[str]) -> list[Item]:
    """Choices with codes made of what is known of them; _1 stands for -1 in a heading."""
    found: dict[str, Item] = {}
    for label in sorted(labels, key=natural_key):
        code = f"-{label[1:]}" if re.fullmatch(r"_\w+", label) else identifier(label, {*taken, *found})
        found[code] = Item(code, {"": label})
    return [*found.values()]
