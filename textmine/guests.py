"""The list of the invited, as the analyst has it: a CSV file with a name or an id a line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.invited import Invited

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["load"]

_IDS = ("id", "respondent_id", "respondent")
_NAMES = ("name", "partnership", "organisation", "organization")


def load(path: Path) -> tuple[Invited, ...]:
    """Read the list: a heading, then a line for each; columns that are neither id nor name are attributes.

    Args:
        path: A CSV file in UTF-8, its cells parted by commas, semicolons or tabs.

    Raises:
        TextmineError: the file cannot be read, has neither a name nor an id, or names nobody.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise TextmineError(f"{path} cannot be read: {error}.", expected="a CSV file in UTF-8") from error
    heading = text.partition("\n")[0]
    sign = max(",;\t", key=heading.count)
    lines = csv.DictReader(text.splitlines(), delimiter=sign)
    columns = {column.strip().casefold(): column for column in lines.fieldnames or ()}
    by_id = next((columns[name] for name in _IDS if name in columns), "")
    by_name = next((columns[name] for name in _NAMES if name in columns), "")
    if not by_id and not by_name:
        raise TextmineError(
            f"{path} has the columns {sorted(columns)}.",
            expected="a column `name` or `id`, and any others as attributes",
        )
    others = [column for column in lines.fieldnames or () if column not in {by_id, by_name}]
    people = []
    for line in lines:
        cells = {column: (line.get(column) or "").strip() for column in (by_id, by_name, *others)}
        told = tuple((column.strip(), cells[column]) for column in others if cells[column])
        if cells[by_id] or cells[by_name]:
            people.append(Invited(cells[by_id] if by_id else "", cells[by_name] if by_name else "", told))
    if not people:
        raise TextmineError(f"{path} names nobody.", expected="a line for each of the invited")
    return tuple(people)
