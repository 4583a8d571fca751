"""Figures as words, and the catalogue they come from."""

from __future__ import annotations

import re
import tomllib

import pytest
from helpers import ROOT, mini_survey

from textmine import config, pipeline, reference, sentences
from textmine.errors import TextmineError
from textmine.sentences import MIN_SHARE_BASE, Words, holds, quantifier

ENGLISH = ROOT / "data/reference/sentences/en.toml"
WORDS = Words(nouns=("partnership", "partnerships"))


@pytest.mark.parametrize(
    ("count", "base", "said"),
    [
        (4, 6, "four of the six partnerships"),
        (14, 14, "all 14 partnerships"),
        (2, 2, "both partnerships"),
        (1, 1, "the only partnership"),
        (0, 6, "none of the six partnerships"),
        (10, 11, "ten of the 11 partnerships"),
        (20, 29, "20 of the 29 partnerships"),
        (20, 30, "20 of the 30 partnerships (67\u00a0%)"),
        (1, 1234, "one of the 1,234 partnerships (<1\u00a0%)"),
        (1233, 1234, "1,233 of the 1,234 partnerships (>99\u00a0%)"),
    ],
)
def test_counts_are_said_with_their_base(count, base, said):
    assert WORDS.counted(count, base) == said


@pytest.mark.parametrize(
    ("count", "base", "said"),
    [
        (14, 19, "most partnerships (14 of 19)"),
        (18, 19, "nearly all partnerships (18 of 19)"),
        (9, 19, "about half of the partnerships (9 of 19)"),
        (6, 19, "several partnerships (6 of 19)"),
        (3, 19, "a few partnerships (3 of 19)"),
        (2, 19, "only two of the 19 partnerships"),
        (1, 19, "only one of the 19 partnerships"),
        (2, 3, "two of the three partnerships"),
        (1, 2, "one of the two partnerships"),
        (40, 190, "a minority of the partnerships (40 of 190, 21\u00a0%)"),
        (20, 190, "a small minority of the partnerships (20 of 190, 11\u00a0%)"),
    ],
)
def test_a_quantifier_stands_with_its_count(count, base, said):
    assert WORDS.quantified(count, base) == said


def test_the_written_quantifiers_leave_no_figure_without_a_true_word_or_a_plain_count():
    for base in (*range(1, 41), 100, 5000):
        for count in range(base + 1):
            word = quantifier(count, base)
            assert not word or holds(word, count, base)
            assert word or count in {1, 2, 3} or base <= 8, (count, base)


def test_quantifiers_are_declared_once_each_with_a_reason():
    rows = reference.rows("quantifiers.tsv")
    words = [row["word"] for row in rows]
    assert len(set(words)) == len(words)
    for row in rows:
        assert row["reason"]
        assert row["written"] in {"yes", "no"}
        assert float(row["min_share"] or 0) <= float(row["max_share"] or 1)
    written = {row["word"] for row in rows if row["written"] == "yes"}
    assert written == set(tomllib.loads(ENGLISH.read_text(encoding="utf-8"))["quantifiers"])


def test_no_quantifier_is_true_of_nobody_asked():
    assert quantifier(0, 0) == ""
    assert not holds("none", 0, 0)


def test_the_report_says_percentages_from_the_same_base_on():
    from textmine.report import ReportSettings

    assert ReportSettings().min_share_base == MIN_SHARE_BASE


@pytest.mark.parametrize(
    ("wording", "within"),
    [
        ("Identification of target third countries", "the identification of target third countries"),
        ("Involvement of the members", "the involvement of the members"),
        ("SME mentoring", "SME mentoring"),
        ("Engagement of SMEs in project activities", "the engagement of SMEs in project activities"),
        ("Exports/Imports", "Exports/Imports"),
        ("Organisation of events/ missions", "the organisation of events/missions"),
        ("Foreign Direct Investment (FDI): Inward/outward", "Foreign Direct Investment (FDI): Inward/outward"),
        ("Canadian partners", "Canadian partners"),
        ("I would not do this again, as it took all of my time.",
         "I would not do this again, as it took all of my time".join("“”")),
        ("Why?", "“Why?”"),
        ("No previous collaboration", "“No previous collaboration”"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_wording_within_a_sentence(wording, within):
    assert WORDS.label(wording) == within


@pytest.mark.parametrize(
    ("by", "value", "said"),
    [
        ("STRAND", "Strand-2", "strand-2 partnerships"),
        ("country", "Germany", "Germany partnerships"),
        ("size", "Small (<50)", "partnerships with “Small (<50)”"),
        ("q1", "Y", "partnerships with “Y”"),
        ("role", "Somebody who leads a team", "partnerships with “Somebody who leads a team”"),
    ],
)
def test_the_members_of_a_group(by, value, said):
    assert WORDS.members(by, value) == said


def test_items_in_a_row():
    assert WORDS.listed([]) == ""
    assert WORDS.listed(["a"]) == "a"
    assert WORDS.listed(["a", "b"], "or") == "a or b"
    assert WORDS.listed(["a, b", "c", "d"]) == "a, b; c and d"
    assert WORDS.ranked([("a", 18), ("b", 16), ("c", 16)]) == "a (18), and b and c (16 each)"


# Another language


MADE_UP = re.compile(r"(?<![\w{])([A-Za-z]+)(?![\w}])")


def _in_another_language() -> str:
    """The catalogue in a made-up language: each word of the texts turned round."""
    lines = []
    for line in ENGLISH.read_text(encoding="utf-8").splitlines():
        head, equals, text = line.partition(" = ")
        if head in {"definite", "places"} or line.startswith("#") or not equals:
            lines.append(line)
            continue
        turned = re.sub(r'"[^"]*"', lambda m: MADE_UP.sub(lambda word: word[1][::-1], m[0]), text)
        lines.append(f"{head} = {turned}")
    return "\n".join(lines).replace('language = "ne"', 'language = "xx"')


@pytest.fixture
def made_up(tmp_path):
    file = tmp_path / "xx.toml"
    text = _in_another_language()
    # Tables of several lines hold their wordings on lines of their own.
    text = re.sub(r'^(  "[^"]*",?)$', lambda m: MADE_UP.sub(lambda word: word[1][::-1], m[1]), text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_second_language_is_a_file(made_up, tmp_path):
    """From textmine.toml to the page: no English sentence is left, and the figures are the same."""
    (tmp_path / "textmine.toml").write_text(
        f'[survey]\nsentences = "{made_up.name}"\nrespondents = ["ovt", "ovte"]\ncodebook = "cluster_programmes"\n',
        encoding="utf-8",
    )
    options = config.load(tmp_path / "textmine.toml")
    run = pipeline.run(mini_survey(tmp_path), tmp_path / "out", options=options)
    told = list(run["findings"]["sentence"])
    assert told[0] == "LlA thgie sesnopser ni eht elif erew dettimbus, dna lla derewsna a noitseuq."
    assert not any(
        re.search(r"\b(tick|ticks|comments|follow|follows|answered|each)\b", sentence, re.IGNORECASE)
        for sentence in told
    ), told
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "snosseL tnrael" in page
    english = pipeline.run(
        mini_survey(tmp_path), tmp_path / "en", options=config.load(None, codebook="cluster_programmes")
    )
    assert list(run["findings"]["support"]) == list(english["findings"]["support"])
    # A word that is changed changes the sentences.
    made_up.write_text(made_up.read_text(encoding="utf-8").replace("dettimbus", "dettimmbus"), encoding="utf-8")
    again = pipeline.run(mini_survey(tmp_path), tmp_path / "out", options=config.load(tmp_path / "textmine.toml"))
    assert "findings" in again.computed
    assert "dettimmbus" in again["findings"]["sentence"][0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('none = "No {noun} ticks {items}."', ""), r"\[ticks\] has no text 'none'"),
        (("No {noun} ticks {items}.", "No {noun} ticks {options}."), "ticks.none has the slot {options}"),
        (('language = "en"', "language = en"), "no catalogue of sentences"),
    ],
)
def test_a_catalogue_that_lacks_something_is_one_clear_error(tmp_path, change, message):
    file = tmp_path / "xx.toml"
    file.write_text(ENGLISH.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(TextmineError, match=message):
        sentences.load("xx.toml", tmp_path)


def test_a_language_that_is_not_there_is_one_clear_error():
    with pytest.raises(TextmineError, match=r"no sentences in 'tlh'"):
        sentences.load("tlh")


@pytest.mark.parametrize("given", ['["a"]', '["a", "b", "c"]', '["", "x"]'])
def test_respondents_have_one_name_for_one_and_one_for_several(tmp_path, given):
    (tmp_path / "textmine.toml").write_text(f"[survey]\nrespondents = {given}\n", encoding="utf-8")
    with pytest.raises(TextmineError, match="what one and several respondents are called"):
        config.load(tmp_path / "textmine.toml")
