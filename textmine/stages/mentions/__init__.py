"""questions, options, comments, texts, languages -> mentions, redactions; mentions -> entities.

Countries, regions and organisations named in the comments, each with the part it plays and the rule
that says so, and the personal data that must not leave the run folder.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from textmine import reference, tables
from textmine.stages.mentions import gazetteer
from textmine.stages.mentions.fields import Field, Fields
from textmine.stages.mentions.finder import Span, Word, find
from textmine.stages.mentions.ner import NOTHING, Named, recognise
from textmine.stages.mentions.organisations import Organisation, answer, organisations
from textmine.stages.mentions.people import hidden, is_person
from textmine.stages.mentions.role import Clauses, Setting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MentionsSettings", "entities", "mentions"]

# A name that is also something else is less sure, whatever its source. Chosen on the cases of data/gold.
_AMBIGUOUS_SCORE = 0.7


@dataclass(frozen=True)
class MentionsSettings:
    """What to look for in the comments.

    Attributes:
        as_of: Date of the survey (ISO 8601), for membership of the EU; "" for the latest members known.
        organisations: Names of organisations the analyst knows; found in any case, in all languages.
        ner: Also look for organisations and persons with the recogniser of English names.
    """

    as_of: str = ""
    organisations: tuple[str, ...] = ()
    ner: bool = True


class _Comment(NamedTuple):
    """A comment to search."""

    comment_id: str
    text: str
    language: str
    field: Field
    named: Named


def mentions(  # noqa: PLR0913 - a stage takes the tables it is named for
    questions: pd.DataFrame,
    options: pd.DataFrame,
    comments: pd.DataFrame,
    texts: pd.DataFrame,
    languages: pd.DataFrame,
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
        settings: What to look for.

    Returns:
        The tables `mentions` and `redactions`, in the order of the comments.

    Raises:
        TextmineError: `settings.as_of` is not a date.
    """
    search = _Search(settings)
    fields = Fields(questions, options)
    places = comments.set_index("comment_id")[["question_id", "row_id", "option_id"]]
    language = dict(zip(languages["comment_id"], languages["language"], strict=True))
    rows = list(zip(texts["comment_id"], texts["text"], texts["status"], strict=True))
    asked = [fields.of(*place) for place in places.loc[texts["comment_id"]].itertuples(index=False, name=None)]
    spoken = [language.get(comment_id, "und") for comment_id, _, _ in rows]
    public = [
        "" if field.personal or status != "ok" else text for field, (_, text, status) in zip(asked, rows, strict=True)
    ]
    named = recognise(public, spoken) if settings.ner else [NOTHING] * len(rows)
    found: list[tuple[object, ...]] = []
    hide: list[tuple[object, ...]] = []
    for (comment_id, text, status), field, spoke, names in zip(rows, asked, spoken, named, strict=True):
        if field.personal:
            hide += [(comment_id, 0, len(text), "person")] if text else []
            continue
        comment = _Comment(comment_id, text, spoke, field, names)
        spans = []
        if status == "ok":
            spans, mentioned = search.mentions(comment)
            found += mentioned
        hide += [(comment_id, *item) for item in hidden(text, spoke, names.persons, spans)]
    return tables.frame("mentions", found), tables.frame("redactions", hide)


class _Search:
    """The search of one batch: what is the same for all its comments."""

    def __init__(self, settings: MentionsSettings) -> None:
        self._tree = gazetteer.tree(settings.organisations)
        self._members = gazetteer.eu_members(settings.as_of)
        self._regions = _regions()

    def mentions(self, comment: _Comment) -> tuple[list[Span], list[tuple[object, ...]]]:
        """The names in a comment, and its rows of the table `mentions` by their place in the text."""
        text, language, field = comment.text, comment.language, comment.field
        spans, words = find(text, language, self._tree, place_field=field.means == "place")
        spans = [span for span in spans if not is_person(text, words, span, comment.named.persons)]
        known = [
            Organisation(span.start, span.end, span.name.score, "organisation: named by the analyst")
            for span in spans
            if span.name.kind == "organisation"
        ]
        places = [span for span in spans if span.name.kind != "organisation"]
        if field.means == "organisation":
            bodies = answer(text)
        elif field.means == "place":
            bodies = known
        else:
            bodies = known + [
                body
                for body in organisations(text, language, comment.named.organisations, places)
                if not any(body.start < k.end and k.start < body.end for k in known)
            ]
        rows = [self._organisation_row(comment, body) for body in bodies]
        rows += self._place_rows(comment, places, words, bodies)
        return spans, sorted(rows, key=lambda row: (row[1], row[3], row[4]))

    def _place_rows(
        self, comment: _Comment, places: Sequence[Span], words: Sequence[Word], bodies: Sequence[Organisation]
    ) -> Iterator[tuple[Any, ...]]:
        if not places:
            return
        clauses = Clauses(comment.text, words, places, comment.language)
        for span in places:
            if clauses.is_language(span):
                continue
            setting = Setting(comment.field, self._european(span), _around(comment.text, span, bodies))
            role = clauses.role(span, setting)
            surface = comment.text[span.start : span.end]
            score = min(span.name.score, _AMBIGUOUS_SCORE) if span.needs else span.name.score
            rule = f"{span.name.source}: {surface}; {role.why}"
            name = span.name
            yield (
                comment.comment_id, span.start, span.end, name.kind, name.entity_id, surface,
                role.role, role.negated, role.hedged, score, rule,
            )  # fmt: skip

    def _organisation_row(self, comment: _Comment, body: Organisation) -> tuple[Any, ...]:
        surface = comment.text[body.start : body.end]
        entity_id = f"org:{gazetteer.squash(surface)}"
        return (
            comment.comment_id, body.start, body.end, "organisation", entity_id, surface,
            "", False, False, body.score, body.rule,
        )  # fmt: skip

    def _european(self, span: Span) -> bool:
        """Whether a name is a member of the EU or a region of Europe."""
        entity_id = span.name.entity_id
        if span.name.kind == "country":
            return entity_id in self._members
        return self._regions[entity_id]["europe"] == "yes"


def _around(text: str, span: Span, bodies: Sequence[Organisation]) -> str:
    """The organisation whose name a place is part of, "" for none."""
    for body in bodies:
        if body.start <= span.start and span.end <= body.end and body.end - body.start > span.end - span.start:
            return text[body.start : body.end]
    return ""


def _regions() -> dict[str, dict[str, str]]:
    """A row of regions.tsv for each region and bloc."""
    return {row["entity_id"]: row for row in reference.rows("regions.tsv")}


def entities(mentions: pd.DataFrame, *, settings: MentionsSettings) -> pd.DataFrame:
    """Say what the mentions refer to.

    Args:
        mentions: The table `mentions`, whole.
        settings: The settings the mentions were found with.

    Returns:
        The table `entities`, in the order of its key.

    Raises:
        TextmineError: `settings.as_of` is not a date.
    """
    members = gazetteer.eu_members(settings.as_of)
    regions = _regions()
    known = {f"org:{gazetteer.squash(name)}": name for name in settings.organisations}
    surfaces: dict[tuple[str, str], Counter[str]] = {}
    for entity_id, kind, surface in zip(mentions["entity_id"], mentions["kind"], mentions["surface"], strict=True):
        surfaces.setdefault((entity_id, kind), Counter())[surface] += 1
    rows = []
    for (entity_id, kind), spelt in sorted(surfaces.items()):
        country = gazetteer.countries().get(entity_id) if kind == "country" else None
        commonest = min(spelt, key=lambda surface: (-spelt[surface], surface))
        name = (
            country["name"]
            if country
            else regions[entity_id]["entity"]
            if kind == "region"
            else known.get(entity_id, commonest)
        )
        rows.append(
            {
                "entity_id": entity_id,
                "kind": kind,
                "name": name,
                "aliases": json.dumps(sorted(spelt.keys() - {name}), ensure_ascii=False),
                "iso2": country["iso2"] if country else None,
                "iso3": country["iso3"] if country else None,
                "m49_region": country["m49_region"] if country else None,
                "eu_member": entity_id in members if country else None,
            }
        )
    return tables.frame("entities", rows)
