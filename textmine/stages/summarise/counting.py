"""Events and bases -> counts: how many, out of how many, for everybody and for each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import stats, tables
from textmine.stages.summarise.events import ITEM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd

__all__ = ["Asked", "count", "finish"]

_PLACE = ["question_id", "unit", "by", "group"]
_UNCERTAIN = ("low", "high", "least", "most", "weighted", "weighted_low", "weighted_high")


@dataclass(frozen=True)
class Asked:
    """What intervals need to know of who was asked.

    Attributes:
        invited: How many were invited, 0 when not known.
        everybody: The questions asked of all who were invited; "" is the whole survey.
        weights: The weight of each respondent; empty where all weigh the same.
    """

    invited: int = 0
    everybody: frozenset[str] = frozenset()
    weights: pd.Series | None = None


def count(
    events: Iterable[pd.DataFrame], items: pd.DataFrame, bases: pd.DataFrame, groups: pd.DataFrame, asked: Asked
) -> pd.DataFrame:
    """Count distinct units for each item and group.

    Args:
        events: Columns of `ITEM`, unit_id and respondent_id; in parts, of which none has items of another, so that
            one at a time is held.
        items: The items to list, columns of `ITEM`: an option nobody ticked is a figure too.
        bases: Columns question_id, unit, unit_id, respondent_id: the units a question's figures are
            taken from.
        groups: See `bases.groups`.
        asked: Who was asked.

    Returns:
        The table `counts`, a row for each item in each group.
    """
    import numpy as np
    import pandas as pd

    unit = ["question_id", "unit", "unit_id"]
    counted, named = [], [items[ITEM]]
    for part in events:
        numbers = pd.concat([bases[unit], part[unit]]).groupby(unit, sort=False).ngroup().to_numpy()
        within = part[np.isin(numbers[len(bases) :], numbers[: len(bases)])]
        counted.append(_distinct(within, [*ITEM, "by", "group"], groups, "count", asked))
        named.append(within[ITEM].drop_duplicates())
    found = pd.concat(counted)
    out_of = _distinct(bases, _PLACE, groups, "base", asked)
    every = pd.concat(named).drop_duplicates()
    cells = every.merge(groups[["by", "group"]].drop_duplicates(), how="cross")
    cells = cells.merge(found, on=[*ITEM, "by", "group"], how="left").merge(out_of, on=_PLACE, how="left")
    numbers = [column for column in cells if column not in {*ITEM, "by", "group"}]
    return finish(cells.fillna(dict.fromkeys(numbers, 0)), asked)


def finish(cells: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Add share, intervals and bounds to counts with their base.

    Args:
        cells: The columns of `counts` up to base; where respondents have weights, also the weight of
            the count and of the base, and the sum of the squared weights of the base.
        asked: Who was asked.
    """
    import numpy as np

    counts, bases = cells["count"].astype("int64"), cells["base"].astype("int64")
    share = np.divide(counts, bases, out=np.full(len(cells), np.nan), where=(bases > 0).to_numpy())
    done = cells.assign(count=counts, base=bases, share=share, **dict.fromkeys(_UNCERTAIN))
    for column, values in zip(_UNCERTAIN, zip(*_uncertain(done, asked), strict=True), strict=False):
        done[column] = values
    return tables.typed("counts", done)


def _uncertain(cells: pd.DataFrame, asked: Asked) -> Iterator[tuple[float | None, ...]]:
    """The columns `_UNCERTAIN` of each row.

    Who was asked and answered is counted and not estimated; records of one respondent are not
    independent of each other; links are all there are: these have no interval.
    """
    estimated = cells["unit"].eq("respondent") & cells["kind"].ne("base") & cells["base"].gt(0)
    of_invited = cells["by"].eq("") & cells["question_id"].isin(asked.everybody if asked.invited else set())
    known: dict[tuple[int, int, bool], tuple[float, float, float | None, float | None]] = {}
    keys = zip(cells["count"], cells["base"], of_invited, strict=True)
    for key, has_interval, weighted in zip(keys, estimated, _weighted(cells), strict=True):
        if not has_interval:
            yield (None,) * len(_UNCERTAIN)
            continue
        if key not in known:
            known[key] = _interval(*key[:2], asked.invited if key[2] else 0)
        yield *known[key], *weighted


def _interval(number: int, base: int, invited: int) -> tuple[float, float, float | None, float | None]:
    """The interval of a share, and its bounds where the base is a part of those invited."""
    if invited:
        return *stats.finite(number, base, invited), *stats.bounds(number, base, invited)
    return *stats.wilson(number, base), None, None


def _weighted(cells: pd.DataFrame) -> Iterator[tuple[float | None, float | None, float | None]]:
    """The weighted share of each row with its Wilson interval, taken as a sample of Kish's effective size."""
    if "base_weight" not in cells:
        yield from [(None, None, None)] * len(cells)
        return
    for some, whole, squares in zip(cells["count_weight"], cells["base_weight"], cells["base_square"], strict=True):
        if whole <= 0:
            yield None, None, None
            continue
        size, share = max(1.0, stats.kish_of(whole, squares)), min(1.0, some / whole)
        yield share, *stats.wilson(share * size, size)


def _distinct(rows: pd.DataFrame, keys: list[str], groups: pd.DataFrame, name: str, asked: Asked) -> pd.DataFrame:
    """How many distinct units there are by `keys`, and what they weigh where respondents have weights."""
    import pandas as pd

    own = [key for key in keys if key in rows]
    # Numbers in place of words, of which there are as many as events.
    number, unit = rows.groupby(own, sort=False).ngroup(), pd.factorize(rows["unit_id"])[0]
    joined = pd.DataFrame({"number": number, "unit": unit, "respondent_id": rows["respondent_id"]})
    joined = joined.merge(groups, on="respondent_id")
    place = ["number", "by", "group"]
    grouped = joined.groupby(place, sort=False)["unit"].nunique().rename(name)
    if asked.weights is not None:
        each = joined.drop_duplicates([*place, "unit"])
        each = each.assign(weight=each["respondent_id"].map(asked.weights).astype("float64"))
        weighed = each.assign(square=each["weight"] ** 2).groupby(place, sort=False)[["weight", "square"]].sum()
        grouped = weighed.add_prefix(f"{name}_").join(grouped)
    counted = grouped.reset_index()
    named = rows[own].drop_duplicates(ignore_index=True).iloc[counted["number"]].reset_index(drop=True)
    return pd.concat([named, counted.drop(columns="number")], axis=1)
