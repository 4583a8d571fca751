"""What several tests need."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases"
DEMO = ROOT / "data" / "samples" / "escp4i_2018"
# Real surveys that lie beside the checkout on some machines; never part of the project.
REAL = ROOT.parent / "shared" / "data"


def cases(name: str) -> list[dict[str, Any]]:
    """The examples of tests/cases/NAME.jsonl."""
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines() if line]


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
