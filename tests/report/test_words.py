from __future__ import annotations

import pytest

from textmine.report import words
from textmine.report.facts import shorten
from textmine.report.model import Figure, Quote, TableBlock


def plain(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.125, "13 %"), (0.5, "50 %"), (0.996, ">99 %"), (1.0, "100 %"), (0.285, "29 %")],
)
def test_percent_rounds_halves_up_and_never_claims_none_or_all(share, expected):
    assert plain(words.percent(share)) == expected


def test_a_small_base_has_no_percentage():
    assert plain(words.of(Figure(4, 6, share=4 / 6))) == "4 of 6"
    assert plain(words.of(Figure(40, 60, share=4 / 6, percent=True))) == "40 of 60 (67 %)"


def test_large_numbers_are_grouped():
    assert plain(words.of(Figure(12345, 99999))) == "12,345 of 99,999"


def test_a_cell_repeats_the_base_only_when_the_heading_has_none():
    assert plain(words.cell(Figure(4, 6), 6)) == "4"
    assert plain(words.cell(Figure(4, 6), None)) == "4 of 6"
    assert plain(words.cell(Figure(40, 60, share=4 / 6, percent=True), 60)) == "40 (67 %)"
    assert words.cell("\u2013", 6) == "\u2013"


def test_headings_name_the_shared_base():
    table = TableBlock(
        "t", ("Item", "All", "Mixed"), (("a", Figure(1, 4), Figure(1, 2)), ("b", Figure(0, 4), Figure(1, 3))), "ticks"
    )
    assert [plain(heading) for heading in words.headings(table)] == ["Item", "All (n = 4)", "Mixed"]


def test_an_interval_is_said_only_where_percentages_are():
    assert words.interval(Figure(4, 6, share=0.67, low=0.3, high=0.9)) == ""
    assert (
        plain(words.interval(Figure(40, 60, share=0.67, low=0.54, high=0.77, percent=True)))
        == "95 % interval: 54 % to 77 %"
    )


def test_what_a_page_leaves_out_is_said():
    rows = tuple((str(number), Figure(0, 9)) for number in range(9))
    assert words.more(TableBlock("t", ("Item", "All"), rows, "ticks", shown=4)) == "and 5 more, in the workbook"
    assert words.more(TableBlock("t", ("Item", "All"), rows, "ticks", shown=9)) == ""


def test_printable_keeps_all_but_what_no_file_can_hold():
    assert words.printable("a\x00b\x07c\ud800d\ufffee\tf\ng \u202e\U0001f600") == "abcde\tf\ng \u202e\U0001f600"


def test_the_source_of_a_quote_names_respondent_group_place_and_language():
    quote = Quote("t", "fr", "R07", "Strand-1", "Which barriers?", "Funding")
    assert words.source(quote) == "R07, Strand-1, on \u201cFunding\u201d (fr)"
    assert words.source(Quote("t", "en", "R07", "", "Which barriers?", "")) == "R07, on \u201cWhich barriers?\u201d"


def test_plural():
    assert [words.plural(number, "record") for number in (0, 1, 2100)] == ["0 records", "1 record", "2,100 records"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Which barriers? Please explain.", "Which barriers?"),
        ("Name the activities (e.g. missions). Describe them.", "Name the activities (e.g. missions)"),
        ("Choose one of the following answers:", "Choose one of the following answers"),
        ("one two three four", "one two\u2026"),
        ("", ""),
    ],
)
def test_a_wording_is_cut_to_its_first_sentence_or_at_a_word(text, expected):
    assert shorten(text, 12 if text.startswith("one") else 90) == expected
