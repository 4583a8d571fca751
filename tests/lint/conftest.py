"""The run and how its report is made, and a way to check a text as a chapter."""

from __future__ import annotations

import pytest

from textmine import pipeline
from textmine.lint import lint


@pytest.fixture
def check(demo, tmp_path):
    """Findings on a Markdown text as a chapter of the demo survey."""

    def checked(text: str):
        chapter = tmp_path / "chapter.md"
        chapter.write_text(text, encoding="utf-8")
        return lint(chapter, demo, pipeline.report_settings(demo))

    return checked
