"""Write data/reference/stopwords.tsv from the stop words of spaCy.

    python scripts/build_stopwords.py            write the file
    python scripts/build_stopwords.py --check    say whether the committed file is what would be written

Taken are the official languages of the European Union that spaCy has a list for (all but Maltese)
and Norwegian.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
import unicodedata
from pathlib import Path

from reference_build import write_or_check

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "stopwords.tsv"
LANGUAGES = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "it",
    "lt",
    "lv",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sv",
]


def render() -> str:
    """The file as text: notes, heading, then a line for each word, sorted."""
    lines = [
        "# Stop words: words that cannot begin or end the name of a theme.",
        f"# Source: spaCy {importlib.metadata.version('spacy')}, spacy/lang/*/stop_words.py, in NFC and lower case.",
        "# Licence: MIT (c) 2016-2024 ExplosionAI GmbH and contributors.",
        "# Made by: scripts/build_stopwords.py",
        "language\tword",
    ]
    for language in LANGUAGES:
        words = importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS
        lines += [f"{language}\t{word}" for word in sorted({unicodedata.normalize("NFC", w).casefold() for w in words})]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(write_or_check(TARGET, render(), "words"))
