"""names, respondents, answers, comments, texts -> invited: who was invited, and what came back.

The list of the invited is an input of the analyst (`invited_list` of [survey]); an invited person or partnership is
found among the respondents by id, or by a name that the survey itself gives them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.rows import filled, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

__all__ = ["Invited", "InvitedSettings", "invited"]

_ALIKE = 90.0  # of 100: two spellings of one name; the limit that the stage `names` takes for long names
_SHORTEST = 6  # letters of a name that may be misspelt
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Invited:
    """One line of the list.

    Attributes:
        invited_id: Id as in the export, "" where the list has none.
        name: Name, "" where the list has none.
        attributes: Pairs of the other columns and their values.
    """

    invited_id: str
    name: str
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class InvitedSettings:
    """Options of `invited`.

    Attributes:
        people: The invited, as the file of [survey] lists them.
    """

    people: tuple[Invited, ...] = ()


def invited(
    names: pd.DataFrame,
    respondents: pd.DataFrame,
    answers: pd.DataFrame,
    comments: pd.DataFrame,
    settings: InvitedSettings,
) -> pd.DataFrame:
    """Find each of the invited among the respondents.

    By id; else by the name in the same letters and figures; else, where only one respondent has a name so like it, by
    the likeness of the spelling. A respondent is found once.

    Args:
        names: Table `names`: what respondents call themselves.
        respondents: Table `respondents`.
        answers: Table `answers`.
        comments: Table `comments`.
        settings: Options.

    Returns:
        Table `invited`, in the order of the list; empty where there is none.
    """
    ids = set(respondents["respondent_id"])
    theirs = names[(names["kind"] == "respondent") & ~names["alone"] & names["entity_id"].isin(ids)]
    spelt: dict[str, set[str]] = {}
    for name, respondent in zip(theirs["name"], theirs["entity_id"], strict=True):
        spelt.setdefault(_letters(name), set()).add(respondent)
    left = {*answers.loc[filled(answers), "respondent_id"], *comments["respondent_id"]}
    whole = submitted(respondents) or frozenset()
    rows = []
    taken: Counter[str] = Counter()
    for number, person in enumerate(settings.people, start=1):
        found, by = _find(person, ids, spelt)
        taken[found] += 1
        if taken[found] > 1:
            found, by = "", ""
        state = "complete" if found in whole else "answered" if found in left else "opened" if found else "none"
        told = json.dumps(dict(person.attributes), ensure_ascii=False)
        rows.append((number, person.invited_id, person.name, found, by, state, told))
    return tables.frame("invited", rows)


def _find(person: Invited, ids: set[str], spelt: Mapping[str, set[str]]) -> tuple[str, str]:
    """The respondent who is meant and how that was told, "" for none."""
    if person.invited_id in ids:
        return person.invited_id, "id"
    name = _letters(person.name)
    same = spelt.get(name, set())
    if len(same) == 1:
        return next(iter(same)), "name"
    alike = set(_alike(name, spelt)) if not same and len(name) >= _SHORTEST else set()
    return (alike.pop(), "spelling") if len(alike) == 1 else ("", "")


def _alike(name: str, spelt: Mapping[str, set[str]]) -> Iterator[str]:
    from rapidfuzz import fuzz

    for other, respondents in spelt.items():
        if fuzz.ratio(name, other) >= _ALIKE:
            yield from respondents


def _letters(name: str) -> str:
    """The letters and figures of a name, without case."""
    return _SIGNS.sub("", name.casefold())
