"""Which spellings name the same organisation: tests/cases/mentions_linking.jsonl, and what holds for any names."""

from __future__ import annotations

from collections import Counter

import pytest
from helpers import cases
from hypothesis import given
from hypothesis import strategies as st
from stages.mentions.survey_of import things

from textmine import tables
from textmine.stages.mentions.identities import identities, key
from textmine.stages.mentions.linking import Alias, Spelling, link
from textmine.stages.mentions.named import commonest, link_organisations
from textmine.stages.summarise.events import counted


def _mentions(names):
    """The table `mentions` with one comment for each name."""
    rows = [
        (str(i), 0, len(name), "organisation", key(name), name, "", False, False, 1.0, "")
        for i, name in enumerate(names)
    ]
    return tables.frame("mentions", rows)


@pytest.mark.parametrize("case", cases("mentions_linking"), ids=lambda case: case["why"])
def test_example(case):
    links = link_organisations(_mentions([*case["names"], *case.get("beside", [])]), {})
    assert (len({links[key(name)].same_as for name in case["names"]}) == 1) is case["same"]


def _spellings(counts):
    return {key(name): Spelling(name, n, frozenset({name})) for name, n in counts.items()}


def test_the_main_spelling_is_the_most_mentioned_then_the_longest():
    links = link(_spellings({"Zorvela": 2, "Zorvela GmbH": 2, "ZORVELA Gesellschaft mbH": 1}))
    assert {found.same_as for found in links.values()} == {"org:zorvelagmbh"}
    assert links["org:zorvela"].evidence == "legal form"
    assert links["org:zorvelagmbh"].evidence == ""


def test_what_is_often_written_is_no_typo():
    assert len({found.same_as for found in link(_spellings({"Zorvela Co-op": 9, "Zorvella Co-op": 1})).values()}) == 1
    assert len({found.same_as for found in link(_spellings({"Zorvela Co-op": 9, "Zorvella Co-op": 8})).values()}) == 2


def test_names_in_one_comment_are_no_typos_of_each_other():
    both = frozenset({"1"})
    links = link({"a": Spelling("Zorvela Club", 5, both), "b": Spelling("Zorvella Club", 1, both)})
    assert links["b"].same_as == "b"


def test_names_that_are_given_are_linked_unless_they_stand_for_two():
    spelt = _spellings({"Zorvela Cluster": 2, "The Weavers": 1, "Other Guild": 1})
    weavers = Alias("org:theweavers", "org:zorvelacluster", "as the analyst says")
    assert link(spelt, [weavers])["org:theweavers"] == ("org:zorvelacluster", "as the analyst says")
    assert link(spelt, [weavers, weavers._replace(stands_for="org:otherguild")])["org:theweavers"].evidence == ""


def test_names_of_the_survey_are_linked():
    links = link_organisations(
        _mentions(["ZQX", "Zorvela Cluster"]), {}, [("ZQX", "Zorvela Cluster", "name of a respondent")]
    )
    assert links["org:zqx"] == ("org:zorvelacluster", "name of a respondent")


@given(st.lists(st.sampled_from(["Zorvela", "Zorvela Cluster", "Zorvella", "ZC", "Timber Guild", "Guild of Timber"])))
def test_every_spelling_has_one_main_spelling_whatever_the_order(names):
    counts = Counter(names)
    links = link(_spellings(counts))
    assert links == link(_spellings(dict(reversed(counts.items()))))
    assert set(links) == {key(name) for name in counts}
    assert all(links[found.same_as].same_as == found.same_as for found in links.values())


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Zorvela Food Cluster (ZFC). ZFC paid.", ["Zorvela Food Cluster", "ZFC", "ZFC"], ["zorvelafoodcluster"] * 3),
        ("Zorvela Fish Cluster: ZFC paid.", ["Zorvela Fish Cluster", "ZFC"], ["zorvelafishcluster"] * 2),
        ("The Zorvela Cluster met; Zorvela paid.", ["Zorvela Cluster", "Zorvela"], ["zorvelacluster"] * 2),
        ("Zorvela paid, the Zorvela Cluster did not.", ["Zorvela", "Zorvela Cluster"], ["zorvela", "zorvelacluster"]),
        ("MedZor (Alpine Medtech Cluster)", ["MedZor", "Alpine Medtech Cluster"], ["medzor", "medzor"]),
    ],
)
def test_a_comment_says_what_its_short_names_stand_for(text, names, expected):
    spans, after = [], 0
    for name in names:
        start = text.index(name, after)
        after = start + len(name)
        spans.append((start, after))
    assert [found.entity_id for found in identities(text, spans)] == [f"org:{name}" for name in expected]


def test_one_abbreviation_of_two_organisations_is_linked_with_neither_but_where_it_is_defined():
    texts = ["Zorvela Food Cluster (ZFC) and ZFC", "Zenith Fur Council (ZFC)", "we met ZFC GmbH"]
    found = things(texts)
    assert found.loc["org:zorvelafoodcluster", "name"] == "Zorvela Food Cluster"
    assert "ZFC" in found.loc["org:zorvelafoodcluster", "aliases"]
    assert "ZFC" in found.loc["org:zenithfurcouncil", "aliases"]
    assert found.loc["org:zfcgmbh", "same_as"] == "org:zfcgmbh"


def test_the_commonest_spelling_is_the_plainest():
    assert commonest("org:agrizor", Counter(["Agri-Zor", "AgriZor"])) == "AgriZor"
    assert commonest("org:agrizor", Counter({"NPC": 3, "AgriZor": 1})) == "AgriZor"


def test_what_is_counted():
    mentions = _mentions(["Zorvela Cluster", "Zorvela Cluster e.V."])
    fair = mentions.iloc[:1].assign(kind="event", entity_id="event:x")
    entities = tables.frame(
        "entities",
        [
            (
                "org:zorvelacluster",
                "organisation",
                "Zorvela Cluster",
                "[]",
                None,
                None,
                None,
                None,
                "org:zorvelacluster",
                "",
            ),
            (
                "org:zorvelaclusterev",
                "organisation",
                "Z",
                "[]",
                None,
                None,
                None,
                None,
                "org:zorvelacluster",
                "legal form",
            ),
        ],
    )
    import pandas as pd

    assert set(counted(pd.concat([mentions, fair]), entities)["entity_id"]) == {"org:zorvelacluster"}
