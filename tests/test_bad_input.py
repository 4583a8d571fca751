"""Bad input: one clear error, exit 1, no traceback, and the run folder as it was."""

from __future__ import annotations

import shutil
import zipfile

import pytest
from helpers import DEMO, mini_survey

from textmine import cli


def _missing(folder):
    return [folder / "nowhere.csv"]


def _empty(folder):
    (folder / "empty.csv").touch()
    return [folder / "empty.csv"]


def _not_a_survey(folder):
    (folder / "prices.csv").write_text("product,price\nbread,3\n")
    return [folder / "prices.csv"]


def _a_picture(folder):
    (folder / "photo.csv").write_bytes(bytes(range(256)) * 20)
    return [folder / "photo.csv"]


def _header_only(folder):
    return [mini_survey(folder, ())]


def _truncated(folder):
    file = mini_survey(folder)
    file.write_bytes(file.read_bytes()[:-40])
    return [file]


def _ragged(folder):
    file = mini_survey(folder)
    file.write_bytes(file.read_bytes() + b'"99","2026-01-02"\r\n')
    return [file]


def _wrong_encoding(folder):
    file = mini_survey(folder)
    file.write_bytes(file.read_text("utf-8-sig").replace("marché", "march\u00e9").encode("latin-1"))
    return [file]


def _duplicate_ids(folder):
    file = mini_survey(folder)
    file.write_bytes(file.read_bytes().replace(b'"2","2026', b'"1","2026'))
    return [file]


def _not_a_zip(folder):
    (folder / "survey.lsa").write_text("not a zip")
    return [folder / "survey.lsa"]


def _archive_without_responses(folder):
    with zipfile.ZipFile(folder / "survey.lsa", "w") as archive:
        archive.writestr("survey_1.lss", (DEMO / "structure.lss").read_bytes())
    return [folder / "survey.lsa"]


def _structure_of_another_survey(folder):
    file = mini_survey(folder)
    file.write_text(file.read_text("utf-8-sig").replace('"C[SQ', '"OTHER[SQ').replace("SIZE", "OTHER2"), "utf-8")
    return [file, "--structure", DEMO / "structure.lss"]


def _misspelt_key(folder):
    (folder / "textmine.toml").write_text("[survey]\ninvitd = 23\n")
    return [mini_survey(folder)]


def _two_surveys(folder):
    mini_survey(folder)
    shutil.copy(folder / "mini.csv", folder / "other.csv")
    return [folder]


def _unknown_codebook(folder):
    return [mini_survey(folder), "--codebook", "no_such_book"]


def _unknown_attribute(folder):
    return [mini_survey(folder), "--by", "STRANT"]


def _fewer_invited_than_answered(folder):
    (folder / "textmine.toml").write_text("[survey]\ninvited = 3\n")
    return [mini_survey(folder)]


CASES = {
    _fewer_invited_than_answered: "invited is 3",
    _missing: "no file",
    _empty: "empty",
    _not_a_survey: "",
    _a_picture: "",
    _header_only: "no answers",
    _truncated: "",
    _ragged: "line",
    _wrong_encoding: "UTF-8",
    _duplicate_ids: "1",
    _not_a_zip: "zip",
    _archive_without_responses: "",
    _structure_of_another_survey: "",
    _misspelt_key: "did you mean 'invited'",
    _two_surveys: "more than one survey",
    _unknown_codebook: "no_such_book",
    _unknown_attribute: "STRANT",
}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    """A run folder with tables, made by an earlier good run."""
    folder = tmp_path_factory.mktemp("earlier")
    assert cli.main(["run", str(mini_survey(folder)), "-o", str(folder / "out"), "--until", "clean"]) == 0
    return folder / "out"


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__.strip("_"))
def test_one_clear_error_and_nothing_lost(make, earlier, tmp_path, capsys):
    out = shutil.copytree(earlier, tmp_path / "out")
    source = tmp_path / "in"
    source.mkdir()
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    words = [str(word) for word in make(source)]
    code = cli.main(["run", *words, "-o", str(out)])
    done = capsys.readouterr()
    assert code == 1
    assert done.out == ""
    assert done.err.startswith("textmine: ")
    assert done.err.count("\n") <= 3
    assert CASES[make].lower() in done.err.lower()
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


@pytest.mark.parametrize(
    "make", [_missing, _empty, _not_a_zip, _fewer_invited_than_answered], ids=lambda make: make.__name__.strip("_")
)
def test_check_says_the_same(make, tmp_path, capsys):
    words = [str(word) for word in make(tmp_path)]
    assert cli.main(["check", *words]) == 1
    assert capsys.readouterr().err.startswith("textmine: ")


def test_a_new_run_folder_is_not_made_for_bad_input(tmp_path, capsys):
    assert cli.main(["run", str(_not_a_survey(tmp_path)[0]), "-o", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()
    capsys.readouterr()
