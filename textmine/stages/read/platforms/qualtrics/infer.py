"""What a Qualtrics question is, from its labels and values, where there is no structure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textmine.stages.read.model import OTHER
from textmine.stages.read.platforms.qualtrics.qsf import Asked
from textmine.stages.read.questions.kinds import MOST_OPTIONS, kind_of
from textmine.tables import natural_key
from textmine.wordings import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textmine.stages.read.platforms.qualtrics.columns import Column
    from textmine.stages.read.scan import Profile

__all__ = ["code_of", "infer"]

_CHOSEN = " - Selected Choice"
_SMALL = re.compile(r"-?\d{1,2}")


def infer(first: Sequence[Column], every: Sequence[Column], profile: Profile) -> Asked:
    """What a question is.

    Args:
        first: Its columns; of a question in loops those of the first loop, which words it.
        every: Its columns in all loops, whose values count.
        profile: What the columns hold.
    """
    text, labels = _wordings(first)
    asked = Asked(code_of(first), _kind(every, profile), {"": text})
    for column in first:
        label = labels.get(column.position, "")
        if column.option:
            row, _, answer = label.rpartition(" - ")
            if column.part in {"group", "rank"}:
                row, answer = answer, row
            asked.items.setdefault(column.item, {"": row or column.item})
            asked.answers.setdefault(column.option, {"": answer or column.option})
        elif column.item:
            said = profile.values[column.position] - {"0", "1"} if asked.kind == "multiple" else frozenset[str]()
            asked.items.setdefault(column.item, {"": label or (next(iter(said)) if len(said) == 1 else column.item)})
    if asked.kind in {"single", "array"}:
        part = "" if any(not column.part for column in every) else "item"
        closed = [column.position for column in every if column.part == part]
        found = identifiers(sorted({value.strip() for value in profile.seen(closed)} - {""}, key=natural_key), {OTHER})
        asked.answers |= {code: {"": value} for code, value in found}
    return asked


def code_of(columns: Sequence[Column]) -> str:
    """The name of a question: what its columns are named, without what tells them apart."""
    names = []
    for column in columns:
        name = re.sub(rf"^_*{column.loop}_", "", column.name) if column.loop else column.name
        names.append(name.removesuffix(column.suffix) if column.suffix else name)
    common = _beginning(names) if len(set(names)) > 1 else names[0]
    return common.strip("_ -") or columns[0].question


def _wordings(columns: Sequence[Column]) -> tuple[str, dict[int, str]]:
    """The wording of a question, and those of its options or rows by the place of their column.

    The labels of the columns begin alike, with the wording; behind it stands the option, behind that of
    a box the word "Text" in the language of whoever exported.
    """
    labels = {column.position: column.label for column in columns}
    between = " - " if any(" - " in label for label in labels.values()) else "-"
    for column in columns:
        if column.part == "box":
            labels[column.position] = column.label.rpartition(between)[0]
    whole = [column.label for column in columns if not column.item]
    if len(whole) == len(columns):
        return whole[0].removesuffix(_CHOSEN), {}
    begin = _common(labels.values(), between) or f"{next(iter(whole), '')}{between}"
    text = begin.removesuffix(between).removesuffix(_CHOSEN)
    labels = {place: label.removeprefix(begin) for place, label in labels.items()}
    items = [column.position for column in columns if column.part == "item"]
    chosen = _common((labels[place] for place in items), between)
    return text, labels | {place: labels[place][len(chosen) :] for place in items}


def _common(labels: Iterable[str], between: str) -> str:
    """What labels begin with alike, up to and with the last `between`; "" when there is none."""
    begin, found, _ = _beginning(list(labels)).rpartition(between)
    return begin + found


def _beginning(texts: Sequence[str]) -> str:
    """What all texts begin with."""
    least, most = min(texts, default=""), max(texts, default="")
    return next((least[:place] for place, sign in enumerate(least) if not most.startswith(sign, place)), least)


def _kind(columns: Sequence[Column], profile: Profile) -> str:
    parts = {column.part for column in columns}
    if parts & {"cell", "group"}:
        cells = [column for column in columns if column.part in {"cell", "group"}]
        found = kind_of([column.position for column in cells], profile)
        return "ticks" if _ticks(cells, profile) else "array_number" if found == "number" else "array_text"
    if "item" in parts and "" not in parts:
        return _kind_of_items([column for column in columns if column.part == "item"], profile)
    main = [column.position for column in columns if column.part == ("" if "" in parts else "text")]
    found = kind_of(main, profile)
    if "" not in parts:
        return found if found in {"number", "date"} else "text"
    closed = _are_codes(profile.seen(main)) or "box" in parts or any(c.label.endswith(_CHOSEN) for c in columns)
    if columns[0].question.startswith("QID"):  # a text would say so in its id
        return "number" if found == "number" and not closed else "single"
    return "single" if closed else found


def _kind_of_items(columns: Sequence[Column], profile: Profile) -> str:
    if _ticks(columns, profile):
        return "multiple"
    places = [column.position for column in columns]
    found = kind_of(places, profile)
    if found == "number" and not _are_codes(profile.seen(places)):
        return "numbers"
    return "texts" if found in {"text", "date"} else "array"


def _are_codes(values: set[str]) -> bool:
    """Whether figures are codes of options more likely than counts."""
    return 0 < len(values) <= MOST_OPTIONS and all(map(_SMALL.fullmatch, values))


def _ticks(columns: Sequence[Column], profile: Profile) -> bool:
    """Whether columns are options that were ticked or not: each says but one thing, 1 or its own label."""
    if any(column.tick for column in columns):
        return True
    said = {column: profile.values[column.position] - {"0"} for column in columns}
    if max(map(len, said.values())) > 1:
        return False
    told = {column: next(iter(values)) for column, values in said.items() if values}
    if set(told.values()) <= {"1"}:
        return True
    if any(value.isdigit() for value in told.values()):
        return False
    if any(column.label for column in columns):
        return all(column.label.endswith(value) for column, value in told.items())
    return any(profile.filled[column.position] > 1 for column in told) and _by_option(told)


def _by_option(told: Mapping[Column, str]) -> bool:
    """Whether each option says something of its own: of a matrix each column, of groups each item."""
    names: dict[str, set[str]] = {}
    for column, value in told.items():
        names.setdefault(column.option if column.part == "cell" else column.item, set()).add(value)
    values = [value for each in names.values() for value in each]
    return len(names) > 1 and len(values) == len(names) == len(set(values))
