"""Sentences to quote: near the centre of what is said, from different respondents, groups and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Names = NDArray[np.object_]

__all__ = ["hidden_shares", "pick"]

_GOOD_LENGTH = (40, 300)  # characters: shorter says little out of context, longer is not read
_HIDDEN = 0.5  # share of placeholders from which a span is not quoted at all
_POOL = 30  # candidates that are held against each other: the nearest to the centre
_NEAR = 0.6  # weight of nearness to the centre against likeness to what is quoted already
_SAME_GROUP, _SAME_LANGUAGE = 0.10, 0.05  # taken off where a quote of the group or language is there already
_AT_ONCE = 65_536  # spans whose vectors are held in memory together; sums are over as many
_ITEM = ["question_id", "kind", "item_id"]
_DIGITS = 5  # nearness is compared to so many, so that the last bits of another processor decide nothing


def hidden_shares(spans: pd.DataFrame, redactions: pd.DataFrame) -> pd.Series:
    """Which share of its characters is hidden in each span, 0 to 1, in the order of the spans.

    Args:
        spans: Columns comment_id, start and end, of unique index.
        redactions: The table `redactions`, as far as it holds comment_id, start and end.
    """
    places = spans.reset_index(names="span").merge(redactions, on="comment_id", suffixes=("", "_hidden"))
    length = places[["end", "end_hidden"]].min(axis=1) - places[["start", "start_hidden"]].max(axis=1)
    covered = length.clip(lower=0).groupby(places["span"]).sum().reindex(spans.index, fill_value=0)
    return (covered / (spans["end"] - spans["start"]).clip(lower=1)).clip(upper=1.0)


def pick(candidates: pd.DataFrame, vectors: Floats, most: int) -> pd.DataFrame:
    """The best quotes for each item of each question.

    A span is preferred that has nothing hidden, a quotable length, and begins with a sentence; one that
    is mostly hidden is never taken, nor a few words from within a sentence. Among these, maximal
    marginal relevance: surely on the item and near the mean vector of all that is said on it, and
    unlike what was picked before; a respondent is quoted once for an item.

    Args:
        candidates: Columns question_id, kind, item_id, score, respondent_id, group, language, comment_id,
            start, end, hidden (share of the span that is hidden), opens (it begins with a sentence), and row,
            its row of `vectors`.
        vectors: (n_segments, dimensions), or (n_segments,) of (dimensions,), of unit length.
        most: How many to keep for an item.

    Returns:
        The table `quotes`.

    Source: Carbonell and Goldstein (1998), "The use of MMR, diversity-based reranking for reordering
    documents and producing summaries", doi 10.1145/290941.291025.
    """
    import numpy as np
    import pandas as pd

    length = candidates["end"] - candidates["start"]
    hidden, odd, inside = candidates["hidden"] > 0, ~length.between(*_GOOD_LENGTH), ~candidates["opens"]
    kept = candidates.assign(tier=4 * hidden + 2 * odd + inside)
    kept = kept[(kept["hidden"] < _HIDDEN) & ~(inside & (length < _GOOD_LENGTH[0]))].reset_index(drop=True)
    chosen: list[tuple[int, int]] = []
    rows, tiers, scores = kept["row"].to_numpy(), kept["tier"].to_numpy(), kept["score"].to_numpy()
    respondents, groups, languages = (kept[name].to_numpy() for name in ("respondent_id", "group", "language"))
    for places in kept.groupby(_ITEM, sort=True).indices.values():
        near = _nearness(vectors, rows[places], scores[places].astype(np.float32))
        order = np.lexsort((places, -near, tiers[places]))
        pool = _first_of_each(order.tolist(), respondents[places])
        own = places[pool]
        marks = groups[own], languages[own]
        taken = _unlike(_vectors(vectors, rows[own]), near[pool].tolist(), tiers[own].tolist(), marks, most)
        chosen += [(int(own[place]), rank) for rank, place in enumerate(taken, start=1)]
    picked = kept.loc[[place for place, _ in chosen]]
    return tables.typed("quotes", picked.assign(rank=pd.Series([r for _, r in chosen], index=picked.index), reason=""))


def _vectors(vectors: Floats, rows: NDArray[np.int64]) -> Floats:
    import numpy as np

    return np.stack(vectors[rows].tolist()).astype(np.float32)


def _nearness(vectors: Floats, rows: NDArray[np.int64], sure: Floats) -> Floats:
    """How near spans are to the mean of all, weighed by how sure they are on the item, and how sure that is."""
    import numpy as np

    parts = [slice(start, start + _AT_ONCE) for start in range(0, len(rows), _AT_ONCE)]
    total = sum((_vectors(vectors, rows[part]) * sure[part, None]).sum(axis=0) for part in parts)
    centre = total / max(float(sure.sum()), 1.0)
    like = np.concatenate([(_vectors(vectors, rows[part]) * centre).sum(axis=1) for part in parts])
    near: Floats = np.round((like + sure) / 2, _DIGITS)
    return near


def _unlike(own: Floats, near: list[float], tiers: list[int], marks: tuple[Names, Names], most: int) -> list[int]:
    """The best of a pool and what is good and unlike those before it, by place in the pool."""
    taken: list[int] = []
    left = list(range(len(own)))
    while len(taken) < most and left:
        worth = dict(zip(left, _worth(left, taken, own, near, marks), strict=True))
        best = min(left, key=lambda place: (tiers[place], -worth[place]))
        left.remove(best)
        taken.append(best)
    return taken


def _worth(
    left: list[int], taken: list[int], own: Floats, near: list[float], marks: tuple[Names, Names]
) -> list[float]:
    """How good each quote that is left is beside those taken."""
    import numpy as np

    if not taken:
        return near
    like = np.round((own[left][:, None] * own[taken]).sum(axis=2).max(axis=1), _DIGITS).tolist()
    groups, languages = ([names[place] in {*names[taken]} for place in left] for names in marks)
    return [
        round(_NEAR * near[place] - (1 - _NEAR) * alike - (_SAME_GROUP * group + _SAME_LANGUAGE * language), _DIGITS)
        for place, alike, group, language in zip(left, like, groups, languages, strict=True)
    ]


def _first_of_each(order: list[int], names: Names) -> list[int]:
    """The first places in their order, only one of each name, at most `_POOL`."""
    first: dict[str, int] = {}
    for place in order:
        if len(first) == _POOL:
            break
        first.setdefault(names[place], place)
    return [*first.values()]
