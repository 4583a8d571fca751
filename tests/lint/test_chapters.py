"""Whole chapters on the demo survey: all true, with planted faults, and the report as it is written."""

from __future__ import annotations

import json
import random

import pytest
from helpers import CASES

from textmine import pipeline, report
from textmine.lint import failed, lint

CHAPTER = (CASES / "lint_chapter.md").read_text(encoding="utf-8")
SECOND = (CASES / "lint_chapter_more.md").read_text(encoding="utf-8")
FAULTS = [json.loads(line) for line in (CASES / "lint_faults.jsonl").read_text(encoding="utf-8").splitlines()]
BAD = {"wrong", "contradiction"}


def _same(one: str, other: str) -> bool:
    a, b = (" ".join(text.split()).casefold() for text in (one, other))
    return a in b or b in a


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


def test_nothing_true_is_called_wrong_in_another_chapter(check):
    """Written to be free of the forms of the first: what cannot be linked may be not found, never wrong."""
    found = check(SECOND)
    assert [f for f in found if f.verdict in BAD] == []
    assert sum(f.verdict == "proven" for f in found) >= 0.75 * len(found)


@pytest.mark.parametrize("name", ["lint_faults.jsonl", "lint_faults_more.jsonl"])
def test_planted_faults_are_found_and_nothing_else(check, name):
    base, faults = (CHAPTER, FAULTS) if name == "lint_faults.jsonl" else (SECOND, _more())
    counted = [fault for fault in faults if fault["kind"] != "setup"]
    true = {(f.words, f.sentence) for f in check(base)}
    bad = [f for f in check(_planted(base, faults)) if f.verdict in BAD]
    missed = [fault for fault in counted if not any(_of(f, fault) for f in bad)]
    assert len(missed) <= 0.04 * len(counted), missed
    # A statement that the chapter had before is wrong only where a fault changed its sentence.
    assert [f for f in bad if (f.words, f.sentence) in true] == []


def _more():
    return [json.loads(line) for line in (CASES / "lint_faults_more.jsonl").read_text(encoding="utf-8").splitlines()]


def _of(finding, fault) -> bool:
    """Whether a finding is on the words that a fault planted, and gives the right ones."""
    put = fault["put"].replace("|", " ").replace("#", " ")
    place = _same(fault["flagged"], finding.words) or _same(fault["flagged"], finding.sentence)
    near = any(_same(part, put) for part in (finding.words, finding.sentence)) or set(finding.sentence.split()) & set(
        put.split()
    ) >= set(put.split()[1:-1])
    return place and near and fault["right"].casefold() in finding.right.casefold()


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_the_report_itself_is_proven_whole(demo, suffix):
    found = lint(demo.path / f"report{suffix}", demo, pipeline.report_settings(demo))
    assert [f for f in found if f.verdict != "proven"] == []
    assert len(found) > 1000


def test_a_changed_cell_of_the_report_is_wrong(demo, tmp_path):
    """Every figure of some tables of the report, one more than it is."""
    from lxml import html

    settings = pipeline.report_settings(demo)
    file = tmp_path / "report.html"
    report.write_report(report.build_report(demo, settings), file)
    page = html.parse(str(file))
    cells = [cell for cell in page.iter("td") if (cell.text or "").strip().isdigit() and not len(cell)]
    chosen = random.Random(0).sample(cells, 60)
    for cell in chosen:
        cell.text = str(int(cell.text) + 1)
    page.write(str(file), method="html", encoding="utf-8")
    found = lint(file, demo, settings)
    assert sum(f.verdict == "wrong" for f in found) == len(chosen)


def test_the_same_chapter_gives_the_same_findings(check):
    assert check(CHAPTER) == check(CHAPTER)
