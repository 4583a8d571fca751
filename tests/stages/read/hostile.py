"""Files that nobody should have sent, small in the making; and a process that reads them within bounded memory.

Usage: python hostile.py FILE ... (each is read, a line of JSON tells what came of it)
"""

from __future__ import annotations

import json
import resource
import sys
import zipfile
from pathlib import Path

import openpyxl

from textmine.errors import TextmineError
from textmine.stages.read import read

ADDRESSES = 8 << 30
"""Bytes that the process may map: a net below the figures that the tests hold it to."""

CONTENT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="a">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
CELL = '<table:table-cell office:value-type="string"{more}><text:p>x</text:p></table:table-cell>'
LAUGHS = (
    '<!DOCTYPE document [<!ENTITY a "laugh">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
"""Ten to the power of nine laughs."""


def ods(path: Path, rows: str) -> Path:
    """A spreadsheet whose rows are this XML."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(rows=rows))
    return path


def xlsx(path: Path, rows: list[list[str]]) -> Path:
    """A workbook; text that begins with "=" is a formula."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def changed(source: Path, target: Path, part: str, before: bytes, after: bytes) -> Path:
    """A zip file in which something in one part is replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(before, after, 1) if name == part else data)
    return target


def zeros(path: Path, part: str, size: int) -> Path:
    """A zip file with a part of this many MiB of nothing, after the parts that it has."""
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(part, "w", force_zip64=True) as file,
    ):
        for _ in range(size):
            file.write(bytes(1 << 20))
    return path


def outcome(path: Path) -> dict[str, object]:
    """What reading a file comes to: the error of textmine, or how many records and characters of comments."""
    try:
        survey = read(path)
        parts = list(survey.batches(1000))
    except TextmineError as error:
        found: dict[str, object] = {"error": str(error)}
    else:
        comments = sum(int(part["comments"]["raw"].str.len().sum()) for part in parts)
        found = {"records": survey.respondents, "characters": comments}
    return {"file": path.name, "peak_mb": peak_mb(), **found}


def peak_mb() -> int:
    """The most memory of this program, MiB; the figure of `getrusage` counts that of the program that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    for name in sys.argv[1:]:
        print(json.dumps(outcome(Path(name))), flush=True)  # noqa: T201 - it is read by the test
