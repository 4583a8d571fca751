"""The documents keep what they promise: commands, options, tables, links and code."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys

import pytest
from helpers import ROOT

from textmine import cli
from textmine.tables import TABLES

PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "data").rglob("*.md"),
        *(ROOT / "models").rglob("*.md"),
    ]
)


def test_the_generated_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/build_docs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_command_is_in_the_readme():
    commands = next(a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in commands:
        assert f"textmine {name}" in readme or f"tm.{name}" in readme or name == "report", name


def test_every_table_is_documented():
    page = (ROOT / "docs/reference/tables.md").read_text(encoding="utf-8")
    for name in TABLES:
        assert f"## {name}\n" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_tests_that_a_page_names_exist(page):
    for file, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", page.read_text(encoding="utf-8")):
        assert f"\ndef {name}(" in (ROOT / file).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_in_the_pages_can_be_parsed(page):
    for line in re.findall(
        r"^(?:\$ )?(?:uv run )?textmine (\w.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        words = shlex.split(line, comments=True)
        if "..." in line or "[" in line or words[0].isupper():
            continue
        cli.parser().parse_args(words)


def test_the_two_commands_stand_in_the_first_thirty_lines():
    head = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:30])
    assert "pip install uv && uv run textmine run data/samples/escp4i_2018 -o out" in head
    assert "pip install uv && uv run pytest -n auto" in head


def test_the_python_of_the_readme_runs(demo, monkeypatch, tmp_path):
    import shutil

    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code
    # Into a copy of the finished run, so that nothing is computed twice.
    shutil.copytree(demo.path, tmp_path / "out")
    shutil.copytree(ROOT / "data" / "samples", tmp_path / "data" / "samples")
    monkeypatch.chdir(tmp_path)
    exec(compile(code[1], "README.md", "exec"), {})  # noqa: S102
    assert (tmp_path / "out" / "chapter.docx").is_file()
