"""A data file is read once in a process of its own: on a damaged one its library may end the process it works in.

Usage: python trial.py ENDING ENCODING < FILE
"""

from __future__ import annotations

import contextlib
import functools
import io
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["survived"]


def survived(path: Path, encoding: str = "") -> bool:
    """Whether the library of data files lives on when it reads one to its end; what else it says of it is not asked."""
    found = path.stat()
    return _survived(path, encoding, found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=100)
def _survived(path: Path, encoding: str, _size: int, _changed: int) -> bool:
    command = [sys.executable, "-P", __file__, path.suffix.casefold(), encoding]
    nowhere = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=nowhere, stderr=nowhere) as child:  # noqa: S603 - our own
        assert child.stdin is not None  # noqa: S101 - it is a pipe
        with contextlib.suppress(BrokenPipeError), child.stdin, path.open("rb") as file:  # it may end before
            shutil.copyfileobj(file, child.stdin)
    # What is killed from outside, for want of memory, tells nothing of the file.
    return child.returncode >= 0 or child.returncode == -signal.SIGKILL


def _main(ending: str, encoding: str) -> None:
    import pyreadstat

    read = pyreadstat.read_dta if ending == ".dta" else pyreadstat.read_sav
    read(io.BytesIO(sys.stdin.buffer.read()), encoding=encoding or None, output_format="dict", user_missing=True)


if __name__ == "__main__":
    _main(*sys.argv[1:])
