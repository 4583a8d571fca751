"""The names: what the files of data/reference must hold for the tree to be right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine import reference
from textmine.stages.mentions import gazetteer

_FILES = ("country_names.tsv", "country_aliases.tsv", "demonyms.tsv", "places.tsv", "cities.tsv")


def test_countries_have_their_codes_once():
    rows = reference.rows("countries.tsv")
    assert len(rows) == len({row["iso2"] for row in rows}) == len({row["iso3"] for row in rows}) == 250
    assert all(row["name"] and row["m49_region"] for row in rows)


@pytest.mark.parametrize(("as_of", "n"), [("1957-12-31", 0), ("1958-01-01", 6), ("2013-06-30", 27), ("2013-07-01", 28)])
def test_members_of_the_eu(as_of, n):
    assert len(gazetteer.eu_members(as_of)) == n


def test_members_of_the_eu_now():
    assert len(gazetteer.eu_members("")) == 27
    assert "GB" not in gazetteer.eu_members("")


@pytest.mark.parametrize("file", _FILES)
def test_every_name_is_of_a_known_country(file):
    assert {row["iso2"] for row in reference.rows(file)} <= gazetteer.countries().keys()


@pytest.mark.parametrize("file", [*_FILES, "regions.tsv", "not_a_country.tsv", "ambiguous.tsv", "role_cues.tsv"])
def test_no_line_is_written_twice_and_no_cell_has_blanks_around(file):
    rows = [tuple(row.values()) for row in reference.rows(file)]
    assert len(rows) == len(set(rows))
    assert all(cell == cell.strip() for row in rows for cell in row)


def test_needs_are_of_known_kinds():
    kinds = {row["needs"] for row in reference.rows("ambiguous.tsv")}
    assert kinds == {"capital", "inside", "never", "person", "language", "noun"}


def test_regions_have_one_name_each():
    rows = reference.rows("regions.tsv")
    assert len({row["entity_id"] for row in rows}) == len(
        {(row["entity_id"], row["entity"], row["europe"]) for row in rows}
    )
    assert all(re.fullmatch(r"m49:\d{3}|bloc:[A-Z-]+", row["entity_id"]) for row in rows)


@pytest.mark.parametrize(
    ("word", "folded"), [("U.S.", "us"), ("Perú", "peru"), ("STRASSE", "strasse"), ("Straße", "strasse")]
)
def test_fold(word, folded):
    assert gazetteer.fold(word) == folded


def test_squash_holds_spellings_together():
    assert gazetteer.squash("Acme-Cluster e.V.") == gazetteer.squash("ACME Cluster eV") == "acmeclusterev"


def test_every_english_name_of_a_country_is_in_the_tree():
    for code, row in gazetteer.countries().items():
        node = gazetteer.tree()
        for word in gazetteer.split(row["name"]):
            node = node[word]
        assert code in {name.entity_id for name in node[""]}, row["name"]


def test_an_inflected_form_is_of_its_language_only():
    assert {name.languages for name in gazetteer.tree()["kanadaan"][""]} == {frozenset({"fi"})}


def test_every_line_has_a_cell_for_each_column():
    for file in sorted(reference.folder("reference").glob("*.tsv")):
        lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
        assert {line.count("\t") for line in lines} == {lines[0].count("\t")}, file.name


@given(
    st.lists(
        st.one_of(
            st.text(max_size=20),
            st.sampled_from(["U.S.", "St. Lucia", "Guinea-Bissau", "İzmir", "भारत", "한국", ",", "e\u0301"]),
        ).filter(lambda name: "\n" not in name)
    )
)
def test_many_names_are_split_as_one_is(names):
    assert gazetteer.splits(names) == [" ".join(gazetteer.split(name)) for name in names]


def test_a_branch_of_the_tree_is_the_same_however_it_is_asked_for():
    grown = gazetteer.tree()["san"]
    assert gazetteer.tree().get("san") is grown
    assert gazetteer.tree().get("no such name", {}) == {}
    assert [name.thousands for name in grown["jose"][""] if name.source == "city"] == sorted(
        (name.thousands for name in grown["jose"][""] if name.source == "city"), reverse=True
    )
