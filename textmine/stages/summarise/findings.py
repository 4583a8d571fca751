"""Sentences whose numbers are figures of `counts`; each says which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

    from textmine.areas import Area

__all__ = ["findings"]

_LISTED = 3  # more than three items are read in the table
_LEADING = 2  # regions that are said to lead: with three of six one might as well name those that do not
_KEY = ["question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"]
_Rows = list[dict[str, Any]]
_Names = Mapping[tuple[str, str, str], str]


def findings(
    counts: pd.DataFrame, names: _Names, barriers: set[str], areas: Mapping[str, Area] | None = None
) -> pd.DataFrame:
    """What the figures say first.

    Args:
        counts: The table `counts`.
        names: (kind, question_id, item_id) -> what to call an item; question_id is "" for themes
            and entities.
        barriers: The themes that the sentence on recurring themes may name.
        areas: The areas that countries are rolled up to; None for no sentence on them.

    Returns:
        The table `findings`: the response, then each question with ticks, themes and countries.
    """
    overall = counts[(counts["by"] == "") & (counts["unit"] == "respondent")]
    rows: list[tuple[str, str, str, str]] = []
    for section, sentence, figures in _sentences(overall, names, barriers, areas or {}):
        support = {"counts": [[row[k] for k in _KEY] for row in figures], "comments": []}
        number = len([earlier for earlier in rows if earlier[1] == section])
        rows.append((f"{section}.{number}", section, sentence, json.dumps(support, ensure_ascii=False)))
    return tables.frame("findings", rows)


def _sentences(
    overall: pd.DataFrame, names: _Names, barriers: set[str], areas: Mapping[str, Area]
) -> Iterator[tuple[str, str, _Rows]]:
    survey = overall[overall["question_id"] == ""]
    response = survey[survey["kind"] == "base"].to_dict("records")
    if response:
        yield "response", _response({row["item_id"]: row for row in response}), response
    ticks = overall[overall["kind"] == "tick"]
    for question, options in ticks.groupby("question_id", sort=False):
        first, none = _top(options), options[options["count"] == 0].to_dict("records")
        if first:
            yield str(question), f"Ticked most: {_with_figures(first, names)}.", first
        if none and first:
            yield str(question), f"Ticked by nobody: {'; '.join(_name(row, names) for row in none)}.", none
    themes = _top(survey[(survey["kind"] == "theme") & survey["item_id"].isin(barriers)])
    if themes:
        yield "themes", f"Raised most in the comments: {_with_figures(themes, names)}.", themes
    countries = _top(survey[(survey["kind"] == "country") & (survey["role"] == "target")])
    if countries:
        yield "countries", f"Target markets named most: {_with_figures(countries, names)}.", countries
    yield from _regions(survey[survey["role"] == "target"], names, areas)


def _regions(targets: pd.DataFrame, names: _Names, areas: Mapping[str, Area]) -> Iterator[tuple[str, str, _Rows]]:
    """The regions that lead among the targets, with the countries behind each and the region that follows.

    A region leads when several respondents name it and more than name the next; where no such line
    can be drawn after the first or second, there is no sentence.
    """
    regions = {area_id for area_id, area in areas.items() if area.level == "region"}
    ranked = targets[(targets["kind"] == "area") & targets["item_id"].isin(regions) & (targets["count"] > 0)]
    rows: _Rows = ranked.sort_values("count", ascending=False, kind="stable").to_dict("records")
    most = [row["count"] for row in rows]
    lead = next((n for n in range(_LEADING, 0, -1) if len(most) > n and most[n - 1] > most[n]), 0)
    if not lead or most[lead - 1] == 1:
        return
    words, support = list[str](), list[dict[str, Any]]()
    for row in rows[:lead]:
        area = areas[row["item_id"]]
        inside = targets["kind"].eq("country") & targets["item_id"].isin(area.countries)
        inside |= targets["kind"].eq("region") & targets["item_id"].isin(area.named)
        behind, first = targets[inside & (targets["count"] > 0)], _top(targets[inside])
        listed = "; ".join(f"{_name(each, names)} {each['count']}" for each in first)
        more = f" and {len(behind) - len(first)} more" if len(behind) > len(first) else ""
        words.append(f"{_name(row, names)} ({row['count']} of {row['base']}: {listed}{more})")
        support += [row, *first]
    following = _with_figures(rows[lead : lead + 1], names)
    sentence = f"Target markets lie most in {' and '.join(words)}; next is {following}."
    yield "countries", sentence, [*support, rows[lead]]


def _response(steps: Mapping[str, dict[str, Any]]) -> str:
    counts = {step: row["count"] for step, row in steps.items()}
    asked = f"the {counts['invited']} invited" if "invited" in counts else f"{counts['opened']} who opened the survey"
    end = f", {counts['complete']} of them to the end" if counts.get("complete") else ""
    return f"{counts['answered']} of {asked} answered{end}."


def _top(rows: pd.DataFrame) -> _Rows:
    """The items with the highest counts, no tie cut in two."""
    ranked = rows[rows["count"] > 0].sort_values("count", ascending=False, kind="stable")
    if len(ranked) > _LISTED:
        ranked = ranked[ranked["count"] >= ranked["count"].iloc[_LISTED - 1]]
    top: _Rows = ranked.to_dict("records")
    return top


def _with_figures(rows: _Rows, names: _Names) -> str:
    return "; ".join(f"{_name(row, names)} ({row['count']} of {row['base']})" for row in rows)


def _name(row: dict[str, Any], names: _Names) -> str:
    place = row["question_id"] if row["kind"] == "tick" else ""
    return names.get((row["kind"], place, row["item_id"]), row["item_id"])
