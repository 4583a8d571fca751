"""What a table is: its columns with their types and meaning, and its key. `tables` declares them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from textmine.errors import TextmineError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Column", "Table", "column", "hold", "natural_key"]

Kind = Literal["string", "json", "int", "float", "bool", "vector"]

_DTYPES = {"string": "str", "json": "str", "int": "int64", "float": "float64", "bool": "bool"}
_DTYPES_NULLABLE = {"string": "str", "json": "str", "int": "Int64", "float": "float64", "bool": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, what it means, and whether a value may be missing."""

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column (`object` for vectors, which are arrays)."""
        if self.kind == "vector":
            return "object"
        return (_DTYPES_NULLABLE if self.nullable else _DTYPES)[self.kind]


@dataclass(frozen=True)
class Table:
    """One table: its name, the stage that makes it, its key, its columns and what it holds."""

    name: str
    made_by: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def schema(self, dimensions: int = 0) -> pa.Schema:
        """The parquet schema; `dimensions` is the length of the vectors of a vector column."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "json": pa.string(),
            "int": pa.int64(),
            "float": pa.float64(),
            "bool": pa.bool_(),
            "vector": pa.list_(pa.float16(), dimensions),
        }
        return pa.schema([pa.field(c.name, types[c.kind], nullable=c.nullable) for c in self.columns])


def column(name: str, kind: Kind, meaning: str, *, nullable: bool = False) -> Column:
    """A column, in the order that reads well in a list of them."""
    return Column(name, kind, meaning, nullable)


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts "9" before "10" and "R2" before "R10"."""
    parts = re.findall(r"\d{1,4000}|\D+", text)  # Python makes no number of more than 4300 digits
    return tuple((0, int(p), p) if p.isdecimal() else (1, 0, p) for p in parts)


def hold(table: Table, data: pd.DataFrame) -> None:
    """Hold a frame against the declaration of a table.

    Raises:
        TextmineError: as `tables.check`.
    """
    if tuple(data.columns) != table.names:
        raise TextmineError(
            f"Table {table.name!r} has the columns {list(data.columns)}.", expected=f"the columns {list(table.names)}"
        )
    for column in table.columns:
        values = data[column.name]
        if column.kind != "vector" and str(values.dtype) != column.dtype:
            raise TextmineError(
                f"Column {table.name}.{column.name} is of type {values.dtype}.", expected=f"type {column.dtype}"
            )
        if not column.nullable and column.kind != "vector" and values.isna().any():
            row = int(values.isna().to_numpy().argmax())
            raise TextmineError(
                f"Column {table.name}.{column.name} has no value in row {row}.", expected="a value in every row"
            )
    twice = data.duplicated(list(table.key))
    if twice.any():
        row = data.loc[twice.to_numpy().argmax(), list(table.key)].to_dict()
        raise TextmineError(f"Table {table.name!r} has two rows with the key {row}.", expected="one row for each key")
