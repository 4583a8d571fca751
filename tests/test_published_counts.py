"""Our tick counts beside those that the authors of a real survey published with it.

The survey lies beside the checkout on some machines and is no part of the project. Its export has
wordings as headings, which are not read: here the same cells stand under codes.
"""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
from helpers import REAL, summarised

from textmine.stages.read import read

FOLDER = REAL / "nfdi4objects_de"
# So many more were published than the authors' own cells have ticked: of the first question the open field
# holds answers that fit these options, so they seem to be counted there; of the other nothing explains it.
MORE = {"G01Q02A01": 1, "G01Q02A08": 2, "G01Q02A11": 2, "G04Q03A04": 1}
# The questions with several answers.
SEVERAL = {
    "G01Q02", "G02Q02", "G02Q03", "G02Q04", "G02Q07", "G03Q01", "G03Q04", "G03Q06", "G04Q03", "G04Q04", "G04Q05",
    "G05Q01", "G05Q03",
}  # fmt: skip


def _rows(name):
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _questions(headings, rows):
    """The columns of ticks, question by question; a question that is asked twice has its options again."""
    found = []
    for place, heading in enumerate(headings):
        match = re.fullmatch(r"(.*?)\[(.*)\]\s*", heading, re.DOTALL)
        if not match or {row[place] for row in rows} - {"Ja", "Nein"}:
            continue
        wording, option = match.groups()
        if not found or found[-1][0] != wording or option in found[-1][1]:
            found.append((wording, {}))
        found[-1][1][option] = place
    return [list(columns.values()) for _, columns in found]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the survey is not beside the checkout")
def test_ticks_are_the_published_ones(tmp_path):
    headings, *rows = _rows("raw_responses.csv")
    questions = _questions(headings, rows)
    codes = {place: f"Q{q}[{o}]" for q, places in enumerate(questions) for o, place in enumerate(places)}
    export = tmp_path / "export.csv"
    with export.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["id", "submitdate", *codes.values()])
        ticks = {"Ja": "Y", "Nein": ""}
        writer.writerows([row[0], "2025-01-01 00:00:00", *(ticks[row[place]] for place in codes)] for row in rows)
    survey = read(export)
    parts = list(survey.batches(100))
    frames = {name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]}
    counts = summarised(questions=survey.questions, options=survey.options, **frames)[0]
    ours = counts[(counts["kind"] == "tick") & (counts["by"] == "")]
    assert set(ours["base"]) == {240}

    heads, *published = _rows("frequency_analysis.csv")
    lines = [dict(zip(heads, line, strict=True)) for line in published]
    given = {}
    for line in lines:
        if line["answer_source"] == "predefined" and line["answer_text"].strip() != "Sonstiges":
            given.setdefault(line["question_id"], []).append(line)
    several = [question for question in given if question in SEVERAL]
    assert [len(given[question]) for question in several] == [len(places) for places in questions]
    compared = 0
    for number, question in enumerate(several):
        mine = ours[ours["question_id"] == f"Q{number}"].set_index("item_id")["count"]
        for place, line in enumerate(given[question]):
            expected = int(line["answer_count"]) - MORE.get(line["answer_id"], 0)
            assert mine[str(place)] == expected, line["answer_id"]
            compared += 1
    assert compared == 100
