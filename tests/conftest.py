"""Fixtures that several tests share: the demo survey, run once a session."""

from __future__ import annotations

import pytest
from helpers import DEMO

from textmine.folder import Run


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run over the demo survey, reports included; tests must not change it."""
    from textmine import pipeline

    return pipeline.run(DEMO, tmp_path_factory.mktemp("demo") / "out")
