"""XML that holds records: its elements one after the other, none kept."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["check_end", "each", "elements"]

_TAIL = 256


def elements(path: Path, tag: str) -> Iterator[Any]:
    """The elements of a file with one tag, in its order; each is gone when the next one comes.

    Entities are not resolved and nothing is loaded from elsewhere; a control character that somebody
    pasted does not make the rest unreadable.

    Args:
        path: The file.
        tag: Their tag.
    """
    with path.open("rb") as file:
        yield from each(file, tag)


def each(file: IO[bytes], tag: str) -> Iterator[Any]:
    """The same of a file that is open."""
    from lxml import etree

    found = etree.iterparse(file, tag=tag, resolve_entities=False, no_network=True, huge_tree=True, recover=True)
    for _, element in found:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def check_end(path: Path, tag: str) -> None:
    """Make sure that a file was not cut off, which would pass for one with fewer records.

    Args:
        path: The file.
        tag: The tag of its root.

    Raises:
        TextmineError: it does not end with the root.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read().rstrip(b"\0 \t\r\n")
    if not tail.endswith(f"</{tag}>".encode()):
        raise TextmineError(
            f"{path.name} is cut off.",
            expected=f"XML that ends with </{tag}>",
            hint="Export it again; the download was not finished.",
        )
