"""The run folder: tables come back as they were written, whole or not at all."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from textmine import tables
from textmine.errors import TextmineError
from textmine.files import write_atomically
from textmine.folder import Run, Writer, write_manifest


@pytest.fixture
def run(tmp_path):
    return Run(tmp_path)


def _declare(run, *names):
    write_manifest(run, {"tables": {name: {} for name in names}})


def test_a_table_comes_back_as_it_was_written(run):
    data = tables.frame(
        "answers",
        [("1", "Q", "0", "", "a", True, None, None), ("1", "Q", "0", "", "b", None, False, "x\n\u2028\U0001f68c")],
    )
    with Writer(run, "answers", "abc") as writer:
        writer.write(data)
    _declare(run, "answers")
    pd.testing.assert_frame_equal(run["answers"], data)
    assert run.fingerprint("answers") == "abc"
    assert list(run) == ["answers"]


def test_each_batch_is_a_row_group_and_empty_ones_keep_their_place(run):
    one = tables.frame("attributes", [("1", "size", "small")])
    none = tables.empty("attributes")
    with Writer(run, "attributes", "f") as writer:
        for batch in (none, one, none, one.assign(respondent_id="2")):
            writer.write(batch)
    assert run.row_groups("attributes") == 4
    assert [len(run.batch("attributes", n)) for n in range(4)] == [0, 1, 0, 1]
    assert run.rows("attributes") == 2


def test_a_table_without_rows_keeps_its_batches(run):
    with Writer(run, "attributes", "f") as writer:
        writer.write(tables.empty("attributes"))
        writer.write(tables.empty("attributes"))
    assert run.row_groups("attributes") == 2
    tables.check("attributes", run.read("attributes"))


@pytest.mark.parametrize("empty", [(), (0,), (1,), (2,), (0, 1), (0, 1, 2)], ids=str)
def test_vectors_come_back_as_they_were_written_whichever_batches_are_empty(run, empty):
    vectors = np.arange(12, dtype=np.float16).reshape(3, 4)
    rows = tables.typed("embeddings", pd.DataFrame({"segment_id": ["a", "b", "c"], "vector": list(vectors)}))
    batches = [tables.empty("embeddings") if n in empty else rows.iloc[[n]].reset_index(drop=True) for n in range(3)]
    with Writer(run, "embeddings", "f") as writer:
        for batch in batches:
            writer.write(batch)
    assert run.row_groups("embeddings") == 3
    kept = [n for n in range(3) if n not in empty]
    found = run.read("embeddings")["vector"].to_list()
    np.testing.assert_array_equal(np.array(found).reshape(-1, 4), vectors[kept])
    assert all(vector.dtype == np.float16 for vector in found)
    for number in range(3):
        assert len(run.batch("embeddings", number)) == (number in kept)


def test_vectors_are_stored_as_they_are_and_can_be_read_alone(run):
    rows = tables.typed("embeddings", pd.DataFrame({"segment_id": ["a", "b"], "vector": [np.ones(4, np.float16)] * 2}))
    with Writer(run, "embeddings", "f") as writer:
        writer.write(rows)
    np.testing.assert_array_equal(np.stack(run.read("embeddings", ["vector"])["vector"]), np.stack(rows["vector"]))
    ids, vectors = (pq.ParquetFile(run.file("embeddings")).metadata.row_group(0).column(n) for n in range(2))
    assert ids.has_dictionary_page
    assert not vectors.has_dictionary_page


def test_the_contents_of_a_table_are_those_of_its_columns(run):
    def contents(fingerprint, *batches):
        with Writer(run, "attributes", fingerprint) as writer:
            for batch in batches:
                writer.write(batch)
        return run.contents("attributes")

    rows = tables.frame("attributes", [("1", "size", "small"), ("2", "size", "large")])
    before = contents("f", rows)
    assert set(before) == set(rows.columns)
    assert contents("g", rows) == before  # what made it is not what it holds
    changed = contents("f", rows.assign(value=["small", "small"]).astype(rows.dtypes))
    assert [column for column in before if changed[column] != before[column]] == ["value"]
    assert contents("f", rows.head(1), rows.tail(1)) != before  # batches belong to those of other tables
    assert contents("f", rows.head(0), rows) != contents("f", rows, rows.head(0))


def test_a_damaged_manifest_is_an_error_that_says_what_to_do(run):
    (run.path / "manifest.json").write_text("{")
    with pytest.raises(TextmineError, match=r"(?s)damaged.*textmine run"):
        run.manifest  # noqa: B018


def test_columns_can_be_read_alone(run):
    with Writer(run, "attributes", "f") as writer:
        writer.write(tables.frame("attributes", [("1", "size", "small")]))
    assert list(run.read("attributes", ["value"]).columns) == ["value"]


def test_an_interrupted_table_leaves_the_one_before(run):
    old = tables.frame("attributes", [("1", "size", "small")])
    with Writer(run, "attributes", "old") as writer:
        writer.write(old)
    with pytest.raises(KeyboardInterrupt), Writer(run, "attributes", "new") as writer:
        writer.write(old.assign(value="large"))
        raise KeyboardInterrupt
    assert run.fingerprint("attributes") == "old"
    assert list(run.read("attributes")["value"]) == ["small"]
    assert [file.name for file in run.path.iterdir()] == ["attributes.parquet"]


def test_an_invalid_batch_is_not_written(run):
    with pytest.raises(TextmineError, match="has the columns"), Writer(run, "attributes", "f") as writer:
        writer.write(pd.DataFrame({"x": [1]}))
    assert list(run.path.iterdir()) == []


def test_a_damaged_file_has_no_fingerprint(run):
    run.file("attributes").write_bytes(b"PAR1 cut off")
    assert run.fingerprint("attributes") == ""
    with pytest.raises(TextmineError, match="missing or damaged"):
        run.read("attributes")


def test_a_table_of_another_version_says_so(run, monkeypatch):
    with Writer(run, "attributes", "f") as writer:
        writer.write(tables.frame("attributes", [("1", "STRAND", "1")]))
    now = tables.TABLES["attributes"]
    newer = dataclasses.replace(now, columns=(*now.columns, tables.Column("new", "string", "not there yet")))
    monkeypatch.setitem(tables.TABLES, "attributes", newer)
    with pytest.raises(TextmineError, match=r"(?s)no column 'new'.*another version.*textmine run"):
        run.read("attributes")


def test_the_same_table_is_the_same_bytes(tmp_path):
    files = []
    for name in ("a", "b"):
        run = Run(tmp_path / name)
        run.path.mkdir()
        with Writer(run, "attributes", "f") as writer:
            writer.write(tables.frame("attributes", [("1", "size", "small")]))
        files.append(run.file("attributes").read_bytes())
    assert files[0] == files[1]


def test_a_folder_without_a_run_is_an_error(tmp_path):
    with pytest.raises(TextmineError, match="is not a run folder"):
        Run.open(tmp_path)


def test_an_unknown_table_names_the_nearest(run):
    _declare(run, "themes")
    with pytest.raises(TextmineError, match="did you mean 'themes'"):
        run.table("theme")
    with pytest.raises(KeyError):
        run["theme"]


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(TextmineError, match="no folder"), write_atomically(tmp_path / "none" / "x.txt"):
        pass


def test_a_file_that_could_not_be_written_is_as_before(tmp_path):
    file = tmp_path / "x.txt"
    file.write_text("old")
    with pytest.raises(ZeroDivisionError), write_atomically(file) as temporary:
        temporary.write_text("new")
        raise ZeroDivisionError
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]
