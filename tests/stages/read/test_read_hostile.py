"""Hostile and broken files: a clear error or a safe result, in bounded memory, and nothing written anywhere."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile
import pytest
from helpers import REAL
from hostile import CELL, LAUGHS, changed, ods, xlsx, zeros
from lime import build_csv, build_lsa, build_lss, question, whole

from textmine.errors import TextmineError
from textmine.stages.read import read
from textmine.stages.read.cells.book import BookSheet

MOST_MB = 1000
"""Resident memory of a process that read all files of this module one after the other."""

MIB = 1 << 20
TEXT = question("T", "T")
PLAIN = [["id", "submitdate", "T[a]"], ["1", "2026-01-01", "words"]]


def _lsa(path: Path) -> Path:
    return build_lsa(path, build_lss([TEXT]), ["id", "9X1X1"], [["1", "text"]])


def _zip_bomb(folder: Path) -> Path:
    return zeros(xlsx(folder / "bomb.xlsx", PLAIN), "xl/media/nothing.bin", 600)


def _lie(folder: Path) -> Path:
    """The archive says that its part has 10 bytes; it has 50 MiB."""
    path = zeros(xlsx(folder / "lie.xlsx", PLAIN), "xl/media/nothing.bin", 50)
    said = (50 * MIB).to_bytes(4, "little")
    assert said in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(said, (10).to_bytes(4, "little")))
    return path


def _many_parts(folder: Path) -> Path:
    path = _lsa(folder / "parts.lsa")
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(10_001):
            archive.writestr(str(number), "")
    return path


def _archive_in_archive(folder: Path) -> Path:
    inner = zeros(_lsa(folder / "inner.lsa"), "more.bin", 100)
    path = folder / "nested.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "inner.lsa")
    inner.unlink()
    return path


def _laughing_book(folder: Path) -> Path:
    plain = xlsx(folder / "plain.xlsx", PLAIN)
    return changed(
        plain, folder / "laughs.xlsx", "xl/worksheets/sheet1.xml", b"<worksheet", LAUGHS.encode() + b"<worksheet"
    )


def _laughing_responses(folder: Path) -> Path:
    name = "survey_9_responses.lsr"
    dtd = changed(_lsa(folder / "one.lsa"), folder / "two.lsa", name, b"<document>", LAUGHS.encode() + b"<document>")
    return changed(dtd, folder / "laughs.lsa", name, b">text<", b">&j;<")


def _laughing_xml(folder: Path) -> Path:
    path = folder / "laughs.xml"
    path.write_text(
        f"<?xml version='1.0'?>{LAUGHS}<Responses><Response><_recordId>&j;</_recordId></Response></Responses>"
    )
    return path


def _deep_json(folder: Path) -> Path:
    path = folder / "deep.json"
    path.write_text('{"responses": ' + "[" * 200_000 + "]" * 200_000 + "}")
    return path


def _line(folder: Path) -> Path:
    path = folder / "line.csv"
    path.write_bytes(b"id,T[a]," + b"a," * (100 * MIB))
    return path


def _cells_on_lines(folder: Path) -> Path:
    """One record: every line end is within quotes."""
    path = folder / "record.csv"
    path.write_bytes(b"id,T[a]\r\n1,x" + b',"\n"' * (17 * MIB))
    return path


def _open_quote(folder: Path) -> Path:
    path = folder / "quote.csv"
    path.write_bytes(b'id,T[a]\r\n1,"never closed\r\n' + b"2,words of the next respondent\r\n" * (3 * MIB))
    return path


def _columns(folder: Path) -> Path:
    path = folder / "columns.csv"
    path.write_bytes(b"id,T[a]," + b",".join(b"T%d" % n for n in range(30_000)) + b"\r\n1" + b"," * 30_001)
    return path


def _zero_byte(folder: Path) -> Path:
    path = folder / "zero.csv"
    path.write_bytes(build_csv(["id", "T[a]"], [["1", "x" * 5000 + "\0"]]))
    return path


def _far_row(folder: Path) -> Path:
    plain = xlsx(folder / "plain.xlsx", PLAIN)
    return changed(plain, folder / "far.xlsx", "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="999999999999"')


def _repeated(folder: Path) -> Path:
    cell = CELL.format(more=' table:number-columns-repeated="16384"')
    return ods(
        folder / "repeated.ods", f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    )


def _broken_xml(folder: Path) -> Path:
    plain = xlsx(folder / "plain.xlsx", PLAIN)
    return changed(plain, folder / "broken.xlsx", "xl/workbook.xml", b"<sheets>", b"<sheets ")


REFUSED: dict[Callable[[Path], Path], str] = {
    _zip_bomb: "bytes unpacked",
    _lie: "is damaged",
    _many_parts: "parts",
    _archive_in_archive: "",
    _laughing_book: "document type",
    _deep_json: "",
    _line: "a line of more than",
    _cells_on_lines: "a record of more than",
    _open_quote: "",
    _columns: "columns",
    _zero_byte: "zero byte",
    _far_row: "cells",
    _broken_xml: "no workbook",
    _repeated: "cells",
}


def _huge_cell(folder: Path) -> Path:
    path = folder / "huge.csv"
    path.write_bytes(build_csv(["id", "T[a]", "T[b]"], [["1", "word " * (2 * MIB), "y"]]))
    return path


def _wide(folder: Path) -> Path:
    path = folder / "wide.csv"
    headings = ["id", *(f"Q{n}[a]" for n in range(5000))]
    path.write_bytes(build_csv(headings, [[str(n), *["", f"words {n:02}"] * 2500] for n in range(60)]))
    return path


READ: dict[Callable[[Path], Path], int | None] = {
    _huge_cell: 10 * MIB + 1,
    _wide: 60 * 2500 * 8,
    _laughing_responses: None,
    _laughing_xml: None,
}
"""Characters of comments; None: whatever, an error too."""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What a process of its own made of each file."""
    folder = tmp_path_factory.mktemp("hostile")
    files = {make.__name__: make(folder) for make in (*REFUSED, *READ)}
    before = sorted(folder.parent.rglob("*"))
    command = [sys.executable, hostile.__file__, *map(str, files.values())]
    threads = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert sorted(folder.parent.rglob("*")) == before
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return dict(zip(files, found, strict=True))


@pytest.mark.parametrize("make", REFUSED, ids=lambda make: make.__name__.strip("_"))
def test_refused_with_one_clear_error(make: Callable[[Path], Path], outcomes: dict[str, dict[str, object]]) -> None:
    found = outcomes[make.__name__]
    assert REFUSED[make] in str(found["error"])
    assert str(found["file"]) in str(found["error"])


@pytest.mark.parametrize("make", READ, ids=lambda make: make.__name__.strip("_"))
def test_read_safely(make: Callable[[Path], Path], outcomes: dict[str, dict[str, object]]) -> None:
    found = outcomes[make.__name__]
    if READ[make] is not None:
        assert found["characters"] == READ[make]
    assert int(str(found.get("characters", 0))) < 100 * MIB


def test_memory_is_bounded(outcomes: dict[str, dict[str, object]]) -> None:
    most = max(outcomes.items(), key=lambda item: int(str(item[1]["peak_mb"])))
    assert int(str(most[1]["peak_mb"])) < MOST_MB, most


def test_names_that_lead_out_of_the_archive_lead_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "deep" / "er"
    inside.mkdir(parents=True)
    path = inside / "x.lsa"
    plain = _lsa(inside / "plain.lsa")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            new.writestr(f"../../{name}", old.read(name))
        new.writestr("/etc/evil.txt", "evil")
    before = sorted(tmp_path.rglob("*"))
    assert list(whole(read(path))["comments"]["raw"]) == ["text"]
    assert sorted(tmp_path.rglob("*")) == before


def test_formulas_stay_texts(tmp_path: Path) -> None:
    rows = [["id", "submitdate", "T[a]"], ["1", "x", '=HYPERLINK("http://example.org","x")'], ["2", "x", "=1+1"]]
    found = whole(read(xlsx(tmp_path / "x.xlsx", rows)))
    assert list(found["comments"]["raw"]) == ['=HYPERLINK("http://example.org","x")', "=1+1"]


def _kinds(folder: Path) -> Iterator[Path]:
    """A good file of each kind that is read."""
    folder.mkdir()
    yield _lsa(folder / "x.lsa")
    yield xlsx(folder / "x.xlsx", PLAIN * 50)
    yield ods(folder / "x.ods", f"<table:table-row>{CELL.format(more='') * 3}</table:table-row>" * 50)
    texts = {
        "x.csv": build_csv(["id", "T[a]"], [["1", "many words\n" * 500]]).decode(),
        "x.lss": build_lss([TEXT]).decode(),
        "x.json": json.dumps({"responses": [{"id": "1", "submitdate": "", "T[a]": "words " * 500}]}),
        "x.xml": "<Responses>" + "<Response><_recordId>R_1</_recordId><Q1>words</Q1></Response>" * 50 + "</Responses>",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, newline="")
        yield folder / name
    import pandas as pd
    import pyarrow.parquet as pq
    import pyreadstat

    frame = pd.DataFrame({"id": [str(n) for n in range(500)], "why": [f"words {n}" for n in range(500)]}, dtype="str")
    frame.to_parquet(folder / "x.parquet")
    assert pq.ParquetFile(folder / "x.parquet").metadata.num_rows == 500
    yield folder / "x.parquet"
    pyreadstat.write_sav(frame.astype(object), str(folder / "x.sav"))
    yield folder / "x.sav"
    pyreadstat.write_dta(frame.astype(object), str(folder / "x.dta"))
    yield folder / "x.dta"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_every_kind_of_file_cut_off(tmp_path: Path, share: float) -> None:
    for path in _kinds(tmp_path / "good"):
        data = path.read_bytes()
        cut = tmp_path / path.name
        cut.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(TextmineError) as caught:
            list(read(cut).batches(1000))
        assert cut.name in str(caught.value)
        cut.unlink()


XLS = REAL / "exports" / "eusurvey" / "sustainability_assessment.xls"


@pytest.mark.skipif(not XLS.is_file(), reason="the data sets beside the checkout are not there")
def test_an_old_workbook_that_is_damaged_ends_no_process(tmp_path: Path) -> None:
    """Its library asks for 25 GB on some of these, and aborts."""
    data, draw = XLS.read_bytes(), random.Random(1)
    for _ in range(8):
        broken = bytearray(data[: draw.choice([len(data), draw.randrange(len(data))])])
        for _ in range(20):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        (tmp_path / "x.xls").write_bytes(bytes(broken))
        with contextlib.suppress(TextmineError):
            list(BookSheet(tmp_path / "x.xls").rows())
    (tmp_path / "x.xls").write_bytes(data[:512] + bytes(4096))
    with pytest.raises(TextmineError, match=r"x\.xls is no workbook that can be read"):
        list(BookSheet(tmp_path / "x.xls").rows())


def test_every_kind_of_file_with_bytes_changed(tmp_path: Path) -> None:
    """An error or a result, but no other exception."""
    for path in _kinds(tmp_path / "good"):
        data = bytearray(path.read_bytes())
        for start in range(8):
            broken = bytearray(data)
            for place in range(start * len(data) // 8, len(data), max(1, len(data) // 3)):
                broken[place] ^= 0x55
            bad = tmp_path / path.name
            bad.write_bytes(bytes(broken))
            with contextlib.suppress(TextmineError):
                list(read(bad).batches(1000))
            bad.unlink()
