"""Write data/reference/months.tsv: names of months in the languages of the EU.

    uv run --no-project --with babel==2.18.0 python scripts/build_months.py            write the file
    uv run --no-project --with babel==2.18.0 python scripts/build_months.py --check    say whether it is as built

Taken are the wide and abbreviated names of Unicode CLDR, as they stand in a date and alone.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import babel
from reference_build import write_or_check

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "months.tsv"
LANGUAGES = (
    *("bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it", "lt", "lv", "mt", "nb"),
    *("nl", "pl", "pt", "ro", "sk", "sl", "sv"),
)
# Short forms that people write and CLDR does not list.
ALSO = (
    ("en", "sept", 9),
    ("de", "mär", 3),
    ("de", "sept", 9),
    ("de", "jänner", 1),
    ("fr", "janv", 1),
    ("es", "set", 9),
)


def render() -> str:
    """The file as text: notes, heading, then a line for each name, by language and month."""
    found = {(language, name, month) for language in LANGUAGES for name, month in _names(language)} | set(ALSO)
    rows = sorted(found, key=lambda row: (row[0], row[2], row[1]))
    lines = [
        "# Names of months, wide and abbreviated, in lower case and without the full stop of an abbreviation.",
        f"# Source: Unicode CLDR through Babel {babel.__version__}; a few short forms written for this project.",
        "# Licence: Unicode License v3.",
        "# Made by: scripts/build_months.py",
        "language\tname\tmonth",
        *(f"{language}\t{name}\t{month}" for language, name, month in rows),
    ]
    return "\n".join(lines) + "\n"


def _names(language: str) -> set[tuple[str, int]]:
    """The names of the months in one language; what holds a figure is no name."""
    months = babel.Locale(language).months
    names = set()
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in months[context][width].items():
                word = unicodedata.normalize("NFC", name).casefold().rstrip(".")
                if word.isalpha():
                    names.add((word, int(month)))
    return names


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render(), "names"))
