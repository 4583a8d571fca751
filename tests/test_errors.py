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
