"""Whole chapters on the demo survey: all true, with planted faults, and the report as it is written."""

from __future__ import annotations

import difflib
import random

import pytest
from helpers import CASES, cases
from report import invented

from textmine import pipeline, report
from textmine.lint import failed, lint

CHAPTER = (CASES / "lint_chapter.md").read_text(encoding="utf-8")
THIRD = (CASES / "lint_chapter_summary.md").read_text(encoding="utf-8")
SECOND = (CASES / "lint_chapter_more.md").read_text(encoding="utf-8")
FAULTS, MORE, LESS = cases("lint_faults"), cases("lint_faults_more"), cases("lint_faults_summary")
BAD = {"wrong", "contradiction"}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _planted(text: str, faults) -> str:
    for fault in faults:
        assert text.count(fault["find"]) == 1, fault["find"]
        text = text.replace(fault["find"], fault["put"])
    return text


def test_a_true_chapter_is_proven_whole(check):
    found = check(CHAPTER)
    assert [f for f in found if f.verdict != "proven"] == []
    assert len(found) > 110
    assert not failed(found, strict=True)


@pytest.mark.parametrize("chapter", [SECOND, THIRD], ids=["more", "summary"])
def test_nothing_true_is_called_wrong_in_another_chapter(check, chapter):
    """Written in other forms than the first: what cannot be linked may be not found, never wrong."""
    found = check(chapter)
    assert [f for f in found if f.verdict in BAD] == []
    assert sum(f.verdict == "proven" for f in found) >= 0.9 * len(found)


@pytest.mark.parametrize(
    ("base", "faults", "most"), [(CHAPTER, FAULTS, 2), (SECOND, MORE, 4), (THIRD, LESS, 2)], ids=["50", "33", "28"]
)
def test_planted_faults_are_found_and_nothing_else(check, base, faults, most):
    true = {(f.words, f.sentence) for f in check(base)}
    bad = [f for f in check(_planted(base, faults)) if f.verdict in BAD]
    missed = [fault for fault in faults if fault["kind"] != "setup" and not any(_of(f, fault) for f in bad)]
    assert len(missed) <= most, missed
    # A statement that the chapter had before is wrong only where a fault changed its sentence.
    assert [f for f in bad if (f.words, f.sentence) in true] == []


def _of(finding, fault) -> bool:
    """Whether a finding is on the words that a fault planted, and gives the right ones."""
    put, flagged, words, sentence = map(_plain, (fault["put"], fault["flagged"], finding.words, finding.sentence))
    there = (
        flagged in words or words in flagged or (flagged in sentence and finding.kind in {"quote", "count", "table"})
    )
    shared = difflib.SequenceMatcher(None, put, sentence, autojunk=False).find_longest_match().size
    return there and shared >= min(12, len(put) // 2) and _plain(fault["right"]) in _plain(finding.right)


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").replace("#", " ").split()).casefold()


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_the_report_itself_is_proven_whole(demo, suffix):
    found = lint(demo.path / f"report{suffix}", demo, pipeline.report_settings(demo))
    assert [f for f in found if f.verdict != "proven"] == []
    assert len(found) > 1000


@pytest.mark.parametrize("suffix", [".docx", ".html"])
@pytest.mark.parametrize("keep", [False, True])
def test_the_report_of_another_survey_is_proven_whole(tmp_path, suffix, keep):
    run = invented.run()
    settings = report.ReportSettings("Twenty invented networks", keep_personal_data=keep)
    file = tmp_path / f"report{suffix}"
    report.write_report(report.build_report(run, settings), file)
    assert [f for f in lint(file, run, settings) if f.verdict != "proven"] == []


def test_a_changed_cell_of_the_report_is_wrong(demo, tmp_path):
    """Sixty figures of the tables of the report, each one more than it is."""
    import docx

    document = docx.Document(str(demo.path / "report.docx"))
    rows = [row for table in document.element.body.iter(f"{W}tbl") for row in list(table.iter(f"{W}tr"))[1:]]
    texts = [text for row in rows for cell in list(row.iter(f"{W}tc"))[1:] for text in cell.iter(f"{W}t")]
    chosen = random.Random(0).sample([text for text in texts if (text.text or "").isdigit()], 60)
    for text in chosen:
        text.text = str(int(text.text) + 1)
    document.save(tmp_path / "chapter.docx")
    found = lint(tmp_path / "chapter.docx", demo, pipeline.report_settings(demo))
    assert sum(f.verdict == "wrong" for f in found) == len(chosen)


def test_the_same_chapter_gives_the_same_findings(check):
    assert check(CHAPTER) == check(CHAPTER)
