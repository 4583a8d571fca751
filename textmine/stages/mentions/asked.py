"""questions, options -> fields: what is asked for at each place of the questionnaire.

What `mentions` goes by, written down: an analyst sees which questions were taken to ask for a place,
and figures can tell an answer to such a question from a country that a comment mentions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.mentions.fields import Fields
from textmine.stages.mentions.finder import find
from textmine.stages.mentions.gazetteer import tree

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["asked"]

_CLOSED = frozenset({"single", "single_comment", "multiple", "multiple_comments"})


def asked(questions: pd.DataFrame, options: pd.DataFrame) -> pd.DataFrame:
    """Say what each place of the questionnaire asks for.

    A closed question is a list of places when more than half of its options are, each in all its
    words, the name of one country; "Other" does not count. Only then do its options stand for countries.

    Args:
        questions: The table `questions`.
        options: The table `options`.

    Returns:
        The table `fields`: the places where an answer is the name of a place or an organisation, or
        whose wording gives places a role; in the order of the questionnaire.
    """
    known = Fields(questions, options)
    texts: dict[tuple[str, str], dict[str, str]] = {}
    others: set[tuple[str, str]] = set()
    columns = ["question_id", "axis", "option_id", "text", "is_other"]
    for question, axis, option, text, other in options[columns].itertuples(index=False, name=None):
        texts.setdefault((question, axis), {})[option] = text
        if other:
            others.add((question, option))
    made: list[tuple[object, ...]] = []
    for question, kind, language in questions[["question_id", "kind", "language"]].itertuples(index=False, name=None):
        choices = texts.get((question, "option"), {})
        named = {o: _country(text, language) for o, text in choices.items() if (question, o) not in others}
        listed = named if kind in _CLOSED and sum(map(bool, named.values())) > len(named) / 2 else {}
        for row, option in _places(texts.get((question, "row"), {}), choices):
            field = known.of(question, row, option)
            means = "place" if listed and (question, option) in others else field.means
            if means or field.role or listed.get(option):
                made.append((question, row, option, means, field.role, field.wording, listed.get(option, "")))
    return tables.frame("fields", made)


def _places(rows: dict[str, str], options: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each row of a question with each of its options, and both alone."""
    return ((row, option) for row in ("", *rows) for option in ("", *options))


def _country(wording: str, language: str) -> str:
    """The country whose name an option is, in all its words; "" for none."""
    spans = find(wording, language or "und", tree(), place_field=True)[0]
    whole = [span for span in spans if wording[span.start : span.end].strip(" .") == wording.strip(" .")]
    return whole[0].name.entity_id if whole and whole[0].name.kind == "country" else ""
