"""Which countries are counted together: the regions of the UN M49 standard, their parts, and blocs.

The only reader of `data/reference/bloc_members.tsv`, which says for each area what its countries
are, and by which source.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from textmine import reference

__all__ = ["Area", "areas", "country_name"]

Level = Literal["region", "subregion", "bloc"]


@dataclass(frozen=True)
class Area:
    """Countries that are counted together.

    Args:
        area_id: The id of the region or bloc, as in mentions.
        name: What to print.
        level: region for one of the regions that every country is in exactly one of, subregion for a
            finest part of them, bloc for all else: it may overlap with others.
        countries: ISO 3166-1 alpha-2.
        named: The regions and blocs that it holds: who names one of them names the area.
    """

    area_id: str
    name: str
    level: Level
    countries: frozenset[str]
    named: frozenset[str]


def areas(eu_member: Mapping[str, bool] | None = None) -> dict[str, Area]:
    """The areas by their id, in the order of the file.

    An area holds another when all countries of the other are its own, or when the file says that who
    names the other names it. The world is no area: who names any place names it.

    Args:
        eu_member: Whether a country is a member of the EU on the date of the survey (the table
            `entities` says it of those named); of others the members of today.
    """
    told = dict(eu_member or {})
    rows = _rows()
    holds = {area: frozenset().union(*(_countries(row, told) for row in of)) for area, of in rows.items()}
    return {
        area: Area(
            area,
            of[0]["name"],
            _level(of),
            holds[area],
            frozenset(other for other, countries in holds.items() if countries <= holds[area])
            | {row["member"] for row in of if row["by"] == "named"},
        )
        for area, of in rows.items()
    }


def country_name(iso2: str) -> str:
    """The name to print of a country, its code when no country has it."""
    return _all_countries().get(iso2, {}).get("name", iso2)


def _level(rows: list[dict[str, str]]) -> Level:
    made = [row["by"] for row in rows if row["by"] != "named"]
    return "region" if made == ["m49_region"] else "subregion" if made == ["m49_subregion"] else "bloc"


def _countries(row: dict[str, str], told: Mapping[str, bool]) -> frozenset[str]:
    """The countries that one row of the file puts in its area."""
    by, member = row["by"], row["member"]
    if by == "country":
        return frozenset({member})
    if by == "named":
        return frozenset()
    if by == "eu_member":
        today = {code: bool(each["eu_from"]) and not each["eu_to"] for code, each in _all_countries().items()}
        return frozenset(code for code, inside in (today | dict(told)).items() if inside)
    return frozenset(code for code, each in _all_countries().items() if each[by] == member)


@functools.cache
def _all_countries() -> dict[str, dict[str, str]]:
    return {row["iso2"]: row for row in reference.rows("countries.tsv")}


@functools.cache
def _rows() -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = {}
    for row in reference.rows("bloc_members.tsv"):
        rows.setdefault(row["area"], []).append(row)
    return rows
