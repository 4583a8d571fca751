"""Which questions ask for personal data, by examples for and against."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import cases

from textmine.stages.read.model import Item, Question, Structure
from textmine.stages.read.personal import is_personal, mark


def _marked(question: Question, *named: str) -> bool:
    return mark(Structure("t", ("en",), (question,)), named).questions[0].personal


@pytest.mark.parametrize("case", cases("read_personal"), ids=lambda case: case["wording"])
def test_recognised(case: dict[str, Any]) -> None:
    assert _marked(Question(case["code"], case["kind"], {"en": case["wording"]}, {})) is case["expected"]


def test_an_item_of_a_multiple_text_counts() -> None:
    rows = (Item("a", {"en": "City"}), Item("b", {"en": "Your e-mail"}))
    assert _marked(Question("Q1", "texts", {"en": "About you"}, {}, rows=rows))


def test_an_item_of_a_multiple_number_counts_only_when_it_is_a_number_of_somebody() -> None:
    assert _marked(Question("Q1", "numbers", {}, {}, rows=(Item("a", {"en": "Your telephone number"}),)))
    channels = (Item("a", {"en": "E-mail"}), Item("b", {"en": "Telephone"}))
    assert not _marked(Question("Q1", "numbers", {"en": "Contacts by channel"}, {}, rows=channels))


ATTRIBUTES = [
    ("Contact e-mail", [], True),
    ("contact_email", [], True),
    ("Telephone", [], True),
    ("Date of birth", [], True),
    ("Last name", [], True),
    ("name_first", [], True),
    ("telephone_1", [], True),
    ("phone booths", [], False),
    ("Address", [], True),
    ("Reach at", ["a@example.org", "b@example.org", "none"], True),
    ("Reach at", ["a@example.org", "by post"], False),
    ("Strand", ["North", "South"], False),
    ("Name of the programme", [], False),
]


@pytest.mark.parametrize(("description", "values", "expected"), ATTRIBUTES)
def test_participant_attributes(description: str, values: list[str], *, expected: bool) -> None:
    assert is_personal(description, values) is expected


def test_named_and_validated() -> None:
    assert _marked(Question("Q1", "single", {"en": "Colour"}, {}), "Q1")
    assert _marked(Question("Q1", "text", {"en": "Reach you at"}, {}, email=True))
