from __future__ import annotations

import pandas as pd
import pytest

from textmine import tables
from textmine.report import build_report
from textmine.report.answers import answer_blocks
from textmine.report.facts import Facts
from textmine.report.model import Figure, NoteBlock, Paragraph, TableBlock

QUESTION = "F1"


def answered(run, kind, counts):
    """The blocks of F1 as a question of another kind; `counts` is place -> value -> how many."""
    held = run["counts"]
    rows = [
        (QUESTION, place, "value", value, "", "", "", "respondent", count, 20, count / 20, 0.0, 1.0, *[None] * 5)
        for place, values in counts.items()
        for value, count in values.items()
    ]
    counts = pd.concat([held[held["question_id"] != QUESTION], tables.frame("counts", rows)], ignore_index=True)
    questions = run["questions"].copy()
    questions.loc[questions["question_id"] == QUESTION, "kind"] = kind
    facts = Facts({**run, "questions": questions, "counts": counts}, (), 30)
    return answer_blocks(facts, facts.questions[QUESTION])


def shown(block):
    return [tuple(cell.count if isinstance(cell, Figure) else cell for cell in row) for row in block.rows]


def test_an_array_has_its_rows_in_the_order_of_the_questionnaire(run):
    (made,) = answered(run, "array", {"R2": {"1": 20}, "R1": {"1": 12, "2": 8}})
    assert (made.columns, shown(made)) == (("Row", "Good", "Poor"), [("Speed", 12, 8), ("Clarity", 20, 0)])


def test_an_array_of_columns_names_row_and_column(run):
    (made,) = answered(run, "array_text", {"R1|2": {"x": 3}, "R1|1": {"y": 4}, "R2|1": {"y": 5}})
    assert [row[0] for row in made.rows] == ["Speed \u2013 Good", "Speed \u2013 Poor", "Clarity \u2013 Good"]


def test_an_array_of_two_scales_names_row_and_scale(run):
    (made,) = answered(run, "array", {"R1|0": {"1": 3}, "R1|1": {"2": 4}})
    assert shown(made) == [("Speed \u2013 scale 1", 3, 0), ("Speed \u2013 scale 2", 0, 4)]


def test_a_ranking_says_which_place_is_best(run):
    made, note = answered(run, "ranking", {"10": {"1": 1}, "1": {"1": 12, "2": 8}, "2": {"2": 9}})
    assert made.columns == ("Rank", "Good", "Poor")
    assert shown(made) == [("Rank 1", 12, 8), ("Rank 2", 0, 9), ("Rank 10", 1, 0)]
    assert note == NoteBlock("Rank 1 is the best place.")


def test_an_array_with_many_answers_has_a_row_for_each(run):
    (made,) = answered(run, "array", {"R1": {f"a{number}": number + 1 for number in range(12)}, "R2": {"a0": 7}})
    assert made.columns == ("Row", "Answer", "All")
    assert shown(made)[0] == ("Speed", "a0", 1)
    assert shown(made)[11:] == [("Speed", "a11", 12), ("Clarity", "a0", 7)]


def test_numbers_by_row_are_a_point_each(run):
    assert answered(run, "numbers", {"R1": {"4": 2}, "R2": {"1": 1}}) == [
        Paragraph("Speed: 2 answers: smallest 4, median 4, largest 4, sum 8.", "finding"),
        Paragraph("Clarity: 1 answer: smallest 1, median 1, largest 1, sum 1.", "finding"),
    ]


@pytest.mark.parametrize(("kind", "lines"), [("number", 0), ("date", 1)])
def test_what_is_no_number_is_listed(run, kind, lines):
    made = answered(run, kind, {"": {"few": 2, "3": 1}})
    assert sum(isinstance(block, Paragraph) for block in made) == lines
    assert sum(isinstance(block, TableBlock) for block in made) == 1 - lines


def test_a_number_stands_in_the_report_as_a_line(report):
    part = next(part for part in report.sections if part.section_id == "question-d2")
    assert Paragraph("5 answers: smallest 1, median 2, largest 10, sum 16.") in part.blocks
    assert not [block for block in part.blocks if isinstance(block, TableBlock)]


def test_numbers_of_a_repeated_block_are_a_line(run):
    questions = run["questions"].copy()
    questions.loc[questions["question_id"] == "D#TYPE", "kind"] = "number"
    counts = run["counts"].copy()
    mine = (counts["question_id"] == "D#TYPE") & (counts["unit"] == "record")
    counts.loc[mine, "item_id"] = ["3", "4", "5"]
    made = build_report({**run, "questions": questions, "counts": counts})
    texts = [b.text for part in made.sections for b in part.blocks if isinstance(b, Paragraph)]
    assert any(text.endswith(": 21 answers: smallest 3, median 3, largest 5, sum 75.") for text in texts)
