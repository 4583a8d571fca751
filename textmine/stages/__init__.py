"""The stages, one file or folder each, and their order, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["STAGES", "Stage"]


@dataclass(frozen=True)
class Stage:
    """One step from tables to tables.

    Attributes:
        name: A verb, also the name of the stage's options.
        function: Where its function is, ``module:name``; the function's parameters are named as the
            tables it takes, then `settings` where it has options.
        takes: Tables and the columns of them that it reads; () for all columns.
        makes: Tables it makes, in the order it returns them.
        settings: Its section of the options, "" for none.
        row_wise: It is called with the comments batch by batch, else once with whole tables.
        sample: It is global and looks at no more segments than its option `sample`.
        parts: Tables that it gets as their batches, to go through again and again, because whole they are too large.
    """

    name: str
    function: str
    takes: Mapping[str, tuple[str, ...]]
    makes: tuple[str, ...]
    settings: str = ""
    row_wise: bool = False
    sample: bool = False
    parts: tuple[str, ...] = ()


_IDS = ("comment_id", "respondent_id", "question_id", "record_id", "row_id", "option_id", "kind")
_TEXT = ("comment_id", "text")

STAGES: tuple[Stage, ...] = (
    Stage(
        "read",
        "textmine.stages.read:read",
        {},
        ("questions", "options", "respondents", "attributes", "answers", "comments", "labels", "corrections"),
        settings="read",
    ),
    Stage("clean", "textmine.stages.clean:clean", {"comments": ()}, ("texts",), "clean", row_wise=True),
    Stage(
        "duplicates",
        "textmine.stages.duplicates:duplicates",
        {
            "comments": ("comment_id", "respondent_id", "question_id"),
            "texts": ("comment_id", "text", "status", "refers", "key"),
        },
        ("duplicates",),
    ),
    Stage(
        "language",
        "textmine.stages.language:language",
        {"comments": _IDS, "texts": (), "respondents": ("respondent_id", "start_language")},
        ("languages",),
        "language",
        row_wise=True,
    ),
    Stage(
        "segment",
        "textmine.stages.segment:segment",
        {"texts": (), "languages": ()},
        ("segments",),
        "segment",
        row_wise=True,
    ),
    Stage("fields", "textmine.stages.mentions.asked:asked", {"questions": (), "options": ()}, ("fields",)),
    Stage(
        "names",
        "textmine.stages.mentions.names:names",
        {
            "questions": (),
            "options": (),
            "comments": ("comment_id", "respondent_id", "question_id", "row_id", "kind"),
            "texts": ("comment_id", "text", "status"),
        },
        ("names",),
        "mentions",
    ),
    Stage(
        "mentions",
        "textmine.stages.mentions:mentions",
        {
            "questions": (),
            "options": (),
            "comments": _IDS,
            "texts": (),
            "languages": (),
            "names": (),
            "corrections": (),
        },
        ("mentions", "redactions"),
        "mentions",
        row_wise=True,
    ),
    Stage(
        "entities",
        "textmine.stages.mentions:entities",
        {"mentions": (), "corrections": ()},
        ("entities",),
        "mentions",
    ),
    Stage(
        "relations",
        "textmine.stages.mentions.relations:relations",
        {
            "comments": ("comment_id", "respondent_id", "question_id", "record_id", "row_id"),
            "texts": ("comment_id", "text", "status"),
            "mentions": ("comment_id", "start", "end", "kind", "entity_id", "negated"),
        },
        ("relations",),
    ),
    Stage(
        "embed",
        "textmine.stages.embed:embed",
        {"texts": (), "segments": ()},
        ("embeddings",),
        "embed",
        row_wise=True,
    ),
    Stage(
        "themes",
        "textmine.stages.themes:themes",
        {
            "questions": (),
            "options": (),
            "comments": _IDS,
            "texts": _TEXT,
            "languages": ("comment_id", "language"),
            "segments": (),
            "mentions": ("comment_id", "kind", "surface"),
            "redactions": ("comment_id",),
            "embeddings": (),
        },
        ("themes",),
        "themes",
        sample=True,
    ),
    Stage(
        "adapt",
        "textmine.stages.themes:adapted",
        {
            "questions": (),
            "themes": (),
            "comments": _IDS,
            "texts": _TEXT,
            "segments": (),
            "embeddings": (),
        },
        ("adapted",),
        "themes",
        sample=True,
    ),
    Stage(
        "examples",
        "textmine.stages.themes:examples",
        {
            "questions": (),
            "comments": _IDS,
            "texts": _TEXT,
            "segments": (),
            "embeddings": (),
            "labels": (),
        },
        ("examples",),
        row_wise=True,
    ),
    Stage(
        "code",
        "textmine.stages.themes:code",
        {
            "questions": (),
            "themes": (),
            "comments": _IDS,
            "texts": _TEXT,
            "segments": (),
            "embeddings": (),
            "labels": (),
            "adapted": (),
            "examples": (),
            "redactions": (),
        },
        ("codings",),
        "themes",
        row_wise=True,
    ),
    Stage(
        "acts",
        "textmine.stages.beside.acts:acts",
        {
            "questions": ("question_id", "text"),
            "themes": ("theme_id", "kind"),
            "comments": ("comment_id", "question_id"),
            "texts": _TEXT,
            "segments": (),
            "codings": ("segment_id", "theme_id", "comment_id", "decision", "votes"),
        },
        ("acts", "asides"),
        row_wise=True,
    ),
    Stage(
        "centres",
        "textmine.stages.beside.centres:centres",
        {
            "questions": ("question_id", "personal"),
            "comments": ("comment_id", "question_id", "option_id", "kind"),
            "segments": (),
            "embeddings": (),
        },
        ("centres",),
        "beside",
        sample=True,
    ),
    Stage(
        "beside",
        "textmine.stages.beside:beside",
        {
            "questions": (),
            "options": (),
            "answers": (),
            "comments": _IDS,
            "texts": ("comment_id", "text", "status"),
            "segments": (),
            "embeddings": (),
            "acts": (),
            "centres": (),
            "themes": ("theme_id", "label", "origin"),
            "codings": ("segment_id", "theme_id", "comment_id", "decision"),
        },
        ("beside",),
        "beside",
        row_wise=True,
    ),
    Stage(
        "proposals",
        "textmine.stages.beside.proposals:proposals",
        {
            "beside": ("comment_id", "question_id", "relation"),
            "comments": ("comment_id", "respondent_id"),
            "segments": (),
            "embeddings": (),
        },
        ("proposals",),
        "beside",
        sample=True,
    ),
    Stage(
        "invited",
        "textmine.stages.invited:invited",
        {
            "names": (),
            "respondents": (),
            "answers": ("respondent_id", "selected", "value"),
            "comments": ("respondent_id",),
        },
        ("invited",),
        "invited",
    ),
    Stage(
        "summarise",
        "textmine.stages.summarise:summarise",
        {
            "questions": (),
            "options": (),
            "respondents": (),
            "attributes": (),
            "answers": (),
            "comments": _IDS,
            "texts": ("comment_id", "text", "status"),
            "fields": (),
            "mentions": ("comment_id", "kind", "entity_id", "role", "negated"),
            "entities": (),
            "relations": (),
            "themes": ("theme_id", "parent", "kind", "origin"),
            "codings": ("segment_id", "theme_id", "comment_id", "score", "decision"),
            "asides": ("segment_id", "theme_id"),
        },
        ("counts", "uncoded", "comparisons", "robustness"),
        "summarise",
    ),
    Stage(
        "findings",
        "textmine.stages.findings:findings",
        {
            "questions": (),
            "options": (),
            "respondents": ("respondent_id", "complete"),
            "attributes": (),
            "comments": _IDS,
            "texts": ("comment_id", "text", "status"),
            "languages": ("comment_id", "language"),
            "segments": (),
            "mentions": (),
            "redactions": (),
            "entities": (),
            "embeddings": (),
            "themes": ("theme_id", "parent", "label", "kind", "origin"),
            "codings": ("segment_id", "theme_id", "comment_id", "score", "decision"),
            "asides": ("segment_id", "theme_id"),
            "beside": ("comment_id", "question_id", "option_id", "ticked", "relation"),
            "counts": (),
            "comparisons": ("question_id", "kind", "item_id", "by", "groups", "test", "adjusted", "differs"),
        },
        ("quotes", "findings"),
        "findings",
        parts=("embeddings",),
    ),
    Stage(
        "prevalence",
        "textmine.stages.prevalence:prevalence",
        {
            "questions": (),
            "respondents": ("respondent_id", "complete"),
            "comments": _IDS,
            "texts": ("comment_id", "text"),
            "segments": (),
            "themes": ("theme_id", "parent"),
            "codings": ("comment_id", "theme_id", "decision", "votes"),
            "labels": (),
            "counts": ("question_id", "kind", "by", "base"),
        },
        ("prevalence",),
    ),
)
