"""What else finds themes without a codebook: the methods that ours is held against, on the same vectors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["METHODS", "MOST_COMPARED", "TOLD"]

SEED = 0
MOST_COMPARED = 1000
"""More comments than this are compared with BERTopic alone, for time."""

_DIMENSIONS = 50
_NEIGHBOURS = 15


def _bertopic(texts: Sequence[str], vectors: Floats, **options: int) -> Ints:
    """BERTopic with our vectors; without umap and hdbscan it takes PCA and scikit-learn's HDBSCAN."""
    import numpy as np
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            topics, _ = BERTopic(embedding_model=BaseEmbedder(), **options).fit_transform(list(texts), vectors)
    except ValueError:  # fewer than ten comments are too few for its clusterer
        topics = [-1] * len(texts)
    return np.array(topics)


def _five(texts: Sequence[str], vectors: Floats) -> Ints:
    return _bertopic(texts, vectors, min_topic_size=5)


def _k_means(vectors: Floats, themes: int) -> Ints:
    from sklearn.cluster import KMeans

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        labels: Ints = KMeans(themes, n_init=3, random_state=SEED).fit_predict(vectors)
    return labels


def _average(vectors: Floats, themes: int) -> Ints:
    from sklearn.cluster import AgglomerativeClustering

    labels: Ints = AgglomerativeClustering(themes, metric="cosine", linkage="average").fit_predict(vectors)
    return labels


def _ward(vectors: Floats, themes: int) -> Ints:
    from sklearn.cluster import AgglomerativeClustering

    labels: Ints = AgglomerativeClustering(themes).fit_predict(vectors)
    return labels


def _by_silhouette(cluster: Callable[[Floats, int], Ints], vectors: Floats) -> Ints:
    """With the number of themes, 2 to 20, that has the highest mean silhouette of cosines."""
    import numpy as np
    from sklearn.metrics import silhouette_score

    # A comment in which the encoder reads nothing has no cosine.
    vectors = vectors + np.float32(1e-6)
    distances = (1 - vectors @ vectors.T).clip(0)
    np.fill_diagonal(distances, 0)
    tried = [cluster(vectors, themes) for themes in range(2, min(20, len(vectors) // 2) + 1)]
    tried = [labels for labels in tried if 1 < len(set(labels.tolist())) < len(labels)]
    return max(tried, key=lambda labels: silhouette_score(distances, labels, metric="precomputed"))


def _neighbours(texts: Sequence[str], vectors: Floats) -> Ints:  # noqa: ARG001  the shape of a method
    """PCA, the nearest 15 by cosine, and modularity at resolution 1."""
    import numpy as np
    from sklearn.decomposition import PCA

    from textmine.stages.themes.cluster import cut, unit

    reduced = unit(PCA(min(_DIMENSIONS, len(vectors) - 1), random_state=SEED).fit_transform(vectors))
    alike = reduced @ reduced.T
    np.fill_diagonal(alike, -2)
    graph: list[dict[int, float]] = [{} for _ in alike]
    for node, row in enumerate(np.argsort(-alike, axis=1)[:, : min(_NEIGHBOURS, max(2, len(alike) // 4))].tolist()):
        for other in row:
            graph[node][other] = graph[other][node] = max(float(alike[node, other]), 1e-3)
    return np.array(cut(graph, 1.0))


METHODS: dict[str, Callable[[Sequence[str], Floats], Ints]] = {
    "BERTopic's defaults": _bertopic,
    "BERTopic, topics of five": _five,
    "k-means, k by silhouette": lambda _, vectors: _by_silhouette(_k_means, vectors),
    "Ward, k by silhouette": lambda _, vectors: _by_silhouette(_ward, vectors),
    "average linkage, k by silhouette": lambda _, vectors: _by_silhouette(_average, vectors),
    "PCA and communities of neighbours": _neighbours,
}
"""Methods that are not told the number of themes: texts and their vectors -> a label each, -1 for none."""

TOLD: dict[str, Callable[[Floats, int], Ints]] = {"k-means told how many": _k_means}
"""Methods that are told what nobody knows."""
