"""Every option of every stage is alive: another value changes a result."""

from __future__ import annotations

import dataclasses

import pytest
from helpers import CODEBOOK, mini_survey

from textmine import codebook, config, pipeline

# (section, option): (another value, the tables in which it shows)
CHANGES = {
    ("read", "personal"): (("C",), "questions"),
    ("clean", "no_answer"): (("lack of staff",), "texts"),
    ("language", "languages"): (("de", "en"), "languages"),
    ("language", "detector"): ("langdetect", "languages"),
    ("language", "min_score"): (1.1, "languages"),
    ("segment", "min_words"): (40, "segments"),
    ("mentions", "organisations"): (("coordinator",), "mentions"),
    ("mentions", "respondents"): ("C", "names"),
    ("mentions", "aliases"): (("coordinator = Muster Office",), "mentions"),
    ("beside", "sample"): (2, "centres"),
    ("summarise", "by"): (("SIZE",), "counts"),
    ("summarise", "invited"): (99, "counts"),
    ("findings", "quotes"): (1, "quotes"),
    ("findings", "respondents"): (("firm", "firms"), "findings"),
    ("themes", "emergent"): (0, "themes"),
    ("themes", "certain"): (0.99, "codings"),
}
# Tested beside the code they belong to, on input made for them.
ELSEWHERE = {
    **{
        ("read", name): "tests/stages/read"
        for name in (
            "format",
            "encoding",
            "text_columns",
            "id_column",
            "missing",
            "attributes",
            "repeat",
            "weight",
            "columns",
            "questions",
        )
    },
    ("mentions", "as_of"): "tests/stages/mentions",
    ("mentions", "ner"): "tests/stages/mentions",
    **{("summarise", name): "tests/stages/test_summarise_numbers.py" for name in ("smallest_group", "correction")},
    ("embed", "encoder"): "tests/stages/test_embed.py",
    ("themes", "llm"): "tests/test_second_opinion.py",
    ("findings", "catalogue"): "tests/test_sentences.py",
    **{("llm", name): "tests/test_llm.py" for name in ("address", "model", "remote", "timeout", "folder")},
    **{("llm", name): "tests/stages/themes/test_second.py" for name in ("review", "sample", "decide", "segments")},
    ("invited", "people"): "tests/stages/test_invited.py",
    ("beside", "encoder"): "tests/stages/test_beside.py",
    ("themes", "codebook"): "tests/test_pipeline.py",
    ("report", "template"): "tests/test_pipeline.py",
    ("themes", "earlier"): "tests/stages/themes",
    **{
        ("themes", name): "tests/stages/themes"
        for name in (
            "encoder",
            "plausible",
            "margin",
            "characters",
            "likely",
            "one_code",
            "adapt",
            "granularity",
            "sample",
            "seed",
        )
    },
}


@pytest.fixture(scope="module")
def export(tmp_path_factory):
    rows = [
        (
            "Y",
            "lack of staff; lack of time",
            "Y",
            "Nobody has time. Personne n'a le temps de participer.",
            "en",
            "large",
        ),
        ("Y", "lack of staff", "Y", "the fair in Canada", "en", "small"),
        ("", "the members have no time at all", "Y", "OSF", "en", "small"),
        ("Y", "Manque de temps des membres du réseau", "Y", "no time for meetings", "fr", "large"),
        ("Y", "our coordinator left", "", "they have little time", "en", "large"),
        *(
            ("Y", f"the visa for the {what} came late", "", "", "en", "small")
            for what in ("mission", "fair", "visit", "trip", "tour")
        ),
        *(("Y", f"{who} waited for a visa", "", "", "en", "small") for who in ("firms", "companies", "we")),
    ]
    return mini_survey(tmp_path_factory.mktemp("options"), tuple(rows))


def _run(export, out, options):
    return pipeline.run(export, out, options=options, until="findings")


@pytest.fixture(scope="module")
def plain(export, tmp_path_factory):
    book = tmp_path_factory.mktemp("book") / "book.yaml"
    book.write_text(CODEBOOK, encoding="utf-8")
    options = config.load(None)
    options = dataclasses.replace(options, themes=dataclasses.replace(options.themes, codebook=codebook.load(book)))
    return options, _run(export, tmp_path_factory.mktemp("plain") / "out", options)


def test_every_option_is_tested():
    options = config.load(None)
    known = {
        (section.name, option.name)
        for section in dataclasses.fields(options)
        if section.name != "survey"
        for option in dataclasses.fields(getattr(options, section.name))
    }
    assert known == set(CHANGES) | set(ELSEWHERE)


@pytest.mark.parametrize("option", CHANGES, ids=".".join)
def test_another_value_changes_a_result(option, plain, export, tmp_path):
    (section, name), (value, table) = option, CHANGES[option]
    options, before = plain
    changed = dataclasses.replace(options, **{section: dataclasses.replace(getattr(options, section), **{name: value})})
    after = _run(export, tmp_path / "out", changed)
    assert not after[table].equals(before[table])
