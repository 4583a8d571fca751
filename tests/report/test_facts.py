"""How the report reads a run folder: what it needs, a batch at a time."""

from __future__ import annotations

import json
import tracemalloc

import pytest

from textmine import tables
from textmine.folder import Run, Writer, write_manifest
from textmine.report import ReportSettings, build_report
from textmine.report.facts import Facts, Question

BATCH = 1000
LARGE = ("comments", "texts", "languages", "redactions", "respondents", "attributes", "answers", "segments")
GROWN = {"comments", "texts", "languages", "redactions", "respondents"}


class Recording(Run):
    """A run folder that notes what is read of it: table, columns, rows."""

    def __init__(self, path):
        super().__init__(path)
        self.reads = []

    def __getitem__(self, name):
        data = super().__getitem__(name)
        self.reads.append((name, (), len(data)))
        return data

    def batch(self, name, number, columns=()):
        data = super().batch(name, number, columns)
        self.reads.append((name, tuple(columns), len(data)))
        return data


def written(folder, run, times):
    """The invented run with as many more respondents and comments, in batches."""
    made = Recording(folder)
    for name, frame in run.items():
        with Writer(made, name, "") as writer:
            writer.write(frame)
            for number in range(times if name in GROWN else 0):
                writer.write(_batch(name, number))
    write_manifest(made, {"tables": dict.fromkeys(run, "")})
    return made


def _batch(name, number):
    plain = {"string": "x", "json": "[" + "0," * 100 + "0]", "int": 0, "float": 1.0, "bool": False}
    if name == "redactions":
        return tables.empty(name)
    rows = []
    for place in range(BATCH):
        row = {column.name: plain[column.kind] for column in tables.TABLES[name].columns}
        row |= {"comment_id": f"{number}-{place}", "respondent_id": f"r{number}-{place}"}
        row |= {"raw": "A sentence of some length, as people write them. " * 6, "text": "Four words of text. " * 15}
        row |= {"status": "ok", "language": "de", "question_id": "G1"}
        rows.append({column.name: row[column.name] for column in tables.TABLES[name].columns})
    return tables.frame(name, rows)


def test_a_folder_has_the_same_report_as_the_frames(run, tmp_path):
    assert build_report(written(tmp_path, run, 0)) == build_report(run)


def test_large_tables_are_read_by_columns_and_batches(run, tmp_path):
    folder = written(tmp_path, run, 2)
    build_report(folder, ReportSettings(verbatims=0, cases=0))
    whole = {name for name, columns, _ in folder.reads if not columns}
    assert not whole & set(LARGE)
    assert not {name for name, columns, _ in folder.reads if {"raw", "changes", "votes"} & set(columns)}
    assert max(rows for name, _, rows in folder.reads if name in LARGE) == BATCH


def test_memory_does_not_grow_with_the_comments(run, tmp_path):
    peaks = []
    for times in (1, 6):
        folder = written(tmp_path / str(times), run, times)
        tracemalloc.start()
        build_report(folder, ReportSettings(verbatims=0, cases=0))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 5,000 comments more are 3 MB of texts; what may grow is the ids of respondents.
    assert peaks[1] - peaks[0] < 2_000_000


@pytest.mark.parametrize("held", [{}, {"comments": tables.empty("comments")}], ids=["no table", "one empty table"])
def test_a_table_that_a_run_does_not_have_is_empty(tmp_path, held):
    run = Run(tmp_path)
    for name, frame in held.items():
        with Writer(run, name, "") as writer:
            writer.write(frame)
    write_manifest(run, {"tables": dict.fromkeys(held, "")})
    for facts in (Facts(run, (), 30), Facts(held, (), 30)):
        rows = facts.rows_where("texts", "comment_id", {"1"}, ("text",))
        assert (list(rows.columns), len(rows)) == (["comment_id", "text"], 0)
        assert not any(len(part) for parts in facts.batches(comments=("kind",), texts=("text",)) for part in parts)


def test_rows_are_looked_up_by_value(run):
    facts = Facts(run, (), 30)
    whole = facts.table("comments")
    for wanted in (set(whole["comment_id"][:3]), list(whole["comment_id"][:3]) * 2, {}.keys(), {"nobody"}):
        rows = facts.rows_where("comments", "comment_id", wanted, ("respondent_id",))
        assert list(rows["comment_id"]) == [name for name in whole["comment_id"] if name in wanted]


def test_a_finding_names_the_figures_that_it_rests_on(demo):
    facts = Facts(demo, (), 30)
    for row in demo["findings"].itertuples():
        place = facts.findings(row.section).index(row.sentence)
        found = facts.support(row.section)[place]
        keys = [
            (w.question, w.kind, w.item, w.role, w.by, w.group, figure.unit)
            for _, figure in found
            for w in [figure.where]
        ]
        assert keys == [(key[0], *key[2:]) for key in json.loads(row.support)["counts"]]
        assert all(label for label, _ in found)


@pytest.mark.parametrize("text", ["", ".", "...", " : "])
def test_a_question_without_words_is_called_by_its_id(text):
    assert Question("Q7", text, "text", "", personal=False).heading == "Q7"
