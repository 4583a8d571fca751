"""Runs surveys of hostile sizes and prints what each took: one huge comment, a million alike, 10,000 questions, a soup.

Each case is written as a LimeSurvey export and goes through `textmine run` with one process, reports included. The
last column says what came out: that every comment is in the tables as it was written, how many were read in part, and
how large the reports are; or the error.

Usage: python scripts/hostile_sizes.py [--only NAME ...] [--list]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from textmine.folder import Run

__all__ = ["CASES", "TEXTS", "filled", "main"]

_HEADINGS = ("id", "submitdate", "lastpage", "startlanguage")
_WORDS = ("we", "need", "more", "staff", "budget", "partners", "training", "market", "rules", "help", "Kenya", "visit")


def _word(place: int) -> str:
    return _WORDS[place * 7 % len(_WORDS)]


TEXTS: dict[str, Callable[[int], str]] = {
    "prose": lambda n: f"{_word(n)}{' ' if n % 11 else '. '}",
    "one word": lambda _: "a",
    "bullets": lambda n: f"- {_word(n)} {_word(n + 3)} number {n}\n",
    "newlines": lambda _: "\n",
    "brackets": lambda _: "(",
    "countries": lambda n: ("Kenya, ", "Brazil ", "Turkey and ", "Georgia. ")[n % 4],
    "towns": lambda n: ("Paris, ", "Nice ", "Reading ", "Cork. ")[n % 4],
    "organisations": lambda n: f"Vento{n % 997} Alba Cluster (V{n % 97}A{n % 89}C), ",
    "people": lambda n: f"Ms Anna Vento{'abcdefgh'[n % 8]}ra and Anna Albateca ",
    "abbreviations": lambda n: f"A{n}B = alpha beta, ",
    "markup": lambda _: "<b>&amp;amp;lt;</b>  ",
    "marks": lambda _: "a\u0301\u0323\u202e\u200b",
}
"""Hostile comments: what the text of each is made of, piece by piece."""


class Case(NamedTuple):
    """A survey to run: its questions, its responses as a text for each question, and whether it has a structure."""

    questions: int
    responses: Callable[[], Iterator[tuple[str, ...]]]
    structure: bool = False


def filled(kind: str, size: int) -> str:
    """A hostile comment of `size` characters."""
    parts, long, number = ["so "], 3, 0
    while long < size:
        parts.append(TEXTS[kind](number))
        long += len(parts[-1])
        number += 1
    return f"{''.join(parts)[: size - 1]}."


def _one(kind: str, size: int) -> Case:
    """One comment among some ordinary ones."""
    ordinary = [(f"Comment {number}, which is about the budget in Kenya.",) for number in range(20)]
    return Case(1, lambda: iter([(filled(kind, size),), *ordinary]))


def _alike(times: int) -> Case:
    """The same comment from everybody; without a structure, what all say alike is a closed question."""
    said = ("We need more staff in Kenya, and the budget was too small.",)
    return Case(1, lambda: (said for _ in range(times)), structure=True)


def _wide(questions: int, *, structure: bool) -> Case:
    """Ten responses, each with an answer to every tenth question."""
    return Case(
        questions,
        lambda: (
            tuple(f"Answer {q} of {n}: more staff." if (q + n) % 10 == 0 else "" for q in range(questions))
            for n in range(10)
        ),
        structure,
    )


def _soup(comments: int) -> Case:
    """Comments of characters of every script, marks, signs and private use; what no text file can hold is left out."""
    draw = random.Random(7)
    blocks = [
        letters
        for start in range(0x80, 0x110000, 0x80)
        if (letters := [chr(c) for c in range(start, start + 0x80) if unicodedata.category(chr(c)) not in {"Cn", "Cs"}])
    ]

    def comment() -> str:
        own = draw.sample(blocks, 3)
        return " ".join("".join(draw.choices(draw.choice(own), k=draw.randint(1, 12))) for _ in range(30))

    return Case(1, lambda: ((comment(),) for _ in range(comments)))


CASES: dict[str, Case] = {
    **{f"{kind}, {size:,}": _one(kind, size) for kind in ("prose", "bullets") for size in (10**4, 10**5, 10**6)},
    **{f"{kind}, 10,000,000": _one(kind, 10**7) for kind in TEXTS},
    **{f"alike, {10**power:,}": _alike(10**power) for power in (3, 4, 5, 6)},
    "100 of 65,535, bullets": Case(
        1, lambda: ((f"{n} {filled('bullets', 65_500)}",) for n in range(100)), structure=True
    ),
    "10,000 questions": _wide(10_000, structure=False),
    "10,000 questions, structure": _wide(10_000, structure=True),
    "soup, 2,000": _soup(2000),
}
"""What is run, by name."""


def main() -> int:
    """Run the cases; 1 where one ended otherwise than with a report or one clear error, or lost a comment."""
    top = argparse.ArgumentParser(description="Run surveys of hostile sizes, and print what each took.")
    top.add_argument("--only", nargs="+", metavar="NAME", choices=CASES, help="the cases to run (default: all)")
    top.add_argument("--list", action="store_true", help="print the names of the cases")
    given = top.parse_args()
    if given.list:
        print("\n".join(CASES))
        return 0
    print("| case | comments | MB of text | wall s | CPU s | peak MB | what came out |\n" + "| --- " * 7 + "|")
    failed = False
    for name in given.only or CASES:
        with tempfile.TemporaryDirectory(prefix="textmine-hostile-") as folder:
            line, well = _run(name, CASES[name], Path(folder))
        failed |= not well
        print(f"| {line} |", flush=True)
    return int(failed)


def _run(name: str, case: Case, folder: Path) -> tuple[str, bool]:
    """A line of the table, and whether all is well."""
    survey = folder / "survey"
    survey.mkdir()
    comments, size, digest = _write(case, survey)
    command = [sys.executable, "-m", "textmine", "run", str(survey), "-o", str(folder / "out"), "--processes", "1"]
    begun = time.perf_counter()
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        words = [line for line in said.read().splitlines() if "%" not in line]
    taken = (time.perf_counter() - begun, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    well, out = _outcome(folder / "out", process.returncode, words, digest)
    figures = " | ".join(f"{figure:,.0f}" for figure in taken)
    return f"{name} | {comments:,} | {size / 1e6:,.2f} | {figures} | {out}", well


def _outcome(out: Path, code: int, words: list[str], digest: str) -> tuple[bool, str]:
    if code:
        return code == 1 and "Traceback" not in "".join(words), f"exit {code}: {' '.join(words[-3:])[:300]}"
    run = Run.open(out)
    groups = range(run.row_groups("comments"))
    kept = _digest(text for number in groups for text in run.batch("comments", number, ("raw",))["raw"])
    reports = ", ".join(
        f"{file.name.removeprefix('report.')} {file.stat().st_size / 1e6:.1f} MB" for file in out.glob("report.*")
    )
    told = [*run.manifest["cut"], reports]
    return kept == digest, f"{'all kept' if kept == digest else 'LOST'}; {'; '.join(told)}"


def _write(case: Case, folder: Path) -> tuple[int, int, str]:
    """Write a survey; how many comments it has, their bytes, and a digest of them."""
    codes = [f"Q{number}" for number in range(1, case.questions + 1)]
    comments = size = 0
    texts: list[str] = []
    with (folder / "results-survey1.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow([*_HEADINGS, *codes])
        for number, row in enumerate(case.responses(), start=1):
            writer.writerow([str(number), "2026-01-01 10:00:00", "1", "en", *row])
            said = [text for text in row if text]
            comments, size = comments + len(said), size + sum(len(text.encode()) for text in said)
            texts += said
    if case.structure:
        (folder / "survey1.lss").write_text(_structure(codes), encoding="utf-8")
    return comments, size, _digest(texts)


def _digest(texts: Iterable[str]) -> str:
    """A digest of texts in any order."""
    whole = hashlib.sha256()
    for each in sorted(hashlib.sha256(text.encode()).digest() for text in texts):
        whole.update(each)
    return whole.hexdigest()


def _structure(codes: Iterable[str]) -> str:
    """A LimeSurvey structure with a long free text for each code."""
    asked = list(enumerate(codes, start=1))
    tables = {
        "groups": [{"gid": "1", "group_order": "1"}],
        "group_l10ns": [{"gid": "1", "group_name": "Part", "language": "en"}],
        "questions": [
            {
                "qid": str(n),
                "parent_qid": "0",
                "sid": "1",
                "gid": "1",
                "type": "T",
                "title": code,
                "question_order": str(n),
            }
            for n, code in asked
        ],
        "question_l10ns": [{"qid": str(n), "question": f"What of {code}?", "language": "en"} for n, code in asked],
        "surveys": [{"sid": "1", "language": "en"}],
        "surveys_languagesettings": [{"surveyls_survey_id": "1", "surveyls_language": "en", "surveyls_title": "Wide"}],
    }
    body = "".join(
        f"<{table}><rows>{''.join(_row(row) for row in rows)}</rows></{table}>" for table, rows in tables.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>'
        f"<DBVersion>600</DBVersion><languages><language>en</language></languages>{body}</document>"
    )


def _row(row: dict[str, str]) -> str:
    return f"<row>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in row.items())}</row>"


if __name__ == "__main__":
    sys.exit(main())
