"""Write data/reference/given_names.tsv from the first names of Faker and Mimesis.

    uv run --no-project --with faker==40.54.0,mimesis==22.2.0 python scripts/build_given_names.py

With ``--check`` behind it the file is compared, not written.

Taken are the first names of the locales of the official languages of the European Union (neither has
Maltese), of Norwegian, Icelandic, Turkish and Ukrainian; names of one or two letters are left out.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.resources
import json
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "given_names.tsv"
LOCALES = (
    *("bg_BG", "cs_CZ", "da_DK", "de_AT", "de_DE", "el_GR", "en_GB", "en_IE", "es_ES", "et_EE", "fi_FI", "fr_FR"),
    *("ga_IE", "hr_HR", "hu_HU", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_PT", "ro_RO"),
    *("sk_SK", "sl_SI", "sv_SE", "tr_TR", "uk_UA"),
)
# The folders of Mimesis; ga, lt, lv, mt, ro, sl, bg are not among them.
FOLDERS = (
    *("cs", "da", "de", "de-at", "de-ch", "el", "en", "en-gb", "es", "et", "fi", "fr", "hr", "hu", "is"),
    *("it", "nl", "no", "pl", "pt", "sk", "sv", "tr", "uk"),
)
FEWEST_LETTERS = 3


def main() -> int:
    """Write the file, or with ``--check`` say whether it is what would be written."""
    text = table()
    if "--check" in sys.argv[1:]:
        same = TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text
        print("up to date" if same else f"{TARGET.name} is not what this script writes")
        return 0 if same else 1
    TARGET.write_text(text, encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {text.count(chr(10)) - 5} names")
    return 0


def table() -> str:
    """The file: a name in lower case with the languages it is given in."""
    languages: dict[str, set[str]] = {}
    sources = [(locale, first_names(locale)) for locale in LOCALES]
    sources += [(folder, mimesis_names(folder)) for folder in FOLDERS]
    for locale, names in sources:
        for name in names:
            folded = unicodedata.normalize("NFC", name).casefold()
            if len(folded) >= FEWEST_LETTERS and folded.replace("-", "").isalpha():
                languages.setdefault(folded, set()).add(locale[:2])
    rows = [f"{name}\t{' '.join(sorted(found))}" for name, found in sorted(languages.items())]
    faker, mimesis = (importlib.metadata.version(package) for package in ("faker", "mimesis"))
    head = [
        "# Given names in lower case, with the languages they are given in (ISO 639-1).",
        f"# Source: Faker {faker}, providers of persons; MIT licence, copyright Daniele Faraglia.",
        f"# Mimesis {mimesis}, person.json; MIT licence, copyright Isaak Uchakaev.",
        "# Made by scripts/build_given_names.py.",
        "name\tlanguages",
    ]
    return "\n".join([*head, *rows]) + "\n"


def first_names(locale: str) -> set[str]:
    """The first names of a locale of Faker, whatever its lists are called."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    lists = [getattr(provider, name) for name in dir(provider) if name.startswith("first_names")]
    return {name for names in lists for name in names}


def mimesis_names(folder: str) -> set[str]:
    """The first names in a folder of Mimesis."""
    file = importlib.resources.files("mimesis") / "datasets" / folder / "person.json"
    names = json.loads(file.read_text(encoding="utf-8"))["names"]
    return {name for listed in names.values() for name in listed}


if __name__ == "__main__":
    sys.exit(main())
