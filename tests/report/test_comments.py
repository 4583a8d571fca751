from __future__ import annotations

from report import invented
from textmine import tables
from textmine.report.comments import comment_blocks
from textmine.report.facts import Facts
from textmine.report.model import Figure, NoteBlock


def shown(block):
    return [tuple(cell.count if isinstance(cell, Figure) else cell for cell in row) for row in block.rows]


def test_comments_by_what_they_hold_leave_out_personal_questions(run):
    made, note, *_ = comment_blocks(Facts(run, (), 30))
    assert made.base(1) == len(invented.COMMENTS) - 1
    assert shown(made)[0] == ("Says something", 19)
    assert "names and dates too" in note.text
    assert "18 in comment boxes beside an option or a question, 2 in fields of their own" in note.text


def test_languages_are_told_of_three_words_or_more(run):
    _, _, made, note = comment_blocks(Facts(run, (), 30))
    rows = shown(made)
    assert rows[:2] == [("English", 13), ("French", 2)]
    assert rows[-1] == ("Too short to tell (under 3 words)", 1)  # "Japan first."
    assert {row[1].base for row in made.rows} == {19}
    assert note.text == "The language is told of comments of 3 words or more."


def test_what_is_said_twice_counts_twice_and_is_said(run):
    ok = run["texts"]["comment_id"][run["texts"]["status"] == "ok"].tolist()
    copies = [(ok[0], ok[0], "exact", 2), (ok[1], ok[0], "exact", 2), (ok[2], ok[3], "refers", 1)]
    doubled = dict(run) | {"duplicates": tables.frame("duplicates", copies)}
    notes = [block.text for block in comment_blocks(Facts(doubled, (), 30)) if isinstance(block, NoteBlock)]
    (said,) = [note for note in notes if "another respondent says" in note]
    assert said.startswith("2 of the 19 comments")
    assert "2 in the same words, 0 in a longer text" in said
    assert "All of them count" in said


def test_without_comments_there_is_nothing_to_say():
    assert comment_blocks(Facts({}, (), 30)) == []
