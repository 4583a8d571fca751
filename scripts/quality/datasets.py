"""Public labelled data -> cases, where a folder holds them; nothing of them is in this project."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from speed.grammar import Grower
from speed.grammar import load as load_grammar

from quality.discovery import SEED
from quality.formats import Case, Cases
from quality.learning import development
from textmine.codebook import Codebook, Theme, load
from textmine.stages.language import EU_LANGUAGES

__all__ = ["DATASETS", "HELD_BACK", "Dataset", "grown"]

Dataset = Callable[[Path], Iterator[Cases]]

_PLACE = "In which country do you live?"
_CHOICE = "Which country is it?"
# The languages of the EU that the set has names in: ISO 639-3, as it says, and 639-1.
_NAMES_IN = dict(
    zip(
        ["ces", "deu", "est", "fin", "fra", "hrv", "hun", "ita", "nld", "pol", "por", "slk", "spa", "swe"],
        ["cs", "de", "et", "fi", "fr", "hr", "hu", "it", "nl", "pl", "pt", "sk", "es", "sv"],
        strict=True,
    )
)
_XSID = ("da", "de", "en", "it", "lt", "nl")  # the official languages of the EU that the set has
_SPOKEN = 3  # words
_LABELS = Path(__file__).with_name("labels_cloud_survey.tsv")
_NHS_THEMES = Path(__file__).with_name("nhs_themes.yaml")
_LEARN = (5, 10, 20, 50, 1000, 10**6)  # examples a code; the last is all there are
_ORGANISATIONS = {"corporation", "group"}


def lingua(folder: Path) -> Iterator[Cases]:
    """Words, word pairs and sentences of the official languages of the EU."""
    rows = [row for row in _jsonl(folder / "langid_dev.jsonl") if row["lang"] in EU_LANGUAGES]
    cases = [{"text": row["text"], "language": row["lang"], "group": row["kind"].replace("-", "_")} for row in rows]
    yield Cases("language", "lingua-py", cases, note="all lines in official languages of the EU, no interface language")


def country_names(folder: Path) -> Iterator[Cases]:
    """Names of countries as the answer to a question for a country."""
    rows = [
        _country(name, language, country["cca2"])
        for country in _jsonl(folder / "countries.jsonl")
        for language, name in _names(country)
    ]
    yield Cases(
        "countries",
        "country names",
        _sample(rows, 1500),
        note="1,500 names in 15 languages drawn from mledoze/countries, each the answer to a question for a country",
    )


def _names(country: Case) -> Iterator[tuple[str, str]]:
    """The usual name in English and in the languages of the EU that the set has."""
    yield "en", country["name"]
    for code, language in _NAMES_IN.items():
        if code in country["translations"]:
            yield language, country["translations"][code]["common"]


def _country(name: str, language: str, iso2: str) -> Case:
    expect = [{"surface": name, "entity": iso2}]
    return {"text": name, "language": language, "question": _PLACE, "expect": expect}


def xphi(folder: Path) -> Iterator[Cases]:
    """Official names of countries, as the options of a survey word them."""
    answers = [row[key] for row in _csv(folder / "public_geo_spec.csv") for key in ("D4", "D6")]
    yield _answered("xphi survey", folder, answers, "every answer to its two questions for a country")
    yield _typed("xphi survey", folder, Counter(answers), "en", "every answer to its two questions for a country")


def r_community(folder: Path) -> Iterator[Cases]:
    """Countries as the respondents of a survey in English and Spanish gave them."""
    answers = [row["Qcountry"] for file in ("r_2018_en.tsv", "r_2018_es.tsv") for row in _csv(folder / file, "\t")]
    spoken = _comments(folder / "r_2018_en.tsv", "en", 1500) + _comments(folder / "r_2018_es.tsv", "es", 1500)
    note = "answers of three words or more, 1,500 drawn in English and all in Spanish; labelled by the questionnaire"
    yield Cases("language", "R community survey", spoken, note=note)
    note = "the same answers; how much of real comments is hidden at all"
    yield Cases("personal", "R community survey", spoken, note=note)
    yield _answered(
        "R community survey", folder, answers, "each wording of an answer to its question for a country once"
    )

    asked = [
        {"text": row["Qlike_best"], "language": language, "theme": ""}
        for file, language in (("r_2018_en.tsv", "en"), ("r_2018_es.tsv", "es"))
        for row in _csv(folder / file, "\t")
        if len((row.get("Qlike_best") or "").split()) >= _SPOKEN
    ]
    spanish = [case for case in asked if case["language"] == "es"]
    both = _sample([case for case in asked if case["language"] == "en"], len(spanish)) + spanish
    note = "what they like best about R, as many answers in English as there are in Spanish; nobody labelled themes"
    yield Cases("discovery", "R community survey", both, sizes=(100, 300), note=note)

    for file, language, name in (("r_2018_en.tsv", "en", "English"), ("r_2018_es.tsv", "es", "Spanish")):
        answered = Counter(row["Qcountry"] for row in _csv(folder / file, "\t"))
        note = "every answer to its question for a country"
        yield _typed(f"R community survey, {name}", folder, answered, language, note)


def rse(folder: Path) -> Iterator[Cases]:
    """Countries as the respondents of surveys of research software engineers gave them."""
    answered = Counter[str]()
    for file in sorted(folder.glob("*.csv")):
        heading, *rows = csv.reader(_open(file))
        asked = [place for place, head in enumerate(heading) if "in which country do you work" in head.casefold()]
        answered.update(row[place] for row in rows for place in asked if place < len(row))
    if not answered:
        raise FileNotFoundError(2, "no export", str(folder / "rse_2018.csv"))
    yield _typed("RSE surveys", folder, answered, "en", "every answer to the question for a country in eight exports")


def _typed(data: str, folder: Path, answered: Counter[str], language: str, note: str) -> Cases:
    """The answers to a question for a country, each wording once with how often it is given.

    With the code of mledoze/countries, where the name (in an answer in two languages the first) is in that list.
    """
    codes = _codes(folder.parent / "country_names_mledoze" / "countries.jsonl")
    times = Counter[str]()
    for answer, number in answered.items():
        times[answer.strip()] += number
    rows = list[Case]()
    for text, number in times.items():
        if text in {"", "NA"}:  # NA: how these files write that nothing is there
            continue
        code = codes.get(_bare(text.partition(" / ")[0]))
        rows.append({"text": text, "language": language, "question": _PLACE, "times": number})
        rows[-1] |= {"countries": [code]} if code else {}
    return Cases("typed", data, rows, note=note)


def _comments(file: Path, language: str, most: int) -> list[Case]:
    """Answers of three words or more in a table, each wording once."""
    rows = _csv(file, "\t" if file.suffix == ".tsv" else ",")
    texts = dict.fromkeys(value for row in rows for value in row.values() if value and len(value.split()) >= _SPOKEN)
    return _sample([{"text": text, "language": language} for text in texts], most)


def alliance(folder: Path) -> Iterator[Cases]:
    """Answers in English and French with the language that a reader gave each; what is of no language left out."""
    rows = list(csv.reader(_open(folder / "alliance_cloud_survey_2023_en_fr.csv")))
    labels = [line.split("\t") for line in _LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    cases = [
        {"text": rows[int(row)][int(column)], "language": language, "mixed": language == "mixed"}
        for row, column, language in labels[1:]
        if language in {"en", "fr"}
    ]
    note = "answers of two words or more; the language as an independent reader labelled it"
    yield Cases("language", "cloud survey", cases, note=note)


def spack(folder: Path) -> Iterator[Cases]:
    """Comments that name much software and few people."""
    files = [folder / f"spack-user-survey-{year}.csv" for year in (2020, 2021, 2022)]
    rows = [case for file in files for case in _comments(file, "en", 1000)]
    yield Cases("personal", "Spack survey", rows, note="1,000 answers of three words or more a year")


def _answered(data: str, folder: Path, answers: list[str], note: str) -> Cases:
    """Answers to a question for a country, with the code that mledoze/countries gives to the name.

    An answer in two languages ("Spain / España") is labelled by the first. Answers that are no name
    of that list are left out, and counted in the note.
    """
    codes = _codes(folder.parent / "country_names_mledoze" / "countries.jsonl")
    wordings = list(dict.fromkeys(answer.strip() for answer in answers if answer and answer.strip() not in {"", "NA"}))
    coded = {wording: codes.get(_bare(wording.partition(" / ")[0])) for wording in wordings}
    rows = [
        {
            "text": wording,
            "language": "en",
            "question": _CHOICE,
            "expect": [{"surface": name, "entity": code} for name in wording.split(" / ")],
        }
        for wording, code in coded.items()
        if code
    ]
    left = sum(code is None for code in coded.values())
    return Cases("countries", data, rows, note=f"{note}; {left} of {len(coded)} wordings without a code left out")


def _codes(file: Path) -> dict[str, str]:
    """Name -> ISO 3166-1 alpha-2, of names that only one country has."""
    named: dict[str, set[str]] = {}
    for country in _jsonl(file):
        names = [country["name"], country["official"], *(name for name in country["altSpellings"] if len(name) > 3)]  # noqa: PLR2004  longer than a code
        names += [native["common"] for native in country["native"].values()]
        for name in names:
            named.setdefault(_bare(name), set()).add(country["cca2"])
    return {name: next(iter(codes)) for name, codes in named.items() if len(codes) == 1}


def _bare(name: str) -> str:
    return re.sub(r"\Athe ", "", name.strip().casefold())


def wnut17(folder: Path) -> Iterator[Cases]:
    """Organisations (corporations, groups) and places in noisy English posts: the part that one may look at."""
    yield _posts(folder / "dev.jsonl", "WNUT 2017", "its development part; corporation and group, location")


def wnut17_test(folder: Path) -> Iterator[Cases]:
    """The test part of the same, which is scored at the end and not looked at."""
    yield _posts(folder / "test.jsonl", "WNUT 2017, test", "its test part; corporation and group, location")


def _posts(file: Path, data: str, note: str) -> Cases:
    rows = []
    for row in _jsonl(file):
        names, places = (_names_in(row["tokens"], row["tags"], kinds) for kinds in (_ORGANISATIONS, {"location"}))
        rows.append({"text": " ".join(row["tokens"]), "language": "en", "expect": names, "places": places})
    return Cases("organisations", data, rows, note=note)


def _names_in(tokens: list[str], tags: list[str], kinds: set[str]) -> list[str]:
    names = list[list[str]]()
    inside = False
    for token, tag in zip(tokens, tags, strict=True):
        place, _, kind = tag.partition("-")
        if kind in kinds and (place == "B" or not inside):
            names.append([token])
        elif kind in kinds:
            names[-1].append(token)
        inside = kind in kinds
    return [" ".join(name) for name in names]


def nhs(folder: Path) -> Iterator[Cases]:
    """Comments of patients with one of nine themes and 44 sub-themes."""
    read = [row for row in _csv(folder / "nhs_phase1.csv") if row["feedback"].strip()]
    rows = [{"text": row["feedback"], "language": "en", "theme": row["label"]} for row in read]
    note = "1,000 comments drawn; how much of real comments is hidden at all"
    yield Cases("personal", "NHS comments", _sample(rows, 1000), note=note)
    asked = [
        {"text": row["feedback"], "language": "en", "question": row["question"].rpartition(" ")[2]}
        | {"theme": row["label"], "sub": row["subcategory"].strip()}
        for row in read
    ]
    taught = [row for row in asked if development(row["text"])]
    asked = [*taught, *_sample([row for row in asked if not development(row["text"])], 2000)]
    note = f"one human code a comment: examples from {len(taught)} comments of the development half, 2,000 of the other"
    nine = _coded("NHS comments, 9 themes", asked, f"{note} scored; labels with a sentence each", one_code=True)
    yield dataclasses.replace(nine, codebook=load(_NHS_THEMES))
    finer = [row | {"theme": f"{row['theme']}: {row['sub']}"} for row in asked]
    yield _coded("NHS comments, 44 sub-themes", finer, f"{note} scored; bare labels", one_code=True)
    shuffled = rows.copy()
    random.Random(SEED).shuffle(shuffled)
    note = "draws from 3,000 comments; the method was chosen on 2,500 others"
    yield Cases("discovery", "NHS comments", shuffled[2500:5500], sizes=(20, 50, 100, 300), note=note)


def cycling(folder: Path) -> Iterator[Cases]:
    """German contributions on cycling with themes on two levels."""
    rows = [
        {"text": f"{row['title']}. {row['text']}", "language": "de", "theme": row["main"]}
        | {"themes": row["level1"], "finer": row["level2"]}
        for row in _jsonl(folder / "moers_ehrenfeld.jsonl")
    ]
    note = "all contributions, German; how much of real comments is hidden at all"
    yield Cases("personal", "cycling dialogues", rows, note=note)
    note = "German, several codes a contribution; bare English labels; half for examples, half scored"
    yield _coded("cycling dialogues, level 1", rows, note)
    yield _coded("cycling dialogues, level 2", [row | {"themes": row["finer"]} for row in rows], note)
    note = "draws from half of the contributions, German, by their first theme; the method was chosen on the other half"
    yield Cases("discovery", "cycling dialogues", _other_half(rows), sizes=(20, 50, 100, 300), note=note)


def jupyter(folder: Path) -> Iterator[Cases]:
    """Answers to seven questions, with themes that regular expressions assigned; an eighth has one theme only."""
    rows = [
        {"text": row["text"], "language": "en", "theme": "", "themes": row["themes"], "survey": row["question"]}
        for row in _jsonl(folder / "themes_2015_joined.jsonl")
        if row["question"] != "workflow_needs_addressed"
    ]
    note = "seven questions, each coded for itself; labels set by its authors' keywords (silver), bare; half scored"
    yield _coded("Jupyter survey", rows, note)


def _coded(data: str, rows: list[Case], note: str, *, one_code: bool = False) -> Cases:
    """Cases of the task coding, with the bare names of the labels as the codebook."""
    names = sorted({theme for row in rows for theme in _themes(row)})
    ids = {name: re.sub(r"[^a-z0-9]+", "_", name.casefold()) for name in names}
    themes = tuple(Theme(id=ids[name], label=name.rpartition(": ")[2].replace("_", " ")) for name in names)
    cases = [row | {"themes": [ids[theme] for theme in _themes(row)]} for row in rows]
    book = Codebook(data, "en", themes)
    return Cases("coding", data, cases, codebook=book, learn=_LEARN, one_code=one_code, note=note)


def _themes(row: Case) -> list[str]:
    return list(row.get("themes", [row["theme"]]))


def banking77(folder: Path) -> Iterator[Cases]:
    """Messages of customers with one of 77 intents, of which a survey holds five to ten."""
    rows = _csv(folder / "test.csv")
    intents = sorted({row["category"] for row in rows})
    random.Random(SEED).shuffle(intents)
    starts = list(itertools.accumulate(range(5, 11), initial=0))
    survey_of = {
        intent: str(stop - start) for start, stop in itertools.pairwise(starts) for intent in intents[start:stop]
    }
    cases = [
        {"text": row["text"], "language": "en", "theme": row["category"], "survey": survey_of[row["category"]]}
        for row in rows
        if row["category"] in survey_of
    ]
    note = "its test part, surveys of five to ten intents drawn; the method was chosen on its training part"
    yield Cases("discovery", "banking77", cases, sizes=(20, 50, 100, 300), note=note)
    every = [
        {"text": row["text"], "language": "en", "theme": row["category"]}
        for row in [*rows, *_csv(folder / "train.csv")]
    ]
    note = "both parts, all 77 intents; the method was chosen on small draws of the training part"
    yield Cases("discovery", "banking77, large", every, sizes=(10_000,), note=note, tuned=True)


def xsid(folder: Path) -> Iterator[Cases]:
    """The same commands in six languages: are themes found, or languages?"""
    rows = [
        {"text": row["text"], "language": language, "theme": row["label"]}
        for language in _XSID
        for row in _jsonl(folder / f"{language}.test.jsonl")
        if isinstance(row["text"], str)  # some are missing (NaN)
    ]
    rows = _other_half(rows)
    most = {theme for theme, _ in Counter(row["theme"] for row in rows).most_common(8)}
    note = "draws of the eight commonest intents in Danish, Dutch, English, German, Italian and Lithuanian, one half"
    yield Cases("discovery", "xSID", [row for row in rows if row["theme"] in most], sizes=(60, 200), note=note)


def grown() -> Cases:
    """Invented comments that were grown by the grammar of the benchmark, with the rule that each is grown by."""
    grower = Grower(load_grammar(), SEED)
    rules = [rule for question in grower.grammar["questions"] for _, rule in question["options"]]
    draw = random.Random(SEED)
    rows = []
    for _ in range(100_000):
        rule = draw.choice(rules)
        rows.append({"text": grower.sentence(grower.rules["en"], rule), "language": "en", "theme": rule})
    note = "sentences grown by the grammar of the benchmark, in English; the theme is the rule: not real, but many"
    return Cases("discovery", "grown survey", rows, sizes=(10_000, 100_000), note=note)


DATASETS: dict[str, Dataset] = {
    "lingua_langid_dev": lingua,
    "country_names_mledoze": country_names,
    "xphi_limesurvey_comments": xphi,
    "r_community_2018": r_community,
    "rse_survey": rse,
    "alliance_cloud_en_fr": alliance,
    "spack_surveys": spack,
    "wnut17": wnut17,
    "nhs_phase1": nhs,
    "cycling_dialogues_de_dev": cycling,
    "jupyter_surveys": jupyter,
    "banking77": banking77,
    "xsid_intents": xsid,
}
"""The folders that are looked for, and what reads each."""

HELD_BACK: dict[str, Dataset] = {"wnut17": wnut17_test}
"""What is read of the folders in their place when the held-back half of the gold is measured."""


def _other_half(rows: list[Case]) -> list[Case]:
    """The half on which no method of finding themes was chosen."""
    order = np.random.default_rng(7).permutation(len(rows))
    return [rows[place] for place in sorted(order[len(rows) // 2 :].tolist())]


def _sample(rows: list[Case], count: int) -> list[Case]:
    """So many rows drawn, in their order."""
    places = random.Random(SEED).sample(range(len(rows)), min(count, len(rows)))
    return [rows[place] for place in sorted(places)]


def _jsonl(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def _csv(file: Path, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(_open(file), delimiter=delimiter))


def _open(file: Path) -> io.StringIO:
    return io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")
