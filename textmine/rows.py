"""What rows of tables say together: words and vectors of segments, codes that count, who submitted, who left what."""

from __future__ import annotations

import functools
from collections import namedtuple
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["among", "counted", "each_row", "filled", "submitted", "vectors", "wordings"]


def among(column: pd.Series, values: Collection[str]) -> NDArray[np.bool_]:
    """Which texts of a column are among many others, (n_rows,): `isin` looks at each of the others in Python."""
    import numpy as np

    return np.fromiter(map(values.__contains__, column.tolist()), dtype=np.bool_, count=len(column))


def counted(codings: pd.DataFrame, asides: pd.DataFrame) -> pd.DataFrame:
    """The codings that figures count: decided yes, and not set aside."""
    yes = codings[codings["decision"] == "yes"]
    if asides.empty:
        return yes
    apart = set(zip(asides["segment_id"], asides["theme_id"], strict=True))
    return yes[[pair not in apart for pair in zip(yes["segment_id"].tolist(), yes["theme_id"].tolist(), strict=True)]]


def each_row(data: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as `itertuples` has them, without the index: the texts of a column leave arrow at once.

    That takes a tenth of the time.
    """
    return map(_row(tuple(data.columns))._make, zip(*(data[name].tolist() for name in data.columns), strict=True))


@functools.cache
def _row(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)  # noqa: PYI024 -- the columns of any table


def filled(answers: pd.DataFrame) -> pd.Series:
    """Whether each row of `answers` holds anything: a tick or a value."""
    return answers["value"].notna() | answers["selected"].to_numpy(dtype=bool, na_value=False)


def submitted(respondents: pd.DataFrame) -> frozenset[str] | None:
    """The respondents who submitted; None where the export cannot tell it of anybody.

    Some exports tell who gave up and no more: then nobody is known to have submitted, and those left may have.
    """
    complete = respondents["complete"]
    whole = complete.to_numpy(dtype=bool, na_value=False)
    if not whole.any() and (complete.empty or complete.isna().any()):
        return None
    return frozenset(respondents.loc[whole, "respondent_id"])


def wordings(texts: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """The words of the segments."""
    text_of = dict(zip(texts["comment_id"].tolist(), texts["text"].tolist(), strict=True))
    spans = zip(*(segments[name].tolist() for name in ("comment_id", "start", "end")), strict=True)
    return [text_of[comment][start:end] for comment, start, end in spans]


def vectors(segments: pd.DataFrame, embeddings: pd.DataFrame) -> NDArray[np.float32]:
    """The vectors of the segments, (n_segments, dimensions).

    Raises:
        TextmineError: a segment has none.
    """
    import numpy as np
    import pandas as pd

    rows = pd.Index(embeddings["segment_id"]).get_indexer(segments["segment_id"])
    missing = segments["segment_id"][rows < 0]
    if len(missing):
        raise TextmineError(
            f"Segment {missing.iloc[0]!r} has no vector in embeddings.", hint="run again from the stage embed"
        )
    found = embeddings["vector"].to_numpy()[rows].tolist()
    return np.stack(found).astype(np.float32) if found else np.zeros((0, 0), dtype=np.float32)
