"""Emergent themes in twenty invented comments, the usual size of a survey."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from helpers import cases

from textmine.errors import TextmineError
from textmine.models import load_encoder
from textmine.stages.themes.emergent import Segments, find
from textmine.stages.themes.settings import ThemesSettings
from textmine.stages.themes.words import stop_words

TWENTY = cases("emergent")
SETTINGS = ThemesSettings()


def _segments(texts, respondents=None):
    people = np.arange(len(texts)) if respondents is None else np.array(respondents)
    return Segments(texts, load_encoder(SETTINGS.encoder).encode(texts), people, stop_words(["en"]))


def _found(texts, settings=SETTINGS, taken=(), respondents=None):
    return find(_segments(texts, respondents), taken, settings)


TEXTS = [case["text"] for case in TWENTY]


def test_twenty_comments_give_usable_themes():
    themes = [theme for theme, _ in _found(TEXTS)]
    assert [theme.label for theme in themes] == ["Time zones, calls", "Visas", "Customs duties"]
    said = {case["text"]: case["theme"] for case in TWENTY}
    for theme in themes:
        planted = {said[example] for example in theme.examples}
        assert len(planted) == 1, "a theme mixes two"
        assert planted.pop() == theme.keywords[0]


def test_a_theme_describes_itself():
    theme, stability = _found(TEXTS)[0]
    assert theme.id == "emergent_time_zones_calls"
    assert theme.definition == "Emergent: respondents speak of time zones and calls."
    assert theme.keywords == ("time zones", "calls")
    assert stability == 1.0
    assert set(theme.examples) <= set(TEXTS)


@pytest.mark.parametrize("count", [0, 1, 5, 7])
def test_few_comments_have_no_emergent_theme(count):
    assert _found(TEXTS[:count]) == []


def test_one_respondent_alone_makes_no_theme():
    assert _found(TEXTS, respondents=[0] * 20) == []


def test_comments_without_content_make_no_theme():
    assert _found(["Yes.", "No.", "It is.", "2018", "?", ""] * 5) == []


def test_the_same_words_from_all_are_one_theme():
    (theme, stability), *others = _found(["The visa came late."] * 10)
    assert not others
    assert theme.examples == ("The visa came late.",)
    assert stability == 1.0


def test_an_id_that_is_taken_gets_a_number():
    assert _found(TEXTS, taken=["emergent_visas"])[1][0].id == "emergent_visas_2"


def test_options_change_the_themes():
    assert len(_found(TEXTS, ThemesSettings(emergent=2))) == 2
    assert _found(TEXTS, ThemesSettings(emergent=0)) == []
    assert _found(TEXTS, ThemesSettings(cohesion=0.6)) != _found(TEXTS)
    assert _found(TEXTS, ThemesSettings(seed=1)) != _found(TEXTS)


def test_bertopic_with_its_defaults_finds_nothing_here(recwarn):
    """Why its parts are replaced; when this fails, the defaults may do."""
    import bertopic

    topics, _ = bertopic.BERTopic().fit_transform(TEXTS, _segments(TEXTS).vectors)
    assert set(topics) == {-1}
    assert all("copy" in str(warning.message) for warning in recwarn)


_CHILD = """
import logging, random, socket, sys, warnings
import sklearn.cluster, spacy
def refuse(*args, **kwargs):
    raise AssertionError("network")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
before = (list(warnings.filters), list(logging.root.handlers), random.getstate())
from textmine.stages.themes import emergent
emergent._bertopic()
assert (list(warnings.filters), list(logging.root.handlers), random.getstate()) == before
assert not logging.getLogger("BERTopic").handlers
assert not {"torch", "umap", "hdbscan", "sentence_transformers", "plotly"} & set(sys.modules)
"""


def test_importing_bertopic_leaves_no_trace():
    done = subprocess.run([sys.executable, "-W", "error", "-c", _CHILD], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_bertopic_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "bertopic", None)
    with pytest.raises(TextmineError) as caught:
        _found(TEXTS)
    assert "pip install --no-deps bertopic==0.17.4" in caught.value.hint
