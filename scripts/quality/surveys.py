"""Cases -> the tables of a survey, and on through the stages of textmine."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textmine import pipeline, tables
from textmine.config import Options

if TYPE_CHECKING:
    import pandas as pd

    from quality.formats import Case

    Frames = dict[str, pd.DataFrame]

__all__ = ["run", "survey"]

_EMPTY = {"string": "", "json": "[]", "int": 0, "float": 0.0, "bool": False}


def survey(rows: Sequence[Case], interface: str = "language") -> Frames:
    """The tables that the stage read would make of a survey in which each case is one respondent's answer.

    Args:
        rows: The cases; comment n of the survey is case n, from 0.
        interface: The key that holds the language of the respondent's interface.
    """
    asked = [(row.get("question", ""), row.get("option", ""), _kind(row)) for row in rows]
    questions = {key: f"Q{number}" for number, key in enumerate(dict.fromkeys((q, k) for q, _, k in asked))}
    options = {key: f"O{number}" for number, key in enumerate(dict.fromkeys(asked))}
    return {
        "questions": _table("questions", [_question(*key, question) for key, question in questions.items()]),
        "options": _table(
            "options",
            [
                {"question_id": questions[q, kind], "axis": "option", "option_id": option, "text": text}
                for (q, text, kind), option in options.items()
                if _beside_option(kind)
            ],
        ),
        "respondents": _table(
            "respondents",
            [{"respondent_id": str(n), "start_language": row.get(interface, "und")} for n, row in enumerate(rows)],
        ),
        "comments": _table(
            "comments",
            [
                {
                    "comment_id": str(number),
                    "respondent_id": str(number),
                    "question_id": questions[q, kind],
                    "record_id": "0",
                    "option_id": options[q, text, kind] if _beside_option(kind) else "",
                    "kind": kind,
                    "raw": row["text"],
                }
                for number, (row, (q, text, kind)) in enumerate(zip(rows, asked, strict=True))
            ],
        ),
        "labels": tables.empty("labels"),
        "corrections": tables.empty("corrections"),
    }


def run(frames: Frames, *names: str, options: Options | None = None) -> Frames:
    """The tables with those that the stages `names` make of them, as `textmine.pipeline` calls the stages."""
    options = options or Options()
    frames = dict(frames)
    for stage in pipeline.STAGES:
        if stage.name not in names:
            continue
        module, _, name = stage.function.partition(":")
        inputs = {
            table: frames[table][list(columns)] if columns else frames[table] for table, columns in stage.takes.items()
        }
        settings = {"settings": getattr(options, stage.settings)} if stage.settings else {}
        made = getattr(importlib.import_module(module), name)(**inputs, **settings)
        frames |= zip(stage.makes, made if isinstance(made, tuple) else (made,), strict=True)
    return frames


def _kind(row: Case) -> str:
    """The kind of comment: as the case says, else by whether it stands beside an option."""
    return str(row.get("kind", "option_comment" if row.get("option") else "free_text"))


def _beside_option(kind: str) -> bool:
    return kind in {"option_comment", "other_text", "other_comment"}


def _question(text: str, kind: str, question_id: str) -> dict[str, object]:
    asked = "multiple_comments" if _beside_option(kind) else "single_comment" if kind == "question_comment" else "text"
    return {"question_id": question_id, "text": text, "kind": asked}


def _table(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A table with the columns that `rows` leave out filled with empty values."""
    columns = tables.TABLES[name].columns
    return tables.frame(
        name, [{c.name: row.get(c.name, None if c.nullable else _EMPTY[c.kind]) for c in columns} for row in rows]
    )
