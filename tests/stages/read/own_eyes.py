"""What stands in the cells of a file, read with other programs than those of textmine: csv, openpyxl, json, lxml ..."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

Rows = list[list[str]]
"""The rows of a file; row 1 of the file is the first. What has no row of headings gets one."""


def rows(path: Path) -> Rows:
    """All rows of a file."""
    return _READ.get(path.suffix, _text)(path)


def once(headings: Sequence[str]) -> list[str]:
    """Headings as they are told apart: the second of two equal ones has its number behind it."""
    seen = Counter[str]()
    found = []
    for heading in headings:
        seen[heading] += 1
        found.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return found


def top(found: Rows) -> list[str]:
    """The headings, which stand in the first row."""
    return once(found[0])


def above(row: int) -> Callable[[Rows], list[str]]:
    """The headings, which stand in a row."""
    return lambda found: once(found[row - 1])


def _text(path: Path) -> Rows:
    data = path.read_bytes()
    text = data.decode("utf-16" if data.startswith(b"\xff\xfe") else "utf-8-sig")
    separator = max(",;\t", key=text.partition("\n")[0].count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _book(path: Path) -> Rows:
    import openpyxl

    def text(value: object) -> str:
        # What LimeSurvey writes for the answer "=1" is a formula; openpyxl shows it with another = before it.
        shown = "" if value is None else str(value)
        return shown[1:] if shown.startswith("==") else shown

    sheet = openpyxl.load_workbook(path).worksheets[0]
    return [list(map(text, row)) for row in sheet.iter_rows(values_only=True)]


def _open_document(path: Path) -> Rows:
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("content.xml"))
    return [["".join(cell.itertext()) for cell in row] for row in root.iterfind(".//{*}table-row")]


def _under(records: Sequence[dict[str, Any]]) -> Rows:
    """Records under their keys."""
    headings = list(dict.fromkeys(key for record in records for key in record))
    cells = [[record.get(heading) for heading in headings] for record in records]
    return [headings, *([value if isinstance(value, str) else str(value or "") for value in row] for row in cells)]


def _json(path: Path) -> Rows:
    found = json.loads(path.read_text(encoding="utf-8"))
    return _under(found["responses"] if isinstance(found, dict) else found)


def _xml(path: Path) -> Rows:
    """Responses of Qualtrics, or contributions of EUSurvey under the wordings in the first language."""
    root = etree.parse(path).getroot()
    if root.tag == "Responses":
        return _under([{child.tag: child.text for child in response} for response in root])
    title, names, tables = "", dict[str, str](), set[str]()
    for part in root.find("Survey/Elements").iter():
        text = "".join(etree.fromstring(f"<p>{part.text or ''}</p>").itertext())
        title = text if part.tag in {"Question", "TableTitle"} else title
        names[part.get("id")] = f"{title} {text}" if part.tag == "TableQuestion" else text
        tables |= {part.get("id")} if part.tag == "TableQuestion" else set()

    def name(answer: Any) -> str:
        key = answer.get("qid")
        return f"{names[key]}:{names[answer.get('aid')]}" if key in tables else names[key]

    return _under([{name(each): each.text for each in answers} for answers in root.iterfind("Answers/AnswerSet")])


def _archive(path: Path) -> Rows:
    """The responses of LimeSurvey, under the names of the fields in its database."""
    with zipfile.ZipFile(path) as archive:
        root = etree.fromstring(archive.read("survey_9_responses.lsr"))
    return _under([{child.tag.lstrip("_"): child.text for child in row} for row in root.iterfind(".//rows/row")])


def _data_file(path: Path) -> Rows:
    import pyreadstat

    data, _ = (pyreadstat.read_dta if path.suffix == ".dta" else pyreadstat.read_sav)(str(path))
    return [list(data.columns), *data.astype(str).to_numpy().tolist()]


def _parquet(path: Path) -> Rows:
    from pyarrow import parquet

    return _under(parquet.read_table(path).to_pylist())


_READ: dict[str, Callable[[Path], Rows]] = {
    ".xlsx": _book, ".ods": _open_document, ".json": _json, ".xml": _xml, ".lsa": _archive, ".sav": _data_file,
    ".dta": _data_file, ".parquet": _parquet,
}  # fmt: skip
