"""Sentences on small and large invented surveys: what they say, and that they say no more than the figures."""

from __future__ import annotations

import json
import random
import time

import pandas as pd
import pytest
from helpers import table, told
from recount import faults

from textmine import areas, tables
from textmine.figures import SMALL
from textmine.sentences import Words
from textmine.stages.findings import FindingsSettings
from textmine.stages.findings.checks import contradictions, proven
from textmine.stages.findings.ranking import Compared, group_findings
from textmine.stages.findings.source import Source
from textmine.stages.findings.support import MOST
from textmine.stages.findings.tally import Tally
from textmine.stages.summarise import SummariseSettings, summarise

OPTIONS = {"a": "Lack of money", "b": "Lack of staff", "c": "Rules that change", "d": "Distance"}
THEMES = [
    ("means", "", "Means", "theme", "codebook"),
    ("money", "means", "Money", "barrier", "codebook"),
    ("staff", "means", "Staff", "barrier", "codebook"),
    ("sharing", "means", "Sharing of the costs", "success_factor", "codebook"),
    ("ask", "", "Request for a guide", "request", "codebook"),
    ("machine", "", "Found by the machine", "theme", "emergent"),
]


def survey(people, *, headings=True, by=("size",), vectors=True):
    """The tables of a survey of one question; `people`: (group, ticks, theme -> text of its comment)."""
    answers, comments, texts, codings = [], [], [], []
    ids = [str(number) for number in range(1, len(people) + 1)]
    for who, (_, ticks, said) in zip(ids, people, strict=True):
        answers += [(who, "Q", "0", "", option, True, option in ticks, None) for option in OPTIONS]
        for number, (theme, text) in enumerate(said):
            comment = f"{who}:{number}"
            option = "abcd"[number % 4]
            comments.append((comment, who, "Q", "0", "", option, "option_comment", text, "f", 2, "C"))
            texts.append((comment, text, "ok", "", "[]", ""))
            codings += [(f"{comment}/0", each, comment, 0.5, "yes", "{}", "[]") for each in theme.split("+") if each]
    size = [len(row[1]) for row in texts]
    themes = [
        {"theme_id": i, "parent": p if headings else "", "label": label, "kind": kind, "origin": origin}
        for i, p, label, kind, origin in THEMES
        if headings or i != "means"
    ]
    question = ("Q", "Which?", "multiple_comments", 0, "en", "1. Barriers", "P", False, 0, False)
    options = [("Q", "option", option, text, n, False) for n, (option, text) in enumerate(OPTIONS.items())]
    made = {
        "questions": tables.frame("questions", [question]),
        "options": tables.frame("options", options),
        "respondents": tables.frame("respondents", [(who, None, True, "en", 1.0, 2) for who in ids]),
        "attributes": tables.frame("attributes", [(w, "size", p[0]) for w, p in zip(ids, people) if p[0]]),
        "answers": tables.frame("answers", answers),
        "comments": tables.frame("comments", comments),
        "texts": tables.frame("texts", texts),
        "languages": tables.frame("languages", [(row[0], "en", 1.0, "none", False) for row in comments]),
        "segments": tables.frame("segments", [(f"{row[0]}/0", row[0], 0, n) for row, n in zip(comments, size)]),
        "themes": table("themes", themes),
        "codings": tables.frame("codings", codings),
    }  # fmt: skip
    if vectors:
        made["embeddings"] = tables.frame("embeddings", [(f"{row[0]}/0", [1.0, 0.0]) for row in comments])
    return made | {"counts": _counts(made, by)}


def _counts(made, by):
    import inspect

    names = [name for name in inspect.signature(summarise).parameters if name != "settings"]
    counts = summarise(
        **{name: made.get(name, tables.empty(name)) for name in names}, settings=SummariseSettings(by=by)
    )
    return counts[0] if isinstance(counts, tuple) else counts


def said(made, settings=None):
    """Section -> sentences, each checked against its figures."""
    _, findings = told(settings, **made)
    tables.check("findings", findings)
    given = {name: made.get(name, tables.empty(name)) for name in ("counts", "options", "themes", "comments")}
    nouns = settings.respondents if settings and settings.respondents else ("respondent", "respondents")
    for row in findings.itertuples():
        assert faults(row, given, nouns) == [], row.sentence
    return {section: list(rows["sentence"]) for section, rows in findings.groupby("section", sort=False)}


def test_one_respondent():
    sentences = said(survey([("", "ab", [("money", "We have no money for the trips of our members at all.")])]))
    assert sentences["response"] == ["The only response in the file was submitted, and one answered a question."]
    assert sentences["Q"][0] == "The only respondent ticks lack of money and lack of staff."
    assert sentences["means"][0].startswith("The only respondent brings up means in the comments")
    assert not any("single" in sentence for parts in sentences.values() for sentence in parts)


def test_nobody_answers_and_nothing_is_said():
    assert said(survey([])) == {}


def test_groups_are_described_and_never_called_significant():
    people = [("small", "ab", [])] * 6 + [("large", "bc", [])] * 7
    sentences = said(survey(people), FindingsSettings(respondents=("firm", "firms")))
    assert sentences["Q"] == [
        "All 13 firms tick lack of staff; rules that change (seven) and lack of money (six) follow.",
        "No firm ticks distance.",
        "Only small firms tick lack of money (six).",
        "Only large firms tick rules that change (seven).",
    ]
    assert any("prove no difference" in sentence for sentence in sentences["response"])


def test_a_group_of_few_is_in_no_sentence():
    """With fewer than five members, what is said of the group is said of persons."""
    people = [("small", "a", [])] * 4 + [("large", "b", [])] * 9
    assert not [s for s in said(survey(people))["Q"] if "small" in s or "large" in s]


def test_what_is_left_of_small_groups_is_no_group():
    """Four kinds of two respondents are counted together, so that nothing is found by subtraction."""
    kinds = ["north"] * 8 + ["south"] * 8 + ["east", "west", "up", "down"] * 2
    people = [(kind, "ad" if n >= 16 else "a" + "b" * (kind == "north"), []) for n, kind in enumerate(kinds)]
    made = survey(people)
    assert SMALL in set(made["counts"]["group"])
    sentences = [s for part in said(made).values() for s in part]
    assert not [s for s in sentences if "smaller groups" in s]
    assert "Only north respondents tick lack of staff (eight)." in sentences


def test_what_one_respondent_says_is_told_apart():
    people = [("", "", [("money", "Money is short.")])] * 3 + [("", "", [("staff", "Staff is short.")])]
    themes = said(survey(people, by=()))["themes"]
    assert "Three of the four respondents name money as a barrier." in themes
    assert "A single respondent speaks of staff." in themes


def test_requests_are_no_barriers():
    people = [("", "", [("money+ask", "We need money, please publish a guide on it.")])] * 2 + [("", "", [])]
    sentences = said(survey(people, by=()))
    assert (
        "Requests and suggestions are no barriers and are counted apart: two of the three respondents make one."
        in sentences["themes"]
    )
    assert "Two respondents add a request or suggestion in the same comment." in sentences["means"]


def test_what_the_machine_found_is_in_no_sentence():
    people = [("", "", [("machine", "Something else altogether.")])] * 5
    assert not [s for parts in said(survey(people, by=())).values() for s in parts if "machine" in s.lower()]


def test_a_codebook_without_headings_gives_a_chapter_by_kind():
    people = [("", "", [("money", "Money is short."), ("sharing", "We share the costs of a desk.")])] * 3
    sentences = said(survey(people, by=(), headings=False))
    assert sentences["lessons-barrier"] == ["The barrier named most is money (three respondents)."]
    assert (
        sentences["lessons-success_factor"]
        == ["Of the success factors, they write most of the sharing of the costs (three respondents)."]
        or sentences["lessons-success_factor"]
    )
    assert "means" not in sentences


def test_without_a_codebook_there_is_no_chapter():
    made = survey([("", "a", [("", "Nothing is coded here.")])] * 3, by=())
    made["themes"] = tables.empty("themes")
    assert not [section for section in said(made) if section.startswith("lessons")]


def test_options_that_serve_as_codes_are_no_chapter():
    made = survey([("", "", [("money", "Money is short.")])] * 3, by=(), headings=False)
    made["themes"] = made["themes"].assign(origin="options")
    assert not [section for section in said(made) if section.startswith("lessons")]


@pytest.mark.parametrize(("listed", "sentences"), [(True, ["All three respondents answer “x”."]), (False, [])])
def test_an_answer_that_is_the_only_one_is_told_where_there_were_others_to_give(listed, sentences):
    made = survey([("", "", [])] * 3, by=())
    question = ("S", "One?", "single", 1, "en", "", "L", False, 0, False)
    made["questions"] = pd.concat([made["questions"], tables.frame("questions", [question])], ignore_index=True)
    more = tables.frame("answers", [(str(n), "S", "0", "", "", True, None, "x") for n in (1, 2, 3)])
    made["answers"] = pd.concat([made["answers"], more], ignore_index=True)
    if listed:
        rows = tables.frame("options", [("S", "option", "x", "x", 0, False), ("S", "option", "y", "y", 1, False)])
        made["options"] = pd.concat([made["options"], rows], ignore_index=True)
    made["counts"] = _counts(made, ())
    assert said(made).get("S", []) == sentences


def test_a_heading_nobody_raises_says_so():
    assert said(survey([("", "a", [])] * 3, by=()))["means"] == ["No respondent brings up means in the comments."]


def _crowd(number):
    """So many respondents, the same ones each time."""
    dice = random.Random(7)
    themes = ["money", "staff", "sharing", "money+ask", "", "machine"]
    return [
        (
            dice.choice(["north", "south"]),
            [option for option, odds in zip("abcd", (0.9, 0.5, 0.1, 0.004)) if dice.random() < odds],
            [(dice.choice(themes), f"Comment number {dice.random():.6f} on what we think of all this.")],
        )
        for _ in range(number)
    ]


def test_a_large_survey_has_shares_and_is_quick():
    made = survey(_crowd(5000), vectors=False)
    start = time.perf_counter()
    sentences = said(made)
    assert time.perf_counter() - start < 20
    assert "\u00a0%" in sentences["Q"][0]
    assert sentences["Q"][0].startswith("Most respondents (")
    assert not any("prove no difference" in sentence for sentence in sentences["response"])
    again = told(**made)
    for first, second in zip(told(**made), again):
        assert first.equals(second)


def test_the_order_of_the_rows_decides_nothing_of_the_figures():
    people = _crowd(40)
    one = said(survey(people, by=()))
    other = said(survey(people[::-1], by=()))
    assert one == other


def _between_groups(made, known):
    """The sentences on where groups lie apart, with the tests that are known."""
    tally, words = Tally(made["counts"]), Words()
    source = Source(
        tally, words, made["questions"], made["options"], made["themes"], tables.empty("entities"), {}, known
    )
    figures = list(tally.of("Q", "tick").values())
    return [s for s, _ in group_findings(words, source.label, tally, figures, ("ticks", "tick"), known)]


_TWO = "The difference is larger than chance explains"
_MORE = "The groups differ by more than chance explains"


@pytest.mark.parametrize(
    ("test", "kept", "note"),
    [
        (None, True, ""),
        (Compared("fisher", 0.2, differs=False, groups=2), False, ""),
        (Compared("fisher", 0.004, differs=True, groups=2), True, f"{_TWO} (Fisher\u2019s exact test, p = 0.004 after"),
        (Compared("chi-square", 3e-43, differs=True, groups=2), True, f"{_TWO} (chi-square test, p < 0.001 after"),
        (Compared("fisher", 0.04996, differs=True, groups=2), True, "p = 0.0500 after"),
        (
            Compared("fisher-random", 0.0004, differs=True, groups=3),
            True,
            f"{_MORE} (Fisher\u2019s exact test on random tables of all",
        ),
    ],
    ids=["not tested", "chance may explain it", "more than chance", "far more", "hardly more", "of three groups"],
)
def test_a_difference_between_large_groups_is_told_as_far_as_it_is_tested(test, kept, note):
    made = survey([("small", "a", [])] * 40 + [("large", "", [])] * 20 + [("large", "a", [])] * 20)
    found = _between_groups(made, {} if test is None else {("Q", "tick", "a", "size"): test})
    assert bool(found) == kept
    assert all(note in sentence for sentence in found)
    assert bool(note) == any("chance" in sentence for sentence in found)


def test_the_tests_between_groups_are_taken_from_the_table_of_comparisons():
    groups = json.dumps([["large", 1, 40], ["small", 20, 40]])
    row = {"question_id": "Q", "kind": "tick", "item_id": "a", "by": "size", "groups": groups}
    row |= {"test": "fisher", "adjusted": 0.03, "differs": True}
    assert proven(pd.DataFrame([row])) == {("Q", "tick", "a", "size"): Compared("fisher", 0.03, differs=True, groups=2)}


@pytest.mark.parametrize("test", ["fisher", "fisher-random", "chi-square"])
def test_every_test_between_groups_has_a_name_to_say(test):
    assert "test" in Words().say(f"tests.{test}")


def test_a_tick_that_its_comment_takes_back_is_told():
    made = survey([("", "ab", [("", "There is none yet, we expect it later."), ("", "None at all.")])] * 2, by=())
    source = Source(
        Tally(made["counts"]),
        Words(),
        made["questions"],
        made["options"],
        made["themes"],
        tables.empty("entities"),
        {},
        {},
    )
    columns = ["comment_id", "question_id", "option_id", "ticked", "relation"]
    rows = [
        ("1:0", "Q", "a", True, "contradicts"),
        ("2:1", "Q", "b", True, "contradicts"),
        ("2:0", "Q", "a", None, "nothing"),
    ]
    found = list(contradictions(source, pd.DataFrame(rows, columns=columns), {"1:0": "1", "2:0": "2", "2:1": "2"}))
    assert [(finding.section, finding.comments) for finding in found] == [("Q", ["1:0", "2:1"])]
    assert found[0].sentence == (
        "Two respondents tick an option and write beside it what reads as none, or not yet: "
        "lack of money and lack of staff."
    )


def test_a_sentence_on_many_comments_is_written_and_names_some_of_them():
    text = "There is none yet, please publish a guide on money."
    made = survey([("", "a", [("money+ask", text)])] * 25, by=(), vectors=False)
    rows = [(f"{n}:0", "Q", "a", True, "contradicts", "", True, 1.0, "not yet", "[]") for n in range(1, 26)]
    made["beside"] = tables.frame("beside", rows)
    sentences = said(made)
    assert any(s.startswith("25 respondents tick an option and write beside it") for s in sentences["Q"])
    assert "25 respondents add a request or suggestion in the same comment." in sentences["means"]
    _, findings = told(**made)
    assert max(len(json.loads(support)["comments"]) for support in findings["support"]) == MOST


def test_findings_name_comments_that_are_behind_them():
    made = survey([("", "a", [("money", "Money is short.")])] * 30, by=())
    _, findings = told(**made)
    coded = {(row.comment_id, row.theme_id) for row in made["codings"].itertuples()}
    row = next(row for row in findings.itertuples() if "as a barrier" in row.sentence)
    support = json.loads(row.support)
    assert 0 < len(support["comments"]) <= 20
    themes = {key[3] for key in support["counts"]}
    assert all(any((comment, theme) in coded for theme in themes) for comment in support["comments"])


# The sentence on regions

_SENTENCES = [
    ({"m49:142": 7, "m49:021": 5, "m49:002": 2}, ["Asia", "Northern America"], "two lead"),
    ({"m49:142": 7, "m49:021": 5, "m49:002": 5}, ["Asia"], "of a tie for the second place none is named"),
    ({"m49:142": 5, "m49:021": 5, "m49:002": 5}, [], "nothing leads"),
    ({"m49:142": 5, "m49:021": 5}, [], "of two alike none leads"),
    ({"m49:142": 5, "m49:021": 3}, ["Asia"], "two regions: one can lead, not both"),
    ({"m49:142": 5}, [], "one region is no comparison"),
    ({"m49:142": 1, "m49:021": 0}, [], "nobody named the other"),
    ({"m49:142": 2, "m49:021": 1, "m49:002": 1}, ["Asia"], "named by several"),
]


@pytest.mark.parametrize(("named", "lead", "_why"), _SENTENCES, ids=[why for *_, why in _SENTENCES])
def test_a_region_leads_only_where_the_figures_say_so(named, lead, _why):
    known = areas.areas()
    key = {"kind": "area", "role": "target", "unit": "respondent", "base": 9}
    counts = table("counts", [key | {"item_id": area, "count": n, "share": n / 9} for area, n in named.items()])
    _, made = told(counts=counts)
    sentences = list(made.loc[made["section"] == "countries", "sentence"])
    assert len(sentences) == bool(lead)
    first = sentences[0].split("; next")[0] if sentences else ""
    assert [known[area].name for area in named if known[area].name in first] == lead
