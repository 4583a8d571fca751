"""One browser for all tests of a file, and the pages that they look at."""

from __future__ import annotations

import pytest
from report import invented

from browser import chromium
from textmine.report import build_report, write_report


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if chromium.CHROMIUM is None or chromium.DRIVER is None:
        pytest.skip("no Chromium with chromedriver on this machine")
    with chromium.browser(tmp_path_factory.mktemp("browser")) as window:
        window.size(1200, 800)
        yield window


@pytest.fixture(scope="session")
def invented_report():
    return build_report(invented.run())


@pytest.fixture(scope="session")
def invented_page(tmp_path_factory, invented_report):
    return write_report(invented_report, tmp_path_factory.mktemp("page") / "report.html").as_uri()


@pytest.fixture(scope="session")
def demo_report(demo):
    return build_report(demo)


@pytest.fixture(scope="session")
def demo_page(tmp_path_factory, demo_report):
    return write_report(demo_report, tmp_path_factory.mktemp("page") / "report.html").as_uri()
