"""Dates as people type them."""

from __future__ import annotations

import pytest

from textmine.dates import when

TOLD = {
    "2019-03-14": "2019-03",
    "02/2019": "2019-02",
    "14/05/2019": "2019-05",
    "05/14/2019": "2019-05",
    "10-12/09/2019": "2019-09",
    "5.2.2019": "2019-02",
    "12 March 2019": "2019-03",
    "5 Feb. 2019": "2019-02",
    "18-21 Nov 2019": "2019-11",
    "Sept 2019": "2019-09",
    "Dez. 2018": "2018-12",
    "mayo 2019": "2019-05",
    "janvier 2019": "2019-01",
    "30 April - 2 May 2019": "2019-04",
    "October 2019 (date open)": "2019-10",
    "Q3 2019": "2019 Q3",
    "T2 2020": "2020 Q2",
    "autumn 2019": "2019 autumn",
    "second half of 2020": "2020 H2",
    "2020": "2020",
}


@pytest.mark.parametrize("text", TOLD)
def test_a_date_is_a_month(text):
    assert str(when(text)) == TOLD[text]


@pytest.mark.parametrize("text", ["tbc", "in May", "", "the 5th", "45/2019 pieces", "summer"])
def test_what_names_no_year_is_no_date(text):
    told = when(text)
    assert told is None or str(told) == "2019"


def test_a_name_that_is_two_months_needs_its_language():
    assert str(when("listopad 2019", "pl")) == "2019-11"
    assert str(when("listopad 2019", "hr")) == "2019-10"
    assert str(when("listopad 2019")) == "2019"


def test_months_stand_in_the_order_of_the_calendar():
    told = [when(text) for text in ("2019", "Q3 2019", "June 2019", "12/2018", "autumn 2019")]
    assert [str(each) for each in sorted(told)] == ["2018-12", "2019-06", "2019 Q3", "2019 autumn", "2019"]
