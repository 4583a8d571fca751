"""What leaves the run folder: personal data under placeholders, respondents under pseudonyms.

The tables of a run hold the comments whole, so that offsets hold. Everything that shows them goes
through this module: the quotes of the report, and the tables that `textmine show` prints.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from textmine.errors import TextmineError

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "MIN_GROUP",
    "bearers",
    "comment_key",
    "common",
    "forgotten_key",
    "hidden",
    "pseudonyms",
    "redacted",
    "shown",
]

MIN_GROUP = 5
"""Respondents from which a group, or a combination of groups, is named beside what one of them says.

With fewer, who knows some of them can tell the others; chosen between the 3 and the 10 that statistics offices ask of
published tables.
"""
_PERSON = b"textmine"  # sets the digests apart from those that anybody else makes of the same ids
_PLACEHOLDERS = {"email": "[e-mail]", "iban": "[account]", "person": "[name]", "url": "[web address]"}
_IDS = ("comment_id", "group_id", "segment_id")

Spans = Iterable[tuple[int, int, str]]


def redacted(text: str, start: int, end: int, redactions: Spans) -> str:
    """``text[start:end]`` with every redaction that reaches into it replaced by its placeholder.

    Args:
        text: The whole text, in which all offsets count characters.
        start: First character of the quote.
        end: Character after its last.
        redactions: Spans to hide, as (start, end, kind); they may overlap.
    """
    parts: list[str] = []
    position = start
    for hide_start, hide_end, kind in sorted(redactions):
        if hide_end <= position or hide_start >= end:
            continue
        parts += [text[position : max(position, hide_start)], _PLACEHOLDERS.get(kind, f"[{kind}]")]
        position = min(hide_end, end)
    return "".join([*parts, text[position:end]])


def pseudonyms(respondents: Iterable[str]) -> dict[str, str]:
    """R01, R02 ... for each respondent, in an order that says nothing of who it is.

    The order is that of a digest of the ids: the same respondents have the same pseudonyms in every
    run and report, and R02 is not the second response of the survey. That hides who is who from a
    reader of the report, not from somebody who knows the ids, from the export or by guessing, and does the same.

    Args:
        respondents: The ids of all respondents of the survey, in any order.

    Returns:
        Respondent id to pseudonym, in the order of the pseudonyms.
    """
    ids = sorted(set(respondents), key=lambda name: hashlib.blake2b(name.encode(), person=_PERSON).digest())
    width = max(2, len(str(len(ids))))
    return {name: f"R{number:0{width}d}" for number, name in enumerate(ids, start=1)}


def forgotten_key(respondent_id: str) -> str:
    """What a run keeps of a respondent that it forgot, so that the export brings nobody back: a digest of the id."""
    return hashlib.blake2b(respondent_id.encode(), digest_size=8).hexdigest()


def comment_key(comment_id: str) -> str:
    """A name for a comment that stays when responses come in, and does not show whose it is.

    It has no secret, so that sheets and projects come back to any run of the survey: who knows the form of the ids can
    find out by trying which comment it is, and whose.
    """
    return hashlib.blake2b(comment_id.encode(), digest_size=8, person=_PERSON).hexdigest()


def common(groups: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The groups of each respondent with those left out that only in combination tell who somebody is.

    The group by the first attribute stays. By each further one a group stays that `MIN_GROUP` respondents share among
    those alike before; of the others this attribute and those behind it are "". Where the others are too few, the next
    larger group goes with them, so that it cannot be worked out which group a "" stands for.

    Source: Sweeney (2002), "k-anonymity", doi 10.1142/S0218488502001648.

    Args:
        groups: Respondent to the group by each attribute, "" for none.
    """
    told, whole = dict(groups), set(groups)
    for place in range(1, max(map(len, told.values()), default=0)):
        alike: dict[tuple[str, ...], dict[str, list[str]]] = {}
        for name in whole:
            alike.setdefault(told[name][:place], {}).setdefault(told[name][place], []).append(name)
        for by_value in alike.values():
            for name in _too_few(by_value):
                told[name] = told[name][:place] + ("",) * len(told[name][place:])
                whole.discard(name)
    return told


def _too_few(by_value: Mapping[str, list[str]]) -> list[str]:
    """Whose groups are too small, with those who have none and, where these are too few, those of the next larger."""
    found: list[str] = []
    for value in sorted(by_value, key=lambda value: (value != "", len(by_value[value]), value)):
        if value and len(by_value[value]) >= MIN_GROUP and not 0 < len(found) < MIN_GROUP:
            break
        found += by_value[value]
    return found if len(found) > len(by_value.get("", ())) else []


def bearers(mentions: pd.DataFrame, names: Mapping[str, str]) -> dict[tuple[str, int], str]:
    """Whose name stands where, so that a hidden name of a respondent reads as their pseudonym.

    Args:
        mentions: Columns comment_id, start, kind and entity_id of `mentions`.
        names: Respondent id to pseudonym.

    Returns:
        (comment_id, start) to pseudonym: what to put in the place of the kind "respondent" of a redaction there.
    """
    theirs = mentions[mentions["kind"] == "respondent"]
    places = zip(theirs["comment_id"], theirs["start"], strict=True)
    return dict(zip(places, theirs["entity_id"].map(names), strict=True))


def shown(run: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The table `name` as it may be shown.

    Texts have placeholders for personal data, and pseudonyms for the names of respondents where these are personal, as
    have the tables `names` and `entities`. The raw text of a comment that has any, that had markup
    (which can hold some), that is so long that only its beginning was read, or that answers a question
    on personal data is its cleaned text with placeholders, without the changes that led to it.
    Respondents, and comments and segments, whose ids begin with theirs, are named by pseudonyms and
    stand in their order; the rows of the export
    in which they stood are left empty.

    Args:
        run: Table name to frame; with `respondents`, and `comments`, `texts`, `redactions` and
            `questions` where the table holds texts.
        name: The table to show; the vectors of `embeddings` are left as they are.

    Returns:
        The table with the index of the whole one.

    Raises:
        TextmineError: the table holds texts in which nobody has looked for personal data yet.
    """
    data = run[name].copy()
    if {"raw", "text", "surface"} & set(data.columns) and name not in {"questions", "options"} and len(data):
        if not {"texts", "redactions"} <= set(run):
            raise TextmineError(
                f"The run stopped before it looked for personal data, which the texts of {name!r} may hold.",
                hint="`textmine run` without --until goes on from there; --keep-personal-data shows them as they are",
            )
        _hide(run, name, data)
    if name == "invited":  # beside a pseudonym a name would say whose it is
        data[["invited_id", "name"]], data["attributes"] = "", "{}"
    if "source_row" in data:
        data["source_row"] = None
    ids = {"respondent_id", "support", "named_id", "comment_ids", *_IDS}
    if not (ids & set(data.columns) or "kind" in data):
        return data
    people = pseudonyms(run["respondents"]["respondent_id"])
    _name_respondents(run, data, people)
    return _under_pseudonyms(data, people, _owners(run))


def _name_respondents(run: Mapping[str, pd.DataFrame], data: pd.DataFrame, people: Mapping[str, str]) -> None:
    """Pseudonyms in the place of respondents that are named, and of their names where these are personal."""
    pairs = (("named_kind", "named_id"), ("kind", "entity_id"), ("kind", "item_id"))
    named = next((pair for pair in pairs if set(pair) <= set(data.columns)), None)
    if named is None:
        return
    theirs = (data[named[0]] == "respondent").to_numpy()
    secret = theirs & data[named[1]].isin(_secret(run)).to_numpy()
    data.loc[theirs, named[1]] = data.loc[theirs, named[1]].map(lambda value: people.get(value, value))
    if "name" in data:
        # The spellings of a name stay apart, as they are the key of `names`.
        number = data.groupby(named[1]).cumcount().add(1).astype(str)
        instead = data[named[1]] + (" (" + number + ")" if "alone" in data else "")
        data["name"] = data["name"].where(~secret, instead).astype("str")
    if "aliases" in data:
        data.loc[secret, "aliases"] = "[]"


def _secret(run: Mapping[str, pd.DataFrame]) -> set[str]:
    """The respondents whose names are personal."""
    if "names" not in run:
        return set()
    names = run["names"]
    return set(names.loc[names["personal"], "entity_id"])


def _hide(run: Mapping[str, pd.DataFrame], name: str, data: pd.DataFrame) -> None:
    """Put placeholders in the place of personal data in the texts of a table."""
    spans_of, texts = hidden(run), _texts(run)
    ids = data["comment_id"]
    if name == "mentions":
        spans = zip(ids, data["surface"], data["start"], data["end"], strict=True)
        data["surface"] = [
            redacted(texts[c], start, end, spans_of[c]) if c in spans_of else surface
            for c, surface, start, end in spans
        ]
        return
    if name == "corrections":
        _hide_corrections(data, texts, spans_of)
        return
    touched = ids.isin({*spans_of, *(_unsafe(run) if name == "comments" else ())}).to_numpy()
    safe = [redacted(texts.get(c, ""), 0, len(texts.get(c, "")), spans_of.get(c, ())) for c in ids[touched]]
    data.loc[touched, "raw" if name == "comments" else "text"] = safe
    for column, value in (("changes", "[]"), ("key", "")):  # what was taken away, and a digest of the whole words
        if column in data:
            data.loc[touched, column] = value


def _hide_corrections(
    data: pd.DataFrame, texts: Mapping[str, str], hidden: Mapping[str, list[tuple[int, int, str]]]
) -> None:
    """Take away the words around a corrected mention where they may hold personal data, or nobody can tell."""
    ids = data["comment_id"]
    doubtful = (ids.isin(hidden.keys()) | ~ids.isin(texts.keys())).to_numpy()
    data.loc[doubtful, ["before", "after"]] = ""
    left = {c: redacted(texts[c], 0, len(texts[c]), hidden.get(c, ())) for c in ids[doubtful] if c in texts}
    words = zip(ids[doubtful], data.loc[doubtful, "surface"], strict=True)
    data.loc[doubtful, "surface"] = [surface if surface in left.get(c, "") else "[hidden]" for c, surface in words]
    data.loc[~ids.isin(texts.keys()), "comment_id"] = ""  # the id of a respondent of another survey


def _unsafe(run: Mapping[str, pd.DataFrame]) -> set[str]:
    """Comments of which cleaning took away what nobody looked at, and those to questions on personal data."""
    texts, questions, comments = run["texts"], run["questions"], run["comments"]
    personal = set(questions.loc[questions["personal"], "question_id"])
    asked = comments.loc[comments["question_id"].isin(personal), "comment_id"]
    return {*texts.loc[texts["changes"].str.contains('"markup"|^\\[\\["length"', regex=True), "comment_id"], *asked}


def hidden(run: Mapping[str, pd.DataFrame]) -> dict[str, list[tuple[int, int, str]]]:
    """What is hidden in each comment, as `redacted` takes it; a name of a respondent becomes their pseudonym."""
    named = bearers(run["mentions"], pseudonyms(run["respondents"]["respondent_id"])) if "mentions" in run else {}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for comment_id, start, end, kind in run["redactions"].itertuples(index=False, name=None):
        said = named.get((comment_id, start), kind) if kind == "respondent" else kind
        found.setdefault(comment_id, []).append((start, end, said))
    return found


def _texts(run: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    wanted = run["texts"]
    return dict(zip(wanted["comment_id"], wanted["text"], strict=True))


def _owners(run: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Comment id -> respondent id."""
    if "comments" not in run:
        return {}
    return dict(zip(run["comments"]["comment_id"], run["comments"]["respondent_id"], strict=True))


def _under_pseudonyms(data: pd.DataFrame, names: Mapping[str, str], owners: Mapping[str, str]) -> pd.DataFrame:
    """Pseudonyms in the place of respondent ids, also where an id of a comment begins with one, and in their order."""

    def public(value: str) -> str:
        owner = owners.get(value) or owners.get(value.rpartition("/")[0])
        return value if owner is None else names[owner] + value[len(owner) :]

    if "respondent_id" in data:
        data["respondent_id"] = data["respondent_id"].map(lambda value: names.get(value, value)).astype("str")
    for column in _IDS:
        if column in data:
            data[column] = data[column].map(public).astype("str")
    for column in {"support", "comment_ids"} & set(data.columns):
        data[column] = [json.dumps(_each(json.loads(v), public), ensure_ascii=False) for v in data[column]]
    first = data.columns[0] if len(data.columns) else ""
    if first not in {"respondent_id", "entity_id", *_IDS}:
        return data
    order = [first, *(["named_id"] if "named_id" in data else [])]
    by_kind = first == "entity_id"  # ids of entities hold colons of their own
    return data.sort_values(order, key=None if by_kind else lambda ids: ids.str.split(":").str[0], kind="stable")


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """A value of JSON with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return {key: _each(item, change) for key, item in value.items()} if isinstance(value, dict) else value
