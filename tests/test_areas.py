"""The areas that countries are counted together in: whole, disjoint where they should be, as of a date."""

from __future__ import annotations

import pytest

from textmine import reference
from textmine.areas import areas, country_name

COUNTRIES = {row["iso2"]: row for row in reference.rows("countries.tsv")}
KNOWN = areas()


def test_every_region_and_bloc_but_the_world_is_an_area():
    named = {row["entity_id"]: row["entity"] for row in reference.rows("regions.tsv")}
    assert named.keys() - KNOWN.keys() == {"m49:001"}
    assert {area: KNOWN[area].name for area in named if area in KNOWN} == {
        area: name for area, name in named.items() if area in KNOWN
    }


def test_every_row_says_its_source_and_names_what_there_is():
    for row in reference.rows("bloc_members.tsv"):
        assert row["source"]
        if row["by"] == "country":
            assert row["member"] in COUNTRIES, row
        elif row["by"] == "named":
            assert row["member"] in KNOWN, row
        elif row["by"] != "eu_member":
            assert row["member"] in {country[row["by"]] for country in COUNTRIES.values()}, row
    assert all(area.countries for area in KNOWN.values())


@pytest.mark.parametrize(("level", "left"), [("region", {"AQ"}), ("subregion", None)])
def test_a_country_is_in_one_region_and_in_no_two_subregions(level, left):
    held = [code for area in KNOWN.values() if area.level == level for code in area.countries]
    assert len(held) == len(set(held))
    if left is not None:
        assert COUNTRIES.keys() - set(held) == left


@pytest.mark.parametrize(
    ("area", "country", "inside"),
    [
        ("m49:142", "JP", True),
        ("m49:142", "IL", True),
        ("m49:142", "EG", False),
        ("m49:021", "CA", True),
        ("m49:021", "MX", False),
        ("m49:003", "MX", True),
        ("m49:202", "ZA", True),
        ("m49:202", "MA", False),
        ("bloc:ASEAN", "SG", True),
        ("bloc:ASEAN", "AU", False),
        ("bloc:MERCOSUR", "CL", False),
        ("bloc:EFTA", "CH", True),
        ("bloc:EEA", "CH", False),
        ("bloc:EEA", "DE", True),
        ("bloc:EU", "GB", False),
    ],
)
def test_members(area, country, inside):
    assert (country in KNOWN[area].countries) == inside


def test_the_european_union_is_that_of_the_survey():
    then = areas({"GB": True, "HR": False})
    assert "GB" in then["bloc:EU"].countries
    assert "GB" in then["bloc:EEA"].countries
    assert "HR" not in then["bloc:EU"].countries
    assert "DE" in then["bloc:EU"].countries


@pytest.mark.parametrize(
    ("area", "other", "inside"),
    [
        ("m49:142", "m49:142", True),
        ("m49:142", "m49:035", True),
        ("m49:142", "bloc:ASEAN", True),
        ("m49:142", "bloc:MENA", False),
        ("m49:150", "bloc:EU", True),
        ("bloc:EU", "m49:150", False),
        ("bloc:EU", "bloc:BALTIC", True),
        ("m49:021", "m49:003", True),
        ("m49:419", "m49:003", False),
        ("m49:019", "m49:021", True),
        ("bloc:GULF", "bloc:ARAB", False),
    ],
)
def test_who_names_a_part_names_the_whole_and_never_the_reverse(area, other, inside):
    assert (other in KNOWN[area].named) == inside


def test_names():
    assert country_name("JP") == "Japan"
    assert country_name("??") == "??"
