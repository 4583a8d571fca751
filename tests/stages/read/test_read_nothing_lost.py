"""Whatever stands in the columns of an export, it ends in the tables or a note says that it does not."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from answered import Answered, workbook, written

from textmine import tables
from textmine.stages.read import ReadSettings
from textmine.stages.read.questions.build import Choice, Questionnaire
from textmine.stages.read.scan import Profile
from textmine.stages.read.understand import names

LABELS = [
    "No", "0", "Other", "None", "", "Other (please specify)", "Bus", "Bus", "日本", "Да, конечно", "1", "Yes",
    "<b>Bold</b>", "A: b", "A, b", "A; b", "A - b", "Comment", "N/A", "other", "TRUE", "=1+1", "2024", "Autre",
    "x" * 400,
]  # fmt: skip
TEXTS = [
    "since it is near",
    "No",
    "0",
    "none",
    "a, b; c",
    "line\nbreak",
    "N/A",
    "Other",
    "Bus",
    "2",
    " spaced ",
    "y" * 400,
]
OWN = {"Collector ID", "Start Date", "Start time", "Time Started", "No.", "StartDate"}
"""Columns of the platforms that say nothing of the answers."""

Rows = list[list[str]]
Chance = random.Random


def column(chance: Chance, records: int, label: str) -> list[str]:
    """The cells of a column that holds ticks, texts, answers of a list, figures, joined answers or nothing."""
    few = chance.sample(LABELS, 4)
    of: list[Callable[[], str]] = [
        lambda: chance.choice([label, ""]),
        lambda: chance.choice([*TEXTS, ""]),
        lambda: chance.choice(few),
        lambda: str(chance.randint(0, 5)),
        lambda: "; ".join(chance.sample(few, chance.randint(0, 3))),
        lambda: "",
    ]
    made = chance.choice(of)
    return [made() for _ in range(records)]


def beside(chance: Chance, records: int, labels: list[str], before: Callable[[int], list[str]]) -> Rows:
    """Records: the columns of the platform, then one for each label."""
    columns = [column(chance, records, label) for label in labels]
    return [[*before(n), *(cells[n] for cells in columns)] for n in range(records)]


def blocks(chance: Chance) -> list[tuple[str, list[str]]]:
    """Questions, each with the labels of its columns."""
    return [
        (chance.choice(LABELS), chance.choices(LABELS, k=chance.randint(1, 5))) for _ in range(chance.randint(1, 4))
    ]


def surveymonkey(chance: Chance, records: int) -> Rows:
    asked = blocks(chance)
    above = ["Respondent ID", "Collector ID", "Start Date", "End Date"]
    above += [text for question, labels in asked for text in [question, *[""] * (len(labels) - 1)]]
    below = [label for _, labels in asked for label in labels]
    rows = beside(chance, records, below, lambda n: [str(n), "7", "3/1/2026", "3/1/2026"])
    return [above, ["", "", "", "", *below], *rows]


def googleforms(chance: Chance, records: int) -> Rows:
    asked = [f"{text} [{label}]" if labels[1:] else text for text, labels in blocks(chance) for label in labels]
    return [["Timestamp", *asked], *beside(chance, records, asked, lambda n: [f"2026/03/01 10:00:{n:02}"])]


def msforms(chance: Chance, records: int) -> Rows:
    own = ["ID", "Start time", "Completion time", "Email", "Name"]
    asked = chance.choices(LABELS, k=5)
    return [
        own + asked,
        *beside(chance, records, asked, lambda n: [str(n), "3/1/26 10:00:00", "3/1/26 10:10:00", "a@example.org", "A"]),
    ]


def alchemer(chance: Chance, records: int) -> Rows:
    asked = [f"{label}:{text}" if labels[1:] else text for text, labels in blocks(chance) for label in labels]
    own = ["Response ID", "Time Started", "Date Submitted", "Status"]
    return [own + asked, *beside(chance, records, asked, lambda n: [str(n), "2026-03-01", "2026-03-01", "Complete"])]


def formbricks(chance: Chance, records: int) -> Rows:
    asked = [
        f"{number}. {text} - {label}" if labels[1:] else f"{number}. {text}"
        for number, (text, labels) in enumerate(blocks(chance), start=1)
        for label in labels
    ]
    own = ["No.", "Response ID", "Timestamp", "Finished"]
    return [own + asked, *beside(chance, records, asked, lambda n: [str(n), f"r{n}", "2026-03-01", "Yes"])]


def qualtrics(chance: Chance, records: int) -> Rows:
    own = ["StartDate", "Finished", "RecordedDate", "ResponseId", "UserLanguage"]
    names, labels = [], []
    for number, (text, items) in enumerate(blocks(chance), start=1):
        for place, item in enumerate(items, start=1):
            for box in ("", "_TEXT")[: chance.randint(1, 2)]:
                names.append(f"Q{number}_{place}{box}" if items[1:] else f"Q{number}{box}")
                labels.append(text + (f" - {item}" if items[1:] or box else "") + (" - Text" if box else ""))
    day = "2026-03-01 10:00:00"
    rows = beside(chance, records, labels, lambda n: [day, "True", day, f"R_{n}", "EN"])
    return [own + names, *([own + labels] if chance.random() < 0.5 else []), *rows]


def eusurvey(chance: Chance, records: int) -> Rows:
    asked = [f"{text}: {label}" if labels[1:] else text or "?" for text, labels in blocks(chance) for label in labels]
    columns = beside(chance, records, asked, lambda _: [])
    key = "0a1b2c3d-0000-4000-8000-0000000000"
    own = [[f"{key}{n:02}", "EN", "2026-03-01 10:00:00"] for n in range(records)]
    return [
        ["Alias", "library"], ["Export Date", "01/03/2026 10:10"],
        [*asked, "Contribution ID", "Languages", "Creation date"],
        *([*cells, *more] for cells, more in zip(columns, own, strict=True)),
    ]  # fmt: skip


def long(chance: Chance, records: int) -> Rows:
    places = itertools.product(["Q1", "Why?"], ["", "lake"], ["", "No", "0", "Other", "Autre"])
    cells = [(str(n), *place) for n, place in itertools.product(range(records), places) if chance.random() < 0.4]
    rows = [[*cell, chance.choice(["1", "0", ""]), chance.choice([*TEXTS, ""])] for cell in cells]
    return [["respondent", "question", "row", "option", "selected", "comment"], *rows, ["x", "Q1", "", "", "", "good"]]


def table(chance: Chance, records: int) -> Rows:
    asked = chance.choices(LABELS, k=6)
    return [["pid", *asked], *beside(chance, records, asked, lambda n: [str(n)])]


PLATFORMS = [surveymonkey, googleforms, msforms, alchemer, formbricks, qualtrics, eusurvey, long, table]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("make", PLATFORMS, ids=lambda make: make.__name__)
def test_nothing_is_lost(tmp_path: Path, make: Callable[[Chance, int], Rows], seed: int) -> None:
    chance = Chance(f"{make.__name__} {seed}")
    rows = make(chance, chance.choice([1, 2, 5, 25]))
    path = workbook(tmp_path / "a.xlsx", rows) if make is eusurvey else written(tmp_path / "a.csv", rows)
    named = {"format": "table", "id_column": "pid"} if make is table else {}
    found = Answered(path, ReadSettings(**named))
    assert found.survey.format.startswith(make.__name__)
    for name, frame in (found.tables | {"questions": found.survey.questions, "options": found.survey.options}).items():
        assert not frame.duplicated(list(tables.TABLES[name].key)).any(), name
    assert not unread(found)


@pytest.mark.parametrize(
    ("cells", "ticked"),
    [
        ([["No", "", ""], ["", "0", "Books"]], [["Y", "", ""], ["", "Y", "Y"]]),  # each column holds its label
        ([["1", "0", "0"], ["0", "1", "1"]], [["Y", "N", "N"], ["N", "Y", "Y"]]),
        ([["Yes", "No", "No"], ["No", "Yes", "Yes"]], [["Y", "N", "N"], ["N", "Y", "Y"]]),
    ],
)
def test_options_that_are_called_as_a_sign_for_no(cells: Rows, ticked: Rows) -> None:
    columns = list(zip(*cells, strict=True))
    profile = Profile(2, in_order=True, values=tuple(map(frozenset, columns)), filled=(2, 2, 2), masked=False)
    made = Questionnaire(["", "", ""], profile)
    made.several("Which?", [Choice(label, column) for column, label in enumerate(["No", "0", "Books"])])
    assert [[b.reader.read(row[b.column]) or "" for b in made.bindings] for row in cells] == ticked


def unread(found: Answered) -> list[str]:
    """Columns with cells that are in no table, are not the platform's own, and that no note speaks of."""
    (source,) = found.survey._sources
    plan, headings = source.plan, names(source.grid.headings)
    filled = {at for row in source.grid.rows() for at, cell in enumerate(row.cells) if cell and cell.strip()}
    read = {binding.column for binding in plan.bindings} | {each.column for each in plan.attributes}
    read |= {each.column for each in plan.meta.values()}
    left = [headings[at] for at in sorted(filled - read)]
    told = [note for note in found.survey.notes if " column" in note]
    known = {*OWN, *found.survey.personal}
    return [h for h in left if h not in known and not any(h in note or note.endswith("...") for note in told)]
