"""Files written whole or not at all, and their digests."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path

from textmine.errors import TextmineError

__all__ = ["file_digest", "write_atomically"]


@contextlib.contextmanager
def write_atomically(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`, renamed to it when the block ends without an error.

    Raises:
        TextmineError: there is no such folder.
    """
    if not path.parent.is_dir():
        raise TextmineError(f"There is no folder {path.parent}.", hint="make it first, or write to another place")
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
