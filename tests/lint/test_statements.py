"""What sentences state, and dates."""

from __future__ import annotations

import pytest
from helpers import cases

from textmine.lint.dates import dates
from textmine.lint.quotes import marked
from textmine.lint.statements import read_sentences
from textmine.lint.vocabulary import quantifiers
from textmine.lint.words import number, sentences, stem

GROUPS = {"Strand-1": ("strand", "1"), "Strand-2": ("strand", "2")}


def _shown(claim) -> list:
    value = claim.words if claim.kind in {"quantifier", "only"} else round(claim.value, 3)
    extra = [claim.base] if claim.base is not None else []
    return [claim.kind, value, *extra, *([claim.about] if claim.about != "exact" else [])]


@pytest.mark.parametrize("case", cases("lint_statements"), ids=lambda case: case["text"][:60])
def test_statements(case):
    units = {stem("partnerships"), stem("respondents")}
    found = [_shown(c) for s in read_sentences(case["text"], GROUPS, units) for c in s.claims]
    assert found == case["claims"], case.get("why", "")


@pytest.mark.parametrize("case", cases("lint_dates"), ids=lambda case: case["text"][:60])
def test_dates(case):
    assert [date.words for date in dates(case["text"])] == case["dates"]


def test_dates_that_can_be_the_same_time():
    day, month, year, other = (dates(t)[0] for t in ("21 November 2018", "November 2018", "in 2018", "October 2018"))
    assert day.agrees(month)
    assert month.agrees(year)
    assert not day.agrees(other)


def test_words_of_one_stem():
    for one, other in (("consulted", "consultation"), ("identified", "identification"), ("organised", "organisation")):
        assert stem(one) == stem(other)


def test_numbers():
    assert [number(t) for t in ("1,234", "12.5", "twenty-one", "Seven")] == [1234, 12.5, 21, 7]


def test_sentences_end_where_they_end():
    text = "It was seen by 4 of 6, e.g. in Fig. 3. Then came more. \u201cSo it is.\u201d Next one."
    assert text[slice(*sentences(text)[0])].endswith("Fig. 3.")
    assert len(sentences(text)) == 4


def test_quotation_marks_of_several_languages():
    text = "a \u201cb c\u201d \u201ex y\u201c \u00abu v\u00bb don\u2019t \u2018one two three four\u2019"
    assert [text[a:b] for a, b in marked(text)] == ["b c", "x y", "u v", "one two three four"]


def test_a_word_for_the_larger_part_is_not_wrong_for_more():
    most, few = quantifiers()["most"], quantifiers()["a few"]
    assert most.holds(18, 19)
    assert not most.holds(8, 20)
    assert few.holds(3, 20)
    assert not few.holds(14, 20)
