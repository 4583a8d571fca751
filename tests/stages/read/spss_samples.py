"""Data files of SPSS and Stata on an invented survey of a town library."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pyreadstat = pytest.importorskip("pyreadstat", reason="pyreadstat (extra spss) is not installed")

_YES = {0.0: "No", 1.0: "Yes"}
_OFTEN = {1.0: "daily", 2.0: "weekly", 9.0: "refused"}

# Name of the variable: its label, its values, and the labels of its values.
VARIABLES: dict[str, tuple[str, list[Any], dict[float, str]]] = {
    "caseid": ("", [103.0, 101.0, 102.0], {}),
    "m_bus": ("Which means of transport? [Bus]", [1.0, 0.0, 1.0], _YES),
    "m_train": ("Which means of transport? [Train]", [0.0, 1.0, 1.0], _YES),
    "m_other": ("Which means of transport? [Other]", ["", "by boat", ""], {}),
    "often": ("How often do you come?", [1.0, 9.0, 2.0], _OFTEN),
    "r_hall": ("[Hall] How do you like the rooms?", [1.0, 2.0, 1.0], {1.0: "well", 2.0: "badly"}),
    "r_yard": ("[Yard] How do you like the rooms?", [2.0, 2.0, None], {1.0: "well", 2.0: "badly"}),
    "age": ("Your age", [34.0, 51.0, 99.0], {99.0: "no answer"}),
    "why": ("What should change?", ["Longer hours on Sunday.", "", "Mehr Bücher, bitte!"], {}),
    "contact": ("E-mail", ["a@example.org", "", "c@example.org"], {}),
    "seen": ("Last visit", pd.to_datetime(["2026-03-01", "2026-03-02", None]), {}),
}


def library(path: Path) -> Path:
    """Write the survey as .sav or .dta, by the name of the file."""
    data = pd.DataFrame({name: values for name, (_, values, _) in VARIABLES.items()})
    labels = {name: label for name, (label, _, _) in VARIABLES.items()}
    answers = {name: found for name, (_, _, found) in VARIABLES.items() if found}
    if path.suffix == ".dta":
        pyreadstat.write_dta(data, str(path), column_labels=labels, variable_value_labels=answers)
    else:
        pyreadstat.write_sav(
            data, str(path), column_labels=labels, variable_value_labels=answers,
            missing_ranges={"often": [9], "age": [{"lo": 98, "hi": 99}]},
        )  # fmt: skip
    return path


def with_sets(path: Path, sets: str) -> Path:
    """Write a data file with multiple response sets, which no library writes.

    Args:
        path: The file.
        sets: The sets as SPSS holds them, a line each: ``$name=D1 1 5 label V1 V2`` or ``$name=C 5 label V1 V2``.
    """
    data = pd.DataFrame({"T1": [1.0, 0.0, 1.0], "T2": [2.0, 2.0, 1.0], "C1": [1.0, 2.0, 3.0], "C2": [2.0, None, 1.0]})
    answers = {name: {1.0: "bus", 2.0: "train; tram", 3.0: "none"} for name in ("C1", "C2")}
    labels = {"T1": "By bus", "T2": "By train", "C1": "First", "C2": "Second"}
    pyreadstat.write_sav(data, str(path), column_labels=labels, variable_value_labels=answers)
    written = path.read_bytes()
    text = sets.encode()
    record = struct.pack("<iiii", 7, 7, 1, len(text)) + text
    end = written.index(struct.pack("<ii", 999, 0))
    path.write_bytes(written[:end] + record + written[end:])
    return path
