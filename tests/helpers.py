"""What several tests need."""

from __future__ import annotations

import base64
import csv
import gzip
import inspect
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textmine import tables

if TYPE_CHECKING:
    import pandas as pd

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
# Real surveys that lie beside the checkout on some machines; never part of the project.
REAL = ROOT.parent / "shared" / "data"
# The two public documents on the survey that the demo stands for; beside the checkout, as above.
SEEDS = ROOT.parent / "shared" / "seeds"


def cases(name: str) -> list[dict[str, Any]]:
    """The examples of tests/cases/NAME.jsonl."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line]


def table(name: str, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """A table with the columns that `rows` leave out filled with empty values."""
    empty = {"string": "", "json": "[]", "int": 0, "float": 1.0, "bool": False}
    columns = tables.TABLES[name].columns
    return tables.frame(
        name, [{c.name: row.get(c.name, None if c.nullable else empty[c.kind]) for c in columns} for row in rows]
    )


def mentioned(
    questions: pd.DataFrame, options: pd.DataFrame, comments: list[dict[str, Any]]
) -> dict[str, pd.DataFrame]:
    """The tables of English comments on some questions up to the stages of the mentions, without NER."""
    from textmine.stages.mentions import MentionsSettings, entities, mentions
    from textmine.stages.mentions.asked import asked

    rows = [{"record_id": "0"} | row | {"comment_id": str(n), "text": row["raw"]} for n, row in enumerate(comments)]
    made = {
        "questions": questions,
        "options": options,
        "comments": table("comments", rows),
        "texts": table("texts", [row | {"status": "ok"} for row in rows]),
    }
    settings = MentionsSettings(ner=False)
    languages = table("languages", [row | {"language": "en"} for row in rows])
    found, _ = mentions(**made, languages=languages, names=tables.empty("names"), settings=settings)
    return made | {
        "fields": asked(questions, options),
        "mentions": found,
        "entities": entities(found, settings=settings),
        "respondents": table("respondents", [{"respondent_id": w, "complete": True} for w in _whose(rows)]),
    }


def _whose(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(row["respondent_id"] for row in rows))


def summarised(**frames: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """The tables that `summarise` makes of these, the others empty."""
    from textmine.stages.summarise import SummariseSettings, summarise

    names = [name for name in inspect.signature(summarise).parameters if name != "settings"]
    made = summarise(**{name: frames.get(name, tables.empty(name)) for name in names}, settings=SummariseSettings())
    return made if isinstance(made, tuple) else (made,)


def told(settings: Any = None, **frames: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The tables `quotes` and `findings` that the stage makes of these, the others empty."""
    from textmine.stages.findings import FindingsSettings, findings

    names = [name for name in inspect.signature(findings).parameters if name != "settings"]
    made = {name: frames.get(name, tables.empty(name)) for name in names}
    return findings(**made | {"embeddings": [made["embeddings"]]}, settings=settings or FindingsSettings())


MINI_COMMENTS = (
    ("Y", "We do not have enough staff.", "", "", "en", "large"),
    ("Y", "Our coordinator left and nobody replaced her.", "Y", "The fair in Canada was a success.", "en", "small"),
    ("", "", "Y", "We plan a mission to Japan next year.", "en", "small"),
    ("Y", "N/A", "", "too early to tell, maybe later", "en", "large"),
    ("Y", "lack of staff", "Y", "see above", "en", "small"),
    ("Y", "lack of staff", "", "", "en", "large"),
    ("", "", "Y", "Nous avons choisi le Canada comme marché cible.", "fr", "small"),
    ("Y", "The members have no time for meetings.", "Y", "We visited the Japanese market twice.", "en", "large"),
)


def mini_survey(folder: Path, rows: tuple[tuple[str, ...], ...] = MINI_COMMENTS) -> Path:
    """A small invented LimeSurvey export with one multiple-answer question and its comments."""
    heading = [
        "id",
        "submitdate",
        "startlanguage",
        "SIZE",
        "C[SQ001]",
        "C[SQ001comment]",
        "C[SQ002]",
        "C[SQ002comment]",
    ]
    lines = [heading]
    for number, (tick1, comment1, tick2, comment2, language, size) in enumerate(rows, start=1):
        lines.append([str(number), "2026-01-02 10:00:00", language, size, tick1, comment1, tick2, comment2])
    file = folder / "mini.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL).writerows(lines)
    return file


CODEBOOK = """\
name: small
language: en
themes:
  - id: staff
    label: Shortage of staff
    kind: barrier
    definition: There are too few people for the work, or key people left.
    keywords: ["lack of staff", "enough staff", coordinator*]
    examples: ["We are short of people."]
"""


def page_text(path: Path) -> str:
    """A report as HTML, with the comments that travel in it packed as they can be read."""
    page = path.read_text(encoding="utf-8")
    held = re.compile(r'(?<=id="verbatims">)[^<]*')
    return held.sub(lambda packed: gzip.decompress(base64.b64decode(packed[0])).decode(), page)
