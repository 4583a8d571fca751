"""A JSON export of LimeSurvey as headings and records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.cells.objects import load
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from textmine.stages.read.model import Cell

__all__ = ["JsonGrid", "is_json"]

_Record = list[tuple[str, Any]]


def is_json(start: str) -> bool:
    """Whether a JSON text begins as LimeSurvey's exports do, and not as those of Qualtrics, which are alike."""
    head = "".join(start.lstrip("\ufeff")[:100].split())
    return head.startswith(('{"responses":[', '{"responses":{')) and '"responseId":' not in head


class JsonGrid:
    """The records of a JSON export, ``{"responses": [{heading: value}]}``, or each under its id as version 3 has it.

    null stands for a cell that was never shown and "" for one that was left empty, where the file has nulls in cells
    of questions at all; the record with number n counts as row n + 1, as if headings stood above.

    Args:
        path: The file, of at most 256 MiB.

    Raises:
        TextmineError: it is too large, cut off, or no such list of records.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        records = _records(path)
        places: dict[tuple[str, int], int] = {}
        for record in records:
            for key, _ in _numbered(record):
                places.setdefault(key, len(places))
        self.headings = tuple(heading for heading, _ in places)
        self._rows = [_cells(record, places) for record in records]
        if not places:
            raise TextmineError(
                f"{path.name} has no answers.",
                expected="at least one record",
                hint="Export the survey with completed and partial responses.",
            )
        self.tells_shown = any(None in cells for cells in self._rows)

    def rows(self) -> Iterator[Row]:
        """The records."""
        for number, cells in enumerate(self._rows, start=2):
            yield Row(number, number, cells)


def _records(path: Path) -> list[_Record]:
    """The records, each a list of headings and values: of two equal headings neither may vanish."""
    whole = load(
        path,
        '{"responses": [ ... ]}, as LimeSurvey writes it',
        "CSV, which is read in parts, or as an archive (.lsa)",
        list,
    )
    found = next((value for key, value in whole if key == "responses"), None) if _is_object(whole) else None
    records = [_without_id(record) for record in found] if isinstance(found, list) else []
    if not isinstance(found, list) or not all(map(_is_object, records)):
        raise TextmineError(
            f"{path.name} holds no list of responses.",
            expected='{"responses": [{"id": ..., "submitdate": ...}]}, as LimeSurvey writes it',
            hint="In LimeSurvey: Export responses, JSON.",
        )
    return records


def _is_object(value: object) -> bool:
    """Whether a value was an object, which is read as a list of pairs."""
    return isinstance(value, list) and bool(value) and all(isinstance(pair, tuple) for pair in value)


def _without_id(record: Any) -> Any:
    """A record that stands under its id, in a list ([{"1": {...}}]) or in an object ({"1": {...}})."""
    inner = record[0] if isinstance(record, list) and len(record) == 1 else record
    return inner[1] if isinstance(inner, tuple) and _is_object(inner[1]) else record


def _numbered(record: _Record) -> Iterator[tuple[tuple[str, int], Any]]:
    """The values of a record by heading, the second of two equal ones under its number."""
    seen: dict[str, int] = {}
    for heading, value in record:
        seen[heading] = seen.get(heading, -1) + 1
        yield (heading, seen[heading]), value


def _cells(record: _Record, places: dict[tuple[str, int], int]) -> tuple[Cell, ...]:
    cells: list[Cell] = [""] * len(places)
    for key, value in _numbered(record):
        cells[places[key]] = _cell(value)
    return tuple(cells)


def _cell(value: Any) -> Cell:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
