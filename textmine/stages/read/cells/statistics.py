"""A data file of SPSS (.sav) or Stata (.dta) as rows of cells, with what it says of its variables."""

from __future__ import annotations

import functools
import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textmine.archives import source
from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import as_text
from textmine.stages.read.cells.trial import survived
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["ResponseSet", "StatSheet", "Variables"]

_FAULTS = (UserWarning, ValueError, OverflowError, TypeError, AttributeError, KeyError, IndexError)
"""What the library raises on a damaged file besides its own error."""

_CHUNK = 10_000
"""Records read at a time."""


@dataclass(frozen=True)
class ResponseSet:
    """A multiple response set: variables that are the options of one question.

    Attributes:
        name: Its name, without the $ that SPSS puts before.
        label: What it is about.
        variables: Names of its variables.
        counted: The value that stands for a tick, in a set of dichotomies; "" in a set of categories.
    """

    name: str
    label: str
    variables: tuple[str, ...]
    counted: str = ""


@dataclass(frozen=True)
class Variables:
    """What a data file says of its variables; values are texts, as in the cells.

    Attributes:
        names: Their names, in the order of the file.
        labels: The label of each that has one.
        answers: For each variable with labelled values, the label of each value.
        missing: For each variable with values declared as missing, the lowest and highest of each range of them.
        sets: The multiple response sets.
        title: The label of the file.
        numeric: Names of the variables that hold numbers or dates, not texts.
    """

    names: tuple[str, ...]
    labels: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    missing: Mapping[str, Sequence[tuple[str, str]]]
    sets: tuple[ResponseSet, ...]
    title: str = ""
    numeric: frozenset[str] = frozenset()


class StatSheet:
    """The cells of a data file, the names of the variables as the first row; read in parts, never held in memory.

    Numbers, dates and missing values are texts as in a workbook; a system-missing value is "", one declared as
    missing is kept. SPSS pads texts with blanks and does not keep those that stood at the end.

    Args:
        path: The file, .sav, .zsav or .dta.
        encoding: Its encoding, where it is known and the file does not say.
    """

    def __init__(self, path: Path, encoding: str = "") -> None:
        self.path = path
        self._more = {"encoding": encoding} if encoding else {}

    @functools.cached_property
    def variables(self) -> Variables:
        """What the file says of its variables.

        Raises:
            TextmineError: it is damaged, or the package that reads it is missing.
        """
        library, read = self._reader()
        if not survived(self.path, self._more.get("encoding", "")):
            raise self._damaged(ValueError("what reads it broke down"))
        try:
            with warnings.catch_warnings(action="error", category=UserWarning):  # of two variables with one name
                _, meta = read(source(self.path), metadataonly=True, user_missing=True, **self._more)
        except (library.ReadstatError, *_FAULTS) as error:
            raise self._damaged(error) from error
        names = tuple(meta.column_names)
        if None in names:
            raise self._damaged(ValueError("a variable has no name"))
        return Variables(
            names,
            {name: label for name, label in meta.column_names_to_labels.items() if label},
            {name: _texts(labels) for name, labels in meta.variable_value_labels.items()},
            {name: _ranges(found) for name, found in meta.missing_ranges.items()},
            tuple(
                _set(name, found)
                for name, found in (meta.mr_sets or {}).items()
                if {*found["variable_list"]} <= {*names}
            ),
            meta.file_label or "",
            frozenset(name for name, kind in meta.readstat_variable_types.items() if kind != "string"),
        )

    def rows(self) -> Iterator[Row]:
        """The names of the variables, then the records.

        Raises:
            TextmineError: the file is damaged, or the package that reads it is missing.
        """
        library, read = self._reader()
        names = self.variables.names
        yield Row(1, 1, names)
        parts = library.read_file_in_chunks(
            read, source(self.path), chunksize=_CHUNK, user_missing=True, output_format="dict", **self._more
        )
        number = 1
        try:
            for part, _ in parts:
                if not any(part.values()):  # the file says that it has more records than are there
                    break
                for cells in zip(*(part[name] for name in names), strict=True):
                    number += 1
                    yield Row(number, number, tuple(map(_text, cells)))
        except (library.ReadstatError, *_FAULTS) as error:
            raise self._damaged(error) from error

    def _reader(self) -> tuple[Any, Any]:
        """The package that reads data files, and its function for this one."""
        try:
            import pyreadstat
        except ImportError as error:
            raise TextmineError(
                f"Reading {self.path.name} needs the package pyreadstat, which is not installed.",
                hint="pip install 'textmine[spss]', or export the survey as CSV",
            ) from error
        stata = self.path.suffix.casefold() == ".dta"
        return pyreadstat, pyreadstat.read_dta if stata else pyreadstat.read_sav

    def _damaged(self, error: Exception) -> TextmineError:
        return TextmineError(
            f"{self.path.name} is no data file that can be read ({error}).",
            expected="a file .sav or .dta as SPSS, Stata or the survey platform wrote it",
            hint="Export it again; the download may have been cut off. If its letters are the matter, give --encoding.",
        )


def _text(value: object) -> str:
    return "" if isinstance(value, float) and math.isnan(value) else as_text(value)


def _texts(labels: Mapping[object, str]) -> dict[str, str]:
    return {as_text(value): label for value, label in labels.items()}


def _ranges(found: Sequence[Mapping[str, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((as_text(each["lo"]), as_text(each["hi"])) for each in found)


def _set(name: str, found: Mapping[str, Any]) -> ResponseSet:
    counted = found["counted_value"] if found["is_dichotomy"] else None
    return ResponseSet(name.removeprefix("$"), found["label"] or "", tuple(found["variable_list"]), as_text(counted))
