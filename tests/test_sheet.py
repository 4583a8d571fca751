"""The sheet of mentions: written, corrected with a spreadsheet, read back, and exactly that is changed."""

from __future__ import annotations

import csv
import json
import shutil

import openpyxl
import pandas as pd
import pytest
from helpers import DEMO, mini_survey
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine import cli, config, grids, pipeline, privacy, sheet
from textmine.errors import TextmineError
from textmine.folder import Run
from textmine.stages.read.coded.corrections import COLUMNS, CorrectionsFile

CHANGED = ("mentions", "entities", "corrections")


@pytest.fixture
def work(demo, tmp_path):
    """A copy of the run over the demo survey, so that only what corrections change is computed."""
    shutil.copytree(demo.path, tmp_path / "out")
    return tmp_path


def _write(work, name="m.xlsx", **keep):
    run = Run.open(work / "out")
    rows = sheet.mention_rows(run, keep_personal_data=keep.get("keep", False))
    sheet.dump(rows, work / name)
    return work / name


def _cells(file):
    book = openpyxl.load_workbook(file)
    return book, book["mentions"]


def _edit(file, change):
    """Change cells as a person does: `change` gets each row as a dict of cells and says what to put where."""
    book, page = _cells(file)
    heading = [cell.value for cell in page[1]]
    for row in page.iter_rows(min_row=2):
        cells = dict(zip(heading, row, strict=True))
        for name, value in (change({k: c.value for k, c in cells.items()}) or {}).items():
            cells[name].value = value
    book.save(file)


def _again(work, file, **more):
    return pipeline.run(DEMO, work / "out", corrections=file, until="entities", **more)


def _key(frame):
    return frame.set_index(["comment_id", "start"])


def test_what_is_written_and_not_touched_changes_nothing(work, demo):
    for name in ("m.xlsx", "m.csv"):
        run = _again(work, _write(work, name))
        assert run["mentions"].equals(demo["mentions"])
        assert run["entities"].equals(demo["entities"])
        assert run["corrections"].empty
        assert "clean" not in run.computed
        assert run.manifest["notes"] == ["no row of the corrections is marked, changed or added"]


def test_changed_cells_change_exactly_these_mentions(work, demo):
    before = _key(demo["mentions"])
    file = _write(work)
    targets = before[(before["entity_id"] == "CA") & (before["role"] == "target")]
    first, second, third = targets.index[:3]
    keys = {privacy.comment_key(key[0]) + str(key[1]): key for key in (first, second, third)}
    wanted = {first: {"entity": "M\u00e9xico"}, second: {"entity": None}, third: {"role": "home", "hedged": "yes"}}

    def change(row):
        key = keys.get(json.loads(row["machine"])["comment"] + str(row["start"]))
        return wanted.get(key)

    _edit(file, change)
    run = _again(work, file)
    after = _key(run["mentions"])
    assert len(run["corrections"]) == 3
    pd.testing.assert_frame_equal(after.drop([first, third]), before.drop([first, second, third]))
    assert after.loc[first, ["entity_id", "role", "rule"]].tolist() == ["MX", "target", "corrected by a person"]
    assert after.loc[third, ["entity_id", "role", "hedged", "score"]].tolist() == ["CA", "home", True, 1.0]
    assert "MX" in set(run["entities"]["entity_id"])
    (note,) = run.manifest["notes"]
    assert note.startswith(
        "roles are decided by the rules: a model needs 30 checked places with two roles, there are 2 "
    )
    assert note == f"roles are decided {run.manifest['roles']}"
    held = {name: run.file(name).read_bytes() for name in CHANGED}
    run = _again(work, file, fresh=True)
    assert {name: run.file(name).read_bytes() for name in CHANGED} == held
    assert _again(work, file).computed == ()

    # A sheet of the corrected run stands in for the first, with what was taken away.
    again = _again(work, _write(work, "second.csv"))
    pd.testing.assert_frame_equal(again["mentions"], run["mentions"])
    assert len(again["corrections"]) == 3
    assert _again(work, None)["mentions"].equals(demo["mentions"])


def test_organisations_of_one_name_are_one_everywhere(work, demo):
    bodies = demo["entities"][demo["entities"]["kind"] == "organisation"]
    often = demo["mentions"].groupby("entity_id").size().loc[bodies["entity_id"]]
    body = bodies.set_index("entity_id").loc[often.idxmax(), "name"]
    done = []

    def change(row):
        if row["entity"] == body and row["kind"] == "organisation" and not done:
            done.append(row)
            return {"entity": "The Invented Institute"}
        return None

    file = _write(work)
    _edit(file, change)
    run = _again(work, file)
    spelling = done[0]["surface"]
    same = run["mentions"][(run["mentions"]["surface"] == spelling) & (run["mentions"]["kind"] == "organisation")]
    assert set(same["entity_id"]) == {"org:theinventedinstitute"}
    assert "The Invented Institute" in set(run["entities"]["name"])


def test_rows_are_added_and_strange_ones_noted(work, demo):
    file = _write(work, "m.csv")
    texts = demo["texts"][(demo["texts"]["status"] == "ok") & demo["texts"]["comment_id"].str.contains(":C:")]
    without = texts[~texts["comment_id"].isin(demo["mentions"]["comment_id"])].iloc[0]
    comment_id, word = without["comment_id"], without["text"].split()[0]
    public = privacy.shown(demo, "texts").loc[without.name, "comment_id"]
    with file.open("a", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, restval="")
        writer.writerow({"comment_id": public, "surface": word, "entity": "PE", "role": "partner"})
        writer.writerow({"comment_id": "nobody", "surface": "Peru", "entity": "PE"})
        writer.writerow({"comment_id": public, "surface": "no such words", "entity": "PE"})
    run = _again(work, file)
    (added,) = run["mentions"][run["mentions"]["comment_id"] == comment_id].to_dict("records")
    assert (added["entity_id"], added["surface"], added["start"]) == ("PE", word, 0)
    lines = (demo["mentions"]["kind"] != "respondent").sum()
    assert run.manifest["notes"][:2] == [
        f"1 corrections are of comments that are not in this survey: line {lines + 3}",
        f"1 corrections find their words nowhere in their comment, or only in personal data: line {lines + 4}",
    ]


def test_corrections_hold_with_another_codebook(work):
    file = _write(work)
    _edit(file, lambda row: {"role": "home"} if row["entity"] == "Japan" else None)
    first = _again(work, file)["mentions"]
    options = config.load(config.beside(DEMO), codebook="cluster_programmes")
    second = pipeline.run(DEMO, work / "out", options=options, corrections=file, until="entities")["mentions"]
    assert first.equals(second)
    assert set(first.loc[first["entity_id"] == "JP", "role"]) == {"home"}


def test_the_sheet_goes_the_way_out_of_texts(demo):
    hidden = sheet.mention_rows(demo, keep_personal_data=False)
    whole = sheet.mention_rows(demo, keep_personal_data=True)
    ids = set(demo["comments"]["comment_id"])
    assert not {row["comment_id"] for row in hidden} & ids
    assert {row["comment_id"] for row in whole} <= ids
    texts = dict(zip(demo["texts"]["comment_id"], demo["texts"]["text"], strict=True))
    for row in whole:
        start, end = int(row["start"]), int(row["end"])
        assert texts[row["comment_id"]][start:end] == row["surface"]
        assert texts[row["comment_id"]][:start].endswith(row["before"])
        assert texts[row["comment_id"]][end:].startswith(row["after"])


def test_personal_data_beside_a_mention_is_hidden(tmp_path):
    rows = (("Y", "Ask anna@b.example about Canada.", "", "", "en", "x"),)
    run = pipeline.run(mini_survey(tmp_path, rows), tmp_path / "out", until="entities")
    assert [row["before"] for row in sheet.mention_rows(run, keep_personal_data=True)] == ["Ask anna@b.example about "]
    assert [row["before"] for row in sheet.mention_rows(run, keep_personal_data=False)] == ["Ask [e-mail] about "]


def test_doubtful_mentions_are_to_be_read_first(demo):
    rows = {row["rule"]: row["read_first"] for row in sheet.mention_rows(demo, keep_personal_data=True)}
    scores = dict(zip(demo["mentions"]["rule"], demo["mentions"]["score"], strict=True))
    assert {scores[rule] < 0.75 for rule, first in rows.items() if first} == {True}
    assert {scores[rule] < 0.75 for rule, first in rows.items() if not first} == {False}


def test_the_workbook_is_for_people(work):
    book, page = _cells(_write(work))
    assert tuple(cell.value for cell in page[1]) == COLUMNS
    assert page.freeze_panes == "A2"
    lists = {rule.formula1.strip('"') for rule in page.data_validations.dataValidation}
    assert {"target,partner,home,other", "yes,no"} <= lists
    assert page.column_dimensions["R"].hidden
    assert "delete no row" in book["how to"]["A1"].value
    assert _write(work, "again.xlsx").read_bytes() == (work / "m.xlsx").read_bytes()


def test_no_cell_is_a_formula(tmp_path):
    row = {"before": "=1+1", "surface": "+49", "after": "@a\x00", "entity": "-"}
    sheet.dump([row], tmp_path / "m.xlsx")
    page = _cells(tmp_path / "m.xlsx")[1]
    assert [cell.data_type for cell in page[2][3:6]] == ["s", "s", "s"]
    sheet.dump([row], tmp_path / "m.csv")
    with (tmp_path / "m.csv").open(encoding="utf-8-sig", newline="") as file:
        (cells,) = csv.DictReader(file)
    assert [cells[name] for name in ("before", "surface", "after", "entity")] == ["'=1+1", "'+49", "'@a", "-"]


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20)


@settings(max_examples=25)
@given(_TEXT, _TEXT.filter(lambda text: text.strip("\x00") == text.strip()), _TEXT)
def test_any_text_comes_back_as_it_was(tmp_path_factory, before, name, surface):
    cells = {
        "before": before,
        "surface": f"x{surface}",
        "entity": grids.printable(f"x{name}").strip(),
        "kind": "organisation",
    }
    cells |= {"comment_id": "1:Q", "role": "", "negated": "no", "hedged": "no"}
    row = sheet._with_machine(cells, "1:Q", "org:x")
    for suffix in (".csv", ".xlsx"):
        file = tmp_path_factory.getbasetemp() / f"any{suffix}"
        sheet.dump([row], file)
        assert CorrectionsFile(file)._rows == []
        sheet.dump([row | {"checked": "x"}], file)
        (read,) = CorrectionsFile(file)._rows
        assert (read["before"], read["surface"], read["entity"]) == (row["before"], row["surface"], "org:x")


def test_a_workbook_does_not_lose_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(grids, "ROWS", 1)
    sheet.dump([{}], tmp_path / "m.xlsx")
    with pytest.raises(TextmineError, match="cannot hold 2 mentions"):
        sheet.dump([{}, {}], tmp_path / "n.xlsx")


def test_another_suffix_is_an_error(tmp_path):
    with pytest.raises(TextmineError, match="cannot be written to m"):
        sheet.dump([], tmp_path / "m.ods")


def test_the_command_writes_once_and_reads_back(tmp_path, capsys):
    export, out, file = mini_survey(tmp_path), tmp_path / "out", tmp_path / "m.csv"
    assert cli.main(["run", str(export), "-o", str(out), "--until", "entities"]) == 0
    assert cli.main(["mentions", str(out), "-o", str(file)]) == 0
    assert "wrote 4 mentions" in capsys.readouterr().err
    assert cli.main(["mentions", str(out), "-o", str(file)]) == 1
    assert "exists already" in capsys.readouterr().err
    file.write_text(
        file.read_text(encoding="utf-8-sig").replace(",Japan,target,", ",Kanada,home,", 1), encoding="utf-8"
    )
    assert cli.main(["run", str(export), "-o", str(out), "--until", "entities", "--corrections", str(file)]) == 0
    assert "note: roles are decided by the rules" in capsys.readouterr().err
    mentions = Run.open(out)["mentions"]
    assert mentions.loc[mentions["rule"] == "corrected by a person", ["entity_id", "role"]].to_numpy().tolist() == [
        ["CA", "home"]
    ]
    assert cli.main(["show", str(out), "corrections"]) == 0
    assert "Kanada" in capsys.readouterr().out


def test_the_configuration_names_the_file_beside_it(tmp_path):
    export, out, file = mini_survey(tmp_path), tmp_path / "out", tmp_path / "m.csv"
    file.write_text("comment_id,surface,entity,role\n3:C:SQ002:option_comment,Japan,PE,home\n", encoding="utf-8")
    (tmp_path / "textmine.toml").write_text('[survey]\ncorrections = "m.csv"\n', encoding="utf-8")
    assert "PE" in set(pipeline.run(export, out, until="entities")["mentions"]["entity_id"])
    (tmp_path / "textmine.toml").write_text('[survey]\ncorrections = "none.csv"\n', encoding="utf-8")
    with pytest.raises(TextmineError, match="cannot be read"):
        pipeline.run(export, out)


def test_shown_corrections_hide_what_stood_around_personal_data(tmp_path):
    rows = (("Y", "Ask anna@b.example about Canada.", "Y", "We plan a mission to Japan.", "en", "x"),)
    export, out, file = mini_survey(tmp_path, rows), tmp_path / "out", tmp_path / "m.csv"
    heading = "comment_id,start,before,surface,after,kind,entity,role"
    lines = [
        "1:C:SQ001:option_comment,25,Ask anna@b.example about ,Canada,.,country,CA,home",
        "1:C:SQ002:option_comment,21,We plan a mission to ,Japan,.,country,JP,home",
        "another,21,Anna went to ,Japan,.,country,JP,home",
    ]
    file.write_text("\n".join([heading, *lines, ""]), encoding="utf-8")
    run = pipeline.run(export, out, corrections=file, until="entities")
    assert run["mentions"]["role"].tolist() == ["home", "home"]
    shown = privacy.shown(run, "corrections")
    assert shown["before"].tolist() == ["", "We plan a mission to ", ""]
    assert shown["surface"].tolist() == ["Canada", "Japan", "[hidden]"]
    assert shown["comment_id"].str.startswith("R01:").tolist() == [True, True, False]
