"""A survey that holds the payloads of tests/cases/payloads.jsonl in every place that a survey can fill."""

from __future__ import annotations

import html
from pathlib import Path

from helpers import cases
from lime import build_csv, build_lss, question

from textmine import config, pipeline

PAYLOADS = [case["input"] for case in cases("payloads")]
FILE = "<img src=x onerror=alert(1)> =1+1 $(touch x) `x` {{title}}.csv"
LABELLED = 16  # options, each with a payload as its label
GROUPS = 4
XML = "".join(chr(code) for code in range(0x20) if chr(code) not in "\t\n\r") + "\ufffe\uffff"


def _wording(text: str) -> str:
    """As a structure can hold it, which is XML, and in which wordings are HTML."""
    return html.escape("".join(letter for letter in text if letter not in XML and not "\ud800" <= letter <= "\udfff"))


def survey(folder: Path) -> Path:
    """The export, with its structure and codebook beside it."""
    labels = list(map(_wording, PAYLOADS))
    options = {f"SQ{n:03}": label for n, label in enumerate(labels[:LABELLED])}
    groups = {f"A{n}": f"{n} {label}" for n, label in enumerate(labels[:GROUPS])}
    questions = [
        question("G", "L", labels[0], answers=groups),
        question("C", "P", labels[7], subs=options, gid="2"),
        question("T", "T", labels[32], gid="2"),
    ]
    lss = build_lss(questions).decode()
    for place in ("Part 1", "Part 2", "An &lt;b&gt;invented&lt;/b&gt; survey"):
        assert place in lss
        lss = lss.replace(place, html.escape(labels[3]))
    (folder / "survey.lss").write_text(lss, encoding="utf-8")
    columns = [f"C[{code}{more}]" for code in options for more in ("", "comment")]
    rows = []
    for n, text in enumerate(PAYLOADS):
        said = text.replace("\0", "\x01").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        cells = [""] * len(columns)
        at = 2 * (n % LABELLED)
        cells[at : at + 2] = ["Y", said]
        rows.append([f"{n}{said}", "2026-01-02 10:00:00", "en", f"A{n % GROUPS}", *cells, f"We lack staff. {said}"])
    export = folder / FILE
    export.write_bytes(build_csv(["id", "submitdate", "startlanguage", "G", *columns, "T"], rows))
    book = [["id", "label", "definition", "kind", "keywords"], ["staff", PAYLOADS[12], PAYLOADS[7], "barrier", "staff"]]
    (folder / "book.csv").write_bytes(build_csv(book[0], book[1:]))
    return export


def run(folder: Path) -> pipeline.Run:
    """A run of it."""
    export = survey(folder)
    options = config.load(None, codebook=str(folder / "book.csv"), by=("G",), keep_personal_data=True)
    return pipeline.run(export, folder / "out", options=options, structure=folder / "survey.lss")
