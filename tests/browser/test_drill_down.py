"""From a figure of the HTML report to the comments behind it, in a real browser."""

from __future__ import annotations

import re
import time

import pytest
from report import invented
from speed.grown import grown

from textmine.report import build_report, write_report
from textmine.report.facts import Facts
from textmine.report.packed import Opened, address
from textmine.report.verbatims import behind
from textmine.report.words import plural

SAID = {"theme", "country", "region", "area", "organisation"}
STEPS = {"commented", "substance", "coded"}
ESCAPE, ENTER, TAB = "\ue00c", "\ue007", "\ue004"

PANEL = """
const panel = document.getElementById("panel");
return panel.open ? {
    title: panel.querySelector("h2").textContent,
    where: document.getElementById("panel-where").textContent,
    figure: document.getElementById("panel-figure").textContent,
    count: panel.querySelector(".count").textContent,
    texts: [...panel.querySelectorAll(".comments li p")].map((each) => each.textContent),
    marks: [...panel.querySelectorAll("mark")].map((each) => each.textContent),
    filters: [...panel.querySelectorAll("form div:not([hidden]) label")].map((each) => each.textContent),
} : null"""


def figure(item, **more):
    """A selector of the figure with these in its address."""
    words = "".join(f'[data-where*="{name}={value}"]' for name, value in {"item": item, **more}.items())
    return f"button.figure{words}"


def click(browser, selector):
    browser.run("document.querySelector(arguments[0]).click()", selector)
    return browser.until(PANEL)


def choose(browser, root, name, value):
    script = """
    const field = document.querySelector(`#${arguments[0]} [name=${arguments[1]}]`);
    field.value = arguments[2];
    field.dispatchEvent(new Event("input", { bubbles: true }));
    """
    browser.run(script, root, name, value)


def count(browser, root):
    return browser.run("return document.querySelector(`#${arguments[0]} .count`).textContent", root)


def test_every_figure_of_the_demo_has_the_comments_that_the_report_says(browser, demo, demo_page, demo_report):
    figures = _figures(demo)
    browser.open(demo_page)
    script = """
    return arguments[0].map((words) => {
        const rows = textmine.behind(textmine.readWhere(words));
        return [rows.length, textmine.people(rows)];
    })"""
    opened = Opened(demo_report)
    found = browser.run(script, [address(figure.where) for _, figure in figures])
    assert len(figures) > 4000
    for (kind, figure), (comments, people) in zip(figures, found, strict=True):
        expected = behind(demo_report, figure.where)
        assert (comments, people) == (len(expected), len({verbatim.respondent for verbatim in expected})), figure.where
        if (kind in SAID and figure.unit == "respondent") or (
            kind == "base" and figure.where.item in STEPS and opened.address(figure)
        ):
            assert people == figure.count
        if kind == "coding" and opened.address(figure):
            assert comments == figure.count


def _figures(demo):
    facts = Facts(demo, (), 30)
    return [(part.kind, figure) for part, group in facts.slices for figure in facts.figures(part, group).values()]


def test_a_click_opens_the_comments_with_the_counted_words_marked(browser, invented_page):
    browser.open(invented_page)
    shown = click(browser, figure("staff", question="C1"))
    assert shown["title"] == "Theme: Shortage or change of staff"
    assert shown["figure"] == "The figure: 3\u00a0of\u00a020. "
    assert shown["where"] == "C. Barriers"
    assert browser.console() == []


def test_a_figure_of_the_demo_shows_its_words(browser, demo_page):
    browser.open(demo_page)
    shown = click(browser, figure("JP", where="country", role="target"))
    assert re.match(r"The figure: (\d+)\u00a0of", shown["figure"])[1] in shown["count"].split()[3]
    assert shown["marks"]
    assert {"Japan", "Giappone", "Tokyo"} <= set(shown["marks"])
    assert all(mark in " ".join(shown["texts"]) for mark in shown["marks"])


def test_back_and_escape_close_the_panel_and_the_focus_returns(browser, demo_page):
    browser.open(demo_page)
    for leave in (browser.back, lambda: browser.press(ESCAPE)):
        browser.run("document.querySelector(arguments[0]).focus()", figure("JP", where="country"))
        browser.press(ENTER)
        browser.until(PANEL)
        assert "#where=country&item=JP" in browser.run("return location.href")
        leave()
        browser.until("return !document.getElementById('panel').open && !location.hash.includes('where')")
        focused = browser.run("return document.activeElement.dataset.where || ''")
        assert focused.startswith("where=country&item=JP")


def test_an_address_opens_its_comments(browser, demo_page):
    browser.open(f"{demo_page}#where=country&item=JP&role=target&only-text=Tokyo")
    shown = browser.until(PANEL)
    assert shown["title"] == "Country: Japan (target)"
    assert all("Tokyo" in text for text in shown["texts"])
    browser.open(f"{demo_page}#where=country&item=JP&role=target&only-group=STRAND%3DNone")
    assert browser.until(PANEL)["count"] == "0 comments by 0 respondents"
    choose(browser, "panel", "group", "")
    browser.until("return !location.hash.includes('only-group')")
    assert count(browser, "panel") != "0 comments by 0 respondents"


def test_filters_narrow_what_is_shown(browser, demo_page, demo_report):
    browser.open(f"{demo_page}#comments")
    said = demo_report.verbatims
    place = demo_report.by.index("STRAND")

    def expected(verbatims):
        people = len({verbatim.respondent for verbatim in verbatims})
        return f"{plural(len(verbatims), 'comment')} by {plural(people, 'respondent')}"

    assert count(browser, "comments") == expected(said)
    cases = {
        "question": ("C", [v for v in said if v.question == "C"]),
        "option": ("B|SQ001", [v for v in said if v.option == "B|SQ001"]),
        "group": ("STRAND=Strand-2", [v for v in said if v.groups[place] == "Strand-2"]),
        "language": ("it", [v for v in said if v.language == "it"]),
        "place": ("country:JP", [v for v in said if any(t.item_id == "JP" for t in v.tags)]),
        "theme": ("no_previous_collaboration", None),
        "text": ("FUND", [v for v in said if "fund" in v.text.casefold()]),
    }
    for name, (value, kept) in cases.items():
        choose(browser, "comments", name, value)
        browser.until("return location.hash.includes(arguments[0])", f"only-{name}=")
        if kept is not None:
            assert count(browser, "comments") == expected(kept), name
        assert count(browser, "comments") != expected(said), name
        choose(browser, "comments", name, "")
        browser.until("return !location.hash.includes(arguments[0])", f"only-{name}=")
    assert count(browser, "comments") == expected(said)


def test_hostile_words_stay_words(browser, invented_page):
    browser.open(f"{invented_page}#where=&only-text=alert")
    shown = browser.until(PANEL)
    assert invented.HOSTILE in shown["texts"]
    assert browser.run("return document.querySelectorAll('#panel .comments :is(script, img)').length") == 0
    browser.open(f"{invented_page}#where=theme&item=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&question=%22%3E&by=no")
    assert browser.until(PANEL)["count"] == "0 comments by 0 respondents"
    assert browser.console() == []


def test_comments_come_in_pages(browser, demo_page):
    browser.open(f"{demo_page}#comments")
    length = "return document.querySelectorAll('#comments .comments li').length"
    assert browser.run(length) == 50
    browser.run("document.querySelector('#comments .more').click()")
    assert browser.run(length) == 100
    assert browser.run("return document.activeElement === document.querySelectorAll('#comments .comments li')[50]")


def test_the_bars_of_a_chart_open_their_comments(browser, demo_page):
    browser.open(demo_page)
    script = """
    const mark = document.querySelector('svg [data-where*="item=JP"] path');
    mark.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    """
    browser.run(script)
    assert browser.until(PANEL)["title"].startswith("Country: Japan")


def test_a_sentence_opens_the_comments_it_rests_on(browser, demo_page):
    browser.open(demo_page)
    shown = click(browser, ".behind " + figure("JP", where="country", role="target"))
    assert shown["title"] == "Country: Japan (target)"


def test_without_script_the_figures_are_plain_text(browser, demo_page):
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(demo_page)
        assert browser.run("return document.querySelectorAll('button.figure').length") == 0
        assert browser.run("return document.getElementById('comments').checkVisibility()") is False
        assert browser.run("return document.querySelectorAll('span[data-where]').length") > 100
    finally:
        browser.cdp("Emulation.setScriptExecutionDisabled", value=False)


def test_what_is_printed_has_the_charts_and_no_controls(browser, demo_page):
    browser.open(f"{demo_page}#where=country&item=JP")
    browser.until(PANEL)
    pages = re.findall(rb"/Type\s*/Page\b", browser.pdf())
    assert len(pages) > 10
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    try:
        seen = "return [...document.querySelectorAll(arguments[0])].filter((each) => each.checkVisibility()).length"
        assert browser.run(seen, "dialog, #comments, .skip, form") == 0
        assert browser.run(seen, "figure.chart svg") > 5
    finally:
        browser.cdp("Emulation.setEmulatedMedia", media="")


@pytest.mark.slow
def test_a_hundred_thousand_comments_open_and_are_filtered_at_once(browser, demo, tmp_path):
    report = build_report(grown(demo, 120_000))  # among them those on personal data, which a report leaves out
    assert len(report.verbatims) >= 100_000
    page = write_report(report, tmp_path / "report.html")
    start = time.monotonic()
    browser.open(page.as_uri())
    assert time.monotonic() - start < 20
    script = """
    const [root, name, value] = arguments;
    const field = document.querySelector(`#${root} [name=${name}]`);
    const count = document.querySelector(`#${root} .count`);
    const set = (to) => new Promise((done) => {
        const [start, before] = [performance.now(), count.textContent];
        const look = () => count.textContent === before ? setTimeout(look, 1) : done(performance.now() - start);
        field.value = to;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        look();
    });
    return set(value).then((taken) => set("").then((back) => Math.max(taken, back)));
    """
    for name, value in {"text": "fund", "theme": "no_previous_collaboration", "group": "STRAND=Strand-2"}.items():
        assert browser.run(script, "comments", name, value) < 2000, name
