"""Which segments people code: those of a random sample of respondents, or those the machine is least sure of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from textmine.errors import TextmineError
from textmine.handcoding import RANDOM, draw_order, on_segments
from textmine.rows import vectors as vectors_of
from textmine.statements import statements

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

__all__ = ["DRAWS", "Chosen", "Draw", "select"]

DRAWS = ("random", "next")
_POOL = 20  # segments that are looked at for each one wanted, the most uncertain ones
_FEWEST_LOOKED_AT = 2000
_SILENT = 0.2  # uncertainty of a segment for which no voter spoke: the codebook may miss it
_SPREAD = 0.1  # difference of a score from the threshold at which uncertainty has fallen to 1/e


@dataclass(frozen=True)
class Draw:
    """How segments are chosen.

    Attributes:
        way: random or next.
        size: How many segments; at random about so many, as respondents are drawn whole.
        seed: Seed of the random order; the same seed goes on with the same order.
    """

    way: str = "random"
    size: int = 200
    seed: int = 0

    def __post_init__(self) -> None:
        if self.size < 1 or self.seed < 0:
            raise TextmineError(
                f"{self.size} segments with the seed {self.seed} cannot be drawn.",
                expected="a size from 1 and a seed from 0 upwards",
            )

    @property
    def name(self) -> str:
        """What `labels.draw` says of it."""
        return f"{RANDOM}{self.seed}" if self.way == "random" else self.way


class Chosen(NamedTuple):
    """Rows of `segments`, how many respondents they come from, and how many those were drawn from."""

    segments: pd.DataFrame
    respondents: int
    frame: int


def select(run: Mapping[str, pd.DataFrame], draw: Draw, coder: str = "") -> Chosen:
    """Choose segments of comments that state something, leaving out what was coded before.

    Args:
        run: Table name to frame.
        draw: Which way, and how many.
        coder: What this coder coded is left out; without a name, what anybody coded.

    Raises:
        TextmineError: nothing is left.
    """
    comments = run["comments"]
    stated = statements(run["questions"], comments, run["texts"])
    segments = run["segments"][run["segments"]["comment_id"].isin(stated)]
    segments = segments.merge(comments[["comment_id", "respondent_id"]], on="comment_id")
    labels = run["labels"]
    labels = labels[labels["coder"] == coder] if coder else labels
    left = segments[~segments["segment_id"].isin(set(on_segments(labels, segments)["segment_id"]))]
    if left.empty:
        raise TextmineError(
            f"There is nothing left to code{f' for {coder!r}' if coder else ''}.",
            expected="segments that state something and were not coded",
            hint="give the name of another coder to have what is coded coded again",
        )
    frame = segments["respondent_id"].nunique()
    chosen = _at_random(segments, left, draw) if draw.way == "random" else _next(run, segments, left, draw.size)
    return Chosen(chosen.drop(columns="respondent_id"), chosen["respondent_id"].nunique(), frame)


def _at_random(segments: pd.DataFrame, left: pd.DataFrame, draw: Draw) -> pd.DataFrame:
    """What is left of the next respondents in the random order.

    Their number is fixed before anybody is drawn: stopping at a number of segments would favour
    respondents who say little.
    """
    wanted = max(1, round(draw.size * segments["respondent_id"].nunique() / len(segments)))
    open_ones = set(left["respondent_id"])
    order = [name for name in draw_order(segments["respondent_id"], draw.seed) if name in open_ones][:wanted]
    place = {name: number for number, name in enumerate(order)}
    rows = left[left["respondent_id"].isin(place)]
    return rows.assign(place=rows["respondent_id"].map(place)).sort_values("place", kind="stable").drop(columns="place")


def _next(run: Mapping[str, pd.DataFrame], segments: pd.DataFrame, left: pd.DataFrame, size: int) -> pd.DataFrame:
    """The segments that the machine is least sure of and that differ most from one another and from what was coded.

    Source: uncertainty weighted with diversity, as in Ash et al. (2020), "Deep batch active learning
    by diverse, uncertain gradient lower bounds", arXiv 1906.03671, here without gradients: the next
    segment is the one with the largest product of uncertainty and distance to the nearest one taken.
    """
    import numpy as np

    worth = _uncertainty(run, left)
    # Rounded, and equal ones in their order, so that no last digit decides.
    pool = np.argsort(-worth.round(6), kind="stable")[: max(_FEWEST_LOOKED_AT, _POOL * size)]
    worth = worth[pool]
    vectors = vectors_of(left.iloc[pool], run["embeddings"]).astype(float)
    coded = segments[~segments["segment_id"].isin(set(left["segment_id"]))]
    apart = np.full(len(pool), 2.0)
    for vector in vectors_of(coded, run["embeddings"]).astype(float):
        np.minimum(apart, 1 - vectors @ vector, out=apart)
    taken: list[int] = []
    for _ in range(min(size, len(pool))):
        row = int(np.argmax((worth * apart.clip(1e-6)).round(6)))
        taken.append(row)
        np.minimum(apart, 1 - vectors @ vectors[row], out=apart)
        worth[row] = -1
    return left.iloc[pool[taken]]


def _uncertainty(run: Mapping[str, pd.DataFrame], left: pd.DataFrame) -> Floats:
    """How unsure the machine is of each segment, 0 to 1: near a threshold or with split votes, more for rare themes."""
    import numpy as np

    themes = run["themes"]
    codings = run["codings"]
    codings = codings[codings["segment_id"].isin(set(left["segment_id"]))]
    threshold = codings["theme_id"].map(dict(zip(themes["theme_id"], themes["threshold"], strict=True)))
    unsure = np.exp(-(codings["score"] - threshold).abs() / _SPREAD).to_numpy()
    unsure = np.where(codings["decision"].eq("review"), 1.0, unsure)
    said = dict(zip(themes["theme_id"], themes["respondents"], strict=True))
    often = codings["theme_id"].map(said).to_numpy(dtype=float)
    rare = 1 / np.sqrt(1 + often / max(1.0, float(np.median(list(said.values()) or [0]))))
    best = codings.assign(worth=unsure * rare).groupby("segment_id")["worth"].max()
    worth: Floats = left["segment_id"].map(best).fillna(_SILENT).to_numpy(dtype=float)
    return worth
