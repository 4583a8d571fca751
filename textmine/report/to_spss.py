"""Report -> a data file of SPSS (.sav), or syntax (.sps) that makes one of a CSV file written beside it.

A row is a respondent under the pseudonym, a column one of `Report.variables`; there are no texts. Both hold the labels,
the levels of measurement, and which values stand for an answer that is missing. Only the syntax holds the sets of
multiple answers and switches the weights on, which the library that writes data files cannot.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.files import write_atomically
from textmine.report.model import NOT_ANSWERED, NOT_SHOWN
from textmine.report.words import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textmine.report.model import Report, Variable

__all__ = ["write_data", "write_syntax"]

_MISSING = {NOT_SHOWN: "not shown", NOT_ANSWERED: "no answer"}
_PERSON, _PERSON_LABEL = "respondent", "Respondent (pseudonym)"
# Bytes that a label holds. Source: IBM SPSS Statistics, Command Syntax Reference, "VARIABLE LABELS", "VALUE LABELS".
_LABEL, _VALUE_LABEL = 255, 120
_NAME = 60  # characters of the name of a set
# Where the header of a data file says when it was written, and what stands there so that bytes are equal.
# Source: GNU PSPP developers' guide, "System File Format", File Header Record.
_CREATED, _NEVER = slice(92, 109), b"01 Jan 0000:00:00"
_SETS = {"tick": "Ticked", "theme": "Themes", "country": "Target countries"}


def write_data(report: Report, path: Path) -> None:
    """Write a data file.

    Raises:
        TextmineError: pyreadstat is not installed, or the report holds no respondents.
    """
    _check(report)
    try:
        import pyreadstat
    except ImportError as error:
        raise TextmineError(
            "Writing .sav needs the package pyreadstat, which is not installed.",
            hint="pip install 'textmine[spss]', or write .sps, which SPSS makes a data file of",
        ) from error
    import pandas as pd

    variables = report.variables
    columns = {v.name: pd.Series(v.values, dtype="float64") for v in variables}
    labels: dict[str, Any] = {_PERSON: _PERSON_LABEL} | {v.name: _cut(v.label, _LABEL) for v in variables}
    missing: dict[str, list[Any]] = {v.name: list(_missing(v)) for v in variables if _missing(v)}
    pyreadstat.write_sav(
        pd.DataFrame({_PERSON: report.respondents, **columns}),
        str(path),
        file_label=_cut(report.title, 64),
        column_labels=labels,
        variable_value_labels={v.name: dict(_labels(v)) for v in variables if _labels(v)},
        missing_ranges=missing,
        variable_measure={_PERSON: "nominal"} | {v.name: v.measure for v in variables},
        variable_format={v.name: _format(v) for v in variables},
    )
    data = bytearray(path.read_bytes())
    data[_CREATED] = _NEVER
    path.write_bytes(data)


def write_syntax(report: Report, path: Path, data: Path) -> None:
    """Write syntax, and the CSV file that it reads.

    Args:
        report: What to write.
        path: File for the syntax.
        data: File for the data, which the syntax names without a folder.

    Raises:
        TextmineError: the report holds no respondents.
    """
    _check(report)
    with write_atomically(data) as unfinished:
        unfinished.write_text(_csv(report), encoding="utf-8", newline="")
    # SPSS knows by the mark at the head that the labels are UTF-8.
    path.write_text("\n".join(_syntax(report, data.name)) + "\n", encoding="utf-8-sig", newline="\r\n")


def _check(report: Report) -> None:
    if not report.respondents:
        raise TextmineError(
            "The report holds no answers of single respondents.",
            expected="a survey with no more respondents than a report holds (ReportSettings.cases)",
        )


def _csv(report: Report) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([_PERSON, *(variable.name for variable in report.variables)])
    columns = [map(_cell, variable.values) for variable in report.variables]
    rows.writerows(zip(report.respondents, *columns, strict=True))
    return text.getvalue()


def _syntax(report: Report, data: str) -> Iterator[str]:
    """The lines of the syntax."""
    width = max(len(name.encode()) for name in report.respondents)
    yield f"* {_line(report.title)}."
    yield "* Open it in the folder of the data, or put the name of that folder before the name of the file below."
    yield "SET DECIMAL=DOT."
    yield f"GET DATA /TYPE=TXT /FILE={_quoted(data)} /ENCODING='UTF8' /ARRANGEMENT=DELIMITED"
    yield "  /DELCASE=LINE /FIRSTCASE=2 /DELIMITERS=',' /QUALIFIER='\"' /VARIABLES="
    yield f"  {_PERSON} A{width}"
    yield from (f"  {variable.name} {_format(variable)}" for variable in report.variables)
    yield "  ."
    yield "VARIABLE LABELS"
    yield f"  {_PERSON} {_quoted(_PERSON_LABEL)}"
    yield from (f"  /{v.name} {_quoted(_cut(v.label, _LABEL))}" for v in report.variables)
    yield "  ."
    yield "VALUE LABELS"
    for variable in report.variables:
        if _labels(variable):
            yield f"  /{variable.name}"
            yield from (f"    {_cell(value)} {_quoted(label)}" for value, label in _labels(variable))
    yield "  ."
    for missing, names in _together((", ".join(map(_cell, _missing(v))), v) for v in report.variables if _missing(v)):
        yield f"MISSING VALUES {_names(names)} ({missing})."
    for measure, names in _together((v.measure, v) for v in report.variables):
        yield f"VARIABLE LEVEL {_names(names)} ({measure.upper()})."
    yield f"VARIABLE LEVEL {_PERSON} (NOMINAL)."
    yield from _sets(report)
    yield from (f"WEIGHT BY {variable.name}." for variable in report.variables if variable.kind == "weight")
    yield "EXECUTE."


def _sets(report: Report) -> Iterator[str]:
    """The sets of multiple answers: the options of a question, the themes named under it or anywhere, the countries."""
    titles = {item.item_id: item.label for item in report.items if item.kind == "question"}
    several = (variable for variable in report.variables if variable.kind in _SETS)
    sets = itertools.groupby(several, lambda v: (v.question, v.record, v.kind))
    for number, ((question, record, kind), members) in enumerate(sets, start=1):
        names = [each.name for each in members]
        if len(names) > 1:  # SPSS knows no set of one
            about = f"{titles[question]} ({question})" if question in titles else ""
            label = " \u2013 ".join(filter(None, (_SETS[kind], about, record)))
            name = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(filter(None, (kind, str(number), question, record))))
            yield f"MRSETS /MDGROUP NAME=${name[:_NAME].strip('_')} LABEL={_quoted(_cut(label, _LABEL))}"
            yield f"  CATEGORYLABELS=VARLABELS VALUE=1 VARIABLES={_names(names)}."


def _together(pairs: Iterator[tuple[str, Variable]]) -> Iterator[tuple[str, list[str]]]:
    """What several variables have in common, once, with their names."""
    held: dict[str, list[str]] = {}
    for common, variable in pairs:
        held.setdefault(common, []).append(variable.name)
    yield from held.items()


def _labels(variable: Variable) -> list[tuple[float, str]]:
    """The values with what they mean, those that stand for no answer last."""
    missing = [(value, _MISSING[value]) for value in _missing(variable)]
    return [*((value, _cut(label, _VALUE_LABEL)) for value, label in variable.labels), *missing]


def _missing(variable: Variable) -> list[float]:
    return [value for value in _MISSING if value in set(variable.values)]


def _format(variable: Variable) -> str:
    """Width and decimals: whole numbers but for what is measured."""
    return "F10.4" if any(value is not None and value % 1 for value in set(variable.values)) else "F8.0"


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def _names(names: list[str]) -> str:
    """Names on lines of a length that every version reads."""
    return "\n    ".join(["", *(" ".join(names[n : n + 4]) for n in range(0, len(names), 4))])


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _cut(text: str, most: int) -> str:
    """A text on one line, of so many bytes at most."""
    return _line(text).encode()[:most].decode(errors="ignore")


def _quoted(text: str) -> str:
    doubled = _line(text).replace("'", "''")
    return f"'{doubled}'"
