"""Small surveys as tables, from no more than a test has to say."""

from __future__ import annotations

from textmine import tables
from textmine.stages.mentions import MentionsSettings, entities, mentions
from textmine.stages.mentions.names import names

_EMPTY = {"string": "", "json": "[]", "int": 0, "float": 0.0, "bool": False}


def table(name, rows):
    """A table with the columns that `rows` leave out filled with empty values."""
    columns = tables.TABLES[name].columns
    return tables.frame(
        name, [{c.name: row.get(c.name, None if c.nullable else _EMPTY[c.kind]) for c in columns} for row in rows]
    )


MARKETS = {"question_id": "M", "text": "Which target markets did you choose?", "kind": "display"}


def survey(texts, language="en", status="ok", question=None, *, abroad=True):
    """The tables that `mentions` takes, `names` empty: one question, one comment for each text.

    Another question makes it a survey on target markets, unless `abroad` is false. `question` holds
    columns of `questions`, and the wording of a row or option under these names.
    """
    asked = {"text": "Comments", "kind": "text"} | (question or {})
    row, option = ("R1" if "row" in asked else ""), ("O1" if "option" in asked else "")
    options = [
        {"question_id": "Q", "axis": axis, "option_id": code, "text": asked[axis]}
        for axis, code in (("row", row), ("option", option))
        if code
    ]
    places = [{"comment_id": str(i), "question_id": "Q", "row_id": row, "option_id": option} for i in range(len(texts))]
    return (
        table("questions", [{"question_id": "Q"} | asked, *([MARKETS] if abroad else [])]),
        table("options", options),
        table("comments", [p | {"raw": text} for p, text in zip(places, texts, strict=True)]),
        table("texts", [{"comment_id": str(i), "text": text, "status": status} for i, text in enumerate(texts)]),
        table("languages", [{"comment_id": str(i), "language": language} for i in range(len(texts))]),
        tables.empty("names"),
    )


def search(texts, *, settings=None, **survey_settings):
    """The tables `mentions` and `redactions` of some texts, held against their declaration."""
    settings = settings or MentionsSettings(ner=False)
    *given, languages, _ = survey(texts, **survey_settings)
    known = tables.check("names", names(*given, settings=settings))
    found, hidden = mentions(*given, languages, known, settings=settings)
    return tables.check("mentions", found), tables.check("redactions", hidden)


def things(texts, *, settings=None, **survey_settings):
    """The table `entities` of some texts."""
    settings = settings or MentionsSettings(ner=False)
    found, _ = search(texts, settings=settings, **survey_settings)
    return tables.check("entities", entities(found, settings=settings)).set_index("entity_id")
