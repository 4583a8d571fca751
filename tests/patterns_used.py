"""All patterns that textmine compiles and how each is used; run as a script it prints them as JSON.

A process of its own, because they have to be seen while the modules are imported. Those that are compiled when they
are first needed are seen in a run of the demo survey, or by a call of what compiles them.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import itertools
import json
import pkgutil
import re
import sys
import tempfile
from collections.abc import Iterator
from types import ModuleType

from helpers import DEMO

# Held against a text from its beginning, not looked for from every place of it.
_HELD = {"match", "fullmatch"}
# Those that stand in a tuple, and how the module uses its members.
_IN_TUPLES = {
    "textmine.stages.read.platforms.spss.families": "fullmatch",
    "textmine.stages.read.platforms.limesurvey.naming": "match",
}
_compiled = re._compile  # type: ignore[attr-defined]
_module: dict[tuple[str, int], str] = {}
_used: dict[tuple[str, int], set[str]] = {}


def _noted(pattern: object, flags: int) -> re.Pattern[str]:
    """Compile for `re.compile`, `re.sub` and the like, and note which of them it was, and for which module."""
    made: re.Pattern[str] = _compiled(pattern, flags)
    module = sys._getframe(2).f_globals.get("__name__", "")
    if module.startswith("textmine") and isinstance(made.pattern, str):
        key = made.pattern, made.flags
        _module.setdefault(key, module)
        _used.setdefault(key, set()).add(sys._getframe(1).f_code.co_name)
    return made


def _calls(module: ModuleType) -> Iterator[tuple[re.Pattern[str], str]]:
    """The patterns of a module that have a name, and by which of their methods they are used where."""
    tree = ast.parse(inspect.getsource(module))
    methods: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            methods[id(node.value)] = node.attr
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            pattern = vars(module).get(node.id)
            if isinstance(pattern, re.Pattern):
                yield pattern, methods.get(id(node), "search")


def _compile_the_rest(modules: list[ModuleType]) -> None:
    """What is compiled when it is first needed, for a language, a cue, a meaning ..."""
    from textmine import models, pipeline, reference

    with tempfile.TemporaryDirectory() as folder:
        pipeline.run(DEMO, folder, until="mentions", processes=1)
    values = {
        "language": models.languages_of("default"),
        "cue": reference.columns("act_cues.tsv")["cue"],
        "means": reference.columns("result_words.tsv")["means"],
        "use": reference.columns("lint_words.tsv")["use"],
    }
    for function in (each for module in modules for each in vars(module).values() if hasattr(each, "cache_info")):
        makes = inspect.signature(function)
        if re.search("Pattern|_Vocabulary", str(makes.return_annotation)) and {*makes.parameters} <= {*values}:
            for given in itertools.product(*(sorted({*values[name]}) for name in makes.parameters)):
                with contextlib.suppress(KeyError):
                    function(*given)


def main() -> None:
    """Print a list of [pattern, flags, module, used], used being "match", "fullmatch" or "search"."""
    re._compile = _noted  # type: ignore[attr-defined]
    import textmine

    names = [each.name for each in pkgutil.walk_packages(textmine.__path__, "textmine.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    _compile_the_rest(modules)
    for module in modules:
        for pattern, method in _calls(module):
            if (key := (pattern.pattern, pattern.flags)) in _used and method not in {"pattern", "flags"}:
                _used[key].add(method)
    json.dump(
        [[*key, _module[key], _said(_module[key], used - {"compile"})] for key, used in _used.items()], sys.stdout
    )


def _said(module: str, used: set[str]) -> str:
    if not used:
        return _IN_TUPLES.get(module, "search")
    return "search" if used - _HELD else "match" if "match" in used else "fullmatch"


if __name__ == "__main__":
    main()
