"""beside, comments, segments, embeddings -> proposals: options to add next time.

What several respondents write under "Other", or beside an option though no option covers it, is grouped by likeness.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from textmine import tables
from textmine.rows import among
from textmine.stages.beside.centres import comment_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from textmine.stages.beside.centres import BesideSettings

    Floats = NDArray[np.float32]

__all__ = ["proposals"]

_FEWEST = 2  # respondents: what one person says is no proposal
_ALIKE = 0.45  # mean likeness of the comments of a group, chosen on tests/cases/proposals.jsonl
_MOST = 2000  # comments of a question that are grouped, at most: every pair is held against each other


def proposals(
    beside: pd.DataFrame,
    comments: pd.DataFrame,
    segments: pd.DataFrame,
    embeddings: pd.DataFrame,
    settings: BesideSettings,  # noqa: ARG001  the pipeline draws no more segments than its `sample`
) -> pd.DataFrame:
    """Groups of comments that no option covers, by at least two respondents each.

    Average linkage on the cosine of the comments, cut where the mean likeness of two groups falls below a constant.
    Source: Sokal and Michener (1958), A statistical method for evaluating systematic relationships.

    Args:
        beside: Table `beside`.
        comments: Table `comments`.
        segments: Table `segments`.
        embeddings: Table `embeddings`, a row for each segment.
        settings: Options.

    Returns:
        Table `proposals`: for each question the group of most respondents first.
    """
    left = beside[beside["relation"] == "uncovered"]
    held = comment_vectors(segments[among(segments["comment_id"], set(left["comment_id"]))], embeddings)
    who = dict(zip(comments["comment_id"], comments["respondent_id"], strict=True))
    rows: list[tuple[object, ...]] = []
    for question, part in left.groupby("question_id", sort=False):
        names = [name for name in part["comment_id"] if name in held][:_MOST]
        found = [group for group in _groups(names, held) if len({who[name] for name in group}) >= _FEWEST]
        found.sort(key=lambda group: (-len({who[name] for name in group}), names.index(group[0])))
        for number, group in enumerate(found, start=1):
            rows.append((question, number, json.dumps(group), len({who[name] for name in group})))
    return tables.frame("proposals", rows)


def _groups(names: Sequence[str], held: dict[str, Floats]) -> Iterator[list[str]]:
    """The comments in groups, in each the most central first."""
    import numpy as np
    from sklearn.cluster import AgglomerativeClustering

    if len(names) < _FEWEST:
        return
    vectors = np.stack([held[name] for name in names]).astype(np.float64)
    model = AgglomerativeClustering(None, metric="cosine", linkage="average", distance_threshold=1 - _ALIKE)
    # Without letters or figures a comment has no direction, and so is like no other.
    seen = np.flatnonzero(np.linalg.norm(vectors, axis=1) > 0)
    if len(seen) < _FEWEST:
        return
    labels = model.fit_predict(vectors[seen])
    for label in np.unique(labels):
        rows = seen[labels == label]
        central = vectors[rows] @ vectors[rows].sum(axis=0)
        yield [names[rows[place]] for place in np.argsort(-central, kind="stable")]
