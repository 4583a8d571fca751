"""`textmine.report.listing`: verbatims as rows."""

from __future__ import annotations

from dataclasses import replace

from textmine.report.listing import REVIEW, VERBATIM, review_rows, themes_by_option, verbatim_rows
from textmine.report.model import Item, Report, Tag, Verbatim

ITEMS = (
    Item("question", "C", "Barriers"),
    Item("option", "C|1", "Funding", ("C",)),
    Item("option", "C|2", "Staff", ("C",)),
    Item("theme", "money", "Lack of money"),
    Item("theme", "time", "Lack of time"),
    Item("country", "CA", "Canada"),
    Item("organisation", "o", "ACME"),
)
VERBATIMS = (
    Verbatim("k1", "R01", ("North",), "C", "C|2", "en", "ok", "No money in Canada",
             tags=(Tag("theme", "money", 0, 8), Tag("country", "CA", 12, 18, "target"))),
    Verbatim("k2", "R02", ("",), "C", "C|1", "en", "ok", "Money, and no time for ACME",
             tags=(Tag("theme", "money", 0, 5), Tag("review", "time", 7, 18), Tag("organisation", "o", 23, 27))),
    Verbatim("k3", "R02", ("",), "C", "C|1", "und", "no_answer", "-"),
    Verbatim("k4", "R02", ("",), "C", "C|1", "en", "ok", "money again", tags=(Tag("theme", "money", 0, 5),)),
)  # fmt: skip
REPORT = Report("R", "", (), by=("REGION",), items=ITEMS, verbatims=VERBATIMS)


def test_every_verbatim_has_a_row_with_what_is_said_in_it():
    rows = list(verbatim_rows(REPORT))
    assert [row[0] for row in rows] == ["k1", "k2", "k3", "k4"]
    assert rows[0] == ("k1", "R01", "North", "Barriers", "Staff", "en", "ok", "No money in Canada", "Lack of money",
                       "", "Canada (target)", "")  # fmt: skip
    assert rows[1][8:] == ("Lack of money", "Lack of time", "", "ACME")
    assert len(rows[0]) == len(VERBATIM) + len(REPORT.by)


def test_what_a_person_is_to_decide_shows_the_words_in_question():
    rows = list(review_rows(REPORT))
    assert rows == [
        ("k2", "R02", "", "Barriers", "Funding", "en", "Lack of time", "and no time", "Money, and no time for ACME")
    ]
    assert len(rows[0]) == len(REVIEW) + len(REPORT.by)


def test_of_a_long_comment_a_person_sees_what_stands_around_the_words():
    text = "".join(f"{number:5} is said. " for number in range(5000))
    tags = tuple(Tag("review", "time", start, start + 5) for start in range(0, len(text), 15))
    long = Verbatim("k1", "R01", ("North",), "C", "C|2", "en", "ok", text, tags=tags)
    rows = list(review_rows(replace(REPORT, verbatims=(long,))))
    assert len(rows) == len(tags)
    assert max(len(row[-1]) for row in rows) < 1100
    assert all(row[-2] in row[-1] for row in rows)
    assert rows[0][-1].startswith("    0 is said.")
    assert rows[0][-1].endswith(" [...]")
    assert rows[2500][-1].startswith("[...] ")
    assert rows[-1][-1].endswith(" 4999 is said. ")


def test_a_respondent_counts_once_in_a_theme_by_option():
    crossed = themes_by_option(REPORT)
    assert crossed.themes == ("Lack of money",)
    assert crossed.rows == (("Barriers", "Funding", 1, (1,)), ("Barriers", "Staff", 1, (1,)))


def test_counts_of_the_invented_survey_are_those_of_pandas(report):
    import pandas as pd

    said = pd.DataFrame(
        [
            (v.option, v.respondent, tag.item_id)
            for v in report.verbatims
            if v.option and v.status == "ok"
            for tag in v.tags
            if tag.kind == "theme"
        ],
        columns=["option", "who", "theme"],
    )
    crossed = themes_by_option(report)
    assert sum(sum(counts) for *_, counts in crossed.rows) == len(said.drop_duplicates())
    assert all(max(counts, default=0) <= base for _, _, base, counts in crossed.rows)
