"""A name that a survey gives never says where a file goes, and no two of them go to the same."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import PurePosixPath

import pytest
from helpers import mini_survey

from textmine import batch, config, limesurvey_server, pipeline
from textmine.errors import TextmineError
from textmine.report import write_report
from textmine.report.chapter import numbered
from textmine.report.model import Figure, Report, Section, TableBlock

NAMES = [
    "../../x", "/etc/x", "C:\\x", "\\\\server\\x", "..", ".", "...", "CON", "nul.txt", "a\0b", "\u00e9", "e\u0301",
    "Why", "why", "WHY", "a/b", "a\\b", "-x", " y ", "~/z", "$HOME", "%2e%2e%2fx", "x" * 300, "", "\u202egnp",
    "\uff0e\uff0e\uff0fx",
]  # fmt: skip


def _same(name: str) -> str:
    """What some file system takes for the same name."""
    return unicodedata.normalize("NFC", name).casefold().rstrip(". ")


def test_tables_in_an_archive_are_named_by_their_numbers(tmp_path):
    block = TableBlock("t", ("Item", "All"), (("a", Figure(1, 9)),), "ticks")
    sections = tuple(Section(f"question-{name}", name, 1, (block,)) for name in NAMES)
    file = write_report(Report("t", "", numbered(sections)), tmp_path / "x.zip")
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "there")
    assert len({_same(name) for name in names}) == len(NAMES) + 1
    for name in names:
        assert PurePosixPath(name).name == name
        assert name.isascii()
        assert len(name) < 80
    assert len(list((tmp_path / "there").iterdir())) == len(names)


def test_a_run_makes_the_files_that_every_run_makes(tmp_path):
    """Whatever its questions, options, groups, respondents and codes are called."""
    headings = [name for name in NAMES if name.strip() and "\0" not in name]
    rows = [[f"{name}{n}" for name in headings] for n in range(12)]
    lines = ["\t".join(["id", *headings]), *("\t".join([f"../{n}", *row]) for n, row in enumerate(rows))]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.tsv").write_text("\n".join(lines), encoding="utf-8")
    options = config.load(None, read={"format": "table"}, by=("Why",))
    out = tmp_path / "out"
    run = pipeline.run(tmp_path / "in" / "a.tsv", out, options=options, until="clean")
    assert len(run.table("questions")) >= len(headings)
    assert {file.name for file in out.iterdir()} <= {"manifest.json", ".lock", *(f"{name}.parquet" for name in run)}
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in", "out"]


def test_surveys_of_a_folder_go_to_folders_of_their_own(tmp_path):
    files = [f"{name}.csv" for name in NAMES if name.strip(".") and not set(name) & set("/\0") and len(name) < 250]
    (tmp_path / "in" / "deep.csv").mkdir(parents=True)
    for name in [*files, "deep.csv/x.csv"]:
        mini_survey(tmp_path).rename(tmp_path / "in" / name)
    found = batch.surveys(tmp_path / "in", tmp_path / "out")
    assert len(found) == len(files) + 1
    assert all(each.out.resolve().is_relative_to(tmp_path / "out") for each in found)
    places = [_same(str(each.out)) for each in found]
    assert len({*places}) == len(places)


def test_a_survey_on_a_server_is_a_number(tmp_path):
    for name in ("../../x", "", "1/../2", "\u0661\u0662 x", "1\0"):
        with pytest.raises(TextmineError, match="names no survey"):
            limesurvey_server.files([f"limesurvey://{name}"], tmp_path)


def test_a_configuration_that_came_with_the_export_sends_nothing_away(tmp_path):
    export = mini_survey(tmp_path)
    file = tmp_path / "textmine.toml"
    file.write_text('[llm]\naddress = "https://evil.example/v1"\nmodel = "x"\nremote = true\n', encoding="utf-8")
    with pytest.raises(TextmineError, match="sends comments to another machine") as caught:
        pipeline.run(export, tmp_path / "out")
    assert caught.value.hint.endswith(f"--config {file}")
    assert not (tmp_path / "out").exists()
    file.write_text('[llm]\naddress = "http://127.0.0.1:9/v1"\nmodel = "x"\n', encoding="utf-8")
    assert config.beside(export) == file
