"""A survey whose respondents have weights: what the tables print, what the sentences say, and what lint accepts."""

from __future__ import annotations

import csv
import re

import pytest

from textmine import config, pipeline
from textmine.lint import lint

SAID = "We lack staff in the office."


@pytest.fixture(scope="module")
def weighted(tmp_path_factory):
    """60 respondents, of whom the 20 who tick the first option count five times as much as others: 71 %, not 33 %."""
    folder = tmp_path_factory.mktemp("weighted")
    head = ["id", "submitdate", "lastpage", "startlanguage", "B[SQ1]", "B[SQ2]", "B[SQ3]", "F", "W"]
    rows = [
        [n, "2026-01-02 10:00:00", 3, "en", "Y" * (n <= 20), "Y" * (n % 2), "Y" * (n < 5), SAID, 5 if n <= 20 else 1]
        for n in range(1, 61)
    ]
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    (folder / "textmine.toml").write_text('[survey]\nweight = "W"\ncodebook = "cluster_programmes"\n', encoding="utf-8")
    options = config.load(folder / "textmine.toml")
    return pipeline.run(folder / "export.csv", folder / "out", options=options)


def test_sentences_say_counts_and_nothing_that_a_weighted_share_contradicts(weighted):
    counts = weighted["counts"].query("kind == 'tick' and item_id == 'SQ1' and by == ''").iloc[0]
    assert (counts["count"], counts["base"], round(counts["weighted"], 2)) == (20, 60, 0.71)
    told = list(weighted["findings"]["sentence"])
    assert "30 of the 60 respondents tick SQ2, more than any other option; SQ1 (20) and SQ3 (four) follow." in told
    assert not [s for s in told if re.search(r"%|quarter|half|most respondents|minority|nearly all", s, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("SQ1 was ticked by 20 of the 60 respondents (weighted 71 %).", ["proven", "proven"]),
        ("SQ1 was ticked by 71 % of the respondents.", ["proven"]),
        ("SQ1 was not ticked by 29 % of the respondents.", ["proven"]),
        ("SQ1 was ticked by 20 of the 60 respondents (33 %).", ["proven", "wrong"]),
        ("SQ1 was ticked by 33 % of the respondents.", ["wrong"]),
        ("Most respondents ticked SQ1.", ["proven"]),
    ],
)
def test_percentages_are_held_against_the_weighted_share(weighted, tmp_path, text, verdicts):
    chapter = tmp_path / "chapter.md"
    chapter.write_text(f"# B\n\n{text}", encoding="utf-8")
    found = lint(chapter, weighted, pipeline.report_settings(weighted))
    assert [f.verdict for f in found if f.kind in {"ratio", "percent", "quantifier"}] == verdicts
    assert all("weighted 71%" in f.right for f in found if f.verdict == "wrong")
