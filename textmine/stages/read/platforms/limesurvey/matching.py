"""Headings in words and the columns of a structure: matched by wording, and in order where two are the same."""

from __future__ import annotations

import bisect
from collections import defaultdict
from typing import TYPE_CHECKING

from textmine.stages.read.platforms.limesurvey.wordings import meaning, same, split, uncut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textmine.stages.read.model import Item, Question
    from textmine.stages.read.platforms.limesurvey.lss import LimeSurvey
    from textmine.stages.read.platforms.limesurvey.names import Column

__all__ = ["match", "reworded"]

_Key = tuple[str, ...]
"""The wording of a question, and what stands in brackets behind it, each as it is compared."""

_DUAL = "1"


def match(texts: Mapping[int, str], lime: LimeSurvey) -> dict[int, str]:
    """The code headings of columns whose headings are wordings.

    Two wordings are the same but for white space and entities; of one that was cut, what is left
    has to be the beginning. Of several columns that have the wording, the next in the order of the
    structure is taken. Wordings may be in any language of the structure.

    Args:
        texts: The wordings by position, those of the platform's own columns left out.
        lime: The structure.
    """
    index = _Index(lime)
    found: dict[int, str] = {}
    used: set[int] = set()
    last = -1
    for place, text in texts.items():
        candidates = [number for number in index.find(_key(text)) if number not in used]
        if not candidates:
            continue
        last = next((number for number in candidates if number > last), candidates[0])
        used.add(last)
        found[place] = lime.columns[last].heading
    return found


def reworded(texts: Mapping[int, str], codes: Sequence[str], lime: LimeSurvey) -> list[int]:
    """The columns whose code is one of the structure and whose wording is not that of this code.

    Args:
        texts: The wordings by position.
        codes: The code of each column.
        lime: The structure.
    """
    index = _Index(lime)
    places = {column.heading: number for number, column in enumerate(lime.columns)}
    return [
        place
        for place, text in texts.items()
        if text and codes[place] in places and places[codes[place]] not in index.find(_key(text))
    ]


def _key(text: str) -> _Key:
    wording = split(text)
    return _parts(wording.question, [*wording.groups, *(["Comment"] if wording.old_box else [])])


def _parts(question: str, groups: Sequence[str]) -> _Key:
    return (same(question), *(meaning(group) or same(group) for group in groups))


class _Index:
    """The columns of a structure, by the headings that they may have."""

    def __init__(self, lime: LimeSurvey) -> None:
        self._columns: dict[_Key, list[int]] = defaultdict(list)
        questions = {question.code: question for question in lime.structure.questions}
        for number, column in enumerate(lime.columns):
            for language in lime.structure.languages:
                for text, parts in _headings(questions[column.question], column, language):
                    for key in {_key(_heading(text, parts)), _parts(text, parts)}:
                        if number not in (known := self._columns[key]):
                            known.append(number)
        self._keys = sorted(self._columns)

    def find(self, key: _Key) -> list[int]:
        """The columns that may have a heading, in the order of the structure."""
        if key in self._columns or all(uncut(part) is None for part in key):
            return self._columns.get(key, [])
        start = key[0] if (left := uncut(key[0])) is None else left
        found: set[int] = set()
        for known in self._keys[bisect.bisect_left(self._keys, (start,)) :]:
            if not known[0].startswith(start):
                break
            if len(known) == len(key) and all(map(_begins, known, key)):
                found.update(self._columns[known])
        return sorted(found)


def _begins(whole: str, part: str) -> bool:
    left = uncut(part)
    return whole == part or (left is not None and whole.startswith(left))


def _headings(question: Question, column: Column, language: str) -> Iterator[tuple[str, list[str]]]:
    """The headings that LimeSurvey may give a column in a language; its own words are put in English."""
    text = question.texts.get(language, "")
    row, option = (
        _label(items, code, language)
        for items, code in ((question.rows, column.row), (question.options, column.option))
    )
    parts = {
        "tick": [option], "option_comment": [option, "Comment"], "other_text": ["Other"],
        "other_comment": ["Other comment"], "question_comment": ["Comment"],
    }.get(column.role or "")  # fmt: skip
    if parts is None and question.kind == "ranking":
        parts = [f"Rank {column.row}"]
    elif parts is None and question.native_type == _DUAL:
        parts = [row, f"Scale {int(column.option) + 1}"]
    elif parts is None:
        parts = [part for part, code in ((row, column.row), (option, column.option)) if code]
        parts += ["filecount"] if "[filecount]" in column.heading else []
    yield text, parts
    if column.role == "other_comment":
        yield text, ["Other", "Comment"]
    elif column.role == "option_comment":
        yield text, ["Comment"]


def _heading(text: str, parts: Sequence[str]) -> str:
    brackets = "".join(f"[{part}]" for part in parts)
    return f"{text} {brackets}" if brackets else text


def _label(items: Sequence[Item], code: str, language: str) -> str:
    return next((item.texts.get(language, "") for item in items if item.code == code), "")
