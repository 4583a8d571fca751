"""Workbooks .xls and .ods by calamine, in a process of its own.

On a damaged file that library may end the process that it works in, or ask for any amount of memory.

Usage: python old_books.py [SHEET] < FILE (writes the names of the sheets, then each row, as JSON, a line each)
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["cells"]

_MEMORY = 4 << 30
"""Bytes of memory that the process may take, where the system can tell it so."""


def cells(path: Path, name: str) -> Iterator[list[object]]:
    """The names of the sheets of a workbook, then the rows of one of them.

    Args:
        path: The workbook.
        name: The sheet; the first one where empty.

    Raises:
        ValueError: it is no workbook, or is damaged.
    """
    command = [sys.executable, "-P", __file__, name]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere) as child:  # noqa: S603 - our own
        assert child.stdin is not None  # noqa: S101 - it is a pipe
        assert child.stdout is not None  # noqa: S101 - it is too
        with contextlib.suppress(BrokenPipeError), child.stdin, path.open("rb") as file:  # it may end before
            shutil.copyfileobj(file, child.stdin)
        for line in child.stdout:
            yield [dt.datetime.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in json.loads(line)]
    if child.returncode:
        raise ValueError(child.returncode)


def _main(name: str) -> None:
    with contextlib.suppress(ImportError):  # a system without it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    import python_calamine

    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
        sheet = book.get_sheet_by_name(name) if name else book.get_sheet_by_index(0)
        lines: list[list[Any]] = [list(book.sheet_names), *sheet.to_python(skip_empty_area=False)]
        for line in lines:
            sys.stdout.write(json.dumps([_plain(value) for value in line]) + "\n")


def _plain(value: object) -> object:
    """A cell as JSON knows it; a date with a time, which it does not know, in a list."""
    if isinstance(value, dt.datetime):
        return [value.isoformat()]
    return value if isinstance(value, str | int | float) else str(value)


if __name__ == "__main__":
    _main(*sys.argv[1:])
