"""Sheets of corrections: what a row means, and every slip named with its line."""

from __future__ import annotations

import csv
import json

import openpyxl
import pandas as pd
import pytest
from helpers import cases

from textmine import tables
from textmine.errors import TextmineError
from textmine.grids import escaped
from textmine.privacy import comment_key, pseudonyms
from textmine.stages.read.coded.corrections import COLUMNS, CorrectionsFile

COMMENT = "7:C:SQ001:option_comment"
SAID = {"kind": "country", "entity": "Canada", "role": "target", "negated": "no", "hedged": "no"}
ROW = {"comment_id": COMMENT, "start": "3", "end": "9", "surface": "Canada", "before": "in ", **SAID}


def _machine(comment=COMMENT, **said):
    return json.dumps({"comment": comment_key(comment), "id": "CA", "surface": "Canada"} | SAID | said)


def _sheet(folder, *rows, columns=COLUMNS, name="m.csv", delimiter=","):
    file = folder / name
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return file


def _read(file, comments=(COMMENT, "8:C:SQ001:option_comment"), respondents=("7", "8")):
    given = CorrectionsFile(file)
    given.see(
        {
            "respondents": pd.DataFrame({"respondent_id": list(respondents)}),
            "comments": pd.DataFrame({"comment_id": list(comments)}),
        }
    )
    return given.table()


def test_a_row_that_nobody_touched_is_left_out(tmp_path):
    assert _read(_sheet(tmp_path, ROW | {"machine": _machine()})).empty


def test_without_a_file_the_table_is_empty():
    assert _read(None).equals(tables.empty("corrections"))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"checked": "x"}, {"entity": "CA"}),
        ({"role": "partner"}, {"entity": "CA", "role": "partner"}),
        ({"entity": "Kanada "}, {"entity": "Kanada"}),
        ({"entity": ""}, {"entity": ""}),
        ({"entity": "-"}, {"entity": ""}),
        ({"negated": "YES"}, {"negated": True}),
        ({"hedged": "true"}, {"hedged": True}),
        ({"kind": "region"}, {"entity": "Canada", "kind": "region"}),
        ({"surface": "Canadas"}, {"surface": "Canadas", "end": 10}),
    ],
)
def test_a_change_or_a_mark_counts(tmp_path, cells, expected):
    table = _read(_sheet(tmp_path, ROW | {"machine": _machine()} | cells))
    assert len(table) == 1
    assert {name: table.loc[0, name] for name in expected} == expected
    assert table.loc[0, "machine_id"] == "CA"
    assert table.loc[0, "line"] == 2


def test_an_added_row_needs_comment_and_words_only(tmp_path):
    row = {"comment_id": COMMENT, "surface": "Peru", "entity": "PE"}
    table = _read(_sheet(tmp_path, ROW | {"machine": _machine()}, row))
    assert table.loc[0, ["line", "comment_id", "start", "end", "machine_id", "kind"]].tolist() == [
        *(3, COMMENT, -1, -1, "", "")
    ]


def test_comments_are_found_again_under_a_pseudonym_that_moved(tmp_path):
    public = pseudonyms(["7", "8"])["7"] + COMMENT[1:]
    added = {"comment_id": public, "surface": "Peru", "entity": "PE"}
    file = _sheet(tmp_path, ROW | {"comment_id": public, "machine": _machine(), "checked": "x"}, added)
    # With other respondents the pseudonym is somebody else's, or nobody's.
    respondents = [str(number) for number in range(40)]
    for others in (["7", "8"], respondents):
        table = _read(file, [f"{name}{COMMENT[1:]}" for name in others], others)
        assert table["comment_id"].tolist() == [COMMENT, COMMENT]


def test_a_comment_that_only_an_added_row_names_stands_under_id_or_pseudonym(tmp_path):
    public = pseudonyms(["7", "8"])["8"] + ":C:SQ001:option_comment"
    for written in (public, "8:C:SQ001:option_comment"):
        file = _sheet(tmp_path, {"comment_id": written, "surface": "Peru", "entity": "PE"})
        assert _read(file).loc[0, "comment_id"] == "8:C:SQ001:option_comment"


def test_a_comment_of_another_survey_is_nobody_here(tmp_path):
    public = pseudonyms(["7", "8"])["7"] + COMMENT[1:]
    row = ROW | {"comment_id": public, "machine": _machine("99:C:SQ001:option_comment"), "checked": "x"}
    (comment_id,) = _read(_sheet(tmp_path, row))["comment_id"]
    assert comment_id.startswith(public + "#")
    # Also below the rows of this survey, where the same pseudonym is somebody else's.
    mine = ROW | {"comment_id": public, "machine": _machine(), "checked": "x"}
    added = {"comment_id": public, "surface": "Peru", "entity": "PE"}
    assert _read(_sheet(tmp_path, mine, row, added))["comment_id"].tolist() == [COMMENT, comment_id, COMMENT]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_of_other_countries_are_read(tmp_path, delimiter):
    file = _sheet(tmp_path, ROW | {"machine": _machine(), "role": "home"}, delimiter=delimiter)
    assert _read(file)["role"].tolist() == ["home"]


def test_columns_may_be_fewer_and_in_another_order(tmp_path):
    row = {"role": "home", "entity": "PE", "surface": "Peru", "comment_id": COMMENT}
    assert _read(_sheet(tmp_path, row, columns=list(row)))["role"].tolist() == ["home"]


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-x", "@a", "'x", "''", "a", "", "-"])
def test_a_cell_that_looks_like_a_formula_comes_back_as_it_was(tmp_path, cell):
    assert escaped(cell)[:1] not in {"=", "+", "@"}
    file = _sheet(tmp_path, {name: escaped(v) for name, v in (ROW | {"before": cell}).items()})
    assert _read(file)["before"].tolist() == [cell]


@pytest.mark.parametrize("case", cases("corrections_bad"), ids=lambda case: case["why"])
def test_a_slip_is_named_with_its_line(case, tmp_path):
    file = _sheet(tmp_path, ROW | {"machine": _machine()} | case["cells"])
    with pytest.raises(TextmineError) as caught:
        CorrectionsFile(file)
    assert case["found"] in caught.value.found
    assert caught.value.expected
    assert case.get("expected", "") in caught.value.expected
    assert case.get("hint", "") in caught.value.hint


def _latin(file):
    file.write_bytes("comment_id,surface,entity,role\na,Per\u00fa,PE,home\n".encode("latin-1"))


def _other_columns(file):
    file.write_text("product,price\nbread,3\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "make", "found"),
    [
        ("none.csv", lambda file: None, "cannot be read"),  # noqa: ARG005
        ("none.xlsx", lambda file: None, "cannot be read"),  # noqa: ARG005
        ("m.xlsx", lambda file: file.write_bytes(b"PK no zip"), "is no Excel workbook"),
        ("m.ods", lambda file: file.write_bytes(b""), "is no sheet"),
        ("m.csv", _latin, "is not UTF-8"),
        ("m.csv", _other_columns, "has no column comment_id, surface, entity, role"),
        ("m.csv", lambda file: file.write_bytes(b""), "has no column"),
        ("m.xlsx", lambda file: openpyxl.Workbook().save(file), "has no column"),
    ],
)
def test_what_is_no_sheet_is_one_clear_error(tmp_path, name, make, found):
    file = tmp_path / name
    make(file)
    with pytest.raises(TextmineError) as caught:
        CorrectionsFile(file)
    assert found in caught.value.found
    assert caught.value.hint
