"""`run --batch`: every survey below a folder, whatever becomes of the others."""

from __future__ import annotations

import sys

import pytest
from helpers import mini_survey

from textmine import batch, cli, pipeline


def _call(capsys, *words):
    code = cli.main([str(word) for word in words])
    done = capsys.readouterr()
    return code, done.out, done.err


def _below(folder, *names):
    for name in names:
        (folder / name).mkdir(parents=True)
        mini_survey(folder / name)
    return folder


def _table(words):
    return [line.split() for line in words.splitlines()]


def test_every_survey_runs_and_a_table_sums_up(tmp_path, capsys):
    _below(tmp_path / "in", "a", "b/c", "bad")
    (tmp_path / "in" / "bad" / "mini.csv").write_text("product,price\n")
    words = ["run", "--batch", tmp_path / "in", "-o", tmp_path / "out", "--until", "clean"]
    code, done, err = _call(capsys, *words)
    assert code == 1
    assert _table(done) == [
        ["survey", "respondents", "comments", "outcome", "folder"],
        ["a", "8", "12", "done", str(tmp_path / "out" / "a")],
        ["b/c", "8", "12", "done", str(tmp_path / "out" / "b" / "c")],
        ["bad", "failed", str(tmp_path / "out" / "bad")],
    ]
    assert len({line.index(str(tmp_path)) for line in done.splitlines()[1:]}) == 1  # aligned
    assert "mini.csv is not a survey export that is known" in err
    assert "1 of 3 failed" in err
    assert (tmp_path / "out" / "b" / "c" / "manifest.json").is_file()
    (tmp_path / "in" / "bad" / "mini.csv").unlink()
    code, done, _ = _call(capsys, *words)
    assert (code, [" ".join(line[3:5]) for line in _table(done)[1:]]) == (0, ["up to", "up to"])


def test_what_nobody_expected_stops_no_other_survey(tmp_path, capsys, monkeypatch):
    _below(tmp_path / "in", "a", "b", "c", "d")
    known = pipeline.run
    trouble = {
        "b": ZeroDivisionError("by zero"),
        "c": MemoryError(),
        "d": PermissionError(13, "Permission denied", "x"),
    }

    def run(exports, out, **options):
        if out.name in trouble:
            raise trouble[out.name]
        return known(exports, out, **options)

    monkeypatch.setattr(pipeline, "run", run)
    code, done, err = _call(capsys, "run", "--batch", tmp_path / "in", "-o", tmp_path / "out", "--until", "read")
    assert code == 1
    assert [line[-2] for line in _table(done)[1:]] == ["done", "failed", "failed", "failed"]
    for said in ("ZeroDivisionError (", "MemoryError (", "--debug run", "x: Permission denied.", "3 of 4 failed"):
        assert said in err


def test_each_survey_has_its_configuration_and_its_folder(tmp_path, capsys):
    _below(tmp_path / "in", "2018.11", "2018.12")
    (tmp_path / "in" / "2018.12" / "textmine.toml").write_text('[survey]\ntitle = "The second wave"\n')
    assert _call(capsys, "run", "--batch", tmp_path / "in", "-o", tmp_path / "out", "--until", "clean")[0] == 0
    titles = [pipeline.Run(tmp_path / "out" / n).manifest["options"]["survey"]["title"] for n in ("2018.11", "2018.12")]
    assert titles == ["", "The second wave"]


def test_files_of_one_folder_are_a_survey_each(tmp_path):
    mini_survey(tmp_path)
    for name in ("w1.csv", "w1.tsv", "README.txt", "notes.csv"):
        (tmp_path / name).write_bytes((tmp_path / "mini.csv").read_bytes() if name < "x" and "w1" in name else b"a\n")
    assert [(s.name, s.out.name) for s in batch.surveys(tmp_path, tmp_path / "out")] == [
        ("mini.csv", "mini.csv"),
        ("w1.csv", "w1.csv"),
        ("w1.tsv", "w1.tsv"),
    ]


def test_columns_of_one_survey_do_not_fail_the_others_in_its_folder(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name, question in (("north", "What helps?"), ("south", "What is missing?")):
        rows = "".join(f"{n},We need more {each}\n" for n, each in enumerate(("light", "chairs", "plugs")))
        (tmp_path / "in" / f"{name}.csv").write_text(f"Case,{question}\n{rows}")
        words = f'[columns]\n"Case" = {{ is = "id" }}\n"{question}" = {{ is = "text" }}\n'
        (tmp_path / "in" / f"{name}.textmine.toml").write_text(words)
    code, done, err = _call(
        capsys, "run", "--batch", tmp_path / "in", "-o", tmp_path / "out", "--until", "read"
    )  # fmt: skip
    assert (code, [line[0] for line in _table(done)[1:]]) == (0, ["north.csv", "south.csv"]), err


def test_no_run_folder_lies_in_another(tmp_path):
    folder = _below(tmp_path / "in", ".", "in", "a", "a/b", ".git")
    found = [(s.name, str(s.out)) for s in batch.surveys(folder, folder.parent.parent / "out")]
    places = [place for _, place in found]
    assert len(found) == 4
    assert not any(a != b and b.startswith(f"{a}/") for a in places for b in places)
    assert len(set(places)) == 4


def test_run_folders_and_hidden_ones_hold_no_surveys(tmp_path, capsys):
    _below(tmp_path / "in", "a")
    assert _call(capsys, "run", tmp_path / "in" / "a", "-o", tmp_path / "in" / "out", "--until", "read")[0] == 0
    (tmp_path / "in" / "out" / "report.xlsx").write_bytes(b"PK")
    assert [s.name for s in batch.surveys(tmp_path / "in", tmp_path / "out")] == ["a"]


def test_structures_are_no_surveys_and_what_cannot_be_looked_at_is_one(tmp_path, capsys, monkeypatch):
    _below(tmp_path / "in", "s")
    document = "<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"
    (tmp_path / "in" / "s" / "structure.xml").write_text(document)
    assert [s.name for s in batch.surveys(tmp_path / "in", tmp_path / "out")] == ["s"]
    (tmp_path / "in" / "s" / "odd.xlsx").write_bytes(b"PK")
    locate = sys.modules["textmine.stages.read.locate"]
    known = locate.head

    def head(path, encoding=""):
        if path.name == "odd.xlsx":
            raise IndexError("out of range")
        return known(path, encoding)

    monkeypatch.setattr(locate, "head", head)
    words = ["run", "--batch", tmp_path / "in", "-o", tmp_path / "out", "--until", "read"]
    code, done, err = _call(capsys, *words)
    assert code == 1
    assert [line.split()[0] for line in done.splitlines()[1:]] == ["s/mini.csv", "s/odd.xlsx"]
    assert "IndexError (textmine/stages/read/" in err


@pytest.mark.parametrize("words", [["nowhere"], ["."], ["a", "b"]])
def test_a_batch_of_nothing_is_an_error(tmp_path, capsys, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    code, out, err = _call(capsys, "run", "--batch", *words)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
