"""The declarations of the tables, and `check`, which holds frames against them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textmine import tables
from textmine.errors import TextmineError


@pytest.mark.parametrize("name", tables.TABLES)
def test_the_empty_table_is_valid(name):
    assert tables.check(name, tables.empty(name)).empty


@pytest.mark.parametrize("table", tables.TABLES.values(), ids=lambda table: table.name)
def test_a_declaration_is_complete(table):
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    assert table.meaning.endswith(".")
    assert all(column.meaning for column in table.columns)
    assert not [column.name for column in table.columns if column.nullable and column.name in table.key]


ATTRIBUTE = ("1", "size", "small")


def test_a_valid_table_passes_unchanged():
    data = tables.frame("attributes", [ATTRIBUTE])
    assert tables.check("attributes", data) is data


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.drop(columns="value"), "has the columns"),
        (lambda data: data.assign(more=1), "has the columns"),
        (lambda data: data.assign(value=[1, 2]), "is of type int64"),
        (lambda data: data.assign(value=["small", None]), "has no value in row 1"),
        (lambda data: data.assign(attribute="size", respondent_id="1"), "two rows with the key"),
    ],
)
def test_a_spoilt_table_is_refused(spoil, message):
    data = tables.frame("attributes", [ATTRIBUTE, ("2", "size", "large")])
    with pytest.raises(TextmineError, match=message):
        tables.check("attributes", spoil(data))


@given(st.lists(st.integers(0, 10**6).map(str)))
def test_natural_order_is_that_of_numbers(ids):
    assert sorted(ids, key=tables.natural_key) == sorted(ids, key=int)


@given(st.lists(st.text(max_size=6)))
def test_any_ids_can_be_ordered(ids):
    backwards = sorted(ids, reverse=True)
    assert sorted(ids, key=tables.natural_key) == sorted(backwards, key=tables.natural_key)
