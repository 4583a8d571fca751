"""The nearest emergent theme of a segment, or why there is none."""

from __future__ import annotations

import numpy as np
import pytest

from textmine.codebook import Theme
from textmine.models import load_encoder
from textmine.stages.themes.nearest import Nearest

ENCODER = load_encoder("use-multilingual")
VISAS = ("The visa for our delegation arrived too late.", "Getting visas took more than two months.")
CUSTOMS = ("Customs duties make our samples too expensive.", "We paid customs duties twice for the exhibits.")
THEMES = (Theme("visas", "Visas", examples=VISAS), Theme("customs", "Customs duties", examples=CUSTOMS))
MIDDLES = [ENCODER.encode(list(theme.examples)).mean(axis=0).tolist() for theme in THEMES]
NEAREST = Nearest(THEMES, MIDDLES)


def _place(*texts):
    return NEAREST.place(texts, ENCODER.encode(list(texts)))


@pytest.mark.parametrize(
    ("text", "theme", "vote", "decision"),
    [
        ("Our visas were refused.", 0, "yes", "yes"),
        ("Les visas sont arrivés trop tard.", 0, "yes", "yes"),
        ("Duties on our samples are too high.", 1, "yes", "yes"),
        (CUSTOMS[0], 1, "yes", "yes"),
        ("Zzz 2018", None, "brief", "no"),
    ],
)
def test_a_segment_belongs_to_the_nearest_theme_or_says_why_not(text, theme, vote, decision):
    (place,) = _place(text)
    assert theme in {place.theme, None}
    assert (place.vote, place.decision) == (vote, decision)
    assert 0 <= place.score <= 1


def test_what_is_near_to_none_stands_alone():
    vectors = -np.array([MIDDLES[0], MIDDLES[1]], dtype=np.float32).sum(axis=0, keepdims=True)
    (place,) = NEAREST.place(["Qwx jkh."], vectors)
    assert (place.vote, place.decision) == ("alone", "no")


def test_as_near_to_one_as_to_the_other_is_unsure():
    nearest = Nearest([Theme("a", "A", examples=("same words here",)), Theme("b", "B", examples=("same words here",))],
                      [[1.0, 0.0], [1.0, 0.0]])  # fmt: skip
    (place,) = nearest.place(["same words"], np.array([[1.0, 0.0]], dtype=np.float32))
    assert (place.vote, place.decision) == ("unsure", "review")


def test_a_batch_gives_what_the_whole_gives():
    texts = [*VISAS, *CUSTOMS, "The samples were held back.", "Two months for a stamp.", "Rain fell."]
    assert [_place(text)[0] for text in texts] == _place(*texts)
    assert _place() == []
