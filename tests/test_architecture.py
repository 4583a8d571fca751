"""The house: who may print, who may open what, and how large a file may be."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import textmine
from textmine import cli, pipeline

PACKAGE = Path(textmine.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
MODULES = [module.name for module in pkgutil.walk_packages([str(PACKAGE)], "textmine.")]


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_only_the_command_line_prints_and_exits(file):
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    if file.name not in {"cli.py", "__main__.py"}:
        assert not calls & {"print", "exit", "input", "breakpoint"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_a_file_stays_small(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 450


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_a_module_says_what_is_public_and_holds_it(name):
    module = importlib.import_module(name)
    assert module.__doc__
    assert list(module.__all__) == sorted(module.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    for public in module.__all__:
        assert hasattr(module, public), public


def test_the_public_names_can_be_imported():
    for name in textmine.__all__:
        assert getattr(textmine, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        textmine.nonsense  # noqa: B018


def test_no_pickle_is_read():
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert "import pickle" not in text
        assert "joblib.load" not in text
        assert "allow_pickle=True" not in text


def test_stages_take_only_tables_that_are_made_before():
    made: set[str] = set()
    for stage in pipeline.STAGES:
        assert set(stage.takes) <= made, stage.name
        assert not made & set(stage.makes), stage.name
        made |= set(stage.makes)
    assert made == set(textmine.TABLES)


def test_tables_name_the_stage_that_makes_them():
    for stage in pipeline.STAGES:
        for name in stage.makes:
            assert textmine.TABLES[name].made_by == stage.name


def test_every_command_has_help_and_a_function():
    import argparse

    commands = next(a for a in cli.parser()._actions if isinstance(a, argparse._SubParsersAction))
    assert list(commands.choices) == list(cli._COMMANDS)
    for name, command in commands.choices.items():
        assert command.description
        assert command.get_default("command") == name
        for action in command._actions:
            assert action.help, action
