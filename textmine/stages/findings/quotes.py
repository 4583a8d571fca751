"""Sentences to quote: near the centre of what is said, from different respondents, groups and languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Ints = NDArray[np.int64]

__all__ = ["hidden_shares", "pick"]

_GOOD_LENGTH = (40, 300)  # characters: shorter says little out of context, longer is not read
_HIDDEN = 0.5  # share of placeholders from which a span is not quoted at all
_POOL = 30  # candidates that are held against each other: the nearest to the centre
_NEAR = 0.6  # weight of nearness to the centre against likeness to what is quoted already
_SAME_GROUP, _SAME_LANGUAGE = 0.10, 0.05  # taken off where a quote of the group or language is there already
_AT_ONCE = 4_096  # spans whose vectors are held in memory together
_ITEM = ["question_id", "kind", "item_id"]
_DIGITS = 5  # nearness is compared to so many, so that the last bits of another processor decide nothing


def hidden_shares(spans: pd.DataFrame, redactions: pd.DataFrame) -> pd.Series:
    """Which share of its characters is hidden in each span, 0 to 1, in the order of the spans.

    Args:
        spans: Columns comment_id, start and end, of unique index.
        redactions: The table `redactions`, as far as it holds comment_id, start and end.
    """
    import numpy as np
    import pandas as pd

    # All comments stand behind each other on one line, and a place on it is asked for what is hidden before it: to hold
    # each span against each redaction of its comment would take the square of its length.
    comments = pd.factorize(pd.concat([spans["comment_id"], redactions["comment_id"]]))[0].astype(np.int64)
    begins = comments * (1 + int(max([*spans["end"], *redactions["end"]], default=0)))
    starts, ends = (np.sort(begins[len(spans) :] + redactions[edge].to_numpy()) for edge in ("start", "end"))
    up_to_start, up_to_end = (np.concatenate([[0], np.cumsum(edges)]) for edges in (starts, ends))

    def before(places: Ints) -> Ints:
        begun, ended = np.searchsorted(starts, places), np.searchsorted(ends, places, side="right")
        hidden: Ints = up_to_end[ended] - up_to_start[begun] + places * (begun - ended)
        return hidden

    first, last = (before(begins[: len(spans)] + spans[edge].to_numpy()) for edge in ("start", "end"))
    share = pd.Series(last - first, index=spans.index) / (spans["end"] - spans["start"]).clip(lower=1)
    return share.clip(upper=1.0)


def pick(candidates: pd.DataFrame, vectors: Iterable[Floats], most: int) -> pd.DataFrame:
    """The best quotes for each item of each question.

    A span is preferred that has nothing hidden, a quotable length, and begins with a sentence; one that
    is mostly hidden is never taken, nor a few words from within a sentence. Among these, maximal
    marginal relevance: surely on the item and near the mean vector of all that is said on it, and
    unlike what was picked before; a respondent is quoted once for an item.

    Args:
        candidates: Columns question_id, kind, item_id, score, respondent_id, group, language, comment_id,
            start, end, hidden (share of the span that is hidden), opens (it begins with a sentence), and row,
            its row of `vectors`, -1 where it has none.
        vectors: In batches of (n_segments, dimensions), of unit length; gone through three times.
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
    can = (candidates["hidden"] < _HIDDEN) & ~(inside & (length < _GOOD_LENGTH[0]))
    kept, tier = candidates[can].reset_index(drop=True), 4 * hidden + 2 * odd + inside
    chosen: list[tuple[int, int]] = []
    rows, tiers, scores = kept["row"].to_numpy(), tier[can].to_numpy(), kept["score"].to_numpy(dtype=np.float32)
    respondents, *marks = (pd.factorize(kept[name])[0] for name in ("respondent_id", "group", "language"))
    items = [*kept.groupby(_ITEM, sort=True).indices.values()]
    near = _nearness(vectors, rows, scores, items)
    pools = []
    for places in items:
        order = places[np.lexsort((places, -near[places], tiers[places]))]
        pools.append(np.array(_first_of_each(order.tolist(), respondents), dtype=np.int64))
    for pool, own in zip(pools, _of(vectors, [rows[pool] for pool in pools]), strict=True):
        taken = _unlike(own, near[pool].tolist(), tiers[pool].tolist(), [mark[pool] for mark in marks], most)
        chosen += [(int(pool[place]), rank) for rank, place in enumerate(taken, start=1)]
    picked = kept.loc[[place for place, _ in chosen]]
    return tables.typed("quotes", picked.assign(rank=pd.Series([r for _, r in chosen], index=picked.index), reason=""))


def _nearness(vectors: Iterable[Floats], rows: Ints, sure: Floats, items: list[Ints]) -> Floats:
    """How near spans are to the mean of all on their item, weighed by how sure they are on it, and how sure that is."""
    import numpy as np
    from scipy.sparse import csr_matrix

    item = np.zeros(len(rows), dtype=np.int64)
    for number, places in enumerate(items):
        item[places] = number
    count = len(items)
    centres = np.zeros((count, 0), dtype=np.float32)
    for places, own, part in _batches(vectors, rows):
        centres = centres if centres.size else np.zeros((count, part.shape[1]), dtype=np.float32)
        # What is added up before, then what these spans add, one after the other: batches change no sum.
        numbers = np.concatenate([np.arange(count), item[places]])
        order = np.argsort(numbers, kind="stable")
        columns = np.concatenate([np.arange(count), count + own])[order]
        weights = np.concatenate([np.ones(count, dtype=np.float32), sure[places]])[order]
        ends = np.cumsum([0, *np.bincount(numbers)])
        adding = csr_matrix((weights, columns, ends), shape=(count, count + len(part)))
        centres = adding @ np.vstack([centres, part])
    centres /= np.array([max(float(sure[places].sum()), 1.0) for places in items], dtype=np.float32)[:, None]
    like = np.zeros(len(rows), dtype=np.float32)
    for places, own, part in _batches(vectors, rows):
        for start in range(0, len(places), _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            like[places[some]] = (part[own[some]] * centres[item[places[some]]]).sum(axis=1)
    near: Floats = np.round((like + sure) / 2, _DIGITS)
    return near


def _of(vectors: Iterable[Floats], pools: list[Ints]) -> list[Floats]:
    """The vectors in these rows, zeros where there are none."""
    import numpy as np

    rows = np.concatenate([np.zeros(0, dtype=np.int64), *pools])
    made = np.zeros((len(rows), 0), dtype=np.float32)
    for places, own, part in _batches(vectors, rows):
        made = made if made.size else np.zeros((len(rows), part.shape[1]), dtype=np.float32)
        made[places] = part[own]
    ends = np.cumsum([len(pool) for pool in pools]).tolist()
    return [made[end - len(pool) : end] for pool, end in zip(pools, ends, strict=True)]


def _batches(vectors: Iterable[Floats], rows: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
    """For each batch of vectors which of the rows are in it, by place, their rows in it, and the batch."""
    import numpy as np

    order = np.argsort(rows, kind="stable")
    start = 0
    for part in vectors:
        first, last = np.searchsorted(rows[order], (start, start + len(part)))
        places = order[first:last]
        yield places, rows[places] - start, part.astype(np.float32)
        start += len(part)


def _unlike(own: Floats, near: list[float], tiers: list[int], marks: list[Ints], most: int) -> list[int]:
    """The best of a pool and what is good and unlike those before it, by place in the pool."""
    taken: list[int] = []
    left = list(range(len(own)))
    while len(taken) < most and left:
        worth = dict(zip(left, _worth(left, taken, own, near, marks), strict=True))
        best = min(left, key=lambda place: (tiers[place], -worth[place]))
        left.remove(best)
        taken.append(best)
    return taken


def _worth(left: list[int], taken: list[int], own: Floats, near: list[float], marks: list[Ints]) -> list[float]:
    """How good each quote that is left is beside those taken."""
    import numpy as np

    if not taken:
        return near
    like = np.round((own[left][:, None] * own[taken]).sum(axis=2).max(axis=1), _DIGITS).tolist()
    groups, languages = ([names[place] in names[taken] for place in left] for names in marks)
    return [
        round(_NEAR * near[place] - (1 - _NEAR) * alike - (_SAME_GROUP * group + _SAME_LANGUAGE * language), _DIGITS)
        for place, alike, group, language in zip(left, like, groups, languages, strict=True)
    ]


def _first_of_each(order: list[int], names: Ints) -> list[int]:
    """The first places in their order, only one of each name, at most `_POOL`."""
    first: dict[int, int] = {}
    for place in order:
        if len(first) == _POOL:
            break
        first.setdefault(names[place], place)
    return [*first.values()]
