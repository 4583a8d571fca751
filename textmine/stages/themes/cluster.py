"""Clusters of segments that work from eight segments upwards, and how stable they are."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["RespondentClusters", "clusters", "stability"]

# Below so many segments there is nothing to cluster: a theme of two respondents would be chance.
_FEWEST = 8
# Up to here every pair of segments is compared (128 MB); above, first put together by k-means.
_PAIRS = 4000
_GROUPS = 1000
_DRAWS = 20
_KEPT = 0.8


class RespondentClusters:
    """`clusters` in the shape BERTopic expects of its `hdbscan_model`: `fit`, then `labels_`.

    Args:
        respondents: Number of the respondent of each row that `fit` will get.
        cohesion: Mean cosine within a cluster, at least.
        most: At most so many clusters.
        seed: Seed of k-means.
    """

    def __init__(self, respondents: Ints, cohesion: float, most: int, seed: int) -> None:
        self._respondents = respondents
        self._cohesion = cohesion
        self._most = most
        self._seed = seed

    def fit(self, vectors: Floats, y: object = None) -> RespondentClusters:  # noqa: ARG002 - BERTopic passes y
        """Cluster the vectors; the result is in `labels_`."""
        import numpy as np

        labels = clusters(vectors, self._respondents, self._cohesion, self._seed)
        self.labels_ = np.where(labels < self._most, labels, -1)
        return self


def clusters(vectors: Floats, respondents: Ints, cohesion: float, seed: int) -> Ints:
    """The cluster of each row, -1 for none.

    Average linkage of cosines, cut at `cohesion`; a cluster with fewer than two respondents is none.
    Chosen because it needs no number of clusters, leaves out what stands alone and is the same on
    every run; at 20 short texts HDBSCAN with the defaults of BERTopic finds nothing.

    Args:
        vectors: (n, dimensions), of unit length.
        respondents: (n,), number of the respondent.
        cohesion: Mean cosine within a cluster, at least.
        seed: Seed of k-means, used above 4,000 rows.

    Returns:
        (n,), 0 for the cluster with the most respondents, then 1, and so on.
    """
    import numpy as np

    if len(vectors) < _FEWEST:
        return np.full(len(vectors), -1)
    return _clusters(vectors, respondents, cohesion, seed)


def _clusters(vectors: Floats, respondents: Ints, cohesion: float, seed: int) -> Ints:
    """`clusters` of two rows or more, as a draw of the respondents can leave them."""
    if len(vectors) > _PAIRS:
        groups, centres = _grouped(vectors, seed)
        labels = _linked(centres, cohesion)[groups]
    else:
        labels = _linked(vectors, cohesion)
    return _by_respondents(labels, respondents)


def stability(vectors: Floats, respondents: Ints, labels: Ints, cohesion: float, seed: int) -> list[float]:
    """For each cluster, the share of draws of 80 % of the respondents in which it is found again.

    Found again means a cluster of the draw shares at least half of the segments that either of the
    two has among those drawn (Jaccard 0.5). With more than 4,000 segments it is not computed.

    Source: Hennig (2007), Cluster-wise assessment of cluster stability,
    DOI 10.1016/j.csda.2006.11.025; draws of respondents instead of rows.
    """
    import numpy as np

    count = int(labels.max(initial=-1)) + 1
    if len(vectors) > _PAIRS:
        return [float("nan")] * count
    random = np.random.default_rng(seed)
    people = np.unique(respondents)
    again = np.zeros(count)
    for _ in range(_DRAWS):
        drawn = random.choice(people, max(1, round(_KEPT * len(people))), replace=False)
        kept = np.isin(respondents, drawn)
        if kept.sum() > 1:
            found = _clusters(vectors[kept], respondents[kept], cohesion, seed)
            again += [_found_again(labels[kept] == cluster, found) for cluster in range(count)]
    return [float(share) for share in again / _DRAWS]


def _found_again(members: NDArray[np.bool_], found: Ints) -> bool:
    import numpy as np

    inside = found[members]
    for cluster in np.unique(inside[inside >= 0]):
        both = int((inside == cluster).sum())
        if both >= 0.5 * (int(members.sum()) + int((found == cluster).sum()) - both):
            return True
    return False


def _grouped(vectors: Floats, seed: int) -> tuple[Ints, Floats]:
    """The group of each row by k-means, and the centres of the groups with unit length."""
    import numpy as np
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    model = KMeans(_GROUPS, init="random", n_init=1, max_iter=10, random_state=seed)
    with warnings.catch_warnings():
        # Equal texts can leave fewer groups than asked for, which is fine here.
        warnings.simplefilter("ignore", ConvergenceWarning)
        groups = model.fit_predict(vectors)
    norms = np.linalg.norm(model.cluster_centers_, axis=1, keepdims=True)
    return groups, model.cluster_centers_ / np.maximum(norms, 1e-9)


def _linked(vectors: Floats, cohesion: float) -> Ints:
    from sklearn.cluster import AgglomerativeClustering

    distances = (1 - vectors @ vectors.T).clip(0)
    model = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - cohesion
    )
    labels: Ints = model.fit_predict(distances)
    return labels


def _by_respondents(labels: Ints, respondents: Ints) -> Ints:
    """Clusters numbered from the one with the most respondents, the earlier first; small ones -1."""
    import numpy as np

    members = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    people = [len(np.unique(respondents[rows])) for rows in members]
    order = sorted(range(len(members)), key=lambda i: (-people[i], -len(members[i]), members[i][0]))
    numbered = np.full(len(labels), -1)
    for number, cluster in enumerate(order):
        if people[cluster] > 1:
            numbered[members[cluster]] = number
    return numbered
