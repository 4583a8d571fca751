"""The run folder: tables as parquet files, written whole or not at all, and a manifest.

A table is streamed to a temporary file and renamed when it is complete; its fingerprint (a digest
of everything that made it) lies inside the file, so that file and fingerprint cannot part. Each
batch is one row group: tables made from comments have as many row groups as `comments`, and the
row groups of one number belong together.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from textmine import tables
from textmine.errors import TextmineError, nearest
from textmine.files import write_atomically

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq
    from numpy.typing import NDArray

__all__ = ["LOCK", "MANIFEST", "Batches", "Run", "Writer", "digest", "locked", "to_arrow", "write_manifest"]

MANIFEST = "manifest.json"
LOCK = ".lock"
_KEY = b"textmine.fingerprint"


class Run(Mapping[str, "pd.DataFrame"]):
    """A run folder as a mapping from table name to pandas frame; frames are read when asked for.

    Args:
        path: The folder. It need not exist yet.

    Attributes:
        path: The folder.
        computed: The stages that were computed by the run that returned this value; those not named
            were reused.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.computed: tuple[str, ...] = ()

    @classmethod
    def open(cls, path: Path | str) -> Run:
        """The run in an existing folder.

        Raises:
            TextmineError: the folder does not exist or holds no run.
        """
        run = cls(path)
        if not (run.path / MANIFEST).is_file():
            raise TextmineError(
                f"{path} is not a run folder: it has no {MANIFEST}.",
                expected="a folder written by `textmine run`",
                hint="`textmine run EXPORT -o DIR` makes one",
            )
        return run

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run was made from: input, options, models, and the tables that are up to date."""
        file = self.path / MANIFEST
        if not file.is_file():
            return {}
        try:
            data: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise TextmineError(
                f"{file} is damaged: {error}.", hint="delete it and run `textmine run` again: whole tables are kept"
            ) from error
        return data

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self:
            raise KeyError(name)
        return tables.check(name, self.read(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self.manifest.get("tables", {}))

    def __contains__(self, name: object) -> bool:
        return name in self.manifest.get("tables", {})

    def __len__(self) -> int:
        return len(self.manifest.get("tables", {}))

    def table(self, name: str) -> pd.DataFrame:
        """The table `name`, as `run[name]`, with an error for a person instead of a KeyError.

        Raises:
            TextmineError: the run has no such table.
        """
        if name not in self:
            stopped = self.file(name).is_file()  # made by a run before the one that was stopped
            hint = "its last run was stopped: `textmine run` again" if stopped else nearest(name, list(self))
            raise TextmineError(f"The run in {self.path} has no table {name!r}.", hint=hint)
        return self[name]

    def file(self, name: str) -> Path:
        """The file of a table."""
        return self.path / f"{name}.parquet"

    def fingerprint(self, name: str) -> str:
        """The fingerprint in the file of a table, "" where there is no whole file."""
        file = self._open(name)
        if file is None:
            return ""
        with file:
            return str((file.metadata.metadata or {}).get(_KEY, b""), "ascii")

    def contents(self, name: str) -> dict[str, str]:
        """For each column of a table a digest of what it holds: of its bytes in the file, batch by batch."""
        digests: dict[str, Any] = {}
        with self._existing(name) as file, self.file(name).open("rb") as stored:
            for number in range(file.num_row_groups):
                group = file.metadata.row_group(number)
                for chunk in map(group.column, range(group.num_columns)):
                    stored.seek(chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset)
                    held = digests.setdefault(chunk.path_in_schema.partition(".")[0], hashlib.sha256())
                    held.update(group.num_rows.to_bytes(8) + stored.read(chunk.total_compressed_size))
        return {column: held.hexdigest() for column, held in digests.items()}

    def rows(self, name: str) -> int:
        """The number of rows of a table."""
        with self._existing(name) as file:
            return int(file.metadata.num_rows)

    def row_groups(self, name: str) -> int:
        """The number of batches a table was written in."""
        with self._existing(name) as file:
            return int(file.num_row_groups)

    def read(self, name: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """A table, or some columns of it, at once."""
        import pandas as pd

        with self._existing(name) as file:
            wanted = list(columns) or None
            if file.num_row_groups and any(c.kind == "vector" for c in tables.TABLES[name].columns):
                # At once, vectors would take five times their memory.
                groups = (file.read_row_group(number, columns=wanted) for number in range(file.num_row_groups))
                return pd.concat([_to_frame(name, group, columns) for group in groups], ignore_index=True)
            return _to_frame(name, file.read(columns=wanted), columns)

    def batch(
        self, name: str, number: int, columns: Sequence[str] = (), *, rows: NDArray[np.bool_] | None = None
    ) -> pd.DataFrame:
        """One row group of a table, or those of its rows for which `rows` holds."""
        with self._existing(name) as file:
            table = file.read_row_group(number, columns=list(columns) or None)
        return _to_frame(name, table if rows is None else table.filter(rows), columns)

    def batches(self, name: str, columns: Sequence[str] = ()) -> Batches:
        """The row groups of a table, or some columns of them, read when they are gone through."""
        return Batches(self, name, columns)

    def _existing(self, name: str) -> pq.ParquetFile:
        file = self._open(name)
        if file is None:
            raise TextmineError(
                f"{self.file(name)} is missing or damaged.", hint="run `textmine run` again: it makes what is missing"
            )
        return file

    def _open(self, name: str) -> pq.ParquetFile | None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.file(name))
        except (FileNotFoundError, pa.ArrowInvalid):
            return None


class Batches:
    """The row groups of a table that is too large to hold; each time it is gone through, it is read again."""

    def __init__(self, run: Run, name: str, columns: Sequence[str]) -> None:
        self._run, self._name, self._columns = run, name, columns

    def __iter__(self) -> Iterator[pd.DataFrame]:
        for number in range(self._run.row_groups(self._name)):
            yield self._run.batch(self._name, number, self._columns)


class Writer:
    """Streams frames into a table of a run folder; a context manager.

    The table appears when the block ends without an error, else nothing has changed.
    """

    def __init__(self, run: Run, name: str, fingerprint: str) -> None:
        self._run, self._name, self._fingerprint = run, name, fingerprint
        self._temporary = run.path / f".{name}.parquet.tmp"
        self._file: pq.ParquetWriter | None = None
        self._empty = 0  # batches before the first with rows, which tells the length of the vectors

    def write(self, data: pd.DataFrame | pa.Table) -> None:
        """Append a batch as one row group: a frame, or what `to_arrow` made of one.

        Raises:
            TextmineError: the frame is not a valid table.
        """
        import pandas as pd

        table = to_arrow(self._name, data) if isinstance(data, pd.DataFrame) else data
        if table.num_rows:
            self._open(table.schema).write_table(table, row_group_size=table.num_rows)
        elif self._file is None:
            self._empty += 1
        else:
            self._file.write_table(self._file.schema.empty_table())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            file = self._open(tables.TABLES[self._name].schema(dimensions=1))
            file.add_key_value_metadata({_KEY.decode(): self._fingerprint})
            file.close()
            self._temporary.replace(self._run.file(self._name))
            return
        if self._file is not None:
            self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _open(self, schema: pa.Schema) -> pq.ParquetWriter:
        """The file, opened with this schema when it is not open yet."""
        if self._file is None:
            import pyarrow.parquet as pq

            self._run.path.mkdir(parents=True, exist_ok=True, mode=0o700)  # comments are personal data
            columns = tables.TABLES[self._name].columns
            plain = [c.name for c in columns if c.kind != "vector"]
            # Vectors have no values that come again and none that are smallest: to look for them takes longer than all
            # the rest. With the bytes of a number apart their signs and exponents compress.
            vectors = {f"{c.name}.list.element": "BYTE_STREAM_SPLIT" for c in columns if c.kind == "vector"}
            self._file = pq.ParquetWriter(
                self._temporary,
                schema,
                compression="zstd",
                use_dictionary=plain,
                write_statistics=plain,
                column_encoding=vectors or None,
            )
            for _ in range(self._empty):
                self._file.write_table(schema.empty_table())
        return self._file


def to_arrow(name: str, data: pd.DataFrame) -> pa.Table:
    """A frame, checked against the declaration of table `name`, as what is written.

    Raises:
        TextmineError: the frame is not a valid table.
    """
    import numpy as np
    import pyarrow as pa

    tables.check(name, data)
    if data.empty:
        return tables.TABLES[name].schema(dimensions=1).empty_table()
    vectors = [c.name for c in tables.TABLES[name].columns if c.kind == "vector"]
    if not vectors:
        return pa.Table.from_pandas(
            data, schema=tables.TABLES[name].schema(), preserve_index=False
        ).replace_schema_metadata()
    matrix = np.stack(data[vectors[0]].to_list())
    schema = tables.TABLES[name].schema(matrix.shape[1])
    columns = [
        pa.FixedSizeListArray.from_arrays(pa.array(matrix.ravel()), matrix.shape[1])
        if c.kind == "vector"
        else pa.array(data[c.name])
        for c in tables.TABLES[name].columns
    ]
    return pa.Table.from_arrays([c.cast(f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _to_frame(name: str, table: Any, columns: Sequence[str]) -> pd.DataFrame:
    import pandas as pd

    wanted = [c for c in tables.TABLES[name].columns if not columns or c.name in columns]
    missing = [c.name for c in wanted if c.name not in table.column_names]
    if missing:
        raise TextmineError(
            f"The table {name!r} has no column {missing[0]!r}: another version of textmine made it.",
            hint="run `textmine run` again: it makes the tables anew",
        )
    data: pd.DataFrame = table.select([c.name for c in wanted if c.kind != "vector"]).to_pandas()
    types = data.dtypes.astype(str)
    for place, column in enumerate(wanted):
        if column.kind == "vector":
            values = table[column.name]
            matrix = values.combine_chunks().flatten().to_numpy().reshape(len(values), values.type.list_size)
            data.insert(place, column.name, pd.Series(list(matrix), dtype="object"))
        elif types[column.name] != column.dtype:
            data[column.name] = data[column.name].astype(column.dtype)
    return data


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """A run folder, made if need be and readable by its owner alone, that no other run writes to meanwhile.

    The lock is the operating system's: it ends with the process, however that ends.

    Raises:
        TextmineError: another run writes to the folder.
    """
    import filelock

    new = not path.exists()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)  # comments are personal data
    try:
        with filelock.FileLock(path / LOCK, timeout=0, mode=0o600):
            yield
    except filelock.Timeout as error:
        raise TextmineError(
            f"Another run is writing to {path}.",
            expected="one run at a time in a folder",
            hint="wait until it has ended, or give another folder with -o",
        ) from error
    finally:
        if new and [file.name for file in path.iterdir()] == [LOCK]:  # nothing was made
            (path / LOCK).unlink(missing_ok=True)
            path.rmdir()


def write_manifest(run: Run, manifest: Mapping[str, Any]) -> None:
    """Replace the manifest of a run."""
    with write_atomically(run.path / MANIFEST) as file:
        file.write_text(
            json.dumps(manifest, indent=2, ensure_ascii=False, sort_keys=True) + os.linesep, encoding="utf-8"
        )


def digest(*parts: object) -> str:
    """A short digest of values that JSON can hold."""
    text = json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
