"""A CSV file of what people coded -> labels."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from textmine import tables
from textmine.errors import TextmineError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_labels"]

_DECISIONS = ("yes", "no")


def read_labels(path: Path | None) -> pd.DataFrame:
    """The table `labels` from a CSV file in UTF-8 with its columns, in any order.

    Args:
        path: The file; None gives the empty table.

    Raises:
        TextmineError: the file is missing or is no such CSV, a place is not a number, a decision is
            not yes or no, or a coder coded the same place twice.
    """
    if path is None:
        return tables.empty("labels")
    names = tables.TABLES["labels"].names
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TextmineError(f"{path} cannot be read: {error}.", expected="a CSV file in UTF-8") from error
    missing = [name for name in names if name not in (reader.fieldnames or ())]
    if missing:
        raise TextmineError(
            f"{path.name} has no column {', '.join(missing)}.", expected=f"the columns {', '.join(names)}"
        )
    for line, row in enumerate(rows, start=2):
        if (
            not (row["start"] or "").isdecimal()
            or not (row["end"] or "").isdecimal()
            or row["decision"] not in _DECISIONS
        ):
            raise TextmineError(
                f"{path.name}, line {line}: start {row['start']!r}, end {row['end']!r}, decision {row['decision']!r}.",
                expected="start and end as whole numbers, decision yes or no",
            )
    labels = tables.frame("labels", [{name: row[name] or "" for name in names} for row in rows])
    return tables.check("labels", labels)
