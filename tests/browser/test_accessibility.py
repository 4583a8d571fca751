"""The page held against the rules of axe-core, and by keyboard alone.

axe-core is no part of the project: CONTRIBUTING.md says how to fetch it.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

AXE = Path(__file__).resolve().parents[2] / "out" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TAB = "\ue004"

CHECK = """
return axe.run(document, { runOnly: arguments[0], resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, impact, nodes }) => [impact, id, nodes.length, nodes[0].html.slice(0, 200)]));
"""


def faults(browser):
    browser.run(AXE.read_text(encoding="utf-8"))
    return browser.run(CHECK, RULES)


@pytest.mark.skipif(not AXE.is_file(), reason="out/axe.min.js is not there: see CONTRIBUTING.md")
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 400])
@pytest.mark.parametrize("opened", ["", "#where=country&item=JP"], ids=["page", "panel"])
def test_axe_finds_no_fault(browser, demo_page, dark, width, opened):
    browser.size(width, 800, dark=dark)
    browser.open(demo_page + opened)
    assert faults(browser) == []


def test_headings_are_in_order(browser, demo_page):
    browser.open(demo_page)
    levels = browser.run(
        "return [...document.querySelectorAll('h1, h2, h3, h4, h5')].filter((each) => each.checkVisibility())"
        ".map((each) => +each.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_first_tab_stop_leads_past_the_contents(browser, demo_page):
    browser.open(demo_page)
    browser.press(TAB)
    assert browser.run("return document.activeElement.textContent") == "Skip to the report"
    assert browser.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_focus_stays_in_the_panel(browser, demo_page):
    browser.open(f"{demo_page}#where=country&item=JP")
    browser.until("return document.getElementById('panel').open")
    for _ in range(12):
        browser.press(TAB)
        inside = "return document.activeElement === document.body || !!document.activeElement.closest('#panel')"
        assert browser.run(inside)


def test_every_table_has_a_caption_and_headings_with_a_scope(browser, demo_page):
    browser.open(demo_page)
    assert browser.run("return document.querySelectorAll('table:not(:has(caption))').length") == 0
    assert browser.run("return document.querySelectorAll('th:not([scope])').length") == 0


def test_nothing_is_wider_than_a_small_screen(browser, demo_page):
    browser.size(400, 800)
    browser.open(demo_page)
    assert browser.run("return document.documentElement.scrollWidth") <= 400
    browser.size(1200, 800)
