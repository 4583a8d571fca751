"""Figures of emergent themes, without a codebook, on each survey alone."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Iterator, Sequence
from statistics import fmean
from typing import TYPE_CHECKING

from quality.surveys import run, survey
from textmine import tables
from textmine.codebook import Codebook
from textmine.config import Options
from textmine.stages.embed import embed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from quality.formats import Case, Cases
    from quality.spans import Figures
    from quality.surveys import Frames

__all__ = ["DRAWS", "SEED", "discovery"]

SEED = 0
DRAWS = 5
"""Draws of each size from each survey that has more comments."""


def discovery(cases: Cases) -> dict[str, Figures]:
    """How well the themes found are those of people, by number of comments.

    The comments that no theme takes are one group of their own. NMI, with the arithmetic mean of the
    entropies, is the same number as the V-measure.
    """
    surveys: dict[str, list[Case]] = {}
    for row in cases.rows:
        surveys.setdefault(row.get("survey", ""), []).append(row)
    drawn: dict[str, dict[int, list[Figures]]] = {}
    for rows in surveys.values():
        frames = run(survey(rows), "clean", "language", "segment", "names", "mentions", "embed")
        for size in (size for size in cases.sizes if size or len(rows) not in cases.sizes):
            for chosen in _draws(len(rows), size):
                for method, labels in _methods(rows, frames, chosen):
                    part = [rows[place] for place in chosen]
                    drawn.setdefault(method, {}).setdefault(size, []).append(_figures(part, labels))
    return {
        method: {
            f"{name}_of_{size or 'all'}": value
            for size, draws in sizes.items()
            for name, value in _means(draws).items()
        }
        for method, sizes in drawn.items()
    }


def _draws(count: int, size: int) -> Iterator[list[int]]:
    """Places of the comments drawn, in their order; none from a survey that is too small."""
    import numpy as np

    if size in {0, count}:
        yield list(range(count))
    for draw in range(DRAWS if 0 < size < count else 0):
        yield sorted(np.random.default_rng((SEED, draw)).choice(count, size, replace=False).tolist())


def _methods(rows: Sequence[Case], frames: Frames, chosen: Sequence[int]) -> Iterator[tuple[str, list[str]]]:
    """The label of each drawn comment by each method, "" for none."""
    frames = _part(frames, [str(place) for place in chosen])
    texts = frames["texts"]
    yield "textmine", _textmine(frames)
    whole = tables.frame(
        "segments", [(c, c, 0, len(t)) for c, t in zip(texts["comment_id"], texts["text"], strict=True)]
    )
    yield "BERTopic's defaults", _bertopic(texts["text"].tolist(), embed(texts, whole, Options().embed))
    yield "NMF told how many", _nmf(texts["text"].tolist(), len({rows[place]["theme"] for place in chosen}))


def _part(frames: Frames, comments: Sequence[str]) -> Frames:
    """The tables of some comments only."""
    keep = set(comments)
    part = {
        name: table[table["comment_id"].isin(keep)].reset_index(drop=True) if "comment_id" in table else table
        for name, table in frames.items()
    }
    segments = part["embeddings"]["segment_id"].isin(set(part["segments"]["segment_id"]))
    return part | {"embeddings": part["embeddings"][segments].reset_index(drop=True)}


def _textmine(frames: Frames) -> list[str]:
    """The emergent theme of each comment: of its codings the one with the highest score."""
    options = Options()
    empty = dataclasses.replace(options.themes, codebook=Codebook("none", "und", ()))
    frames = run(frames, "themes", "adapt", "examples", "code", options=dataclasses.replace(options, themes=empty))
    codings = frames["codings"]
    best = codings[codings["decision"] == "yes"].sort_values("score", ascending=False, kind="stable")
    of_comment = best.drop_duplicates("comment_id").set_index("comment_id")["theme_id"]
    return [str(of_comment.get(comment, "")) for comment in frames["comments"]["comment_id"]]


def _bertopic(texts: list[str], embeddings: pd.DataFrame) -> list[str]:
    """BERTopic as it comes, with our vectors; without umap and hdbscan it takes PCA and scikit-learn's HDBSCAN."""
    import numpy as np

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.backend import BaseEmbedder

        vectors: NDArray[np.float32] = np.stack(embeddings["vector"].to_numpy()).astype(np.float32)
        try:
            topics, _ = BERTopic(embedding_model=BaseEmbedder()).fit_transform(texts, vectors)
        except ValueError:  # fewer than ten comments are too few for its clusterer
            topics = [-1] * len(texts)
    return ["" if topic < 0 else str(topic) for topic in topics]


def _nmf(texts: list[str], themes: int) -> list[str]:
    """NMF on TF-IDF with scikit-learn's defaults, told the true number of themes."""
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = NMF(themes, random_state=SEED).fit_transform(TfidfVectorizer().fit_transform(texts))
    return [str(topic) if row.any() else "" for topic, row in zip(weights.argmax(axis=1), weights, strict=True)]


def _figures(rows: Sequence[Case], labels: Sequence[str]) -> Figures:
    from sklearn import metrics

    wanted = [row["theme"] for row in rows]
    figures: Figures = {
        "themes": len({*labels} - {""}),
        "true_themes": len(set(wanted)),
        "uncoded": labels.count("") / len(labels),
        "nmi": float(metrics.normalized_mutual_info_score(wanted, labels)),
        "ami": float(metrics.adjusted_mutual_info_score(wanted, labels)),
        "ari": float(metrics.adjusted_rand_score(wanted, labels)),
        "homogeneity": float(metrics.homogeneity_score(wanted, labels)),
        "completeness": float(metrics.completeness_score(wanted, labels)),
    }
    languages = [row["language"] for row in rows]
    if len(set(languages)) > 1:
        figures["ami_with_language"] = float(metrics.adjusted_mutual_info_score(languages, labels))
        figures["nmi_with_language"] = float(metrics.normalized_mutual_info_score(languages, labels))
    return figures


def _means(draws: Sequence[Figures]) -> Figures:
    """The mean of each figure over the draws that have it, and how many draws there are."""
    names = dict.fromkeys(name for draw in draws for name in draw)
    means: Figures = {"draws": len(draws)}
    for name in names:
        values = [value for draw in draws if (value := draw.get(name)) is not None]
        means[name] = fmean(values)
    return means
