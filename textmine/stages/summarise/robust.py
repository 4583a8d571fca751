"""Who raises which theme -> robustness: how firmly each theme keeps its place when respondents change.

Everything is counted in distinct respondents over the whole survey. A theme is ranked among its
peers: themes of the same kind that were named by a person, or found by the machine, and that are
headings of others, or not. Rank 1 is raised by most; equal counts have the same, better rank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from textmine import tables
from textmine.rows import among

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["TOP", "robustness"]

TOP = 3
"""Ranks that a report names."""

_RESAMPLES = 2_000  # so that a share of resamples is known to 2 points (1.96 standard errors at one half)
_AT_ONCE = 250  # resamples held in memory together
_SEED = 20_181_121
_ENDS = (2.5, 97.5)  # per cent of the resamples below each end of a 95 % interval


def robustness(events: pd.DataFrame, said: pd.DataFrame, themes: pd.DataFrame, base: frozenset[str]) -> pd.DataFrame:
    """The table `robustness`.

    A resample draws as many respondents as there are, with replacement. Respondents who raise the
    same themes are interchangeable, so that the number of each pattern of themes is drawn.

    Args:
        events: Events of the whole survey.
        said: Codings decided yes, with the columns of their comments.
        themes: The table `themes`.
        base: The respondents that figures over the whole survey are taken from.

    Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapters 11 (leaving one
    out) and 13 (percentile interval), doi 10.1201/9780429246593; of ranks: Goldstein and
    Spiegelhalter (1996), doi 10.2307/2983325, and Hall and Miller (2009), doi 10.1214/09-AOS699.
    """
    import pandas as pd

    if themes.empty or not base:
        return tables.empty("robustness")
    raised = events[events["kind"].eq("theme") & among(events["respondent_id"], base)]
    patterns, sizes = _patterns(raised, themes["theme_id"], len(base))
    resampled = _resampled(patterns, sizes)
    by_one = _by_one(said[among(said["respondent_id"], base)], themes)
    parts = []
    for _, part in themes.reset_index(drop=True).groupby(_peers(themes), sort=False):
        places = part.index.to_numpy()
        figures = _ranked(patterns[:, places], sizes, resampled[:, places])
        parts.append(pd.DataFrame(figures | {"theme_id": part["theme_id"].to_numpy(), "peers": len(part)}))
    found = themes[["theme_id"]].merge(pd.concat(parts), on="theme_id").merge(by_one, on="theme_id", how="left")
    return tables.typed("robustness", found.fillna({"comments": 0, "by_one": 0}).assign(base=len(base)))


def _peers(themes: pd.DataFrame) -> NDArray[np.str_]:
    """The themes that a theme is ranked among, by a name."""
    heading = themes["theme_id"].isin(set(themes["parent"]))
    found = themes["origin"].eq("emergent")
    return np.array([f"{k}/{h}/{f}" for k, h, f in zip(themes["kind"], heading, found, strict=True)], dtype=np.str_)


def _patterns(raised: pd.DataFrame, theme_ids: pd.Series, base: int) -> tuple[Ints, Ints]:
    """Which themes a respondent can raise together, (n_patterns, n_themes), and how many respondents raise these."""
    import pandas as pd

    respondents, _ = pd.factorize(raised["respondent_id"])
    places = pd.Index(theme_ids).get_indexer(raised["item_id"])
    raises = np.zeros((base, len(theme_ids)), dtype=np.bool_)
    raises[respondents[places >= 0], places[places >= 0]] = True
    # As bits, for memory and time: these are in the same order.
    packed, sizes = np.unique(np.packbits(raises, axis=1), axis=0, return_counts=True)
    return np.unpackbits(packed, axis=1, count=len(theme_ids)).astype(np.int64), sizes


def _resampled(patterns: Ints, sizes: Ints) -> Ints:
    """How many respondents raise each theme in each resample, (n_resamples, n_themes)."""
    random = np.random.default_rng(_SEED)
    total = int(sizes.sum())
    # Products of floats are faster, and exact for counts.
    exact = patterns.astype(np.float64)
    drawn = [
        random.multinomial(total, sizes / total, size=min(_AT_ONCE, _RESAMPLES - at)).astype(np.float64) @ exact
        for at in range(0, _RESAMPLES, _AT_ONCE)
    ]
    return np.concatenate(drawn).astype(np.int64)


def _ranked(patterns: Ints, sizes: Ints, resampled: Ints) -> dict[str, Ints | NDArray[np.float64]]:
    """Count and ranks of some peers: their columns of `_patterns` and of `_resampled`."""
    counts = (sizes @ patterns)[None, :]
    left_out = _ranks(counts - patterns)
    ranks = _ranks(resampled)
    # Ends are ranks that occur, not means of two.
    low, high = np.percentile(ranks, _ENDS, axis=0, method="inverted_cdf").astype(np.int64)
    return {
        "respondents": counts[0],
        "rank": _ranks(counts)[0],
        "best_without_one": left_out.min(axis=0),
        "worst_without_one": left_out.max(axis=0),
        "rank_low": low,
        "rank_high": high,
        "top": ((ranks <= TOP) & (resampled > 0)).mean(axis=0),
    }


def _ranks(counts: Ints) -> Ints:
    """The rank of each theme in each row, 1 for the most; one that nobody raises is last, though others are too."""
    from scipy.stats import rankdata

    ranks: Ints = rankdata(-counts, method="min", axis=1).astype(np.int64)
    return np.where(counts > 0, ranks, counts.shape[1])


def _by_one(said: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """For each theme, in how many comments it is coded, and how many of these one respondent wrote."""
    import pandas as pd

    parents = dict(zip(themes["theme_id"], themes["parent"], strict=True))
    level = said[["theme_id", "comment_id", "respondent_id"]]
    levels = []
    while not level.empty:
        levels.append(level)
        above = level["theme_id"].map(parents).fillna("")
        level = level.assign(theme_id=above)[above != ""]
    if not levels:
        return pd.DataFrame(columns=["theme_id", "comments", "by_one"])
    each = pd.concat(levels).drop_duplicates().groupby(["theme_id", "respondent_id"]).size()
    totals = each.groupby("theme_id").agg(["sum", "max"])
    return totals.rename(columns={"sum": "comments", "max": "by_one"}).reset_index()
