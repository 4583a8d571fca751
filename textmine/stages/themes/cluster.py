"""Communities of texts that are alike, at twenty texts as at twenty thousand, and how stable they are.

Each text is joined with the texts most like it, in meaning and in spelling, and the graph is cut into
communities by modularity, which needs no number of themes. It is cut again for draws of the
respondents; two texts that part in some draws hold together less, so what a few people more or less
would change does not decide. Nothing hangs on the order of the rows: texts are sorted first, and a
respondent is drawn by a digest of what he wrote.

Sources: Blondel et al. (2008), Fast unfolding of communities in large networks,
DOI 10.1088/1742-5468/2008/10/P10008; Lancichinetti and Fortunato (2012), Consensus clustering in
complex networks, DOI 10.1038/srep00336. Weights, neighbours and resolution are ours, chosen on the
training part of banking77 and on development halves, see docs/decisions/0014.
"""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine.stages.themes.spelling import Spelling

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["SPELLING", "Communities", "RespondentClusters", "centred", "communities", "cut", "unit"]

# Below so many texts there is nothing to cluster: a theme of two respondents would be chance.
_FEWEST = 8
_NEIGHBOURS = 20
# The nearest in meaning, among which spelling has a say.
_CANDIDATES = 60
SPELLING = 0.4
"""Share of spelling beside meaning in how alike two texts are."""
_BLOCK = 1024
_DRAWS = 20
# Modularity as it stands puts together what a name fits only half of; from 1.75 on it falls apart. With more
# respondents than `_COARSE` it is cut finer, by the square root.
_RESOLUTION = 1.4
_COARSE = 300
# Up to here so many draws; more texts take a quarter of them, for time.
_MANY = 3000
_KEPT = 205 / 256  # of the respondents in a draw
_GAIN = 1e-9
_ZERO = 1e-4

# A graph: for each node its neighbours and the weights of the edges, none to itself.
Graph = list[dict[int, float]]


@dataclass(frozen=True)
class Communities:
    """What `communities` found.

    Args:
        labels: (n,), the community of each row, 0 for the one with the most respondents; -1 for none.
        stability: For each community, the share of draws in which it is found again.
    """

    labels: Ints
    stability: list[float]


class RespondentClusters:
    """Labels in the shape BERTopic expects of its `hdbscan_model`: `fit`, then `labels_`.

    Args:
        labels: (n,), the cluster of each row that `fit` will get, -1 for none.
    """

    def __init__(self, labels: Ints) -> None:
        self.labels_ = labels

    def fit(self, vectors: Floats, y: object = None) -> RespondentClusters:  # noqa: ARG002 - BERTopic passes y
        """Nothing more to do: the labels were given."""
        return self


def centred(vectors: Floats) -> Floats:
    """Vectors less their mean, of unit length.

    All comments of a survey speak of its subject, which makes all of them alike.
    """
    return unit(vectors - vectors.mean(axis=0))


def unit(rows: Floats) -> Floats:
    """Each row with length 1; one that is all but zero, as what is left of equal vectors, as zeros."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    long: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > _ZERO)
    return long


def communities(
    texts: Sequence[str], vectors: Floats, respondents: Ints, seed: int = 0, granularity: float = 1.0
) -> Communities:
    """Texts that belong together.

    Equal texts are one, a community with fewer than two respondents is none.

    Args:
        texts: The texts.
        vectors: (n, dimensions), their meaning, of unit length.
        respondents: (n,), number of the respondent.
        seed: Seed of the draws of respondents.
        granularity: More makes more and smaller communities.
    """
    import numpy as np

    unique, first, node_of = np.unique(np.array(texts, dtype=object), return_index=True, return_inverse=True)
    if len(texts) < _FEWEST:
        return Communities(np.full(len(texts), -1), [])
    # Equal texts can differ in the last bits of their vectors; the first after sorting is the same in any order.
    # Many people speak of more things than few.
    resolution = _RESOLUTION * granularity * max(1.0, len(np.unique(respondents)) / _COARSE) ** 0.5
    people: list[set[int]] = [set() for _ in unique]
    for node, respondent in zip(node_of.tolist(), respondents.tolist(), strict=True):
        people[node].add(respondent)
    whole = _graph(*_neighbours(unique.tolist(), centred(vectors[first])), people)
    drawn = [
        (kept, cut(_part(whole, kept), resolution))
        for kept in _draws(unique.tolist(), people, _DRAWS if len(unique) <= _MANY else _DRAWS // 4, seed)
    ]
    labels = _by_respondents(cut(_agreed(whole, drawn), resolution), people)
    return Communities(np.array(labels)[node_of], _stability(labels, drawn))


def _neighbours(texts: list[str], vectors: Floats) -> tuple[Ints, Floats]:
    """The texts most like each, and how alike they are, both (n, neighbours).

    Alike is the cosine of the vectors and of the character n-grams, 0.6 and 0.4 of the sum: names of
    things that the encoder does not know tell much, most of all where there are few comments.
    """
    import numpy as np

    count = len(texts)
    spelling = Spelling(texts, np.float32)
    nearest = np.zeros((count, min(_NEIGHBOURS, count // 2)), dtype=np.int64)
    alike = np.zeros(nearest.shape, dtype=np.float32)
    for start in range(0, count, _BLOCK):
        meaning = vectors[start : start + _BLOCK] @ vectors.T
        own = np.arange(len(meaning))[:, None]
        meaning[own, start + own] = -2
        # Rounded, so that the last bit of a product decides no tie.
        near = _highest(meaning.round(5), min(_CANDIDATES, count - 1))
        both = (1 - SPELLING) * meaning[own, near] + SPELLING * spelling.pairs(start + own, near)
        both = both.round(5)
        best = np.argsort(-both, axis=1, kind="stable")[:, : nearest.shape[1]]
        nearest[start : start + _BLOCK] = np.take_along_axis(near, best, axis=1)
        alike[start : start + _BLOCK] = np.take_along_axis(both, best, axis=1)
    return nearest, alike


def _highest(values: Floats, count: int) -> Ints:
    """The columns of the highest values of each row, (n_rows, count), the highest first, of equal ones the first."""
    import numpy as np

    least = np.partition(values, -count, axis=1)[:, -count, None]
    rows, columns = np.nonzero(values >= least)
    columns = columns[np.lexsort((-values[rows, columns], rows))]
    highest: Ints = columns[np.searchsorted(rows, np.arange(len(values)))[:, None] + np.arange(count)]
    return highest


def _graph(nearest: Ints, alike: Floats, people: list[set[int]]) -> Graph:
    """An edge between two texts of which one is a neighbour of the other, weighed with their likeness squared.

    None between texts of one respondent alone: a theme is what different people say.
    """
    graph: Graph = [{} for _ in nearest]
    for node, (others, weights) in enumerate(zip(nearest.tolist(), alike.tolist(), strict=True)):
        for other, weight in zip(others, weights, strict=True):
            if weight > 0 and len(people[node] | people[other]) > 1:
                graph[node][other] = graph[other][node] = weight * weight
    return graph


def _part(graph: Graph, kept: set[int]) -> Graph:
    """The edges between the nodes that are kept."""
    return [
        {other: weight for other, weight in edges.items() if other in kept} if node in kept else {}
        for node, edges in enumerate(graph)
    ]


def _draws(texts: list[str], people: list[set[int]], count: int, seed: int) -> list[set[int]]:
    """The texts of the respondents drawn, four fifths of them, for each draw.

    The digest of what a respondent wrote decides, so that one more or less changes no other.
    """
    wrote: dict[int, list[str]] = defaultdict(list)
    for text, some in zip(texts, people, strict=True):
        for respondent in some:
            wrote[respondent].append(text)
    salt = seed.to_bytes(8, "big", signed=True)
    digests = {
        respondent: hashlib.blake2b("\n".join(own).encode(), digest_size=_DRAWS, salt=salt).digest()
        for respondent, own in wrote.items()
    }
    return [
        {node for node, some in enumerate(people) if any(digests[each][draw] < _KEPT * 256 for each in some)}
        for draw in range(count)
    ]


def _agreed(graph: Graph, drawn: list[tuple[set[int], list[int]]]) -> Graph:
    """Each edge weighed with the share of draws with both its ends that put them together."""
    agreed: Graph = []
    for node, edges in enumerate(graph):
        having = [(kept, labels) for kept, labels in drawn if node in kept]
        own = {}
        for other, weight in edges.items():
            both = [labels[node] == labels[other] for kept, labels in having if other in kept]
            own[other] = weight * sum(both) / len(both) if both else weight
        agreed.append(own)
    return agreed


def cut(graph: Graph, resolution: float) -> list[int]:
    """The community of each node: a local maximum of modularity, by the method of Louvain.

    After the communities have been put together as far as it pays, single nodes may move once more.
    """
    labels = _moved(graph, [0.0] * len(graph), list(range(len(graph))), resolution)
    while True:
        before = labels
        small, loops = _folded(graph, labels)
        above = _moved(small, loops, list(range(len(small))), resolution)
        while len(set(above)) < len(small):
            labels = [above[label] for label in labels]
            small, loops = _folded(graph, labels)
            above = _moved(small, loops, list(range(len(small))), resolution)
        labels = _moved(graph, [0.0] * len(graph), labels, resolution)
        if labels == before:
            return labels


def _moved(graph: Graph, loops: list[float], labels: list[int], resolution: float) -> list[int]:
    """Each node moved to the community where modularity gains most, until none gains; numbered from 0.

    Args:
        graph: The edges.
        loops: Twice the weight inside each node.
        labels: Where they start, communities numbered below the number of nodes.
        resolution: Weight of what is expected by chance.
    """
    labels = list(labels)
    degrees = [loop + math.fsum(edges.values()) for loop, edges in zip(loops, graph, strict=True)]
    whole = math.fsum(degrees)
    totals = [0.0] * len(graph)
    for label, degree in zip(labels, degrees, strict=True):
        totals[label] += degree
    # What `_beside` says of each node, until one of its neighbours moves.
    beside: list[dict[int, float]] = [{} for _ in graph]
    moving = whole > 0
    while moving:
        moving = False
        for node, edges in enumerate(graph):
            own, into = labels[node], beside[node] or _beside(edges, labels)
            beside[node] = into
            if len(into) == (own in into):
                continue
            expected = resolution * degrees[node] / whole
            totals[own] -= degrees[node]
            best, most = own, into.get(own, 0.0) - expected * totals[own]
            for label, weight in into.items():
                gain = weight - expected * totals[label]
                if gain > most + _GAIN:
                    best, most = label, gain
            totals[best] += degrees[node]
            if best != own:
                labels[node] = best
                moving = True
                for other in edges:
                    beside[other] = {}
    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return [numbers[label] for label in labels]


def _beside(edges: dict[int, float], labels: list[int]) -> dict[int, float]:
    """The weight between a node and each community that it has neighbours in."""
    into: dict[int, float] = {}
    for other, weight in edges.items():
        into[labels[other]] = into.get(labels[other], 0.0) + weight
    return into


def _folded(graph: Graph, labels: list[int]) -> tuple[Graph, list[float]]:
    """The communities as nodes, and twice the weight inside each."""
    count = max(labels, default=-1) + 1
    small: Graph = [{} for _ in range(count)]
    loops = [0.0] * count
    for node, edges in enumerate(graph):
        own = labels[node]
        for other, weight in edges.items():
            if labels[other] == own:
                loops[own] += weight
            else:
                small[own][labels[other]] = small[own].get(labels[other], 0.0) + weight
    return small, loops


def _by_respondents(labels: list[int], people: list[set[int]]) -> list[int]:
    """Communities numbered from the one with the most respondents, the earlier first; of one respondent -1."""
    members: dict[int, set[int]] = defaultdict(set)
    for label, some in zip(labels, people, strict=True):
        members[label] |= some
    order = sorted((label for label in members if len(members[label]) > 1), key=lambda label: -len(members[label]))
    numbers = {label: number for number, label in enumerate(order)}
    return [numbers.get(label, -1) for label in labels]


def _stability(labels: list[int], drawn: list[tuple[set[int], list[int]]]) -> list[float]:
    """For each community, the share of draws with any of it in which it is found again.

    Found again means a community of the draw shares at least half of the texts that either of the two
    has among those drawn (Jaccard 0.5).

    Source: Hennig (2007), Cluster-wise assessment of cluster stability,
    DOI 10.1016/j.csda.2006.11.025; draws of respondents instead of rows.
    """
    again = [0] * (max(labels, default=-1) + 1)
    there = again.copy()
    for kept, found in drawn:
        own, other, both = (
            defaultdict[int, int](int),
            defaultdict[int, int](int),
            defaultdict[tuple[int, int], int](int),
        )
        for node in kept:
            own[labels[node]] += 1
            other[found[node]] += 1
            both[labels[node], found[node]] += 1
        for label in own.keys() - {-1}:
            there[label] += 1
        for label in {a for (a, b), shared in both.items() if a >= 0 and 2 * shared >= own[a] + other[b] - shared}:
            again[label] += 1
    return [count / max(draws, 1) for count, draws in zip(again, there, strict=True)]
