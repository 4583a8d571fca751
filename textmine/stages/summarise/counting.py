"""Events and bases -> counts: how many, out of how many, for everybody and for each group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textmine import stats, tables
from textmine.stages.summarise.events import ITEM

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["base_counts", "count"]

_PLACE = ["question_id", "unit", "by", "group"]


def count(events: pd.DataFrame, items: pd.DataFrame, bases: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """Count distinct units for each item and group.

    Args:
        events: Columns of `ITEM`, unit_id and respondent_id.
        items: The items to list, columns of `ITEM`: an option nobody ticked is a figure too.
        bases: Columns question_id, unit, unit_id, respondent_id: the units a question's figures are
            taken from.
        groups: See `bases.groups`.

    Returns:
        The table `counts`, a row for each item in each group.
    """
    import pandas as pd

    within = events.merge(bases[["question_id", "unit", "unit_id"]], on=["question_id", "unit", "unit_id"])
    found = _distinct(within, [*ITEM, "by", "group"], groups, "count")
    out_of = _distinct(bases, _PLACE, groups, "base")
    every = pd.concat([items[ITEM], within[ITEM]]).drop_duplicates()
    cells = every.merge(groups[["by", "group"]].drop_duplicates(), how="cross")
    cells = cells.merge(found, on=[*ITEM, "by", "group"], how="left").merge(out_of, on=_PLACE, how="left")
    return finish(cells.fillna({"count": 0, "base": 0}))


def base_counts(steps: dict[tuple[str, str], tuple[set[str], set[str]]], groups: pd.DataFrame) -> pd.DataFrame:
    """The ledger of bases: how many respondents are left at each step.

    Args:
        steps: (question_id, step) -> respondents, and those they are taken from; question_id is ""
            for the whole survey.
        groups: See `bases.groups`.

    Returns:
        Rows of the table `counts` with kind "base".
    """
    import pandas as pd

    sizes = groups.groupby(["by", "group"], sort=False)["respondent_id"]
    rows = []
    for (by, group), members in sizes:
        present = set(members)
        for (question, step), (who, out_of) in steps.items():
            rows.append(
                (question, "", "base", step, "", by, group, "respondent", len(who & present), len(out_of & present))
            )
    return finish(pd.DataFrame(rows, columns=[*tables.TABLES["counts"].names[:10]]))


def finish(cells: pd.DataFrame) -> pd.DataFrame:
    """Add share and interval to counts with their base."""
    counts, bases = cells["count"].astype("int64"), cells["base"].astype("int64")
    pairs = list(zip(counts, bases, strict=True))
    intervals = [stats.wilson(n, base) if base else (None, None) for n, base in pairs]
    done = cells.assign(
        count=counts,
        base=bases,
        share=[n / base if base else None for n, base in pairs],
        low=[low for low, _ in intervals],
        high=[high for _, high in intervals],
        test=None,
    )
    return tables.typed("counts", done)


def _distinct(rows: pd.DataFrame, keys: list[str], groups: pd.DataFrame, name: str) -> pd.DataFrame:
    joined = rows.merge(groups, on="respondent_id")
    return joined.groupby(keys, sort=False)["unit_id"].nunique().rename(name).reset_index()
