"""Questions and participant attributes that hold personal data, by their wording, their code or their values."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from textmine import reference
from textmine.errors import TextmineError, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from textmine.stages.read.model import Question, Structure, Understood
    from textmine.stages.read.scan import Profile

__all__ = ["is_personal", "mark", "personal_columns", "resolve"]

_OPEN = {"text", "texts", "array_text", "single_comment"}
_FIGURES = {"number", "numbers", "array_number", "date"}
_ASKED_IN_FIGURES = {"phone", "birth"}
_WITH_ITEMS = {"texts", "numbers"}
_ALONE = {"text", "number", "date"}
_NEVER_CLOSED = {"token", "device"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLACE = re.compile(r"[-+]?\d{1,2}\.\d{3,}(?:\s*[,;]\s*|\s+)[-+]?\d{1,3}\.\d{3,}(?:\s+[-\d.]+){0,2}")
"""Latitude and longitude, with altitude and precision behind them as ODK writes it."""

_EMAIL = re.compile(r"\s*[^\s@]+@[^\s@]+\.[^\s@]+\s*")


def mark(structure: Structure, named: Collection[str], spared: Collection[str] = ()) -> Structure:
    """The structure with the questions marked that are `named` or recognised as personal, but those `spared`.

    Only open questions, numbers and dates are recognised: that somebody has a telephone is no
    personal datum, its number is. The patterns are in data/reference/personal_questions.tsv.
    """
    return replace(
        structure,
        questions=tuple(
            replace(q, personal=q.code in named or (q.code not in spared and _asks(q))) for q in structure.questions
        ),
    )


def resolve(names: Collection[str], ids: Mapping[str, str]) -> set[str]:
    """The ids of the questions that the settings name as personal.

    Args:
        names: What the settings say: codes in the export, or ids.
        ids: The id of each question by its code in the export and by its id.

    Raises:
        TextmineError: there is no such question.
    """
    for name in names:
        if name not in ids:
            raise TextmineError(f"personal: the survey has no question {name!r}.", hint=nearest(name, ids))
    return {ids[name] for name in names}


def is_personal(description: str, values: Collection[str]) -> bool:
    """Whether a participant attribute is personal: by its description, or as most values are such data.

    Args:
        description: Its description, or its name where it has none.
        values: Its distinct values.
    """
    said = {description, description.replace("_", " ")}
    if any(pattern.search(text) for _, _, pattern in _rules() for text in said):
        return True
    return bool(_label(description)) or _has_personal(values)


def personal_columns(headings: Sequence[str], understood: Understood, profile: Profile) -> frozenset[int]:
    """The columns of an export that hold personal data of respondents and are no questions on them.

    Their heading, or the wording of their question, is nothing but a word for such data ("E-mail", "IP address",
    "Latitude"), or their values mostly are such data. None is a column that is one of several of a question, nor a
    question that `mark` knows by more than such a word; of a closed question the values must prove it.

    Args:
        headings: The headings of the export.
        understood: What its columns are taken for.
        profile: What they hold.
    """
    questions = {question.code: question for question in understood.structure.questions}
    columns_of = Counter(binding.question for binding in understood.bindings)
    asked = {b.column: questions[b.question] for b in understood.bindings if columns_of[b.question] == 1}
    found = set[int]()
    for column in {*asked, *understood.attributes.values()}:
        question, values = asked.get(column), profile.values[column]
        wording = understood.structure.text(question.texts) if question else ""
        words = {_label(headings[column]), _label(wording)} - {""}
        if question is None or question.kind in _ALONE:
            is_it = words or (_has_personal(values) and not (question and _asks(question)))
        else:
            is_it = question.kind == "single" and (words & _NEVER_CLOSED or _has_personal(values))
        if is_it:
            found.add(column)
    return frozenset(found)


def _label(heading: str) -> str:
    """What a heading that is nothing but a word for personal data is a word for; "" for any other."""
    said = _HUMP.sub(" ", heading.strip()).replace("_", " ").replace(".", " ")
    said = " ".join(said.casefold().split()).strip(" :*?!")
    return next((asks for _, asks, pattern in _rules(column=True) if pattern.fullmatch(said)), "")


def _has_personal(values: Collection[str]) -> bool:
    """Whether more than half of some values are e-mail addresses, IP addresses or pairs of coordinates."""
    return any(2 * sum(map(test, values)) > len(values) for test in (_is_email, _is_address, _is_place))


def _is_email(value: str) -> bool:
    return _EMAIL.fullmatch(value) is not None


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value.strip())
    except ValueError:
        return False
    return True


def _is_place(value: str) -> bool:
    """Whether a value is a pair of coordinates."""
    return _PLACE.fullmatch(value.strip()) is not None


@functools.cache
def _rules(*, column: bool = False) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """Where to look, what is asked there, and the pattern: of questions, or of columns that are none."""
    return tuple(
        (row["where"], row["asks"], re.compile(row["pattern"], re.IGNORECASE))
        for row in reference.rows("personal_questions.tsv")
        if (row["where"] == "column") == column
    )


def _asks(question: Question) -> bool:
    if question.kind not in _OPEN | _FIGURES:
        return False
    said = list(question.texts.values())
    if question.kind in _WITH_ITEMS:
        said += [text for row in question.rows for text in row.texts.values()]
    looked_at = {"wording": said, "figure": said, "code": [question.code]}
    rules = _rules()
    if question.kind in _FIGURES:
        looked_at["wording"] = []
        rules = tuple(rule for rule in rules if rule[1] in _ASKED_IN_FIGURES)
    return question.email or any(pattern.search(text) for where, _, pattern in rules for text in looked_at[where])
