"""Lists what `clean` puts aside in the answers of a table, to be read by a person.

Every column of text of every CSV or TSV file is read as an open question: one whose answers differ
in at least half of the cells or have three words on average. Printed is each distinct answer with a
status other than ok, with how often it occurs; the counts stand on stderr. No path of judging them
is here: reading is the measurement.

Usage: python scripts/list_flagged.py FILE...
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from textmine.stages.clean import clean_text, status_of

_DISTINCT = 0.5
_WORDS = 3
_FEWEST = 3  # answers in a column


def main(files: list[str]) -> int:
    """Print what is flagged in these files; 2 without any."""
    if not files:
        print(__doc__, file=sys.stderr)
        return 2
    asked, flagged = 0, Counter[tuple[str, str]]()
    for file in files:
        for answers in columns(Path(file)):
            asked += len(answers)
            for answer in answers:
                text = clean_text(answer)[0]
                status = status_of(text)
                if status not in {"ok", "blank"}:
                    flagged[status, text] += 1
    for (status, text), count in sorted(flagged.items()):
        print(f"{status}\t{count}\t{text}")
    print(f"{asked} answers, {flagged.total()} flagged, {len(flagged)} distinct", file=sys.stderr)
    return 0


def columns(file: Path) -> Iterator[list[str]]:
    """The answers of each column that looks like an open question, empty cells left out."""
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        rows = list(csv.reader(handle, delimiter="\t" if file.suffix == ".tsv" else ","))
    for place in range(len(rows[0]) if rows else 0):
        answers = [row[place] for row in rows[1:] if place < len(row) and row[place].strip() not in {"", "NA"}]
        if len(answers) < _FEWEST or not any(c.isalpha() for answer in answers for c in answer):
            continue
        words = sum(len(answer.split()) for answer in answers) / len(answers)
        if words >= _WORDS or len(set(answers)) >= _DISTINCT * len(answers):
            yield answers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
