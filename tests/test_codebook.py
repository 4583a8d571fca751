"""Codebooks: every slip is named with its place, and what is written is read again as it was."""

from __future__ import annotations

import string

import pytest
from helpers import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import reference, tables
from textmine.codebook import FOUND, HEAD, KINDS, Codebook, Theme, dump, from_table, load
from textmine.errors import TextmineError

STAFF = Theme(
    "staff",
    "Staff: shortage",
    "barrier",
    "management",
    "Too few people.",
    ("no",),
    ("# not this",),
    ("understaff*", "*"),
    ("Müller left.\nNobody came.",),
)
BOOK = Codebook("small", "en", (Theme("management", "Management"), STAFF))


@pytest.mark.parametrize("case", cases("codebook"), ids=lambda case: case["why"])
def test_a_slip_is_named_with_its_place(case, tmp_path):
    file = tmp_path / "book.yaml"
    file.write_text(case["input"], encoding="utf-8")
    with pytest.raises(TextmineError) as caught:
        load(file)
    assert case["found"] in caught.value.found
    assert str(file) in caught.value.found
    assert case.get("hint", "") in caught.value.hint


def test_what_is_left_out_has_a_default(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("themes:\n  - id: a\n    label: A\n", encoding="utf-8-sig")
    assert load(file) == Codebook("mine", "und", (Theme("a", "A", kind="theme"),))


def test_nothing_is_merged_into_a_theme(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("themes:\n  - id: a\n    <<: {label: A}\n", encoding="utf-8")
    with pytest.raises(TextmineError, match="line 2, theme 'a': unknown key '<<'"):
        load(file)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(TextmineError, match="Cannot read the codebook"):
        load(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("name: Métier\n".encode("latin-1"))
    with pytest.raises(TextmineError, match="not UTF-8"):
        load(tmp_path / "latin.yaml")


def test_a_written_codebook_is_for_people(tmp_path):
    file = tmp_path / "book.yaml"
    dump(BOOK, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    assert "  - id: staff\n    label: 'Staff: shortage'\n    kind: barrier\n    parent: management\n" in text
    assert "include" not in text.partition("  - id: staff")[0].removeprefix(HEAD)
    assert load(file) == BOOK


def test_writing_replaces_the_file_and_leaves_no_other(tmp_path):
    file = tmp_path / "book.yaml"
    file.write_text("old", encoding="utf-8")
    dump(BOOK, file)
    first = file.read_bytes()
    dump(BOOK, file)
    assert file.read_bytes() == first
    assert list(tmp_path.iterdir()) == [file]


_text = st.text(min_size=1).filter(str.strip)
_texts = st.lists(_text, max_size=3).map(tuple)
_id = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=8)
_theme = st.builds(Theme, _id, _text, st.sampled_from(KINDS), st.just(""), st.text(), _texts, _texts, _texts, _texts)


@settings(max_examples=40)
@given(st.builds(Codebook, _text, _text, st.lists(_theme, max_size=3, unique_by=lambda theme: theme.id).map(tuple)))
def test_what_is_written_is_read_again_as_it_was(tmp_path_factory, book):
    file = tmp_path_factory.getbasetemp() / "book.yaml"
    dump(book, file)
    assert load(file) == book


def test_the_codebooks_that_come_with_textmine_are_right(tmp_path):
    for name in reference.codebooks():
        book = load(reference.codebook_path(name))
        assert book.name == name
        dump(book, tmp_path / "copy.yaml")
        assert load(tmp_path / "copy.yaml") == book


def test_a_table_of_themes_becomes_a_codebook():
    row = {
        "theme_id": "staff",
        "parent": "",
        "label": "Staff",
        "definition": "Few people.",
        "include": '["no"]',
        "exclude": "[]",
        "keywords": '["a*", "b"]',
        "examples": '["é"]',
        "origin": "emergent",
        "kind": "theme",
        "threshold": 0.3,
        "middle": "[0.6, 0.8]",
        "stability": 0.9,
        "respondents": 3,
    }
    book = from_table(tables.frame("themes", [row]), name="mine", language="fr")
    assert book == Codebook(
        "mine", "fr", (Theme("staff", "Staff", FOUND, "", "Few people.", ("no",), (), ("a*", "b"), ("é",)),)
    )
    assert from_table(tables.empty("themes")).themes == ()
