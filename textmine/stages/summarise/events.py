"""What counts: one row for each thing a respondent, or a record of one, said or ticked.

An event has the columns of `ITEM` that say what is counted, the unit it is counted in, the unit's
id, and its respondent. Events are distinct: a respondent who names Canada in five comments is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

from textmine.rows import among
from textmine.rows import counted as counted_codings
from textmine.stages.summarise.bases import TICKS

__all__ = [
    "ITEM",
    "codings_of",
    "counted",
    "distinct",
    "record_ids",
    "theme_events",
    "tick_events",
    "value_events",
    "whole_survey",
]

ITEM = ["question_id", "option_id", "kind", "item_id", "role", "unit"]
_NOT_COUNTED = {"event", "facility"}
_PLACE = ["respondent_id", "question_id", "record_id", "row_id", "option_id"]
_EVENT = [*ITEM, "unit_id", "respondent_id"]


def tick_events(questions: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Ticked options of questions with several answers."""
    multiple = set(questions.loc[questions["kind"].isin(TICKS), "question_id"])
    ticked = answers[answers["question_id"].isin(multiple) & answers["selected"].to_numpy(dtype=bool, na_value=False)]
    return distinct(ticked.assign(kind="tick", item_id=ticked["option_id"], role=""), questions)


def value_events(questions: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Answers of closed questions with one answer.

    The option_id of a figure holds the row of an array or the rank, with its column or scale after a
    bar where it has one.
    """
    given = answers[answers["value"].notna()]
    both = (given["row_id"] != "") & (given["option_id"] != "")
    place = (given["row_id"] + given["option_id"]).mask(both, given["row_id"] + "|" + given["option_id"])
    return distinct(given.assign(kind="value", item_id=given["value"], role="", option_id=place), questions)


def theme_events(questions: pd.DataFrame, said: pd.DataFrame, themes: pd.DataFrame) -> pd.DataFrame:
    """Themes coded in comments; a theme above others holds what those hold.

    Args:
        questions: The table `questions`.
        said: Codings with the columns of `comments` (see `codings_of`).
        themes: The table `themes`.
    """
    import pandas as pd

    parents = dict(zip(themes["theme_id"], themes["parent"], strict=True))
    level = said.assign(kind="theme", item_id=said["theme_id"], role="", option_id="")
    levels = []
    while not level.empty:
        levels.append(level)
        level = level.assign(item_id=level["item_id"].map(parents).fillna(""))
        level = level[level["item_id"] != ""]
    return distinct(pd.concat(levels) if levels else level, questions)


def counted(mentions: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """The mentions that are counted, each spelling of an organisation as its main one; no events and facilities."""
    same_as = dict(zip(entities["entity_id"], entities["same_as"], strict=True))
    kept = mentions[~mentions["kind"].isin(_NOT_COUNTED)]
    return kept.assign(entity_id=[same_as.get(entity_id, entity_id) for entity_id in kept["entity_id"].tolist()])


def whole_survey(events: pd.DataFrame, base: Iterable[str]) -> pd.DataFrame:
    """The events of the respondents in `base`, without their question and counted by respondent."""
    members = events[
        among(events["respondent_id"], set(base)) & (events["kind"] != "tick") & (events["kind"] != "value")
    ]
    members = members.assign(question_id="", option_id="", unit="respondent", unit_id=members["respondent_id"])
    return members.drop_duplicates(ignore_index=True)


def codings_of(codings: pd.DataFrame, comments: pd.DataFrame, asides: pd.DataFrame) -> pd.DataFrame:
    """The codings that count, with the columns of their comments."""
    yes = counted_codings(codings, asides)[["theme_id", "comment_id"]]
    return yes.merge(comments[["comment_id", *_PLACE]], on="comment_id")


def distinct(found: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Distinct events by respondent, and by record too where the question is a repeated block."""
    import pandas as pd

    by_respondent = found.assign(unit="respondent", unit_id=found["respondent_id"])[_EVENT].drop_duplicates()
    repeated = found[found["question_id"].isin(set(questions.loc[questions["records"] > 0, "question_id"]))]
    by_record = repeated.assign(unit="record", unit_id=record_ids(repeated))[_EVENT].drop_duplicates()
    return pd.concat([by_respondent, by_record], ignore_index=True)


def record_ids(rows: pd.DataFrame) -> pd.Series:
    """One id for each record of each respondent."""
    import pandas as pd

    pairs = zip(rows["respondent_id"], rows["record_id"], strict=True)
    return pd.Series([json.dumps(pair) for pair in pairs], index=rows.index, dtype="str")
