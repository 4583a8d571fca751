"""A parquet file as rows of cells, each a text as in a workbook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textmine.errors import TextmineError
from textmine.stages.read.cells.grid import as_text
from textmine.stages.read.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["ParquetSheet"]

_RECORDS = 10_000
"""Records read at a time."""


class ParquetSheet:
    """The cells of a parquet file, the names of its columns as the first row; read in parts, never held in memory.

    A list of answers is a cell that joins them by semicolons.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self) -> Iterator[Row]:
        """The names of the columns, then the records; the row of the first record is 2, as in a table.

        Raises:
            TextmineError: the file is damaged.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            with pq.ParquetFile(self.path) as file:
                yield Row(1, 1, tuple(file.schema_arrow.names))
                number = 1
                for batch in file.iter_batches(_RECORDS):
                    for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                        number += 1
                        yield Row(number, number, tuple(map(_text, cells)))
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise TextmineError(
                f"{self.path.name} is no parquet file that can be read ({error}).",
                expected="a whole file with a table of answers",
                hint="Write it again; the download may have been cut off.",
            ) from error


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_text(each) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
    return "" if value != value else as_text(value)  # noqa: PLR0124 - not a number is not itself
