"""Which questions ask for personal data, by examples for and against."""

from __future__ import annotations

from typing import Any

import pytest
from helpers import cases

from textmine.stages.read.model import Binding, Item, Question, Structure, Understood
from textmine.stages.read.personal import is_personal, mark, personal_columns
from textmine.stages.read.scan import Profile


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


def _found(headings: list[str], columns: list[list[str]], kinds: list[str]) -> set[str]:
    """The headings of personal columns among those that each hold a question of their own."""
    questions = tuple(Question(f"Q{n}", kind, {}, {}) for n, kind in enumerate(kinds))
    bindings = tuple(Binding(n, heading, "text", f"Q{n}") for n, heading in enumerate(headings))
    values = tuple(map(frozenset, columns))
    profile = Profile(4, in_order=True, values=values, filled=tuple(map(len, columns)), masked=False)
    understood = Understood(Structure("t", ("en",), questions), bindings)
    return {headings[column] for column in personal_columns(headings, understood, profile)}


@pytest.mark.parametrize("case", cases("read_personal_columns"), ids=lambda case: case["heading"])
def test_columns_by_their_headings(case: dict[str, Any]) -> None:
    words = ["some words", "and others", "to read"]
    assert (_found([case["heading"]], [words], ["text"]) == {case["heading"]}) is case["expected"]


VALUES = [
    (["a@example.org", "b@example.org", "none"], "text", True),
    (["192.0.2.1", "2001:db8::1"], "text", True),
    (["47.3769, 8.5417", "48.2082 16.3738 190.5 4.2"], "text", True),
    (["write to a@example.org", "b@example.org", "ring me"], "text", False),
    (["1.2.3", "10:30:15", "4.5"], "text", False),
    (["1.5, 2.5", "3, 4"], "text", False),
    (["192.0.2.1", "2001:db8::1"], "array", False),
]


@pytest.mark.parametrize(("values", "kind", "expected"), VALUES)
def test_columns_by_their_values(values: list[str], kind: str, *, expected: bool) -> None:
    assert bool(_found(["Where?"], [values], [kind])) is expected


def test_a_closed_question_is_not_personal_by_its_heading() -> None:
    assert _found(["E-mail"], [["never", "daily"]], ["single"]) == set()
    assert _found(["Token", "E-mail"], [["ab1", "ab2"], ["a@example.org"]], ["single", "single"]) == {"Token", "E-mail"}


def test_the_wording_of_a_question_counts_like_a_heading() -> None:
    question = Question("q7", "text", {"en": "Last name"}, {})
    understood = Understood(Structure("t", ("en",), (question,)), (Binding(0, "q7", "text", "q7"),))
    profile = Profile(2, in_order=True, values=(frozenset({"one", "two"}),), filled=(2,), masked=False)
    assert personal_columns(["q7"], understood, profile) == {0}
