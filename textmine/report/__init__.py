"""The report: `build_report` makes a frozen value from the tables of a run, `write_report` renders it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.files import write_atomically
from textmine.report.chapter import chosen
from textmine.report.content import ReportSettings, build_report
from textmine.report.model import Report

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FORMATS", "Report", "ReportSettings", "build_report", "chosen", "write_report"]

FORMATS = (".html", ".docx", ".xlsx", ".md", ".json", ".zip", ".qdpx", ".qdc", ".sav", ".sps")
"""Suffixes of the formats; .zip holds the tables as CSV files."""


def write_report(report: Report, path: Path | str, *, template: Path | str | None = None) -> Path:
    """Write the report in the format that the suffix of `path` names.

    The file is written under a temporary name and renamed, so that no half file is ever found.

    Args:
        report: What to write.
        path: Where to; its folder must exist.
        template: A Word file (.docx or .dotx) whose styles, header and footer a report in Word takes;
            other formats take none.

    Returns:
        The path written.

    Raises:
        TextmineError: no format has this suffix, the folder does not exist, or the template cannot be used.
    """
    path = Path(path)
    write = _renderer(path, template)
    with write_atomically(path) as unfinished:
        write(report, unfinished)
    return path


def _renderer(path: Path, template: Path | str | None) -> Callable[[Report, Path], None]:
    """The function that writes the format of `path`; the library of a format is imported when it is called."""
    from textmine.report import to_csv, to_excel, to_html, to_json, to_markdown, to_qda, to_spss, to_word

    renderers: dict[str, Callable[[Report, Path], None]] = {
        ".html": to_html.write,
        ".docx": partial(to_word.write, template=Path(template) if template else None),
        ".xlsx": to_excel.write,
        ".md": to_markdown.write,
        ".json": to_json.write,
        ".zip": to_csv.write,
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
