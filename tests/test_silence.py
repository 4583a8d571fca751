"""What is said to the person at the keyboard holds no word of a respondent, also when textmine has a bug."""

from __future__ import annotations

import contextlib
import importlib
import io
import shutil

import pytest
from helpers import MINI_COMMENTS, mini_survey

from textmine import batch, cli, pipeline
from textmine.errors import unforeseen

WORD = "xylocarpous"
ROWS = tuple(
    (a, one and f"{WORD} {one}", b, other and f"{other} {WORD}.", *rest) for a, one, b, other, *rest in MINI_COMMENTS
)


@pytest.fixture(scope="module")
def survey(tmp_path_factory):
    return mini_survey(tmp_path_factory.mktemp("silence"), ROWS)


@pytest.fixture(scope="module")
def said(survey):
    """What a whole run says, and its folder."""
    out, words = survey.parent / "out", io.StringIO()
    with contextlib.redirect_stdout(words), contextlib.redirect_stderr(words):
        assert cli.main(["run", str(survey), "-o", str(out)]) == 0
    return words.getvalue(), out


def _fails(*_, **__):
    raise ValueError(f"could not read {WORD!r}")


def test_a_run_says_nothing_of_it(said):
    words, out = said
    assert WORD in "".join(pipeline.Run(out).table("comments")["raw"])
    assert "textmine: computed: read, clean" in words
    assert WORD not in words


@pytest.mark.parametrize("stage", pipeline.STAGES, ids=lambda stage: stage.name)
def test_a_bug_in_a_stage_is_named_and_says_nothing_of_it(stage, survey, said, tmp_path, monkeypatch, capfd):
    out = shutil.copytree(said[1], tmp_path / "out")
    for name in stage.makes:
        (out / f"{name}.parquet").unlink()
    module, _, name = stage.function.partition(":")
    monkeypatch.setattr(importlib.import_module(module), name, _fails)
    if not stage.takes:
        monkeypatch.setattr(pipeline.Job, "_read", _fails)
    words = ["run", str(survey), "-o", str(out), "--processes", "1"]
    assert cli.main(words) == 3
    found = capfd.readouterr()
    assert WORD not in found.out + found.err
    assert f"ValueError (stage {stage.name}, textmine/" in found.err
    with pytest.raises(ValueError, match=WORD):
        cli.main(["--debug", *words])


def test_a_bug_in_another_process_says_nothing_of_it(survey, tmp_path, monkeypatch, capfd):
    """What it raised comes with a traceback of that process as its cause."""
    monkeypatch.setattr(pipeline.Workers, "map", _raised_elsewhere)
    assert cli.main(["run", str(survey), "-o", str(tmp_path / "out"), "--processes", "2"]) == 3
    said = capfd.readouterr()
    assert WORD not in said.out + said.err


def _raised_elsewhere(*_):
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1) as pool:
        return [pool.submit(_fails).result()]


@pytest.mark.parametrize("command", ["check", "init", "lint", "report", "score", "mentions", "forget"])
def test_a_bug_in_a_command_says_nothing_of_it(command, monkeypatch, capfd):
    given = {
        "lint": ["a", "b"],
        "report": ["a", "-o", "b"],
        "score": ["a"],
        "mentions": ["a", "-o", "b"],
        "forget": ["a", "b"],
    }
    monkeypatch.setitem(cli._COMMANDS, command, _fails)
    assert cli.main([command, *given.get(command, ["a"])]) == 3
    said = capfd.readouterr()
    assert WORD not in said.out + said.err
    assert "ValueError" in said.err
    assert "--debug" in said.err


def test_a_bug_in_one_of_many_surveys_says_nothing_of_it(tmp_path):
    found = [batch.Survey("a", tmp_path / "a", tmp_path / "b")]
    (outcome,) = batch.run_each(found, _fails)
    assert outcome.failed
    assert WORD not in "".join(outcome.problem)


def test_no_words_of_an_error_are_said():
    error = ValueError(WORD)
    error.add_note(WORD)
    assert WORD not in str(unforeseen(error))
