"""A survey export goes in; tables and a report come out.

    import textmine as tm

    run = tm.run("export.csv", out="out")  # a mapping: table name -> pandas frame
    run["themes"]
    tm.write_report(tm.build_report(run), "out/report.docx")  # or .html, .xlsx

Names are imported when they are first used, so that `import textmine` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textmine.codebook import Codebook
    from textmine.config import Options, load
    from textmine.errors import TextmineError
    from textmine.folder import Run
    from textmine.models import Encoder
    from textmine.pipeline import run
    from textmine.report import Report, ReportSettings, build_report, write_report
    from textmine.stages import STAGES
    from textmine.tables import TABLES

    __version__: str

__all__ = [
    "STAGES",
    "TABLES",
    "Codebook",
    "Encoder",
    "Options",
    "Report",
    "ReportSettings",
    "Run",
    "TextmineError",
    "__version__",
    "build_report",
    "load",
    "run",
    "write_report",
]

_HOMES = {
    "STAGES": "stages",
    "TABLES": "tables",
    "Codebook": "codebook",
    "Encoder": "models",
    "Options": "config",
    "Report": "report",
    "ReportSettings": "report",
    "Run": "folder",
    "TextmineError": "errors",
    "build_report": "report",
    "load": "config",
    "run": "pipeline",
    "write_report": "report",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":  # pyproject.toml is the only place with the version
        from importlib.metadata import version

        return version("textmine")
    if name not in _HOMES:
        raise AttributeError(f"module 'textmine' has no attribute {name!r}")
    return getattr(importlib.import_module(f"textmine.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
