from __future__ import annotations

import dataclasses
import json

import jsonschema
import pytest
from helpers import ROOT

from textmine.report import to_json, write_report
from textmine.report.model import Report, Verbatim

SCHEMA = json.loads((ROOT / "docs/reference/report.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def path(report, tmp_path_factory):
    return write_report(report, tmp_path_factory.mktemp("json") / "report.json")


@pytest.fixture(scope="module")
def data(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_schema_is_a_schema_and_documented():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert to_json.schema() == SCHEMA
    for name in ("Figure", "Verbatim", "Tag", "TableBlock"):
        missing = [key for key, value in SCHEMA["$defs"][name]["properties"].items() if len(value) < 2]
        assert missing in ([], ["type"]), name


def test_the_report_keeps_to_its_schema(data):
    jsonschema.Draft202012Validator(SCHEMA).validate(data)


@pytest.mark.parametrize("change", [{"title": 3}, {"sections": [{"level": 1}]}, {"more": 1}])
def test_the_schema_finds_what_is_wrong(data, change):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(SCHEMA).validate(data | change)


def test_nothing_of_the_report_is_left_out_but_a_row_for_each_respondent(data, report):
    data = dict(data)
    assert data.pop("format") == to_json.FORMAT
    rows = ["respondents", "variables"]
    assert [*data, *rows] == [field.name for field in dataclasses.fields(Report)]
    assert len(report.respondents) == 20
    assert data["verbatims"] == json.loads(json.dumps([dataclasses.asdict(said) for said in report.verbatims]))
    kinds = [[block["type"] for block in section["blocks"]] for section in data["sections"]]
    assert kinds == [[type(block).__name__ for block in section.blocks] for section in report.sections]


def test_offsets_hold_in_a_text_that_no_encoding_can_write(tmp_path):
    said = Verbatim("k", "R01", (), "C", "", "en", "ok", "a\udc80\x07b")
    path = write_report(Report("", "", (), verbatims=(said,)), tmp_path / "r.json")
    assert json.loads(path.read_text(encoding="utf-8"))["verbatims"][0]["text"] == said.text


def test_the_same_report_has_the_same_bytes(report, path, tmp_path):
    assert write_report(report, tmp_path / "again.json").read_bytes() == path.read_bytes()
