"""The sheet to code in: written, filled in with a spreadsheet, read back as labels."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest
from helpers import CODEBOOK, cases, mini_survey

from textmine import cli, coding_sheet, config, grids, pipeline
from textmine.coding_sheet import Draw
from textmine.errors import TextmineError
from textmine.handcoding import draw_order
from textmine.stages.read.coded.labels import COLUMNS, ROW, LabelsFiles

STAFF = "Shortage of staff [staff]"
ROWS = (
    ("Y", "=SUM(1) is what we wrote. We do not have enough staff.", "", "", "en", "large"),
    ("Y", "Our coordinator left, write to ann@example.org about it.", "Y", "The fair was a success.", "en", "small"),
    ("Y", "-5 people, lack of staff", "Y", "see above", "en", "small"),
    ("Y", "The members have no time for meetings.", "Y", "We visited the market twice.", "en", "large"),
)


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coding")
    (folder / "book.yaml").write_text(CODEBOOK, encoding="utf-8")
    return mini_survey(folder, ROWS), config.load(None, codebook=str(folder / "book.yaml"))


@pytest.fixture(scope="module")
def run(survey, tmp_path_factory):
    return pipeline.run(survey[0], tmp_path_factory.mktemp("run") / "out", options=survey[1], until="prevalence")


def _write(run, file, draw=None, **more):
    made = coding_sheet.sheet(run, draw or Draw(), **more)
    coding_sheet.dump(made, file)
    return made


def _edit(file, change):
    """Change cells as a person does: `change` gets the number and the cells of a row, and says what to put where."""
    book = openpyxl.load_workbook(file)
    page = book["coding"]
    heading = [cell.value for cell in page[1]]
    for number, row in enumerate(page.iter_rows(min_row=2), start=2):
        cells = dict(zip(heading, row, strict=True))
        for name, value in (change(number, {k: c.value for k, c in cells.items()}) or {}).items():
            cells[name].value = value
    book.save(file)


def _labels(run, *files):
    read = LabelsFiles(files)
    read.see(run)
    return read.table()


def test_only_coded_rows_become_labels_and_none_of_the_themes_is_a_label_too(run, tmp_path):
    file = tmp_path / "ann.xlsx"
    made = _write(run, file)
    coded = {2: {STAFF: "yes"}, 3: {"done": "x"}, 4: {STAFF: "X", "coder": "ben"}, 5: {STAFF: "no"}}
    _edit(file, lambda number, _: coded.get(number))
    labels = _labels(run, file)
    assert labels["decision"].tolist() == ["yes", "no", "yes", "no"]
    assert labels["coder"].tolist() == ["ann", "ann", "ben", "ann"]
    assert set(labels["draw"]) == {"random:0"}
    places = [json.loads(row[ROW]) for row in made.rows[:4]]
    assert labels["start"].tolist() == [place["start"] for place in places]
    assert set(labels["comment_id"]) <= set(run["comments"]["comment_id"])


def test_a_csv_file_says_the_same(run, tmp_path):
    _write(run, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert any(row["segment"].startswith("'=") for row in rows)
    for row in rows:
        row[STAFF] = "yes"
    with (tmp_path / "b.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    _write(run, tmp_path / "b.xlsx")
    _edit(tmp_path / "b.xlsx", lambda *_: {STAFF: "yes"})
    assert _labels(run, tmp_path / "b.csv").equals(_labels(run, tmp_path / "b.xlsx"))


def test_no_cell_is_a_formula_and_personal_data_is_hidden(run, tmp_path):
    _write(run, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    words = " ".join(str(cell.value) for cell in cells)
    assert "[e-mail]" in words
    assert "ann@example.org" not in words
    assert {row["comment_id"].partition(":")[0] for row in coding_sheet.sheet(run, Draw()).rows} <= {
        f"R0{n}" for n in range(1, 5)
    }
    places = [json.loads(row[ROW]) for row in coding_sheet.sheet(run, Draw()).rows if "[e-mail]" in row["segment"]]
    assert [place["words"] for place in places] == [""]
    kept = coding_sheet.sheet(run, Draw(), keep_personal_data=True).rows
    assert any("ann@example.org" in row["segment"] for row in kept)


def test_coding_is_blind_unless_asked(run, tmp_path):
    assert not any(row["machine"] for row in coding_sheet.sheet(run, Draw()).rows)
    shown = _write(run, tmp_path / "s.xlsx", show_codes=True)
    assert any(row["machine"].startswith("Shortage of staff") for row in shown.rows)
    assert "machine" in [cell.value for cell in openpyxl.load_workbook(tmp_path / "s.xlsx")["coding"][1]]


def test_the_codebook_stands_beside_it(run, tmp_path):
    _write(run, tmp_path / "a.xlsx")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx")["codebook"]
    rows = {row[0]: row for row in page.iter_rows(values_only=True)}
    assert rows["staff"][4].startswith("There are too few people")
    assert rows["staff"][7] == "We are short of people."


@pytest.mark.parametrize("way", ["random", "next"])
def test_the_same_draw_has_the_same_bytes(run, tmp_path, way):
    for name in ("a.xlsx", "b.xlsx"):
        _write(run, tmp_path / name, Draw(way, 3))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_respondents_are_drawn_whole_in_the_order_of_the_draw(run):
    made = coding_sheet.sheet(run, Draw("random", 3, seed=5), keep_personal_data=True)
    order = draw_order(run["respondents"]["respondent_id"], 5)
    drawn = list(dict.fromkeys(row["comment_id"].partition(":")[0] for row in made.rows))
    assert drawn == order[: made.respondents]
    assert made.respondents < made.frame == 4
    whole = coding_sheet.sheet(run, Draw("random", 100, seed=5), keep_personal_data=True).rows
    assert made.rows == whole[: len(made.rows)]
    assert len(whole) == len({row[ROW] for row in whole})


def test_what_was_coded_is_not_drawn_again_by_the_same_coder(survey, run, tmp_path):
    file = tmp_path / "first.xlsx"
    first = _write(run, file, Draw("random", 3), coder="ann")
    _edit(file, lambda *_: {"done": "x"})
    again = pipeline.run(survey[0], tmp_path / "out", options=survey[1], labels=file, until="code")
    assert set(again["labels"]["coder"]) == {"ann"}
    rest = coding_sheet.sheet(again, Draw("random", 100), coder="ann")
    every = coding_sheet.sheet(again, Draw("random", 100), coder="ben")
    assert len(rest.rows) + len(first.rows) == len(every.rows)
    assert not {row[ROW] for row in rest.rows} & {row[ROW] for row in first.rows}
    learn = coding_sheet.sheet(again, Draw("next", 100))
    assert len(learn.rows) == len(rest.rows)
    assert json.loads(learn.rows[0][ROW])["draw"] == "next"


def test_nothing_left_to_code_is_said(survey, run, tmp_path):
    _write(run, tmp_path / "ann.xlsx")
    _edit(tmp_path / "ann.xlsx", lambda *_: {"done": "x"})
    again = pipeline.run(survey[0], tmp_path / "out", options=survey[1], labels=tmp_path / "ann.xlsx", until="code")
    with pytest.raises(TextmineError, match="nothing left to code for 'ann'"):
        coding_sheet.sheet(again, Draw(), coder="ann")
    assert coding_sheet.sheet(again, Draw(), coder="ben").rows


def test_a_person_wins_and_the_machine_is_remembered(survey, run, tmp_path):
    file = tmp_path / "ann.xlsx"
    _write(run, file)
    _edit(file, lambda *_: {"done": "x"})
    again = pipeline.run(survey[0], tmp_path / "out", options=survey[1], labels=[file], until="code")
    assert set(again["codings"]["decision"]) == {"no"}
    votes = [json.loads(each) for each in again["codings"]["votes"]]
    assert {"yes"} < {each["machine"] for each in votes}


@pytest.mark.parametrize("case", cases("labels_bad"), ids=lambda case: case["why"])
def test_a_slip_is_one_error_that_names_the_row(run, tmp_path, case):
    file = tmp_path / "ann.xlsx"
    _write(run, file)
    _edit(file, lambda number, _: case["cells"] if number == 2 else None)
    with pytest.raises(TextmineError) as caught:
        LabelsFiles([file])
    assert case["message"] in str(caught.value)
    assert "ann.xlsx" in str(caught.value)


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        ("Shortage of staff", "has the column 'Shortage of staff'"),
        ("Shortage of staff [stuff]", "has other columns of themes"),
        ("notes [staff]", "two columns for 'staff'"),
    ],
)
def test_a_changed_heading_is_an_error(run, tmp_path, heading, message):
    file = tmp_path / "ann.xlsx"
    _write(run, file)
    _edit(file, lambda *_: {"done": "x"})
    book = openpyxl.load_workbook(file)
    place = "notes" if heading.startswith("notes") else STAFF
    cell = next(cell for cell in book["coding"][1] if cell.value == place)
    cell.value = heading
    book.save(file)
    with pytest.raises(TextmineError, match=message.replace("[", r"\[")):
        LabelsFiles([file])


def test_two_decisions_of_one_coder_are_an_error_and_the_same_twice_is_not(run, tmp_path):
    for name, way, cells in (
        ("a", "next", {"done": "x"}),
        ("b", "random", {"done": "x"}),
        ("c", "next", {STAFF: "yes"}),
    ):
        _write(run, tmp_path / f"{name}.xlsx", Draw(way, 100))
        _edit(tmp_path / f"{name}.xlsx", lambda *_, cells=cells: cells | {"coder": "ann"})
    once = _labels(run, tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    assert set(once["draw"]) == {"random:0"}
    assert len(once) == len(_labels(run, tmp_path / "b.xlsx"))
    with pytest.raises(TextmineError, match="line 2: 'ann' decides yes on 'staff', and no in a"):
        _labels(run, tmp_path / "a.xlsx", tmp_path / "c.xlsx")


def test_a_plain_table_labels_places_or_whole_comments(run, tmp_path):
    comment = run["segments"]["comment_id"].iloc[0]
    file = tmp_path / "plain.csv"
    lines = [f"{comment},staff,ann,YES,,", f"{comment},staff,ben,no,0,5", "elsewhere,staff,ann,no,,"]
    file.write_text("\n".join(["comment_id,theme_id,coder,decision,start,end", *lines]), encoding="utf-8")
    labels = _labels(run, file)
    raw = run["comments"].set_index("comment_id").loc[comment, "raw"]
    assert labels[["start", "end"]].to_numpy().tolist() == [[0, len(raw)], [0, 5], [0, 1]]
    assert labels["decision"].tolist() == ["yes", "no", "no"]
    file.write_text("comment_id,theme_id,coder,decision\n1.2E+10,staff,ann,no\n", encoding="utf-8")
    with pytest.raises(TextmineError, match="a number"):
        _labels(run, file)
    file.write_text("comment_id,theme_id,coder,decision\n7:Q,,ann,no\n", encoding="utf-8")
    with pytest.raises(TextmineError, match="2 has an empty cell"):
        _labels(run, file)


def test_words_that_moved_since_are_noted(survey, run, tmp_path):
    file = tmp_path / "ann.xlsx"
    _write(run, file)
    _edit(file, lambda *_: {"done": "x"})
    rows = [tuple(cell.replace("members", "other members") for cell in row) for row in ROWS]
    changed = mini_survey(tmp_path, tuple(rows))
    again = pipeline.run(changed, tmp_path / "out", options=survey[1], labels=file, until="code")
    assert [note for note in again.manifest["notes"] if note.startswith("1 places of the labels hold other words")]


def test_the_command_writes_once(run, tmp_path, capsys):
    file = str(tmp_path / "sheet.xlsx")
    given = ["codebook", str(run.path), "-o", file, "--sheet", "--size", "3", "--draw", "next", "--coder", "ann"]
    assert cli.main(given) == 0
    assert "wrote 3 segments of" in capsys.readouterr().err
    assert cli.main(given) == 1
    assert "exists already" in capsys.readouterr().err
    assert cli.main(["codebook", str(run.path), "-o", str(tmp_path / "x.xlsx"), "--sheet", "--size", "0"]) == 1


def test_every_column_is_declared(run, tmp_path):
    _write(run, tmp_path / "a.csv", show_codes=True)
    names = grids.read_grid(tmp_path / "a.csv", "")[0]
    assert [name for name in names if "[" not in name] == list(COLUMNS)


@pytest.mark.parametrize("option", [["--size", "10"], ["--draw", "next"], ["--coder", "Anna"], ["--show-codes"]])
def test_an_option_of_the_sheet_without_the_sheet_is_an_error(demo, tmp_path, capsys, option):
    assert cli.main(["codebook", str(demo.path), "-o", str(tmp_path / "book.yaml"), *option]) == 1
    assert f"{option[0]} is for a sheet" in capsys.readouterr().err
    assert not (tmp_path / "book.yaml").exists()
