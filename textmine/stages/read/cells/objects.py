"""A JSON list of objects, as the interfaces of platforms give their records, under headings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

__all__ = ["Objects", "load", "parsed"]

_HALF = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\0")
"""What a JSON text holds where half a character may be; zeros are in UTF-16."""

_LARGEST = 256 << 20
"""Bytes of a file that is read: it is held in memory as a whole."""


class Objects:
    """The records of ``[{heading: value}]``, or of ``{"results": [...]}``: a `Grid`.

    The record with number n counts as row n + 1, as if headings stood above. Lists and objects within a record
    are no cells; `nested` are their headings.

    Args:
        path: The file, of at most 256 MiB.
        headings: Headings that there are whether or not a record has them.

    Raises:
        TextmineError: it is too large, cut off, or no such list.
    """

    tells_shown = False

    def __init__(self, path: Path, headings: Iterable[str] = ()) -> None:
        self.path = path
        self._records = _records(path)
        found = dict.fromkeys(key for record in self._records for key in record) | dict.fromkeys(headings)
        self.nested = frozenset(
            key for record in self._records for key, value in record.items() if isinstance(value, list | dict)
        )
        self.headings = tuple(key for key in found if key not in self.nested)

    def rows(self) -> Iterator[Row]:
        """The records."""
        for number, record in enumerate(self._records, start=2):
            yield Row(number, number, tuple(_cell(record.get(heading)) for heading in self.headings))


def load(path: Path, expected: str, instead: str, pairs: Callable[[Any], Any] | None = None) -> Any:
    """What a JSON file holds, numbers as they are written.

    Args:
        path: The file, of at most 256 MiB.
        expected: What should stand in it, for the message.
        instead: Which export can be larger, for the message.
        pairs: What is made of the pairs of an object; without, a dict.

    Raises:
        TextmineError: it is too large, or no JSON.
    """
    size = path.stat().st_size
    if size > _LARGEST:
        raise TextmineError(
            f"{path.name} has {size:,} bytes.",
            expected=f"a JSON export of at most {_LARGEST:,} bytes",
            hint=f"Export the survey as {instead}.",
        )
    try:
        return parsed(path.read_bytes(), object_pairs_hook=pairs, parse_int=str, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise TextmineError(
            f"{path.name} is not JSON that can be read ({error}).",
            expected=expected,
            hint="Export it again; the download may have been cut off.",
        ) from error


def parsed(data: bytes, **hooks: Any) -> Any:
    """What JSON says; half a character, which JavaScript leaves where it cuts a text within an emoji, as U+FFFD.

    Args:
        data: The JSON.
        **hooks: As `json.loads` takes them.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    found = json.loads(data, **hooks)
    return _whole(found) if _HALF.search(data) else found


def _whole(value: Any) -> Any:
    """A value in which no text holds half a character."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_whole(key): _whole(each) for key, each in value.items()}
    return type(value)(map(_whole, value)) if isinstance(value, list | tuple) else value


def _records(path: Path) -> list[dict[str, Any]]:
    held = load(path, "a list of records", "CSV, which is read in parts")
    found = held.get("results") if isinstance(held, dict) else held
    if not isinstance(found, list) or not all(isinstance(record, dict) for record in found):
        raise TextmineError(f"{path.name} holds no list of records.", expected='[{"question": "answer", ...}, ...]')
    return found


def _cell(value: Any) -> str:
    if value is None or isinstance(value, list | dict):
        return ""
    return value if isinstance(value, str) else str(value).upper()
