"""Emergent themes in twenty invented comments, the usual size of a survey."""

from __future__ import annotations

import dataclasses
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
DIMENSIONS = load_encoder(SETTINGS.encoder).dimensions


def _segments(texts, respondents=None):
    people = np.arange(len(texts)) if respondents is None else np.array(respondents)
    return Segments(texts, load_encoder(SETTINGS.encoder).encode(texts), people, stop_words(["en"]))


def _found(texts, settings=SETTINGS, taken=(), respondents=None):
    return find(_segments(texts, respondents), taken, settings)


TEXTS = [case["text"] for case in TWENTY]


def test_twenty_comments_give_usable_themes():
    found = _found(TEXTS)
    assert [each.theme.label for each in found] == ["Translation", "Visas", "Time zones", "Customs duties"]
    said = {case["text"]: case["theme"] for case in TWENTY}
    for each in found:
        planted = [said[example] for example in each.theme.examples]
        assert planted.count(each.theme.label.lower()) == 4, "all four comments"
        assert set(planted) <= {each.theme.label.lower(), ""}, "a theme mixes two"


def test_a_theme_describes_itself():
    each = _found(TEXTS)[2]
    assert each.theme.id == "emergent_time_zones"
    assert each.theme.definition == "Emergent: respondents speak of time zones."
    assert each.theme.keywords == ("time zones", "calls")
    assert each.stability == 1.0
    assert set(each.theme.examples) <= set(TEXTS)
    assert len(each.middle) == DIMENSIONS


def test_the_order_of_the_comments_does_not_matter():
    assert _found(TEXTS[::-1], respondents=list(range(20))[::-1]) == _found(TEXTS)


def test_a_name_is_written_as_respondents_write_it():
    texts = [f"The help of the EEN office {what}." for what in ("is slow", "was late", "is poor", "costs too much")]
    labels = [each.theme.label for each in _found([*texts, *TEXTS])]
    assert any("EEN" in label for label in labels)


@pytest.mark.parametrize("count", [0, 1, 5, 7])
def test_few_comments_have_no_emergent_theme(count):
    assert _found(TEXTS[:count]) == []


def test_one_respondent_alone_makes_no_theme():
    assert _found(TEXTS, respondents=[0] * 20) == []


def test_comments_without_content_make_no_theme():
    assert _found(["Yes.", "No.", "It is.", "2018", "?", ""] * 5) == []


def test_the_same_words_from_all_are_one_theme():
    (each,) = _found(["The visa came late."] * 10)
    assert each.theme.examples == ("The visa came late.",)
    assert each.theme.label == "Visa came late"
    assert each.stability == 1.0


def test_an_id_that_is_taken_gets_a_number():
    assert _found(TEXTS, taken=["emergent_visas"])[1].theme.id == "emergent_visas_2"


def test_options_change_the_themes():
    assert len(_found(TEXTS, ThemesSettings(emergent=2))) == 2
    assert _found(TEXTS, ThemesSettings(emergent=0)) == []
    assert _found(TEXTS, ThemesSettings(granularity=3.0)) != _found(TEXTS)
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


def test_what_a_comment_says_hangs_together():
    """The short second segments say nothing alone and follow the comment they stand in."""
    texts = [*TEXTS[:16], *["That was bad for us."] * 16]
    comments = tuple(str(number) for number in [*range(16), *range(16)])
    segments = _segments(texts, [*range(16), *range(16)])
    found = find(dataclasses.replace(segments, comments=comments), (), SETTINGS)
    assert {each.theme.label[:4] for each in found} == {"Tran", "Visa", "Time", "Cust"}
