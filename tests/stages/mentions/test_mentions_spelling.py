"""Whose name a spelling is: examples as data, and what holds for any name."""

from __future__ import annotations

import time

import pytest
from helpers import cases
from hypothesis import given
from hypothesis import strategies as st

from textmine.stages.mentions.spelling import Linker, key_of, plain_of, variants


def linker(names):
    return Linker((name, variant.name, variant.alone) for name in names for variant in variants(name))


@pytest.mark.parametrize("case", cases("naming_links"), ids=lambda case: case["why"])
def test_links(case):
    assert linker(case["names"]).link(case["written"])[0] == case["expected"]


def test_every_link_says_why():
    assert linker(["TransGoIn-Action"]).link("Trans-Going") == ("TransGoIn-Action", "one letter apart")
    assert linker(["Taste Forward (TF4)"]).link("T4F") == ("Taste Forward (TF4)", "same signs in another order")


def test_the_name_of_several_is_known_as_such():
    names = Linker([("1", "Muster Hub", False), ("2", "MusterHub", False)])
    assert names.link("muster hub") == ("", "")
    assert names.several("muster hub")
    assert not names.several("others")


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Taste Forward (TF4)", ["Taste Forward (TF4)", "Taste Forward", "TF4"]),
        ("CityLoop-2i", ["CityLoop-2i", "CityLoop"]),
        ("AeroTrade (EU)", ["AeroTrade (EU)", "AeroTrade"]),
        ("Muster Net (partner of ours)", ["Muster Net (partner of ours)", "Muster Net"]),
        ("Team Up", ["Team Up"]),
        ("Bio-4i", ["Bio-4i"]),
        (" OrbitSea. ", ["OrbitSea"]),
    ],
)
def test_variants(name, spellings):
    assert [variant.name for variant in variants(name)] == spellings


@given(st.text(max_size=30))
def test_a_name_is_its_own(name):
    known = variants(name)
    assert len({key_of(variant.name) for variant in known}) == len(known)
    if known and not linker([name]).several(name) and plain_of(name) == name.strip(" -\u2013,;:.(["):
        assert linker([name]).link(known[0].name)[0] in {name, ""}
    linker(["Muster Hub", "Taste Forward (TF4)"]).link(name)


def test_time_grows_with_the_number_of_names_only():
    names = linker([f"Partnership {a}{b}{c} Nord" for a in "abcdefghij" for b in "klmnopqrst" for c in "uvwxyzabcd"])
    begin = time.process_time()
    for number in range(1000):
        names.link(f"Some other name {number}")
    names.link("x" * 100_000)
    assert time.process_time() - begin < 5
