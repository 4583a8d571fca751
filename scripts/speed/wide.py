"""Grows a LimeSurvey export of 60 columns and any number of records, without structure: same size and seed, same file.

It is written as LimeSurvey does: byte order mark, code headings, every cell in quotes. Half of the cells are
empty, as in a real survey; comments are drawn from grammar.yaml and mostly differ, some hold line breaks and quotes.

Usage: python -m speed.wide RECORDS SEED FOLDER
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from speed.grammar import Grower, load

__all__ = ["COLUMNS", "grow_wide"]

_OPTIONS = [f"SQ{number:03}" for number in range(1, 13)]
_META = ("id", "submitdate", "lastpage", "startlanguage", "startdate", "datestamp")
_SINGLES = ("SIZE", "COUNTRY", "ROLE", "AGAIN")
_TICKED = [f"BARRIER[{option}{part}]" for option in (*_OPTIONS, "other") for part in ("", "comment")]
_TICKS = [f"CHANNEL[{option}]" for option in _OPTIONS[:10]]
_ROWS = [f"RATE[{option}]" for option in _OPTIONS[:6]]
_FIGURES = ("STAFF", "YEARS")
_TEXTS = ("HOPES", "NEEDS", "REMARKS", "PARTNERS", "EVENTS", "LESSONS")
COLUMNS = (*_META, *_SINGLES, *_TICKED, *_TICKS, *_ROWS, *_FIGURES, *_TEXTS)
"""The headings."""

_CHUNK = 1000
_POOL = 3000  # comments drawn from the grammar; one of them and a number make one
_FILLED = 0.2  # of the boxes and open questions


def grow_wide(records: int, seed: int, folder: Path) -> dict[str, int]:
    """Write export.csv.

    Args:
        records: Number of records.
        seed: Of all that is drawn.
        folder: Where to; made if need be.

    Returns:
        Its records, columns, bytes, and cells that are filled.
    """
    draw = random.Random(seed)
    pool = _comments(seed)
    filled = 0
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "export.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        for start in range(1, records + 1, _CHUNK):
            columns = list(_columns(draw, pool, start, min(_CHUNK, records + 1 - start)))
            filled += sum(len(column) - column.count("") for column in columns)
            writer.writerows(zip(*columns, strict=True))
    return {"records": records, "columns": len(COLUMNS), "bytes": file.stat().st_size, "filled": filled}


def _comments(seed: int) -> list[str]:
    grower = Grower(load(), seed)
    rules = [rule for question in grower.grammar["questions"] for _, rule in question["options"]]
    return [grower.comment(rules[number % len(rules)], grower.language()) for number in range(_POOL)]


def _columns(draw: random.Random, pool: list[str], start: int, size: int) -> Iterator[list[str]]:
    """The cells of some records, column by column."""
    dates = [
        f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02} 10:{draw.randint(0, 59):02}:00" for _ in range(size)
    ]
    yield [str(number) for number in range(start, start + size)]
    yield [date if draw.random() < 0.9 else "" for date in dates]  # noqa: PLR2004 - nine of ten submit
    yield draw.choices("123", k=size)
    yield draw.choices(["en", "fr", "de"], [8, 1, 1], k=size)
    yield dates
    yield dates
    for heading in COLUMNS[len(_META) :]:
        yield _answers(draw, pool, heading, size)


def _answers(draw: random.Random, pool: list[str], heading: str, size: int) -> list[str]:
    if heading in _SINGLES:
        return draw.choices(["Y", "N", ""] if heading == "AGAIN" else ["A1", "A2", "A3", "A4", ""], k=size)
    if heading in _FIGURES:
        return [str(draw.randint(0, 400)) for _ in range(size)]
    if heading in _ROWS:
        return draw.choices(["1", "2", "3", "4", "5", ""], k=size)
    if heading in _TEXTS or heading.endswith(("comment]", "[other]")):
        return [_comment(draw, pool) if draw.random() < _FILLED else "" for _ in range(size)]
    return draw.choices(["Y", ""], [1, 2], k=size)


def _comment(draw: random.Random, pool: list[str]) -> str:
    between = draw.choices([" ", "\n", ' "also" '], [8, 1, 1])[0]
    return f"{draw.choice(pool)}{between}{draw.randint(2, 99_999)}"


if __name__ == "__main__":
    print(json.dumps(grow_wide(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
