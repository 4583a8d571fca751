"""Who is counted where, and which comments have no code."""

from __future__ import annotations

import pandas as pd
import pytest
from helpers import table

from report import invented
from textmine.report.facts import Facts
from textmine.report.ledger import ledger_blocks, uncoded_blocks
from textmine.report.model import Figure, Paragraph, TableBlock


def _blocks(make, *rows):
    run = invented.run()
    counts = pd.concat([run["counts"], table("counts", rows)], ignore_index=True) if rows else run["counts"]
    return list(make(Facts(run | {"counts": counts}, (), 30)))


def _step(question, option, item, count, base):
    return {
        "question_id": question, "option_id": option, "kind": "base", "item_id": item,
        "unit": "respondent", "count": count, "base": base,
    }  # fmt: skip


def test_a_row_a_question_with_the_steps_that_are_known():
    lead, ledger, *_ = _blocks(ledger_blocks)
    assert isinstance(lead, Paragraph)
    assert "out of the 19 who went to the end" in lead.text
    # What the export tells of no question is no column.
    assert ledger.columns == ("Question", "Answered", "Commented", "Said something")
    rows = {row[0]: row[1:] for row in ledger.rows}
    assert rows["C. Barriers"][0] == Figure(20, 20, share=1.0)
    assert rows["Has your network signed any cooperation agreement?"][1] == "\u2013"
    assert "Contact person and e-mail" not in rows


def test_options_stand_in_the_workbook_only():
    steps = [
        _step("C1", "SME", "shown", 20, 20),
        _step("C1", "SME", "ticked", 7, 20),
        _step("C1", "CLU", "ticked", 6, 20),
    ]
    options = next(b for b in _blocks(ledger_blocks, *steps) if isinstance(b, TableBlock) and "option by" in b.caption)
    assert options.page == ()
    assert options.columns[:3] == ("Question", "Option", "Shown")
    assert [(row[0], row[3].count) for row in options.rows] == [("C. Barriers", 7), ("C. Barriers", 6)]
    # An option is no question: the ledger by question is as it was.
    assert _blocks(ledger_blocks, *steps)[1] == _blocks(ledger_blocks)[1]


def test_comments_without_a_code_by_reason():
    assert not _blocks(uncoded_blocks)
    outcomes = {"coded": 5, "nothing_said": 1, "elsewhere": 0, "no_code": 2, "unsure": 1}
    rows = [
        {"question_id": question, "kind": "coding", "item_id": item, "unit": "comment", "count": count, "base": 9}
        for question in ("", "C1", "A2")
        for item, count in outcomes.items()
    ]
    made, _ = _blocks(uncoded_blocks, *rows)
    assert [row[0] for row in made.rows] == ["All questions", "C. Barriers"]  # A2 asks for personal data
    assert [cell.count for cell in made.rows[0][1:]] == [5, 1, 0, 2, 1]
    assert made.base(1) == 9


@pytest.mark.parametrize("kind", ["base", "tick"])
def test_nothing_is_said_of_a_run_without_figures(kind):
    run = invented.run()
    counts = run["counts"][run["counts"]["kind"] != kind]
    made = list(ledger_blocks(Facts(run | {"counts": counts}, (), 30)))
    assert bool(made) == (kind != "base")
