"""questions, comments, segments, embeddings -> centres: what is usually written beside each option, as a mean vector.

Wordings of options are short, and what people write beside them ("Web, newsletter") is often unlike them; it is like
what others write there. Where the survey is large, a part of the comments tells as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import models, tables
from textmine.rows import among, vectors
from textmine.vectors import sums, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["BesideSettings", "alike", "centres", "comment_vectors"]

_FEWEST = 2  # comments of others from which their middle says something


@dataclass(frozen=True)
class BesideSettings:
    """Options of `centres` and `beside`.

    Attributes:
        encoder: Name of the sentence encoder, the one the embeddings were made with.
        sample: Segments looked at, at most, to tell what is usually written beside an option.
    """

    encoder: str = models.DEFAULT_ENCODER
    sample: int = 50_000


def centres(
    questions: pd.DataFrame,
    comments: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    settings: BesideSettings,  # noqa: ARG001  the pipeline draws no more segments than its `sample`
) -> pd.DataFrame:
    """The mean of the vectors of the comments beside each option.

    Args:
        questions: Table `questions`.
        comments: Table `comments`.
        segments: Table `segments`.
        embeddings: Table `embeddings`, a row for each segment.
        settings: Options.

    Returns:
        Table `centres`, a row for each option that comments stand beside, but for questions on personal data.
    """
    import numpy as np
    import pandas as pd

    personal = set(questions.loc[questions["personal"], "question_id"])
    near = comments[(comments["kind"] == "option_comment") & ~comments["question_id"].isin(personal)]
    place = dict(zip(near["comment_id"], zip(near["question_id"], near["option_id"], strict=True), strict=True))
    mine = segments[among(segments["comment_id"], place)]
    held = comment_vectors(mine, embeddings)
    if not held:
        return tables.empty("centres")
    numbers, options = pd.factorize(pd.MultiIndex.from_tuples([place[comment] for comment in held]))
    counts = np.bincount(numbers)
    means = np.divide(sums(np.stack([*held.values()]), numbers), counts[:, None], dtype=np.float32).astype("float16")
    rows = zip(options, counts.tolist(), means, strict=True)
    return tables.frame("centres", ((*option, number, mean) for option, number, mean in rows))


def comment_vectors(segments: pd.DataFrame, embeddings: pd.DataFrame) -> dict[str, Floats]:
    """The vector of each comment, of unit length: the mean of its segments."""
    import numpy as np
    import pandas as pd

    numbers, comments = pd.factorize(segments["comment_id"])
    counts = np.bincount(numbers)[:, None]
    means = unit(np.divide(sums(vectors(segments, embeddings), numbers), counts, dtype=np.float32))
    return dict(zip(comments.tolist(), means, strict=True))


def alike(held: Sequence[tuple[int, Floats]], vectors: Sequence[Floats]) -> list[float]:
    """How like each comment is to what others wrote beside its option; 0 where fewer than two did.

    Args:
        held: For each comment, how many comments stand beside its option, this one among them, and their mean.
        vectors: The vector of each, (dimensions,).
    """
    import numpy as np

    if not held:
        return []
    numbers, means = zip(*held, strict=True)
    rest = unit(np.array(numbers, dtype=np.float32)[:, None] * np.stack(means) - np.stack(vectors))
    near = zip(numbers, rest, vectors, strict=True)
    return [float(others @ own) if number > _FEWEST else 0.0 for number, others, own in near]
