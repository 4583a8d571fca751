"""Several rows of one respondent as one record."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import Headed
from textmine.stages.read.cells.long import Key, Long
from textmine.stages.read.cells.text import CsvSheet
from textmine.stages.read.model import Row

VISITS = """\
id,visit,mood,note
7,first,good,came by bus
7,second,bad,
3,first,,waited long
"""


def by_visit(row: Row) -> Iterator[tuple[Key, int]]:
    """Each answer, by its heading and the visit."""
    return (((heading, row.cells[1] or ""), column) for column, heading in ((2, "mood"), (3, "note")))


def made(tmp_path: Path, text: str, **options: object) -> Long:
    file = tmp_path / "visits.csv"
    file.write_text(text, encoding="utf-8")
    return Long(Headed(CsvSheet(file)), 0, by_visit, **options)  # type: ignore[arg-type]


def test_rows_become_one_record_with_the_row_of_each_cell(tmp_path):
    grid = made(tmp_path, VISITS)
    assert grid.headings == ("id", "mood / first", "note / first", "mood / second", "note / second")
    assert grid.keys == ((), ("mood", "first"), ("note", "first"), ("mood", "second"), ("note", "second"))
    assert grid.sources == ("id", "mood", "note", "mood", "note")
    seven, three = grid.rows()
    assert (seven.number, seven.cells, seven.numbers) == (2, ("7", "good", "came by bus", "bad", ""), (2, 2, 2, 3, 3))
    assert (three.number, three.cells, three.numbers) == (4, ("3", "", "waited long", "", ""), (4, 4, 4, 4, 4))


def test_a_place_without_a_row_is_what_the_platform_says_of_it(tmp_path):
    grid = made(tmp_path, VISITS, absent=None)
    assert [row.cells[4] for row in grid.rows()] == ["", None]


def test_columns_that_nobody_filled_can_be_left_out(tmp_path):
    grid = made(tmp_path, VISITS, absent=None, blank=False)
    assert grid.headings == ("id", "mood / first", "note / first", "mood / second")
    assert [row.cells for row in grid.rows()] == [("7", "good", "came by bus", "bad"), ("3", "", "waited long", None)]


def test_scattered_rows_say_the_same(tmp_path):
    head, *rows = [f"{line}\n" for line in (VISITS + "3,second,fair,\n9,first,fair,hm\n").splitlines()]
    expected = None
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        grid = made(tmp_path, head + "".join(rows))
        found = {row.cells[0]: dict(zip(grid.keys, row.cells, strict=True)) for row in grid.rows()}
        assert expected in (None, found)
        expected = found


def test_only_the_respondents_whose_rows_are_not_all_read_are_held(tmp_path):
    rows = "".join(f"{who},{visit},good,\n" for who in range(100) for visit in ("first", "second"))
    grid = made(tmp_path, "id,visit,mood,note\n" + rows)
    read = []
    grid._grid = _Counted(grid._grid, read)
    next(iter(grid.rows()))
    assert read == [2, 3]


class _Counted:
    """A grid that tells which rows were read of it."""

    def __init__(self, grid, read):
        self._grid, self._read = grid, read

    def rows(self):
        for row in self._grid.rows():
            self._read.append(row.number)
            yield row


def test_the_same_answer_twice_is_one(tmp_path):
    grid = made(tmp_path, "id,visit,mood,note\n1,first,good,\n1,first,good,late\n1,first,,late\n")
    assert [(row.cells, row.numbers) for row in grid.rows()] == [(("1", "good", "late"), (2, 2, 3))]


def test_two_answers_in_one_place_are_refused(tmp_path):
    grid = made(tmp_path, "id,visit,mood,note\n1,first,good,\n1,first,bad,\n")
    with pytest.raises(
        TextmineError, match=r"line 3: the respondent '1' has another answer to 'mood / first' in row 2"
    ):
        list(grid.rows())


def test_a_row_without_an_id_is_refused(tmp_path):
    with pytest.raises(TextmineError, match="line 3: the record has no id"):
        made(tmp_path, "id,visit,mood,note\n1,first,good,\n,first,bad,\n")
