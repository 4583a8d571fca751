"""What a table was made by, as a digest: source, libraries, reference data and models.

Found by following the imports of a stage's module through the package, so that nothing has to be
declared and nothing declared can go stale.
"""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from textmine import models, reference
from textmine.files import file_digest
from textmine.folder import digest

__all__ = ["libraries", "maker"]

_PACKAGE = "textmine"
# What reads texts with the spaCy packages that happen to be installed.
_RECOGNISER = "textmine.stages.mentions.ner"
# Import name -> distribution, where they differ.
_DISTRIBUTIONS = {"docx": "python-docx", "sklearn": "scikit-learn", "yaml": "pyyaml"}


def maker(module: str, settings: Any) -> str:
    """The digest of all that decides what a stage makes of given tables.

    Args:
        module: Name of the module that holds the stage.
        settings: Its options; anything that JSON or `dataclasses.asdict` can hold.
    """
    return digest(_code(module), json.dumps(settings, default=str, sort_keys=True))


@functools.cache
def _code(module: str) -> str:
    parts: list[object] = []
    for name in sorted(_modules(module)):
        parts += [(file.name, file_digest(file)) for file in _files(name)]
        parts.extend(sorted(libraries(name).items()))
    if f"{_PACKAGE}.reference" in _modules(module):
        known = [*reference.folder("reference").glob("*.tsv"), *reference.folder("reference").glob("*/*.toml")]
        parts += [(file.name, file_digest(file)) for file in sorted(known)]
    if f"{_PACKAGE}.models" in _modules(module):
        parts += [(name, models.fingerprint(name)) for name in models.models()]
    if _RECOGNISER in _modules(module):
        parts += [(language, *package) for language, package in models.spacy_packages().items()]
    return digest(*parts)


@functools.cache
def libraries(module: str) -> dict[str, str]:
    """The installed libraries that one module of the package imports, with their versions."""
    versions = {}
    for name in _imports(module):
        top = name.partition(".")[0]
        if top == _PACKAGE or top in sys.stdlib_module_names:
            continue
        distribution = _DISTRIBUTIONS.get(top, top)
        try:
            versions[distribution] = importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            versions[distribution] = "not installed"
    return versions


@functools.cache
def _modules(module: str) -> frozenset[str]:
    """A module of the package and those it imports, directly or not."""
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in found or _file_or_none(name) is None:
            continue
        found.add(name)
        waiting += [other for other in _imports(name) if other.partition(".")[0] == _PACKAGE]
    return frozenset(found - {_PACKAGE})


@functools.cache
def _imports(module: str) -> frozenset[str]:
    """What a module imports anywhere in its source; `from a import b` counts as a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(_file(module).read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


def _files(module: str) -> list[Path]:
    """The source of a module, and what lies beside that of a package, such as a style sheet."""
    file = _file(module)
    if file.name != "__init__.py":
        return [file]
    return [file, *sorted(other for other in file.parent.iterdir() if other.is_file() and other.suffix != ".py")]


def _file(module: str) -> Path:
    file = _file_or_none(module)
    if file is None:
        raise ModuleNotFoundError(module)
    return file


@functools.cache
def _file_or_none(module: str) -> Path | None:
    path = Path(__file__).parent.joinpath(*module.split(".")[1:])
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None
