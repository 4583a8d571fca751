"""questions, options, comments, texts, languages, corrections -> mentions, redactions; mentions -> entities.

Countries, regions and organisations named in the comments, each with the part it plays and the rule
that says so, and the personal data that must not leave the run folder.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textmine import tables
from textmine.stages.mentions import corrections as by_person
from textmine.stages.mentions import gazetteer, role_model
from textmine.stages.mentions.fields import Fields
from textmine.stages.mentions.hidden import Hidden, joined, meets
from textmine.stages.mentions.linking import Link
from textmine.stages.mentions.lookup import Lookup
from textmine.stages.mentions.named import commonest, link_organisations
from textmine.stages.mentions.ner import NOTHING, recognise
from textmine.stages.mentions.organisations import SURE
from textmine.stages.mentions.people import hidden
from textmine.stages.mentions.search import Comment, Mention, Search

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MentionsSettings", "decides", "entities", "mentions"]


@dataclass(frozen=True)
class MentionsSettings:
    """What to look for in the comments.

    Attributes:
        as_of: Date of the survey (ISO 8601), for membership of the EU; "" for the latest members known.
        organisations: Names of organisations the analyst knows; found in any case, in all languages.
        respondents: Code of the question for the respondent's own name; "" to find it by its wording.
        aliases: What else respondents and organisations are called, as "T4F = Taste Forward".
        ner: Also look for organisations and persons with the recogniser of English names, and with those of other
            languages whose spaCy packages are installed.
    """

    as_of: str = ""
    organisations: tuple[str, ...] = ()
    respondents: str = ""
    aliases: tuple[str, ...] = ()
    ner: bool = True


def mentions(  # noqa: PLR0913  a stage takes its tables by name
    questions: pd.DataFrame,
    options: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    languages: pd.DataFrame,
    names: pd.DataFrame,
    corrections: pd.DataFrame | None = None,
    *,
    settings: MentionsSettings,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the countries, regions, organisations and personal data in a batch of comments.

    Comments with a status other than ok are searched for personal data only. An answer to a question
    that asks for personal data is hidden whole and searched for nothing.

    Args:
        questions: The table `questions`, whole.
        options: The table `options`, whole.
        comments: A batch of the table `comments`.
        texts: The rows of `texts` of the same comments.
        languages: The rows of `languages` of the same comments.
        names: The table `names`, whole.
        corrections: The table `corrections`, whole; they win over what is found, and can train who decides roles.
        settings: What to look for.

    Returns:
        The tables `mentions` and `redactions`, in the order of the comments.

    Raises:
        TextmineError: `settings.as_of` is not a date, or a correction names no country or region that is known,
            or words that stand in their comment more than once.
    """
    corrections = tables.empty("corrections") if corrections is None else corrections
    members = gazetteer.eu_members(settings.as_of)
    known = Lookup(names)
    search = Search(known, members, role_model.judge(by_person.read(corrections), members).model)
    corrected = by_person.Corrections(corrections)
    fields = Fields(questions, options)
    places = comments.set_index("comment_id")[["question_id", "row_id", "option_id"]]
    wrote = dict(zip(comments["comment_id"], comments["respondent_id"], strict=True))
    language = dict(zip(languages["comment_id"], languages["language"], strict=True))
    rows = list(zip(texts["comment_id"], texts["text"], texts["status"], strict=True))
    asked = [fields.of(*place) for place in places.loc[texts["comment_id"]].itertuples(index=False, name=None)]
    spoken = [language.get(comment_id, "und") for comment_id, _, _ in rows]
    public = [
        "" if field.personal or status != "ok" else text for field, (_, text, status) in zip(asked, rows, strict=True)
    ]
    named = recognise(public, spoken, search.countries) if settings.ner else [NOTHING] * len(rows)
    found: list[tuple[object, ...]] = []
    hide: list[tuple[object, ...]] = []
    for (comment_id, text, status), field, spoke, told in zip(rows, asked, spoken, named, strict=True):
        if field.personal:
            hide += [(comment_id, 0, len(text), "person")] if text else []
            continue
        comment = Comment(text, spoke, field, told, wrote[comment_id])
        mentioned = corrected.applied(comment_id, comment, search) if status == "ok" else []
        sure = [(mention.start, mention.end) for mention in mentioned if _is_sure(mention)]
        hiding = hidden(text, spoke, told, sure)
        secret = [Hidden(name.start, name.end, "respondent") for name in known.find(text) if name.personal]
        # What is hidden is named nowhere, but for respondents, who are named by their ids; and the recogniser takes
        # rare names of persons for organisations.
        covered = [(item.start, item.end) for item in hiding]
        all_hidden = joined(hiding, secret) if secret else hiding
        spans = [(item.start, item.end) for item in all_hidden]
        found += [
            (comment_id, *corrected.alike(mention))
            for mention in mentioned
            if not meets((mention.start, mention.end), covered if mention.kind == "respondent" else spans)
        ]
        hide += [(comment_id, *item) for item in all_hidden]
    return tables.frame("mentions", found), tables.frame("redactions", hide)


def _is_sure(mention: Mention) -> bool:
    """Whether a name is surely none of a person: there are persons called Hall, and what is inferred may be one."""
    if mention.kind == "organisation":
        return mention.score >= SURE
    return mention.kind not in {"event", "facility"}


def decides(corrections: pd.DataFrame, settings: MentionsSettings) -> str:
    """Who decides roles, the rules or a model of the corrections, and why, in words.

    Raises:
        TextmineError: as `mentions`.
    """
    return role_model.judge(by_person.read(corrections), gazetteer.eu_members(settings.as_of)).why


def entities(
    mentions: pd.DataFrame, corrections: pd.DataFrame | None = None, *, settings: MentionsSettings
) -> pd.DataFrame:
    """Say what the mentions refer to, and which spellings of organisations are one.

    Args:
        mentions: The table `mentions`, whole.
        corrections: The table `corrections`, whole; the names in it win.
        settings: The settings the mentions were found with.

    Returns:
        The table `entities`, in the order of its key.

    Raises:
        TextmineError: `settings.as_of` is not a date.
    """
    members = gazetteer.eu_members(settings.as_of)
    known = {f"org:{gazetteer.squash(name)}": name for name in settings.organisations}
    known |= {} if corrections is None else by_person.names(corrections)
    spellings: dict[tuple[str, str], Counter[str]] = {}
    for entity_id, kind, surface in zip(mentions["entity_id"], mentions["kind"], mentions["surface"], strict=True):
        spellings.setdefault((entity_id, kind), Counter())[surface] += 1
    links = link_organisations(mentions, known)
    rows: list[dict[str, object]] = []
    for (entity_id, kind), spelt in sorted(spellings.items()):
        country = gazetteer.countries()[entity_id] if kind == "country" else {}
        name = country.get("name") or _name(entity_id, kind, spelt, known)
        row: dict[str, object] = {column: country.get(column) for column in ("iso2", "iso3", "m49_region")}
        row |= {"entity_id": entity_id, "kind": kind, "name": name}
        row["aliases"] = json.dumps(sorted(spelt.keys() - {name}), ensure_ascii=False)
        row["eu_member"] = entity_id in members if country else None
        row |= links.get(entity_id, Link(entity_id, ""))._asdict()
        rows.append(row)
    return tables.frame("entities", rows)


def _name(entity_id: str, kind: str, spelt: Counter[str], known: dict[str, str]) -> str:
    """The name to print: of regions as in regions.tsv, of organisations the analyst's or the commonest spelling."""
    if kind == "region":
        return gazetteer.regions()[entity_id]["entity"]
    return known.get(entity_id) or commonest(entity_id, spelt)
