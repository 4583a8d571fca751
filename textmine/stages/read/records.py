"""Repeated blocks of questions as records of one question.

Surveys ask for several agreements or events by repeating a set of questions (AGR1TYPE, AGR1NAME,
AGR2TYPE, ...), or by a table whose rows are numbered (Event 1, Event 2). Only the wording proves a
repetition: questions are merged when they differ in nothing but their number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textmine.stages.read.model import Binding, Item, Question, Structure

__all__ = ["merge"]

_DIGITS = re.compile(r"(\d{1,4000})")  # Python makes no number of more than 4300 digits


@dataclass(frozen=True)
class _Place:
    """A question, its place, and one way to see a number in its code: before, number, after."""

    position: int
    question: Question
    before: str
    number: int
    after: str

    @property
    def template(self) -> str:
        return f"{self.before}#{self.after}"


def merge(structure: Structure, bindings: Sequence[Binding]) -> tuple[Structure, list[Binding]]:
    """The structure and the bindings with every repeated block merged; order is kept."""
    chains = _families(structure)
    replaced: dict[str, tuple[Question, int]] = {}
    for chain, records in chains:
        question = replace(_hashed(chain), code=chain[0].template, records=records)
        replaced |= {place.question.code: (question, index) for index, place in enumerate(chain, start=1)}
    questions: dict[str, Question] = {}
    numbered: dict[str, dict[str, int]] = {}
    for question in structure.questions:
        merged = replaced.get(question.code, (question, 0))[0]
        series = _series(question) if question.code not in replaced else {}
        if series:
            numbered[question.code] = series
            merged = replace(question, rows=(), records=len(series))
        questions[merged.code] = merged
    bound = [_rebind(binding, replaced, numbered) for binding in bindings]
    order = {code: position for position, code in enumerate(questions)}
    bound.sort(key=lambda binding: order[binding.question])
    return replace(structure, questions=tuple(questions.values())), bound


def _rebind(
    binding: Binding, replaced: dict[str, tuple[Question, int]], numbered: dict[str, dict[str, int]]
) -> Binding:
    if binding.asked in replaced:
        question, record = replaced[binding.asked]
        return replace(binding, question=question.code, record=str(record))
    if binding.asked in numbered:
        return replace(binding, row="", record=str(numbered[binding.asked][binding.row]))
    return binding


def _families(structure: Structure) -> Iterator[tuple[list[_Place], int]]:
    """The chains of questions that repeat, each with the number of blocks it is part of."""
    families: dict[str, list[list[_Place]]] = defaultdict(list)
    for chain in _chains(structure.questions):
        families[chain[0].before].append(chain)
    for chains in families.values():
        blocks: dict[int, list[int]] = defaultdict(list)
        for place in (place for chain in chains for place in chain):
            blocks[place.number].append(place.position)
        spans = [(min(places), max(places)) for _, places in sorted(blocks.items())]
        apart = all(before[1] < after[0] for before, after in pairwise(spans))
        if apart and (len(chains) > 1 or _counts(chains[0])):
            yield from ((chain, len(blocks)) for chain in chains)


def _chains(questions: Sequence[Question]) -> Iterator[list[_Place]]:
    """For each template of a code, the questions 1, 2, ... with equal wording; the longest wins."""
    templates: dict[str, list[_Place]] = defaultdict(list)
    for position, question in enumerate(questions):
        if question.records:  # the platform itself says so
            continue
        for match in _DIGITS.finditer(question.code):
            before, after = question.code[: match.start()], question.code[match.end() :]
            templates[f"{before}#{after}"].append(_Place(position, question, before, int(match[0]), after))
    taken: set[str] = set()
    for places in sorted(templates.values(), key=len, reverse=True):
        chain = [place for place in places if place.question.code not in taken and _alike(places[0], place)]
        if len(chain) > 1 and [place.number for place in chain] == list(range(1, len(chain) + 1)):
            taken |= {place.question.code for place in chain}
            yield chain


def _alike(first: _Place, other: _Place) -> bool:
    a, b = first.question, other.question
    if (a.kind, a.native_type, a.texts.keys()) != (b.kind, b.native_type, b.texts.keys()) or not any(a.texts.values()):
        return False
    same_items = _items(a.options) == _items(b.options) and _items(a.rows) == _items(b.rows)
    numbers = (first.number, other.number)
    return same_items and all(_same_but_number(a.texts[language], b.texts[language], numbers) for language in a.texts)


def _items(items: Sequence[Item]) -> list[tuple[str, dict[str, str]]]:
    return [(item.code, dict(item.texts)) for item in items]


def _same_but_number(a: str, b: str, numbers: tuple[int, int]) -> bool:
    """Whether two wordings are equal but for `numbers`, each at the same place."""
    left, right = _DIGITS.split(a), _DIGITS.split(b)
    if len(left) != len(right):
        return False
    return all(
        x == y or (x.isdecimal() and y.isdecimal() and (int(x), int(y)) == numbers)
        for x, y in zip(left, right, strict=True)
    )


def _counts(chain: list[_Place]) -> bool:
    """Whether the wording itself says the number, which a question on its own must."""
    return chain[0].question.texts != chain[1].question.texts


def _hashed(chain: list[_Place]) -> Question:
    """The first question of a chain, with # for its number in the wording."""
    first, second = chain[0].question, chain[1].question
    texts = {language: _hash(text, second.texts[language]) for language, text in first.texts.items()}
    return replace(first, texts=texts)


def _hash(a: str, b: str) -> str:
    pairs = zip(_DIGITS.split(a), _DIGITS.split(b), strict=True)
    return "".join(x if x == y else "#" for x, y in pairs)


def _series(question: Question) -> dict[str, int]:
    """The rows of a table that are a numbered series, 1, 2, ... by code; empty when they are not."""
    if question.kind not in {"array_text", "array_number"} or len(question.rows) < 2:  # noqa: PLR2004 - one row is no series
        return {}
    first = question.rows[0].texts
    for number, row in enumerate(question.rows, start=1):
        if row.texts.keys() != first.keys() or not first:
            return {}
        alike = all(_same_but_number(first[key], row.texts[key], (1, number)) for key in first)
        if not alike or (number > 1 and row.texts == first):
            return {}
    return {row.code: number for number, row in enumerate(question.rows, start=1)}
