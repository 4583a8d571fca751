"""Codings, and a random sample that people coded -> the corrected share of each theme.

The machine codes everybody and is wrong now and then; people are right and code few. Where those few
are a random sample of the respondents, they say how often the machine is wrong, and its count can be
corrected with an interval that holds whatever the machine does wrong (`stats.post_stratified`).

The sample are the first respondents in the order of the draw. A respondent counts as coded when one
person coded every segment in which they state something; where several did, each counts in part.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NamedTuple

from textmine import tables
from textmine.handcoding import RANDOM, by_machine, draw_order, on_segments, rolled_up
from textmine.rows import among, submitted
from textmine.statements import statements
from textmine.stats import Stratum, post_stratified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

__all__ = ["FEWEST", "prevalence"]

FEWEST = 10
"""Respondents in a sample, from which a corrected share is given."""

_CODED = 0.9  # share of the first respondents of a draw that must be coded, or it is no random sample


class _Sample(NamedTuple):
    """Of the first `drawn` respondents of a draw, those that were coded."""

    respondents: list[str]
    drawn: int


def prevalence(  # noqa: PLR0913  the tables it takes
    questions: pd.DataFrame,
    respondents: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
    themes: pd.DataFrame,
    codings: pd.DataFrame,
    labels: pd.DataFrame,
    counts: pd.DataFrame,
) -> pd.DataFrame:
    """The share of each theme over the whole survey, corrected by the largest random sample in `labels`.

    Respondents are those that figures over the whole survey are taken from; one without a comment
    that states something raises no theme, which needs no sample. A theme holds what those below it
    hold.

    Args:
        questions: Table `questions`.
        respondents: Table `respondents`.
        comments: Table `comments`.
        texts: Table `texts`.
        segments: Table `segments`.
        themes: Table `themes`.
        codings: Table `codings`.
        labels: Table `labels`.
        counts: Table `counts`, for the base.

    Returns:
        Table `prevalence`: for each theme that people coded in that sample, a row for respondents and
        one for comments; empty without a random draw.
    """
    draw = _largest_draw(labels)
    if not draw:
        return tables.empty("prevalence")
    places = _places(questions, respondents, comments, texts, segments)
    parents = dict(zip(themes["theme_id"], themes["parent"], strict=True))
    held = rolled_up(on_segments(labels, places.drop(columns="respondent_id")), parents)
    people = _coded_in_full(held.merge(places[["segment_id", "respondent_id"]], on="segment_id"), places)
    coded = codings.loc[by_machine(codings, untaught=True).eq("yes"), ["comment_id", "theme_id"]]
    machine = rolled_up(coded, parents).merge(places[["comment_id", "respondent_id"]].drop_duplicates())
    base = counts.loc[counts["kind"].eq("theme") & counts["question_id"].eq("") & counts["by"].eq(""), "base"]
    everybody = max([*base, places["respondent_id"].nunique()])
    order = draw_order(places["respondent_id"], int(draw.removeprefix(RANDOM)))
    units = {
        unit: places[list(dict.fromkeys([f"{unit}_id", "respondent_id"]))].drop_duplicates()
        for unit in ("respondent", "comment")
    }
    rows = []
    for theme in themes["theme_id"]:
        by_people = people[people["theme_id"] == theme]
        sample = _sample(order, set(by_people["respondent_id"]))
        by_people = by_people[by_people["respondent_id"].isin(sample.respondents)]
        by_theme = machine[machine["theme_id"] == theme]
        if not sample.drawn:
            continue
        for unit, members in units.items():
            strata = _strata(f"{unit}_id", members, by_people, by_theme)
            if unit == "respondent":  # those who say nothing
                silent = everybody - len(order)
                strata.append(Stratum(silent, silent, 0, silent, 0))
            rows.append(
                {"theme_id": theme, "unit": unit, "draw": draw, "frame": len(order), "drawn": sample.drawn}
                | {"sample": len(sample.respondents)}
                | _figures(strata, given=len(sample.respondents) >= FEWEST)
            )
    return tables.frame("prevalence", rows)


def _largest_draw(labels: pd.DataFrame) -> str:
    """The random draw of which most places were coded, "" for none."""
    random = labels[labels["draw"].str.fullmatch(f"{RANDOM}[0-9]+")]
    sizes = random.drop_duplicates(["comment_id", "start", "draw"])["draw"].value_counts()
    return "" if sizes.empty else str(min(sizes[sizes == sizes.max()].index))


def _places(
    questions: pd.DataFrame,
    respondents: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    segments: pd.DataFrame,
) -> pd.DataFrame:
    """The segments of statements with their respondents, of those that figures are taken from."""
    whole = submitted(respondents)
    wanted = comments[comments["respondent_id"].isin(set(respondents["respondent_id"]) if whole is None else whole)]
    stated = segments[among(segments["comment_id"], statements(questions, wanted, texts))]
    return stated.merge(wanted[["comment_id", "respondent_id"]], on="comment_id")


def _coded_in_full(said: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """What coders said of the respondents of whom they coded every segment, comment by comment.

    Returns:
        Columns theme_id, respondent_id, coder, comment_id and yes.
    """
    sizes = places.groupby("respondent_id").size()
    coded = said.groupby(["theme_id", "respondent_id", "coder"], sort=False)["segment_id"].transform("nunique")
    whole = said[coded.to_numpy() == said["respondent_id"].map(sizes).to_numpy()]
    key = ["theme_id", "respondent_id", "coder", "comment_id"]
    return whole.groupby(key, sort=False, as_index=False)["yes"].any()


def _sample(order: Sequence[str], coded: set[str]) -> _Sample:
    """As many of the first respondents of a draw as are coded but for a few."""
    found, sample = 0, _Sample([], 0)
    respondents = []
    for number, name in enumerate(order, start=1):
        if name in coded:
            found += 1
            respondents.append(name)
            if found >= _CODED * number:
                sample = _Sample(list(respondents), number)
    return sample


def _strata(unit: str, units: pd.DataFrame, people: pd.DataFrame, machine: pd.DataFrame) -> list[Stratum]:
    """What people found among the units that the machine gives the theme, and among the others."""
    theirs = units[unit].isin(set(machine[unit]))
    # Each coder by themselves, then their mean: where two of three see the theme, it is there by two thirds.
    each = people.groupby([*dict.fromkeys([unit, "respondent_id"]), "coder"], as_index=False)["yes"].any()
    found = each.groupby(unit)["yes"].mean()
    looked_at = units.assign(hits=units[unit].map(found)).dropna(subset="hits")
    strata = []
    for guess in (True, False):
        part = looked_at[theirs.loc[looked_at.index] == guess]
        clusters = part.groupby("respondent_id")["hits"].agg(["size", "sum"])
        size = int((theirs == guess).sum())
        hits = float(clusters["sum"].sum())
        strata.append(Stratum(size, len(part), hits, _independent(clusters), float(guess)))
    return strata


def _independent(clusters: pd.DataFrame) -> float:
    """As how many independent units those in clusters count: their number by the effect of the design.

    Args:
        clusters: How many units a cluster has (size), and how many of them have the property (sum).

    Source: variance of a ratio over clusters, Cochran (1977), Sampling Techniques, section 9A.2.
    """
    units, number = float(clusters["size"].sum()), len(clusters)
    share = clusters["sum"].sum() / units if units else 0.0
    if units == number or not 0 < share < 1:
        return float(number)
    rest = clusters["sum"] - share * clusters["size"]
    variance = number / max(1, number - 1) * float((rest**2).sum()) / units**2
    alone = share * (1 - share)  # the variance of one unit by itself
    return min(units, max(1.0, alone / variance)) if variance else units


def _figures(strata: Sequence[Stratum], *, given: bool) -> dict[str, object]:
    """The columns of a row that come from the strata."""
    base = math.fsum(part.size for part in strata)
    share, low, high = post_stratified(strata) if given else (None, None, None)
    return {
        "machine": strata[0].size / base,
        "share": share,
        "low": low,
        "high": high,
        "base": int(base),
        "strata": json.dumps(list(_numbers(strata))),
    }


def _numbers(strata: Sequence[Stratum]) -> Iterator[list[float]]:
    for part in strata:
        yield [round(float(value), 4) for value in part]
