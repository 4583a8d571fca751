"""questions, comments, segments, embeddings -> centres: what is usually written beside each option, as a mean vector.

Wordings of options are short, and what people write beside them ("Web, newsletter") is often unlike them; it is like
what others write there. Where the survey is large, a part of the comments tells as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import models, tables
from textmine.rows import vectors
from textmine.vectors import unit

if TYPE_CHECKING:
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
    personal = set(questions.loc[questions["personal"], "question_id"])
    near = comments[(comments["kind"] == "option_comment") & ~comments["question_id"].isin(personal)]
    place = dict(zip(near["comment_id"], zip(near["question_id"], near["option_id"], strict=True), strict=True))
    mine = segments[segments["comment_id"].isin(place.keys())]
    sums: dict[tuple[str, str], tuple[int, Floats]] = {}
    for comment, vector in comment_vectors(mine, embeddings).items():
        number, total = sums.get(place[comment], (0, 0))
        sums[place[comment]] = (number + 1, total + vector)
    rows = ((*option, number, (total / number).astype("float16")) for option, (number, total) in sums.items())
    return tables.frame("centres", rows)


def comment_vectors(segments: pd.DataFrame, embeddings: pd.DataFrame) -> dict[str, Floats]:
    """The vector of each comment, of unit length: the mean of its segments."""
    held = vectors(segments, embeddings)
    places = segments["comment_id"].reset_index(drop=True).groupby(segments["comment_id"].array, sort=False).indices
    return {str(comment): unit(held[rows].mean(axis=0, keepdims=True))[0] for comment, rows in places.items()}


def alike(number: int, mean: Floats, vector: Floats) -> float:
    """How like a comment is to what others wrote beside its option; 0 where fewer than two did.

    Args:
        number: How many comments the mean is of, this one among them.
        mean: Their mean, (dimensions,).
        vector: The vector of the comment, (dimensions,).
    """
    if number <= _FEWEST:
        return 0.0
    rest = number * mean - vector
    return float(unit(rest[None, :])[0] @ vector)
