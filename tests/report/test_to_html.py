from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from report import invented
from textmine.privacy import pseudonyms
from textmine.report import ReportSettings, build_report
from textmine.report.model import Figure, Paragraph, Report, Section, TableBlock
from textmine.report.to_html import html

VOID = {"meta", "line", "rect", "br", "link"}


class Page(HTMLParser):
    """Notes the tags in use, the attributes, and every tag that is not closed in its turn."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open, self.crossed, self.text = set(), [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def page(report):
    return html(report)


def test_every_tag_is_closed_in_its_turn(page):
    read = Page(page)
    assert (read.open, read.crossed) == ([], [])


def test_nothing_is_loaded_and_nothing_runs(page):
    read = Page(page)
    assert not read.tags & {"script", "img", "iframe", "link", "object", "base", "form", "image", "use"}
    assert not [name for _, name, _ in read.attributes if name.startswith("on") or name in {"src", "style"}]
    assert {value[0] for _, name, value in read.attributes if name == "href"} == {"#"}
    style = page[page.index("<style>") : page.index("</style>")]
    assert not re.search(r"url\(|@import|http", style)
    assert "default-src 'none'" in page


def test_hostile_words_are_shown_as_words(page):
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x07" not in page
    assert invented.HOSTILE.replace("\x07", "") in "".join(Page(page).text)


def test_every_text_is_escaped():
    bad = '"><script>alert(1)</script>'
    table = TableBlock(bad, (bad, bad), ((bad, Figure(1, 2)),), "ticks")
    page = html(Report(bad, bad, (Section("x", bad, 1, (Paragraph(bad), table)),)))
    assert "<script" not in page
    assert '""' not in page


def test_links_of_the_contents_lead_to_sections(page, report):
    ids = {value for tag, name, value in Page(page).attributes if name == "id" and tag == "section"}
    links = [value[1:] for tag, name, value in Page(page).attributes if tag == "a" and name == "href"]
    assert links == [section.section_id for section in report.sections]
    assert set(links) == ids


def test_every_id_that_is_named_exists(page):
    attributes = Page(page).attributes
    ids = [value for _, name, value in attributes if name == "id"]
    named = [
        word for _, name, value in attributes if name in {"aria-labelledby", "aria-details"} for word in value.split()
    ]
    assert len(ids) == len(set(ids))
    assert set(named) <= set(ids)


def test_a_quote_carries_its_language(page):
    assert '<p lang="fr" dir="auto">Les habitudes de travail' in page
    who = pseudonyms(invented.PEOPLE)[invented.PEOPLE[2]]
    assert f"{who}, Strand-1, on \u201cCollaboration between the clusters of the network\u201d (fr)" in page


def test_a_table_as_it_is_written():
    figures = (Figure(40, 60, share=40 / 60, low=0.54, high=0.77, percent=True), Figure(4, 6, share=4 / 6))
    rows = (("a", *figures), ("b", figures[0], "\u2013"))
    table = TableBlock("Options", ("Option", "All", "Small"), rows, "ticks", shown=1, number=3)
    page = html(Report("", "", (Section("x", "X", 1, (table,)),))).replace("\u00a0", " ")
    assert page[page.index('<div class="table"') : page.index("</section>")] == (
        '<div class="table" id="table-3"><table><caption><b>Table 3</b>Options</caption>\n'
        '<thead><tr><th scope="col">Option</th><th scope="col" class="number">All<small>n = 60</small></th>'
        '<th scope="col" class="number">Small<small>n = 6</small></th></tr></thead>\n'
        '<tbody>\n<tr><td>a</td><td class="number" title="40 of 60 (67 %); 95 % interval: 54 % to 77 %">40 '
        '<span class="share">67 %</span></td><td class="number" title="4 of 6">4</td></tr>\n</tbody></table>'
        '<p class="note">and 1 more, in the workbook</p></div>\n'
    )


def test_percentages_come_with_the_base(run):
    small = html(build_report(run, ReportSettings(min_share_base=10)))
    large = html(build_report(run, ReportSettings(min_share_base=100)))
    assert 'class="share"' in small
    assert 'class="share"' not in large
