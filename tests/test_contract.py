"""What every stage keeps: schema, empty tables, same result twice, inputs untouched, no row lost."""

from __future__ import annotations

import importlib
import inspect

import pandas as pd
import pytest
from helpers import mini_survey

from textmine import config, pipeline, tables, work

STAGES = [stage for stage in pipeline.STAGES if stage.name != "read"]


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract")
    return pipeline.run(mini_survey(folder), folder / "out", until="prevalence")


def _function(stage):
    module, _, name = stage.function.partition(":")
    return getattr(importlib.import_module(module), name)


def _call(stage, frames):
    settings = {"settings": getattr(config.load(None), stage.settings)} if stage.settings else {}
    given = {name: [data] if name in stage.parts else data for name, data in frames.items()}
    made = _function(stage)(**given, **settings)
    return dict(zip(stage.makes, made if isinstance(made, tuple) else (made,), strict=True))


def _frames(stage, run):
    return {name: run.read(name, columns) for name, columns in stage.takes.items()}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_parameters_are_named_as_the_tables(stage):
    names = list(inspect.signature(_function(stage)).parameters)
    assert names == [*stage.takes, *(["settings"] if stage.settings else [])]


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_empty_tables_give_valid_tables(stage):
    frames = {
        name: tables.empty(name)[list(columns) or list(tables.TABLES[name].names)]
        for name, columns in stage.takes.items()
    }
    for name, data in _call(stage, frames).items():
        tables.check(name, data)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_same_result_twice_and_inputs_untouched(stage, run):
    frames = _frames(stage, run)
    before = {name: data.copy(deep=True) for name, data in frames.items()}
    first = _call(stage, frames)
    second = _call(stage, frames)
    for name, data in first.items():
        tables.check(name, data)
        pd.testing.assert_frame_equal(data, second[name])
    for name, data in frames.items():
        pd.testing.assert_frame_equal(data, before[name])


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage.row_wise], ids=lambda stage: stage.name)
def test_a_row_wise_stage_gives_the_same_comment_by_comment(stage, run):
    frames = _frames(stage, run)
    whole = _call(stage, frames)
    parts = {name: [] for name in whole}
    for comment in run["comments"]["comment_id"]:
        one = {name: data if name in work._WHOLE else _of(data, comment, run) for name, data in frames.items()}
        for name, data in _call(stage, one).items():
            parts[name].append(data)
    for name, data in whole.items():
        joined = pd.concat(parts[name], ignore_index=True)
        pd.testing.assert_frame_equal(joined, data)


def _of(data, comment, run):
    if "comment_id" in data:
        return data[data["comment_id"] == comment].reset_index(drop=True)
    if "segment_id" in data:
        segments = run["segments"]
        mine = segments.loc[segments["comment_id"] == comment, "segment_id"]
        return data[data["segment_id"].isin(set(mine))].reset_index(drop=True)
    who = run["comments"].set_index("comment_id")["respondent_id"][comment]
    return data[data["respondent_id"] == who].reset_index(drop=True)


def test_no_comment_is_lost(run):
    ids = list(run["comments"]["comment_id"])
    assert list(run["texts"]["comment_id"]) == ids
    assert list(run["languages"]["comment_id"]) == ids
    readable = run["texts"].loc[run["texts"]["status"] == "ok", "comment_id"]
    assert set(run["segments"]["comment_id"]) == set(readable)
    assert list(run["embeddings"]["segment_id"]) == list(run["segments"]["segment_id"])
