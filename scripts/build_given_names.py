"""Write data/reference/given_names.tsv from the first names of Faker.

    uv run --no-project --with faker==40.54.0 python scripts/build_given_names.py            write the file
    uv run --no-project --with faker==40.54.0 python scripts/build_given_names.py --check    compare with it

Taken are the first names of the locales of the official languages of the European Union (Faker has
none for Maltese), of Norwegian, Turkish and Ukrainian; names of one or two letters are left out.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
import unicodedata
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "given_names.tsv"
LOCALES = (
    *("bg_BG", "cs_CZ", "da_DK", "de_AT", "de_DE", "el_GR", "en_GB", "en_IE", "es_ES", "et_EE", "fi_FI", "fr_FR"),
    *("ga_IE", "hr_HR", "hu_HU", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_PT", "ro_RO"),
    *("sk_SK", "sl_SI", "sv_SE", "tr_TR", "uk_UA"),
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
    print(f"{TARGET.name}: {text.count(chr(10)) - 4} names")
    return 0


def table() -> str:
    """The file: a name in lower case with the languages it is given in."""
    languages: dict[str, set[str]] = {}
    for locale in LOCALES:
        for name in first_names(locale):
            folded = unicodedata.normalize("NFC", name).casefold()
            if len(folded) >= FEWEST_LETTERS and folded.replace("-", "").isalpha():
                languages.setdefault(folded, set()).add(locale[:2])
    rows = [f"{name}\t{' '.join(sorted(found))}" for name, found in sorted(languages.items())]
    version = importlib.metadata.version("faker")
    head = [
        "# Given names in lower case, with the languages they are given in (ISO 639-1).",
        f"# Source: Faker {version}, providers of persons; MIT licence, copyright Daniele Faraglia.",
        "# Made by scripts/build_given_names.py.",
        "name\tlanguages",
    ]
    return "\n".join([*head, *rows]) + "\n"


def first_names(locale: str) -> set[str]:
    """The first names of a locale of Faker, whatever its lists are called."""
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    lists = [getattr(provider, name) for name in dir(provider) if name.startswith("first_names")]
    return {name for names in lists for name in names}


if __name__ == "__main__":
    sys.exit(main())
