"""Mentions, and countries chosen from lists -> events of countries, regions, areas and organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import areas
from textmine.stages.summarise.events import distinct

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Places", "area_events", "place_events", "places_of", "settled"]

_FIELD = ["question_id", "row_id", "option_id"]


@dataclass(frozen=True)
class Places:
    """What is known of places beside the mentions.

    Args:
        typed: (question_id, row_id, option_id) of the fields whose whole answer is a place.
        chosen: Countries chosen from lists: columns of `answers`, entity_id and role.
        areas: The areas that countries are counted together in, by their id.
    """

    typed: frozenset[tuple[str, ...]]
    chosen: pd.DataFrame
    areas: Mapping[str, areas.Area]


def places_of(fields: pd.DataFrame, answers: pd.DataFrame, entities: pd.DataFrame) -> Places:
    """The places of a survey, from the tables `fields`, `answers` and `entities`."""
    import pandas as pd

    typed = fields.loc[fields["means"] == "place", _FIELD]
    listed = fields.loc[fields["entity_id"] != "", [*_FIELD, "entity_id", "role"]]
    ticked = answers[answers["selected"].to_numpy(dtype=bool, na_value=False)]
    picked = answers[answers["value"].notna() & (answers["option_id"] == "")]
    chosen = pd.concat([ticked, picked.assign(option_id=picked["value"])]).merge(listed, on=_FIELD)
    told = entities[entities["eu_member"].notna()]
    member = dict(zip(told["entity_id"], told["eu_member"].astype(bool), strict=True))
    return Places(frozenset(typed.itertuples(index=False, name=None)), chosen, areas.areas(member))


def place_events(
    questions: pd.DataFrame, comments: pd.DataFrame, mentions: pd.DataFrame, places: Places
) -> pd.DataFrame:
    """Countries and regions by role and in any role, and organisations.

    What is negated does not count, nor what the country field of a record overrules (see `settled`).
    """
    import pandas as pd

    named = mentions[~mentions["negated"]][["comment_id", "kind", "entity_id", "role"]]
    named = settled(questions, named.merge(comments.drop(columns="kind"), on="comment_id"), places)
    named = named.assign(item_id=named["entity_id"], option_id="")
    by_role = named[named["kind"].isin({"country", "region"}) & (named["role"] != "")]
    return distinct(pd.concat([by_role, named.assign(role="any")]), questions)


def area_events(events: pd.DataFrame, known: Mapping[str, areas.Area]) -> pd.DataFrame:
    """Areas by role and in any role: who names one of its countries, itself, or a region or bloc in it.

    Args:
        events: Events of countries and regions, among others.
        known: The areas by their id.
    """
    import pandas as pd

    pairs = [(kind, item, area.area_id) for area in known.values() for kind, item in _holds(area)]
    holds = pd.DataFrame(pairs, columns=["kind", "item_id", "area_id"], dtype="str")
    # A country is in many areas: as categories, what comes again takes no memory.
    others = dict.fromkeys(events.columns.difference(["kind", "item_id"]), "category")
    inside = events.astype(others).merge(holds.astype({"area_id": "category"}), on=["kind", "item_id"])
    inside = inside.drop(columns=["kind", "item_id"]).drop_duplicates(ignore_index=True)
    inside = inside.assign(kind="area").rename(columns={"area_id": "item_id"})
    return inside[list(events.columns)].astype(events.dtypes)


def settled(questions: pd.DataFrame, named: pd.DataFrame, places: Places) -> pd.DataFrame:
    """Let the country field of a record win over the free text of the record.

    A record of a repeated block (its questions share what stands before the "#" of their ids) that
    gives a country in a field for one, typed or chosen from a list, is of that country. A mention
    elsewhere in the record, of another country in the same role, is then no event: "Paris-Toronto
    Hub, office in France" beside Country = Canada is no second partner country. A mention in another
    role stays ("a mission to Japan" beside the partner Canada), as do regions, and all that the
    respondent says outside of the record. Ordinary questions have no records: each text counts.

    Args:
        questions: The table `questions`.
        named: Mentions that are not negated, with the columns of their comments.
        places: The fields for places, and what was chosen from lists.

    Returns:
        The mentions that count, in their order, then the countries chosen from lists in records.
    """
    import numpy as np
    import pandas as pd

    repeated = set(questions.loc[questions["records"] > 0, "question_id"])
    chosen = places.chosen[places.chosen["question_id"].isin(repeated)].assign(kind="country")
    if not chosen.empty:
        named = pd.concat([named, chosen[[column for column in named if column in chosen]]], ignore_index=True)
    held = named[(named["kind"] == "country") & named["question_id"].isin(repeated)]
    block = [question.partition("#")[0] for question in held["question_id"]]
    record = list(zip(held["respondent_id"], block, held["record_id"], held["role"], strict=True))
    field = zip(*(held[column] for column in _FIELD), strict=True)
    structured = np.array([each in places.typed for each in field], dtype=bool) | held["comment_id"].isna().to_numpy()
    said = list(zip(record, held["entity_id"], strict=True))
    given = {each for each, by_field in zip(said, structured, strict=True) if by_field}
    decided = {key for key, _ in given}
    overruled = [each[0] in decided and each not in given for each in said]
    return named.drop(index=held.index[np.array(overruled, dtype=bool)])


def _holds(area: areas.Area) -> list[tuple[str, str]]:
    """The (kind, id) of all whose name names an area."""
    return [("country", code) for code in sorted(area.countries)] + [("region", other) for other in sorted(area.named)]
