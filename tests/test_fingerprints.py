"""What decides whether a table is made anew."""

from __future__ import annotations

import ast
import pkgutil
from pathlib import Path

import pytest

import textmine
from textmine import fingerprints
from textmine.stages import STAGES

PACKAGE = Path(textmine.__file__).parent
MODULES = [module.name for module in pkgutil.walk_packages([str(PACKAGE)], "textmine.")]


@pytest.mark.parametrize("module", MODULES)
def test_the_imports_of_a_module_are_those_of_its_syntax(module):
    expected = set()
    for node in ast.walk(ast.parse(fingerprints._file(module).read_bytes())):
        if isinstance(node, ast.Import):
            expected |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            expected |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    assert fingerprints._imports(module) == expected


def test_a_stage_rests_on_the_modules_and_libraries_that_it_imports_directly_or_not():
    modules = fingerprints._modules("textmine.stages.language")
    assert {"textmine.stages.language", "textmine.tables", "textmine.columns"} <= modules
    assert "textmine" not in modules
    assert fingerprints._libraries("textmine.stages.segment.sentences") >= {"sentencex"}
    assert "scikit-learn" in {name for each in modules for name in fingerprints._libraries(each)}


def test_other_options_make_another_table():
    module = STAGES[1].function.partition(":")[0]
    assert fingerprints.maker(module, {"a": 1}) == fingerprints.maker(module, {"a": 1})
    assert fingerprints.maker(module, {"a": 1}) != fingerprints.maker(module, {"a": 2})


def test_a_library_that_is_not_installed_is_told_from_one_that_is():
    assert fingerprints._version("no-such-distribution") == "not installed"
    assert fingerprints._version("numpy")[0].isdigit()
