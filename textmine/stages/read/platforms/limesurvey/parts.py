"""Without a structure: which question each column belongs to, and what it holds of it, by its heading alone.

A code says both. A wording is read by its brackets, by its relation to the heading before, and then
by its position, as two questions or two options may have one wording.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from textmine.stages.read.model import OTHER
from textmine.stages.read.platforms.limesurvey.naming import CODE, is_meta, is_timing
from textmine.stages.read.platforms.limesurvey.wordings import Wording, is_cut, meaning, split
from textmine.wordings import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from textmine.stages.read.platforms.limesurvey.naming import Named

__all__ = ["Part", "parts"]


@dataclass(frozen=True)
class Part:
    """What a column holds, as far as its heading tells.

    Attributes:
        column: The column.
        question: Code of the question.
        text: Wording of the question.
        item: Code of the option or row, `OTHER` for the open option; "" for the answer itself.
        label: Its wording.
        scale: Code of the column of a two-dimensional array, or number of the scale of a dual one.
        scale_label: Its wording.
        box: Whether it is the comment on the item, or on the answer.
        shape: What the heading tells of the kind: rank, scale (dual array), or "".
    """

    column: int
    question: str
    text: str = ""
    item: str = ""
    label: str = ""
    scale: str = ""
    scale_label: str = ""
    box: bool = False
    shape: str = ""


def parts(named: Named) -> list[Part]:
    """The columns of questions, question by question in the order of the export."""
    matches = {place: CODE.fullmatch(code) for place, code in enumerate(named.codes)}
    questions = {match[1] for match in matches.values() if match and not is_meta(match[0])}
    coded: dict[str, list[Part]] = {}
    seen: set[tuple[str, str]] = set()
    for place, match in matches.items():
        key = (named.codes[place], named.texts[place])
        if match is None or is_meta(match[0]) or key in seen or is_timing(match[0], named.codes, questions):
            continue
        seen.add(key)
        coded.setdefault(match[1], []).append(_coded(place, match.groups(default=""), named.texts[place]))
    worded = [(place, split(text)) for place, text in enumerate(named.texts) if text and not named.codes[place]]
    groups = [*map(_resolved, coded.values()), *_by_wording(worded, questions)]
    return [part for group in sorted(groups, key=lambda group: group[0].column) for part in group]


def _coded(column: int, codes: Sequence[str], text: str) -> Part:
    question, item, scale = codes
    if not item:
        return Part(column, question, text)
    wording = split(text)
    label, second = (*wording.groups, "", "")[:2]
    return Part(column, question, wording.question, item, label, scale, second)


def _resolved(group: list[Part]) -> list[Part]:
    """The columns of a question with codes: what is a comment, what a row and a column, what an item twice."""
    items = {part.item for part in group}
    if items <= {"", OTHER, "comment"}:
        group = [replace(part, item="", box=True) if part.item == "comment" else part for part in group]
    elif "" not in items and _has_boxes(items):
        group = [_box(part) if part.item.endswith("comment") else part for part in group]
    group = _rows_and_columns(group) or group
    scales = {part.scale for part in group}
    if scales <= {"", "1", "2"} and scales != {""}:
        return [replace(part, shape="scale") for part in group]
    shape = _shape(part.label for part in group)
    return [replace(part, shape=shape) for part in _each_once(group)]


def _has_boxes(items: set[str]) -> bool:
    """Whether there is a comment box beside an option, or there are nothing but such boxes."""
    boxes = {item for item in items if item.endswith("comment") and item != "comment"}
    return any(item.removesuffix("comment") in items for item in boxes) or boxes == items


def _box(part: Part) -> Part:
    return replace(part, item=part.item.removesuffix("comment"), scale_label="", box=True)


def _rows_and_columns(group: list[Part]) -> list[Part]:
    """The cells of a two-dimensional array, ``Q[row_column]``; empty when it is none."""
    if any(part.scale or part.box or part.item.count("_") != 1 for part in group):
        return []
    split_up = [part.item.split("_") for part in group]
    if len({row for row, _ in split_up}) == len(split_up):
        return []
    return [replace(part, item=row, scale=column) for part, (row, column) in zip(group, split_up, strict=True)]


def _each_once(group: list[Part]) -> Iterator[Part]:
    """Of two columns with one code and two wordings the second gets a number."""
    seen: Counter[tuple[str, str, bool]] = Counter()
    for part in group:
        key = (part.item, part.scale, part.box)
        seen[key] += 1
        yield part if seen[key] == 1 else replace(part, item=f"{part.item or 'item'}_{seen[key]}")


class _Entry(NamedTuple):
    """A column of a question in the making: its heading, and what it is; `_what` has the words."""

    column: int
    wording: Wording
    what: str


@dataclass
class _Making:
    """A question in the making."""

    entries: list[_Entry] = field(default_factory=list)

    def closed(self) -> bool:
        """Whether nothing can follow: the open option and its comment stand last."""
        return any(entry.what in {"other", "answer box"} for entry in self.entries[-2:])

    def takes(self, wording: Wording) -> bool:
        """Whether an option or row can be one more of it."""
        first = self.first()
        if first is None or self.closed():
            return False
        return wording.groups != first.groups and len(wording.groups) == len(first.groups)

    def first(self) -> Wording | None:
        """The heading of the first option or row."""
        return next((entry.wording for entry in self.entries if entry.what in {"item", "lone box"}), None)


def _by_wording(columns: Sequence[tuple[int, Wording]], taken: set[str]) -> Iterator[list[Part]]:
    """The questions of columns whose headings have no code."""
    numbers = (code for number in itertools.count(1) if (code := f"Q{number}") not in taken)
    for _, run in itertools.groupby(columns, key=lambda column: column[1].question):
        for made in _questions(list(run)):
            yield list(_parts(made, next(numbers)))


def _questions(run: Sequence[tuple[int, Wording]]) -> Iterator[_Making]:
    """The questions among neighbours that have the same wording before their brackets."""
    comments = sum(len(w.groups) == 1 and meaning(w.groups[0]) == "comment" for _, w in run)
    bare = comments > 1 or (comments == 1 and len(run) == 2)  # noqa: PLR2004 - an option and its comment
    making = _Making()
    for place, (column, wording) in enumerate(run):
        what = _what(making, wording, [following for _, following in run[place + 1 :]], bare=bare)
        if (what == "answer" or what.startswith("new")) and making.entries:
            yield making
            making = _Making()
        making.entries.append(_Entry(column, wording, what.removeprefix("new ")))
    yield _by_position(making)


def _what(making: _Making, wording: Wording, rest: Sequence[Wording], *, bare: bool) -> str:
    """What a column is, with "new" before it where it begins a question.

    It is the answer, an item (option or row), the box of the item before, the lone box of an item
    that has no column, the answer box, the other option or the other box.

    Args:
        making: The question so far.
        wording: The heading.
        rest: The headings that follow with the wording of this question.
        bare: Whether comments stand as ``Question [Comment]`` behind each option.
    """
    before = making.entries[-1] if making.entries else None
    own = meaning(wording.groups[-1]) if wording.groups else ""
    alone = len(wording.groups) == 1
    if before and wording.old_box:
        return {"answer": "answer box", "other": "other box"}.get(before.what, "box")
    if not wording.groups:
        return "answer"
    if before and before.what == "answer" and alone and (not rest or own in {"comment", "other"}):
        return "other" if own == "other" else "answer box"
    if before and (box := _box_behind(before, wording, own, bare=bare)):
        return box
    if alone and own == "other" and _is_last(making, wording, rest):
        return "other" if making.first() and not making.closed() else "new other"
    kind = "lone box" if own == "comment" and not alone else "item"
    return kind if making.takes(wording) else f"new {kind}"


def _box_behind(before: _Entry, wording: Wording, own: str, *, bare: bool) -> str:
    """Whether a column is the comment on the option before it: box, other box, or "" when it is neither."""
    beside = wording.groups[:-1] == before.wording.groups
    if own == "other_comment" or (before.what == "other" and beside):
        return "other box"
    bare = bare and own == "comment" and len(wording.groups) == 1
    return "box" if before.what == "item" and (beside or bare) else ""


def _is_last(making: _Making, wording: Wording, rest: Sequence[Wording]) -> bool:
    """Whether an option "Other" is LimeSurvey's own, which stands last; its comment and another question may follow."""
    comments = {(*wording.groups, rest[0].groups[-1])} if rest and rest[0].groups else set()
    after = [
        following
        for following in rest
        if following.groups not in comments
        and not following.old_box
        and meaning("".join(following.groups[-1:])) != "other_comment"
    ]
    first = making.first()
    return (
        not after or not after[0].groups or is_cut(wording) or (first is not None and after[0].groups == first.groups)
    )


def _by_position(making: _Making) -> _Making:
    """The open option and its comment, where LimeSurvey's words for them are not known: the last two, each alone."""
    what = [entry.what for entry in making.entries]
    labels = {entry.wording.groups[-1] for entry in making.entries if entry.what == "box" and entry.wording.groups}
    paired = ["item", "box"] * (len(what) // 2 - 1) + ["item", "item"]
    if len(labels) != 1 or meaning(*labels) or what != paired:
        return making
    *first, other, box = making.entries
    return _Making([*first, other._replace(what="other"), box._replace(what="other box")])


def _parts(making: _Making, code: str) -> Iterator[Part]:
    """The columns of a question; brackets that stand alone belong to its wording."""
    items = [entry.wording for entry in making.entries if entry.what == "item"]
    if len(making.entries) == len(items) == 1:
        column, wording, _ = making.entries[0]
        yield Part(column, code, " ".join([wording.question, "".join(f"[{text}]" for text in wording.groups)]).strip())
        return
    shape = _shape(wording.groups[-1] for wording in items)
    rows, scales = dict[str, str](), dict[str, str]()
    twice = Counter[tuple[str, ...]]()
    item = label = ""
    for column, wording, what in making.entries:
        scale = scale_label = ""
        if what in {"item", "lone box"}:
            label = wording.groups[0]
            twice[wording.groups] += 1
            item = _code(label, rows, twice[wording.groups])
            if len(wording.groups) > 1 and what == "item":
                scale_label = wording.groups[-1]
                scale = scale_label.split()[-1] if shape == "scale" else _code(scale_label, scales, 1)
        elif what != "box":
            item, label = (OTHER, wording.groups[0]) if what.startswith("other") and wording.groups else ("", "")
        yield Part(column, code, wording.question, item, label, scale, scale_label, "box" in what, shape)


def _code(label: str, known: dict[str, str], time: int) -> str:
    """The code of an option, row or column: the same for a wording, unless it is that of an option the second time."""
    key = f"{label} {time}" if time > 1 else label
    if key not in known:
        known[key] = identifier(label, {OTHER, *known.values()})
    return known[key]


def _shape(labels: Iterable[str]) -> str:
    shapes = {meaning(label).partition(" ")[0] for label in labels}
    return shapes.pop() if shapes in ({"rank"}, {"scale"}) else ""
