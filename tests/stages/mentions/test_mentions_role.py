"""The order in which roles are decided; examples of clauses are in tests/cases/mentions_roles.jsonl."""

from __future__ import annotations

import pytest

from textmine import reference
from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.fields import Field
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.role import _FARTHEST, Clauses, Setting


def _role(text, setting):
    spans, words = find(text, "en", gazetteer.tree(), place_field=False)
    return Clauses(text, words, spans, "en").role(spans[0], setting)


@pytest.mark.parametrize(
    ("text", "setting", "role", "why"),
    [
        ("partners in Spain", Setting(Field(role="target", wording="w"), european=True), "partner", "by 'partners in'"),
        ("Spain", Setting(Field(), european=True), "other", "without a word that says more"),
        ("Chile", Setting(Field(abroad=True)), "target", "as outside the EU"),
        ("Spain", Setting(Field(abroad=True), european=True), "other", "without a word that says more"),
        ("Chile", Setting(Field()), "other", "without a word that says more"),
        ("mission to Chile", Setting(Field()), "target", "by 'mission to'"),
        ("Chile", Setting(Field(role="partner", wording="w")), "partner", "by question 'w'"),
        ("Spain", Setting(Field(role="target", wording="w"), european=True), "target", "by question 'w'"),
        ("Spain", Setting(Field(role="target", wording="w", outside=True), european=True), "other", "as in Europe"),
        ("Chile", Setting(Field(role="target", wording="w", outside=True)), "target", "by question 'w'"),
        ("Spain", Setting(Field("place", "target", "w", outside=True), european=True), "target", "by question 'w'"),
        ("Spain", Setting(Field(role="home", wording="w"), european=True), "home", "by question 'w'"),
    ],
)
def test_order(text, setting, role, why):
    found = _role(text, setting)
    assert found.role == role
    assert why in found.why


def test_no_cue_reaches_farther_than_we_look():
    assert max(int(row["reach"]) for row in reference.rows("role_cues.tsv")) == _FARTHEST


def test_a_cue_has_a_reach():
    near = _role("mission of all members of our group to the north of Chile", Setting(Field()))
    assert "mission" not in near.why


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("we speak Portuguese fluently", True),
        ("in Portuguese", True),
        ("in Portuguese and German", True),
        ("Portuguese and German firms", False),
        ("the Portuguese left", False),
        ("Portuguese", False),
        ("for the Portuguese.", False),
        ("written for Portuguese. Members liked it", True),
    ],
)
def test_languages(text, language):
    spans, words = find(text, "en", gazetteer.tree(), place_field=False)
    assert Clauses(text, words, spans, "en").is_language(spans[0]) is language
