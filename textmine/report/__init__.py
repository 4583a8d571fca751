"""The report: `build_report` makes a frozen value from the tables of a run, `write_report` renders it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.files import write_atomically
from textmine.report.content import ReportSettings, build_report
from textmine.report.model import Report

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FORMATS", "Report", "ReportSettings", "build_report", "write_report"]

FORMATS = (".html", ".docx", ".xlsx", ".qdpx", ".qdc", ".sav", ".sps")


def write_report(report: Report, path: Path | str) -> Path:
    """Write the report in the format that the suffix of `path` names.

    The file is written under a temporary name and renamed, so that no half file is ever found.

    Args:
        report: What to write.
        path: Where to; its folder must exist.

    Returns:
        The path written.

    Raises:
        TextmineError: no format has this suffix, or the folder does not exist.
    """
    path = Path(path)
    write = _renderer(path)
    with write_atomically(path) as unfinished:
        write(report, unfinished)
    return path


def _renderer(path: Path) -> Callable[[Report, Path], None]:
    """The function that writes the format of `path`; the library of a format is imported when it is called."""
    from textmine.report import to_excel, to_html, to_qda, to_spss, to_word

    renderers: dict[str, Callable[[Report, Path], None]] = {
        ".html": to_html.write,
        ".docx": to_word.write,
        ".xlsx": to_excel.write,
        ".qdpx": to_qda.write_project,
        ".qdc": to_qda.write_codebook,
        ".sav": to_spss.write_data,
        ".sps": partial(to_spss.write_syntax, data=path.with_name(f"{path.stem}_data.csv")),
    }
    suffix = path.suffix.casefold()
    if suffix not in renderers:
        raise TextmineError(
            f"No report can be written as {suffix or path.name!r}.",
            expected=f"a name that ends in {', '.join(FORMATS)}",
        )
    return renderers[suffix]
