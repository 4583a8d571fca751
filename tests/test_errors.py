"""Errors say what was found, what was expected and what to do."""

from __future__ import annotations

from textmine.errors import TextmineError, nearest


def test_the_parts_in_order():
    error = TextmineError("A.", expected="b", hint="c")
    assert str(error) == "A.\nExpected: b\nHint: c"
    assert str(TextmineError("A.")) == "A."


def test_the_nearest_choice_or_all():
    assert nearest("languges", ["languages", "title"]) == "did you mean 'languages'?"
    assert nearest("strand", ["STRAND", "SIZE"]) == "did you mean 'STRAND'?"
    assert nearest("zzz", ["b", "a"]) == "choose one of: a, b"
    assert nearest("zzz", map(str, range(50))).endswith("... (50 in all)")


def test_a_list_of_choices_can_be_read():
    wordings = [f"{number}. What would you change about the reading halls of the library?" for number in range(1, 10)]
    listed = nearest("zzz", wordings).removeprefix("choose one of: ").removesuffix(" ... (9 in all)").split(", ")
    assert len(listed) == 8
    assert {len(choice) for choice in listed} == {40}
    assert nearest("zzz", ["c", "b", "a"], first=["c"]) == "choose one of: c, a, b"
