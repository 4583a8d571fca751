"""The invented survey, and the report on it."""

from __future__ import annotations

import pytest

from report import invented
from textmine.report import ReportSettings, build_report


@pytest.fixture(scope="session")
def run():
    return invented.run()


@pytest.fixture(scope="session")
def report(run):
    return build_report(
        run, ReportSettings(title="Progress of twenty invented networks", manifest={"textmine": "0.1.0"})
    )
