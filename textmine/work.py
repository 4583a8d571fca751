"""What a stage makes of its tables, in this process or another: read, computed, checked and turned to Arrow there.

So only the number of a batch goes to a process and only finished row groups come back.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine.folder import Run, to_arrow
from textmine.rows import among

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from textmine.stages import Stage

    Frames = dict[str, pd.DataFrame]

__all__ = ["Work"]

# A row-wise stage gets these whole with each batch of comments; of the others it gets the row group of the same number.
_WHOLE = frozenset(
    {"questions", "options", "labels", "corrections", "names", "themes", "adapted", "examples", "centres"}
)
_SEGMENTED = frozenset({"segments", "embeddings"})  # a row of these is a segment, and both have the same rows


@dataclass(frozen=True)
class Work:
    """The work of one stage in one run; it can be sent to another process.

    Attributes:
        stage: The stage.
        settings: Its options; None where it has none.
        folder: The run folder.
        made_by: The fingerprints of the tables that it takes.
    """

    stage: Stage
    settings: Any
    folder: Path
    made_by: Mapping[str, str]

    def batches(self) -> int:
        """How many times the stage is called."""
        return Run(self.folder).row_groups("comments") if self.stage.row_wise else 1

    def __call__(self, number: int) -> dict[str, pa.Table]:
        """The tables that the stage makes of batch `number` of the comments, or of all where it is global.

        Raises:
            TextmineError: as the stage; or what it made is not what `tables` declares.
        """
        frames = self._batch(number) if self.stage.row_wise else self._tables()
        module, _, name = self.stage.function.partition(":")
        settings = {"settings": self.settings} if self.stage.settings else {}
        made = getattr(importlib.import_module(module), name)(**frames, **settings)
        made = made if isinstance(made, tuple) else (made,)
        return {table: to_arrow(table, data) for table, data in zip(self.stage.makes, made, strict=True)}

    def _batch(self, number: int) -> Frames:
        run = Run(self.folder)
        return {
            name: _kept(self.folder, name, columns, self.made_by[name])
            if name in _WHOLE
            else run.batch(name, number, columns)
            for name, columns in self.stage.takes.items()
        }

    def _tables(self) -> dict[str, Any]:
        """The tables of a global stage: whole, or those of so many comments as it looks at."""
        run = Run(self.folder)
        if self.stage.sample and (segments := run.rows("segments")) > self.settings.sample:
            return self._sampled(run, self.settings.sample / segments)
        return {
            name: run.batches(name, columns) if name in self.stage.parts else run.read(name, columns)
            for name, columns in self.stage.takes.items()
        }

    def _sampled(self, run: Run, share: float) -> Frames:
        """The tables for a share of the comments, the same whatever their order; those without comments whole."""
        import pandas as pd

        parts: dict[str, list[pd.DataFrame]] = {name: [] for name in self.stage.takes if name not in _WHOLE}
        for number in range(run.row_groups("comments")):
            kept = {
                c for c in run.batch("comments", number, ("comment_id",))["comment_id"].tolist() if _position(c) < share
            }
            rows = {
                of: among(run.batch(of, number, ("comment_id",))["comment_id"], kept)
                for of in ("segments", *(name for name in parts if name not in _SEGMENTED))
            }
            for name, found in parts.items():
                mask: NDArray[np.bool_] = rows["segments" if name in _SEGMENTED else name]
                found.append(run.batch(name, number, self.stage.takes[name], rows=mask))
        return {
            name: pd.concat(parts[name], ignore_index=True) if name in parts else run.read(name, columns)
            for name, columns in self.stage.takes.items()
        }


@functools.lru_cache(maxsize=len(_WHOLE))
def _kept(folder: Path, name: str, columns: tuple[str, ...], _: str) -> pd.DataFrame:
    """A table that goes with each batch, read once in a process; its fingerprint tells it from an earlier one."""
    return Run(folder).read(name, columns)


def _position(comment_id: str) -> float:
    """Where a comment falls between 0 and 1, by its id alone."""
    return int.from_bytes(hashlib.blake2b(comment_id.encode(), digest_size=8).digest()) / 2**64
