"""Erasure: a respondent is in no table, report or file of the folder, and the rest is as if they had never answered."""

from __future__ import annotations

import json
import shutil
import zipfile

import pandas as pd
import pytest
from helpers import MINI_COMMENTS, mini_survey, page_text

from textmine import config, forget, pipeline
from textmine.cli import main
from textmine.errors import TextmineError
from textmine.folder import Run

ID = "ZX81Q7"
OTHER = "QQ77K2"
SAID = "Marchbank"  # a word of nobody else
ROWS = (
    *MINI_COMMENTS,
    ("Y", f"Ms {SAID} had no time for meetings.", "Y", f"{SAID} Ltd visited the Japanese market twice.", "en", "large"),
    ("Y", "Nobody told us.", "", "", "en", "small"),
)
INVITED = "id,name\n" + "".join(f"{number},Guest {number}\n" for number in range(1, 9))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run with two respondents to forget, and its export."""
    folder = tmp_path_factory.mktemp("forget")
    (folder / "invited.csv").write_text(INVITED + f"{ID},{SAID}\n{OTHER},Eva\n")
    (folder / "textmine.toml").write_text('[survey]\ninvited_list = "invited.csv"\nby = ["SIZE"]\n')
    export = mini_survey(folder, ROWS)
    text = export.read_text(encoding="utf-8-sig")
    for number, name in (("9", ID), ("10", OTHER)):
        text = text.replace(f'"{number}","2026', f'"{name}","2026')
    export.write_text(text, encoding="utf-8-sig")
    labels = folder / "labels.csv"
    label = "{}:C:SQ001:option_comment,0,10,staff,ann,yes\n"
    labels.write_text("comment_id,start,end,theme_id,coder,decision\n" + label.format(1) + label.format(ID))
    return export, labels, pipeline.run(export, folder / "out", labels=labels)


@pytest.fixture
def copied(finished, tmp_path):
    export, labels, run = finished
    shutil.copytree(run.path, tmp_path / "out")
    return export, labels, Run(tmp_path / "out")


def _holding(folder, word):
    """The files in which a word can be found, unpacked or not."""
    return [file.name for file in folder.rglob("*") if file.is_file() and _in_file(file, word)]


def _in_file(file, word):
    told = [file.read_bytes()]
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as members:
            told += [members.read(name) for name in members.namelist()]
    if file.suffix == ".html":
        told.append(page_text(file).encode())
    if file.suffix == ".parquet":
        data = Run(file.parent).read(file.stem)
        told += [str(value).encode() for name in data for value in data[name]]
    return any(word.casefold().encode() in part.lower() for part in told)


def test_the_search_finds_what_is_there(finished):
    holding = _holding(finished[2].path, ID)
    assert {"manifest.json", "respondents.parquet", "comments.parquet", "segments.parquet"} <= {*holding}
    assert "report.html" in _holding(finished[2].path, "lack of staff")


def test_nothing_is_left_of_a_respondent(copied):
    _, _, run = copied
    (run.path / pipeline.ANSWERS).mkdir()
    (run.path / pipeline.ANSWERS / "a.json").write_text(f"{ID} said {SAID}")
    (run.path / "limesurvey").mkdir()
    (run.path / "limesurvey" / "1.json").write_text(f"{ID} said {SAID}")
    (run.path / ".texts.parquet.tmp").write_text(f"{ID} said {SAID}")
    (run.path / ".report.xlsx.tmp.rows").mkdir()
    (run.path / ".report.xlsx.tmp.rows" / "rows").write_text(f"{ID} said {SAID}")
    changed = forget.forget(run.path, [ID])
    assert _holding(run.path, ID) == _holding(run.path, SAID) == []
    assert changed.rows["respondents"] == (10, 9)
    assert changed.rows["comments"] == (15, 13)
    assert changed.rows["labels"] == (2, 1)
    assert changed.rows["invited"] == (10, 9)
    assert changed.figures["counts"] > 0
    assert sorted(changed.reports) == sorted(pipeline.REPORTS)
    assert "respondents: 10 -> 9" in forget.lines(changed)


def test_the_rest_is_as_if_they_had_never_answered(copied, tmp_path):
    export, labels, run = copied
    forget.forget(run.path, [ID, OTHER])
    without = tmp_path / "without"
    without.mkdir()
    kept = [
        line
        for line in export.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        if ID not in line and OTHER not in line
    ]
    (without / "mini.csv").write_text("".join(kept), encoding="utf-8-sig")
    (without / "invited.csv").write_text(INVITED)
    shutil.copy(export.parent / "textmine.toml", without)
    label = [line for line in labels.read_text().splitlines(keepends=True) if ID not in line]
    (without / "labels.csv").write_text("".join(label))
    never = pipeline.run(without / "mini.csv", without / "out", labels=without / "labels.csv")
    for name in never:
        pd.testing.assert_frame_equal(run[name], never[name], obj=name)
    assert page_text(run.path / "report.html").count("lack of staff") == page_text(never.path / "report.html").count(
        "lack of staff"
    )


def test_a_later_run_of_the_export_brings_nobody_back(copied):
    export, labels, run = copied
    forget.forget(run.path, [ID])
    again = pipeline.run(export, run.path, labels=labels)
    assert again.computed == ()
    assert any("1 respondent was forgotten" in note for note in again.manifest["notes"])
    fresh = pipeline.run(export, run.path, labels=labels, fresh=True)
    assert ID not in set(fresh["respondents"]["respondent_id"])
    assert _holding(run.path, ID) == []


def test_one_by_one_is_as_both_at_once(copied, tmp_path):
    _, _, run = copied
    shutil.copytree(run.path, tmp_path / "both")
    forget.forget(tmp_path / "both", [OTHER, ID])
    forget.forget(run.path, [ID])
    forget.forget(run.path, [OTHER])
    for name in run:
        assert run.file(name).read_bytes() == (tmp_path / "both" / f"{name}.parquet").read_bytes(), name


def test_names_as_in_the_report_will_do(copied):
    from textmine.privacy import pseudonyms

    _, _, run = copied
    name = pseudonyms(run["respondents"]["respondent_id"])[ID]
    forget.forget(run.path, [name])
    assert _holding(run.path, ID) == []


@pytest.mark.parametrize("stopped", ["clean", "summarise"])
def test_a_run_that_was_stopped_early_goes_no_further(finished, tmp_path, stopped):
    run = pipeline.run(finished[0], tmp_path / "out", until=stopped)
    had = set(run)
    forget.forget(run.path, [ID])
    assert set(Run(run.path)) == had
    assert not (run.path / "report.html").exists()
    assert _holding(run.path, ID) == []


def test_what_was_interrupted_is_finished(copied, monkeypatch):
    _, _, run = copied
    monkeypatch.setattr(pipeline.Job, "compute", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        forget.forget(run.path, [ID])
    monkeypatch.undo()
    forget.forget(run.path, [ID])
    assert _holding(run.path, ID) == []


def test_nobody_is_an_error_and_changes_nothing(copied):
    _, _, run = copied
    before = {file.name: file.read_bytes() for file in run.path.iterdir()}
    with pytest.raises(TextmineError, match="no respondent 'ZX81Q8'") as raised:
        forget.forget(run.path, [ID, "ZX81Q8"])
    assert "did you mean 'ZX81Q7'" in raised.value.hint
    assert {file.name: file.read_bytes() for file in run.path.iterdir()} == before


def test_a_manifest_of_another_version_is_an_error(copied):
    _, _, run = copied
    manifest = run.manifest
    manifest["input"] = [{"name": "mini.csv", "sha256": "0"}]
    (run.path / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(TextmineError, match="another version"):
        forget.forget(run.path, [ID])


def test_the_command_says_what_changed_and_what_it_did_not_look_into(copied, capsys):
    _, _, run = copied
    (run.path / "my notes.txt").write_text(ID)
    assert main(["forget", str(run.path), ID, "--processes", "1"]) == 0
    out, err = capsys.readouterr()
    assert "respondents: 10 -> 9" in out
    assert "my notes.txt" in out
    assert "still holds what they said" in err


def test_options_come_back_from_a_manifest(finished):
    export, _, run = finished
    assert config.stored(run.manifest["options"]) == config.load(config.beside(export))
