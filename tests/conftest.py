"""Fixtures that several tests share: the demo survey, run once a session."""

from __future__ import annotations

import pytest
from helpers import DEMO
from hypothesis import settings

from textmine.folder import Run

# A busy machine is no fault of the text: the first example of a test also loads the names of places.
settings.register_profile("textmine", deadline=None)
settings.load_profile("textmine")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over the demo survey, reports included; tests must not change it."""
    from textmine import pipeline

    return pipeline.run(DEMO, tmp_path_factory.mktemp("demo") / "out")
