"""The recogniser is asked only where it can find something."""

from __future__ import annotations

import pytest

from textmine import fingerprints, models
from textmine.errors import TextmineError
from textmine.stages.mentions.ner import NOTHING, is_worth, recognise


def _nothing(_text, _language):
    return []


def test_only_english_with_a_capital_inside_a_sentence():
    texts = ["We met Microsoft in Chicago.", "We met nobody. Nothing came of it.", "Wir trafen Microsoft in Chicago."]
    found = recognise(texts, ["en", "en", "de"], _nothing)
    assert [texts[0][start:end] for start, end in found[0].organisations] == ["Microsoft"]
    assert found[1:] == [NOTHING, NOTHING]


def test_no_texts():
    assert recognise([], [], _nothing) == []


@pytest.mark.parametrize(
    ("text", "known", "worth"),
    [
        ("We met Microsoft in Chicago.", [], True),
        ("We sell to Canada and Japan.", ["Canada", "Japan"], False),
        ("We sell to Canada and Acme.", ["Canada"], True),
        ("In May I went to Canada.", ["Canada"], False),
        ("Firms went to Canada.", ["Canada"], False),
        ("Anna went to Canada.", ["Canada"], True),
        ("Nothing came of it. We stopped.", [], False),
    ],
)
def test_it_is_asked_where_it_can_change_the_answer(text, known, worth):
    spans = [(text.index(name), text.index(name) + len(name)) for name in known]
    assert is_worth(text, spans) is worth


@pytest.fixture
def fake_package(tmp_path, monkeypatch):
    """A spaCy package for Dutch that knows one firm and one person by their words."""
    import spacy

    pipeline = spacy.blank("nl")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Waterzor"}, {"label": "PER", "pattern": "Zef Zorren"}])
    for name, version in (("nl_core_news_sm", "1.0.0"), ("nl_core_news_md", "2.0.0"), ("xx_core_news_lg", "1.0.0")):
        info = tmp_path / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(
            "import pathlib, spacy\n\ndef load(**options):\n"
            "    return spacy.load(pathlib.Path(__file__).parent / 'model', **options)\n",
            encoding="utf-8",
        )
        if name.startswith("nl"):
            pipeline.to_disk(tmp_path / name / "model")
            (tmp_path / name / "meta.json").write_text("{}", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    cached = (models.spacy_packages, models.load_spacy, fingerprints._code)
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


DUTCH = "Wij werken graag met Waterzor en met Zef Zorren."


@pytest.mark.usefixtures("fake_package")
def test_an_installed_package_is_used_for_its_language():
    # The largest; not one of such a name that is no pipeline.
    assert models.spacy_packages() == {"nl": ("nl_core_news_md", "2.0.0")}
    found = recognise([DUTCH, DUTCH], ["nl", "fr"], _nothing)
    assert [DUTCH[start:end] for start, end in found[0].organisations] == ["Waterzor"]
    assert [DUTCH[start:end] for start, end in found[0].persons] == ["Zef Zorren"]
    assert found[1] == NOTHING


@pytest.mark.usefixtures("fake_package")
def test_another_version_of_a_package_makes_other_tables(monkeypatch):
    before = fingerprints.maker("textmine.stages.mentions", None)
    monkeypatch.setattr(models, "spacy_packages", lambda: {"nl": models.SpacyPackage("nl_core_news_md", "3.0.0")})
    fingerprints._code.cache_clear()
    assert fingerprints.maker("textmine.stages.mentions", None) != before


def test_a_language_without_a_package_is_an_error_that_helps():
    with pytest.raises(TextmineError, match="No spaCy package for 'qq'"):
        models.load_spacy("qq")
