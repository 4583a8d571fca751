"""Data files and syntax for SPSS."""

from __future__ import annotations

import csv
import re
import sys

import pytest

from textmine.errors import TextmineError
from textmine.report import ReportSettings, build_report, write_report
from textmine.report.model import NOT_ANSWERED, NOT_SHOWN, Report, Variable


@pytest.fixture(scope="module")
def whole(demo):
    return build_report(demo, ReportSettings(title="Demo"))


def _odd():
    """A report whose words are hard to quote."""
    variables = (
        Variable(
            "A_1", "It's 'so'\nor \"not\" " + "é" * 300, "tick", (1.0, NOT_SHOWN), ((1.0, "o'clock"),), question="A"
        ),
        Variable("A_2", "Second", "tick", (0.0, None), ((0.0, "no"),), question="A"),
        Variable("weight", "Weight", "weight", (0.75, 2.0), measure="scale"),
    )
    return Report("It's odd.", "", (), respondents=("R1", "R2"), variables=variables)


def _read(file):
    pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")
    return pyreadstat.read_sav(str(file), user_missing=True)


@pytest.fixture
def sav(whole, tmp_path):
    pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")
    return write_report(whole, tmp_path / "data.sav")


def test_a_data_file_holds_every_value_and_what_it_means(whole, sav):
    data, meta = _read(sav)
    assert data["respondent"].tolist() == list(whole.respondents)
    for variable in whole.variables:
        name = variable.name
        assert [None if value != value else value for value in data[name]] == list(variable.values)  # noqa: PLR0124
        assert meta.column_names_to_labels[name] == variable.label
        assert meta.variable_measure[name] == variable.measure
        missing = {value for value in (NOT_SHOWN, NOT_ANSWERED) if value in variable.values}
        assert {each["lo"] for each in meta.missing_ranges.get(name, [])} == missing
        meant = meta.variable_value_labels.get(name, {})
        assert {value: label for value, label in meant.items() if value not in missing} == dict(variable.labels)


def test_counts_are_those_of_the_run(demo, sav):
    data, _ = _read(sav)
    counts = demo["counts"]
    ticks = counts[(counts["kind"] == "tick") & (counts["by"] == "") & counts["question_id"].isin(["B", "C", "D", "E"])]
    for row in ticks.itertuples():
        values = data[f"{row.question_id}_{row.item_id}"]
        assert ((values == 1).sum(), (values >= 0).sum()) == (row.count, row.base)
    themes = counts[(counts["kind"] == "theme") & (counts["by"] == "") & (counts["question_id"] == "")]
    for row in themes.itertuples():
        values = data[f"t_{row.item_id}"]
        assert ((values == 1).sum(), (values >= 0).sum()) == (row.count, row.base)
    assert len(ticks) > 40
    assert len(themes) > 30


def test_the_same_report_gives_the_same_bytes(whole, sav, tmp_path):
    (tmp_path / "again").mkdir()
    assert write_report(whole, tmp_path / "again" / "data.sav").read_bytes() == sav.read_bytes()


def test_odd_words_are_kept_in_a_data_file(tmp_path):
    pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")
    data, meta = _read(write_report(_odd(), tmp_path / "data.sav"))
    assert data["weight"].tolist() == [0.75, 2.0]
    assert meta.column_names_to_labels["A_1"].startswith("It's 'so' or \"not\" éé")
    assert meta.variable_value_labels["A_1"] == {1.0: "o'clock", NOT_SHOWN: "not shown"}


def test_without_the_library_an_error_names_the_extra(whole, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(TextmineError, match="pyreadstat") as caught:
        write_report(whole, tmp_path / "data.sav")
    assert "textmine[spss]" in caught.value.hint
    write_report(whole, tmp_path / "data.sps")
    assert {file.name for file in tmp_path.iterdir()} == {"data.sps", "data_data.csv"}


@pytest.mark.parametrize("suffix", [".sav", ".sps"])
def test_a_report_without_respondents_is_no_data(tmp_path, suffix):
    with pytest.raises(TextmineError, match="no answers"):
        write_report(Report("Empty", "", ()), tmp_path / f"data{suffix}")
    assert not list(tmp_path.iterdir())


def test_syntax_reads_the_table_beside_it(whole, tmp_path):
    file = write_report(whole, tmp_path / "data.sps")
    syntax = file.read_text(encoding="utf-8-sig")
    assert "/FILE='data_data.csv'" in syntax
    rows = list(csv.reader((tmp_path / "data_data.csv").read_text(encoding="utf-8").splitlines()))
    asked = re.findall(r"^  (\w+) [AF][\d.]+$", syntax, re.MULTILINE)
    assert rows[0] == asked == ["respondent", *(variable.name for variable in whole.variables)]
    assert [row[0] for row in rows[1:]] == list(whole.respondents)
    for place, variable in enumerate(whole.variables, start=1):
        assert [float(row[place]) if row[place] else None for row in rows[1:]] == list(variable.values)


def test_syntax_names_labels_missing_values_levels_and_sets(tmp_path):
    syntax = write_report(_odd(), tmp_path / "data.sps").read_text(encoding="utf-8-sig")
    assert "* It's odd." in syntax
    (label,) = re.findall(r"/A_1 '(It''s ''so'' or .*)'\n", syntax)
    assert len(label.replace("''", "'").encode()) <= 255
    assert "  /A_1\n    1 'o''clock'\n    -9 'not shown'\n" in syntax
    assert "MISSING VALUES \n    A_1 (-9).\n" in syntax
    assert "VARIABLE LEVEL \n    A_1 A_2 (NOMINAL).\n" in syntax
    assert "VARIABLE LEVEL \n    weight (SCALE).\n" in syntax
    assert "MRSETS /MDGROUP NAME=$tick_1_A LABEL='Ticked'\n" in syntax
    assert "VALUE=1 VARIABLES=\n    A_1 A_2.\n" in syntax
    assert "  weight F10.4\n" in syntax
    assert syntax.endswith("WEIGHT BY weight.\nEXECUTE.\n")
    assert max(map(len, syntax.splitlines())) < 300
