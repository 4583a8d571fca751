"""What leaves the run folder: personal data under placeholders, respondents under pseudonyms.

The tables of a run hold the comments whole, so that offsets hold. Everything that shows them goes
through this module: the quotes of the report, and the tables that `textmine show` prints.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["comment_key", "pseudonyms", "redacted", "shown"]

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
    reader of the report, not from somebody who holds the export and can do the same computation.

    Args:
        respondents: The ids of all respondents of the survey, in any order.

    Returns:
        Respondent id to pseudonym, in the order of the pseudonyms.
    """
    ids = sorted(set(respondents), key=lambda name: hashlib.blake2b(name.encode(), person=_PERSON).digest())
    width = max(2, len(str(len(ids))))
    return {name: f"R{number:0{width}d}" for number, name in enumerate(ids, start=1)}


def comment_key(comment_id: str) -> str:
    """A name for a comment that stays when responses come in, and does not say whose it is."""
    return hashlib.blake2b(comment_id.encode(), digest_size=8, person=_PERSON).hexdigest()


def shown(run: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """The table `name` as it may be shown.

    Texts have placeholders for personal data. The raw text of a comment that has any, that had markup
    (which can hold some) or that answers a question on personal data is its cleaned text with
    placeholders, without the changes that led to it. Respondents, and comments and segments, whose
    ids begin with theirs, are named by pseudonyms and stand in their order; the rows of the export
    in which they stood are 0.

    Args:
        run: Table name to frame; with `respondents`, and `comments`, `texts`, `redactions` and
            `questions` where the table holds texts.
        name: The table to show; the vectors of `embeddings` are left as they are.

    Returns:
        The table with the index of the whole one.
    """
    data = run[name].copy()
    if {"raw", "text", "surface"} & set(data.columns) and name not in {"questions", "options"}:
        _hide(run, name, data)
    if "source_row" in data:
        data["source_row"] = 0
    if not {"respondent_id", "support", *_IDS} & set(data.columns):
        return data
    return _under_pseudonyms(data, pseudonyms(run["respondents"]["respondent_id"]), _owners(run))


def _hide(run: Mapping[str, pd.DataFrame], name: str, data: pd.DataFrame) -> None:
    """Put placeholders in the place of personal data in the texts of a table."""
    hidden, texts = _hidden(run), _texts(run)
    ids = data["comment_id"]
    if name == "mentions":
        spans = zip(ids, data["surface"], data["start"], data["end"], strict=True)
        data["surface"] = [
            redacted(texts[c], start, end, hidden[c]) if c in hidden else surface for c, surface, start, end in spans
        ]
        return
    if name == "corrections":
        _hide_corrections(data, texts, hidden)
        return
    touched = ids.isin({*hidden, *(_unsafe(run) if name == "comments" else ())}).to_numpy()
    safe = [redacted(texts.get(c, ""), 0, len(texts.get(c, "")), hidden.get(c, ())) for c in ids[touched]]
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
    return {*texts.loc[texts["changes"].str.contains('"markup"', regex=False), "comment_id"], *asked}


def _hidden(run: Mapping[str, pd.DataFrame]) -> dict[str, list[tuple[int, int, str]]]:
    found: dict[str, list[tuple[int, int, str]]] = {}
    for comment_id, start, end, kind in run["redactions"].itertuples(index=False, name=None):
        found.setdefault(comment_id, []).append((start, end, kind))
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
    if "support" in data:
        data["support"] = [json.dumps(_each(json.loads(v), public), ensure_ascii=False) for v in data["support"]]
    first = data.columns[0] if len(data.columns) else ""
    if first not in {"respondent_id", *_IDS}:
        return data
    return data.sort_values(first, key=lambda ids: ids.str.split(":").str[0], kind="stable")


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """A value of JSON with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return {key: _each(item, change) for key, item in value.items()} if isinstance(value, dict) else value
