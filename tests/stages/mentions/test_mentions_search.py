"""One comment: names in names, persons, scores."""

from __future__ import annotations

import time

from textmine import tables
from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.fields import Field
from textmine.stages.mentions.lookup import BY_ANALYST, Lookup
from textmine.stages.mentions.ner import NOTHING, Named
from textmine.stages.mentions.search import Comment, Search


def _search(text, field=None, named=NOTHING, known=()):
    rows = [(f"org:{gazetteer.squash(n)}", "organisation", n, BY_ANALYST, False, False, "") for n in known]
    search = Search(Lookup(tables.frame("names", rows)), gazetteer.eu_members(""))
    return search.mentions(Comment(text, "en", field or Field(), named))


def test_ambiguous_names_are_less_sure():
    scores = {mention.surface: mention.score for mention in _search("Jordan, Canada and Toronto")}
    assert scores["Jordan"] < scores["Toronto"] < scores["Canada"]


def test_a_longer_person_of_the_recogniser_takes_an_ambiguous_name_but_no_other():
    named = Named((), ((3, 14),))
    assert _search("so jane Jordan", named=named) == []
    assert len(_search("so jane Canada", named=named)) == 1


def test_a_known_organisation_wins_over_a_pattern():
    found = _search("the Muster Medtech Cluster", known=("Medtech Cluster",))
    assert [mention.surface for mention in found] == ["Medtech Cluster"]


def test_an_answer_to_a_question_for_a_place_holds_no_organisation_by_pattern():
    assert [m.kind for m in _search("Muster Cluster, Chile", Field("place"))] == ["country"]


def test_an_answer_without_letters_names_nothing():
    assert _search("???", Field("organisation")) == []


def test_time_grows_with_the_length_only():
    text = "We plan a mission to Canada and our partners from Germany may drop China, Japan or Chile. " * 2_000
    begin = time.process_time()
    assert len(_search(text)) == 10_000
    assert time.process_time() - begin < 5
