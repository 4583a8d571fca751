"""What a table was made by, as a digest: source, libraries, reference data and models.

Found by following the imports of a stage's module through the package, so that nothing has to be
declared and nothing declared can go stale.
"""

from __future__ import annotations

import functools
import importlib.metadata
import json
import re
import sys
from pathlib import Path
from typing import Any

from textmine import models, reference
from textmine.files import file_digest
from textmine.folder import digest

__all__ = ["maker"]

_PACKAGE = "textmine"
# What reads texts with the spaCy packages that happen to be installed.
_RECOGNISER = "textmine.stages.mentions.ner"
# Import name -> distribution, where they differ.
_DISTRIBUTIONS = {"docx": "python-docx", "sklearn": "scikit-learn", "yaml": "pyyaml"}
# A line that imports: what a name is taken from and the names, in brackets or not, or the modules. To parse the source
# of the whole package takes a hundred times as long.
_IMPORT = re.compile(r"^[ \t]*(?:from ([\w.]+) import (?:\(([^)]*)\)|(.+))|import (.+))$", re.MULTILINE)
_COMMENT = re.compile(r"#.*")


def maker(module: str, settings: Any) -> str:
    """The digest of all that decides what a stage makes of given tables.

    Args:
        module: Name of the module that holds the stage.
        settings: Its options; anything that JSON or `dataclasses.asdict` can hold.
    """
    return digest(_code(module), json.dumps(settings, default=str, sort_keys=True))


@functools.cache
def _code(module: str) -> str:
    modules = _modules(module)
    parts: list[object] = [_source(name) for name in sorted(modules)]
    parts += [(name, _version(name)) for name in sorted({name for each in modules for name in _libraries(each)})]
    if f"{_PACKAGE}.reference" in modules:
        parts.append(_reference())
    if f"{_PACKAGE}.models" in modules:
        parts += [(name, models.fingerprint(name)) for name in models.models()]
    if _RECOGNISER in modules:
        parts += [(language, *package) for language, package in models.spacy_packages().items()]
    return digest(*parts)


def _modules(module: str) -> frozenset[str]:
    """A module of the package and those it imports, directly or not."""
    found: set[str] = set()
    waiting = {module}
    while waiting:
        found |= waiting
        waiting = {other for name in waiting for other in _siblings(name)} - found
    return frozenset(found - {_PACKAGE})


@functools.cache
def _siblings(module: str) -> frozenset[str]:
    """The modules of the package that a module imports itself."""
    return frozenset(name for name in _imports(module) if name.partition(".")[0] == _PACKAGE and _file_or_none(name))


@functools.cache
def _libraries(module: str) -> frozenset[str]:
    """The distributions of the libraries that a module imports itself."""
    tops = {name.partition(".")[0] for name in _imports(module)} - {_PACKAGE} - sys.stdlib_module_names
    return frozenset(_DISTRIBUTIONS.get(top, top) for top in tops)


@functools.cache
def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


@functools.cache
def _imports(module: str) -> frozenset[str]:
    """What a module imports anywhere in its source; `from a import b` counts as a and a.b."""
    names: set[str] = set()
    for origin, bracketed, plain, modules in _IMPORT.findall(_file(module).read_text(encoding="utf-8")):
        listed = _COMMENT.sub("", bracketed or plain or modules).split(",")
        imported = {words.split()[0] for words in listed if words.strip()}  # of `a as b`, a
        names |= {origin} | {f"{origin}.{name}" for name in imported} if origin else imported
    return frozenset(names)


@functools.cache
def _source(module: str) -> str:
    """The digest of the source of a module, and of what lies beside that of a package, such as a style sheet."""
    file = _file(module)
    folder = file.parent.iterdir() if file.name == "__init__.py" else ()
    beside = sorted(other for other in folder if other.is_file() and other.suffix != ".py")
    return digest(module, *((each.name, file_digest(each)) for each in (file, *beside)))


@functools.cache
def _reference() -> str:
    """The digest of the knowledge that is kept as data."""
    known = [*reference.folder("reference").glob("*.tsv"), *reference.folder("reference").glob("*/*.toml")]
    return digest(*((file.name, file_digest(file)) for file in sorted(known)))


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
