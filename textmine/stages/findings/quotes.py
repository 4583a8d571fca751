"""Sentences to quote: near the centre of what is said, from different respondents, groups and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

__all__ = ["hidden_shares", "pick"]

_GOOD_LENGTH = (40, 300)  # characters: shorter says little out of context, longer is not read
_HIDDEN = 0.5  # share of placeholders from which a span is not quoted at all
_POOL = 30  # candidates that are held against each other: the nearest to the centre
_NEAR = 0.6  # weight of nearness to the centre against likeness to what is quoted already
_SAME_GROUP, _SAME_LANGUAGE = 0.10, 0.05  # taken off where a quote of the group or language is there already
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
        vectors: (n_segments, dimensions), of unit length.
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
        own = vectors[rows[places]].astype(np.float32)
        sure = scores[places].astype(np.float32)
        centre = (own * sure[:, None]).sum(axis=0) / max(float(sure.sum()), 1.0)
        near = np.round(((own * centre).sum(axis=1) + sure) / 2, _DIGITS)
        order = np.lexsort((places, -near, tiers[places]))
        pool = _first_of_each(order.tolist(), respondents[places])
        taken: list[int] = []
        while len(taken) < most and len(pool):
            worth = _worth(pool, taken, own, near, (groups[places], languages[places]))
            best = min(zip(tiers[places[pool]].tolist(), [-w for w in worth], range(len(pool)), strict=True))[2]
            taken.append(pool.pop(best))
        chosen += [(int(places[place]), rank) for rank, place in enumerate(taken, start=1)]
    picked = kept.loc[[place for place, _ in chosen]]
    return tables.typed("quotes", picked.assign(rank=pd.Series([r for _, r in chosen], index=picked.index), reason=""))


def _worth(
    pool: list[int], taken: list[int], own: Floats, near: Floats, marks: tuple[NDArray[np.object_], NDArray[np.object_]]
) -> list[float]:
    """How good each quote of a pool is beside those taken."""
    import numpy as np

    if not taken:
        return [float(value) for value in near[pool]]
    like = np.round((own[pool][:, None] * own[taken]).sum(axis=2).max(axis=1), _DIGITS)
    groups, languages = ([name in {*names[taken]} for name in names[pool]] for names in marks)
    every = zip(near[pool].tolist(), like.tolist(), groups, languages, strict=True)
    return [
        round(_NEAR * close - (1 - _NEAR) * alike - (_SAME_GROUP * group + _SAME_LANGUAGE * language), _DIGITS)
        for close, alike, group, language in every
    ]


def _first_of_each(order: list[int], names: NDArray[np.object_]) -> list[int]:
    """The first places in their order, only one of each name, at most `_POOL`."""
    first: dict[str, int] = {}
    for place in order:
        if len(first) == _POOL:
            break
        first.setdefault(names[place], place)
    return [*first.values()]
