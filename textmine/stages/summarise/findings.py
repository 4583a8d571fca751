"""Sentences whose numbers are figures of `counts`; each says which."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["findings"]

_LISTED = 3  # more than three items are read in the table
_KEY = ["question_id", "option_id", "kind", "item_id", "role", "by", "group", "unit"]
_Rows = list[dict[str, Any]]


def findings(counts: pd.DataFrame, names: Mapping[tuple[str, str, str], str], barriers: set[str]) -> pd.DataFrame:
    """What the figures say first.

    Args:
        counts: The table `counts`.
        names: (kind, question_id, item_id) -> what to call an item; question_id is "" for themes
            and entities.
        barriers: The themes that the sentence on recurring themes may name.

    Returns:
        The table `findings`: the response, then each question with ticks, themes and countries.
    """
    overall = counts[(counts["by"] == "") & (counts["unit"] == "respondent")]
    rows: list[tuple[str, str, str, str]] = []
    for section, sentence, figures in _sentences(overall, names, barriers):
        support = {"counts": [[row[k] for k in _KEY] for row in figures], "comments": []}
        number = len([earlier for earlier in rows if earlier[1] == section])
        rows.append((f"{section}.{number}", section, sentence, json.dumps(support, ensure_ascii=False)))
    return tables.frame("findings", rows)


def _sentences(
    overall: pd.DataFrame, names: Mapping[tuple[str, str, str], str], barriers: set[str]
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


def _with_figures(rows: _Rows, names: Mapping[tuple[str, str, str], str]) -> str:
    return "; ".join(f"{_name(row, names)} ({row['count']} of {row['base']})" for row in rows)


def _name(row: dict[str, Any], names: Mapping[tuple[str, str, str], str]) -> str:
    place = row["question_id"] if row["kind"] == "tick" else ""
    return names.get((row["kind"], place, row["item_id"]), row["item_id"])
