"""Comments of hostile sizes: what is read of them is bounded, takes time in proportion, and the run says so.

`scripts/hostile_sizes.py` runs the same texts at ten million characters, and surveys of hostile sizes besides.
"""

from __future__ import annotations

import csv
import time

import pytest
from helpers import mentioned, mini_survey, table
from hostile_sizes import TEXTS, filled

from textmine import pipeline, privacy
from textmine.stages.clean import LONGEST, CleanSettings, clean, clean_text, replay
from textmine.stages.segment import SegmentSettings, segment

MOST = 3.0  # seconds of CPU for the longest text that is read; where it took them as the square, it were ten and more


def test_of_a_long_comment_the_beginning_is_read_up_to_a_blank():
    raw = "mail anna@alba.example " * 500_000
    begun = time.process_time()
    text, changes = clean_text(raw)
    assert time.process_time() - begun < MOST
    assert LONGEST - 300 < len(text) <= LONGEST
    assert text.endswith(("mail", "anna@alba.example"))
    assert changes[0][0] == "length"
    assert replay(raw, changes) == text
    assert clean_text(text) == (text, [])


@pytest.mark.parametrize(
    "personal",
    ["johannes.mustermann@example.org", "+49 170 1234567", "(0170) 12 34-567", "https://a.example/profile/jo"],
)
@pytest.mark.parametrize("blank", [" ", "\n", "\u00a0"])
@pytest.mark.parametrize("shown", range(1, 16, 2))
def test_no_address_and_no_number_is_shown_by_half(personal, blank, shown):
    raw = f"{'x' * (LONGEST - shown - 6)}{blank}word{blank}{personal} and so on"
    assert raw[LONGEST - shown :].startswith(personal)
    text, _ = clean_text(raw)
    assert text.endswith("word")


def test_a_comment_just_as_long_is_read_whole():
    raw = "x" * LONGEST
    assert clean_text(raw) == (raw, [])


@pytest.mark.parametrize("kind", TEXTS)
def test_the_longest_text_takes_time_in_proportion(kind):
    raw = filled(kind, LONGEST)
    questions = table("questions", [{"question_id": "Q", "text": "What would you change?", "kind": "text"}])
    comment = {"comment_id": "0", "question_id": "Q", "respondent_id": "1", "kind": "free_text", "raw": raw}
    mentioned(questions, table("options", []), [comment | {"raw": "Kenya"}])  # loads the names
    begun = time.process_time()
    texts = clean(table("comments", [comment]), CleanSettings())
    segment(texts, table("languages", [{"comment_id": "0", "language": "en"}]), SegmentSettings())
    mentioned(questions, table("options", []), [comment | {"raw": texts["text"][0]}])
    assert time.process_time() - begun < MOST


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run with a comment that is too long, in which somebody's address stands at the end."""
    folder = tmp_path_factory.mktemp("long")
    with (folder / "results-survey1.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "submitdate", "lastpage", "startlanguage", "CHANGE"])
        for number in range(20):
            said = f"Comment {number}, which is about the budget in Kenya."
            writer.writerow([number, "2026-01-01 10:00:00", 1, "en", said])
        writer.writerow([20, "2026-01-01 10:00:00", 1, "en", filled("prose", 200_000) + " ask anna@alba.example"])
    return pipeline.run(folder, folder / "out", processes=1)


def test_a_long_comment_is_kept_whole(run):
    assert run["comments"]["raw"].str.len().max() == 200_000 + len(" ask anna@alba.example")


def test_the_run_and_its_report_say_that_it_was_read_in_part(run):
    assert run.manifest["cut"] == [
        "1 with more than 65,535 characters, of which the first 65,535 were read; kept whole"
    ]
    assert run.manifest["cut"][0] in (run.path / "report.html").read_text(encoding="utf-8")


def test_what_was_not_read_is_not_shown(run):
    shown = privacy.shown(run, "comments")["raw"]
    assert shown.str.len().max() <= LONGEST
    assert not shown.str.contains("anna@alba").any()
    assert not privacy.shown(run, "texts")["changes"].str.contains("anna@alba").any()


def test_what_a_stopped_run_says_of_long_comments_is_of_its_own_tables(tmp_path, monkeypatch):
    export = mini_survey(tmp_path)
    assert pipeline.run(export, tmp_path / "out", until="clean").manifest["cut"] == []
    mini_survey(tmp_path, (("Y", filled("prose", 70_000), "", "", "en", ""), ("Y", "so", "", "", "en", "")))
    with monkeypatch.context() as stopped:
        stopped.setattr(pipeline.Job, "note", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            pipeline.run(export, tmp_path / "out", until="clean")
    again = pipeline.run(export, tmp_path / "out", until="clean")
    assert again.computed == ()
    assert again.manifest["cut"] == [
        "1 with more than 65,535 characters, of which the first 65,535 were read; kept whole"
    ]
