"""Data files of SPSS and Stata as rows of cells."""

from __future__ import annotations

import builtins
from pathlib import Path

import pandas as pd
import pytest
from helpers import REAL

from textmine.errors import TextmineError
from textmine.stages.read.cells.statistics import StatSheet

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")


@pytest.fixture
def sheet(tmp_path: Path) -> StatSheet:
    path = tmp_path / "garden.sav"
    data = pd.DataFrame(
        {
            "id": [1.0, 2.0, 3.0],
            "why": ["Because of the bees", "", "Żaden\npowód"],
            "shade": [1.5, float("nan"), 99.0],
            "seen": pd.to_datetime(["2026-03-01 10:10", None, "2026-03-02"], format="mixed"),
        }
    )
    pyreadstat.write_sav(
        data,
        str(path),
        file_label="Gardens",
        column_labels=["Number", "Why?", "Hours of shade", "Seen on"],
        variable_value_labels={"shade": {99.0: "no idea"}},
        missing_ranges={"shade": [{"lo": 90, "hi": 99}]},
    )
    return StatSheet(path)


def test_cells_are_texts_under_the_names_of_the_variables(sheet: StatSheet) -> None:
    rows = list(sheet.rows())
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.cells for row in rows] == [
        ("id", "why", "shade", "seen"),
        ("1", "Because of the bees", "1.5", "2026-03-01 10:10:00"),
        ("2", "", "", ""),
        ("3", "Żaden\npowód", "99", "2026-03-02"),
    ]


def test_what_is_said_of_the_variables(sheet: StatSheet) -> None:
    found = sheet.variables
    assert found.title == "Gardens"
    assert found.labels["shade"] == "Hours of shade"
    assert found.answers == {"shade": {"99": "no idea"}}
    assert found.missing == {"shade": (("90", "99"),)}
    assert found.sets == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="the data sets beside the checkout are not there")
def test_multiple_response_sets() -> None:
    sets = StatSheet(REAL / "exports" / "spss" / "pyreadstat_simple_alltypes_mrsets.sav").variables.sets
    assert [(each.name, len(each.variables), each.counted) for each in sets] == [
        ("categorical_array", 3, ""),
        ("mymrset", 3, "1"),
    ]


def test_stata(tmp_path: Path) -> None:
    path = tmp_path / "garden.dta"
    pyreadstat.write_dta(pd.DataFrame({"id": [1.0], "why": ["Shade"]}), str(path), column_labels=["", "Why?"])
    sheet = StatSheet(path)
    assert sheet.variables.labels == {"why": "Why?"}
    assert [row.cells for row in sheet.rows()] == [("id", "why"), ("1", "Shade")]


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "broken.sav"
    path.write_bytes(b"$FL2@(#) nothing behind")
    with pytest.raises(TextmineError, match="no data file that can be read"):
        list(StatSheet(path).rows())


def test_a_date_that_no_calendar_has(sheet: StatSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    def far(*_: object, **__: object) -> object:
        yield from ()
        raise OverflowError

    monkeypatch.setattr(pyreadstat, "read_file_in_chunks", far)
    with pytest.raises(TextmineError, match="no data file that can be read"):
        list(sheet.rows())


def test_without_the_package(sheet: StatSheet, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: object, **more: object) -> object:
        if name == "pyreadstat":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(TextmineError, match="needs the package pyreadstat") as caught:
        list(sheet.rows())
    assert "textmine[spss]" in caught.value.hint
